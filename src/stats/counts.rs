//! Records and text as plain sums.

use super::Stats;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Records, and text in characters: `records = written + quarantined + dropped`. Records of WARC files that hold no text
/// were `passed_over`, and are none of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub records: u64,
    pub written: u64,
    pub quarantined: u64,
    pub dropped: u64,
    #[serde(default)]
    pub passed_over: u64,
    pub paragraphs_in: u64,
    pub paragraphs_out: u64,
    pub chars_in: u64,
    pub chars_out: u64,
}

impl Counts {
    /// The sums of `stats`.
    pub fn of(stats: &Stats) -> Self {
        Self {
            records: stats.records,
            written: stats.written,
            quarantined: stats.quarantined(),
            dropped: stats.dropped(),
            passed_over: stats.passed_over,
            paragraphs_in: stats.paragraphs_in,
            paragraphs_out: stats.paragraphs_out,
            chars_in: stats.chars_in,
            chars_out: stats.chars_out,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.written += other.written;
        self.quarantined += other.quarantined;
        self.dropped += other.dropped;
        self.passed_over += other.passed_over;
        self.paragraphs_in += other.paragraphs_in;
        self.paragraphs_out += other.paragraphs_out;
        self.chars_in += other.chars_in;
        self.chars_out += other.chars_out;
    }
}

/// Documents and text of one language, which is the main one of each, or of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentCount {
    /// Documents written.
    pub documents: u64,
    /// Their characters before cleaning.
    pub chars_in: u64,
    /// Their characters after cleaning.
    pub chars_out: u64,
}

impl AddAssign for DocumentCount {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.chars_in += other.chars_in;
        self.chars_out += other.chars_out;
    }
}
