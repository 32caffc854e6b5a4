//! The committed JSON Schemas against the code that reads rule files. `TAMIS_UPDATE=1 cargo test --test schema` writes
//! them anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;
use tamis::rules::{Layer, json_schema, schema};

fn committed(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/schema/{name}.schema.json"))
}

#[test]
fn the_committed_schemas_are_those_of_the_reader() {
    for name in json_schema::NAMES {
        let schema = serde_json::to_string_pretty(&json_schema::of(name).unwrap()).unwrap() + "\n";
        if std::env::var_os("TAMIS_UPDATE").is_some() {
            fs::create_dir_all(committed(name).parent().unwrap()).unwrap();
            fs::write(committed(name), &schema).unwrap();
        }
        assert!(fs::read_to_string(committed(name)).unwrap_or_default() == schema, "{name} has changed");
    }
}

#[test]
fn each_key_of_a_schema_is_described() {
    for name in json_schema::NAMES {
        let keys = json_schema::keys(&json_schema::of(name).unwrap());
        assert!(!keys.is_empty());
        for key in keys {
            assert!(schema::description(&key).is_some(), "`{key}` of {name} has no description");
        }
    }
}

#[test]
fn each_shipped_file_names_its_schema() {
    for file in Layer::shipped().files {
        let is_set = file.id == "dedup" || file.id.contains('/');
        let name = if is_set { "rules" } else { &file.id };
        let up = if file.id.contains('/') { "../" } else { "./" };
        let line = format!("#:schema {up}schema/{name}.schema.json");
        assert_eq!(file.file.text.lines().next(), Some(line.as_str()), "first line of {}", file.file.path);
    }
}
