//! Rules tried on their own examples: each alone, and each within the full set.

use super::compile::{Compiled, Rule};
use super::load::RuleBook;
use super::problems::Problems;
use super::schema::{ExampleSpec, RuleSpec};
use crate::diagnostic::Place;
use crate::document::Document;
use crate::language::{Detector, Share};
use crate::stages::Stage;
use crate::stages::chrome::Chrome;
use crate::stages::dedup::Dedup;
use crate::stages::language::LanguageStage;
use crate::stages::normalize::Normalize;

/// An example tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Full id of the rule.
    pub rule: String,
    /// `removed` or `kept`.
    pub list: &'static str,
    /// Where the example stands.
    pub place: Place,
    /// Its paragraphs.
    pub page: Vec<String>,
    /// What is left of them.
    pub left: Vec<String>,
    /// What should be, where that can be said.
    pub wanted: Option<Vec<String>>,
    /// Rules that changed it.
    pub changed_by: Vec<String>,
    /// Whether it holds.
    pub holds: bool,
    /// Whether it is an example of a shipped rule that a user has changed.
    pub is_of_changed: bool,
}

/// Tries each rule that `wanted` names alone on its examples; one that asks what others removed, among all.
pub fn try_alone(book: &RuleBook, compiled: &Compiled, wanted: impl Fn(&RuleSpec) -> bool) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for spec in book.rules.iter().filter(|spec| wanted(spec)) {
        let Some(rule) = rule_of(compiled, spec) else { continue };
        let bench = if rule.leans_on_others() {
            Bench::new(book, compiled, &compiled.rules)
        } else {
            Bench::new(book, compiled, std::slice::from_ref(rule))
        };
        outcomes.extend(examples(spec).map(|(example, list)| bench.try_example(spec, rule, example, list, true)));
    }
    outcomes
}

/// Tries the examples of all rules within the full set: what must go is gone, what must stay stands untouched.
pub fn try_together(book: &RuleBook, compiled: &Compiled) -> Vec<Outcome> {
    let bench = Bench::new(book, compiled, &compiled.rules);
    let mut outcomes = Vec::new();
    for spec in &book.rules {
        let Some(rule) = rule_of(compiled, spec) else { continue };
        outcomes.extend(examples(spec).map(|(example, list)| bench.try_example(spec, rule, example, list, false)));
    }
    outcomes
}

/// Notes the examples that do not hold of rules tried alone.
pub fn note_broken(outcomes: &[Outcome], problems: &Problems) {
    for outcome in outcomes.iter().filter(|outcome| !outcome.holds) {
        let left = outcome.left.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
        let left = if left.is_empty() { "nothing is left".to_owned() } else { format!("left is {left}") };
        let (code, message, help) = if outcome.list == "removed" {
            let key = crate::key::MatchKey::new(&outcome.page.join(" "));
            let help = format!("conditions see the match key `{}`", key.text());
            ("rule/example-not-removed", format!("`{}` does not remove its example", outcome.rule), help)
        } else {
            let help = "narrow its conditions, or spare the line with `unless`".to_owned();
            ("rule/example-not-kept", format!("`{}` removes its near miss", outcome.rule), help)
        };
        if outcome.is_of_changed {
            let help = "it was changed: give the change examples of its own, `examples.removed` or `examples.kept`";
            problems.warning(code, &outcome.place, message, left, help);
        } else {
            problems.error(code, &outcome.place, message, left, help);
        }
    }
}

fn rule_of<'c>(compiled: &'c Compiled, spec: &RuleSpec) -> Option<&'c Rule> {
    let number = compiled.catalog.find(&spec.full_id)?;
    compiled.rules.iter().find(|rule| rule.rule == number)
}

fn examples(spec: &RuleSpec) -> impl Iterator<Item = (&ExampleSpec, &'static str)> {
    let removed = spec.examples.removed.iter().map(|example| (example, "removed"));
    removed.chain(spec.examples.kept.iter().map(|example| (example, "kept")))
}

