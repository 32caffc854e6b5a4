//! The line of a JSON record in, out its fields that no column of a preset holds: what becomes its metadata.

use crate::input::record::OWN_FIELD;
use crate::input::{Body, Fields, Record};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// Field in which dolma and datatrove keep what has no field of its own.
const METADATA: &str = "metadata";

/// Fields by name, each value as it is written. Of two of one name the last counts, as most parsers have it.
#[derive(Debug, Default)]
pub struct Members(BTreeMap<String, Box<RawValue>>);

impl Members {
    /// What `record` says of where it comes from, which is its field `source` if that is a string and else the input;
    /// and its fields but for that, text, id, address and `tamis`, of all of which presets have columns. If it has an
    /// object `metadata`, or a string that holds one, that is where such fields were put before, and its own are taken.
    pub fn of(record: &Record, names: &Fields) -> (String, Self) {
        let (line, text) = match &record.body {
            Body::Json { line, text, .. } => (line, text),
            Body::Text { source } => return (source.clone(), Self::default()),
        };
        // A text inside another object leaves an empty one there.
        let cut = format!("{}\"\"{}", &line[..text.start], &line[text.end..]);
        let mut rest: Self = serde_json::from_str(&cut).unwrap_or_default();
        let source = rest.string("source");
        for name in [&names.text, &names.id, &names.url, OWN_FIELD] {
            rest.0.remove(name);
        }
        if source.is_some() {
            rest.0.remove("source");
        }
        if let Some(mut inner) = rest.0.get(METADATA).and_then(|value| object(value)) {
            rest.0.remove(METADATA);
            inner.0.append(&mut rest.0);
            rest = inner;
        }
        (source.unwrap_or_else(|| record.origin.input.clone()), rest)
    }

    /// The value of a field, if it is a string.
    fn string(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// Sets a field to a string.
    pub fn set(&mut self, name: &str, text: &str) {
        if let Ok(value) = serde_json::value::to_raw_value(text) {
            self.0.insert(name.to_owned(), value);
        }
    }
}

/// The object that a value is, or that stands in it if it is a string.
fn object(value: &RawValue) -> Option<Members> {
    match value.get().as_bytes().first()? {
        b'{' => serde_json::from_str(value.get()).ok(),
        b'"' => serde_json::from_str(&serde_json::from_str::<String>(value.get()).ok()?).ok(),
        _ => None,
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Walk;

        impl<'de> Visitor<'de> for Walk {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.insert(name, value);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Walk)
    }
}
