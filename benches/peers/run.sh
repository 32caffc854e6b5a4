#!/bin/sh
# The nearest comparable work of datatrove and dolma on the same file as `tamis clean`, in MB per CPU second and as a
# ratio. Installs both into a folder of its own; run by hand: benches/peers/run.sh FILE.jsonl [WORK_FOLDER]
#
# datatrove: C4's quality filter (line by line) and sentence deduplication within the file.
# dolma:     the tagger `c4_v2`, which looks at each line for the same rules.
# tamis:     the whole default pipeline, which does all of it and more, on one thread; and beside the line filters the
#            stages `normalize` and `chrome` alone, beside the deduplication `normalize` and `dedup`.
set -eu
file=$(realpath "$1")
work=${2:-$(mktemp -d)}
here=$(dirname "$(realpath "$0")")
mkdir -p "$work"
# `uv` finds versions that go together in seconds, where `pip` tries them for many minutes.
[ -x "$work/uv/bin/uv" ] || { python3 -m venv "$work/uv" && "$work/uv/bin/pip" install --quiet uv; }
install() {
    [ -x "$work/$1/bin/python" ] && return
    "$work/uv/bin/uv" venv --quiet "$work/$1"
    "$work/uv/bin/uv" pip install --quiet --python "$work/$1/bin/python" "$@"
}
install datatrove 'datatrove[io,processing]' spacy orjson xxhash
install dolma
cargo build --quiet --release --manifest-path "$here/../../Cargo.toml"
tamis=$(cd "$here/../.." && cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')/release/tamis
rm -rf "$work/out-tamis"
"$work/datatrove/bin/python" "$here/measure.py" tamis "$file" "$work" "$tamis" clean "$file" --threads 1 --out "$work/out-tamis"
for stage in chrome dedup; do
    mkdir -p "$work/only-$stage"
    echo "stages = [\"normalize\", \"$stage\", \"write\"]" > "$work/only-$stage/pipeline.toml"
    rm -rf "$work/out-tamis-$stage"
    "$work/datatrove/bin/python" "$here/measure.py" "tamis-$stage" "$file" "$work" \
        "$tamis" clean "$file" --rules "$work/only-$stage" --threads 1 --out "$work/out-tamis-$stage"
done
"$work/datatrove/bin/python" "$here/measure.py" datatrove-c4 "$file" "$work" "$work/datatrove/bin/python" "$here/datatrove_c4.py" "$file" "$work"
"$work/datatrove/bin/python" "$here/measure.py" datatrove-dedup "$file" "$work" "$work/datatrove/bin/python" "$here/datatrove_dedup.py" "$file" "$work"
"$here/dolma_c4.sh" pack "$file" "$work"
"$work/dolma/bin/python" "$here/measure.py" dolma-c4 "$file" "$work" "$here/dolma_c4.sh" tag "$file" "$work"
python3 "$here/measure.py" --table "$work"
