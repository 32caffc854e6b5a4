//! Numbers of rule files at the ends of what a number can be.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tamis::document::Document;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::fields::Problems;

/// What a rule with these lines leaves of two paragraphs.
fn left_by(lines: &str) -> String {
    let head = "[set]\nabout = \"Limits\"\n[[rules]]\nid = \"limit\"\nwhy = \"Limits.\"\n";
    let examples = "examples.removed = [\"one\"]\nexamples.kept = [\"two\"]\n";
    let layer = Layer::of_text("chrome/limits", &format!("{head}{lines}\n{examples}"));
    let (pipeline, _) = Pipeline::of_layers(&[layer], Problems::default(), |_| false).unwrap();
    pipeline.clean(Document::new("limits", "one\ntwo")).text
}

#[test]
fn the_greatest_numbers_are_no_limit_at_all() {
    let most = u64::MAX;
    let line = "removes = \"paragraph\"\nwhen.is = [\"one\"]\n";
    assert_eq!(left_by(&format!("{line}when.max-chars = {most}")), "two");
    assert_eq!(left_by(&format!("{line}when.followed-by = {{ within = {most}, is = [\"two\"] }}")), "two");
    assert_eq!(left_by(&format!("{line}when.near = {{ within = {most} }}")), "one\ntwo");
    let second = "removes = \"block\"\nwhen.is = [\"two\"]\nuntil.is = [\"end\"]\n";
    let block = format!("block = {{ max-paragraphs = {most}, max-chars = {most}, without-end = \"stop\" }}");
    assert_eq!(left_by(&format!("{second}{block}")), "one");
}
