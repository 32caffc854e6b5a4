//! Conditions on a paragraph alone: its text and its shape.

use crate::key::MatchKey;
use crate::phrases::Phrases;
use crate::rules::literals;
use crate::rules::made_of::MadeOf;
use crate::rules::page::Page;
use crate::rules::pattern::Pattern;
use crate::shape::End;
use crate::work;
use std::collections::HashSet;
use std::sync::Arc;

/// Conditions on a paragraph alone.
#[derive(Clone, Debug, Default)]
pub struct ParagraphTests {
    /// Characters at most: narrow, wide.
    pub max_chars: Option<(usize, usize)>,
    /// Characters at least: narrow, wide.
    pub min_chars: Option<(usize, usize)>,
    /// Words at most.
    pub max_words: Option<usize>,
    /// Share of digits at least.
    pub digit_share: Option<f64>,
    /// Ends like a sentence, or not.
    pub ends_sentence: Option<bool>,
    /// Ends with an ellipsis, or not.
    pub truncated: Option<bool>,
    /// One address, or not.
    pub is_url: Option<bool>,
    /// The key is one of these.
    pub is: Option<Arc<HashSet<Box<str>>>>,
    /// Matches the key, or is found in it.
    pub pattern: Option<Pattern>,
    /// The key starts with one of these.
    pub starts_with: Vec<String>,
    /// The key ends with one of these.
    pub ends_with: Vec<String>,
    /// At least so many different ones of these phrases occur.
    pub contains_any: Option<(Arc<Phrases>, usize)>,
    /// The same phrases, for filing the rule.
    pub contains_any_of: Vec<String>,
    /// All of these occur.
    pub contains_all: Vec<String>,
    /// Put together from phrases.
    pub made_of: Option<MadeOf>,
}

/// Bytes that a character of a key may take in the text it was made of, decoration and width forms included. A text
/// longer than a cap allows at this rate is over the cap without its key being looked at.
const BYTES_PER_CHAR: usize = 16;

/// Number of the pattern among the conditions on the text.
const PATTERN: usize = 1;

impl ParagraphTests {
    pub(super) fn is_empty(&self) -> bool {
        !self.asks_shape() && !self.asks_text()
    }

    fn asks_shape(&self) -> bool {
        self.max_chars.is_some()
            || self.min_chars.is_some()
            || self.max_words.is_some()
            || self.digit_share.is_some()
            || self.ends_sentence.is_some()
            || self.truncated.is_some()
            || self.is_url.is_some()
    }

    fn asks_text(&self) -> bool {
        self.is.is_some()
            || self.pattern.is_some()
            || !self.starts_with.is_empty()
            || !self.ends_with.is_empty()
            || self.contains_any.is_some()
            || !self.contains_all.is_empty()
            || self.made_of.is_some()
    }

    /// Characters of the longest key on which they can hold; none where there is no bound.
    pub fn cap(&self) -> Option<usize> {
        let written = self.max_chars.map(|(narrow, wide)| narrow.max(wide));
        let of_pattern = self.pattern.as_ref().and_then(literals::longest);
        written.into_iter().chain(of_pattern).min()
    }

    /// Whether they hold of the paragraph with number `index`.
    pub fn hold_at(&self, page: Page<'_>, index: usize) -> bool {
        work::looked_at(1);
        !self.is_over_cap(page.document.text(index)) && self.hold(page.document.key(index))
    }

    /// Whether a text is so long that its key is over the cap, which its key need not be made to tell.
    pub fn is_over_cap(&self, text: &str) -> bool {
        let cap = self.max_chars.map(|(narrow, wide)| narrow.max(wide));
        cap.is_some_and(|cap| text.len() > cap.saturating_add(4).saturating_mul(BYTES_PER_CHAR))
    }

    /// Whether they spare the paragraph with number `index`.
    pub fn spare_at(&self, page: Page<'_>, index: usize) -> bool {
        !self.is_empty() && self.any_hold(page.document.key(index))
    }

    /// Whether they spare a key, as those of `unless` do: all on the shape and one on the text hold, and there are any.
    pub fn spare(&self, key: &MatchKey) -> bool {
        !self.is_empty() && self.any_hold(key)
    }

