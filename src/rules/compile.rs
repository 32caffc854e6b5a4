//! A rule book compiled into what the stages run: phrases folded into keys, patterns into automata, names resolved.

use super::catalog::{Catalog, RuleInfo};
use super::conditions::{Conditions, DocumentTests, Mentions, Near, Neighbour, ParagraphTests, PlaceTests, Scope};
use super::fields::{Located, Problems, suggestion};
use super::load::RuleBook;
use super::made_of::MadeOf;
use super::page::Page;
use super::pattern::{self, Anchor};
use super::schema::{
    ConditionsSpec, HasSpec, MadeOfSpec, MentionsSpec, NearSpec, NeighbourSpec, RuleSpec, ScopeSpec, ShapeSpec,
};
use crate::diagnostic::SourceFile;
use crate::key;
use crate::ledger::RuleRef;
use crate::script;
use crate::stages::chrome::{Block, Json, Pairs, Piece};
use crate::stages::dedup::{Duplicate, Teaser};
use aho_corasick::AhoCorasick;
use std::cell::Cell;
use std::ops::Range;
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
    /// Whether the page is in its scope.
    pub fn applies(&self, page: Page<'_>) -> bool {
        self.scopes.iter().all(|scope| scope.holds(page))
    }

    /// What a page must be for the rule to apply: of each list of its scopes, the first.
    pub fn sample_scope(&self) -> SampleScope {
        let first = |list: fn(&Scope) -> Option<&Vec<String>>| {
            self.scopes.iter().filter_map(list).filter_map(|list| list.first().cloned()).collect::<Vec<_>>()
        };
        SampleScope {
            kinds: first(|scope| scope.kinds.as_ref()),
            hosts: first(|scope| scope.hosts.as_ref()),
            languages: first(|scope| scope.languages.as_ref()),
        }
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
    let numbers: Vec<RuleRef> = book.rules.iter().map(|(spec, _)| compiled.catalog.add(info(spec))).collect();
    let verdicts = Cell::new(0);
    let compiler = |file, set| Compiler { book, problems, file, set, catalog: &compiled.catalog, verdicts: &verdicts };
    let mut rules = Vec::new();
    for ((spec, set_scope), rule) in book.rules.iter().zip(numbers) {
        let set = spec.full_id.rsplit_once('/').map_or("", |(set, _)| set);
        rules.extend(compiler(&spec.file, set).rule(spec, set_scope, rule));
    }
    for kind in &book.kinds {
        let compiler = compiler(&kind.file, "");
        let signs = kind.signs.iter().map(|sign| compiler.paragraph_tests(sign)).collect();
        compiled.kinds.push(Kind { id: kind.id.as_str().into(), at_least: kind.at_least, signs });
    }
    compiled.rules = rules;
    compiled
}

fn info(spec: &RuleSpec) -> RuleInfo {
    let line = spec.file.text[..spec.id.span.start].matches('\n').count() + 1;
    RuleInfo {
        id: spec.full_id.clone(),
        why: spec.why.clone(),
        removes: spec.removes.clone(),
        defined_at: format!("{}:{line}", spec.file.path),
    }
}

/// What is at hand while a rule is compiled.
pub struct Compiler<'a> {
    book: &'a RuleBook,
    problems: &'a Problems,
    file: &'a Arc<SourceFile>,
    set: &'a str,
    catalog: &'a Catalog,
    verdicts: &'a Cell<usize>,
}

/// Cap of a phrase rule that gives none, in characters: narrow, wide.
const PHRASE_CAP: (usize, usize) = (60, 18);
/// Cap of `made-of` where none is given: its cost is linear in the key, but long paragraphs are never made of phrases.
const MADE_OF_CAP: usize = 300;

