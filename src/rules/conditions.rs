//! Compiled conditions: whether a paragraph, its place and its document are as a rule wants them.

use super::made_of::MadeOf;
use super::page::{self, Page};
use super::schema::{Side, ZoneSpec};
use crate::key::MatchKey;
use crate::ledger::RuleRef;
use crate::script::Script;
use crate::shape::End;
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::collections::HashSet;

/// All conditions of `when`, `unless`, `until`, `abort-on` or a sign. Without any it is [empty](Self::is_empty).
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// On the paragraph's text and shape.
    pub paragraph: ParagraphTests,
    /// On its place.
    pub place: PlaceTests,
    /// On its document.
    pub document: DocumentTests,
}

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
    pub is: Option<HashSet<Box<str>>>,
    /// Matches the key, or is found in it.
    pub pattern: Option<Regex>,
    /// The key starts with one of these.
    pub starts_with: Vec<String>,
    /// The key ends with one of these.
    pub ends_with: Vec<String>,
    /// At least so many different ones of these phrases occur.
    pub contains_any: Option<(AhoCorasick, usize)>,
    /// The same phrases, for filing the rule.
    pub contains_any_of: Vec<String>,
    /// All of these occur.
    pub contains_all: Vec<String>,
    /// Put together from phrases.
    pub made_of: Option<MadeOf>,
}

/// Conditions on a paragraph's place.
#[derive(Clone, Debug, Default)]
pub struct PlaceTests {
    /// Zones, of which one must hold.
    pub zone: Option<ZoneSpec>,
    /// A removed neighbour.
    pub near: Option<Near>,
    /// Occurrences of the key in the document at least.
    pub repeats: Option<usize>,
    /// What one of the next paragraphs is like.
    pub followed_by: Option<Neighbour>,
    /// What one of those before is like.
    pub preceded_by: Option<Neighbour>,
}

/// `near`, compiled.
#[derive(Clone, Debug)]
pub struct Near {
    /// Paragraphs away at most.
    pub within: usize,
    /// On which side.
    pub side: Side,
    /// Rules that count; any if empty.
    pub rules: Vec<RuleRef>,
}

/// `followed-by` and `preceded-by`, compiled.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Paragraphs away at most.
    pub within: usize,
    /// What it is like.
    pub tests: Box<ParagraphTests>,
}

/// Conditions on a document, each with a number under which its verdict on a page is remembered.
#[derive(Clone, Debug, Default)]
pub struct DocumentTests {
    /// Kinds, hosts, languages, scripts.
    pub scope: Scope,
    /// What the document speaks of.
    pub mentions: Option<(usize, Mentions)>,
    /// Paragraphs that the document has: how many at least, and what they are like.
    pub has: Option<(usize, usize, Box<ParagraphTests>)>,
}

/// `document-mentions`, compiled.
#[derive(Clone, Debug)]
pub struct Mentions {
    /// The phrases.
    pub words: AhoCorasick,
    /// Width of a paragraph that counts must be over this.
    pub over: usize,
    /// In so many paragraphs at least.
    pub times: usize,
}

/// Where a rule applies. Of each list that is given, one must hold.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Kinds of page.
    pub kinds: Option<Vec<String>>,
    /// Hosts, and all below them.
    pub hosts: Option<Vec<String>>,
    /// Languages, as `zh` or `zh-Hans`.
    pub languages: Option<Vec<String>>,
    /// Scripts.
    pub scripts: Option<Vec<Script>>,
}

/// Bytes that a character of a key may take in the text it was made of, decoration and width forms included. A text
/// longer than a cap allows at this rate is over the cap without its key being looked at.
const BYTES_PER_CHAR: usize = 16;

impl Conditions {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.paragraph.is_empty()
            && self.place.zone.is_none()
            && self.place.near.is_none()
            && self.place.repeats.is_none()
            && self.place.followed_by.is_none()
            && self.place.preceded_by.is_none()
            && self.document.is_empty()
    }

    /// Whether every condition holds of the paragraph with number `index`.
    pub fn all_hold(&self, page: Page<'_>, index: usize) -> bool {
        self.paragraph.hold_at(page, index) && self.place.hold(page, index) && self.document.hold(page)
    }

    /// Whether the paragraph is spared: what `unless` asks. One condition on its text must hold, and all on its shape;
    /// or one on its place; or one on its document. False where there are no conditions.
    pub fn any_holds(&self, page: Page<'_>, index: usize) -> bool {
        (!self.paragraph.is_empty() && self.paragraph.any_hold_at(page, index))
            || self.place.any_holds(page, index)
            || self.document.any_holds(page)
    }
}

