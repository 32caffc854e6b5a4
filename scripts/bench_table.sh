#!/bin/sh
# Runs the benches and writes their medians into the table of docs/performance.md, between its two marks: MiB/s, and how
# many times slower than reading and writing records untouched in the same run.
set -eu
cd "$(dirname "$0")/.."
page=docs/performance.md
log=$(mktemp)
cargo bench --bench stages --bench pipeline | tee "$log" >&2
table=$(awk '
    # A line of its own, or ahead of `time:`, names the bench; `thrpt:  [low median high]` has its speed.
    /^[a-z]+\/.*/ { name = $0; sub(/ +time:.*/, "", name) }
    /thrpt:/ && $5 ~ /iB\/s/ {
        value = $4; unit = $5
        if (unit == "GiB/s") value *= 1024
        if (unit == "KiB/s") value /= 1024
        if (name == "records/untouched") untouched = value
        order[++count] = name; speed[name] = value
    }
    END {
        print "| bench | MiB/s | untouched is faster by |"
        print "| --- | --- | --- |"
        for (at = 1; at <= count; at++)
            printf "| %s | %.1f | %.1f |\n", order[at], speed[order[at]], untouched / speed[order[at]]
    }' "$log")
TABLE=$table awk '
    /<!-- bench table -->/ { print; print ENVIRON["TABLE"]; skip = 1; next }
    /<!-- end of the bench table -->/ { skip = 0 }
    !skip { print }' "$page" > "$log"
cat "$log" > "$page"
rm "$log"
