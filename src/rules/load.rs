//! Layers of rule files stacked into one book: the last definition of an id wins, `change` replaces keys of it, `off` is
//! applied last.

use super::context;
use super::fields::{Fields, KEY, Located};
use super::files::{FOLDERS, Layer, RuleFile};
use super::language::LanguageSettings;
use super::node::Table;
use super::problems::{Problems, nearest};
use super::schema::{KindSpec, RawRule, RuleSpec, ScopeSpec, SetSpec};
use super::settings::{self, NormalizeSettings, PipelineSettings, WriteSettings};
use crate::diagnostic::{Place, Report};
use crate::stages::context::ContextSettings;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// All rules and settings of a run, as written.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    /// `pipeline.toml`
    pub pipeline: PipelineSettings,
    /// `normalize.toml`
    pub normalize: NormalizeSettings,
    /// `language.toml`
    pub language: LanguageSettings,
    /// `context.toml`
    pub context: ContextSettings,
    /// `write.toml`
    pub write: WriteSettings,
    /// Sets, in the order they stack.
    pub sets: Vec<SetInfo>,
    /// Kinds of page, by id.
    pub kinds: Vec<KindSpec>,
    /// Rules in the order they stack, those that are switched off among them.
    pub rules: Vec<RuleSpec>,
    /// Phrases by full name, `set/vocabulary`.
    pub vocabularies: HashMap<String, Vocabulary>,
}

/// What is known of a set beside its rules.
#[derive(Clone, Debug)]
pub struct SetInfo {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub about: String,
    /// Sets that it mends.
    pub extends: Vec<String>,
}

/// A named list of phrases.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The phrases as written.
    pub phrases: Vec<String>,
    /// Where its name stands.
    pub place: Place,
}

/// Why rules could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder cannot be read.
    #[error("cannot read the rules folder {folder}: {source}; name a folder of rule files after `--rules`")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Mistakes in the rules.
    #[error("{0}")]
    Rules(Report),
}

/// The shipped layer and those of folders over it, and what keeps a file from being read.
///
/// # Errors
/// Where a folder cannot be read.
pub fn read_layers(folders: &[impl AsRef<Path>]) -> Result<(Vec<Layer>, Problems), LoadError> {
    let problems = Problems::default();
    let mut layers = vec![Layer::shipped()];
    for folder in folders {
        let folder = folder.as_ref();
        let layer = Layer::of_folder(folder, &problems);
        layers.push(layer.map_err(|source| LoadError::Folder { folder: folder.display().to_string(), source })?);
    }
    Ok((layers, problems))
}

/// A rule of the stack, not read yet.
struct Stacked {
    full_id: String,
    home: String,
    scope: Arc<ScopeSpec>,
    raw: RawRule,
}

impl Stacked {
    fn read(&self, problems: &Problems) -> Option<RuleSpec> {
        let fields = Fields::new(problems, &self.raw.table, "rule", self.raw.place.clone(), KEY);
        RuleSpec::read(fields, &self.full_id, &self.home, Arc::clone(&self.scope))
    }
}

/// What is stacked before rules are read.
#[derive(Default)]
struct Stack {
    rules: Vec<Stacked>,
    changes: Vec<(Located<String>, Table)>,
    off: Vec<Located<String>>,
    /// Files of settings, by id; keys of later layers in place of those below.
    settings: BTreeMap<String, (Table, Place)>,
}

/// What a file holds.
enum Part {
    Set(Box<SetSpec>),
    Settings(Table),
}

impl Part {
    fn read(rule_file: &&RuleFile, problems: &Problems) -> Self {
        let RuleFile { id, file } = rule_file;
        let table = Table::parse(file, problems);
        let is_set = id == "dedup" || id.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder));
        if !is_set {
            return Self::Settings(table);
        }
        let fields = Fields::new(problems, &table, "rule file", Place::start_of(file), KEY);
        Self::Set(Box::new(SetSpec::read(id, fields)))
    }
}

