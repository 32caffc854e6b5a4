//! `tamis report`: the page shows what the report says, and nothing that a scraped page says can act in it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A page that tries to get out of its place, in its text, id and address.
const HOSTILE: &str = concat!(
    r#"{"id":"\"><script>alert(1)</script>","url":"https://evil.example/?q=\"onload='x'","text":"The harbour silted up "#,
    r#"within two generations, and nobody dredged it.\nFacebookTwitterPinterestEmail\n<img src=x onerror=alert(2)>\n</div>"#,
    r#"<script>alert(3)</script>&lt;script&gt;alert(4)&lt;/script&gt;"}"#
);

fn tamis(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(folder).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn cleaned() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), format!("{HOSTILE}\n{{broken\n")).unwrap();
    tamis(folder.path(), &["clean", "in.jsonl", "--out", "out", "--quiet"]);
    folder
}

#[test]
fn the_page_escapes_whatever_was_scraped() {
    let folder = cleaned();
    tamis(folder.path(), &["report", "out/report.json", "--html", "page.html"]);
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    for escape in ["<script", "<img", "onload='", "\"onload"] {
        assert!(!page.contains(escape), "{escape} stands in the page");
    }
    assert_eq!(page.matches("</div></details>").count(), 1, "the text closes no element of the page");
    assert!(page.contains("&lt;img src=x onerror=alert(2)&gt;"));
    assert!(page.contains("default-src 'none'"), "the policy lets nothing load");
}

#[test]
fn the_page_marks_what_went_and_says_what_was_put_aside() {
    let folder = cleaned();
    let page = tamis(folder.path(), &["report", "out/report.json", "--html", "-"]);
    assert!(page.contains(r#"<del title="chrome&#x2f;common&#x2f;network-row">"#));
    assert!(page.contains("<td>malformed-json</td><td class=\"n\">1</td>"));
    assert!(page.contains("<td>evil.example</td>"));
}

#[test]
fn the_tables_are_those_that_the_run_printed() {
    let folder = cleaned();
    let tables = tamis(folder.path(), &["report", "out/report.json"]);
    assert!(tables.contains("read         2 records, 4 paragraphs, "), "{tables}");
    assert!(tables.contains("quarantined  1 records: 1 malformed-json"));
    assert!(tables.contains("chrome/common/network-row"));
}

#[test]
fn a_file_that_is_no_report_is_told() {
    let folder = cleaned();
    let output = Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(&folder).args(["report", "in.jsonl"]).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("in.jsonl is no report of this version of tamis"));
}

#[test]
fn the_clock_speaks_when_it_is_asked_and_only_then() {
    let folder = cleaned();
    let report = |out: &str| std::fs::read_to_string(folder.path().join(out).join("report.json")).unwrap();
    assert!(!report("out").contains("\"times\""));
    tamis(folder.path(), &["clean", "in.jsonl", "--out", "timed", "--quiet", "--times"]);
    let timed: serde_json::Value = serde_json::from_str(&report("timed")).unwrap();
    let stages = timed["times"]["stages"].as_array().unwrap();
    assert_eq!(stages[0]["id"], "normalize");
    assert!(stages.iter().all(|stage| stage["seconds"].as_f64().unwrap() >= 0.0));
    assert!(timed["times"]["seconds"].as_f64().unwrap() > 0.0);
    let tables = tamis(folder.path(), &["report", "timed/report.json"]);
    assert!(tables.contains("took         "), "{tables}");
}
