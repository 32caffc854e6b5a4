#!/usr/bin/env bash
# Has the readers of others load what tamis writes: Hugging Face datasets, datatrove, pyarrow, DuckDB, pandas. They are
# installed from PyPI into a folder of their own in target/, the first time. Needs python3 with venv, and the network.
set -eu
cd "$(dirname "$0")/../.."

if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    echo 'tests/downstream/run.sh needs Python 3.10 or later with venv and pip:' >&2
    echo 'install python3 and python3-venv (Debian, Ubuntu), python3 (Fedora, Homebrew), and run it again' >&2
    exit 1
fi
cargo build --quiet
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')

# Made anew when the list of readers is another one.
readers=$target/downstream/$(python3 -c 'import hashlib, sys; print(hashlib.sha256(open("tests/downstream/requirements.txt", "rb").read() + sys.version.encode()).hexdigest()[:12])')
if [ ! -e "$readers/whole" ]; then
    rm -rf "$target/downstream"
    python3 -m venv "$readers"
    "$readers/bin/pip" install --quiet --disable-pip-version-check --requirement tests/downstream/requirements.txt
    touch "$readers/whole"
fi

# Nothing is fetched or kept outside of the folder that is taken away.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HF_HOME="$folder/hf" HF_HUB_OFFLINE=1 HF_DATASETS_DISABLE_PROGRESS_BARS=1
"$readers/bin/python" tests/downstream/check.py "$target/debug/tamis" "$folder"