impl RuleBook {
    /// Stacks `layers`, the first at the bottom. Mistakes are noted in `problems`; what is sound is loaded.
    pub fn load(layers: &[Layer], problems: &Problems) -> Self {
        let mut book = Self::default();
        let mut stack = Stack::default();
        // A layer that stands alone has nothing under it.
        let bottom = layers.iter().rposition(Layer::stands_alone).unwrap_or(0);
        let files: Vec<&RuleFile> = layers[bottom..].iter().flat_map(|layer| &layer.files).collect();
        for (file, part) in files.iter().zip(problems.of_each(&files, Part::read)) {
            match part {
                Part::Set(set) => book.stack(*set, problems, &mut stack),
                Part::Settings(table) => stack.set(file, table),
            }
        }
        book.set(&stack.settings, problems);
        stack.change(problems);
        book.rules.extend(problems.of_each(&stack.rules, Stacked::read).into_iter().flatten());
        book.switch_off(&stack.off, problems);
        // Freeing what was read takes as long as reading some of it.
        rayon::spawn(move || drop(stack));
        book
    }

    /// The shipped rules alone.
    ///
    /// # Errors
    /// All mistakes in them.
    pub fn shipped() -> Result<Self, Report> {
        let problems = Problems::default();
        let book = Self::load(&[Layer::shipped()], &problems);
        problems.into_report().map(|_| book)
    }

    /// The shipped rules with those of folders over them, the first folder at the bottom.
    ///
    /// # Errors
    /// All mistakes of all files at once, or a folder that cannot be read.
    pub fn of_folders(folders: &[impl AsRef<Path>]) -> Result<Self, LoadError> {
        let (layers, problems) = read_layers(folders)?;
        let book = Self::load(&layers, &problems);
        problems.into_report().map(|_| book).map_err(LoadError::Rules)
    }

    /// The vocabulary that a rule of the set `home` calls `name`: its own, one of a set that it extends, or one named
    /// in full.
    pub fn vocabulary(&self, home: &str, name: &str) -> Option<(String, &Vocabulary)> {
        let extended = self.sets.iter().filter(|set| set.id == home).flat_map(|set| &set.extends);
        let owners = std::iter::once(home).chain(extended.map(String::as_str)).map(|set| format!("{set}/{name}"));
        let names = owners.chain([name.to_owned()]);
        let mut found = names.filter_map(|full| self.vocabularies.get(&full).map(|vocabulary| (full, vocabulary)));
        found.next()
    }

    fn set(&mut self, settings: &BTreeMap<String, (Table, Place)>, problems: &Problems) {
        for (id, (table, place)) in settings {
            let fields = Fields::new(problems, table, "rule file", place.clone(), KEY);
            settings::read_header(&fields);
            match id.as_str() {
                "pipeline" => self.pipeline = PipelineSettings::read(&fields),
                "normalize" => self.normalize = NormalizeSettings::read(&fields),
                "context" => self.context = context::read(&fields),
                "language" => self.language = LanguageSettings::read(&fields),
                _ => self.write = WriteSettings::read(&fields),
            }
            fields.finish();
        }
    }

    fn stack(&mut self, set: SetSpec, problems: &Problems, stack: &mut Stack) {
        for known in &set.extends {
            if !self.sets.iter().any(|set| set.id == known.value) {
                let ids: Vec<&str> = self.sets.iter().map(|set| set.id.as_str()).collect();
                let help = nearest(known, &ids).map_or(String::new(), |(_, id)| format!("the nearest id is `{id}`"));
                let message = format!("`extends` names no set: `{}`", known.value);
                problems.error("set/unknown-set", &known.place, message, "no set below it has this id", help);
            }
        }
        for (name, phrases) in set.vocabularies {
            let phrases = phrases.into_iter().map(|phrase| phrase.value).collect();
            let vocabulary = Vocabulary { phrases, place: name.place };
            self.vocabularies.insert(format!("{}/{}", set.id, name.value), vocabulary);
        }
        for kind in set.kinds {
            match self.kinds.iter().position(|known| *known.id == *kind.id) {
                Some(at) if Arc::ptr_eq(&self.kinds[at].place.file, &kind.place.file) => {
                    note_twice("kind", &kind.id, &kind.id.place, problems);
                }
                Some(at) => self.kinds[at] = kind,
                None => self.kinds.push(kind),
            }
        }
        let extends: Vec<String> = set.extends.into_iter().map(|id| id.value).collect();
        let scope = Arc::new(set.scope);
        for raw in set.rules {
            let full_id = format!("{}/{}", set.id, raw.id.value);
            stack.add(Stacked { full_id, home: set.id.clone(), scope: Arc::clone(&scope), raw }, &extends, problems);
        }
        stack.changes.extend(set.changes);
        stack.off.extend(set.off);
        match self.sets.iter_mut().find(|known| known.id == set.id) {
            Some(known) => known.extends.extend(extends),
            None => self.sets.push(SetInfo { id: set.id, about: set.about, extends }),
        }
    }

