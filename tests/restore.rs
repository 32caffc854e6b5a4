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
