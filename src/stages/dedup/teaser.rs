//! `teaser`: a beginning that breaks off with an ellipsis goes where its whole stands too.

use crate::document::{Document, Replacement};
use crate::key::{self, MatchKey};
use crate::ledger::RuleRef;
use crate::rules::compile::Compiler;
use crate::rules::schema::{TeaserSpec, Within};
use crate::shape::Shape;
use crate::work;
use memchr::memmem;

/// How long a beginning must be, and what may stand behind its ellipsis.
#[derive(Clone, Debug)]
pub struct Teaser {
    within: Within,
    min_chars: usize,
    min_chars_wide: usize,
    markers: Vec<String>,
}

/// Ellipses of one paragraph that are tried: a bound on the work for text that is made of them.
const MOST_TRIED: usize = 16;

impl Teaser {
    /// Compiles the table `teaser`.
    pub fn compile(spec: &TeaserSpec, compiler: &Compiler<'_>) -> Self {
        let mut markers = compiler.phrases(&spec.markers, true);
        markers.sort_by_key(|marker| std::cmp::Reverse(marker.len()));
        Self { within: spec.within, min_chars: spec.min_chars, min_chars_wide: spec.min_chars_wide, markers }
    }

    /// Where the whole stands.
    pub fn within(&self) -> Within {
        self.within
    }

    /// Whether the whole stands in the same paragraph.
    pub fn is_within_paragraph(&self) -> bool {
        self.within == Within::Paragraph
    }

    fn is_long_enough(&self, shape: &Shape) -> bool {
        shape.chars >= if shape.is_wide() { self.min_chars_wide } else { self.min_chars }
    }

    /// Whether a teaser may be in `text` or, where its whole stands in another paragraph, be it: there is an ellipsis.
    pub fn may_be_in(&self, text: &str) -> bool {
        ellipses(text).next().is_some()
    }

    /// In `X… X in full`: the place of `X…`.
    pub fn find_within(&self, text: &str, rule: RuleRef) -> Vec<Replacement> {
        if !self.is_within_paragraph() {
            return Vec::new();
        }
        // A beginning may stand before another one of the same whole.
        let (mut at, mut tried) = (0, 0);
        for (start, end) in ellipses(text) {
            if start < at {
                continue;
            }
            if tried == MOST_TRIED {
                break;
            }
            tried += 1;
            if let Some(goes) = self.goes_up_to(&text[at..], start - at, end - at) {
                (at, tried) = (at + goes, 0);
            }
        }
        (at > 0).then(|| Replacement { range: 0..at, insert: String::new(), rule }).into_iter().collect()
    }

    /// Where the beginning that breaks off with the ellipsis `start..end` ends, if its whole follows.
    fn goes_up_to(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        work::looked_at(start);
        let beginning = text[..start].trim_end();
        let mut rest = end;
        let behind = text[end..].trim_start_matches(is_bracket_or_space);
        if !starts_with_folded(behind, beginning) {
            rest = self.after_marker(text, end)?;
        }
        let whole = text[rest..].trim_start_matches(is_bracket_or_space);
        let more = whole.len() > beginning.len() && starts_with_folded(whole, beginning);
        (more && self.is_long_enough(&Shape::of(beginning))).then_some(text.len() - whole.len())
    }

    /// Where the text goes on behind a marker such as `展开` or `[more]`.
    fn after_marker(&self, text: &str, at: usize) -> Option<usize> {
        let rest = text[at..].trim_start_matches(is_bracket_or_space);
        let window: String = rest.chars().take(40).collect();
        let mapped = key::MappedKey::new(&window);
        let marker = self.markers.iter().find(|marker| mapped.text.starts_with(marker.as_str()))?;
        let span = mapped.span(0, marker.len());
        Some(text.len() - rest.len() + span.end)
    }

    /// Paragraphs that break off, each with the paragraph that has the whole.
    pub fn find_across(&self, document: &Document) -> Vec<(usize, usize)> {
        if self.is_within_paragraph() {
            return Vec::new();
        }
        let teasers: Vec<(usize, String)> =
            document.standing().filter_map(|index| Some((index, self.beginning(document, index)?))).collect();
        if teasers.is_empty() {
            return Vec::new();
        }
        let mut wholes: Vec<(&str, usize)> =
            document.standing().map(|index| (document.key(index).text(), index)).collect();
        wholes.sort_unstable();
        work::looked_at(wholes.iter().map(|(key, _)| key.len()).sum());
        let found = teasers.into_iter().filter_map(|(index, beginning)| {
            let from = wholes.partition_point(|(key, _)| *key < beginning.as_str());
            let compared = |key: &&(&str, usize)| work::looked_at(key.0.len().min(beginning.len()));
            let fits =
                wholes[from..].iter().inspect(compared).take_while(|(key, _)| key.starts_with(beginning.as_str()));
            let longer = |key: &str| key.len() > beginning.len() + ELLIPSIS_BYTES;
            let whole = fits.take(MOST_TRIED).find(|(key, other)| *other != index && longer(key));
            whole.map(|(_, other)| (index, *other))
        });
        found.collect()
    }

