//! What is said of a rule's conditions is what a run asks: on any text, for every shipped rule.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "properties/texts.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod texts;

use proptest::prelude::*;
use std::sync::LazyLock;
use tamis::document::Document;
use tamis::pipeline::Pipeline;
use tamis::rules::page::{Facts, Page};
use tamis::rules::verdict::{Clause, Trial, before, closest};

static SHIPPED: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::shipped().unwrap());

proptest! {
    #![proptest_config(texts::cases(40))]

    #[test]
    fn verdicts_come_to_what_the_rule_says(source in texts::text()) {
        let cleaned = SHIPPED.clean(Document::new("verdict", source));
        let facts = Facts::default();
        let page = Page { document: &cleaned.document, facts: &facts };
        for index in 0..cleaned.document.paragraphs.len() {
            for rule in SHIPPED.rules() {
                let trial = Trial::of(rule, page, index);
                let fires = rule.applies(page) && rule.holds(page, index);
                prop_assert_eq!(trial.conditions_hold(), fires, "{:?}: {:?}", cleaned.document.text(index), trial);
            }
        }
    }

    #[test]
    fn a_line_that_a_rule_took_by_itself_fulfils_its_conditions(source in texts::text()) {
        let cleaned = SHIPPED.clean(Document::new("verdict", source));
        for (index, paragraph) in cleaned.document.paragraphs.iter().enumerate() {
            let Some(removal) = paragraph.removal() else { continue };
            let rule = SHIPPED.rules().iter().find(|rule| rule.rule == removal.rule).unwrap();
            let info = SHIPPED.catalog().get(removal.rule);
            // What stands before or behind a line, and what the page is about, may have changed since.
            if !rule.shape.is_paragraph() {
                continue;
            }
            let facts = Facts::default();
            let document = before(&cleaned.document, index, rule, SHIPPED.catalog());
            let trial = Trial::of(rule, Page { document: &document, facts: &facts }, index);
            let failed: Vec<_> = trial.verdicts.iter().filter(|v| !v.allows() && v.clause != Clause::Scope && v.on_text).collect();
            prop_assert!(failed.is_empty(), "{}: {:?}: {failed:?}", info.id, document.text(index));
        }
    }
}

/// The closest rules to the last paragraph of a page, each with its labels and whether they allow it to fire.
fn close(page: &str) -> Vec<(String, Vec<(String, bool)>)> {
    let cleaned = SHIPPED.clean(Document::new("verdict", page));
    let facts = Facts::default();
    let index = cleaned.document.paragraphs.len() - 1;
    assert!(cleaned.document.paragraphs[index].stands());
    let trials = closest(SHIPPED.rules(), Page { document: &cleaned.document, facts: &facts }, index, 8);
    let labels = |trial: &Trial| trial.verdicts.iter().map(|v| (v.label(), v.allows())).collect();
    trials.iter().map(|trial| (SHIPPED.catalog().get(trial.rule).id.clone(), labels(trial))).collect()
}

#[test]
fn an_ordinary_sentence_is_close_to_no_rule() {
    assert_eq!(close("The quince stood in the corner of the walled garden, out of the wind."), []);
}

#[test]
fn at_most_eight_rules_are_close_and_the_fewest_failures_come_first() {
    for page in texts::SAMPLES {
        let cleaned = SHIPPED.clean(Document::new("verdict", page));
        let facts = Facts::default();
        let page = Page { document: &cleaned.document, facts: &facts };
        for index in cleaned.document.standing() {
            let trials = closest(SHIPPED.rules(), page, index, 8);
            assert!(trials.len() <= 8);
            let words =
                |trial: &&Trial| trial.verdicts.iter().any(|v| v.on_text && v.holds && v.clause != Clause::Unless);
            let failed: Vec<usize> = trials.iter().filter(words).map(Trial::failed).collect();
            assert!(failed.is_sorted(), "{failed:?}");
        }
    }
}
