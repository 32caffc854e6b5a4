//! No rule file makes a run slower than linear in its text.

#[path = "../../tests/properties/rule_sets.rs"]
mod rule_sets;
#[path = "../../tests/properties/texts.rs"]
mod texts;

use proptest::prelude::*;
use proptest::sample::select;
use std::cell::Cell;
use tamis::document::Document;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

pub fn count(bytes: usize) {
    BYTES.set(BYTES.get() + bytes);
}

/// Bytes that the rules look at to clean a text.
fn work(pipeline: &Pipeline, text: &str) -> usize {
    BYTES.set(0);
    pipeline.clean(Document::new("work", text));
    BYTES.get()
}

/// The rules of one file; none where it is not sound.
fn rules(id: &str, text: &str) -> Option<Pipeline> {
    Pipeline::of_layers(&[Layer::of_text(id, text)], Problems::default(), |_| false).ok().map(|(pipeline, _)| pipeline)
}

/// How much longer the longer text is.
const TIMES: usize = 4;
/// What it may cost beyond its share: conditions and blocks look up to thirty paragraphs around here, which at the ends
/// of the shorter text is less than that.
const MARGIN: f64 = 1.3;
/// Copies in the shorter text: more than a condition here counts up to, so that both texts are the same to it.
const COPIES: usize = 40;

/// Asserts that the work on a text repeated is in proportion to its length, but for `constant` bytes.
#[track_caller]
fn assert_linear(pipeline: &Pipeline, text: &str, constant: usize) {
    let (once, more) = (work(pipeline, &text.repeat(COPIES)), work(pipeline, &text.repeat(COPIES * TIMES)));
    let most = (TIMES * once) as f64 * MARGIN + constant as f64;
    assert!(more as f64 <= most, "{once} bytes become {more}, where the text is {TIMES} times as long");
}

proptest! {
    #![proptest_config(texts::cases(200))]

    #[test]
    fn any_rules_look_at_a_text_in_time_linear_in_its_length(
        (file, id) in rule_sets::rule_set(),
        text in texts::text(),
        end in select(&["", "\n"][..]),
    ) {
        // Numbers of paragraphs that only the longer text has would make it another text.
        let file = [60, 200, 1_000].iter().fold(file, |file, n| file.replace(&format!(" = {n}"), " = 30"));
        if let Some(pipeline) = rules(id, &file) {
            let text: String = text.chars().take(400).collect();
            assert_linear(&pipeline, &format!("{text}{end}"), file.len() * 10);
        }
    }
}

#[test]
fn many_records_with_a_text_of_their_own_cost_their_share() {
    let file = "[set]\nabout = \"Work\"\n[[rules]]\nid = \"a\"\nwhy = \"Work.\"\nremoves = \"json\"\n\
        json = { min-chars = 10, min-keys = 1, paragraphs = [\"a\"] }\n\
        examples.removed = [\"a\"]\nexamples.kept = [\"b\"]\n";
    let pipeline = rules("chrome/work", file).unwrap();
    let records = |count: usize| {
        (0..count).map(|n| format!("{{\"a\":\"The tide is out at harbour number {n:06}.\"}}\n")).collect::<String>()
    };
    let (once, more) = (work(&pipeline, &records(1_000)), work(&pipeline, &records(1_000 * TIMES)));
    assert!(more as f64 <= (TIMES * once) as f64 * MARGIN, "{once} bytes become {more}");
}

#[test]
fn work_is_counted() {
    let file = "[set]\nabout = \"Work\"\n[[rules]]\nid = \"a\"\nwhy = \"Work.\"\nremoves = \"paragraph\"\nwhen.starts-with = \"a\"\n\
        examples.removed = [\"a\"]\nexamples.kept = [\"b\"]\n";
    let pipeline = rules("chrome/work", file).unwrap();
    assert!(work(&pipeline, "one\ntwo") > 0);
    assert_eq!(work(&pipeline, ""), 0);
}
