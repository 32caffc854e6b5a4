#!/bin/sh
# dolma: the tagger `c4_v2` on a JSONL file, in one process: `dolma_c4.sh tag FILE WORK`. dolma wants gzipped files in a
# folder `documents`, each record with an `id`, a `text` and a `source`: `dolma_c4.sh pack FILE WORK` makes one first.
set -eu
do=$1 file=$2 work=$3/out-dolma
if [ "$do" = tag ]; then
    exec "$3/dolma/bin/dolma" tag --documents "$work/documents/in.jsonl.gz" --taggers c4_v2 --processes 1 --experiment bench
fi
rm -rf "$work"
mkdir -p "$work/documents"
python3 - "$file" "$work/documents/in.jsonl.gz" <<'PY'
import gzip, json, sys
with gzip.open(sys.argv[2], "wt", compresslevel=1) as out:
    for line in open(sys.argv[1]):
        record = json.loads(line)
        row = {"id": record["id"], "text": record["text"], "source": "bench", "added": "2024-01-01T00:00:00.000Z"}
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
PY
