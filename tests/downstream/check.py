"""Runs tamis over small inputs in each preset and kind of file, and loads the output with the readers of others.

Each must find all records, the columns that docs/outputs.md names, one type for each of them, and the texts that
tamis itself gives out as JSON. Usage: check.py TAMIS FOLDER
"""

import datetime
import gzip
import json
import subprocess
import sys
from pathlib import Path

import datasets
import duckdb
import pandas
import pyarrow
import pyarrow.json
import pyarrow.parquet
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from loguru import logger

TAMIS, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
KINDS = ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"]

FACTS = pyarrow.struct(
    [
        ("language", pyarrow.string()),
        ("language_score", pyarrow.float64()),
        ("script", pyarrow.string()),
        (
            "languages",
            pyarrow.list_(
                pyarrow.struct(
                    [("language", pyarrow.string()), ("script", pyarrow.string()), ("share", pyarrow.float64())]
                )
            ),
        ),
        ("kind", pyarrow.string()),
        ("chars_in", pyarrow.int64()),
        ("chars_out", pyarrow.int64()),
        ("removed_chrome", pyarrow.int64()),
        ("removed_duplicate", pyarrow.int64()),
        ("duplicates", pyarrow.int64()),
        ("flags", pyarrow.string()),
        ("lifted", pyarrow.string()),
    ]
)
TEXTS = {
    "table": ["id", "text", "source", "url", "metadata"],
    "hf": ["id", "text", "source", "url"],
    "datatrove": ["text", "id", "metadata"],
    "dolma": ["id", "text", "source"],
}

# Records of two shards whose other fields have nothing in common: what breaks loaders that take types from the first.
FIRST = [
    {"id": "tide", "text": "High water came at noon, and the boats lay at the quay until it fell.", "url": "https://a.example/1", "n": 1},
    {"id": "row", "text": "Facebook Twitter Pinterest Email\nThe harbour silted up because nobody dredged it.", "tags": []},
    {"text": "A text with \u0001 control, a NUL \u0000, an astral 𠀀 and an emoji 👩‍👩‍👧.", "deep": {"a": {"b": [1, 2]}}},
]
SECOND = [
    {"id": 7, "text": "北约与日本签署了新的合作协定。\n\n京ICP备2023020795号-1\n会议将于明天在东京举行。", "n": "one", "tags": [{"k": None}]},
    {"id": "empty", "text": "", "metadata": {"date": "2024-02-29", "big": 10**30}},
]


def run(*arguments):
    subprocess.run([TAMIS, *map(str, arguments)], check=True, cwd=FOLDER)


def make_inputs():
    (FOLDER / "first.jsonl").write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in FIRST))
    with gzip.open(FOLDER / "second.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in SECOND)
    (FOLDER / "pages").mkdir()
    (FOLDER / "pages" / "roses.txt").write_text("How to prune roses\nOld wood goes first, with clean shears.\n")
    (FOLDER / "pages" / "ferry.txt").write_text("The ferry leaves at seven and comes back at nine.\r\n")
    return ["first.jsonl", "second.jsonl.gz", "pages"]


def expected(inputs):
    """Texts by id, in order, as the command prints them."""
    lines = subprocess.run([TAMIS, "clean", "--quiet", "--as", "hf", *inputs], check=True, cwd=FOLDER, capture_output=True)
    records = [json.loads(line) for line in lines.stdout.decode().splitlines()]
    return [record["id"] for record in records], [record["text"] for record in records]


def schema_of(layout):
    """Columns and types of a layout."""
    fields = [pyarrow.field(name, pyarrow.string()) for name in TEXTS[layout]]
    if layout == "hf":
        fields += [*FACTS, pyarrow.field("metadata", pyarrow.string())]
    elif layout == "dolma":
        metadata = [("url", pyarrow.string()), ("fields", pyarrow.string()), ("tamis", FACTS)]
        fields.append(pyarrow.field("metadata", pyarrow.struct(metadata)))
    else:
        fields.append(pyarrow.field("tamis", FACTS))
    return pyarrow.schema(fields)


def language_of(layout, row):
    if layout == "hf":
        return row["language"]
    return (row["metadata"]["tamis"] if layout == "dolma" else row["tamis"])["language"]


def types(schema):
    """Names and types, less what readers disagree about: whether there may be nulls, what items of lists are called."""

    def plain(kind):
        if pyarrow.types.is_struct(kind):
            return {field.name: plain(field.type) for field in kind}
        if pyarrow.types.is_list(kind):
            return [plain(kind.value_type)]
        return "string" if pyarrow.types.is_large_string(kind) else str(kind)

    return [(field.name, plain(field.type)) for field in schema]


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}:\n found {found!r}\nwanted {wanted!r}")


