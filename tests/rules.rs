//! Each shipped rule against its own examples, alone and in the full set.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use tamis::diagnostic::SourceFile;
use tamis::pipeline::Pipeline;
use tamis::rules::compile::compile;
use tamis::rules::literals::Unit;
use tamis::rules::problems::Problems;
use tamis::rules::{Layer, RuleBook, examples};

#[test]
fn each_rule_holds_its_examples_alone() {
    let none: [&str; 0] = [];
    if let Err(report) = Pipeline::check(&none) {
        panic!("{report}");
    }
}

#[test]
fn each_rule_holds_its_examples_in_the_full_set() {
    let problems = Problems::default();
    let book = RuleBook::shipped().unwrap();
    let compiled = compile(&book, &problems);
    problems.into_report().unwrap();
    let broken = examples::try_together(&book, &compiled);
    let broken: Vec<_> = broken.into_iter().filter(|outcome| !outcome.holds).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_rule_has_examples_of_both_kinds_and_a_reason() {
    let book = RuleBook::shipped().unwrap();
    assert!(book.rules.len() >= 30);
    for rule in &book.rules {
        assert!(!rule.examples.removed.is_empty(), "{} has no example that it removes", rule.full_id);
        assert!(!rule.examples.kept.is_empty(), "{} has no near miss", rule.full_id);
        assert!(rule.why.trim().ends_with('.'), "{} says why in a sentence", rule.full_id);
    }
}

/// The program takes its own patterns for sound; here they are read like those of a user.
#[test]
fn each_shipped_pattern_is_sound() {
    let mut layer = Layer::shipped();
    for file in &mut layer.files {
        let (path, text) = (file.file.path.clone(), file.file.text.clone());
        file.file = Arc::new(SourceFile { path, text, built_in: false });
    }
    let problems = Problems::default();
    compile(&RuleBook::load(&[layer], &problems), &problems);
    problems.into_report().unwrap();
}

#[test]
fn each_shipped_pattern_can_be_built() {
    let book = RuleBook::shipped().unwrap();
    let compiled = compile(&book, &Problems::default());
    let conditions = compiled.rules.iter().flat_map(|rule| [&rule.when.paragraph, &rule.unless.paragraph]);
    let patterns: Vec<_> = conditions.filter_map(|tests| tests.pattern.as_ref()).collect();
    assert!(patterns.len() > 50);
    for pattern in patterns {
        assert!(pattern.regex().is_some(), "{}", pattern.as_str());
        for unit in Unit::of_pattern(pattern).unwrap_or_default() {
            let alternative = unit.pattern.unwrap();
            assert!(alternative.regex().is_some(), "{}", alternative.as_str());
        }
    }
}
