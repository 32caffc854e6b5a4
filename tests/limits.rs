//! The fuses: what a document, a rule and a run may lose before tamis does not believe its rules.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::Write;
use std::process::Command;
use tamis::document::Document;
use tamis::pipeline::{FUSE, Pipeline};
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

const EATER: &str = "[set]\nabout = \"Takes lines of prose\"\n[[rules]]\nid = \"eater\"\nwhy = \"A mistake.\"\n\
    removes = \"paragraph\"\nwhen.matches = 'the .*'\nexamples.removed = [\"The tide\"]\nexamples.kept = [\"A tide\"]\n";

const PAGE: &str = "The tide came in at noon and took the boats.\nThe harbour was closed.\nNobody saw it coming.";

fn pipeline(limits: &str) -> Pipeline {
    let layers = [Layer::shipped(), Layer::of_text("chrome/eater", EATER), Layer::of_text("pipeline", limits)];
    Pipeline::of_layers(&layers, Problems::default(), |_| true).unwrap().0
}

#[test]
fn a_document_that_would_lose_too_much_is_kept_and_flagged() {
    let cleaned = pipeline("limits = { max-share = 0.5, from-chars = 10 }").clean(Document::new("page", PAGE));
    assert_eq!(cleaned.text, PAGE);
    assert!(cleaned.document.flags.contains(FUSE));
    assert_eq!(cleaned.ledger.entries.len(), 0);
}

#[test]
fn a_document_within_its_limit_loses_what_the_rules_say() {
    let cleaned = pipeline("limits = { max-share = 0.9, from-chars = 10 }").clean(Document::new("page", PAGE));
    assert_eq!(cleaned.text, "Nobody saw it coming.");
    assert!(cleaned.document.flags.is_empty());
    let short = pipeline("limits = { max-share = 0.5, from-chars = 1000 }").clean(Document::new("page", PAGE));
    assert_eq!(short.text, "Nobody saw it coming.");
}

#[test]
fn a_run_of_which_one_rule_takes_too_much_ends_with_code_1_and_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
    };
    write("rules/chrome/eater.toml", EATER);
    write("rules/pipeline.toml", "limits = { max-share = 1.0, max-rule-share = 0.3, run-from-chars = 10 }");
    write("page.txt", PAGE);
    let run = Command::new(env!("CARGO_BIN_EXE_tamis"))
        .current_dir(folder.path())
        .args(["clean", "page.txt", "--out", "out", "--rules", "rules", "--quiet"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("limit passed: chrome/eater/eater took"), "{said}");
    let report = std::fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["blown"].as_array().unwrap().len(), 1);
    let eater = report["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "chrome/eater/eater").unwrap();
    assert_eq!(eater["samples"][0], "The tide came in at noon and took the boats.");
}

#[test]
fn a_changed_threshold_warns_of_shipped_examples_and_stops_nothing() {
    let change = "[set]\nabout = \"Longer repeats\"\n[change.\"dedup/exact-repeat\"]\nduplicate.min-chars = 400\n";
    let layers = [Layer::shipped(), Layer::of_text("chrome/change", change)];
    let (pipeline, notes) =
        Pipeline::of_layers(&layers, Problems::default(), |path| path == "chrome/change.toml").unwrap();
    assert!(notes.warnings() > 0 && notes.errors() == 0);
    assert!(notes.diagnostics.iter().all(|note| note.code == "rule/example-not-removed"));
    let twice = "The quick survey of all twelve harbours took the crew three weeks.";
    let page = format!("{twice}\nOne.\n{twice}\nTwo.\n{twice}");
    let cleaned = pipeline.clean(Document::new("page", page.as_str()));
    assert_eq!(cleaned.text, page);
}

#[test]
fn explain_marks_what_the_fuse_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let page: String = (0..40)
        .map(|n| format!("Share on Facebook\nCopyright 20{:02} Example Media. All rights reserved.\n", n))
        .collect();
    std::fs::write(folder.path().join("page.txt"), page).unwrap();
    let run =
        Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(folder.path()).args(["explain", "page.txt"]).output();
    let shown = String::from_utf8(run.unwrap().stdout).unwrap();
    assert!(shown.contains(" ! Copyright 2001") && shown.contains("chrome/legal/"), "{shown}");
    assert!(shown.contains("the fuse blew"), "{shown}");
}
