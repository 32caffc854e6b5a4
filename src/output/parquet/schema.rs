//! Which columns a Parquet shard has, and of which types.

use crate::input::record::OWN_FIELD;
use crate::output::layout::Layout;
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use std::sync::Arc;

/// The columns of `layout`: all of them always there, none ever null.
pub fn of_layout(layout: Layout, facts: bool) -> Schema {
    let own = facts.then(|| required(OWN_FIELD, facts_type()));
    let columns = match layout {
        Layout::Dolma => {
            let metadata = texts(&["url", "fields"]).into_iter().chain(own).collect();
            let mut columns = texts(&["id", "text", "source"]);
            columns.push(required("metadata", DataType::Struct(metadata)));
            columns
        }
        Layout::Datatrove => texts(&["text", "id", "metadata"]).into_iter().chain(own).collect(),
        Layout::Hf => {
            let mut columns = texts(&["id", "text", "source", "url"]);
            columns.extend(facts.then(fact_columns).unwrap_or_default());
            columns.extend(texts(&["metadata"]));
            columns
        }
        Layout::Text => texts(&["text"]),
        Layout::Same | Layout::Table => {
            texts(&["id", "text", "source", "url", "metadata"]).into_iter().chain(own).collect()
        }
    };
    Schema::new(columns)
}

/// The columns of an input that is Parquet itself, with those types that can be kept, and the field `tamis` behind them,
/// or in its place if there is one.
pub fn of_columns(columns: &Schema, facts: bool) -> Schema {
    let own = required(OWN_FIELD, facts_type());
    let mut kept: Vec<Field> = columns
        .fields()
        .iter()
        .map(|column| if facts && column.name() == OWN_FIELD { own.clone() } else { kept(column) })
        .collect();
    if facts && kept.iter().all(|column| column.name() != OWN_FIELD) {
        kept.push(own);
    }
    Schema::new(kept)
}

/// The column as it is written: any value may be missing.
fn kept(column: &Field) -> Field {
    Field::new(column.name(), kept_type(column.data_type()), true)
}

/// The type that values of a type are written in: their own, less what only memory knows of (dictionaries, wide
/// offsets, views). What JSON shows as text alone is text: bytes, and types that it has no form for.
fn kept_type(kind: &DataType) -> DataType {
    let item = |field: &Field| Arc::new(Field::new("element", kept_type(field.data_type()), true));
    match kind {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float32
        | DataType::Float64
        | DataType::Date32
        | DataType::Decimal128(_, _)
        | DataType::Timestamp(_, _) => kind.clone(),
        DataType::Float16 => DataType::Float32,
        DataType::Date64 => DataType::Timestamp(TimeUnit::Millisecond, None),
        DataType::Duration(_) => DataType::Int64,
        DataType::Dictionary(_, values) => kept_type(values),
        DataType::Struct(fields) if !fields.is_empty() => {
            DataType::Struct(fields.iter().map(|field| kept(field)).collect())
        }
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => DataType::List(item(field)),
        _ => DataType::Utf8,
    }
}

/// The type of the field `tamis`: what [`Facts`](crate::output::Facts) holds.
pub fn facts_type() -> DataType {
    DataType::Struct(fact_columns().into())
}

fn fact_columns() -> Vec<Field> {
    let share: Fields =
        texts(&["language", "script"]).into_iter().chain([required("share", DataType::Float64)]).collect();
    let shares = DataType::List(Arc::new(required("element", DataType::Struct(share))));
    let count = |name| required(name, DataType::Int64);
    vec![
        required("language", DataType::Utf8),
        required("language_score", DataType::Float64),
        required("script", DataType::Utf8),
        required("languages", shares),
        required("kind", DataType::Utf8),
        count("chars_in"),
        count("chars_out"),
        count("removed_chrome"),
        count("removed_duplicate"),
        count("duplicates"),
        required("flags", DataType::Utf8),
        required("lifted", DataType::Utf8),
    ]
}

fn texts(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| required(name, DataType::Utf8)).collect()
}

fn required(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Facts;

    #[test]
    fn the_columns_of_facts_are_those_that_json_has() {
        let value = serde_json::to_string(&Facts::default()).unwrap();
        let mut at = 0;
        for column in fact_columns() {
            let name = format!("\"{}\":", column.name());
            at += value[at..].find(&name).unwrap_or_else(|| panic!("{name} stands behind {at} in {value}"));
        }
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&value).unwrap();
        assert_eq!(members.len(), fact_columns().len());
    }

    #[test]
    fn a_field_of_an_earlier_run_keeps_its_place_and_gets_the_type_of_this_one() {
        let old = Schema::new(vec![
            Field::new("tamis", DataType::Int64, true),
            Field::new("text", DataType::LargeUtf8, false),
            Field::new("raw", DataType::Binary, true),
        ]);
        let new = of_columns(&old, true);
        let shown: Vec<_> = new.fields().iter().map(|field| (field.name().as_str(), field.data_type())).collect();
        assert_eq!(shown, [("tamis", &facts_type()), ("text", &DataType::Utf8), ("raw", &DataType::Utf8)]);
        assert_eq!(of_columns(&old, false).field(0).data_type(), &DataType::Int64);
    }
}