impl ParagraphTests {
    fn is_empty(&self) -> bool {
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

    /// Whether they hold of the paragraph with number `index`.
    pub fn hold_at(&self, page: Page<'_>, index: usize) -> bool {
        let cap = self.max_chars.map(|(narrow, wide)| narrow.max(wide));
        if cap.is_some_and(|cap| is_over_cap(page.document.text(index), cap)) {
            return false;
        }
        self.hold(page.document.key(index))
    }

    /// Whether all on the shape, and one on the text if there are any, hold of the paragraph with number `index`.
    pub fn any_hold_at(&self, page: Page<'_>, index: usize) -> bool {
        let key = page.document.key(index);
        self.shape_holds(key) && (!self.asks_text() || self.any_text_holds(key.text()))
    }

    /// Whether they hold of a key.
    pub fn hold(&self, key: &MatchKey) -> bool {
        self.shape_holds(key) && self.text_holds(key.text())
    }

    fn shape_holds(&self, key: &MatchKey) -> bool {
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
        self.text_tests(key).all(|held| held != Some(false))
    }

    fn any_text_holds(&self, key: &str) -> bool {
        self.text_tests(key).any(|held| held == Some(true))
    }

    /// Each condition on the text: none where it is not asked, else whether it holds. Worked out one by one.
    fn text_tests(&self, key: &str) -> impl Iterator<Item = Option<bool>> {
        let one_of = |list: &[String], fits: &dyn Fn(&str) -> bool| {
            (!list.is_empty()).then(|| list.iter().any(|phrase| fits(phrase)))
        };
        (0..7).map(move |test| match test {
            0 => self.is.as_ref().map(|list| list.contains(key) || list.contains(without_colon(key))),
            1 => self.pattern.as_ref().map(|pattern| pattern.is_match(key)),
            2 => one_of(&self.starts_with, &|start| key.starts_with(start)),
            3 => one_of(&self.ends_with, &|end| key.ends_with(end)),
            4 => self.contains_any.as_ref().map(|(phrases, min_hits)| hits(phrases, key, *min_hits)),
            5 => (!self.contains_all.is_empty())
                .then(|| self.contains_all.iter().all(|phrase| key.contains(phrase.as_str()))),
            _ => self.made_of.as_ref().map(|made_of| made_of.holds(key)),
        })
    }
}

/// A key without the colon at its end: `Share this:` is `share this` to a list of keys.
pub fn without_colon(key: &str) -> &str {
    key.trim_end_matches([':', ' '])
}

/// Whether a text is so long that its key is over a cap in characters, which its key need not be made to tell.
pub fn is_over_cap(text: &str, cap: usize) -> bool {
    text.len() > cap.saturating_add(4).saturating_mul(BYTES_PER_CHAR)
}

/// Whether at least `wanted` different phrases occur.
fn hits(phrases: &AhoCorasick, key: &str, wanted: usize) -> bool {
    if wanted <= 1 {
        return phrases.is_match(key);
    }
    let mut seen = HashSet::new();
    phrases.find_overlapping_iter(key).any(|found| seen.insert(found.pattern()) && seen.len() >= wanted)
}

/// Whether a key is one address and nothing else.
fn is_url(key: &str) -> bool {
    let address = ["http://", "https://", "www."].iter().any(|start| key.starts_with(start));
    address && !key.contains(' ') && key.contains('.')
}

impl PlaceTests {
    fn hold(&self, page: Page<'_>, index: usize) -> bool {
        self.zone.as_ref().is_none_or(|zone| in_zone(zone, page, index))
            && self.repeats.is_none_or(|times| page.occurrences(index) >= times)
            && self.followed_by.as_ref().is_none_or(|next| next.stands_after(page, index))
            && self.preceded_by.as_ref().is_none_or(|before| before.stands_before(page, index))
            && self.near.as_ref().is_none_or(|near| near.holds(page, index))
    }

