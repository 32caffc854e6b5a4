//! Builds the stages from a rule book and runs them on a document: source text in, clean text and ledger out.

mod facts;
mod limits;

pub use limits::FUSE;

use crate::clock::Clock;
use crate::diagnostic::Report;
use crate::document::Document;
use crate::language::Detector;
use crate::ledger::Ledger;
use crate::output::Preset;
use crate::rules::compile::{Compiled, Rule, compile};
use crate::rules::lint::lint;
use crate::rules::load::{LoadError, read_layers};
use crate::rules::problems::Problems;
use crate::rules::schema::Reach;
use crate::rules::settings::{PipelineSettings, WriteSettings};
use crate::rules::{Catalog, Layer, RuleBook, examples};
use crate::stages::Stage;
use crate::stages::chrome::Chrome;
use crate::stages::context::Context;
use crate::stages::dedup::Dedup;
use crate::stages::language::{Form, LanguageStage};
use crate::stages::normalize::{Normalize, SPACING};
use crate::survey::Plan;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The stages of a run, ready for documents.
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
    language: Option<LanguageStage>,
    context: Option<Context>,
    catalog: Catalog,
    rules: Vec<Rule>,
    settings: PipelineSettings,
    write: WriteSettings,
    form: Form,
    fingerprint: String,
    clock: Option<Clock>,
}

/// A document at the end of its way.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The document with its paragraphs and what became of each.
    pub document: Document,
    /// What is left of its text.
    pub text: String,
    /// What was taken, and by which rule.
    pub ledger: Ledger,
}

impl Pipeline {
    /// The pipeline of the shipped rules.
    ///
    /// # Errors
    /// All mistakes in them; there are none in a released program.
    pub fn shipped() -> Result<Self, Report> {
        Self::of_layers(&[Layer::shipped()], Problems::default(), |_| false).map(|(pipeline, _)| pipeline)
    }

    /// The pipeline of the shipped rules with those of folders over them, the first folder at the bottom; and what
    /// there is to say of the folders' rules, warnings all of it. Their rules are tried on their examples; the shipped
    /// ones are tested with the program.
    ///
    /// # Errors
    /// All mistakes of all files at once, or a folder that cannot be read.
    pub fn of_folders(folders: &[impl AsRef<Path>]) -> Result<(Self, Report), LoadError> {
        Self::of_folders_under(folders, None)
    }

    /// The same with one more layer on top, such as [`Layer::precision`].
    ///
    /// # Errors
    /// All mistakes of all files at once, or a folder that cannot be read.
    pub fn of_folders_under(folders: &[impl AsRef<Path>], top: Option<Layer>) -> Result<(Self, Report), LoadError> {
        let (mut layers, problems) = read_layers(folders)?;
        layers.extend(top);
        let own = own_paths(&layers);
        Self::of_layers(&layers, problems, |path| own.iter().any(|own| own == path)).map_err(LoadError::Rules)
    }

