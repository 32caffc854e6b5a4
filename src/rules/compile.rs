//! A rule book compiled into what the stages run: phrases folded into keys, patterns into automata, names resolved.

use super::catalog::{Catalog, RuleInfo};
use super::conditions::{Conditions, DocumentTests, Mentions, Near, Neighbour, ParagraphTests, PlaceTests, Scope};
use super::fields::Located;
use super::load::RuleBook;
use super::made_of::MadeOf;
use super::page::Page;
use super::pattern::{self, Anchor};
use super::problems::{Problems, nearest, suggestion};
use super::schema::{
    ConditionsSpec, HasSpec, MadeOfSpec, MentionsSpec, NearSpec, NeighbourSpec, RuleSpec, ScopeSpec, ShapeSpec,
};
use crate::diagnostic::Place;
use crate::key;
use crate::ledger::RuleRef;
use crate::script;
use crate::stages::chrome::{Block, Json, Pairs, Piece, Run, ZoneCut};
use crate::stages::dedup::{Duplicate, Teaser};
use aho_corasick::AhoCorasick;
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

/// A rule ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its number in the catalog.
    pub rule: RuleRef,
    /// Scope of its set and its own.
    scopes: [Scope; 2],
    /// What must hold.
    pub when: Conditions,
    /// What must not.
    pub unless: Conditions,
    /// What it takes out.
    pub shape: Shape,
}

/// What a rule takes out, ready to run.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Whole paragraphs.
    Paragraph,
    /// A piece of a paragraph.
    Piece(Piece),
    /// From a start to an end anchor.
    Block(Box<Block>),
    /// Label and value lines.
    Pairs(Pairs),
    /// All before or behind an anchor.
    ZoneCut(Box<ZoneCut>),
    /// Short paragraphs in a row.
    Run(Run),
    /// JSON left in the text.
    Json(Json),
    /// A beginning whose whole stands beside it.
    Teaser(Teaser),
    /// A repeat of an earlier paragraph.
    Duplicate(Duplicate),
}

impl Shape {
    /// Whether it takes whole paragraphs, one by one.
    pub fn is_paragraph(&self) -> bool {
        matches!(self, Self::Paragraph)
    }

    /// Whether what it takes are whole paragraphs.
    pub fn takes_paragraphs(&self) -> bool {
        matches!(self, Self::Paragraph | Self::Block(_) | Self::Pairs(_) | Self::ZoneCut(_) | Self::Run(_))
    }
}

/// A kind of page ready to be recognised.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name.
    pub id: Arc<str>,
    /// How many different signs a page must show.
    pub at_least: usize,
    /// The signs.
    pub signs: Vec<ParagraphTests>,
}

/// A page in the scope of a rule, for trying the rule on its examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleScope {
    /// Its kinds.
    pub kinds: Vec<String>,
    /// Its host, if it must have one.
    pub hosts: Vec<String>,
    /// Its languages, as `zh` or `zh-Hans`.
    pub languages: Vec<String>,
}

/// A rule book ready to run.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// All rules by number.
    pub catalog: Catalog,
    /// Kinds of page.
    pub kinds: Vec<Kind>,
    /// Rules in the order they stack.
    pub rules: Vec<Rule>,
}

impl Rule {
    /// Scope of its set and its own.
    pub fn scopes(&self) -> &[Scope; 2] {
        &self.scopes
    }

    /// Whether the page is in its scope.
    pub fn applies(&self, page: Page<'_>) -> bool {
        self.scopes.iter().all(|scope| scope.holds(page))
    }

    /// What a page must be for the rule to apply, of each list of its scopes the first; and where it is to fire, also
    /// what its conditions ask of the page.
    pub fn sample_scope(&self, is_to_fire: bool) -> SampleScope {
        let first = |list: fn(&Scope) -> Option<&Vec<String>>| {
            let asked = is_to_fire.then_some(&self.when.document.scope);
            let scopes = self.scopes.iter().chain(asked);
            scopes.filter_map(list).filter_map(|list| list.first().cloned()).collect::<Vec<_>>()
        };
        SampleScope {
            kinds: first(|scope| scope.kinds.as_ref()),
            hosts: first(|scope| scope.hosts.as_ref()),
            languages: first(|scope| scope.languages.as_ref()),
        }
    }

