//! Outputs: what is written in any layout and kind of file is read again as it was.

use super::texts;
use proptest::prelude::*;
use std::fs::{self, File};
use tamis::document::Origin;
use tamis::input::{Batches, Body, Fields, Raw, Record, decode, inputs};
use tamis::output::{Facts, FileKind, Form, Preset, Wanted};

/// A record with a field more than presets have, its text still to be replaced.
fn record(id: &str, extra: &str) -> Record {
    let line = serde_json::json!({ "id": id, "url": "https://example.com/a", "extra": extra, "text": "" }).to_string();
    let origin = Origin { input: "in.jsonl".into(), record: 1, offset: 0 };
    decode(Raw::json(origin, line), &Fields::default()).unwrap()
}

/// The records of a file that was written in this form, with these clean texts, in pieces of `rows` records.
fn written(preset: Preset, kind: FileKind, texts: &[(String, String)], rows: usize) -> (String, Vec<Record>) {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("in.jsonl");
    fs::write(&source, "").unwrap();
    let input = inputs(&[source.display().to_string()], None).unwrap().remove(0);
    let wanted = Wanted { preset, kind: Some(kind), facts: true, shard_bytes: None };
    let form = Form::of(&input, &wanted, &Fields::default());
    let mut bytes = Vec::new();
    for texts in texts.chunks(rows) {
        let mut lines = Vec::new();
        for (number, (text, extra)) in texts.iter().enumerate() {
            let record = record(&format!("a{number}"), extra);
            form.layout.encode(&record, text, Some(&Facts::default()), &form.names, &mut lines);
        }
        bytes.extend(form.packing.pack(lines).unwrap());
    }
    fs::create_dir_all(folder.path().join("documents")).unwrap();
    let path = folder.path().join(form.shard_name(0));
    fs::write(&path, &bytes).unwrap();
    bytes.extend(form.packing.ending(&mut File::open(&path).unwrap()).unwrap());
    fs::write(&path, &bytes).unwrap();
    let shard = inputs(&[path.display().to_string()], None).unwrap();
    let raws = Batches::new(&shard, &Fields::default()).flatten();
    let records = raws.map(|raw| decode(raw.unwrap(), &Fields::default()).unwrap()).collect();
    (path.file_name().unwrap().to_string_lossy().into_owned(), records)
}

fn line_of(record: &Record) -> serde_json::Value {
    let Body::Json { line, .. } = &record.body else { panic!("a record of JSON") };
    serde_json::from_str(line).unwrap()
}

/// What a preset keeps of the field `extra`.
fn extra_of(preset: Preset, line: &serde_json::Value) -> serde_json::Value {
    let inner = |text: &serde_json::Value| serde_json::from_str::<serde_json::Value>(text.as_str().unwrap()).unwrap();
    match preset {
        Preset::Same if line.get("extra").is_some() => line["extra"].clone(),
        Preset::Dolma => inner(&line["metadata"]["fields"])["extra"].clone(),
        _ => inner(&line["metadata"])["extra"].clone(),
    }
}

/// Names and types of all fields, nested ones too.
fn shape(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| format!("{name}:{{{}}}", shape(value))).collect(),
        Value::Array(items) => items.first().map_or("[]".to_owned(), |item| format!("[{}]", shape(item))),
        Value::String(_) => "string".to_owned(),
        Value::Number(number) => if number.is_f64() { "float" } else { "integer" }.to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Null => panic!("no field is null"),
    }
}

proptest! {
    #![proptest_config(texts::cases(24))]

    #[test]
    fn any_text_is_read_again_from_every_preset_and_kind_of_file(
        texts in proptest::collection::vec((texts::text(), any::<String>()), 1..6),
        rows in 1_usize..4,
    ) {
        for preset in Preset::ALL.into_iter().filter(|preset| *preset != Preset::Text) {
            for kind in FileKind::ALL {
                let (name, records) = written(preset, kind, &texts, rows);
                prop_assert_eq!(records.len(), texts.len(), "{}", name);
                let shapes: Vec<String> = records.iter().map(|record| shape(&line_of(record))).collect();
                for (record, (text, extra)) in records.iter().zip(&texts) {
                    prop_assert_eq!(&record.text, text, "{} as {}", name, preset.name());
                    prop_assert_eq!(extra_of(preset, &line_of(record)), extra.as_str(), "{}", preset.name());
                    prop_assert_eq!(&shape(&line_of(record)), &shapes[0]);
                }
            }
        }
    }

    #[test]
    fn plain_text_has_a_block_of_paragraphs_for_each_document(
        paragraphs in proptest::collection::vec(proptest::collection::vec("[^\r\n\\s][^\r\n]{0,9}", 1..4), 1..5),
    ) {
        let form = Form::of(&inputs(&["-".into()], None).unwrap()[0], &Wanted { preset: Preset::Text, ..Wanted::default() }, &Fields::default());
        let mut lines = Vec::new();
        for page in &paragraphs {
            form.layout.encode(&record("a", ""), &page.join("\n\n"), None, &form.names, &mut lines);
        }
        let text = String::from_utf8(lines).unwrap();
        let blocks: Vec<Vec<&str>> = text.trim_end_matches('\n').split("\n\n").map(|block| block.split('\n').collect()).collect();
        prop_assert_eq!(blocks, paragraphs);
    }
}
