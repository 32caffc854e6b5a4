//! A rule book compiled into what the stages run: phrases folded into keys, patterns into automata, names resolved.

mod conditions;
mod names;
mod rule;

pub use conditions::Guards;
pub use rule::{Kind, Rule, SampleScope, Shape};

use super::catalog::{Catalog, RuleInfo};
use super::conditions::Gathered;
use super::load::RuleBook;
use super::problems::Problems;
use super::schema::{KindSpec, RuleSpec, ShapeSpec};
use crate::ledger::RuleRef;
use crate::stages::chrome::{Block, Json, Pairs, Piece, Run, ZoneCut};
use crate::stages::dedup::{Duplicate, Teaser};
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

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

/// Compiles a book. Mistakes are noted in `problems`; what is sound is compiled.
pub fn compile(book: &RuleBook, problems: &Problems) -> Compiled {
    let mut compiled = Compiled::default();
    for rule in crate::stages::normalize::EDITS {
        compiled.catalog.add(rule.info());
    }
    compiled.catalog.add(crate::stages::language::paragraph_rule());
    let enabled = || book.rules.iter().filter(|spec| spec.enabled);
    let numbers: Vec<RuleRef> = enabled().map(|spec| compiled.catalog.add(info(spec))).collect();
    for rule in book.context.rules.iter().filter(|rule| rule.enabled) {
        compiled.catalog.add(RuleInfo {
            id: rule.full_id.clone(),
            why: rule.why.clone(),
            removes: "paragraph".to_owned(),
            defined_at: rule.place.to_string(),
        });
    }
    let (verdicts, gathered, catalog) = (AtomicUsize::default(), Mutex::default(), &compiled.catalog);
    let rule = |(spec, rule): &(&RuleSpec, RuleRef), problems: &Problems| {
        Compiler { book, problems, set: &spec.home, catalog, verdicts: &verdicts, gathered: &gathered }
            .rule(spec, *rule)
    };
    let rules = problems.of_each(&enabled().zip(numbers).collect::<Vec<_>>(), rule);
    let kind = |kind: &KindSpec, problems: &Problems| {
        let compiler = Compiler { book, problems, set: "", catalog, verdicts: &verdicts, gathered: &gathered };
        let signs = kind.signs.iter().map(|sign| compiler.paragraph_tests(sign, Guards::On)).collect();
        Kind { id: kind.id.as_str().into(), at_least: kind.at_least, signs }
    };
    compiled.kinds = problems.of_each(&book.kinds, kind);
    compiled.rules = rules.into_iter().flatten().collect();
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

/// What is at hand while a rule is compiled.
pub struct Compiler<'a> {
    book: &'a RuleBook,
    problems: &'a Problems,
    set: &'a str,
    catalog: &'a Catalog,
    verdicts: &'a AtomicUsize,
    gathered: &'a Mutex<Gathered>,
}

impl Compiler<'_> {
    fn rule(&self, spec: &RuleSpec, rule: RuleRef) -> Option<Rule> {
        let shape = match &spec.shape {
            ShapeSpec::Paragraph => Shape::Paragraph,
            ShapeSpec::Piece(place, piece) => Shape::Piece(Box::new(Piece::compile(*place, piece, self)?)),
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
}
