//! A rule and a paragraph in, each condition of the rule out with whether it holds and what was seen.
//!
//! Each condition is asked by itself, by the code that runs when a page is cleaned: it is put alone into otherwise empty
//! [`Conditions`](super::conditions::Conditions). So what is said here cannot differ from what a run does.

mod before;
mod closest;
mod document;
mod paragraph;
mod place;
mod shape;

pub use before::before;
pub use closest::closest;
pub use paragraph::ends;

use super::compile::Rule;
use super::page::Page;
use crate::ledger::RuleRef;

/// Where a condition is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// In the scope of the rule or of its set.
    Scope,
    /// In `when`.
    When,
    /// In `unless`: it must not hold.
    Unless,
    /// In the table of the shape, or implied by it.
    Shape,
}

/// One condition on a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Where it is written.
    pub clause: Clause,
    /// Its name in rule files; a list of text and shape in `unless` counts as one: `starts-with and max-chars 40`.
    pub name: String,
    /// What it asks for, where that is short.
    pub asked: String,
    /// Whether it holds.
    pub holds: bool,
    /// What was seen; empty where there is nothing to add.
    pub seen: String,
    /// Whether it asks about the words of the paragraph.
    pub on_text: bool,
    /// For a list of phrases none of which is there: edits up to the nearest.
    pub distance: Option<usize>,
}

impl Verdict {
    fn new(name: &str, asked: impl Into<String>, holds: bool, seen: impl Into<String>) -> Self {
        let (name, asked, seen) = (name.to_owned(), asked.into(), seen.into());
        Self { clause: Clause::When, name, asked, holds, seen, on_text: false, distance: None }
    }

    fn on_text(self) -> Self {
        Self { on_text: true, ..self }
    }

    fn of(self, clause: Clause) -> Self {
        Self { clause, ..self }
    }

    /// Whether it lets the rule fire: it holds, or stands in `unless` and does not.
    pub fn allows(&self) -> bool {
        self.holds != (self.clause == Clause::Unless)
    }

    /// Name and value as in a rule file, such as `max-chars 40`.
    pub fn label(&self) -> String {
        if self.asked.is_empty() { self.name.clone() } else { format!("{} {}", self.name, self.asked) }
    }
}

/// A rule tried on a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The rule.
    pub rule: RuleRef,
    /// Its conditions in the order scope, `when`, `unless`, shape.
    pub verdicts: Vec<Verdict>,
}

impl Trial {
    /// Tries `rule` on the paragraph with number `index` of a page as it now is.
    pub fn of(rule: &Rule, page: Page<'_>, index: usize) -> Self {
        let mut verdicts: Vec<Verdict> = rule
            .scopes()
            .iter()
            .flat_map(|scope| document::of_scope(scope, page))
            .map(|v| v.of(Clause::Scope))
            .collect();
        verdicts.extend(paragraph::each(&rule.when.paragraph, page, index));
        verdicts.extend(place::each(&rule.when.place, page, index));
        verdicts.extend(document::each(&rule.when.document, page));
        let unless = paragraph::together(&rule.unless.paragraph, page, index).into_iter();
        let unless = unless.chain(place::each(&rule.unless.place, page, index));
        let unless = unless.chain(document::guards(&rule.unless.document, page));
        verdicts.extend(unless.map(|verdict| verdict.of(Clause::Unless)));
        verdicts.extend(shape::each(rule, page, index).into_iter().map(|verdict| verdict.of(Clause::Shape)));
        Self { rule: rule.rule, verdicts }
    }

    /// Conditions that keep the rule from firing.
    pub fn failed(&self) -> usize {
        self.verdicts.iter().filter(|verdict| !verdict.allows()).count()
    }

    /// Whether scope, `when` and `unless` let the rule fire, whatever its shape says.
    pub fn conditions_hold(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.clause == Clause::Shape || verdict.allows())
    }
}
