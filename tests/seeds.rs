//! The four pages that a careful person has cleaned by hand: nothing of the gold lost, no chrome left, nothing invented.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use tamis::document::Document;
use tamis::pipeline::Pipeline;

const PAGES: &[&str] = &["journal-index", "paper-record-en", "paper-record-zh", "xenforo-thread"];

/// A text as it is compared: white space folded, a leading bullet left out.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
        .filter(|word| !word.is_empty())
        .collect();
    let text = words.join(" ");
    text.trim_start_matches(['•', '·', '-', '*']).trim_start().to_owned()
}

struct Row {
    unit: String,
    must: bool,
    text: String,
}

fn removed_rows(folder: &Path) -> Vec<Row> {
    let table = fs::read_to_string(folder.join("removed.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.splitn(5, '\t').collect();
        Row { unit: cells[1].into(), must: cells[3] == "must", text: folded(&cells[4].replace("\\u00a0", " ")) }
    };
    table.lines().skip(1).filter(|line| !line.is_empty()).map(row).collect()
}

#[test]
fn the_four_pages_come_out_as_their_gold_says() {
    let pipeline = Pipeline::shipped().unwrap();
    for page in PAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(page);
        let input = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let input = input.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "txt")).unwrap();
        let cleaned = pipeline.clean(Document::new("page", fs::read_to_string(input).unwrap()));
        let mut left: Vec<String> = cleaned.text.lines().map(folded).filter(|line| !line.is_empty()).collect();
        for line in fs::read_to_string(folder.join("gold.jsonl")).unwrap().lines() {
            let gold: Value = serde_json::from_str(line).unwrap();
            let gold = folded(gold["text"].as_str().unwrap());
            let place = left.iter().position(|text| *text == gold);
            left.remove(place.unwrap_or_else(|| panic!("{page}: lost `{gold}`")));
        }
        let rows = removed_rows(&folder);
        for text in left {
            let harmless = rows.iter().any(|row| !row.must && row.unit == "line" && row.text == text);
            assert!(harmless, "{page}: `{text}` is chrome or stands nowhere in the page");
        }
    }
}
