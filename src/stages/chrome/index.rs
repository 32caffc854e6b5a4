//! Which of many line rules may fire on a paragraph, found without asking each of them.

use crate::rules::compile::Rule;
use crate::rules::conditions::{ParagraphTests, is_over_cap, without_colon};
use crate::rules::literals;
use crate::rules::page::Page;
use crate::work;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// Line rules, filed by the exact keys that they name, or by texts one of which is in every key that they fire on.
#[derive(Debug, Default)]
pub struct Index {
    rules: Vec<Rule>,
    by_key: HashMap<Box<str>, Vec<usize>>,
    /// Finds the texts; `by_text` has the rules of each, by its number.
    texts: Option<AhoCorasick>,
    by_text: Vec<Vec<usize>>,
    /// Rules that must be asked.
    others: Vec<usize>,
    /// The largest cap in characters, and the rules that have none.
    cap: usize,
    uncapped: Vec<usize>,
}

impl Index {
    /// Files `rules`, which keep their order.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut index = Self::default();
        let mut texts: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, rule) in rules.iter().enumerate() {
            let tests = &rule.when.paragraph;
            match tests.max_chars {
                Some((narrow, wide)) => index.cap = index.cap.max(narrow).max(wide),
                None => index.uncapped.push(number),
            }
            if let Some(keys) = &tests.is {
                keys.iter().for_each(|key| index.by_key.entry(key.clone()).or_default().push(number));
            } else if let Some(required) = required_texts(tests) {
                required.into_iter().for_each(|text| texts.entry(text).or_default().push(number));
            } else {
                index.others.push(number);
            }
        }
        let mut texts: Vec<(String, Vec<usize>)> = texts.into_iter().collect();
        texts.sort();
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts.iter().map(|(text, _)| text));
        match automaton {
            Ok(automaton) if !texts.is_empty() => {
                index.texts = Some(automaton);
                index.by_text = texts.into_iter().map(|(_, numbers)| numbers).collect();
            }
            _ => index.others.extend(texts.into_iter().flat_map(|(_, numbers)| numbers)),
        }
        index.rules = rules;
        index
    }

    /// The rules in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Numbers of the rules that may fire on a paragraph, in order.
    pub fn candidates(&self, page: Page<'_>, index: usize) -> Vec<usize> {
        if is_over_cap(page.document.text(index), self.cap) {
            return self.uncapped.clone();
        }
        let key = page.document.key(index).text();
        work::looked_at(key.len());
        let mut numbers = self.others.clone();
        for key in [key, without_colon(key)] {
            numbers.extend(self.by_key.get(key).into_iter().flatten());
        }
        if let Some(texts) = &self.texts {
            for found in texts.find_overlapping_iter(key) {
                work::looked_at(1);
                numbers.extend(&self.by_text[found.pattern().as_usize()]);
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Texts one of which is in every key on which the tests hold.
fn required_texts(tests: &ParagraphTests) -> Option<Vec<String>> {
    let of_pattern = || tests.pattern.as_ref().and_then(|pattern| literals::required(pattern.as_str()));
    let telling = |list: &[String]| {
        (!list.is_empty() && list.iter().all(|text| literals::is_telling(text))).then(|| list.to_vec())
    };
    let one_of_all = tests.contains_all.iter().max_by_key(|text| text.len()).map(|text| vec![text.clone()]);
    of_pattern()
        .or_else(|| telling(&tests.contains_any_of))
        .or_else(|| telling(&one_of_all.unwrap_or_default()))
        .or_else(|| telling(&tests.starts_with))
        .or_else(|| telling(&tests.ends_with))
        .or_else(|| tests.made_of.as_ref().and_then(|made_of| telling(made_of.phrases())))
}
