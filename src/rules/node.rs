//! A TOML file as a tree in which every value knows the file and place that it comes from.

use super::problems::Problems;
use crate::diagnostic::{Place, SourceFile};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands; for a table spelt by dotted keys, where its first key does.
    pub place: Place,
}

/// What TOML can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `'…'`
    String(String),
    /// `12`
    Integer(i64),
    /// `0.5`
    Float(f64),
    /// `true`
    Boolean(bool),
    /// `2001-02-03`
    Datetime(String),
    /// `[…]`
    Array(Vec<Node>),
    /// `{…}`, `[…]`
    Table(Table),
}

/// Keys and values, in the order of the keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: BTreeMap<String, Entry>,
}

/// A key of a table: where it stands, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Place,
    /// Its value.
    pub node: Node,
}

impl Value {
    /// What messages call a value of this type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Boolean(_) => "a boolean",
            Self::Datetime(_) => "a date",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Table {
    /// No entries.
    pub const fn new() -> Self {
        Self { entries: BTreeMap::new() }
    }

    /// Reads a file. Syntax errors are noted; what can be read is read.
    pub fn parse(file: &Arc<SourceFile>, problems: &Problems) -> Self {
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        for error in errors {
            note_syntax(&error, file, problems);
        }
        Self::of(table.get_ref(), file)
    }

    fn of(table: &DeTable<'_>, file: &Arc<SourceFile>) -> Self {
        let place = |span: Range<usize>| Place { file: Arc::clone(file), span };
        let entries = table.iter().map(|(name, value)| {
            let key = place(name.span());
            let mut node = Node::of(value, file);
            if node.place.span.is_empty() {
                node.place = key.clone();
            }
            (name.get_ref().to_string(), Entry { key, node })
        });
        Self { entries: entries.collect() }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// All entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// Whether a value anywhere in it stands at such a place.
    pub fn any_place(&self, wanted: &dyn Fn(&Place) -> bool) -> bool {
        self.entries.values().any(|entry| {
            wanted(&entry.key) || matches!(&entry.node.value, Value::Table(inner) if inner.any_place(wanted))
        })
    }

    /// Puts the values of `change` in place of its own; tables are gone into, lists are replaced as they are.
    pub fn change(&mut self, change: &Self) {
        for (key, entry) in &change.entries {
            match (self.entries.get_mut(key).map(|known| &mut known.node.value), &entry.node.value) {
                (Some(Value::Table(known)), Value::Table(new)) => known.change(new),
                _ => {
                    self.entries.insert(key.clone(), entry.clone());
                }
            }
        }
    }
}

impl Node {
    fn of(value: &Spanned<DeValue<'_>>, file: &Arc<SourceFile>) -> Self {
        let place = Place { file: Arc::clone(file), span: value.span() };
        let value = match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::Float(f64::NAN), Value::Integer),
            DeValue::Float(number) => Value::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(truth) => Value::Boolean(*truth),
            DeValue::Datetime(date) => Value::Datetime(date.to_string()),
            DeValue::Array(items) => Value::Array(items.iter().map(|item| Self::of(item, file)).collect()),
            DeValue::Table(table) => Value::Table(Table::of(table, file)),
        };
        Self { value, place }
    }
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
    let place = Place { file: Arc::clone(file), span };
    problems.syntax_error(&place, error.message(), help);
}