    /// Whether it asks what other rules have removed, and so does nothing by itself.
    pub fn leans_on_others(&self) -> bool {
        self.when.place.near.is_some() || matches!(self.shape, Shape::Run(_))
    }

    /// Whether it fires on the paragraph with number `index`.
    pub fn holds(&self, page: Page<'_>, index: usize) -> bool {
        self.when.all_hold(page, index) && !self.unless.any_holds(page, index)
    }
}

/// Compiles a book. Mistakes are noted in `problems`; what is sound is compiled.
pub fn compile(book: &RuleBook, problems: &Problems) -> Compiled {
    let mut compiled = Compiled::default();
    for rule in crate::stages::normalize::EDITS {
        compiled.catalog.add(rule.info());
    }
    let enabled = || book.rules.iter().filter(|spec| spec.enabled);
    let numbers: Vec<RuleRef> = enabled().map(|spec| compiled.catalog.add(info(spec))).collect();
    let verdicts = Cell::new(0);
    let compiler = |set| Compiler { book, problems, set, catalog: &compiled.catalog, verdicts: &verdicts };
    let mut rules = Vec::new();
    for (spec, rule) in enabled().zip(numbers) {
        rules.extend(compiler(&spec.home).rule(spec, rule));
    }
    for kind in &book.kinds {
        let signs = kind.signs.iter().map(|sign| compiler("").paragraph_tests(sign, Guards::On)).collect();
        compiled.kinds.push(Kind { id: kind.id.as_str().into(), at_least: kind.at_least, signs });
    }
    compiled.rules = rules;
    compiled
}

fn info(spec: &RuleSpec) -> RuleInfo {
    RuleInfo {
        id: spec.full_id.clone(),
        why: spec.why.clone(),
        removes: spec.removes.clone(),
        defined_at: spec.id.place.to_string(),
    }
}

/// Whether phrases get caps that are not written: where they decide what goes, not where they say what stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guards {
    /// They do, unless `default-guards = false`.
    On,
    /// They do not, unless `default-guards = true`.
    Off,
}

/// What is at hand while a rule is compiled.
pub struct Compiler<'a> {
    book: &'a RuleBook,
    problems: &'a Problems,
    set: &'a str,
    catalog: &'a Catalog,
    verdicts: &'a Cell<usize>,
}

/// Cap of a phrase rule that gives none, in characters: narrow, wide.
const PHRASE_CAP: (usize, usize) = (60, 18);
/// Cap of `made-of` where none is given: its cost is linear in the key, but long paragraphs are never made of phrases.
const MADE_OF_CAP: usize = 300;

