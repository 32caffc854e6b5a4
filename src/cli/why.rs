//! `tamis explain --why-kept`: why a paragraph stayed, or by what it went: rules, condition by condition.

use super::exit_code::{Exit, Failure};
use super::write_out;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use tamis::diagnostic::counted;
use tamis::document::{Document, Removal};
use tamis::ledger::RuleRef;
use tamis::pipeline::{FUSE, Pipeline};
use tamis::rules::page::{Facts, Page};
use tamis::rules::verdict::{Clause, Trial, Verdict, before, closest, ends};
use tamis::stages::context::Opinion;

const YES: Style = AnsiColor::Green.on_default();
const NO: Style = AnsiColor::Red.on_default();
const RULE: Style = AnsiColor::Cyan.on_default();

/// Rules that are shown for a paragraph that stayed, at most.
const MOST: usize = 8;

/// Tells it of the paragraphs on a line; of `rule` alone where one is named.
pub fn tell(pipeline: &Pipeline, document: &Document, line: usize, rule: Option<RuleRef>) -> Result<Exit, Failure> {
    let on_line: Vec<usize> = (0..document.paragraphs.len()).filter(|&index| document.line(index) == line).collect();
    if on_line.is_empty() {
        let lines = document.source().lines().count();
        let message = format!("error: no paragraph stands on line {line}; the page has {}\n", counted(lines, "line"));
        return Err(Failure::usage(message));
    }
    let told = |index: &usize| Story { pipeline, document, index: *index }.tell(rule);
    write_out(&on_line.iter().map(told).collect::<Vec<_>>().join("\n"))
}

/// The rules that changed a paragraph or took it, what `normalize` does by itself among them.
pub fn rules_of(document: &Document, index: usize) -> Vec<RuleRef> {
    let paragraph = &document.paragraphs[index];
    let mut rules: Vec<RuleRef> = match paragraph.removal() {
        Some(removal) => vec![removal.rule],
        None => paragraph.edits().iter().map(|edit| edit.rule).collect(),
    };
    rules.dedup();
    rules
}

/// What became of a paragraph.
struct Story<'a> {
    pipeline: &'a Pipeline,
    document: &'a Document,
    index: usize,
}

