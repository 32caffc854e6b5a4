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


def table(work):
    names = ["tamis", "datatrove-c4", "datatrove-dedup", "dolma-c4"]
    notes = [json.load(open(os.path.join(work, f"{name}.json"))) for name in names]
    own = notes[0]["bytes"] / 1e6 / notes[0]["cpu_seconds"]
    print("| what | CPU seconds | MB per CPU second | tamis is faster by |")
    print("| --- | --- | --- | --- |")
    for note in notes:
        if note["code"] != 0:
            print(f"| {note['name']} | failed: see {work}/{note['name']}.log | | |")
            continue
        rate = note["bytes"] / 1e6 / note["cpu_seconds"]
        print(f"| {note['name']} | {note['cpu_seconds']} | {rate:.2f} | {own / rate:.1f} |")


if sys.argv[1] == "--table":
    table(sys.argv[2])
else:
    measure(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
