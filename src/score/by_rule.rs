//! What each rule took, rightly and wrongly.

use super::labelled::Labelled;
use super::lines::Line;
use super::tally::share;
use crate::ledger::RuleRef;
use crate::rules::Catalog;
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of an example that are shown.
const SHOWN_CHARS: usize = 120;

/// What a rule took of labelled pages, in characters, white space aside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleScore {
    /// Its full id.
    pub id: String,
    /// Chrome that it took.
    pub right_chars: u64,
    /// Content that it took.
    pub wrong_chars: u64,
    /// What it took of lines that are not scored.
    pub unscored_chars: u64,
    /// Share of chrome in what it took of scored lines, if it took any.
    pub precision: Option<f64>,
    /// Lines that it took something of.
    pub hits: u64,
    /// The content lines that it took most of.
    pub worst: Vec<Eaten>,
}

/// A content line that a rule took something of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Eaten {
    /// Id of the page.
    pub document: String,
    /// Number of the line, from 1.
    pub line: usize,
    /// Characters that the rule took.
    pub chars: u64,
    /// The line, cut short.
    pub text: String,
}

/// Sums by rule.
#[derive(Default)]
pub(super) struct ByRule {
    rules: BTreeMap<RuleRef, Sum>,
}

#[derive(Default)]
struct Sum {
    right: u64,
    wrong: u64,
    unscored: u64,
    hits: u64,
    /// The worst so far, in order.
    worst: Vec<Eaten>,
}

impl ByRule {
    /// Adds what became of a page, and keeps the `worst` examples of each rule.
    pub fn add(&mut self, page: &Labelled, lines: &[Line], worst: usize) {
        let texts = page.text.split('\n');
        for (number, (line, text)) in lines.iter().zip(texts).enumerate() {
            for &(rule, chars) in &line.taken {
                let sum = self.rules.entry(rule).or_default();
                sum.hits += 1;
                if page.skip.contains(&number) {
                    sum.unscored += chars;
                } else if page.content[number] {
                    sum.wrong += chars;
                    sum.note(worst, chars, || Eaten {
                        document: page.id.clone(),
                        line: number + 1,
                        chars,
                        text: shortened(text),
                    });
                } else {
                    sum.right += chars;
                }
            }
        }
    }

    /// The rules, those first that took most content; among equals, those that took most chrome.
    pub fn scores(self, catalog: &Catalog) -> Vec<RuleScore> {
        let score = |(rule, sum): (RuleRef, Sum)| RuleScore {
            id: catalog.get(rule).id.clone(),
            right_chars: sum.right,
            wrong_chars: sum.wrong,
            unscored_chars: sum.unscored,
            precision: share(sum.right, sum.wrong),
            hits: sum.hits,
            worst: sum.worst,
        };
        let mut scores: Vec<RuleScore> = self.rules.into_iter().map(score).collect();
        scores.sort_by(|a, b| {
            b.wrong_chars.cmp(&a.wrong_chars).then(b.right_chars.cmp(&a.right_chars)).then_with(|| a.id.cmp(&b.id))
        });
        scores
    }
}

impl Sum {
    /// Keeps an example if it is among the `most` largest; of equal ones the first.
    fn note(&mut self, most: usize, chars: u64, example: impl FnOnce() -> Eaten) {
        let place = self.worst.partition_point(|other| other.chars >= chars);
        if place < most {
            self.worst.insert(place, example());
            self.worst.truncate(most);
        }
    }
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