impl Story<'_> {
    fn tell(&self, rule: Option<RuleRef>) -> String {
        let mut text = self.head();
        let catalog = self.pipeline.catalog();
        let mut changed = rules_of(self.document, self.index);
        changed.retain(|rule| catalog.get(*rule).stage() != "normalize");
        changed.sort_unstable();
        changed.dedup();
        if let Some(rule) = rule {
            let did = changed.contains(&rule);
            text.push_str(if did { "this rule changed it:\n" } else { "this rule did not change it:\n" });
            text.push_str(&self.trial_of(rule, did));
            return text;
        }
        let stands = self.document.paragraphs[self.index].stands();
        for rule in &changed {
            text.push_str(if stands { "changed by\n" } else { "removed by\n" });
            text.push_str(&self.trial_of(*rule, true));
        }
        if stands {
            text.push_str(&self.closest());
        }
        text
    }

    /// The paragraph, its match key and its shape.
    fn head(&self) -> String {
        let key = self.document.key(self.index);
        let shape = &key.shape;
        let mut text = format!("line {}: {}\n", self.document.line(self.index), self.document.text(self.index));
        let _ = writeln!(text, "  key: {}", if key.text().is_empty() { "empty" } else { key.text() });
        let _ = writeln!(
            text,
            "  shape: {}{}, {}, {}, digits {:.0} %",
            counted(shape.chars, "character"),
            if shape.is_wide() { " (wide)" } else { "" },
            counted(shape.words, "word"),
            ends(shape.end),
            shape.digit_share() * 100.0
        );
        if self.document.flags.contains(FUSE) {
            text.push_str("  the fuse blew on this page: what rules of chrome took was put back\n");
        }
        text
    }

    /// What the stage `context` found of the paragraph, on the page as it came to the stage.
    fn opinion(&self) -> String {
        let mut found = self.document.clone();
        for paragraph in &mut found.paragraphs {
            let stage = |removal: Removal| self.pipeline.catalog().get(removal.rule).stage().to_owned();
            if paragraph.removal().is_some_and(|removal| ["context", "dedup"].contains(&stage(removal).as_str())) {
                paragraph.reinstate();
            }
        }
        let opinion = self.pipeline.context().and_then(|context| context.opinion(&found, self.index));
        let Some(Opinion { chances, margin, reasons }) = opinion else { return String::new() };
        let mut text = format!(
            "    its chance to be content is {:.3}, after the first round {:.3}; below {margin} it goes\n",
            chances[1], chances[0]
        );
        for (reason, weight) in reasons.iter().take(MOST) {
            let _ = writeln!(text, "    {weight:+.2} {reason}");
        }
        text
    }

    /// The rules that came closest to a paragraph that stayed.
    fn closest(&self) -> String {
        let facts = Facts::default();
        let page = Page { document: self.document, facts: &facts };
        let trials = closest(self.pipeline.rules(), page, self.index, MOST);
        if trials.is_empty() {
            return format!("it stayed; no rule came close\n{}", self.opinion());
        }
        let trials: String = trials.iter().map(|trial| self.shown(trial, false)).collect();
        format!("it stayed; what came closest:\n{trials}{}", self.opinion())
    }

    /// A rule tried on the paragraph: on the page as the rule found it, where it changed it.
    fn trial_of(&self, rule: RuleRef, did: bool) -> String {
        let Some(rule) = self.pipeline.rules().iter().find(|known| known.rule == rule) else {
            let info = self.pipeline.catalog().get(rule);
            if info.stage() == "context" {
                return format!("  {RULE}{}{RULE:#}: {}\n{}", info.id, info.why, self.opinion());
            }
            return format!(
                "  {RULE}{}{RULE:#}: {}\n    it has no conditions, or its stage does not run\n",
                info.id, info.why
            );
        };
        let found;
        let facts = Facts::default();
        let page = if did {
            found = before(self.document, self.index, rule, self.pipeline.catalog());
            Page { document: &found, facts: &facts }
        } else {
            Page { document: self.document, facts: &facts }
        };
        self.shown(&Trial::of(rule, page, self.index), did)
    }

    fn shown(&self, trial: &Trial, did: bool) -> String {
        let info = self.pipeline.catalog().get(trial.rule);
        let mut text = format!("  {RULE}{}{RULE:#} (removes {}): {}\n", info.id, info.removes, info.why);
        for verdict in &trial.verdicts {
            let _ = writeln!(text, "    {}", line_of(verdict));
        }
        let all_hold = trial.failed() == 0;
        let put_back = self.document.paragraphs[self.index].put_back();
        if !did && put_back.is_some_and(|removal| removal.rule == trial.rule) {
            text.push_str("    it took the line, and the fuse put it back\n");
        } else if !did && all_hold {
            text.push_str("    all hold on the page as it is now; when the rule ran, they did not\n");
        } else if did && !all_hold && trial.verdicts.iter().any(|verdict| verdict.clause == Clause::Shape) {
            text.push_str("    what fails is asked of the line that the removal begins with, or has changed since\n");
        } else if did && !all_hold {
            text.push_str("    what fails has changed since the rule ran\n");
        }
        text
    }
}

/// A condition, whether it holds, and what was seen.
fn line_of(verdict: &Verdict) -> String {
    let clause = match verdict.clause {
        Clause::Scope => "scope ",
        Clause::Unless => "unless ",
        Clause::When | Clause::Shape => "",
    };
    let answer = if verdict.holds { "yes" } else { "no" };
    let style = if verdict.allows() { YES } else { NO };
    let seen = if verdict.seen.is_empty() { String::new() } else { format!(", {}", verdict.seen) };
    format!("{clause}{}: {style}{answer}{style:#}{seen}", verdict.label())
}