def check_rows(what, layout, rows, ids, texts):
    same(f"{what}: ids", [row["id"] for row in rows], ids)
    same(f"{what}: texts", [row["text"] for row in rows], texts)
    for row in rows:
        if not (isinstance(language_of(layout, row), str) and language_of(layout, row)):
            sys.exit(f"{what}: no language in {row!r}")


def check_output(layout, kind, out, ids, texts):
    """All shards of a folder, through each reader."""
    what = f"{layout} as {kind}"
    folder = out / "documents" if layout == "dolma" else out
    order = ["first", "second", "pages"]
    shards = [path for shard in order for path in sorted(folder.glob(f"{shard}*.{kind}")) if ".ledger." not in path.name]
    names = [str(path) for path in shards]
    wanted = types(schema_of(layout))

    # By the card's own words which files there are, and by naming them.
    by_card = datasets.load_dataset(str(out), split="train")
    builder = "parquet" if kind == "parquet" else "json"
    named = datasets.load_dataset(builder, data_files=names, split="train")
    for how, found in (("card", by_card), ("files", named)):
        same(f"{what}: columns of datasets by {how}", types(found.features.arrow_schema), wanted)
        check_rows(f"{what}: datasets by {how}", layout, found.to_list(), ids, texts)
    streamed = list(datasets.load_dataset(str(out), split="train", streaming=True))
    check_rows(f"{what}: datasets, streamed", layout, streamed, ids, texts)

    if kind == "parquet":
        tables = [pyarrow.parquet.read_table(name) for name in names]
        for table in tables:
            same(f"{what}: columns of pyarrow", types(table.schema), wanted)
        rows = pyarrow.concat_tables(tables).to_pylist()
        query = "read_parquet(?)"
        frames = [pandas.read_parquet(name) for name in names]
    else:
        # pyarrow's reader of JSON does not unpack zstd by the name of a file.
        tables = [pyarrow.json.read_json(pyarrow.input_stream(name, compression="detect")) for name in names]
        for table in tables:
            same(f"{what}: columns of pyarrow", types(table.schema), wanted)
        rows = pyarrow.concat_tables(tables).to_pylist()
        query = "read_json(?, format = 'newline_delimited', union_by_name = false)"
        frames = [pandas.read_json(name, lines=True, dtype=False) for name in names]
    check_rows(f"{what}: pyarrow", layout, rows, ids, texts)

    path = {"hf": "language", "dolma": "metadata.tamis.language"}.get(layout, "tamis.language")
    found = duckdb.execute(f"select id, text, {path} from {query}", [names]).fetchall()
    same(f"{what}: ids of DuckDB", [str(row[0]) for row in found], ids)
    same(f"{what}: texts of DuckDB", [row[1] for row in found], texts)
    assert all(isinstance(row[2], str) and row[2] for row in found), found

    frame = pandas.concat(frames)
    same(f"{what}: ids of pandas", [str(name) for name in frame["id"]], ids)
    same(f"{what}: texts of pandas", list(frame["text"]), texts)

    if layout in ("datatrove", "dolma"):
        reader = ParquetReader if kind == "parquet" else JsonlReader
        found = [document for shard in order for document in reader(str(folder), glob_pattern=f"{shard}*.{kind}").run()]
        # Documents without text are passed over.
        same(f"{what}: ids of datatrove", [document.id for document in found], [i for i, text in zip(ids, texts) if text])
        same(f"{what}: texts of datatrove", [document.text for document in found], [text for text in texts if text])
        documents = {document.id: document for document in found}
        facts = documents["tide"].metadata["tamis"]
        assert isinstance(facts["language"], str), facts
        if layout == "datatrove":
            same(f"{what}: metadata of datatrove", documents["tide"].metadata["n"], 1)
            same(f"{what}: address of datatrove", documents["tide"].metadata["url"], "https://a.example/1")


