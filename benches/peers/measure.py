"""Runs a command, and notes the CPU seconds of it and its children: `measure.py NAME FILE WORK COMMAND...`; or shows
what was noted as a table: `measure.py --table WORK`."""

import json
import os
import resource
import subprocess
import sys


def measure(name, file, work, command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(os.path.join(work, f"{name}.log"), "w") as log:
        code = subprocess.run(command, stdout=log, stderr=log).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    note = {"name": name, "code": code, "bytes": os.path.getsize(file), "cpu_seconds": round(seconds, 2)}
    with open(os.path.join(work, f"{name}.json"), "w") as out:
        json.dump(note, out)
    print(note, file=sys.stderr)


# What each peer is compared with beside the whole pipeline.
BESIDE = {"datatrove-c4": "tamis-chrome", "datatrove-dedup": "tamis-dedup", "dolma-c4": "tamis-chrome"}


def table(work):
    names = ["tamis", "tamis-chrome", "tamis-dedup", *BESIDE]
    notes = {name: json.load(open(os.path.join(work, f"{name}.json"))) for name in names}
    rates = {name: note["bytes"] / 1e6 / note["cpu_seconds"] for name, note in notes.items()}
    print("| what | CPU seconds | MB per CPU second | whole pipeline against it | nearest stages against it |")
    print("| --- | --- | --- | --- | --- |")
    for name, note in notes.items():
        if note["code"] != 0:
            print(f"| {name} | failed: see {work}/{name}.log | | | |")
            continue
        against = ["", ""]
        if name in BESIDE:
            against = [f"{rates[other] / rates[name]:.1f}" for other in ("tamis", BESIDE[name])]
        print(f"| {name} | {note['cpu_seconds']} | {rates[name]:.2f} | {against[0]} | {against[1]} |")


if sys.argv[1] == "--table":
    table(sys.argv[2])
else:
    measure(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
