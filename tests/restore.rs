//! A run with `--ledger`, and the way back: records byte for byte, and the list of what went.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn tamis(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(folder).args(arguments).output().unwrap()
}

fn shown(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const RECORDS: &str = concat!(
    "{\"id\":\"a\",\"url\":\"https://forum.example.com/a\",\"text\":\"Facebook Twitter Pinterest Email\\r\\n\\r\\nThe tide",
    " came in&nbsp;at noon. \\n\",\"n\":1e400}\n",
    "{\"url\":\"https://example.org/b\",\"text\":\"北约与日本\\n京ICP备2023020795号-1\\u3000\\n\", \"id\": 7}\n",
    "{\"text\":\"\"}\n",
);

#[test]
fn records_come_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), RECORDS).unwrap();
    let clean = ["clean", "in.jsonl", "--out", "out", "--ledger", "--quiet"];
    assert!(tamis(folder.path(), &clean).status.success());
    let restored = tamis(folder.path(), &["restore", "out/in.jsonl", "out/in.ledger.jsonl.zst"]);
    assert!(restored.status.success());
    // A JSON string has many spellings; that of the text is serde_json's, all else is as it came.
    assert_eq!(shown(&restored), RECORDS.replace("\\u3000", "\u{3000}"));
}

#[test]
fn each_sample_comes_back_byte_for_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let samples = fs::read_dir(root.join("samples")).unwrap().map(|entry| entry.unwrap().path());
    let texts = samples.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let texts: Vec<_> = texts.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    assert!(texts.len() >= 4);
    for (number, text) in texts.iter().enumerate() {
        let folder = out.path().join(number.to_string());
        fs::create_dir(&folder).unwrap();
        fs::copy(text, folder.join("page.txt")).unwrap();
        assert!(tamis(&folder, &["clean", "page.txt", "--out", "out", "--ledger", "--quiet"]).status.success());
        let restored = tamis(&folder, &["restore", "out/page.jsonl", "out/page.ledger.jsonl.zst", "--text"]);
        assert!(restored.stdout == fs::read(text).unwrap(), "{}", text.display());
    }
}

/// Two pages with chrome, character references, odd white space and text in the wrong charset.
const PAGES: [&str; 2] = [
    "Facebook Twitter Pinterest Email\r\n\r\nThe tide came in&nbsp;at noon, and itâ€™s gone. \n",
    "港口在潮水退去之后显得很安静,渔民们开始修补渔网。\n\n京ICP备2023020795号-1\u{3000}\n浠婂ぉ澶╂皵\n",
];

/// The pages in each format, by file name.
fn in_each_format() -> Vec<(&'static str, Vec<u8>)> {
    let json = |text: &str| serde_json::json!({ "id": 1, "text": text });
    let lines: String = PAGES.iter().map(|text| format!("{}\n", json(text))).collect();
    let array = serde_json::to_vec_pretty(&PAGES.map(json)).unwrap();
    let rows = |between: &str| format!("id{between}text\n1{between}\"{}\"\n2{between}\"{}\"\n", PAGES[0], PAGES[1]);
    let warc = |text: &str| {
        let header = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length";
        format!("{header}: {}\r\n\r\n{text}\r\n\r\n", text.len())
    };
    let texts: arrow_array::ArrayRef = std::sync::Arc::new(arrow_array::StringArray::from(PAGES.to_vec()));
    let batch = arrow_array::RecordBatch::try_from_iter([("text", texts)]).unwrap();
    let mut parquet = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut parquet, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, lines.as_bytes()).unwrap();
    vec![
        ("a.jsonl", lines.clone().into_bytes()),
        ("b.json", array),
        ("c.csv", rows(",").into_bytes()),
        ("d.tsv", rows("\t").into_bytes()),
        ("e.warc", PAGES.map(warc).concat().into_bytes()),
        ("f.parquet", parquet),
        ("g.jsonl", utf16),
        ("h.jsonl.gz", gz.finish().unwrap()),
        ("i.jsonl.zst", zstd::encode_all(lines.as_bytes(), 1).unwrap()),
    ]
}

