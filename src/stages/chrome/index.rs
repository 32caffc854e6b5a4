//! Which of many line rules may fire on a paragraph, found without asking each of them.

use crate::rules::compile::Rule;
use crate::rules::page::Page;
use std::collections::HashMap;

/// Line rules, filed by the exact keys that they name.
#[derive(Debug)]
pub struct Index {
    rules: Vec<Rule>,
    by_key: HashMap<Box<str>, Vec<usize>>,
    others: Vec<usize>,
}

impl Index {
    /// Files `rules`, which keep their order.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut by_key: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        let mut others = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            match &rule.when.paragraph.is {
                Some(keys) => keys.iter().for_each(|key| by_key.entry(key.clone()).or_default().push(number)),
                None => others.push(number),
            }
        }
        Self { rules, by_key, others }
    }

    /// The rules in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Numbers of the rules that may fire on a paragraph, in order.
    pub fn candidates(&self, page: Page<'_>, index: usize) -> Vec<usize> {
        let exact = self.by_key.get(page.document.key(index).text()).map_or(&[][..], Vec::as_slice);
        let mut numbers: Vec<usize> = exact.iter().chain(&self.others).copied().collect();
        numbers.sort_unstable();
        numbers
    }
}