    /// The key of a paragraph that breaks off, less its ellipsis and marker.
    pub fn beginning(&self, document: &Document, index: usize) -> Option<String> {
        let text = document.text(index);
        let tail_start = text.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
        let (start, _) = ellipses(&text[tail_start..]).last()?;
        let rest = &text[tail_start + start..];
        // One pair of brackets is that of the ellipsis; more of them are syntax.
        if rest.chars().filter(|c| is_bracket(*c)).count() > 2 {
            return None;
        }
        let behind = MatchKey::new(rest.trim_matches(is_ellipsis_or_bracket));
        let only_marker = behind.text().is_empty() || self.markers.iter().any(|marker| marker == behind.text());
        let beginning = MatchKey::new(text[..tail_start + start].trim_end());
        (only_marker && self.is_long_enough(&beginning.shape)).then(|| beginning.text().to_owned())
    }
}

/// Bytes that a key may have more than its beginning without saying more: those of an ellipsis.
const ELLIPSIS_BYTES: usize = 6;

fn is_bracket(c: char) -> bool {
    matches!(c, '[' | ']' | '(' | ')' | '【' | '】' | '（' | '）')
}

fn is_bracket_or_space(c: char) -> bool {
    c.is_whitespace() || is_bracket(c)
}

fn is_ellipsis_or_bracket(c: char) -> bool {
    is_bracket_or_space(c) || matches!(c, '.' | '…' | '。' | '·')
}

/// The ellipses of a text: `...`, `…`, `......`, `。。。`, with the brackets around them.
fn ellipses(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    const MARKS: [&str; 3] = ["...", "…", "。。。"];
    // Where each mark comes next: looked for anew only where it lies behind, so that all of them cost one pass.
    let mut next = MARKS.map(|mark| memmem::find(text.as_bytes(), mark.as_bytes()));
    let mut at = 0;
    std::iter::from_fn(move || {
        for (place, mark) in next.iter_mut().zip(MARKS) {
            if place.is_some_and(|place| place < at) {
                *place = memmem::find(&text.as_bytes()[at..], mark.as_bytes()).map(|found| at + found);
            }
        }
        let dots = next.into_iter().flatten().min()?;
        let end = text.len() - text[dots..].trim_start_matches(['.', '…', '。']).len();
        let start = text[..dots].trim_end_matches(['[', '(', '【', '（']).len();
        at = end;
        Some((start, end))
    })
}

/// Whether `text` starts like `start`, white space not counted.
fn starts_with_folded(text: &str, start: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    start.chars().filter(|c| !c.is_whitespace()).all(|wanted| letters.next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(text: &str) -> String {
        let teaser =
            Teaser { within: Within::Paragraph, min_chars: 20, min_chars_wide: 10, markers: vec!["展开".to_owned()] };
        let found = teaser.find_within(text, RuleRef(0));
        found.first().map_or(text, |found| &text[found.range.end..]).to_owned()
    }

    #[test]
    fn takes_a_beginning_whose_whole_follows() {
        let whole = "The strategy lies in the grey area between alliance and neutrality.";
        assert_eq!(within(&format!("The strategy lies in the grey...{whole}")), whole);
        assert_eq!(within(&format!("The strategy lies in the grey [...] {whole}")), whole);
        assert_eq!(within(&format!("The strategy lies in the...The strategy lies in the grey...{whole}")), whole);
        let whole = "本文探讨了到本世纪二十年代初这一进程的困难、进展和前景。";
        assert_eq!(within(&format!("本文探讨了到本世纪二十年代初……[展开]{whole}")), whole);
    }

    #[test]
    fn leaves_stutters_and_other_sentences_alone() {
        for text in ["I have... I have a dream", "He waited for the train... and he waited for the train to leave."] {
            assert_eq!(within(text), text);
        }
    }
}
