//! Typed reading of a TOML table with places: each key asked for by name, each mistake noted, none hiding another.

use crate::diagnostic::{Diagnostic, Severity, SourceFile};
use std::cell::RefCell;
use std::ops::{Deref, Range};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place in its file.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Where mistakes are noted while files are read.
#[derive(Debug, Default)]
pub struct Problems {
    found: RefCell<Vec<Diagnostic>>,
}

impl Problems {
    /// Notes an error at a place of a file.
    pub fn error(
        &self,
        code: &'static str,
        file: &Arc<SourceFile>,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.note(Severity::Error, code, file, span, message.into(), label.into(), help.into());
    }

    /// Notes a warning at a place of a file.
    pub fn warning(
        &self,
        code: &'static str,
        file: &Arc<SourceFile>,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.note(Severity::Warning, code, file, span, message.into(), label.into(), help.into());
    }

    #[allow(clippy::too_many_arguments)]
    fn note(
        &self,
        severity: Severity,
        code: &'static str,
        file: &Arc<SourceFile>,
        span: Range<usize>,
        message: String,
        label: String,
        help: String,
    ) {
        let file = Arc::clone(file);
        self.found.borrow_mut().push(Diagnostic { severity, code, message, file, span, label, help });
    }

    /// How many errors were noted so far.
    pub fn errors(&self) -> usize {
        self.found.borrow().iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// All that was noted.
    pub fn into_inner(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// What a table is called in messages, and the code of an unknown key in it.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// As in "`when` has no condition of this name".
    pub key: &'static str,
    /// As in "unknown condition".
    pub code: &'static str,
}

/// A key of a rule, a set, a shape's table.
pub const KEY: Noun = Noun { key: "key", code: "rule/unknown-key" };
/// A key of `when`, `unless` and their kin.
pub const CONDITION: Noun = Noun { key: "condition", code: "rule/unknown-condition" };

/// One table being read.
pub struct Fields<'a> {
    problems: &'a Problems,
    file: &'a Arc<SourceFile>,
    table: &'a DeTable<'a>,
    name: &'a str,
    span: Range<usize>,
    noun: Noun,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// The table `table` that stands at `span` and is called `name`.
    pub fn new(
        problems: &'a Problems,
        file: &'a Arc<SourceFile>,
        table: &'a DeTable<'a>,
        name: &'a str,
        span: Range<usize>,
        noun: Noun,
    ) -> Self {
        Self { problems, file, table, name, span, noun, asked: RefCell::default() }
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The file it stands in.
    pub fn file(&self) -> &Arc<SourceFile> {
        self.file
    }

    /// Where mistakes are noted.
    pub fn problems(&self) -> &'a Problems {
        self.problems
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// Whether the key is there; a later reader of its value is still needed.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the key itself stands, the table if it is missing.
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.table.get_key_value(key).map_or(self.span(), |(key, _)| key.span())
    }

    /// Notes that the value of `key` is of another type than wanted.
    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = article(value.get_ref().type_str());
        self.problems.error(
            "rule/wrong-type",
            self.file,
            value.span(),
            format!("`{key}` takes {wanted}"),
            format!("this is {found}"),
            format!("write {wanted} after `{key} =`"),
        );
    }

