#!/usr/bin/env bash
# Kills a run over inputs of full size at random moments, goes on with it each time, and compares what it wrote, byte for
# byte, with what a run wrote that was left alone. `cargo test` does the same over small inputs.
#
#     tests/kill_resume.sh [MEGABYTES [KILLS]]        # 200 and 20 if not given
#
# Needs the Rust toolchain and, in the folder for temporary files (TMPDIR), five times the megabytes.
set -eu
cd "$(dirname "$0")/.."
cargo build --release
export TAMIS_PROGRAM="$PWD/target/release/tamis"
export TAMIS_KILL_BYTES=$((${1:-200} * 1000000)) TAMIS_KILLS="${2:-20}"
exec cargo test --test resume -- --nocapture --exact \
    a_run_killed_at_any_moment_and_gone_on_with_writes_the_same_bytes
