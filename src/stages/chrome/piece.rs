//! `prefix`, `suffix` and `match`: a piece of a paragraph goes, the rest stays.

use crate::document::Replacement;
use crate::key::{self, MappedKey};
use crate::ledger::RuleRef;
use crate::rules::compile::Compiler;
use crate::rules::pattern::Anchor;
use crate::rules::schema::{PieceSpec, Place};
use regex::Regex;
use std::ops::Range;

/// What to look for in a paragraph, and where.
#[derive(Clone, Debug)]
pub struct Piece {
    place: Place,
    phrases: Vec<String>,
    pattern: Option<Regex>,
    after: Option<Regex>,
    before: Option<Regex>,
}

/// Characters at the start or end of a paragraph that are looked at for a prefix or suffix: what is longer is no label.
const WINDOW: usize = 200;
/// Pieces taken out of one paragraph by one rule at most.
const MOST: usize = 1000;

impl Piece {
    /// Compiles the table `piece`; none where a pattern is wrong.
    pub fn compile(place: Place, spec: &PieceSpec, compiler: &Compiler<'_>) -> Option<Self> {
        let anchor = match place {
            Place::Start => Anchor::Start,
            Place::End => Anchor::End,
            Place::Anywhere => Anchor::Free,
        };
        let mut phrases = spec.is.as_ref().map(|list| compiler.phrases(list, true)).unwrap_or_default();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let context = |pattern: &Option<_>, anchor| match pattern {
            Some(pattern) => compiler.patterns(std::slice::from_ref(pattern), anchor).map(Some),
            None => Some(None),
        };
        let pattern = match &spec.matches {
            Some(patterns) => Some(compiler.patterns(patterns, anchor)?),
            None => None,
        };
        let (after, before) = (context(&spec.after, Anchor::End)?, context(&spec.before, Anchor::Start)?);
        Some(Self { place, phrases, pattern, after, before })
    }

    /// The pieces of `text` that go. Where nothing but punctuation would be left, all of it goes.
    pub fn find(&self, text: &str, rule: RuleRef) -> Vec<Replacement> {
        let window = self.window(text);
        let part = &text[window.clone()];
        let key = MappedKey::new(part);
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        while let Some(range) = self.next(&key.text, from) {
            from = range.end;
            if self.stands_in_context(&key.text, &range) {
                let span = key.span(range.start, range.end);
                let (start, end) = (window.start + span.start, window.start + span.end);
                match found.last_mut() {
                    Some(last) if start < last.end => {}
                    // Pieces side by side are one, so that the white space between them goes once.
                    Some(last) if text[last.end..start].trim().is_empty() => last.end = end,
                    _ => found.push(start..end),
                }
            }
            if self.place != Place::Anywhere || found.len() == MOST {
                break;
            }
        }
        let found = found.into_iter().map(|piece| with_space(text, piece)).collect();
        finish(text, found, rule)
    }

    /// The part of the text that is looked at.
    fn window(&self, text: &str) -> Range<usize> {
        let boundary = |at: Option<(usize, char)>, none| at.map_or(none, |(at, _)| at);
        match self.place {
            Place::Start => 0..boundary(text.char_indices().nth(WINDOW), text.len()),
            Place::End => boundary(text.char_indices().rev().nth(WINDOW - 1), 0)..text.len(),
            Place::Anywhere => 0..text.len(),
        }
    }

    /// The next piece of the key, decoration around a prefix or suffix not counted.
    fn next(&self, key: &str, from: usize) -> Option<Range<usize>> {
        let range = match self.place {
            Place::Start => {
                let lead = key.len() - key.trim_start_matches(key::is_adornment).len();
                let bare = &key[lead..];
                let phrase = self.phrases.iter().find(|phrase| bare.starts_with(phrase.as_str())).map(String::len);
                let length = phrase.or_else(|| self.pattern.as_ref()?.find(bare).map(|found| found.end()))?;
                0..lead + length
            }
            Place::End => {
                let bare = key.trim_end_matches(key::is_adornment);
                let phrase = self.phrases.iter().find(|phrase| bare.ends_with(phrase.as_str())).map(String::len);
                let found = || self.pattern.as_ref()?.find(bare).map(|found| bare.len() - found.start());
                bare.len() - phrase.or_else(found)?..key.len()
            }
            Place::Anywhere => {
                let phrase = self.phrases.iter().filter_map(|phrase| {
                    key[from..].find(phrase.as_str()).map(|at| from + at..from + at + phrase.len())
                });
                let pattern =
                    self.pattern.as_ref().and_then(|pattern| pattern.find_at(key, from)).map(|found| found.range());
                phrase.chain(pattern).min_by_key(|range| (range.start, std::cmp::Reverse(range.end)))?
            }
        };
        (!range.is_empty()).then_some(range)
    }

    fn stands_in_context(&self, key: &str, range: &Range<usize>) -> bool {
        self.after.as_ref().is_none_or(|after| after.is_match(key[..range.start].trim_end()))
            && self.before.as_ref().is_none_or(|before| before.is_match(key[range.end..].trim_start()))
    }
}

/// The piece with white space that would be left over: one of two spaces, or the one at an end.
pub(super) fn with_space(text: &str, piece: Range<usize>) -> Range<usize> {
    let before = &text[..piece.start];
    let behind = &text[piece.end..];
    let lead = before.len() - before.trim_end().len();
    let trail = behind.len() - behind.trim_start().len();
    let at_start = lead == before.len();
    let at_end = trail == behind.len();
    let start = if at_end { piece.start - lead } else { piece.start };
    let end = if at_start || (lead > 0 && trail > 0) { piece.end + trail } else { piece.end };
    start..end
}

/// The replacements for what was found; all of the text where only punctuation is left.
fn finish(text: &str, found: Vec<Range<usize>>, rule: RuleRef) -> Vec<Replacement> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for range in &found {
        rest.push_str(&text[at..range.start]);
        at = range.end;
    }
    rest.push_str(&text[at..]);
    let ranges = if rest.chars().any(char::is_alphanumeric) { found } else { std::iter::once(0..text.len()).collect() };
    ranges.into_iter().map(|range| Replacement { range, insert: String::new(), rule }).collect()
}