    /// A string.
    pub fn string(&self, key: &'static str) -> Option<Located<String>> {
        let value = self.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a string");
            return None;
        };
        Some(Located { value: text.to_owned(), span: value.span() })
    }

    /// A string that must be there and say something.
    pub fn required_string(&self, key: &'static str, mend: &str) -> Option<Located<String>> {
        if !self.has(key) {
            self.missing(key, mend);
        }
        let text = self.string(key)?;
        if text.trim().is_empty() {
            let message = format!("`{key}` is empty");
            self.problems.error(
                "rule/missing-key",
                self.file,
                text.span.clone(),
                message,
                "nothing is said here",
                mend,
            );
        }
        Some(text)
    }

    /// Notes that a key is missing.
    pub fn missing(&self, key: &str, mend: &str) {
        let message = format!("{} has no `{key}`", self.name);
        self.problems.error("rule/missing-key", self.file, self.span(), message, format!("`{key}` is missing"), mend);
    }

    /// A string or a list of strings.
    pub fn strings(&self, key: &'static str) -> Option<Vec<Located<String>>> {
        let value = self.get(key)?;
        self.as_strings(key, value)
    }

    fn as_strings(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Vec<Located<String>>> {
        let whole = |text: &str, span| Located { value: text.to_owned(), span };
        match value.get_ref() {
            DeValue::String(text) => Some(vec![whole(text, value.span())]),
            DeValue::Array(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items.iter() {
                    match item.get_ref().as_str() {
                        Some(text) => list.push(whole(text, item.span())),
                        None => self.wrong_type(key, item, "strings"),
                    }
                }
                Some(list)
            }
            _ => {
                self.wrong_type(key, value, "a string or a list of strings");
                None
            }
        }
    }

    /// A whole number from 0.
    pub fn count(&self, key: &'static str) -> Option<Located<usize>> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|i| usize::from_str_radix(i.as_str(), i.radix()).ok());
        if number.is_none() {
            self.wrong_type(key, value, "a whole number from 0");
        }
        Some(Located { value: number?, span: value.span() })
    }

    /// A share from 0 to 1.
    pub fn share(&self, key: &'static str) -> Option<Located<f64>> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::Float(number) => Some(number.as_str()),
            DeValue::Integer(number) => Some(number.as_str()),
            _ => None,
        };
        let share = text.and_then(|text| text.replace('_', "").parse().ok()).filter(|s| (0.0..=1.0).contains(s));
        if share.is_none() {
            self.wrong_type(key, value, "a share from 0 to 1");
        }
        Some(Located { value: share?, span: value.span() })
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Option<Located<bool>> {
        let value = self.get(key)?;
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_type(key, value, "`true` or `false`");
        }
        Some(Located { value: truth?, span: value.span() })
    }

    /// One of the named choices.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<Located<T>> {
        let name = self.string(key)?;
        let found = choices.iter().find(|(choice, _)| *choice == name.value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            self.problems.error(
                "rule/unknown-value",
                self.file,
                name.span.clone(),
                format!("`{key}` has no choice `{}`", name.value),
                format!("not one of the choices of `{key}`"),
                suggestion(&name.value, &names, "choices"),
            );
        }
        found.map(|(_, value)| Located { value: *value, span: name.span })
    }

    /// A table under `key`.
    pub fn table(&self, key: &'static str, noun: Noun) -> Option<Fields<'a>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Fields::new(self.problems, self.file, table, key, self.place(key, value), noun))
            }
            _ => {
                self.wrong_type(key, value, "a table");
                None
            }
        }
    }

    /// The place to point at for the table under `key`: the key where the table is spelt by dotted keys.
    fn place(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Range<usize> {
        if value.span().is_empty() { self.key_span(key) } else { value.span() }
    }

    /// The tables of a list of tables, called `name` in messages.
    pub fn tables(&self, key: &'static str, name: &'a str, noun: Noun) -> Vec<Fields<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    tables.push(Fields::new(self.problems, self.file, table, name, item.span(), noun));
                }
                _ => self.wrong_type(key, item, "tables"),
            }
        }
        tables
    }

    /// The items of a list, each a string, a list of strings or a table, for [`Item`] to tell apart.
    pub fn items(&self, key: &'static str) -> Vec<Item<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list");
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(_) => {
                    list.extend(self.as_strings(key, item).map(|text| Item::Strings(text, item.span())))
                }
                DeValue::Array(_) => {
                    list.extend(self.as_strings(key, item).map(|text| Item::Strings(text, item.span())))
                }
                DeValue::Table(table) => {
                    list.push(Item::Table(Fields::new(self.problems, self.file, table, key, item.span(), KEY)));
                }
                _ => self.wrong_type(key, item, "strings, lists of strings, or tables"),
            }
        }
        list
    }

    /// A table of free keys, each with a string or a list of strings.
    pub fn named_lists(&self, key: &'static str) -> Vec<(Located<String>, Vec<Located<String>>)> {
        let Some(fields) = self.table(key, KEY) else { return Vec::new() };
        let mut lists = Vec::new();
        for (name, value) in fields.table.iter() {
            if let Some(list) = fields.as_strings(name.get_ref(), value) {
                lists.push((Located { value: name.get_ref().to_string(), span: name.span() }, list));
            }
        }
        lists
    }

    /// Notes every key that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            self.problems.error(
                self.noun.code,
                self.file,
                key.span(),
                format!("unknown {} `{name}`", self.noun.key),
                format!("`{}` has no {} of this name", self.name, self.noun.key),
                suggestion(name, &asked, &format!("{}s", self.noun.key)),
            );
        }
    }
}

/// An item of a mixed list.
pub enum Item<'a> {
    /// A string, or a list of strings.
    Strings(Vec<Located<String>>, Range<usize>),
    /// A table.
    Table(Fields<'a>),
}

/// The mend for a misspelt name: the nearest of `known`, and the whole list.
pub fn suggestion(name: &str, known: &[&str], plural: &str) -> String {
    let mut names: Vec<&str> = known.to_vec();
    names.sort_unstable();
    names.dedup();
    let all = names.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    let nearest = names
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= 1 + known.chars().count() / 4);
    match nearest {
        Some((_, known)) => format!("write `{known}`; all {plural}: {all}"),
        None => format!("all {plural}: {all}"),
    }
}

fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
