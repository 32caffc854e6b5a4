//! Labelled pages in, weights and what they are worth out: `tamis fit` and the file that it writes.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

const WORDS: [&str; 12] =
    ["harbour", "rope", "pilot", "tide", "crew", "paint", "ice", "boat", "chart", "lamp", "storm", "quay"];

/// Pages of made sites: a menu, prose, headlines of other pages. A few have pieces in place of labels.
fn labelled() -> String {
    let mut lines = String::new();
    for number in 0..24 {
        let word = |at: usize| WORDS[(number * 5 + at * 7) % WORDS.len()];
        let prose = (0..5).map(|at| {
            format!(
                "The {} was closed in the autumn, and for a long time nobody knew when the {} and the {} would come back.",
                word(at), word(at + 1), word(at + 2)
            )
        });
        let others = (0..8).map(|at| format!("{} Finds New {}", word(at), word(at + 3)));
        let menu = ["Home", "News", "Sport", "Weather"].map(str::to_owned);
        let text: Vec<(String, u8)> = (menu.into_iter().map(|line| (line, 0)))
            .chain(prose.map(|line| (line, 1)))
            .chain(others.map(|line| (line, 0)))
            .collect();
        let keep: Vec<u8> = text.iter().map(|(_, keep)| *keep).collect();
        let text: Vec<&str> = text.iter().map(|(line, _)| line.as_str()).collect();
        let mut page = serde_json::json!({"id": format!("p{number}"), "site": format!("s{}", number % 6),
            "source": "made", "lang": "en", "text": text.join("\n")});
        if number % 8 == 7 {
            page["with"] = serde_json::json!([text[4]]);
            page["without"] = serde_json::json!([text[9]]);
        } else {
            page["keep"] = serde_json::json!(keep);
        }
        writeln!(lines, "{page}").unwrap();
    }
    lines
}

fn fit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(folder).arg("fit").args(arguments).output().unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("labelled.jsonl"), labelled()).unwrap();
    fs::create_dir(folder.path().join("whole")).unwrap();
    fs::write(folder.path().join("whole/verse.txt"), "The tide came in\nat noon, and took\nthe boats\n").unwrap();
    folder
}

fn shipped() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/context.toml")).unwrap()
}

/// The lines of a file that hold no weights.
fn without_weights(text: &str) -> Vec<&str> {
    let is_row = |line: &&str| {
        let line = line.trim_start();
        ["here", "before", "after", "enter", "leave"].iter().any(|use_| line.starts_with(&format!("{use_} = [")))
            || line.starts_with('[') && line.ends_with("],")
    };
    text.lines().filter(|line| !is_row(line)).collect()
}

#[test]
fn learns_weights_twice_the_same_and_leaves_all_else_of_the_file() {
    let folder = folder();
    let run = |out: &str| {
        let output = fit(folder.path(), &["labelled.jsonl", "--whole", "whole", "--folds", "2", "--out", out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (fs::read_to_string(folder.path().join(out)).unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (first, printed) = run("a.toml");
    assert_eq!(run("b.toml"), (first.clone(), printed.clone()));
    assert_ne!(first, shipped());
    assert_eq!(without_weights(&first), without_weights(&shipped()));
    // Pages with pieces are learnt from and not scored.
    assert!(printed.contains("on sites not seen, by margin:"), "{printed}");
    let row = printed.lines().find(|line| line.contains("all, seen")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!((cells[2], cells[7]), ("21", "1"), "{row}");
}

#[test]
fn what_it_writes_is_a_rule_file_that_tells_what_it_learnt() {
    let folder = folder();
    let output = fit(folder.path(), &["labelled.jsonl", "--folds", "2", "--out", "context.toml"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(folder.path().join("context.toml")).unwrap();
    let layers = [Layer::shipped(), Layer::of_text("context", &text)];
    let pipeline = Pipeline::of_layers(&layers, Problems::default(), |_| false).unwrap().0;
    let score = tamis::score::score(
        &pipeline,
        &tamis::input::inputs(&[folder.path().join("labelled.jsonl").display().to_string()], None).unwrap(),
        &tamis::score::Options::default(),
    );
    assert!(score.total.pages.recall > 0.95 && score.total.pages.chrome_removed > 0.9, "{:?}", score.total.pages);
}

#[test]
fn says_what_is_wrong_with_what_it_is_given() {
    let folder = folder();
    fs::write(folder.path().join("bare.jsonl"), "{\"text\":\"a\"}\n").unwrap();
    let said = |arguments: &[&str]| {
        let output = fit(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&["bare.jsonl", "--out", "x.toml"]).contains("no page has labels"));
    assert!(said(&["labelled.jsonl", "--whole", "nowhere", "--out", "x.toml"]).contains("cannot read nowhere"));
    assert!(said(&["labelled.jsonl", "--out", "nowhere/x.toml"]).contains("cannot write nowhere/x.toml"));
    assert!(!folder.path().join("x.toml").exists());
}
