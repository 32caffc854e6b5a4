//! Typed reading of a table: each key asked for by name, each mistake noted, none hiding another.
//!
//! The same reading code can be asked what it would read ([`Fields::probe`]): that is the schema of rule files.

mod numbers;

use super::node::{Node, Table, Value};
use super::probe::{Probe, Takes};
use super::problems::{Problems, suggestion};
use crate::diagnostic::Place;
use std::cell::RefCell;
use std::ops::Deref;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What the keys of a table are called in messages, and the code of an unknown one.
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
    table: &'a Table,
    name: &'a str,
    place: Place,
    noun: Noun,
    asked: RefCell<Vec<&'static str>>,
    probe: Option<(&'a Probe, String)>,
}

/// The table of whoever is only asked what it would read.
static NOTHING: Table = Table::new();

impl<'a> Fields<'a> {
    /// The table `table` that stands at `place` and is called `name`.
    pub fn new(problems: &'a Problems, table: &'a Table, name: &'a str, place: Place, noun: Noun) -> Self {
        Self { problems, table, name, place, noun, asked: RefCell::default(), probe: None }
    }

    /// No table at all: what is asked of it is noted in `probe`.
    pub fn probe(problems: &'a Problems, probe: &'a Probe, name: &'a str, place: Place) -> Self {
        Self { probe: Some((probe, String::new())), ..Self::new(problems, &NOTHING, name, place, KEY) }
    }

    /// Whether this is [`Fields::probe`].
    pub fn is_probe(&self) -> bool {
        self.probe.is_some()
    }

