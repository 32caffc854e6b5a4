//! Sums of what differs, over documents that are added in the order of the inputs.

use super::Compared;
use super::compare::{Change, What};
use serde::Serialize;
use std::collections::BTreeMap;

/// A text that stands for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Id of its document.
    pub document: String,
    /// Line of the page, from 1.
    pub line: usize,
    /// Its text, cut to 120 characters.
    pub text: String,
}

/// Characters of a sample at most.
const SAMPLE_CHARS: usize = 120;

/// How much differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Paragraphs.
    pub paragraphs: u64,
    /// Characters.
    pub chars: u64,
}

impl Counts {
    fn add(&mut self, change: &Change) {
        self.paragraphs += 1;
        self.chars += change.chars as u64;
    }
}

/// What one rule has to do with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleChanges {
    /// How much.
    #[serde(flatten)]
    pub counts: Counts,
    /// The first ones in the order of the inputs.
    pub samples: Vec<Sample>,
}

/// Sums of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostChanges {
    /// Newly removed.
    pub removed: Counts,
    /// Newly kept.
    pub kept: Counts,
    /// With another text.
    pub text: Counts,
    /// Removed by another rule.
    pub other_rule: Counts,
}

/// What the second pipeline removes otherwise than the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Documents that were compared.
    pub documents: u64,
    /// Documents whose text differs.
    pub differing_documents: u64,
    /// Records that could not be read.
    pub bad_records: u64,
    /// Documents on which the fuse blew the second time alone: rules of chrome gave back all that they took.
    pub fuse_blown: u64,
    /// Documents on which it blew the first time alone.
    pub fuse_mended: u64,
    /// Newly removed, by the second pipeline's rule.
    pub removed: BTreeMap<String, RuleChanges>,
    /// Newly kept, by the first pipeline's rule.
    pub kept: BTreeMap<String, RuleChanges>,
    /// With another text, by the second pipeline's rule.
    pub text: BTreeMap<String, RuleChanges>,
    /// The same text by another rule: `first -> second`.
    pub other_rule: BTreeMap<String, RuleChanges>,
    /// By host, or by the name of the input where a document has none.
    pub hosts: BTreeMap<String, HostChanges>,
}

impl Difference {
    /// Adds what differs in one document, keeping at most so many `samples` for each rule.
    pub fn add(&mut self, compared: &Compared, samples: usize) {
        self.documents += 1;
        self.differing_documents += u64::from(compared.changes.iter().any(|change| change.what != What::OtherRule));
        self.fuse_blown += u64::from(compared.fuse == (false, true));
        self.fuse_mended += u64::from(compared.fuse == (true, false));
        for change in &compared.changes {
            let host = self.hosts.entry(compared.host.clone()).or_default();
            let (of_host, rules) = match change.what {
                What::Removed => (&mut host.removed, &mut self.removed),
                What::Kept => (&mut host.kept, &mut self.kept),
                What::Text => (&mut host.text, &mut self.text),
                What::OtherRule => (&mut host.other_rule, &mut self.other_rule),
            };
            of_host.add(change);
            let rule = rules.entry(change.rule.clone()).or_default();
            rule.counts.add(change);
            if rule.samples.len() < samples {
                rule.samples.push(Sample {
                    document: compared.document.clone(),
                    line: change.line,
                    text: cut(change.text.trim()),
                });
            }
        }
    }

    /// Whether the text of all documents is the same, whichever rules made it.
    pub fn is_none(&self) -> bool {
        self.differing_documents == 0
    }

    /// The parts in the order they are told, each with its name.
    pub fn parts(&self) -> [(&'static str, &BTreeMap<String, RuleChanges>); 4] {
        [
            ("newly removed", &self.removed),
            ("newly kept", &self.kept),
            ("another text", &self.text),
            ("the same text by another rule", &self.other_rule),
        ]
    }
}

/// A text of at most 120 characters on one line.
fn cut(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.char_indices().nth(SAMPLE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
