//! A rule as it runs, in TOML, each key with the place that it comes from.

use super::node::{Node, Table, Value};
use super::schema::RuleSpec;
use std::fmt::Write as _;

/// The lines of a rule: keys dotted, one a line, the place of each behind it.
pub fn rule(spec: &RuleSpec) -> String {
    let mut lines = Vec::new();
    flatten(&spec.table, "", &mut lines);
    let rank = |key: &str| ORDER.iter().position(|known| key.split('.').next() == Some(known)).unwrap_or(ORDER.len());
    lines.sort_by_key(|(key, _)| rank(key));
    let mut text = format!("# {}\n[[rules]]\n", spec.full_id);
    for (key, node) in lines {
        let _ = writeln!(text, "{key} = {}  # {}", value(&node.value), node.place);
    }
    if !spec.enabled {
        text.push_str("# switched off\n");
    }
    text
}

/// The order in which a reader wants the keys of a rule.
const ORDER: &[&str] = &["id", "why", "removes", "enabled", "scope", "when", "unless", "piece", "until", "abort-on"];

fn flatten<'t>(table: &'t Table, path: &str, lines: &mut Vec<(String, &'t Node)>) {
    for (name, entry) in table.iter() {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let name = if plain { name.to_owned() } else { string(name) };
        match &entry.node.value {
            Value::Table(inner) => flatten(inner, &format!("{path}{name}."), lines),
            _ => lines.push((format!("{path}{name}"), &entry.node)),
        }
    }
}

/// A value on one line.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Boolean(truth) => truth.to_string(),
        Value::Datetime(date) => date.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| self::value(&item.value)).collect::<Vec<_>>().join(", "))
        }
        Value::Table(table) => {
            let entry =
                |(name, entry): (&str, &super::node::Entry)| format!("{name} = {}", self::value(&entry.node.value));
            format!("{{ {} }}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string between single quotes where that can be: patterns are read as they are written.
pub fn string(text: &str) -> String {
    let literal = !text.contains('\'') && !text.chars().any(|c| c.is_control() && c != '\t');
    if literal && text.contains(['\\', '"']) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || crate::key::is_invisible(c) => {
                let _ = write!(quoted, "\\U{:08X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_strings_that_read_back_as_they_were() {
        for text in ["plain", r"\d+ 'quoted'", "\"both\" 'kinds' \\ and\n\u{200b}more", "展开更多", r"a\.b"] {
            let table: toml::Table = toml::from_str(&format!("key = {}", string(text))).unwrap();
            assert_eq!(table["key"].as_str(), Some(text));
        }
    }
}
