//! Rules tried on their own examples: each alone, and each within the full set.

use super::compile::{Compiled, Rule};
use super::load::RuleBook;
use super::problems::Problems;
use super::schema::{ExampleSpec, RuleSpec};
use crate::document::Document;
use crate::language::{Detector, Share};
use crate::stages::Stage;
use crate::stages::chrome::Chrome;
use crate::stages::dedup::Dedup;
use crate::stages::language::LanguageStage;
use crate::stages::normalize::Normalize;

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Full id of the rule.
    pub rule: String,
    /// `removed` or `kept`.
    pub list: &'static str,
    /// The paragraphs of the example.
    pub page: Vec<String>,
    /// What is left of them.
    pub left: Vec<String>,
    /// What should be, where the example says it.
    pub wanted: Option<Vec<String>>,
    /// Rules that changed it.
    pub changed_by: Vec<String>,
}

/// Tries each rule alone on its examples, rules of files that `wanted` names; what does not hold is noted.
pub fn try_alone(book: &RuleBook, compiled: &Compiled, problems: &Problems, wanted: impl Fn(&str) -> bool) {
    let specs = book.rules.iter().filter(|spec| wanted(&spec.id.place.file.path));
    for spec in specs {
        let Some(rule) = rule_of(compiled, spec) else { continue };
        let bench = if rule.leans_on_others() {
            Bench::new(book, compiled, &compiled.rules)
        } else {
            Bench::new(book, compiled, std::slice::from_ref(rule))
        };
        for (example, list) in examples(spec) {
            if let Some(broken) = bench.try_example(spec, rule, example, list, true) {
                note(spec, example, &broken, problems);
            }
        }
    }
}

/// Tries every rule's examples within the full set: what must go is gone, what must stay stands untouched.
pub fn try_together(book: &RuleBook, compiled: &Compiled) -> Vec<Broken> {
    let bench = Bench::new(book, compiled, &compiled.rules);
    let mut broken = Vec::new();
    for spec in &book.rules {
        let Some(rule) = rule_of(compiled, spec) else { continue };
        broken.extend(examples(spec).filter_map(|(example, list)| bench.try_example(spec, rule, example, list, false)));
    }
    broken
}

fn rule_of<'c>(compiled: &'c Compiled, spec: &RuleSpec) -> Option<&'c Rule> {
    let number = compiled.catalog.find(&spec.full_id)?;
    compiled.rules.iter().find(|rule| rule.rule == number)
}

fn examples(spec: &RuleSpec) -> impl Iterator<Item = (&ExampleSpec, &'static str)> {
    let removed = spec.examples.removed.iter().map(|example| (example, "removed"));
    removed.chain(spec.examples.kept.iter().map(|example| (example, "kept")))
}

fn note(spec: &RuleSpec, example: &ExampleSpec, broken: &Broken, problems: &Problems) {
    let left = broken.left.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
    let left = if left.is_empty() { "nothing is left".to_owned() } else { format!("left is {left}") };
    let (code, message, help) = if broken.list == "removed" {
        let key = crate::key::MatchKey::new(&example.page.join(" "));
        let help = format!("conditions see the match key `{}`", key.text());
        ("rule/example-not-removed", format!("`{}` does not remove its example", spec.full_id), help)
    } else {
        let help = "narrow its conditions, or spare the line with `unless`".to_owned();
        ("rule/example-not-kept", format!("`{}` removes its near miss", spec.full_id), help)
    };
    problems.error(code, &example.place, message, left, help);
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
    fn run(&self, rule: &Rule, page: &[String]) -> Document {
        let mut document = Document::new("example", page.join("\n"));
        let scope = rule.sample_scope();
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
    ) -> Option<Broken> {
        let document = self.run(rule, &example.page);
        let mut before = Document::new("example", example.page.join("\n"));
        self.normalize.apply(&mut before);
        let texts =
            |document: &Document| document.standing().map(|at| document.text(at).to_owned()).collect::<Vec<_>>();
        let (left, whole) = (texts(&document), texts(&before));
        let changed_by = self.changed_by(&document);
        let fired = changed_by.contains(&spec.full_id);
        let takes_all = rule.shape.takes_paragraphs();
        let wanted = example.leaves.clone().or_else(|| (takes_all && list == "removed").then(Vec::new));
        let holds = match (list, alone) {
            ("removed", true) => fired && wanted.as_ref().map_or(left != whole, |wanted| *wanted == left),
            ("removed", false) => {
                wanted.as_ref().map_or(left != whole, |wanted| left.iter().all(|text| wanted.contains(text)))
            }
            (_, true) => !fired,
            (_, false) => left == wanted.clone().unwrap_or(whole),
        };
        (!holds).then(|| Broken {
            rule: spec.full_id.clone(),
            list,
            page: example.page.clone(),
            left,
            wanted,
            changed_by,
        })
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