def check_text(out, texts):
    """Plain text: a document is a paragraph to those who split at blank lines."""
    found = datasets.load_dataset(str(out), split="train")["text"]
    blocks = ["\n".join(line for line in text.split("\n") if line) for text in texts]
    same("text: documents of datasets", [text.strip("\n") for text in found], blocks)


def check_columns():
    """A Parquet file stays what it is: its columns, their types, and one more."""
    noon = datetime.datetime(2024, 2, 29, 12, 0, 0, 1, tzinfo=datetime.timezone.utc)
    table = pyarrow.table(
        {
            "doc": pyarrow.array([1, 2, 3], pyarrow.int32()),
            "content": ["The ferry leaves at seven.", "Facebook Twitter Pinterest Email\nIt comes back at nine.", ""],
            "seen": pyarrow.array([noon, None, noon], pyarrow.timestamp("us", "UTC")),
            "day": pyarrow.array([datetime.date(1969, 12, 31), None, None], pyarrow.date32()),
            "score": pyarrow.array([0.1, None, float("nan")], pyarrow.float32()),
            "price": pyarrow.array([None, None, 1], pyarrow.decimal128(9, 2)),
            "tags": pyarrow.array([["a", None], [], None], pyarrow.list_(pyarrow.string())),
            "deep": pyarrow.array([{"k": {"n": 1}}, None, {"k": None}]),
            "kind": pyarrow.array(["x", "y", "x"]).dictionary_encode(),
            "empty": pyarrow.array([None, None, None], pyarrow.string()),
        }
    )
    pyarrow.parquet.write_table(table, FOLDER / "dump.parquet", row_group_size=2)
    run("clean", "dump.parquet", "--text-field", "content", "--id-field", "doc", "--out", "columns", "--quiet", "--ledger")
    found = pyarrow.parquet.read_table(FOLDER / "columns" / "dump.parquet")
    plain = pyarrow.schema([field if field.name != "kind" else pyarrow.field("kind", pyarrow.string()) for field in table.schema])
    same("columns of a Parquet input", types(found.schema), types(plain) + types(pyarrow.schema([("tamis", FACTS)])))
    wanted, cleaned = table.to_pylist(), found.to_pylist()
    for before, after in zip(wanted, cleaned, strict=True):
        after.pop("tamis"), before.pop("content"), after.pop("content")
    same("values of a Parquet input", repr(cleaned), repr(wanted))
    same("texts", found["content"].to_pylist(), ["The ferry leaves at seven.", "It comes back at nine.", ""])
    same("rows of datasets", len(datasets.load_dataset(str(FOLDER / "columns"), split="train")), 3)

    arguments = ["restore", "columns/dump.parquet", "columns/dump.ledger.jsonl.zst", "--text-field", "content", "--text"]
    restored = subprocess.run([TAMIS, *arguments], check=True, cwd=FOLDER, capture_output=True).stdout.decode()
    same("restored texts", restored, "".join(table["content"].to_pylist()))


def main():
    datasets.disable_progress_bars()
    logger.remove()
    inputs = make_inputs()
    ids, texts = expected(inputs)
    same("records", len(ids), len(FIRST) + len(SECOND) + 2)
    for preset in ("hf", "datatrove", "dolma"):
        for kind in KINDS:
            out = FOLDER / f"{preset}-{kind}"
            run("clean", *inputs, "--as", preset, "--format", kind, "--out", out, "--quiet")
            check_output(preset, kind, out, ids, texts)
    out = FOLDER / "same-parquet"
    run("clean", *inputs, "--format", "parquet", "--out", out, "--quiet", "--shard-size", "1")
    check_output("table", "parquet", out, ids, texts)
    run("clean", *inputs, "--as", "text", "--out", FOLDER / "text", "--quiet")
    check_text(FOLDER / "text", texts)
    check_columns()
    readers = {"datasets": datasets, "pyarrow": pyarrow, "DuckDB": duckdb, "pandas": pandas}
    versions = ", ".join(f"{name} {module.__version__}" for name, module in readers.items())
    print(f"{len(ids)} records in {3 * len(KINDS) + 3} forms: read as written by {versions} and datatrove")


main()
