//! Numbers of rule files at the ends of what a number can be.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tamis::document::Document;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

/// What a rule with these lines leaves of two paragraphs.
fn left_by(lines: &str) -> String {
    let head = "[set]\nabout = \"Limits\"\n[[rules]]\nid = \"limit\"\nwhy = \"Limits.\"\n";
    let examples = "examples.removed = [\"one\"]\nexamples.kept = [\"two\"]\n";
    let layer = Layer::of_text("chrome/limits", &format!("{head}{lines}\n{examples}"));
    let (pipeline, _) = Pipeline::of_layers(&[layer], Problems::default(), |_| false).unwrap();
    pipeline.clean(Document::new("limits", "one\ntwo")).text
}

#[test]
fn the_greatest_sizes_are_no_limit_at_all() {
    let most = i64::MAX;
    let line = "removes = \"paragraph\"\nwhen.is = [\"one\"]\n";
    assert_eq!(left_by(&format!("{line}when.max-chars = {most}")), "two");
    let block = "removes = \"block\"\nwhen.is = [\"two\"]\nuntil.is = [\"end\"]\n";
    assert_eq!(left_by(&format!("{block}block = {{ max-chars = {most}, without-end = \"stop\" }}")), "one");
}

#[test]
fn what_would_make_work_for_each_paragraph_is_bounded() {
    let reach = ["followed-by = { within = 51 }", "preceded-by = { within = 51 }", "near = { within = 51 }"];
    let lines = reach.map(|reach| format!("removes = \"paragraph\"\nwhen.is = [\"one\"]\nwhen.{reach}"));
    let block = "removes = \"block\"\nwhen.is = [\"one\"]\nblock.max-paragraphs = 501".to_owned();
    for lines in lines.into_iter().chain([block]) {
        let examples = "examples.removed = [\"one\"]\nexamples.kept = [\"two\"]\n";
        let text =
            format!("[set]\nabout = \"Limits\"\n[[rules]]\nid = \"limit\"\nwhy = \"Limits.\"\n{lines}\n{examples}");
        let read = Pipeline::of_layers(&[Layer::of_text("chrome/limits", &text)], Problems::default(), |_| false);
        assert!(read.is_err_and(|report| report.render(false).contains("rule/too-large")), "{lines}");
    }
}

#[test]
fn pieces_side_by_side_share_the_space_between_them() {
    let piece = "removes = \"match\"\npiece.matches = 'one|two'\nwhen.min-chars = 0";
    let layer = "[set]\nabout = \"Limits\"\n[[rules]]\nid = \"limit\"\nwhy = \"Limits.\"\n";
    let examples = "examples.removed = [\"a one\"]\nexamples.kept = [\"three\"]\n";
    let layer = Layer::of_text("chrome/limits", &format!("{layer}{piece}\n{examples}"));
    let (pipeline, _) = Pipeline::of_layers(&[layer], Problems::default(), |_| true).unwrap();
    assert_eq!(pipeline.clean(Document::new("limits", "a one two")).text, "a");
    assert_eq!(pipeline.clean(Document::new("limits", "one two b")).text, "b");
}

#[test]
fn a_mistake_before_a_letter_of_many_bytes_is_pointed_at() {
    let text = "[set]\nabout = \"Limits\"\n[[rules]]\nid = \"limit\"\nwhy = \"Limits.\"\nremoves = \"paragraph\"\n\
        when.matches = '分享.{0,导出'\nexamples.removed = [\"a\"]\nexamples.kept = [\"b\"]\n";
    let read = Pipeline::of_layers(&[Layer::of_text("chrome/limits", text)], Problems::default(), |_| false);
    assert!(read.is_err_and(|report| report.render(false).contains("rule/bad-regex")));
}