/// The stages with some rules, to lay examples on.
struct Bench<'c> {
    compiled: &'c Compiled,
    normalize: Normalize,
    language: LanguageStage,
    chrome: Chrome,
    dedup: Dedup,
}

impl<'c> Bench<'c> {
    fn new(book: &RuleBook, compiled: &'c Compiled, rules: &[Rule]) -> Self {
        let of = |stage| {
            let of_stage = rules.iter().filter(|rule| compiled.catalog.get(rule.rule).stage() == stage);
            of_stage.cloned().collect::<Vec<_>>()
        };
        Self {
            compiled,
            normalize: Normalize::new(&book.normalize),
            language: LanguageStage::new(Detector::default()),
            chrome: Chrome::new(&of("chrome"), &compiled.kinds),
            dedup: Dedup::new(of("dedup")),
        }
    }

    /// The example as a page in the scope of the rule, after the stages.
    fn run(&self, rule: &Rule, page: &[String], is_to_fire: bool) -> Document {
        let mut document = Document::new("example", page.join("\n"));
        let scope = rule.sample_scope(is_to_fire);
        self.normalize.apply(&mut document);
        self.language.apply(&mut document);
        document.kinds = scope.kinds.iter().map(|kind| kind.as_str().into()).collect();
        document.host = scope.hosts.first().cloned();
        document.mix.extend(scope.languages.iter().filter_map(|language| share(language)));
        self.chrome.apply(&mut document);
        self.dedup.apply(&mut document);
        document
    }

    fn try_example(
        &self,
        spec: &RuleSpec,
        rule: &Rule,
        example: &ExampleSpec,
        list: &'static str,
        alone: bool,
    ) -> Outcome {
        let document = self.run(rule, &example.page, list == "removed");
        let mut before = Document::new("example", example.page.join("\n"));
        self.normalize.apply(&mut before);
        let texts =
            |document: &Document| document.standing().map(|at| document.text(at).to_owned()).collect::<Vec<_>>();
        let (left, whole) = (texts(&document), texts(&before));
        let changed_by = self.changed_by(&document);
        let fired = changed_by.contains(&spec.full_id);
        let takes_all = rule.shape.takes_paragraphs() && list == "removed";
        let wanted = example.leaves.clone().or_else(|| takes_all.then(Vec::new));
        let as_wanted = |exactly: bool| match &wanted {
            None => left != whole,
            Some(wanted) if exactly => *wanted == left,
            Some(wanted) => left.iter().all(|text| wanted.contains(text)),
        };
        let holds = match (list, alone) {
            ("removed", true) => fired && as_wanted(true),
            ("removed", false) => as_wanted(false),
            (_, true) => !fired,
            (_, false) => left == *wanted.as_ref().unwrap_or(&whole),
        };
        let wanted = wanted.or_else(|| (list == "kept").then_some(whole));
        Outcome {
            rule: spec.full_id.clone(),
            list,
            place: example.place.clone(),
            page: example.page.clone(),
            left,
            wanted,
            changed_by,
            holds,
            is_of_changed: example.place.file.built_in && spec.table.any_place(&|place| !place.file.built_in),
        }
    }

    fn changed_by(&self, document: &Document) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for paragraph in &document.paragraphs {
            let rules =
                paragraph.edits().iter().map(|edit| edit.rule).chain(paragraph.removal().map(|removal| removal.rule));
            ids.extend(rules.map(|rule| self.compiled.catalog.get(rule).id.clone()));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// A share of the language that a scope names, if the detector could name it too.
fn share(language: &str) -> Option<Share> {
    let (code, script) = language.split_once('-').unwrap_or((language, "Zyyy"));
    let script = ["Hans", "Hant"].into_iter().find(|known| *known == script).unwrap_or("Zyyy");
    Some(Share { language: crate::language::known_code(code)?, script, share: 0.0, score: 0.0 })
}