impl Compiler<'_> {
    fn rule(&self, spec: &RuleSpec, set_scope: &ScopeSpec, rule: RuleRef) -> Option<Rule> {
        let shape = match &spec.shape {
            ShapeSpec::Paragraph => Shape::Paragraph,
            ShapeSpec::Piece(place, piece) => Shape::Piece(Piece::compile(*place, piece, self)?),
            ShapeSpec::Block(block) => Shape::Block(Box::new(Block::compile(block, self))),
            ShapeSpec::Pairs(pairs) => Shape::Pairs(Pairs::compile(pairs, self)),
            ShapeSpec::Json(json) => Shape::Json(Json::compile(json)),
            ShapeSpec::Teaser(teaser) => Shape::Teaser(Teaser::compile(teaser, self)),
            ShapeSpec::Duplicate(duplicate) => Shape::Duplicate(Duplicate::compile(duplicate, self)),
        };
        let errors = self.problems.errors();
        let when = self.conditions(&spec.when);
        let when_is_sound = self.problems.errors() == errors;
        let rule = Rule {
            rule,
            scopes: [self.scope(set_scope), self.scope(&spec.scope)],
            when,
            unless: self.conditions(&spec.unless),
            shape,
        };
        if when_is_sound {
            self.note_boundless(spec, &rule);
        }
        self.note_wrong_stage(spec, &rule.shape);
        Some(rule)
    }

    /// Notes a paragraph or block rule that asks nothing of a paragraph: it would take all of them.
    fn note_boundless(&self, spec: &RuleSpec, rule: &Rule) {
        if matches!(rule.shape, Shape::Paragraph | Shape::Block(_)) && rule.when.is_empty() {
            let help = "add a condition: `when.is = [\"…\"]`";
            let message = format!("`{}` has no condition", spec.full_id);
            self.error("rule/no-condition", &spec.id.span, message, "it would take every paragraph", help);
        }
    }

    fn note_wrong_stage(&self, spec: &RuleSpec, shape: &Shape) {
        let stage = spec.full_id.split('/').next().unwrap_or_default();
        let fits = match shape {
            Shape::Teaser(_) => true,
            Shape::Duplicate(_) => stage == "dedup",
            _ => stage == "chrome",
        };
        if !fits {
            let message = format!("the stage `{stage}` runs no rule that removes `{}`", spec.removes);
            let help = "duplicates and teasers go into `dedup.toml`, other shapes into a file of `chrome/`";
            self.error("rule/wrong-stage", &spec.id.span, message, "it would never run", help);
        }
    }

    /// Notes an error of the file at hand.
    pub fn error(&self, code: &'static str, span: &Range<usize>, message: String, label: &str, help: &str) {
        self.problems.error(code, self.file, span.clone(), message, label, help);
    }

    /// Patterns of the file at hand as one.
    pub fn patterns(&self, patterns: &[Located<String>], anchor: Anchor) -> Option<regex::Regex> {
        pattern::compile(patterns, anchor, self.file, self.problems)
    }

    /// Phrases as match keys, those of vocabularies (`@name`) among them.
    pub fn phrases(&self, list: &[Located<String>], trim: bool) -> Vec<String> {
        let mut keys = Vec::new();
        for phrase in list {
            match phrase.strip_prefix('@') {
                Some(name) => {
                    let known = self.vocabulary(name, &phrase.span);
                    keys.extend(known.iter().map(|phrase| key::of_phrase(phrase, trim)).filter(|key| !key.is_empty()));
                }
                None => {
                    let folded = key::of_phrase(phrase, trim);
                    if folded.is_empty() {
                        let message = format!("the phrase `{}` says nothing", phrase.value);
                        let label = "its match key is empty: decoration and white space do not count";
                        self.error(
                            "rule/empty-phrase",
                            &phrase.span,
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

    /// The phrases of a vocabulary, of this set or named in full as `set/vocabulary`.
    fn vocabulary(&self, name: &str, span: &Range<usize>) -> &[String] {
        let own = self.book.vocabularies.get(&format!("{}/{name}", self.set));
        if let Some(vocabulary) = own.or_else(|| self.book.vocabularies.get(name)) {
            return &vocabulary.phrases;
        }
        let own_start = format!("{}/", self.set);
        let known: Vec<&str> =
            self.book.vocabularies.keys().map(|full| full.strip_prefix(&own_start).unwrap_or(full)).collect();
        let message = format!("no vocabulary is called `{name}`");
        self.error("rule/unknown-vocabulary", span, message, "not defined", &suggestion(name, &known, "vocabularies"));
        &[]
    }

    /// An automaton over phrases; none where there are none.
    pub fn automaton(&self, phrases: &[String], span: &Range<usize>) -> Option<AhoCorasick> {
        if phrases.is_empty() {
            return None;
        }
        match AhoCorasick::new(phrases) {
            Ok(automaton) => Some(automaton),
            Err(error) => {
                self.error("rule/too-many-phrases", span, error.to_string(), "these phrases", "split the list");
                None
            }
        }
    }

    /// Conditions of `when`, `unless` and their kin.
    pub fn conditions(&self, spec: &ConditionsSpec) -> Conditions {
        Conditions {
            paragraph: self.paragraph_tests(spec),
            place: self.place_tests(spec),
            document: self.document_tests(spec),
        }
    }

    /// Conditions on a paragraph alone.
    pub fn paragraph_tests(&self, spec: &ConditionsSpec) -> ParagraphTests {
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
                let span = list.first().map_or(0..0, |phrase| phrase.span.clone());
                let wanted = spec.min_hits.as_ref().map_or(1, |count| count.value);
                self.automaton(&self.phrases(list, false), &span).map(|automaton| (automaton, wanted))
            }),
            contains_all: phrases(&spec.contains_all, false),
            made_of: spec.made_of.as_ref().and_then(|made_of| self.made_of(made_of)),
        };
        self.guard(spec, find, &mut tests);
        tests
    }

    /// Gives phrase conditions the caps that they do not give themselves.
    fn guard(&self, spec: &ConditionsSpec, find: bool, tests: &mut ParagraphTests) {
        let wanted = spec.default_guards.as_ref().is_none_or(|truth| truth.value);
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
            tests.max_chars.get_or_insert((longest, longest));
        }
    }

    fn made_of(&self, spec: &MadeOfSpec) -> Option<MadeOf> {
        let phrases = spec.vocabularies.iter().flat_map(|name| self.vocabulary(name, &name.span));
        let mut phrases: Vec<String> = phrases.map(|phrase| key::of_phrase(phrase, true)).collect();
        phrases.retain(|phrase| !phrase.is_empty());
        phrases.sort_unstable();
        phrases.dedup();
        let span = spec.vocabularies.first().map_or(0..0, |name| name.span.clone());
        match MadeOf::new(&phrases, spec.min_share, spec.min_phrases) {
            Ok(made_of) => Some(made_of),
            Err(error) => {
                self.error("rule/too-many-phrases", &span, error.to_string(), "these vocabularies", "split them");
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
        Neighbour { within: spec.within, tests: Box::new(self.paragraph_tests(&spec.conditions)) }
    }

    fn near(&self, spec: &NearSpec) -> Near {
        let mut rules = Vec::new();
        for id in &spec.rules {
            let start = id.strip_suffix('*');
            let before = rules.len();
            rules.extend(self.catalog.iter().filter_map(|(rule, info)| {
                start.map_or(info.id == id.value, |start| info.id.starts_with(start)).then_some(rule)
            }));
            if rules.len() == before {
                let known: Vec<&str> = self.catalog.iter().map(|(_, info)| info.id.as_str()).collect();
                let nearest = known.iter().min_by_key(|known| strsim::damerau_levenshtein(known, id)).copied();
                let help = format!("write a full id such as `{}`", nearest.unwrap_or("chrome/zh/icp-footer"));
                let message = format!("`near` names no rule: `{}`", id.value);
                self.error("rule/unknown-rule", &id.span, message, "no rule has this id", &help);
            }
        }
        Near { within: spec.within, side: spec.side, rules }
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
        let span = spec.words.first().map_or(0..0, |word| word.span.clone());
        let words = self.automaton(&self.phrases(&spec.words, false), &span)?;
        Some((self.number(), Mentions { words, over: spec.in_paragraphs_over, times: spec.times }))
    }

    fn has(&self, spec: &HasSpec) -> (usize, usize, Box<ParagraphTests>) {
        (self.number(), spec.times, Box::new(self.paragraph_tests(&spec.conditions)))
    }

    fn scope(&self, spec: &ScopeSpec) -> Scope {
        let plain = |list: &Option<Vec<Located<String>>>| {
            list.as_ref().map(|list| list.iter().map(|item| item.value.clone()).collect::<Vec<_>>())
        };
        for kind in spec.kinds.iter().flatten() {
            if !self.book.kinds.iter().any(|known| known.id.value == kind.value) {
                let known: Vec<&str> = self.book.kinds.iter().map(|kind| kind.id.as_str()).collect();
                let message = format!("no kind of page is called `{}`", kind.value);
                self.error("rule/unknown-kind", &kind.span, message, "not defined", &suggestion(kind, &known, "kinds"));
            }
        }
        let script = |name: &Located<String>| {
            let script = script::by_name(name);
            if script.is_none() {
                let message = format!("no script is called `{}`", name.value);
                let help = "scripts are named as in Unicode: `Latin`, `Han`, `Cyrillic`, `Arabic`, …";
                self.error("rule/unknown-script", &name.span, message, "not a script", help);
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
