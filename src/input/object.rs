//! A line of JSON in, out the fields that matter and where they stand in it.

use super::bad::Reason;
use super::record::{Fields, OWN_FIELD};
use crate::span::Span;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// What is read of a JSON object.
pub struct Object {
    /// Decoded.
    pub text: String,
    /// Place of its value in the line, quotes included.
    pub text_span: Span,
    /// Place of the value of a field `tamis`.
    pub tamis_span: Option<Span>,
    /// If it is a string that is not empty, or a number.
    pub id: Option<String>,
    /// If it is a string.
    pub url: Option<String>,
}

impl Object {
    /// Walks over the line once and decodes nothing but these fields.
    pub fn parse(line: &str, fields: &Fields) -> Result<Self, Fault> {
        let mut parser = serde_json::Deserializer::from_str(line);
        let found = parser.deserialize_map(Walk { fields }).and_then(|found| parser.end().map(|()| found));
        let found = found.map_err(|error| Fault::of_parser(line, &error))?;
        let span = |value: &RawValue| {
            let start = value.get().as_ptr().addr() - line.as_ptr().addr();
            Span::new(start, start + value.get().len())
        };
        if let Some((field, value)) = found.twice {
            let name = if field == Field::Text { &fields.text } else { OWN_FIELD };
            return Err(Fault::new(span(value).start, Reason::DuplicateField, format!("`{name}` stands there twice")));
        }
        let Some(text) = found.text else {
            return Err(Fault::new(0, Reason::NoText, format!("the object has no field `{}`", fields.text)));
        };
        let place = span(text);
        if let Some(kind) = kind_other_than_string(text.get()) {
            let detail = format!("`{}` is {kind}, not a string", fields.text);
            return Err(Fault::new(place.start, Reason::TextNotAString, detail));
        }
        let Some(decoded) = string(text) else {
            let index = lone_surrogate(text.get()).unwrap_or(0);
            let escape = text.get().get(index..index + 6).unwrap_or_default();
            let detail = format!("`{escape}` in `{}` is half of a pair and stands for no character", fields.text);
            return Err(Fault::new(place.start + index, Reason::LoneSurrogate, detail));
        };
        let id = found.id.and_then(|id| string(id).or_else(|| number(id))).filter(|id| !id.is_empty());
        let (tamis_span, url) = (found.tamis.map(span), found.url.and_then(string));
        Ok(Self { text: decoded, text_span: place, tamis_span, id, url })
    }
}

/// What is wrong with a line, and at which of its bytes.
pub struct Fault {
    /// Byte of the line.
    pub index: usize,
    /// What is wrong.
    pub reason: Reason,
    /// The same in words.
    pub detail: String,
}

impl Fault {
    fn new(index: usize, reason: Reason, detail: impl Into<String>) -> Self {
        Self { index, reason, detail: detail.into() }
    }

    /// What the parser says, with the column counted in characters.
    fn of_parser(line: &str, error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let says = message.rsplit_once(" at line ").map_or(message.as_str(), |(says, _)| says);
        // Columns of serde_json are bytes from 1; the end of a line that breaks off lies one behind the last.
        let index = if error.is_eof() { line.len() } else { error.column().saturating_sub(1).min(line.len()) };
        let column = line.as_bytes()[..index].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1;
        // Only the names of fields are decoded on the way, so a surrogate stands in one of those.
        let reason = match error.classify() {
            serde_json::error::Category::Data => Reason::NotAnObject,
            _ if says.contains("surrogate") => Reason::LoneSurrogate,
            _ => Reason::MalformedJson,
        };
        Self::new(index, reason, format!("column {column}: {says}"))
    }
}

fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// A number as it is written.
fn number(value: &RawValue) -> Option<String> {
    value.get().starts_with(|first: char| first == '-' || first.is_ascii_digit()).then(|| value.get().to_owned())
}

fn kind_other_than_string(value: &str) -> Option<&'static str> {
    match value.as_bytes().first() {
        Some(b'"') => None,
        Some(b'n') => Some("null"),
        Some(b't' | b'f') => Some("a boolean"),
        Some(b'[') => Some("an array"),
        Some(b'{') => Some("an object"),
        _ => Some("a number"),
    }
}

/// The first escape in a JSON string that is half of a surrogate pair.
fn lone_surrogate(string: &str) -> Option<usize> {
    let unit = |at: usize| {
        let digits = string.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', string.get(at..)?.as_bytes()) {
        at += next;
        at += match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => return Some(at),
            Some(_) => 6,
            None => 2,
        };
    }
    None
}

/// The fields that matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Text,
    Id,
    Url,
    Own,
    Other,
}

/// Their values where they stand in the line.
#[derive(Default)]
struct Found<'a> {
    text: Option<&'a RawValue>,
    tamis: Option<&'a RawValue>,
    /// Of two, the last, as most parsers have it.
    id: Option<&'a RawValue>,
    url: Option<&'a RawValue>,
    /// A second value of a field that must be there once.
    twice: Option<(Field, &'a RawValue)>,
}

/// Walks over an object once.
#[derive(Clone, Copy)]
struct Walk<'f> {
    fields: &'f Fields,
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Found<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found<'de>, A::Error> {
        let mut found = Found::default();
        while let Some(field) = map.next_key_seed(Name(self.fields))? {
            if field == Field::Other {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &'de RawValue = map.next_value()?;
            let place = match field {
                Field::Text => &mut found.text,
                Field::Own => &mut found.tamis,
                Field::Id => &mut found.id,
                _ => &mut found.url,
            };
            if place.replace(value).is_some() && matches!(field, Field::Text | Field::Own) {
                found.twice.get_or_insert((field, value));
            }
        }
        Ok(found)
    }
}

/// Reads the name of a field without keeping it.
struct Name<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Field;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Field, E> {
        Ok(match name {
            _ if name == self.0.text => Field::Text,
            _ if name == self.0.id => Field::Id,
            _ if name == self.0.url => Field::Url,
            OWN_FIELD => Field::Own,
            _ => Field::Other,
        })
    }
}