    /// Where the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The table itself.
    pub fn whole(&self) -> &'a Table {
        self.table
    }

    /// Where mistakes are noted.
    pub fn problems(&self) -> &'a Problems {
        self.problems
    }

    fn get(&self, key: &'static str, takes: Takes) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key);
        if let Some((probe, path)) = &self.probe {
            probe.keys.borrow_mut().push((format!("{path}{key}"), takes));
        }
        self.table.get(key).map(|entry| &entry.node)
    }

    /// The table under a key of a probe.
    fn probed(&self, key: &'static str, list: bool) -> Option<Fields<'a>> {
        let (probe, path) = self.probe.as_ref()?;
        let path = format!("{path}{key}{}.", if list { "[]" } else { "" });
        let fields = Fields::new(self.problems, &NOTHING, key, self.place.clone(), KEY);
        Some(Fields { probe: Some((*probe, path)), ..fields })
    }

    /// Whether the key is there; a reader of its value is still needed.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Where the key itself stands, the table if it is missing.
    pub fn key_place(&self, key: &str) -> Place {
        self.table.get(key).map_or_else(|| self.place.clone(), |entry| entry.key.clone())
    }

    /// Notes that the value of `key` is of another type than wanted.
    fn wrong_type(&self, key: &str, node: &Node, wanted: &str) {
        self.problems.error(
            "rule/wrong-type",
            &node.place,
            format!("`{key}` takes {wanted}"),
            format!("this is {}", node.value.type_name()),
            format!("write {wanted} after `{key} =`"),
        );
    }

    /// A string.
    pub fn string(&self, key: &'static str) -> Option<Located<String>> {
        let node = self.get(key, Takes::String)?;
        self.as_string(key, node)
    }

    fn as_string(&self, key: &str, node: &Node) -> Option<Located<String>> {
        let Value::String(text) = &node.value else {
            self.wrong_type(key, node, "a string");
            return None;
        };
        Some(Located { value: text.clone(), place: node.place.clone() })
    }

    /// A string that must be there and say something.
    pub fn required_string(&self, key: &'static str, mend: &str) -> Option<Located<String>> {
        if !self.has(key) {
            self.missing(key, mend);
        }
        let text = self.string(key)?;
        if text.trim().is_empty() {
            let message = format!("`{key}` is empty");
            self.problems.error("rule/missing-key", &text.place, message, "nothing is said here", mend);
        }
        Some(text)
    }

    /// As [`required_string`](Self::required_string), for a name that whoever asks looks up among `names`.
    pub fn required_name(&self, key: &'static str, names: &[&str], mend: &str) -> Option<Located<String>> {
        let name = self.required_string(key, mend);
        if let Some((probe, path)) = &self.probe {
            let choice = Takes::Choice(names.iter().map(|name| (*name).to_owned()).collect());
            probe.keys.borrow_mut().push((format!("{path}{key}"), choice));
        }
        name
    }

    /// Notes that a key is missing.
    pub fn missing(&self, key: &str, mend: &str) {
        if let Some((probe, path)) = &self.probe {
            probe.required.borrow_mut().push(format!("{path}{key}"));
            return;
        }
        let message = format!("{} has no `{key}`", self.name);
        self.problems.error("rule/missing-key", &self.place, message, format!("`{key}` is missing"), mend);
    }

    /// A string or a list of strings.
    pub fn strings(&self, key: &'static str) -> Option<Vec<Located<String>>> {
        let node = self.get(key, Takes::Strings)?;
        self.as_strings(key, node)
    }

    fn as_strings(&self, key: &str, node: &Node) -> Option<Vec<Located<String>>> {
        match &node.value {
            Value::String(_) => self.as_string(key, node).map(|text| vec![text]),
            Value::Array(items) => {
                let text = |item: &Node| match &item.value {
                    Value::String(text) => Some(Located { value: text.clone(), place: item.place.clone() }),
                    _ => {
                        self.wrong_type(key, item, "strings");
                        None
                    }
                };
                Some(items.iter().filter_map(text).collect())
            }
            _ => {
                self.wrong_type(key, node, "a string or a list of strings");
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Option<Located<bool>> {
        let node = self.get(key, Takes::Boolean)?;
        let Value::Boolean(value) = node.value else {
            self.wrong_type(key, node, "`true` or `false`");
            return None;
        };
        Some(Located { value, place: node.place.clone() })
    }

    /// One of the named choices.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<Located<T>> {
        let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        let node = self.get(key, Takes::Choice(names.iter().map(|name| (*name).to_owned()).collect()))?;
        let name = self.as_string(key, node)?;
        let found = choices.iter().find(|(choice, _)| *choice == name.value);
        if found.is_none() {
            self.problems.error(
                "rule/unknown-value",
                &name.place,
                format!("`{key}` has no choice `{}`", name.value),
                format!("not one of the choices of `{key}`"),
                suggestion(&name.value, &names, "choices"),
            );
        }
        found.map(|(_, value)| Located { value: *value, place: name.place })
    }

    /// A table under `key`.
    pub fn table(&self, key: &'static str, noun: Noun) -> Option<Fields<'a>> {
        let node = self.get(key, Takes::Table);
        if self.is_probe() {
            return self.probed(key, false);
        }
        self.as_table(key, node?, noun)
    }

    /// A table that must be there.
    pub fn required_table(&self, key: &'static str, noun: Noun, mend: &str) -> Option<Fields<'a>> {
        if !self.has(key) {
            self.missing(key, mend);
        }
        self.table(key, noun)
    }

    fn as_table(&self, name: &'a str, node: &'a Node, noun: Noun) -> Option<Fields<'a>> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(name, node, "a table");
            return None;
        };
        Some(Fields::new(self.problems, table, name, node.place.clone(), noun))
    }

    /// The tables of a list of tables, called `name` in messages.
    pub fn tables(&self, key: &'static str, name: &'a str, noun: Noun) -> Vec<Fields<'a>> {
        let node = self.get(key, Takes::Tables);
        if self.is_probe() {
            return self.probed(key, true).into_iter().collect();
        }
        let Some(node) = node else { return Vec::new() };
        let Value::Array(items) = &node.value else {
            self.wrong_type(key, node, "a list of tables");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.as_table(name, item, noun)).collect()
    }

    /// The items of a list, each a string, a list of strings or a table, for [`Item`] to tell apart.
    pub fn items(&self, key: &'static str) -> Vec<Item<'a>> {
        let node = self.get(key, Takes::Items);
        if self.is_probe() {
            return self.probed(key, true).map(Item::Table).into_iter().collect();
        }
        let Some(node) = node else { return Vec::new() };
        let Value::Array(items) = &node.value else {
            self.wrong_type(key, node, "a list");
            return Vec::new();
        };
        let item = |item: &'a Node| match &item.value {
            Value::String(_) | Value::Array(_) => {
                self.as_strings(key, item).map(|text| Item::Strings(text, item.place.clone()))
            }
            Value::Table(_) => self.as_table(key, item, KEY).map(Item::Table),
            _ => {
                self.wrong_type(key, item, "strings, lists of strings, or tables");
                None
            }
        };
        items.iter().filter_map(item).collect()
    }

    /// A table of free keys, each with a string or a list of strings.
    pub fn named_lists(&self, key: &'static str) -> Vec<(Located<String>, Vec<Located<String>>)> {
        self.named(key, Takes::NamedLists, "a table of lists", |name, node| self.as_strings(name, node))
    }

    /// A table of free keys, each with a share from 0 to 1.
    pub fn named_shares(&self, key: &'static str) -> Vec<(Located<String>, f64)> {
        self.named(key, Takes::NamedShares, "a table of shares", |name, node| self.as_share(name, node))
    }

    /// A table of free keys, each with a table.
    pub fn named_tables(&self, key: &'static str) -> Vec<(Located<String>, Table)> {
        let inner = |name: &str, node: &Node| match &node.value {
            Value::Table(table) => Some(table.clone()),
            _ => {
                self.wrong_type(name, node, "a table");
                None
            }
        };
        self.named(key, Takes::NamedTables, "a table of tables", inner)
    }

    /// A table of free keys, each with what `of` reads.
    fn named<T>(
        &self,
        key: &'static str,
        takes: Takes,
        wanted: &str,
        of: impl Fn(&'a str, &'a Node) -> Option<T>,
    ) -> Vec<(Located<String>, T)> {
        let Some(node) = self.get(key, takes) else { return Vec::new() };
        let Value::Table(table) = &node.value else {
            self.wrong_type(key, node, wanted);
            return Vec::new();
        };
        let entry = |(name, entry): (&'a str, &'a super::node::Entry)| {
            let value = of(name, &entry.node)?;
            Some((Located { value: name.to_owned(), place: entry.key.clone() }, value))
        };
        table.iter().filter_map(entry).collect()
    }

    /// Notes every key that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (name, entry) in self.table.iter() {
            if asked.contains(&name) {
                continue;
            }
            self.problems.error(
                self.noun.code,
                &entry.key,
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
    Strings(Vec<Located<String>>, Place),
    /// A table.
    Table(Fields<'a>),
}