    fn switch_off(&mut self, off: &[Located<String>], problems: &Problems) {
        for id in off {
            let rules = self.rules.iter_mut().map(|rule| (&rule.full_id, &mut rule.enabled));
            let readings = self.context.rules.iter_mut().map(|rule| (&rule.full_id, &mut rule.enabled));
            match rules.chain(readings).find(|(full_id, _)| **full_id == id.value) {
                Some((_, enabled)) => *enabled = false,
                None => {
                    let rules = self.rules.iter().map(|rule| rule.full_id.as_str());
                    let readings = self.context.rules.iter().map(|rule| rule.full_id.as_str());
                    note_unknown_rule("off", id, &rules.chain(readings).collect::<Vec<_>>(), problems);
                }
            }
        }
    }
}

impl Stack {
    /// Lays the settings of a file over those of the layers below.
    fn set(&mut self, RuleFile { id, file }: &RuleFile, table: Table) {
        match self.settings.get_mut(id) {
            Some((settings, _)) => settings.change(&table),
            None => drop(self.settings.insert(id.clone(), (table, Place::start_of(file)))),
        }
    }

    /// Puts a rule in the place of the one with its id, in its own set or one that it extends, or on top.
    fn add(&mut self, mut rule: Stacked, extends: &[String], problems: &Problems) {
        let known = |full: &String| self.rules.iter().any(|rule| rule.full_id == *full);
        let mended = extends.iter().map(|set| format!("{set}/{}", rule.raw.id.value)).find(known);
        rule.full_id = mended.unwrap_or(rule.full_id);
        let file = |rule: &Stacked| Arc::clone(&rule.raw.place.file);
        match self.rules.iter().position(|known| known.full_id == rule.full_id) {
            Some(at) if Arc::ptr_eq(&file(&self.rules[at]), &file(&rule)) => {
                note_twice("rule", &rule.full_id, &rule.raw.id.place, problems);
                // Its other mistakes are told too.
                rule.read(problems);
            }
            Some(at) => self.rules[at] = rule,
            None => self.rules.push(rule),
        }
    }

    fn change(&mut self, problems: &Problems) {
        for (id, keys) in std::mem::take(&mut self.changes) {
            match self.rules.iter_mut().find(|rule| rule.full_id == id.value) {
                Some(rule) => rule.raw.table.change(&keys),
                None => {
                    let ids: Vec<&str> = self.rules.iter().map(|rule| rule.full_id.as_str()).collect();
                    note_unknown_rule("change", &id, &ids, problems);
                }
            }
        }
    }
}

fn note_unknown_rule(key: &str, id: &Located<String>, known: &[&str], problems: &Problems) {
    let help = nearest(id, known).map_or(String::new(), |(_, known)| format!("the nearest id is `{known}`"));
    let message = format!("`{key}` names no rule: `{}`", id.value);
    problems.error("set/unknown-rule", &id.place, message, "no rule has this id", help);
}

fn note_twice(what: &str, id: &str, place: &Place, problems: &Problems) {
    let message = format!("two {what}s of this file are called `{id}`");
    let help = "rename one of them, or make them one";
    problems.error("rule/duplicate-id", place, message, "this is the second", help);
}
