//! `prefix`, `suffix` and `match`: a piece of a paragraph goes, the rest stays.

use super::ends::Ends;
use super::signs::Signs;
use crate::document::Replacement;
use crate::key::{self, MappedKey, MatchKey};
use crate::ledger::RuleRef;
use crate::phrases::Phrases;
use crate::rules::compile::Compiler;
use crate::rules::marks::Marks;
use crate::rules::pattern::{Anchor, Pattern};
use crate::rules::schema::{PieceSpec, Place};
use crate::work;
use std::ops::Range;

/// What to look for in a paragraph, and where.
#[derive(Clone, Debug)]
pub struct Piece {
    place: Place,
    /// The longest first.
    phrases: Vec<String>,
    /// The same for finding them anywhere.
    anywhere: Phrases,
    pattern: Option<Pattern>,
    after: Option<Pattern>,
    before: Option<Pattern>,
    /// How a key that ends with the piece ends.
    ends: Ends,
    /// What a key has that a piece anywhere in it is in.
    signs: Signs,
}

/// Characters at the start or end of a paragraph that are looked at for a prefix or suffix: what is longer is no label.
const WINDOW: usize = 200;
/// Characters before and behind a piece that `after` and `before` see.
const CONTEXT: usize = 200;
/// Pieces taken out of one paragraph by one rule at most, and matches of its pattern that are tried: each search may look
/// at all that is left of the paragraph.
const MOST: usize = 1000;

impl Piece {
    /// Compiles the table `piece`; none where a pattern is wrong.
    pub fn compile(place: Place, spec: &PieceSpec, compiler: &Compiler<'_>) -> Option<Self> {
        let anchor = match place {
            Place::Start => Anchor::Start,
            Place::End => Anchor::End,
            Place::Anywhere => Anchor::Free,
        };
        // Brackets around a prefix or suffix are of the piece; anywhere else they must be written.
        let trim = place != Place::Anywhere;
        let mut phrases = spec.is.as_ref().map(|list| compiler.phrases(list, trim)).unwrap_or_default();
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
        let anywhere = if place == Place::Anywhere { Phrases::new(&phrases) } else { Phrases::default() };
        let ends = if place == Place::End { Ends::of(&phrases, pattern.as_ref()) } else { Ends::default() };
        let signs = if place == Place::Anywhere { Signs::of(&phrases, pattern.as_ref()) } else { Signs::default() };
        Some(Self { place, phrases, anywhere, pattern, after, before, ends, signs })
    }

