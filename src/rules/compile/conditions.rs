//! Conditions as written, compiled into tests.

use super::Compiler;
use crate::key;
use crate::phrases::Phrases;
use crate::rules::conditions::{
    Conditions, DocumentTests, Mentions, Near, Neighbour, ParagraphTests, PlaceTests, Scope,
};
use crate::rules::fields::Located;
use crate::rules::made_of::MadeOf;
use crate::rules::pattern::Anchor;
use crate::rules::problems::suggestion;
use crate::rules::schema::{ConditionsSpec, HasSpec, MadeOfSpec, MentionsSpec, NearSpec, NeighbourSpec, ScopeSpec};
use crate::script;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// Whether phrases get caps that are not written: where they decide what goes, not where they say what stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guards {
    /// They do, unless `default-guards = false`.
    On,
    /// They do not, unless `default-guards = true`.
    Off,
}

/// Cap of a phrase rule that gives none, in characters: narrow, wide.
const PHRASE_CAP: (usize, usize) = (60, 18);
/// Cap of `made-of` where none is given: its cost is linear in the key, but long paragraphs are never made of phrases.
const MADE_OF_CAP: usize = 300;

impl Compiler<'_> {
    /// Conditions of `when`, `unless` and their kin.
    pub fn conditions(&self, spec: &ConditionsSpec, guards: Guards) -> Conditions {
        Conditions {
            paragraph: self.paragraph_tests(spec, guards),
            place: self.place_tests(spec),
            document: self.document_tests(spec),
        }
    }

    /// Conditions on a paragraph alone.
    pub fn paragraph_tests(&self, spec: &ConditionsSpec, guards: Guards) -> ParagraphTests {
        let phrases = |list: &Option<Vec<Located<String>>>, trim| match list {
            Some(list) => self.phrases(list, trim),
            None => Vec::new(),
        };
        let value = |located: &Option<Located<bool>>| located.as_ref().map(|truth| truth.value);
        let find = value(&spec.find) == Some(true);
        let anchor = if find { Anchor::Free } else { Anchor::Whole };
        let caps = |all: &Option<Located<usize>>, wide: &Option<Located<usize>>, none: usize| {
            let narrow = all.as_ref().map(|count| count.value);
            let wide = wide.as_ref().map(|count| count.value);
            (narrow.is_some() || wide.is_some()).then(|| (narrow.unwrap_or(none), wide.or(narrow).unwrap_or(none)))
        };
        let any_of = phrases(&spec.contains_any, false);
        let mut tests = ParagraphTests {
            max_chars: caps(&spec.max_chars, &spec.max_chars_wide, usize::MAX / 64),
            min_chars: caps(&spec.min_chars, &spec.min_chars_wide, 0),
            max_words: spec.max_words.as_ref().map(|count| count.value),
            digit_share: spec.digit_share.as_ref().map(|share| share.value),
            ends_sentence: value(&spec.ends_sentence),
            truncated: value(&spec.truncated),
            is_url: value(&spec.is_url),
            is: spec.is.as_ref().map(|list| Arc::new(self.phrases(list, true).into_iter().map(Into::into).collect())),
            pattern: spec.matches.as_ref().and_then(|patterns| self.patterns(patterns, anchor)),
            starts_with: phrases(&spec.starts_with, false),
            ends_with: phrases(&spec.ends_with, false),
            contains_any: (!any_of.is_empty()).then(|| {
                let wanted = spec.min_hits.as_ref().map_or(1, |count| count.value);
                (Arc::new(Phrases::anywhere(&any_of)), wanted)
            }),
            contains_any_of: any_of,
            contains_all: phrases(&spec.contains_all, false),
            made_of: spec.made_of.as_ref().map(|made_of| self.made_of(made_of)),
        };
        if spec.matches.is_some() && tests.pattern.is_none() {
            // A pattern that is wrong, which is noted, matches nothing.
            tests.is = Some(Arc::default());
        }
        self.guard(spec, guards, find, &mut tests);
        tests
    }

    /// Gives phrase conditions the caps that they do not give themselves.
    fn guard(&self, spec: &ConditionsSpec, guards: Guards, find: bool, tests: &mut ParagraphTests) {
        let wanted = spec.default_guards.as_ref().map_or(guards == Guards::On, |truth| truth.value);
        let by_phrase = spec.starts_with.is_some()
            || spec.ends_with.is_some()
            || spec.contains_any.is_some()
            || spec.contains_all.is_some()
            || (find && spec.matches.is_some());
        if wanted && by_phrase {
            tests.max_chars.get_or_insert(PHRASE_CAP);
            tests.ends_sentence.get_or_insert(false);
        }
        if wanted && spec.made_of.is_some() {
            tests.max_chars.get_or_insert((MADE_OF_CAP, MADE_OF_CAP));
        }
        if let Some(list) = &tests.is {
            let longest = list.iter().map(|key| key.chars().count()).max().unwrap_or(0);
            // A colon at the end does not count.
            tests.max_chars.get_or_insert((longest + 2, longest + 2));
        }
    }

    fn made_of(&self, spec: &MadeOfSpec) -> MadeOf {
        let phrases = spec.vocabularies.iter().flat_map(|name| self.vocabulary(name, &name.place));
        let mut phrases: Vec<String> = phrases.map(|phrase| key::of_phrase(phrase, true)).collect();
        phrases.retain(|phrase| !phrase.is_empty());
        phrases.sort_unstable();
        phrases.dedup();
        MadeOf::new(&phrases, spec.min_share, spec.min_phrases)
    }

    fn place_tests(&self, spec: &ConditionsSpec) -> PlaceTests {
        PlaceTests {
            zone: spec.zone.clone(),
            near: spec.near.as_ref().map(|near| self.near(near)),
            repeats: spec.repeats.as_ref().map(|count| count.value),
            followed_by: spec.followed_by.as_ref().map(|next| self.neighbour(next)),
            preceded_by: spec.preceded_by.as_ref().map(|before| self.neighbour(before)),
        }
    }

    fn neighbour(&self, spec: &NeighbourSpec) -> Neighbour {
        Neighbour { within: spec.within, tests: Box::new(self.paragraph_tests(&spec.conditions, Guards::On)) }
    }

    fn near(&self, spec: &NearSpec) -> Near {
        Near { within: spec.within, side: spec.side, rules: self.rules_named("near", &spec.rules) }
    }

    fn document_tests(&self, spec: &ConditionsSpec) -> DocumentTests {
        let scope = ScopeSpec {
            kinds: spec.kind.clone(),
            hosts: spec.hosts.clone(),
            languages: spec.languages.clone(),
            scripts: spec.scripts.clone(),
        };
        DocumentTests {
            scope: self.scope(&scope),
            mentions: spec.document_mentions.as_ref().and_then(|mentions| self.mentions(mentions)),
            has: spec.document_has.as_ref().map(|has| self.has(has)),
        }
    }

    fn number(&self) -> usize {
        self.verdicts.fetch_add(1, Ordering::Relaxed)
    }

    fn mentions(&self, spec: &MentionsSpec) -> Option<Mentions> {
        let words = self.phrases(&spec.words, false);
        let gathered = || self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let add = |words| gathered().add(words, spec.in_paragraphs_over, spec.times, self.number());
        (!words.is_empty()).then(|| add(words))
    }

    fn has(&self, spec: &HasSpec) -> (usize, usize, Box<ParagraphTests>) {
        (self.number(), spec.times, Box::new(self.paragraph_tests(&spec.conditions, Guards::Off)))
    }

    pub(super) fn scope(&self, spec: &ScopeSpec) -> Scope {
        let plain = |list: &Option<Vec<Located<String>>>| {
            list.as_ref().map(|list| list.iter().map(|item| item.value.clone()).collect::<Vec<_>>())
        };
        for kind in spec.kinds.iter().flatten() {
            if !self.book.kinds.iter().any(|known| known.id.value == kind.value) {
                let known: Vec<&str> = self.book.kinds.iter().map(|kind| kind.id.as_str()).collect();
                let message = format!("no kind of page is called `{}`", kind.value);
                self.error(
                    "rule/unknown-kind",
                    &kind.place,
                    message,
                    "not defined",
                    &suggestion(kind, &known, "kinds"),
                );
            }
        }
        let script = |name: &Located<String>| {
            let script = script::by_name(name);
            if script.is_none() {
                let message = format!("no script is called `{}`", name.value);
                let help = "scripts are named as in Unicode: `Latin`, `Han`, `Cyrillic`, `Arabic`, …";
                self.error("rule/unknown-script", &name.place, message, "not a script", help);
            }
            script
        };
        Scope {
            kinds: plain(&spec.kinds),
            hosts: plain(&spec.hosts),
            languages: plain(&spec.languages),
            scripts: spec.scripts.as_ref().map(|list| list.iter().filter_map(script).collect()),
        }
    }
}
