//! A raw record in, its decoded text out, together with what is needed to write the record again.

use super::bad::Bad;
use super::charset::{self, Undecodable};
use super::find::{self, Format};
use super::object::{Fault, Object};
use super::reader::Raw;
use super::{piece, values, warc};
use crate::document::Origin;
use crate::span::Span;
use encoding_rs::Encoding;
use std::path::Path;

/// A remark on a document whose JSON held halves of surrogate pairs: U+FFFD stands in their place.
pub const LONE_SURROGATE: &str = "lone-surrogate";

/// The field of a record that tamis writes.
pub const OWN_FIELD: &str = "tamis";

/// What is said of records: the names of the fields that tamis reads, and their charset.
///
/// A name with points in it is a path into nested objects, `content.body`, unless the record has a field of just that
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The text of the page.
    pub text: String,
    /// Its id, a string or a number.
    pub id: String,
    /// Its address.
    pub url: String,
    /// The charset of text; told by the bytes if none is given.
    pub charset: Option<&'static Encoding>,
}

impl Default for Fields {
    fn default() -> Self {
        Self { text: "text".into(), id: "id".into(), url: "url".into(), charset: None }
    }
}

/// A record that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it comes from.
    pub origin: Origin,
    /// Its id, or one made of the input's stem and the record's number.
    pub id: String,
    /// Address of the page, if the record has one.
    pub url: Option<String>,
    /// The decoded text.
    pub text: String,
    /// Remarks on how it was decoded.
    pub flags: Vec<&'static str>,
    /// What the record is written from.
    pub body: Body,
}

/// A record less its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A JSON object on a line.
    Json {
        /// The line as it came, without its end.
        line: String,
        /// Where the value of the text field stands, quotes included.
        text: Span,
        /// Where the value of an existing field `tamis` stands.
        tamis: Option<Span>,
        /// Where the brace stands that closes the object.
        close: usize,
    },
    /// A text file.
    Text {
        /// Its path.
        source: String,
    },
}

impl Record {
    /// The decoded text: what a document calls its source.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// Whether it has no id but the one that was made of its place.
    pub fn has_made_id(&self) -> bool {
        self.id == made_id(&self.origin)
    }
}

/// Decodes a record. Pure: the outcome depends on the record alone.
///
/// # Errors
/// [`Bad`], with the record's bytes, where it is not in its charset, not a JSON object, or has no text that can be read.
pub fn decode(raw: Raw, fields: &Fields) -> Result<Record, Bad> {
    let Raw { origin, bytes, format, name, charset, header } = raw;
    if format == Format::Warc {
        return warc::decode(origin, bytes, fields);
    }
    let text = match charset::decode(bytes, charset) {
        Ok(text) => text,
        Err(Undecodable { bytes, index, reason, detail }) => {
            return Err(Bad::new(origin, index, reason, detail, bytes));
        }
    };
    match (format, header) {
        (Format::Text, _) => {
            let id = name.unwrap_or_else(|| made_id(&origin));
            let body = Body::Text { source: origin.input.clone() };
            Ok(Record { origin, id, url: None, text, flags: Vec::new(), body })
        }
        (Format::Csv | Format::Tsv, Some(header)) => match header.object(&text) {
            Ok(line) => of_line(origin, line, text, fields),
            Err(piece::Fault { reason, detail }) => Err(Bad::new(origin, 0, reason, detail, text.into_bytes())),
        },
        (Format::Json, _) if text.contains(['\n', '\r']) => of_line(origin, values::on_one_line(&text), text, fields),
        _ => of_line(origin, text, String::new(), fields),
    }
}