    /// Whether a piece may be in `text`, as far as a look at its end tells.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.place != Place::End || self.ends.may_end(text)
    }

    /// Whether a piece may be in the text of a paragraph that has this key, and these marks in it.
    pub fn may_be_in_key(&self, key: &MatchKey, marks: impl FnOnce() -> Marks) -> bool {
        self.signs.are_in(key.text(), marks)
    }

    /// Texts of which the key of a paragraph with a piece in it has one, where any are known.
    pub fn signs(&self) -> Option<&[String]> {
        self.signs.texts().filter(|_| self.place == Place::Anywhere)
    }

    /// The pieces of `text` that go. Where nothing but punctuation would be left, all of it goes.
    pub fn find(&self, text: &str, rule: RuleRef) -> Vec<Replacement> {
        let window = self.window(text);
        work::looked_at(window.len());
        let key = MappedKey::new(&text[window.clone()]);
        let mut found: Vec<Range<usize>> = Vec::new();
        for range in self.pieces(&key.text) {
            if found.len() == MOST {
                break;
            }
            let span = key.span(range.start, range.end);
            let (start, end) = (window.start + span.start, window.start + span.end);
            if !self.stands_in_context(&key.text, &range) {
                continue;
            }
            match found.last_mut() {
                Some(last) if start < last.end => {}
                // Pieces side by side are one, so that the white space between them goes once.
                Some(last) if text[last.end..start].trim().is_empty() => last.end = end,
                _ => found.push(start..end),
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

    /// The pieces of a key in order; decoration around a prefix or suffix is of the piece.
    fn pieces(&self, key: &str) -> Vec<Range<usize>> {
        let piece = match self.place {
            Place::Anywhere => return self.anywhere(key),
            Place::Start => {
                let bare = key.trim_start_matches(|c| key::is_adornment(c) || key::opens(c));
                let phrase = self.phrases.iter().find(|phrase| bare.starts_with(phrase.as_str())).map(String::len);
                let found = || self.regex()?.find(bare).map(|found| found.end());
                phrase.or_else(found).map(|length| {
                    let start = key.len() - bare.len();
                    let brackets = key[..start].chars().any(key::opens);
                    let rest = &bare[length..];
                    let closed = rest.trim_start_matches(|c| brackets && (c == ' ' || key::closes(c)));
                    0..key.len() - closed.len()
                })
            }
            Place::End => {
                let bare = key.trim_end_matches(|c| key::is_adornment(c) || key::closes(c));
                let phrase = self.phrases.iter().find(|phrase| bare.ends_with(phrase.as_str())).map(String::len);
                let found = || self.regex()?.find(bare).map(|found| bare.len() - found.start());
                phrase.or_else(found).map(|length| {
                    let brackets = key[bare.len()..].chars().any(key::closes);
                    let rest = &bare[..bare.len() - length];
                    rest.trim_end_matches(|c| brackets && (c == ' ' || key::opens(c))).len()..key.len()
                })
            }
        };
        piece.filter(|piece| !piece.is_empty()).into_iter().collect()
    }

    fn regex(&self) -> Option<&regex::Regex> {
        self.pattern.as_ref().and_then(Pattern::regex)
    }

    fn anywhere(&self, key: &str) -> Vec<Range<usize>> {
        let phrases = self.anywhere.longest(key);
        let patterns = self.regex().into_iter().flat_map(|regex| regex.find_iter(key).take(MOST));
        let patterns = patterns.map(|found| found.range());
        let mut pieces: Vec<Range<usize>> = phrases.chain(patterns).filter(|piece| !piece.is_empty()).collect();
        pieces.sort_by_key(|piece| (piece.start, std::cmp::Reverse(piece.end)));
        pieces
    }

    fn stands_in_context(&self, key: &str, range: &Range<usize>) -> bool {
        let (before, behind) = (&key[..range.start], &key[range.end..]);
        let before = &before[before.char_indices().rev().nth(CONTEXT).map_or(0, |(at, _)| at)..];
        let behind = &behind[..behind.char_indices().nth(CONTEXT).map_or(behind.len(), |(at, _)| at)];
        work::looked_at(before.len() + behind.len());
        self.after.as_ref().is_none_or(|after| after.is_match(before.trim_end()))
            && self.before.as_ref().is_none_or(|before| before.is_match(behind.trim_start()))
    }
}

/// The piece with white space that would be left over: one of two spaces, or the one at an end.
pub(super) fn with_space(text: &str, piece: Range<usize>) -> Range<usize> {
    let (before, behind) = (&text[..piece.start], &text[piece.end..]);
    let lead = before.len() - before.trim_end().len();
    let trail = behind.len() - behind.trim_start().len();
    work::looked_at(lead + trail);
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
    work::looked_at(text.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_tried_so_often_at_most() {
        let pattern = Some(Pattern::new("[a-z ]+[0-9]|[a-z]".to_owned()));
        let (phrases, anywhere, after, before) = (Vec::new(), Phrases::default(), None, None);
        let (ends, signs) = (Ends::default(), Signs::default());
        let piece = Piece { place: Place::Anywhere, phrases, anywhere, pattern, after, before, ends, signs };
        assert_eq!(piece.pieces(&"a ".repeat(MOST * 2)).len(), MOST);
    }
}