impl Compiler<'_> {
    fn rule(&self, spec: &RuleSpec, rule: RuleRef) -> Option<Rule> {
        let shape = match &spec.shape {
            ShapeSpec::Paragraph => Shape::Paragraph,
            ShapeSpec::Piece(place, piece) => Shape::Piece(Piece::compile(*place, piece, self)?),
            ShapeSpec::Block(block) => Shape::Block(Box::new(Block::compile(block, self))),
            ShapeSpec::Pairs(pairs) => Shape::Pairs(Pairs::compile(pairs, self)),
            ShapeSpec::ZoneCut(end, cut) => Shape::ZoneCut(Box::new(ZoneCut::compile(*end, cut, self))),
            ShapeSpec::Run(run) => Shape::Run(Run::compile(run, self)),
            ShapeSpec::Json(json) => Shape::Json(Json::compile(json)),
            ShapeSpec::Teaser(teaser) => Shape::Teaser(Teaser::compile(teaser, self)),
            ShapeSpec::Duplicate(duplicate) => Shape::Duplicate(Duplicate::compile(duplicate, self)),
        };
        let errors = self.problems.errors();
        let when = self.conditions(&spec.when, Guards::On);
        let when_is_sound = self.problems.errors() == errors;
        let rule = Rule {
            rule,
            scopes: [self.scope(&spec.set_scope), self.scope(&spec.scope)],
            when,
            unless: self.conditions(&spec.unless, Guards::Off),
            shape,
        };
        if when_is_sound {
            self.note_boundless(spec, &rule);
        }
        self.note_wrong_stage(spec, &rule.shape);
        Some(rule)
    }

    /// Notes a rule that asks nothing of the paragraphs it takes or begins with: it would take all of them.
    fn note_boundless(&self, spec: &RuleSpec, rule: &Rule) {
        if matches!(rule.shape, Shape::Paragraph | Shape::Block(_) | Shape::ZoneCut(_) | Shape::Run(_))
            && rule.when.is_empty()
            // Conditions that are misspelt are told by themselves.
            && spec.table.get("when").is_none()
        {
            let help = "add a condition: `when.is = [\"…\"]`";
            let message = format!("`{}` has no condition", spec.full_id);
            self.error("rule/no-condition", &spec.id.place, message, "it would take every paragraph", help);
        }
    }

    fn note_wrong_stage(&self, spec: &RuleSpec, shape: &Shape) {
        let stage = spec.full_id.split('/').next().unwrap_or_default();
        let fits = match shape {
            Shape::Teaser(teaser) => stage == "chrome" || !teaser.is_within_paragraph(),
            Shape::Duplicate(_) => stage == "dedup",
            _ => stage == "chrome",
        };
        if !fits {
            let message = format!("the stage `{stage}` runs no rule that removes `{}`", spec.removes);
            let help = "duplicates and teasers of other paragraphs go into `dedup.toml`, other shapes into a file of `chrome/`";
            self.error("rule/wrong-stage", &spec.id.place, message, "it would never run", help);
        }
    }

    /// Notes an error of the file at hand.
    pub fn error(&self, code: &'static str, place: &Place, message: String, label: &str, help: &str) {
        self.problems.error(code, place, message, label, help);
    }

    /// Patterns of the file at hand as one.
    pub fn patterns(&self, patterns: &[Located<String>], anchor: Anchor) -> Option<regex::Regex> {
        pattern::compile(patterns, anchor, self.problems)
    }

    /// Phrases as match keys, those of vocabularies (`@name`) among them.
    pub fn phrases(&self, list: &[Located<String>], trim: bool) -> Vec<String> {
        let mut keys = Vec::new();
        for phrase in list {
            match phrase.strip_prefix('@') {
                Some(name) => {
                    let known = self.vocabulary(name, &phrase.place);
                    keys.extend(known.iter().map(|phrase| key::of_phrase(phrase, trim)).filter(|key| !key.is_empty()));
                }
                None => {
                    let folded = key::of_phrase(phrase, trim);
                    if folded.is_empty() {
                        let message = format!("the phrase `{}` says nothing", phrase.value);
                        let label = "its match key is empty: decoration and white space do not count";
                        self.error(
                            "rule/empty-phrase",
                            &phrase.place,
                            message,
                            label,
                            "take it out, or match it by its place",
                        );
                    } else {
                        keys.push(folded);
                    }
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The phrases of a vocabulary: of this set, of one that it extends, or named in full as `set/vocabulary`.
    fn vocabulary(&self, name: &str, place: &Place) -> &[String] {
        if let Some((_, vocabulary)) = self.book.vocabulary(self.set, name) {
            return &vocabulary.phrases;
        }
        let own_start = format!("{}/", self.set);
        let known: Vec<&str> =
            self.book.vocabularies.keys().map(|full| full.strip_prefix(&own_start).unwrap_or(full)).collect();
        let message = format!("no vocabulary is called `{name}`");
        self.error("rule/unknown-vocabulary", place, message, "not defined", &suggestion(name, &known, "vocabularies"));
        &[]
    }

    /// An automaton over the phrases of a list; none where there are none.
    fn automaton(&self, list: &[Located<String>]) -> Option<AhoCorasick> {
        let phrases = self.phrases(list, false);
        let place = list.first().filter(|_| !phrases.is_empty()).map(|phrase| &phrase.place)?;
        match AhoCorasick::new(phrases) {
            Ok(automaton) => Some(automaton),
            Err(error) => {
                self.error("rule/too-many-phrases", place, error.to_string(), "these phrases", "split the list");
                None
            }
        }
    }

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
        let mut tests = ParagraphTests {
            max_chars: caps(&spec.max_chars, &spec.max_chars_wide, usize::MAX / 64),
            min_chars: caps(&spec.min_chars, &spec.min_chars_wide, 0),
            max_words: spec.max_words.as_ref().map(|count| count.value),
            digit_share: spec.digit_share.as_ref().map(|share| share.value),
            ends_sentence: value(&spec.ends_sentence),
            truncated: value(&spec.truncated),
            is_url: value(&spec.is_url),
            is: spec.is.as_ref().map(|list| self.phrases(list, true).into_iter().map(Into::into).collect()),
            pattern: spec.matches.as_ref().and_then(|patterns| self.patterns(patterns, anchor)),
            starts_with: phrases(&spec.starts_with, false),
            ends_with: phrases(&spec.ends_with, false),
            contains_any: spec.contains_any.as_ref().and_then(|list| {
                let wanted = spec.min_hits.as_ref().map_or(1, |count| count.value);
                self.automaton(list).map(|automaton| (automaton, wanted))
            }),
            contains_any_of: phrases(&spec.contains_any, false),
            contains_all: phrases(&spec.contains_all, false),
            made_of: spec.made_of.as_ref().and_then(|made_of| self.made_of(made_of)),
        };
        if spec.matches.is_some() && tests.pattern.is_none() {
            // A pattern that is wrong, which is noted, matches nothing.
            tests.is = Some(HashSet::new());
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

    fn made_of(&self, spec: &MadeOfSpec) -> Option<MadeOf> {
        let phrases = spec.vocabularies.iter().flat_map(|name| self.vocabulary(name, &name.place));
        let mut phrases: Vec<String> = phrases.map(|phrase| key::of_phrase(phrase, true)).collect();
        phrases.retain(|phrase| !phrase.is_empty());
        phrases.sort_unstable();
        phrases.dedup();
        match MadeOf::new(&phrases, spec.min_share, spec.min_phrases) {
            Ok(made_of) => Some(made_of),
            Err(error) => {
                let place = &spec.vocabularies.first()?.place;
                self.error("rule/too-many-phrases", place, error.to_string(), "these vocabularies", "split them");
                None
            }
        }
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

    /// The rules that a list of full ids names; `*` at the end of one stands for all that begin like it.
    pub fn rules_named(&self, key: &str, ids: &[Located<String>]) -> Vec<RuleRef> {
        let mut rules = Vec::new();
        for id in ids {
            let start = id.strip_suffix('*');
            let named = |full: &str| start.map_or(full == id.value, |start| full.starts_with(start));
            let before = rules.len();
            rules.extend(self.catalog.iter().filter(|(_, info)| named(&info.id)).map(|(rule, _)| rule));
            if rules.len() == before && !self.is_off(named) {
                let known: Vec<&str> = self.catalog.iter().map(|(_, info)| info.id.as_str()).collect();
                let near = nearest(id, &known).map_or("chrome/zh/expand", |(_, id)| id);
                let help = format!("write a full id such as `{near}`");
                let message = format!("`{key}` names no rule: `{}`", id.value);
                self.error("rule/unknown-rule", &id.place, message, "no rule has this id", &help);
            }
        }
        rules
    }

    /// Whether a rule so named exists and is switched off.
    fn is_off(&self, named: impl Fn(&str) -> bool) -> bool {
        self.book.rules.iter().any(|spec| !spec.enabled && named(&spec.full_id))
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
        self.verdicts.replace(self.verdicts.get() + 1)
    }

    fn mentions(&self, spec: &MentionsSpec) -> Option<(usize, Mentions)> {
        let words = self.automaton(&spec.words)?;
        Some((self.number(), Mentions { words, over: spec.in_paragraphs_over, times: spec.times }))
    }

    fn has(&self, spec: &HasSpec) -> (usize, usize, Box<ParagraphTests>) {
        (self.number(), spec.times, Box::new(self.paragraph_tests(&spec.conditions, Guards::Off)))
    }

    fn scope(&self, spec: &ScopeSpec) -> Scope {
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