    /// The pipeline of layers of rule files, the first at the bottom. Rules of files whose path `tried` names are tried
    /// on their examples.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn of_layers(
        layers: &[Layer],
        problems: Problems,
        tried: impl Fn(&str) -> bool,
    ) -> Result<(Self, Report), Report> {
        let (book, compiled) = Self::compile(layers, &problems, tried);
        let notes = problems.into_report()?;
        let pipeline = Self::new(&book, compiled, fingerprint(layers));
        // It is large, and nothing waits for its end.
        rayon::spawn(move || drop(book));
        Ok((pipeline, notes))
    }

    fn compile(layers: &[Layer], problems: &Problems, tried: impl Fn(&str) -> bool) -> (RuleBook, Compiled) {
        let book = RuleBook::load(layers, problems);
        let compiled = compile(&book, problems);
        if problems.errors() == 0 {
            let outcomes =
                examples::try_alone(&book, &compiled, |spec| spec.table.any_place(&|place| tried(&place.file.path)));
            examples::note_broken(&outcomes, problems);
        }
        (book, compiled)
    }

    /// All that is wrong or suspicious in the rules of folders, or without any in the shipped ones; and how many rules
    /// there are. Each of those rules is tried on its examples, alone and in the full set.
    ///
    /// # Errors
    /// All notes, where one of them is an error; or a folder that cannot be read.
    pub fn check(folders: &[impl AsRef<Path>]) -> Result<(usize, Report), LoadError> {
        let (layers, problems) = read_layers(folders)?;
        let own = own_paths(&layers);
        let is_own = |path: &str| own.is_empty() || own.iter().any(|own| own == path);
        Self::check_layers(&layers, problems, is_own).map_err(LoadError::Rules)
    }

    /// The same for layers of rule files: what there is to say of the files whose path `is_own` names, and how many
    /// rules there are.
    ///
    /// # Errors
    /// All notes, where one of them is an error.
    pub fn check_layers(
        layers: &[Layer],
        problems: Problems,
        is_own: impl Fn(&str) -> bool,
    ) -> Result<(usize, Report), Report> {
        let (book, compiled) = Self::compile(layers, &problems, &is_own);
        if problems.errors() == 0 {
            let outcomes = examples::try_together(&book, &compiled);
            lint(&book, &compiled, &outcomes, &problems, is_own);
        }
        problems.into_report().map(|notes| (compiled.rules.len(), notes))
    }

    fn new(book: &RuleBook, compiled: Compiled, fingerprint: String) -> Self {
        let Compiled { catalog, kinds, rules } = compiled;
        let of =
            |stage| rules.iter().filter(|rule| catalog.get(rule.rule).stage() == stage).cloned().collect::<Vec<_>>();
        let (mut language, mut context) = (None, None);
        let mut stages: Vec<Box<dyn Stage>> = Vec::new();
        for &name in &book.pipeline.stages {
            match name {
                "normalize" => stages.push(Box::new(Normalize::new(&book.normalize))),
                "language" => {
                    let stage = LanguageStage {
                        detector: Detector::new(book.language.detector.clone()),
                        wanted: book.language.wanted.clone(),
                    };
                    language = Some(stage.clone());
                    stages.push(Box::new(stage));
                }
                "chrome" => stages.push(Box::new(Chrome::new(&of("chrome"), &kinds))),
                "context" => {
                    let stage = Context::new(book.context.clone(), &catalog);
                    context = Some(stage.clone());
                    stages.push(Box::new(stage));
                }
                "dedup" => stages.push(Box::new(Dedup::of_document(of("dedup")))),
                _ => {}
            }
        }
        let (settings, write) = (book.pipeline.clone(), book.write.clone());
        let runs = |rule: &Rule| book.pipeline.stages.iter().any(|stage| *stage == catalog.get(rule.rule).stage());
        let rules = rules.iter().filter(|rule| runs(rule)).cloned().collect();
        Self {
            stages,
            language,
            context,
            catalog,
            rules,
            settings,
            write,
            form: book.language.form,
            fingerprint,
            clock: None,
        }
    }

    /// The rules of the stages that run, in the order they stack.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All rules by number.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What `pipeline.toml` sets.
    pub fn settings(&self) -> &PipelineSettings {
        &self.settings
    }

    /// SHA-256 of all rule files, in hexadecimal: two runs with the same one had the same rules.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether records carry the field `tamis`.
    pub fn writes_facts(&self) -> bool {
        self.write.facts
    }

    /// Forgets the lines that the stages remember, as if they had seen no document.
    pub fn forget(&self) {
        self.stages.iter().for_each(|stage| stage.forget());
    }

    /// Puts the stages on a clock from now on.
    pub fn start_clock(&mut self) {
        self.clock = Some(Clock::new(self.stages.iter().map(|stage| stage.name())));
    }

    /// The clock of the stages, if one was started.
    pub fn clock(&self) -> Option<&Clock> {
        self.clock.as_ref()
    }

    /// The stage `context`, if it runs.
    pub fn context(&self) -> Option<&Context> {
        self.context.as_ref()
    }

    /// Runs all stages but the one of this name, as if the document were all there is.
    pub fn apply_all_but(&self, name: &str, document: &mut Document) {
        for stage in self.stages.iter().filter(|stage| stage.name() != name) {
            stage.apply(document);
            self.hold_to_limits(stage.name(), document);
        }
        if let Some(language) = &self.language {
            language.sum_up(document);
        }
    }

    /// Runs the stages before the one of this name.
    pub fn apply_before(&self, name: &str, document: &mut Document) {
        for stage in self.stages.iter().take_while(|stage| stage.name() != name) {
            stage.apply(document);
            self.hold_to_limits(stage.name(), document);
        }
    }

    /// The rules that look beyond a document, as far as `dedup-within` lets them, which `reach` takes the place of; none
    /// where there are none, and one pass is enough.
    pub fn plan(&self, reach: Option<Reach>) -> Option<Plan> {
        Plan::of(&self.rules, reach.unwrap_or(self.settings.dedup_within))
    }

    /// Whose fields records have, if the user says nothing else.
    pub fn preset(&self) -> Preset {
        self.write.preset
    }

    /// Cleans a document, as if it were all there is.
    pub fn clean(&self, mut document: Document) -> Cleaned {
        self.begin(std::slice::from_mut(&mut document));
        self.end(document)
    }

    /// The first half of cleaning: the stages up to dedup, which do not ask other documents. Each stage works on all of
    /// `documents` before the next begins, so that what it works with stays near the processor.
    pub fn begin(&self, documents: &mut [Document]) {
        for number in 0..self.first_half() {
            for document in &mut *documents {
                self.apply(number, document);
                self.hold_to_limits(self.stages[number].name(), document);
            }
        }
    }

    /// The stage with this number, on the clock if there is one.
    fn apply(&self, number: usize, document: &mut Document) {
        let stage = &self.stages[number];
        match &self.clock {
            Some(clock) => clock.time(number, || stage.apply(document)),
            None => stage.apply(document),
        }
    }

    /// Stages that run before it is known what other documents say.
    fn first_half(&self) -> usize {
        self.stages.iter().position(|stage| stage.name() == "dedup").map_or(self.stages.len(), |dedup| dedup + 1)
    }

    /// The second half: what comes when it is known which paragraphs stand in other documents too.
    pub fn end(&self, mut document: Document) -> Cleaned {
        for number in self.first_half()..self.stages.len() {
            self.apply(number, &mut document);
        }
        if let Some(language) = &self.language {
            language.finish(&mut document);
        }
        let (text, ledger) = document.finish(SPACING);
        Cleaned { document, text, ledger }
    }
}

/// Paths of the files of all layers but the first.
fn own_paths(layers: &[Layer]) -> Vec<String> {
    layers.iter().skip(1).flat_map(|layer| &layer.files).map(|file| file.file.path.clone()).collect()
}

fn fingerprint(layers: &[Layer]) -> String {
    let mut hasher = Sha256::new();
    for file in layers.iter().flat_map(|layer| &layer.files) {
        for part in [&file.id, &file.file.text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