    fn any_holds(&self, page: Page<'_>, index: usize) -> bool {
        self.zone.as_ref().is_some_and(|zone| in_zone(zone, page, index))
            || self.repeats.is_some_and(|times| page.occurrences(index) >= times)
            || self.followed_by.as_ref().is_some_and(|next| next.stands_after(page, index))
            || self.preceded_by.as_ref().is_some_and(|before| before.stands_before(page, index))
            || self.near.as_ref().is_some_and(|near| near.holds(page, index))
    }
}

fn in_zone(zone: &ZoneSpec, page: Page<'_>, index: usize) -> bool {
    let from_end = page.document.paragraphs.len() - index;
    zone.head.is_some_and(|head| index < head)
        || zone.tail.is_some_and(|tail| from_end <= tail)
        || zone.before_first_long.is_some_and(|chars| page.first_long(chars).is_some_and(|first| index < first))
        || zone.after_last_long.is_some_and(|chars| page.last_long(chars).is_some_and(|last| index > last))
}

impl Neighbour {
    fn stands_after(&self, page: Page<'_>, index: usize) -> bool {
        let end = page.document.paragraphs.len().min((index + 1).saturating_add(self.within));
        (index + 1..end).any(|other| self.tests.hold_at(page, other))
    }

    fn stands_before(&self, page: Page<'_>, index: usize) -> bool {
        (index.saturating_sub(self.within)..index).any(|other| self.tests.hold_at(page, other))
    }
}

impl Near {
    fn holds(&self, page: Page<'_>, index: usize) -> bool {
        let paragraphs = &page.document.paragraphs;
        let counts = |other: &usize| {
            let removal = paragraphs[*other].removal();
            removal.is_some_and(|removal| self.rules.is_empty() || self.rules.contains(&removal.rule))
        };
        let before = || (index.saturating_sub(self.within)..index).any(|other| counts(&other));
        let after =
            || (index + 1..paragraphs.len().min((index + 1).saturating_add(self.within))).any(|other| counts(&other));
        match self.side {
            Side::Either => before() || after(),
            Side::Before => before(),
            Side::After => after(),
            Side::Both => before() && after(),
        }
    }
}

impl DocumentTests {
    fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.mentions.is_none() && self.has.is_none()
    }

    fn hold(&self, page: Page<'_>) -> bool {
        self.scope.holds(page)
            && self.mentions.as_ref().is_none_or(|(number, mentions)| page.verdict(*number, || mentions.hold(page)))
            && self.has.as_ref().is_none_or(|(number, times, tests)| page.verdict(*number, || has(page, *times, tests)))
    }

    fn any_holds(&self, page: Page<'_>) -> bool {
        let in_scope = !self.scope.is_empty() && self.scope.holds(page);
        let Self { mentions, has: wanted, .. } = self;
        in_scope
            || mentions.as_ref().is_some_and(|(number, mentions)| page.verdict(*number, || mentions.hold(page)))
            || wanted.as_ref().is_some_and(|(number, times, tests)| page.verdict(*number, || has(page, *times, tests)))
    }
}

fn has(page: Page<'_>, times: usize, tests: &ParagraphTests) -> bool {
    let mut found = (0..page.document.paragraphs.len()).filter(|&index| tests.hold_at(page, index));
    times == 0 || found.nth(times - 1).is_some()
}

impl Mentions {
    fn hold(&self, page: Page<'_>) -> bool {
        let speaks = |index: &usize| {
            page::width(page.document.text(*index)) > self.over && self.words.is_match(page.document.key(*index).text())
        };
        (0..page.document.paragraphs.len()).filter(speaks).count() >= self.times
    }
}

impl Scope {
    /// Whether it holds everywhere.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_none() && self.hosts.is_none() && self.languages.is_none() && self.scripts.is_none()
    }

    /// Whether the page is within it.
    pub fn holds(&self, page: Page<'_>) -> bool {
        let document = page.document;
        let one_of = |list: &Option<Vec<String>>, has: &dyn Fn(&str) -> bool| {
            list.as_ref().is_none_or(|list| list.iter().any(|item| has(item)))
        };
        one_of(&self.kinds, &|kind| document.kinds.iter().any(|known| **known == *kind))
            && one_of(&self.hosts, &|host| document.host.as_deref().is_some_and(|known| is_at_or_below(known, host)))
            && one_of(&self.languages, &|language| {
                document.mix.iter().any(|share| is_language(share.language, share.script, language))
            })
            && self.scripts.as_ref().is_none_or(|list| list.iter().any(|script| page.scripts().contains(script)))
    }
}

fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_language(language: &str, script: &str, wanted: &str) -> bool {
    match wanted.split_once('-') {
        None => language == wanted,
        Some((wanted, subtag)) => language == wanted && script == subtag,
    }
}
