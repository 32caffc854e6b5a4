//! Counts of a run, per rule, stage, language, host and length, and a few pages to look at: sums that come out the same
//! for any threads and batches.

mod counts;
mod hosts;
mod lengths;
mod pages;

pub use counts::Counts;
pub use hosts::{HostCount, Hosts};
pub use lengths::{Lengths, from_chars};
pub use pages::{Piece, SamplePage, SamplePages};

use crate::input::Reason;
use crate::ledger::RuleRef;
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

/// Documents and text of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageCount {
    /// Documents of which it is the main language.
    pub documents: u64,
    /// Their characters before cleaning.
    pub chars_in: u64,
    /// Their characters after cleaning.
    pub chars_out: u64,
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
    pub languages: BTreeMap<String, LanguageCount>,
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

impl Stats {
    /// The counts of one cleaned document.
    pub fn of(cleaned: &Cleaned) -> Self {
        let document = &cleaned.document;
        let chars = |text: &str| text.chars().count() as u64;
        if let Some(rule) = &document.dropped {
            return Self::of_dropped(rule, chars(document.source()), document.paragraphs.len() as u64);
        }
        let mut stats = Self {
            records: 1,
            written: 1,
            chars_in: chars(document.source()),
            chars_out: chars(&cleaned.text),
            paragraphs_in: document.paragraphs.len() as u64,
            paragraphs_out: document.standing().count() as u64,
            ..Self::default()
        };
        for entry in &cleaned.ledger.entries {
            let count = stats.rules.entry(entry.edit.rule).or_default();
            count.documents = 1;
            count.edits += 1;
            count.chars += chars(&entry.removed);
            let samples = stats.samples.entry(entry.edit.rule).or_default();
            if samples.len() < SAMPLES {
                samples.push(entry.removed.trim().chars().take(SAMPLE_CHARS).collect());
            }
        }
        let language = document.mix.first().map_or("und", |share| share.language).to_owned();
        let (chars_in, chars_out) = (stats.chars_in, stats.chars_out);
        stats.languages.insert(language, LanguageCount { documents: 1, chars_in, chars_out });
        stats.hosts = Hosts::of(document.host.as_deref(), HostCount { documents: 1, chars_in, chars_out });
        stats.lengths = Lengths::of(chars_in, chars_out);
        stats.pages = SamplePages::of(cleaned);
        stats.flags.extend(document.flags.iter().map(|flag| ((*flag).to_owned(), 1)));
        stats
    }

    /// The count of one document that was dropped whole, by this rule.
    fn of_dropped(rule: &str, chars_in: u64, paragraphs_in: u64) -> Self {
        let dropped = BTreeMap::from([(rule.to_owned(), 1)]);
        Self { records: 1, dropped, chars_in, paragraphs_in, ..Self::default() }
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
            let sum = self.languages.entry(language).or_default();
            sum.documents += count.documents;
            sum.chars_in += count.chars_in;
            sum.chars_out += count.chars_out;
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
