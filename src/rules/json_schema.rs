//! The JSON Schema of rule files, for editors: worked out of the code that reads them, so that it cannot drift.

use super::context;
use super::fields::Fields;
use super::language::LanguageSettings;
use super::probe::{Probe, Takes};
use super::problems::Problems;
use super::schema::{SetSpec, description};
use super::settings::{self, NormalizeSettings, PipelineSettings, WriteSettings};
use crate::diagnostic::{Place, SourceFile};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The kinds of rule file that have a schema: all rule sets, and each file of settings.
pub const NAMES: &[&str] = &["context", "language", "normalize", "pipeline", "rules", "write"];

/// The schema of a kind of rule file; none where there is no such kind.
pub fn of(name: &str) -> Option<Value> {
    let probe = Probe::default();
    let problems = Problems::default();
    let file = Arc::new(SourceFile { path: name.to_owned(), text: String::new(), built_in: true });
    let fields = Fields::probe(&problems, &probe, "rule file", Place::start_of(&file));
    if name != "rules" {
        settings::read_header(&fields);
    }
    match name {
        "rules" => {
            SetSpec::read("", fields);
        }
        "pipeline" => {
            PipelineSettings::read(&fields);
        }
        "normalize" => {
            NormalizeSettings::read(&fields);
        }
        "context" => {
            context::read(&fields);
        }
        "language" => {
            LanguageSettings::read(&fields);
        }
        "write" => {
            WriteSettings::read(&fields);
        }
        _ => return None,
    }
    let mut schema = object(&probe, "");
    if name == "rules" {
        schema["properties"]["change"]["additionalProperties"] = changeable(&schema["properties"]["rules"]["items"]);
    }
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(format!("tamis: {name}"));
    Some(schema)
}

/// The dotted paths of all keys of a kind of rule file.
pub fn keys(schema: &Value) -> Vec<String> {
    let mut keys = Vec::new();
    collect(schema, "", &mut keys);
    keys
}

fn collect(schema: &Value, path: &str, keys: &mut Vec<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path = format!("{path}{name}");
        collect(property, &format!("{path}."), keys);
        collect(property.get("items").unwrap_or(&Value::Null), &format!("{path}[]."), keys);
        keys.push(path);
    }
}

/// The table whose keys begin with `path`.
fn object(probe: &Probe, path: &str) -> Value {
    let keys = probe.keys.borrow();
    let mut properties = Map::new();
    for (key, takes) in keys.iter() {
        let Some(name) = key.strip_prefix(path).filter(|name| !name.contains('.')) else { continue };
        let mut property = value(probe, key, takes);
        property["description"] = json!(description(key).unwrap_or_default());
        properties.insert(name.to_owned(), property);
    }
    let required = probe.required.borrow();
    let mut required: Vec<&str> =
        required.iter().filter_map(|key| key.strip_prefix(path)).filter(|name| !name.contains('.')).collect();
    required.sort_unstable();
    required.dedup();
    let mut object = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn value(probe: &Probe, key: &str, takes: &Takes) -> Value {
    let strings = || json!({ "type": "array", "items": { "type": "string" } });
    let string_or_strings = || json!({ "anyOf": [{ "type": "string" }, strings()] });
    match takes {
        Takes::String => json!({ "type": "string" }),
        Takes::Strings => string_or_strings(),
        Takes::Count => json!({ "type": "integer", "minimum": 0 }),
        Takes::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Takes::Numbers => json!({ "type": "array", "items": { "type": "number" } }),
        Takes::Rows => json!({ "type": "array", "items": { "type": "array", "items": { "type": "number" } } }),
        Takes::Boolean => json!({ "type": "boolean" }),
        Takes::Choice(names) => json!({ "type": "string", "enum": names }),
        Takes::Table => object(probe, &format!("{key}.")),
        Takes::Tables => json!({ "type": "array", "items": object(probe, &format!("{key}[].")) }),
        Takes::Items => {
            let item = json!({ "anyOf": [{ "type": "string" }, strings(), object(probe, &format!("{key}[]."))] });
            json!({ "type": "array", "items": item })
        }
        Takes::NamedLists => json!({ "type": "object", "additionalProperties": string_or_strings() }),
        Takes::NamedShares => {
            json!({ "type": "object", "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 } })
        }
        Takes::NamedTables => json!({ "type": "object", "additionalProperties": { "type": "object" } }),
    }
}

/// A rule of which only some keys are given.
fn changeable(rule: &Value) -> Value {
    let mut rule = rule.clone();
    if let Some(rule) = rule.as_object_mut() {
        rule.remove("required");
    }
    rule
}