/// The record that a line of JSON is, made of the bytes `came` if there are any.
pub(super) fn of_line(origin: Origin, line: String, came: String, fields: &Fields) -> Result<Record, Bad> {
    match Object::parse(&line, fields) {
        Ok(Object { text, lone_surrogates, text_span, tamis_span, id, url }) => {
            let id = id.unwrap_or_else(|| made_id(&origin));
            let close = line.trim_end_matches([' ', '\t', '\r', '\n']).len() - 1;
            let body = Body::Json { line, text: text_span, tamis: tamis_span, close };
            let flags = lone_surrogates.then_some(LONE_SURROGATE).into_iter().collect();
            Ok(Record { origin, id, url, text, flags, body })
        }
        Err(fault) if came.is_empty() => Err(bad(origin, fault, line)),
        // Where the fault stands in what came is found there, if it is JSON at all.
        Err(fault) => {
            let there = Object::parse(&came, fields).err().filter(|there| there.reason == fault.reason);
            Err(bad(origin, there.unwrap_or(Fault { index: 0, ..fault }), came))
        }
    }
}

fn bad(origin: Origin, Fault { index, reason, detail }: Fault, bytes: String) -> Bad {
    Bad::new(origin, index, reason, detail, bytes.into_bytes())
}

/// An id for a record that has none.
fn made_id(origin: &Origin) -> String {
    format!("{}/{}", find::stem(Path::new(&origin.input)), origin.record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reason;

    fn read(line: &str) -> Result<Record, Bad> {
        let origin = Origin { input: "a/part-1.jsonl.gz".into(), record: 7, offset: 100 };
        let raw = Raw::json(origin, line);
        decode(raw, &Fields::default())
    }

    fn fault(line: &str) -> (Reason, u64, String) {
        let bad = read(line).unwrap_err();
        assert_eq!(bad.bytes, line.as_bytes());
        (bad.reason, bad.at - 100, bad.detail)
    }

    #[test]
    fn finds_the_values_where_they_stand() {
        let line = r#" {"x": 1e400, "te\u0078t" : "a\u4e2d\n" , "id":12345678901234567890123,"tamis": {} } "#;
        let record = read(line).unwrap();
        assert_eq!((record.id.as_str(), record.source()), ("12345678901234567890123", "a中\n"));
        let Body::Json { line, text, tamis, close } = record.body else { unreachable!() };
        assert_eq!((text.of(&line), tamis.unwrap().of(&line)), (r#""a\u4e2d\n""#, "{}"));
        assert_eq!(&line[close..], "} ");
    }

    #[test]
    fn makes_an_id_where_there_is_none() {
        for id in ["null", "\"\"", "[1]", r#""\ud800""#] {
            assert_eq!(read(&format!(r#"{{"text":"a","id":{id}}}"#)).unwrap().id, "part-1/7");
        }
        assert_eq!(read(r#"{"text":"a","id":"b","url":"http://c/"}"#).unwrap().url.unwrap(), "http://c/");
    }

    #[test]
    fn points_at_the_fault_of_a_malformed_line() {
        assert_eq!(fault(r#"{"text":}"#), (Reason::MalformedJson, 8, "column 9: expected value".into()));
        assert_eq!(fault(r#"{"中":1,"#).1, 9);
        assert_eq!(fault(r#"{"中":x}"#), (Reason::MalformedJson, 7, "column 6: expected value".into()));
        assert_eq!(fault(r#"{"text":"a"} {}"#).0, Reason::MalformedJson);
        assert_eq!(fault("plain text").0, Reason::MalformedJson);
    }

    #[test]
    fn tells_what_is_not_a_text() {
        assert_eq!(fault("[1]").0, Reason::NotAnObject);
        assert_eq!(fault("3").0, Reason::NotAnObject);
        assert_eq!(fault("{}").0, Reason::NoText);
        assert_eq!(fault(r#"{"text":null}"#), (Reason::TextNotAString, 8, "`text` is null, not a string".into()));
        assert_eq!(fault(r#"{"text":"a","text":"b"}"#).1, 19);
        assert_eq!(fault(r#"{"text":"a","tamis":1,"tamis":2}"#).0, Reason::DuplicateField);
    }

    #[test]
    fn puts_a_replacement_for_half_of_a_surrogate_pair_and_flags_it() {
        for (text, expected) in [
            (r"\ud83d", "\u{fffd}"),
            (r"\ud83d\ude00 \\ \ude00", "😀 \\ \u{fffd}"),
            (r"\\\ud83dx", "\\\u{fffd}x"),
            (r"\ud83d\ud83d\ude00 ퟿", "\u{fffd}😀 ퟿"),
        ] {
            let record = read(&format!(r#"{{"text":"{text}"}}"#)).unwrap();
            assert_eq!((record.text.as_str(), record.flags), (expected, vec![LONE_SURROGATE]), "{text}");
        }
        let record = read(r#"{"text":"\ud83d\ude00"}"#).unwrap();
        assert_eq!((record.text.as_str(), record.flags), ("😀", vec![]));
        assert!(read(r#"{"text":"a","other":"\ud83d"}"#).is_ok(), "what is not decoded is passed through");
        assert_eq!(fault(r#"{"\ude00":1}"#).0, Reason::LoneSurrogate);
    }

    #[test]
    fn follows_paths_into_objects_and_prefers_keys_with_points() {
        let fields = |text: &str| Fields {
            text: text.into(),
            id: "meta.id".into(),
            url: "warc_headers.WARC-Target-URI".into(),
            ..Fields::default()
        };
        let read = |line: &str, text| decode(Raw::json(Origin::default(), line), &fields(text));
        let line = r#"{"meta":{"x":1,"id":7},"warc_headers":{"WARC-Target-URI":"http://a/"},"content":{"body":"中"}}"#;
        let record = read(line, "content.body").unwrap();
        assert_eq!((record.text.as_str(), record.id.as_str(), record.url.as_deref()), ("中", "7", Some("http://a/")));
        let Body::Json { line, text, .. } = record.body else { unreachable!() };
        assert_eq!(text.of(&line), "\"中\"");
        let text = |line: &str| read(line, "a.b.c").map(|record| record.text).map_err(|bad| bad.reason);
        assert_eq!(text(r#"{"a":{"b":{"c":"1"}},"a.b.c":"2","a.b":{"c":"3"}}"#).as_deref(), Ok("2"));
        assert_eq!(text(r#"{"a":{"b":{"c":"1"}},"a.b":{"c":"3"}}"#).as_deref(), Ok("3"));
        assert_eq!(text(r#"{"a":{"b.c":"1"},"a.b":[]}"#).as_deref(), Ok("1"));
        assert_eq!(text(r#"{"a":{"b":{"c":"1"}},"a":{"b":{"c":"2"}}}"#), Err(Reason::DuplicateField));
        assert_eq!(text(r#"{"a":{"b":"c"}}"#), Err(Reason::NoText));
        assert_eq!(text(&format!(r#"{{"a":{}}}"#, "[".repeat(9) + &"]".repeat(9))), Err(Reason::NoText));
    }

    #[test]
    fn walks_over_deep_nesting_without_recursion() {
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read(&format!(r#"{{"x":{},"text":"a"}}"#, deep(100_000))).unwrap().text, "a");
        assert_eq!(fault(&deep(100_000)).0, Reason::NotAnObject);
        assert_eq!(fault(&format!(r#"{{"text":{}}}"#, deep(100_000))).0, Reason::TextNotAString);
        assert_eq!(fault(&r#"{"text":"#.repeat(100_000)).0, Reason::MalformedJson);
    }

    #[test]
    fn takes_a_text_file_as_it_is() {
        let origin = Origin { input: "pages/a.txt".into(), record: 1, offset: 0 };
        let raw = Raw::text(origin, "{\n", "a");
        let record = decode(raw, &Fields::default()).unwrap();
        assert_eq!((record.id.as_str(), record.text.as_str()), ("a", "{\n"));
        assert_eq!(record.body, Body::Text { source: "pages/a.txt".into() });
    }
}