#[test]
fn the_texts_of_each_format_come_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let files = in_each_format();
    for (name, bytes) in &files {
        fs::write(folder.path().join("in").join(name), bytes).unwrap();
    }
    assert!(tamis(folder.path(), &["clean", "in", "--out", "out", "--ledger", "--quiet"]).status.success());
    assert_eq!(fs::read(folder.path().join("out/quarantine.jsonl")).unwrap(), b"");
    for (name, _) in &files {
        let (stem, _) = name.split_once('.').unwrap();
        let is_kept = name.contains(".jsonl") || name.ends_with(".parquet");
        let shard = if is_kept { format!("out/{name}") } else { format!("out/{stem}.jsonl") };
        let ledger = format!("out/{stem}.ledger.jsonl.zst");
        let restored = tamis(folder.path(), &["restore", &shard, &ledger, "--text"]);
        assert_eq!(shown(&restored), PAGES.concat(), "{name}");
        assert!(!shown(&tamis(folder.path(), &["removed", &ledger])).is_empty(), "{name}");
    }
}

#[test]
fn a_text_that_was_decoded_comes_back_as_it_was_decoded() {
    let folder = tempfile::tempdir().unwrap();
    for (name, encoding) in [("gbk.txt", encoding_rs::GBK), ("gb18030.txt", encoding_rs::GB18030)] {
        fs::write(folder.path().join(name), encoding.encode(&PAGES[1][..PAGES[1].len() - 20]).0).unwrap();
        assert!(tamis(folder.path(), &["clean", name, "--out", "out", "--ledger", "--quiet"]).status.success());
        let stem = name.strip_suffix(".txt").unwrap();
        let (shard, ledger) = (format!("out/{stem}.jsonl"), format!("out/{stem}.ledger.jsonl.zst"));
        let restored = tamis(folder.path(), &["restore", &shard, &ledger, "--text"]);
        assert_eq!(shown(&restored), PAGES[1][..PAGES[1].len() - 20]);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
}

#[test]
fn what_went_is_listed_by_rule_and_host() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), RECORDS).unwrap();
    assert!(tamis(folder.path(), &["clean", "in.jsonl", "--out", "out", "--ledger", "--quiet"]).status.success());
    let removed =
        |more: &[&str]| shown(&tamis(folder.path(), &[&["removed", "out/in.ledger.jsonl.zst"], more].concat()));
    let row = "a\tchrome/common/network-row\tFacebook Twitter Pinterest Email\n";
    let licence = "7\tchrome/legal/icp-number\t京ICP备2023020795号-1\n";
    assert_eq!(removed(&[]), format!("{row}{licence}"));
    assert_eq!(removed(&["--host", "example.com"]), row);
    assert_eq!(removed(&["--rule", "chrome/legal"]), licence);
    assert!(removed(&["--rule", "normalize"]).contains("normalize/entities\t&nbsp;"));
    assert!(removed(&["--json", "--rule", "chrome/legal"]).contains("\"start_byte\":15"));
}

#[test]
fn a_ledger_of_another_run_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), RECORDS).unwrap();
    fs::write(folder.path().join("other.jsonl"), RECORDS.replace("noon", "dawn")).unwrap();
    let clean = ["clean", "in.jsonl", "other.jsonl", "--out", "out", "--ledger", "--quiet"];
    assert!(tamis(folder.path(), &clean).status.success());
    let short = shown(&tamis(folder.path(), &["restore", "out/in.jsonl", "out/in.ledger.jsonl.zst"]));
    fs::write(folder.path().join("out/short.jsonl"), short.lines().next().unwrap()).unwrap();
    let told = tamis(folder.path(), &["restore", "out/short.jsonl", "out/in.ledger.jsonl.zst"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8(told.stderr).unwrap().contains("error: out/short.jsonl"));
}
