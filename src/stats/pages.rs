//! A few whole pages of a run, with what went from each: drawn by chance, and the same ones each time.

use crate::draw::lot;
use crate::ledger::RuleRef;
use crate::pipeline::Cleaned;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Pages that are kept.
pub const PAGES: usize = 12;
/// Bytes of a page's source that are shown.
const SHOWN_BYTES: usize = 6_000;
/// Records of an input of which each is looked at; of those after them fewer and fewer, so that drawing costs nothing.
/// Of `n` records those whose draw is below `LOOKED_AT / n` are looked at; the twelfth smallest draw of `n` is near
/// `12 / n`, and above five times that with a chance under 1e-15.
const LOOKED_AT: u64 = 64;

/// A page, cut into pieces that stayed and pieces that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePage {
    /// A number made from the page's place alone, evenly spread: the pages with the smallest are kept.
    draw: u64,
    /// The record's id.
    pub id: String,
    /// Its address, empty where it has none.
    pub url: String,
    /// Characters before cleaning.
    pub chars_in: u64,
    /// Characters after cleaning.
    pub chars_out: u64,
    /// The pieces of its source in order, up to a bounded length.
    pub pieces: Vec<Piece>,
    /// Whether the page goes on behind the last piece.
    pub is_cut: bool,
}

/// A piece of a page's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its text.
    pub text: String,
    /// The rule that took it; none if it stayed.
    pub rule: Option<RuleRef>,
    /// What was put in its place.
    pub insert: String,
}

/// The pages of a run with the smallest draws, the smallest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePages(Vec<SamplePage>);

impl SamplePages {
    /// The page, if its draw is small enough to be among those kept of its input.
    pub fn of(cleaned: &Cleaned) -> Self {
        let origin = &cleaned.document.origin;
        let draw = lot(&origin.input, origin.record, 0);
        if u128::from(draw) * u128::from(origin.record) > u128::from(u64::MAX) * u128::from(LOOKED_AT) {
            return Self::default();
        }
        Self(vec![page(cleaned, draw)])
    }

    /// The pages, in the order of their draws.
    pub fn iter(&self) -> impl Iterator<Item = &SamplePage> {
        self.0.iter()
    }
}

impl AddAssign for SamplePages {
    fn add_assign(&mut self, other: Self) {
        for page in other.0 {
            let at = self.0.partition_point(|known| (known.draw, &known.id) <= (page.draw, &page.id));
            if at < PAGES {
                self.0.insert(at, page);
                self.0.truncate(PAGES);
            }
        }
    }
}

fn page(cleaned: &Cleaned, draw: u64) -> SamplePage {
    let source = cleaned.document.source();
    let end = (0..=SHOWN_BYTES.min(source.len())).rev().find(|&end| source.is_char_boundary(end)).unwrap_or(0);
    let mut pieces = Vec::new();
    let mut at = 0;
    for entry in &cleaned.ledger.entries {
        let span = entry.edit.span;
        if span.start >= end {
            break;
        }
        push(&mut pieces, &source[at..span.start], None, "");
        at = span.end.min(end);
        push(&mut pieces, &source[span.start..at], Some(entry.edit.rule), &entry.edit.insert);
    }
    push(&mut pieces, &source[at..end], None, "");
    SamplePage {
        draw,
        id: cleaned.document.id.clone(),
        url: cleaned.document.url.clone().unwrap_or_default(),
        chars_in: source.chars().count() as u64,
        chars_out: cleaned.text.chars().count() as u64,
        pieces,
        is_cut: end < source.len(),
    }
}

fn push(pieces: &mut Vec<Piece>, text: &str, rule: Option<RuleRef>, insert: &str) {
    if !text.is_empty() || !insert.is_empty() {
        pieces.push(Piece { text: text.to_owned(), rule, insert: insert.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(record: u64) -> SamplePages {
        let page = SamplePage {
            draw: lot("a.jsonl", record, 0),
            id: record.to_string(),
            url: String::new(),
            chars_in: 0,
            chars_out: 0,
            pieces: Vec::new(),
            is_cut: false,
        };
        SamplePages(vec![page])
    }

    #[test]
    fn draws_the_same_pages_in_any_order_from_all_over_an_input() {
        let sum = |records: &mut dyn Iterator<Item = u64>| {
            let mut pages = SamplePages::default();
            records.for_each(|record| pages += one(record));
            pages
        };
        let forwards = sum(&mut (1..=5_000));
        assert_eq!(forwards, sum(&mut (1..=5_000).rev()));
        assert_eq!(forwards.0.len(), PAGES);
        let numbers: Vec<u64> = forwards.iter().map(|page| page.id.parse().unwrap()).collect();
        assert!(numbers.iter().any(|number| *number < 2_500) && numbers.iter().any(|number| *number > 2_500));
    }

    #[test]
    fn never_passes_over_a_page_that_would_be_kept() {
        for records in [1_u64, 64, 1_000, 20_000] {
            let mut draws: Vec<(u64, u64)> = (1..=records).map(|record| (lot("b", record, 0), record)).collect();
            draws.sort_unstable();
            for &(draw, record) in draws.iter().take(PAGES) {
                assert!(u128::from(draw) * u128::from(record) <= u128::from(u64::MAX) * u128::from(LOOKED_AT));
            }
        }
    }
}
