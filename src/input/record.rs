//! A raw record in, its decoded text out, together with what is needed to write the record again.

use super::bad::{Bad, Reason};
use super::find::{self, Format};
use super::object::{Fault, Object};
use super::reader::Raw;
use crate::document::Origin;
use crate::span::Span;
use std::path::Path;

/// The field of a record that tamis writes.
pub const OWN_FIELD: &str = "tamis";

/// Names of the fields that tamis reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The text of the page.
    pub text: String,
    /// Its id, a string or a number.
    pub id: String,
    /// Its address.
    pub url: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self { text: "text".into(), id: "id".into(), url: "url".into() }
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
}

/// Decodes a record. Pure: the outcome depends on the record alone.
///
/// # Errors
/// [`Bad`], with the record's bytes, where it is not UTF-8, not a JSON object, or has no text that can be read.
pub fn decode(raw: Raw, fields: &Fields) -> Result<Record, Bad> {
    let Raw { origin, bytes, format, name } = raw;
    let line = match String::from_utf8(bytes) {
        Ok(line) => line,
        Err(error) => {
            let index = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let detail = format!("byte {:#04x} at offset {index} of the record is not UTF-8", bytes[index]);
            return Err(Bad::new(origin, index, Reason::InvalidUtf8, detail, bytes));
        }
    };
    if format == Format::Text {
        let id = name.unwrap_or_else(|| made_id(&origin));
        let body = Body::Text { source: origin.input.clone() };
        return Ok(Record { origin, id, url: None, text: line, body });
    }
    match Object::parse(&line, fields) {
        Ok(Object { text, text_span, tamis_span, id, url }) => {
            let id = id.unwrap_or_else(|| made_id(&origin));
            let close = line.trim_end_matches([' ', '\t', '\r', '\n']).len() - 1;
            let body = Body::Json { line, text: text_span, tamis: tamis_span, close };
            Ok(Record { origin, id, url, text, body })
        }
        Err(Fault { index, reason, detail }) => Err(Bad::new(origin, index, reason, detail, line.into_bytes())),
    }
}

/// An id for a record that has none.
fn made_id(origin: &Origin) -> String {
    format!("{}/{}", find::stem(Path::new(&origin.input)), origin.record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Record, Bad> {
        let origin = Origin { input: "a/part-1.jsonl.gz".into(), record: 7, offset: 100 };
        let raw = Raw { origin, bytes: line.into(), format: Format::Jsonl, name: None };
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
    fn points_at_half_of_a_surrogate_pair() {
        for (text, at) in
            [(r"\ud83d", 0), (r"\ud83d\ude00 \\ \ude00", 16), (r"\\\ud83dx", 2), (r"\ud83d\ud83d\ude00", 0)]
        {
            let (reason, index, _) = fault(&format!(r#"{{"text":"{text}"}}"#));
            assert_eq!((reason, index), (Reason::LoneSurrogate, 9 + at), "{text}");
        }
        assert_eq!(read(r#"{"text":"\ud83d\ude00"}"#).unwrap().text, "😀");
        assert!(read(r#"{"text":"a","other":"\ud83d"}"#).is_ok(), "what is not decoded is passed through");
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
        let raw = Raw { origin, bytes: "{\n".into(), format: Format::Text, name: Some("a".into()) };
        let record = decode(raw, &Fields::default()).unwrap();
        assert_eq!((record.id.as_str(), record.text.as_str()), ("a", "{\n"));
        assert_eq!(record.body, Body::Text { source: "pages/a.txt".into() });
    }
}
