//! Counts of content and chrome that stayed and went, and the shares that are read off them.

use serde::Serialize;
use std::ops::AddAssign;

/// What became of the content and the chrome of a text, in one unit: characters or paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Content that stayed.
    pub kept: u64,
    /// Chrome that stayed: what was missed.
    pub missed: u64,
    /// Content that went: what was lost.
    pub lost: u64,
    /// Chrome that went.
    pub removed: u64,
}

impl Tally {
    /// Counts `weight` more of what is, or is not, content, and stays, or does not.
    pub fn add(&mut self, is_content: bool, stays: bool, weight: u64) {
        let count = match (is_content, stays) {
            (true, true) => &mut self.kept,
            (false, true) => &mut self.missed,
            (true, false) => &mut self.lost,
            (false, false) => &mut self.removed,
        };
        *count += weight;
    }

    /// Share of content in what stayed; 1 where nothing did.
    pub fn precision(&self) -> f64 {
        share(self.kept, self.missed).unwrap_or(1.0)
    }

    /// Share of the content that stayed; 1 where there is none.
    pub fn recall(&self) -> f64 {
        share(self.kept, self.lost).unwrap_or(1.0)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    /// Share of the chrome that went, where there is any.
    pub fn chrome_removed(&self) -> Option<f64> {
        share(self.removed, self.missed)
    }
}

/// `part` of `part + rest`; none where both are nothing.
pub fn share(part: u64, rest: u64) -> Option<f64> {
    (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.kept += other.kept;
        self.missed += other.missed;
        self.lost += other.lost;
        self.removed += other.removed;
    }
}

/// Share of its content that a page must have kept not to count as lossy.
const LOSSY_BELOW: f64 = 0.95;

/// Pages of a language, of a source, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Group {
    /// How many.
    pub documents: u64,
    /// In characters.
    pub characters: Tally,
    /// In paragraphs.
    pub paragraphs: Tally,
    precision: f64,
    recall: f64,
    f1: f64,
    chrome_removed: f64,
    with_chrome: u64,
    lossy: u64,
}

impl Group {
    /// Adds a page. Sums of fractions depend on the order; add pages in the order of the input.
    pub fn add(&mut self, characters: Tally, paragraphs: Tally) {
        self.documents += 1;
        self.characters += characters;
        self.paragraphs += paragraphs;
        self.precision += characters.precision();
        self.recall += characters.recall();
        self.f1 += characters.f1();
        if let Some(removed) = characters.chrome_removed() {
            self.chrome_removed += removed;
            self.with_chrome += 1;
        }
        self.lossy += u64::from(characters.recall() < LOSSY_BELOW);
    }

    /// The shares of this group.
    pub fn numbers(&self) -> Numbers {
        let mean = |sum: f64, count: u64| if count == 0 { 1.0 } else { sum / count as f64 };
        Numbers {
            documents: self.documents,
            characters: Shares::of(&self.characters),
            paragraphs: Shares::of(&self.paragraphs),
            pages: PageMeans {
                precision: mean(self.precision, self.documents),
                recall: mean(self.recall, self.documents),
                f1: mean(self.f1, self.documents),
                chrome_removed: mean(self.chrome_removed, self.with_chrome),
                lossy: if self.documents == 0 { 0.0 } else { self.lossy as f64 / self.documents as f64 },
            },
        }
    }
}

/// The numbers of a group, for tables and JSON. The names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Numbers {
    /// Labelled pages.
    pub documents: u64,
    /// All characters, spaces aside, as of one text.
    pub characters: Shares,
    /// All paragraphs as of one text.
    pub paragraphs: Shares,
    /// Means over the pages, by characters.
    pub pages: PageMeans,
}

/// A tally and its shares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Shares {
    pub content_kept: u64,
    pub content_lost: u64,
    pub chrome_kept: u64,
    pub chrome_gone: u64,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub chrome_removed: f64,
}

impl Shares {
    fn of(tally: &Tally) -> Self {
        Self {
            content_kept: tally.kept,
            content_lost: tally.lost,
            chrome_kept: tally.missed,
            chrome_gone: tally.removed,
            precision: tally.precision(),
            recall: tally.recall(),
            f1: tally.f1(),
            chrome_removed: tally.chrome_removed().unwrap_or(1.0),
        }
    }
}

/// Means over pages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PageMeans {
    /// Of the precision.
    pub precision: f64,
    /// Of the recall of content.
    pub recall: f64,
    /// Of F1.
    pub f1: f64,
    /// Of the share of chrome removed, over pages that have chrome.
    pub chrome_removed: f64,
    /// Share of pages that lose more than 5 % of their content.
    pub lossy: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_content_has_lost_none() {
        let mut tally = Tally::default();
        tally.add(false, false, 5);
        assert_eq!((tally.precision(), tally.recall(), tally.chrome_removed()), (1.0, 1.0, Some(1.0)));
        assert_eq!(Tally::default().chrome_removed(), None);
    }

    #[test]
    fn means_weigh_pages_alike() {
        let page = |kept, lost| Tally { kept, lost, ..Tally::default() };
        let mut group = Group::default();
        group.add(page(1000, 0), page(1, 0));
        group.add(page(0, 10), page(0, 1));
        let numbers = group.numbers();
        assert_eq!((numbers.pages.recall, numbers.pages.lossy), (0.5, 0.5));
        assert!(numbers.characters.recall > 0.99 && numbers.paragraphs.recall == 0.5);
    }
}
