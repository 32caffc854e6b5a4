//! Layers of rule files stacked into one book: the last definition of an id wins, `off` is applied last.

use super::fields::{Fields, KEY, Problems};
use super::files::{FOLDERS, Layer, RuleFile};
use super::schema::{KindSpec, RuleSpec, ScopeSpec, SetSpec};
use super::settings::{self, NormalizeSettings, PipelineSettings, WriteSettings};
use crate::diagnostic::{Report, SourceFile};
use crate::language;
use std::collections::HashMap;
use std::sync::Arc;
use toml::de::DeTable;

/// All rules and settings of a run, as written.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    /// `pipeline.toml`
    pub pipeline: PipelineSettings,
    /// `normalize.toml`
    pub normalize: NormalizeSettings,
    /// `language.toml`
    pub language: language::Settings,
    /// `write.toml`
    pub write: WriteSettings,
    /// Kinds of page, by id.
    pub kinds: Vec<KindSpec>,
    /// Rules in the order they stack, each with the scope of its set.
    pub rules: Vec<(RuleSpec, Arc<ScopeSpec>)>,
    /// Phrases by full name, `set/vocabulary`.
    pub vocabularies: HashMap<String, Vocabulary>,
}

/// A named list of phrases.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The phrases as written.
    pub phrases: Vec<String>,
}

impl RuleBook {
    /// Stacks `layers`, the first at the bottom. Mistakes are noted in `problems`; what is sound is loaded.
    pub fn load(layers: &[Layer], problems: &Problems) -> Self {
        let mut book = Self::default();
        let mut off = Vec::new();
        for layer in layers {
            book.note_doubles(layer, problems);
            for file in &layer.files {
                book.read(file, problems, &mut off);
            }
        }
        book.switch_off(&off, problems);
        book
    }

    /// The shipped rules alone.
    ///
    /// # Errors
    /// All mistakes in them.
    pub fn shipped() -> Result<Self, Report> {
        let problems = Problems::default();
        let book = Self::load(&[Layer::shipped()], &problems);
        report(problems).map(|_| book)
    }

    fn read(&mut self, rule_file: &RuleFile, problems: &Problems, off: &mut Vec<Off>) {
        let RuleFile { id, file } = rule_file;
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        for error in errors {
            note_syntax(&error, file, problems);
        }
        let table: &DeTable<'_> = table.get_ref();
        let is_set = id == "dedup" || id.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder));
        if is_set {
            let set = SetSpec::read(id, file, table, problems);
            off.extend(set.off.iter().map(|id| (id.value.clone(), Arc::clone(file), id.span.clone())));
            self.stack(set, problems);
            return;
        }
        let fields = Fields::new(problems, file, table, "rule file", 0..0, KEY);
        if let Some(header) = fields.table("set", KEY) {
            header.required_string("about", "say what the file sets: `about = \"…\"`");
            header.finish();
        }
        match id.as_str() {
            "pipeline" => self.pipeline = PipelineSettings::read(&fields),
            "normalize" => self.normalize = NormalizeSettings::read(&fields),
            "language" => self.language = settings::read_language(&fields),
            _ => self.write = WriteSettings::read(&fields),
        }
        fields.finish();
    }

    fn stack(&mut self, set: SetSpec, problems: &Problems) {
        let scope = Arc::new(set.scope);
        for (name, phrases) in set.vocabularies {
            let phrases = phrases.into_iter().map(|phrase| phrase.value).collect();
            self.vocabularies.insert(format!("{}/{}", set.id, name.value), Vocabulary { phrases });
        }
        for kind in set.kinds {
            match self.kinds.iter().position(|known| *known.id == *kind.id) {
                Some(at) if Arc::ptr_eq(&self.kinds[at].file, &kind.file) => {
                    note_twice("kind", &kind.id, &kind.file, &kind.id.span, problems);
                }
                Some(at) => self.kinds[at] = kind,
                None => self.kinds.push(kind),
            }
        }
        for rule in set.rules {
            match self.rules.iter().position(|(known, _)| known.full_id == rule.full_id) {
                Some(at) if Arc::ptr_eq(&self.rules[at].0.file, &rule.file) => {
                    note_twice("rule", &rule.full_id, &rule.file, &rule.id.span, problems);
                }
                Some(at) => self.rules[at] = (rule, Arc::clone(&scope)),
                None => self.rules.push((rule, Arc::clone(&scope))),
            }
        }
    }

    /// Notes kinds that two files of one layer define: neither of them could be said to win.
    fn note_doubles(&self, layer: &Layer, problems: &Problems) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for RuleFile { id, file } in &layer.files {
            *seen.entry(id.as_str()).or_default() += 1;
            if seen[id.as_str()] > 1 {
                let message = format!("two files of one folder are the set `{id}`");
                problems.error("file/unknown-file", file, 0..0, message, "the second", "rename one of them");
            }
        }
    }

    fn switch_off(&mut self, off: &[Off], problems: &Problems) {
        for (id, file, span) in off {
            let before = self.rules.len();
            let ids: Vec<String> = self.rules.iter().map(|(rule, _)| rule.full_id.clone()).collect();
            self.rules.retain(|(rule, _)| rule.full_id != *id);
            if self.rules.len() == before {
                let nearest = ids.iter().min_by_key(|known| strsim::damerau_levenshtein(known, id));
                let help = nearest.map_or(String::new(), |known| format!("the nearest id is `{known}`"));
                let message = format!("`off` names no rule: `{id}`");
                problems.error("set/unknown-rule", file, span.clone(), message, "no rule has this id", help);
            }
        }
    }
}

/// An id to switch off, and where it is named.
type Off = (String, Arc<SourceFile>, std::ops::Range<usize>);

fn note_twice(what: &str, id: &str, file: &Arc<SourceFile>, span: &std::ops::Range<usize>, problems: &Problems) {
    let message = format!("two {what}s of this file are called `{id}`");
    let help = "rename one of them, or make them one";
    problems.error("rule/duplicate-id", file, span.clone(), message, "this is the second", help);
}

fn note_syntax(error: &toml::de::Error, file: &Arc<SourceFile>, problems: &Problems) {
    let span = error.span().unwrap_or(0..0);
    let line_start = file.text[..span.start.min(file.text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line = file.text[line_start..].lines().next().unwrap_or_default();
    let help = if line.contains(['“', '”', '‘', '’', '＂', '＇']) {
        "quotes of an input method are not quotes of TOML: write `'` or `\"`"
    } else if line.matches('\'').count() > 2 {
        "a text that holds `'` goes between `'''` and `'''`"
    } else {
        "strings and patterns go between single quotes: `key = '…'`"
    };
    problems.error("toml/syntax", file, span, "the file is not TOML", error.message().to_owned(), help);
}

/// What was noted, sorted: an error where a run cannot go on, else the warnings.
///
/// # Errors
/// Where at least one of the notes is an error.
pub fn report(problems: Problems) -> Result<Report, Report> {
    let mut report = Report { diagnostics: problems.into_inner() };
    report.sort();
    if report.errors() > 0 { Err(report) } else { Ok(report) }
}
