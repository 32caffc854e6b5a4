//! One run over a folder in which much is bad: all that is good is written, all that is bad is put aside with its reason
//! and place, and the counts add up.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

const GOOD: &str = r#"{"id":"first","text":"The harbour silted up."}"#;
const MALFORMED: &str = r#"{"id":"a","text":"b",}"#;
const NO_TEXT: &str = r#"{"id":"a","body":"b"}"#;
const NULL: &str = r#"{"id":"a","text":null}"#;
const NOT_UTF8: &[u8] = b"{\"id\":\"a\",\"text\":\"\xff\"}";
const NO_OBJECT: &str = "[1]";
const LAST: &str = r#"{"id":"last","text":"Nobody dredged it."}"#;

/// Records whose texts compress badly, so that a cut lies far behind the first of them.
fn records(count: u32) -> Vec<String> {
    let word = |number: u32| number.wrapping_mul(2_654_435_761).rotate_left(number % 32);
    let text = |line: u32| (0..40).map(|n| format!("{:x} ", word(line * 64 + n))).collect::<String>();
    (1..=count).map(|line| format!("{{\"id\":\"{line}\",\"text\":\"{}\"}}\n", text(line).trim_end())).collect()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// The first three quarters of some bytes.
fn cut(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() * 3 / 4]
}