    fn any_hold(&self, key: &MatchKey) -> bool {
        self.shape_holds(key) && (!self.asks_text() || self.any_text_holds(key.text()))
    }

    /// Whether they hold of a key.
    pub fn hold(&self, key: &MatchKey) -> bool {
        self.shape_holds(key) && (!self.asks_text() || self.text_holds(key.text()))
    }

    /// Whether they hold of a key whose shape they hold of and that the pattern matches.
    pub fn hold_beyond_pattern(&self, key: &MatchKey) -> bool {
        self.text_tests(key.text(), |test| *test != PATTERN).all(|held| held != Some(false))
    }

    /// Whether they hold of the shape of a key.
    pub fn shape_holds(&self, key: &MatchKey) -> bool {
        work::looked_at(1);
        let shape = &key.shape;
        let by_width = |(narrow, wide): (usize, usize)| if shape.is_wide() { wide } else { narrow };
        self.max_chars.is_none_or(|caps| shape.chars <= by_width(caps))
            && self.min_chars.is_none_or(|floors| shape.chars >= by_width(floors))
            && self.max_words.is_none_or(|cap| shape.words <= cap)
            && self.digit_share.is_none_or(|share| shape.digits > 0 && shape.digit_share() >= share)
            && self.ends_sentence.is_none_or(|wanted| wanted == (shape.end == End::Sentence))
            && self.truncated.is_none_or(|wanted| wanted == (shape.end == End::Ellipsis))
            && self.is_url.is_none_or(|wanted| wanted == is_url(key.text()))
    }

    fn text_holds(&self, key: &str) -> bool {
        self.text_tests(key, |_| true).all(|held| held != Some(false))
    }

    fn any_text_holds(&self, key: &str) -> bool {
        self.text_tests(key, |_| true).any(|held| held == Some(true))
    }

    /// Each condition on the text that `asked` lets through: none where the rule has none, else whether it holds. Worked
    /// out one by one.
    fn text_tests(&self, key: &str, asked: fn(&usize) -> bool) -> impl Iterator<Item = Option<bool>> {
        let one_of = |list: &[String], fits: &dyn Fn(&str) -> bool| {
            (!list.is_empty()).then(|| list.iter().any(|phrase| fits(phrase)))
        };
        let tests = (0..7).filter(asked).map(move |test| match test {
            0 => self.is.as_ref().map(|list| list.contains(key) || list.contains(without_colon(key))),
            PATTERN => self.pattern.as_ref().map(|pattern| pattern.is_match(key)),
            2 => one_of(&self.starts_with, &|start| key.starts_with(start)),
            3 => one_of(&self.ends_with, &|end| key.ends_with(end)),
            4 => self.contains_any.as_ref().map(|(phrases, min_hits)| hits(phrases, key, *min_hits)),
            5 => (!self.contains_all.is_empty())
                .then(|| self.contains_all.iter().all(|phrase| key.contains(phrase.as_str()))),
            _ => self.made_of.as_ref().map(|made_of| made_of.holds(key)),
        });
        tests.inspect(|test| work::looked_at(test.map_or(0, |_| key.len())))
    }
}

/// A key without the colon at its end: `Share this:` is `share this` to a list of keys.
pub fn without_colon(key: &str) -> &str {
    key.trim_end_matches([':', ' '])
}

/// Whether at least `wanted` different phrases occur.
fn hits(phrases: &Phrases, key: &str, wanted: usize) -> bool {
    if wanted <= 1 {
        return phrases.is_match(key);
    }
    let mut seen = HashSet::new();
    let enough = |phrase, _| (seen.insert(phrase) && seen.len() >= wanted).then_some(());
    phrases.find(key, enough).is_some()
}

/// What addresses begin with.
pub const URL_STARTS: [&str; 3] = ["http://", "https://", "www."];

/// Whether a key is one address and nothing else.
fn is_url(key: &str) -> bool {
    let address = URL_STARTS.iter().any(|start| key.starts_with(start));
    address && !key.contains(' ') && key.contains('.')
}
