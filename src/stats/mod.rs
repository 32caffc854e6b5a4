//! Counts of a run, per rule, stage, language, host and length, and a few pages to look at: sums that come out the same
//! for any threads and batches.

mod counts;
mod hosts;
mod lengths;
mod pages;

pub use counts::{Counts, DocumentCount};
pub use hosts::Hosts;
pub use lengths::{Lengths, from_chars};
pub use pages::{Piece, SamplePage, SamplePages};

use crate::input::Reason;
use crate::ledger::{Entry, Ledger, RuleRef};
use crate::pipeline::Cleaned;
use crate::rules::Catalog;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// What a rule did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Documents that it changed.
    pub documents: u64,
    /// Changes.
    pub edits: u64,
    /// Characters that it took.
    pub chars: u64,
}

/// Sums over documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Records read, bad ones among them.
    pub records: u64,
    /// Documents written.
    pub written: u64,
    /// Records put aside, by reason.
    pub quarantined: BTreeMap<Reason, u64>,
    /// Documents dropped whole, by the rule or reason.
    pub dropped: BTreeMap<String, u64>,
    /// Records that hold no text, such as requests and metadata in WARC files; they are not among `records`.
    #[serde(default)]
    pub passed_over: u64,
    /// Characters before cleaning.
    pub chars_in: u64,
    /// Characters after cleaning.
    pub chars_out: u64,
    /// Paragraphs before cleaning.
    pub paragraphs_in: u64,
    /// Paragraphs after cleaning.
    pub paragraphs_out: u64,
    /// What each rule did.
    pub rules: BTreeMap<RuleRef, RuleCount>,
    /// Documents by main language.
    pub languages: BTreeMap<String, DocumentCount>,
    /// Documents by flag.
    pub flags: BTreeMap<String, u64>,
    /// The first texts that each rule took, in the order of the inputs, at most [`SAMPLES`] of them.
    pub samples: BTreeMap<RuleRef, Vec<String>>,
    /// Documents and text by host.
    pub hosts: Hosts,
    /// Documents by length, before and after.
    pub lengths: Lengths,
    /// A few whole pages.
    pub pages: SamplePages,
}

/// Texts kept of each rule.
pub const SAMPLES: usize = 3;
/// Characters of a text that is kept.
const SAMPLE_CHARS: usize = 120;

fn chars(text: &str) -> u64 {
    text.chars().count() as u64
}

impl Stats {
    /// Adds the counts of one cleaned document.
    pub fn add(&mut self, cleaned: &Cleaned) {
        let document = &cleaned.document;
        let (chars_in, paragraphs_in) = (chars(document.source()), document.paragraphs.len() as u64);
        self.records += 1;
        self.chars_in += chars_in;
        self.paragraphs_in += paragraphs_in;
        if let Some(rule) = &document.dropped {
            *self.dropped.entry(rule.to_string()).or_default() += 1;
            return;
        }
        let chars_out = chars(&cleaned.text);
        self.written += 1;
        self.chars_out += chars_out;
        self.paragraphs_out += document.standing().count() as u64;
        self.add_changes(&cleaned.ledger);
        let language = document.mix.first().map_or("und", |share| share.language);
        let count = match self.languages.get_mut(language) {
            Some(known) => known,
            None => self.languages.entry(language.to_owned()).or_default(),
        };
        *count += DocumentCount { documents: 1, chars_in, chars_out };
        self.hosts.add(document.host.as_deref(), DocumentCount { documents: 1, chars_in, chars_out });
        self.lengths += Lengths::of(chars_in, chars_out);
        self.pages += SamplePages::of(cleaned);
        for flag in &document.flags {
            *self.flags.entry((*flag).to_owned()).or_default() += 1;
        }
    }

    /// Adds what rules did to a document.
    fn add_changes(&mut self, ledger: &Ledger) {
        let mut seen: Vec<RuleRef> = Vec::new();
        for Entry { edit, removed } in &ledger.entries {
            let count = self.rules.entry(edit.rule).or_default();
            if !seen.contains(&edit.rule) {
                seen.push(edit.rule);
                count.documents += 1;
            }
            count.edits += 1;
            count.chars += chars(removed);
            let samples = self.samples.entry(edit.rule).or_default();
            if samples.len() < SAMPLES {
                samples.push(removed.trim().chars().take(SAMPLE_CHARS).collect());
            }
        }
    }

    /// The count of one record that was put aside.
    pub fn of_bad(reason: Reason) -> Self {
        Self { records: 1, quarantined: BTreeMap::from([(reason, 1)]), ..Self::default() }
    }

    /// Records put aside.
    pub fn quarantined(&self) -> u64 {
        self.quarantined.values().sum()
    }

    /// Documents dropped whole.
    pub fn dropped(&self) -> u64 {
        self.dropped.values().sum()
    }

    /// Sums by stage: the stages that took something, in the order of the pipeline.
    pub fn stages(&self, catalog: &Catalog) -> Vec<(String, RuleCount)> {
        let mut stages: Vec<(String, RuleCount)> = Vec::new();
        for (rule, count) in &self.rules {
            let name = catalog.get(*rule).stage();
            match stages.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => {
                    sum.edits += count.edits;
                    sum.chars += count.chars;
                }
                None => stages.push((name.to_owned(), *count)),
            }
        }
        let place = |name: &str| crate::rules::settings::STAGES.iter().position(|stage| *stage == name);
        stages.sort_by_key(|(name, _)| place(name));
        stages
    }
}

impl AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.written += other.written;
        self.passed_over += other.passed_over;
        self.chars_in += other.chars_in;
        self.chars_out += other.chars_out;
        self.paragraphs_in += other.paragraphs_in;
        self.paragraphs_out += other.paragraphs_out;
        for (reason, count) in other.quarantined {
            *self.quarantined.entry(reason).or_default() += count;
        }
        for (reason, count) in other.dropped {
            *self.dropped.entry(reason).or_default() += count;
        }
        self.hosts += other.hosts;
        self.lengths += other.lengths;
        self.pages += other.pages;
        for (rule, count) in other.rules {
            let sum = self.rules.entry(rule).or_default();
            sum.documents += count.documents;
            sum.edits += count.edits;
            sum.chars += count.chars;
        }
        for (language, count) in other.languages {
            *self.languages.entry(language).or_default() += count;
        }
        for (rule, samples) in other.samples {
            let known = self.samples.entry(rule).or_default();
            let free = SAMPLES - known.len();
            known.extend(samples.into_iter().take(free));
        }
        for (flag, count) in other.flags {
            *self.flags.entry(flag).or_default() += count;
        }
    }
}