/// The rows of a file of JSON lines, plain or compressed.
fn rows(path: &Path) -> Vec<Value> {
    let bytes = fs::read(path).unwrap();
    let mut text = String::new();
    match path.extension().unwrap().to_str().unwrap() {
        "gz" => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap(),
        "zst" => zstd::Decoder::new(&bytes[..]).unwrap().read_to_string(&mut text).unwrap(),
        _ => (&bytes[..]).read_to_string(&mut text).unwrap(),
    };
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Ids of the records of a shard.
fn ids(path: &Path) -> Vec<String> {
    rows(path).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Good and bad files of each kind.
fn write_inputs(folder: &Path, records: &str) {
    let lines: [&[u8]; 8] = [
        GOOD.as_bytes(),
        MALFORMED.as_bytes(),
        NO_TEXT.as_bytes(),
        NULL.as_bytes(),
        NOT_UTF8,
        NO_OBJECT.as_bytes(),
        LAST.as_bytes(),
        b"",
    ];
    let (packed, lines_gz, text_gz) =
        (zstd::encode_all(records.as_bytes(), 3).unwrap(), gzip(records), gzip(&records[..2000]));
    let files: [(&str, &[u8]); 9] = [
        ("a.txt", b"The harbour silted up.\n"),
        ("bytes.txt", b"one\n\xd6\xd0"),
        ("packed.jsonl.gz", cut(&lines_gz)),
        ("squeezed.jsonl.zst", cut(&packed)),
        ("cut.txt.gz", cut(&text_gz)),
        ("empty.jsonl", b""),
        ("empty.txt", b""),
        ("lines.jsonl", &lines.join(&b'\n')),
        ("z.txt", b"Nobody dredged it.\n"),
    ];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

/// Asserts that a cut file gave its first records, and one row of what is put aside for the rest of it.
fn assert_breaks_off(shard: &Path, row: &Value, records: &[String]) {
    let written = ids(shard);
    let expected: Vec<String> = (1..=written.len()).map(|number| number.to_string()).collect();
    assert!(written.len() > 10 && written.len() < records.len(), "{} records", written.len());
    assert_eq!(written, expected);
    let whole: usize = records[..written.len()].iter().map(String::len).sum();
    assert_eq!((&row["offset"], &row["record"]), (&Value::from(whole), &Value::from(written.len() + 1)));
}

#[test]
fn all_good_records_are_written_and_all_bad_ones_put_aside() {
    let root = tempfile::tempdir().unwrap();
    let (pages, out) = (root.path().join("pages"), root.path().join("out"));
    fs::create_dir(&pages).unwrap();
    let records = records(2_000);
    write_inputs(&pages, &records.concat());
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.current_dir(root.path()).args(["clean", "pages", "--out", "out", "--threads", "2"]);
    let run = command.output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(0), "{told}");
    assert!(run.stdout.is_empty(), "records go to the folder");

    let mut found: Vec<String> =
        fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    let cut = ["packed.jsonl.gz", "squeezed.jsonl.zst"].map(|name| out.join(name));
    let expected = [
        "README.md",
        "empty.jsonl",
        "lines.jsonl",
        "packed.jsonl.gz",
        "pages.jsonl",
        "quarantine.jsonl",
        "report.json",
        "squeezed.jsonl.zst",
    ];
    assert_eq!(found, expected, "whole files, none of them `.partial`");
    assert_eq!(ids(&out.join("lines.jsonl")), ["first", "last"]);
    assert_eq!(ids(&out.join("pages.jsonl")), ["a", "z"]);
    assert!(rows(&out.join("empty.jsonl")).is_empty());

    let aside = rows(&out.join("quarantine.jsonl"));
    let of = |name: &str| aside.iter().filter(|row| row["input"].as_str().unwrap().ends_with(name)).collect::<Vec<_>>();
    let lengths = [GOOD.len(), MALFORMED.len(), NO_TEXT.len(), NULL.len(), NOT_UTF8.len(), NO_OBJECT.len()];
    let starts: Vec<usize> = (0..=lengths.len()).map(|n| lengths[..n].iter().map(|length| length + 1).sum()).collect();
    let places = |rows: &[&Value]| {
        let number = |row: &Value, key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
        let place = |row: &&Value| {
            (
                row["reason"].as_str().unwrap().to_owned(),
                number(row, "record"),
                number(row, "offset"),
                number(row, "at"),
            )
        };
        rows.iter().map(place).collect::<Vec<_>>()
    };
    let bad = |reason: &str, record, offset, index| (reason.to_owned(), record, offset, offset + index);
    assert_eq!(
        places(&of("lines.jsonl")),
        [
            bad("malformed-json", 2, starts[1], 21),
            bad("no-text", 3, starts[2], 0),
            bad("text-not-a-string", 4, starts[3], 17),
            bad("invalid-utf-8", 5, starts[4], 18),
            bad("not-an-object", 6, starts[5], 0),
        ]
    );
    let reasons = |name| places(&of(name)).into_iter().map(|(reason, ..)| reason).collect::<Vec<_>>();
    assert_eq!(reasons("bytes.txt"), ["invalid-utf-8"]);
    assert_eq!(of("bytes.txt")[0]["at"], 4);
    assert_eq!(reasons("empty.jsonl"), ["empty-input"]);
    assert_eq!(reasons("empty.txt"), ["empty-input"]);
    for (name, shard) in [("packed.jsonl.gz", &cut[0]), ("squeezed.jsonl.zst", &cut[1])] {
        assert_eq!(reasons(name), ["truncated-archive"]);
        assert_breaks_off(shard, of(name)[0], &records);
    }
    assert_eq!(reasons("cut.txt.gz"), ["truncated-archive"]);
    assert_eq!(aside.len(), 11);

    assert_counts_add_up(&out, &told, &cut);
}

/// Asserts that report, summary and files say the same.
fn assert_counts_add_up(out: &Path, told: &str, cut: &[std::path::PathBuf]) {
    let report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    let count = |of: &Value, key: &str| of[key].as_u64().unwrap();
    let total = &report["total"];
    let whole = 4 + cut.iter().map(|shard| ids(shard).len() as u64).sum::<u64>();
    assert_eq!((count(total, "written"), count(total, "quarantined")), (whole, 11));
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for input in report["inputs"].as_array().unwrap() {
        let sum = count(input, "written") + count(input, "quarantined");
        assert_eq!(count(input, "records"), sum, "{input}");
        for key in ["records", "written", "quarantined"] {
            *sums.entry(key).or_default() += count(input, key);
        }
    }
    for (key, sum) in sums {
        assert_eq!(count(total, key), sum, "the inputs sum up to the total of {key}");
    }
    let by_reason: u64 = report["quarantined"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(by_reason, 11);
    assert!(told.contains(&format!("read         {} records", whole + 11)), "{told}");
    assert!(told.contains(&format!("written      {whole} documents")), "{told}");
    let line = told.lines().find(|line| line.starts_with("quarantined")).unwrap();
    assert!(line.contains(" 11 records: "), "{line}");
    for (reason, count) in report["quarantined"].as_object().unwrap() {
        assert!(line.contains(&format!("{count} {reason}")), "{line}");
    }
}
