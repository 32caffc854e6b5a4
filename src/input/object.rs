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
    /// Whether it holds halves of surrogate pairs, which stand for no character: U+FFFD is in their place.
    pub lone_surrogates: bool,
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
        let names = Names::of(fields);
        let found = parser.deserialize_map(Walk { names }).and_then(|found| parser.end().map(|()| found));
        let found = found.map_err(|error| Fault::of_parser(line, &error))?;
        let span = |value: &RawValue| {
            let start = value.get().as_ptr().addr() - line.as_ptr().addr();
            Span::new(start, start + value.get().len())
        };
        let twice = |value: &RawValue, name: &str| {
            Fault::new(span(value).start, Reason::DuplicateField, format!("`{name}` stands there twice"))
        };
        let tamis = match found.values_of(Field::Own, OWN_FIELD)[..] {
            [_, second, ..] => return Err(twice(second, OWN_FIELD)),
            [first] => Some(first),
            [] => None,
        };
        let text = match found.values_of(Field::Text, &fields.text)[..] {
            [_, second, ..] => return Err(twice(second, &fields.text)),
            [first] => first,
            [] => return Err(Fault::new(0, Reason::NoText, format!("the object has no field `{}`", fields.text))),
        };
        let place = span(text);
        let Some((decoded, lone_surrogates)) = string(text) else {
            let kind = kind_other_than_string(text.get()).unwrap_or("no string");
            let detail = format!("`{}` is {kind}, not a string", fields.text);
            return Err(Fault::new(place.start, Reason::TextNotAString, detail));
        };
        let last = |field, name| found.values_of(field, name).last().copied();
        let plain = |value| string(value).filter(|(_, lone)| !lone).map(|(string, _)| string);
        let id = last(Field::Id, &fields.id).and_then(|id| plain(id).or_else(|| number(id)));
        let (tamis_span, url) = (tamis.map(span), last(Field::Url, &fields.url).and_then(plain));
        let id = id.filter(|id| !id.is_empty());
        Ok(Self { text: decoded, lone_surrogates, text_span: place, tamis_span, id, url })
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
        // A fault at a line end is at column 0 of the next line.
        let breaks = memchr::memchr_iter(b'\n', line.as_bytes()).take(error.line().saturating_sub(1));
        let start = breaks.last().map_or(0, |at| at + 1);
        let index = if error.is_eof() {
            line.len()
        } else {
            (start + error.column()).saturating_sub(1).clamp(start, line.len())
        };
        let column = line.as_bytes()[start..index].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1;
        // Only the names of fields are decoded on the way, so a surrogate stands in one of those.
        let reason = match error.classify() {
            serde_json::error::Category::Data => Reason::NotAnObject,
            _ if says.contains("surrogate") => Reason::LoneSurrogate,
            _ => Reason::MalformedJson,
        };
        let line = if start > 0 { format!("line {}, ", error.line()) } else { String::new() };
        Self::new(index, reason, format!("{line}column {column}: {says}"))
    }
}

/// A string, and whether U+FFFD stands in it for halves of surrogate pairs.
fn string(value: &RawValue) -> Option<(String, bool)> {
    if let Ok(string) = serde_json::from_str(value.get()) {
        return Some((string, false));
    }
    // Read as bytes, half of a pair becomes the three bytes that UTF-8 would have for it if it were a character.
    let mut bytes = serde_json::Deserializer::from_str(value.get()).deserialize_byte_buf(Bytes).ok()?;
    let mut at = 0;
    while let Some(next) = memchr::memchr(0xed, bytes.get(at..)?) {
        at += next;
        if bytes.get(at + 1).is_some_and(|byte| (0xa0..=0xbf).contains(byte)) {
            bytes.get_mut(at..at + 3)?.copy_from_slice("\u{fffd}".as_bytes());
        }
        at += 3;
    }
    String::from_utf8(bytes).ok().map(|string| (string, true))
}

/// Reads a string that need not be UTF-8 when it is unescaped.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
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

/// The fields that matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Text,
    Id,
    Url,
    Own,
}

/// The names of the fields, in the order of [`FIELDS`]; what is not looked for is none.
#[derive(Clone, Copy)]
struct Names<'f>([Option<&'f str>; 4]);

const FIELDS: [Field; 4] = [Field::Text, Field::Id, Field::Url, Field::Own];

impl<'f> Names<'f> {
    fn of(fields: &'f Fields) -> Self {
        Self([Some(&fields.text), Some(&fields.id), Some(&fields.url), Some(OWN_FIELD)])
    }

    /// `name` alone, as that of `field`.
    fn only(field: Field, name: &'f str) -> Self {
        Self(FIELDS.map(|each| (each == field).then_some(name)))
    }
}

/// Values of an object that are those of a field, or hold them.
#[derive(Default)]
struct Found<'a>(Vec<(Field, usize, &'a RawValue)>);

impl<'a> Found<'a> {
    /// The values of `field`: those under its `name`, or, if it is a path, those where the path leads. Of keys that begin
    /// the path the longest is followed: a key with points in it wins.
    fn values_of(&self, field: Field, name: &str) -> Vec<&'a RawValue> {
        let mut lengths: Vec<usize> = self.0.iter().filter(|found| found.0 == field).map(|found| found.1).collect();
        lengths.sort_unstable();
        lengths.dedup();
        for length in lengths.into_iter().rev() {
            let here = self.0.iter().filter(|found| found.0 == field && found.1 == length).map(|found| found.2);
            let values: Vec<_> = if length == name.len() {
                here.collect()
            } else {
                here.flat_map(|value| values_within(value, field, &name[length + 1..])).collect()
            };
            if !values.is_empty() {
                return values;
            }
        }
        Vec::new()
    }
}

/// The values in an object where the path `name` leads.
fn values_within<'a>(value: &'a RawValue, field: Field, name: &str) -> Vec<&'a RawValue> {
    let walk = Walk { names: Names::only(field, name) };
    let found = serde_json::Deserializer::from_str(value.get()).deserialize_map(walk);
    found.map(|found| found.values_of(field, name)).unwrap_or_default()
}

/// Walks over an object once.
#[derive(Clone, Copy)]
struct Walk<'f> {
    names: Names<'f>,
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Found<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found<'de>, A::Error> {
        let mut found = Found::default();
        while let Some(hits) = map.next_key_seed(Name(self.names))? {
            if hits == [None; 4] {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &'de RawValue = map.next_value()?;
            let hits = FIELDS.into_iter().zip(hits).filter_map(|(field, length)| Some((field, length?, value)));
            found.0.extend(hits);
        }
        Ok(found)
    }
}

/// Reads a key without keeping it: for each field, how many bytes of its name the key is, if it begins it.
struct Name<'f>(Names<'f>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = [Option<usize>; 4];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = [Option<usize>; 4];

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let begins = |name: &str| {
            let rest = name.strip_prefix(key)?;
            (rest.is_empty() || rest.starts_with('.')).then_some(key.len())
        };
        Ok(self.0.0.map(|name| name.and_then(begins)))
    }
}
