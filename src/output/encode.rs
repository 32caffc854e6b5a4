//! A record and its clean text in, one JSON line out.

use crate::input::record::{Body, OWN_FIELD, Record};
use crate::sidecar::Row;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What tamis found out about a document: the value of the field `tamis`.
///
/// Each record has all of these columns, with the same types, and none is ever null or an empty list: readers such
/// as `load_dataset` take their schema from the first shard and refuse a second that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Language with the largest share, `und` when there is too little text to tell.
    pub language: String,
    /// How sure, 0 to 1.
    #[serde(serialize_with = "ratio")]
    pub language_score: f64,
    /// Script with the largest share, `Zyyy` when there are no letters.
    pub script: String,
    /// The mix, the largest share first; written as `und` when empty.
    #[serde(serialize_with = "mix")]
    pub languages: Vec<LanguageShare>,
    /// Kind of page, empty when none was recognised.
    pub kind: String,
    /// Characters of the text as it came.
    pub chars_in: u64,
    /// Characters of the clean text.
    pub chars_out: u64,
    /// Characters that rules for chrome took.
    pub removed_chrome: u64,
    /// Characters that rules for duplicates took.
    pub removed_duplicate: u64,
    /// Paragraphs that are copies of others, whether rules for duplicates took them or let them stand.
    pub duplicates: u64,
    /// Remarks, with spaces between them.
    pub flags: String,
    /// Lifted fields: a JSON object in a string, since its keys differ from page to page.
    #[serde(serialize_with = "object")]
    pub lifted: String,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            language: "und".into(),
            language_score: 0.0,
            script: "Zyyy".into(),
            languages: Vec::new(),
            kind: String::new(),
            chars_in: 0,
            chars_out: 0,
            removed_chrome: 0,
            removed_duplicate: 0,
            duplicates: 0,
            flags: String::new(),
            lifted: "{}".into(),
        }
    }
}

/// One language's part of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LanguageShare {
    /// As [`Facts::language`].
    pub language: String,
    /// As [`Facts::script`].
    pub script: String,
    /// Share of the letters, 0 to 1.
    #[serde(serialize_with = "ratio")]
    pub share: f64,
}

impl Facts {
    /// Lifted fields in the form of the column `lifted`.
    pub fn lifted(fields: &BTreeMap<String, String>) -> String {
        let mut object = Vec::new();
        json(fields, &mut object);
        String::from_utf8(object).unwrap_or_default()
    }
}

/// Four decimals, within 0 and 1, so that a float is always written with a point and never as null.
fn ratio<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
    serializer.serialize_f64((value * 10_000.0).round() / 10_000.0)
}

fn mix<S: Serializer>(languages: &[LanguageShare], serializer: S) -> Result<S::Ok, S::Error> {
    if languages.is_empty() {
        return [LanguageShare { language: "und".into(), script: "Zyyy".into(), share: 1.0 }].serialize(serializer);
    }
    languages.serialize(serializer)
}

fn object<S: Serializer>(lifted: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if lifted.is_empty() { "{}" } else { lifted })
}

/// Adds the line of `record`, with `clean` as its text, to `out`.
///
/// A JSON record stays as it came, byte for byte, but for the value of its text field and the field `tamis`: added
/// as the last, or in place of the one that is there. A text file becomes `id`, `text`, `source`, `tamis`. Without
/// `facts` no field `tamis` is written, and one that is there stays.
pub fn encode(record: &Record, clean: &str, facts: Option<&Facts>, out: &mut Vec<u8>) {
    match &record.body {
        Body::Json { line, text, tamis, close } => {
            let tamis = &tamis.filter(|_| facts.is_some());
            let before = tamis.filter(|tamis| tamis.start < text.start);
            let after = tamis.filter(|tamis| tamis.start > text.start);
            let mut at = 0;
            if let Some(tamis) = before {
                out.extend_from_slice(&line.as_bytes()[..tamis.start]);
                json(&facts, out);
                at = tamis.end;
            }
            out.extend_from_slice(&line.as_bytes()[at..text.start]);
            json(clean, out);
            at = text.end;
            if let Some(tamis) = after {
                out.extend_from_slice(&line.as_bytes()[at..tamis.start]);
                json(&facts, out);
                at = tamis.end;
            }
            out.extend_from_slice(&line.as_bytes()[at..*close]);
            if tamis.is_none() && facts.is_some() {
                member(b',', OWN_FIELD, &facts, out);
            }
            out.extend_from_slice(&line.as_bytes()[*close..]);
        }
        Body::Text { source } => {
            member(b'{', "id", &record.id, out);
            member(b',', "text", clean, out);
            member(b',', "source", source, out);
            if facts.is_some() {
                member(b',', OWN_FIELD, &facts, out);
            }
            out.push(b'}');
        }
    }
    out.push(b'\n');
}

/// Adds the line of a clean `record`, as it was before it was cleaned, to `out`: its text is `source` again, and the
/// field `tamis` is gone if it stands where tamis adds it.
pub fn encode_restored(record: &Record, source: &str, out: &mut Vec<u8>) {
    let Body::Json { line, text, tamis, .. } = &record.body else {
        return encode(record, source, None, out);
    };
    let added = format!(",\"{OWN_FIELD}\":");
    let own = tamis.filter(|tamis| tamis.start > text.end && line[..tamis.start].ends_with(&added));
    out.extend_from_slice(&line.as_bytes()[..text.start]);
    json(source, out);
    match own {
        Some(own) => {
            out.extend_from_slice(&line.as_bytes()[text.end..own.start - added.len()]);
            out.extend_from_slice(&line.as_bytes()[own.end..]);
        }
        None => out.extend_from_slice(&line.as_bytes()[text.end..]),
    }
    out.push(b'\n');
}

/// Adds a line of the ledger to `out`.
pub fn encode_row(row: &Row, out: &mut Vec<u8>) {
    json(row, out);
    out.push(b'\n');
}

/// A field of an object, with what stands ahead of it.
pub(super) fn member<T: Serialize + ?Sized>(ahead: u8, name: &str, value: &T, out: &mut Vec<u8>) {
    out.push(ahead);
    json(name, out);
    out.push(b':');
    json(value, out);
}

/// A value as JSON, in UTF-8 without escapes where there need be none.
#[expect(
    clippy::expect_used,
    reason = "a vector takes all that is written, and text, facts and rows have no key but strings"
)]
pub(super) fn json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("text and facts are always JSON");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Origin;
    use crate::input::{Fields, Raw, decode};

    fn record(line: &str) -> Record {
        let origin = Origin { input: "a.jsonl".into(), record: 1, offset: 0 };
        decode(Raw::json(origin, line), &Fields::default()).unwrap()
    }

    fn written(record: &Record, clean: &str, facts: &Facts) -> String {
        let mut out = Vec::new();
        encode(record, clean, Some(facts), &mut out);
        String::from_utf8(out).unwrap()
    }

    const FACTS: &str = concat!(
        r#"{"language":"und","language_score":0.0,"script":"Zyyy","languages":[{"language":"und","script":"Zyyy","#,
        r#""share":1.0}],"kind":"","chars_in":0,"chars_out":0,"removed_chrome":0,"removed_duplicate":0,"#,
        r#""duplicates":0,"flags":"","lifted":"{}"}"#
    );

    #[test]
    fn changes_the_text_alone_and_adds_one_field_at_the_end() {
        let line = r#"{"n": -0, "text":"a\u0062", "n":1e400 } "#;
        let expected = format!("{{\"n\": -0, \"text\":\"中\\n\", \"n\":1e400 ,\"tamis\":{FACTS}}} \n");
        assert_eq!(written(&record(line), "中\n", &Facts::default()), expected);
    }

    #[test]
    fn writes_over_a_field_of_an_earlier_run_on_either_side_of_the_text() {
        let before = written(&record(r#"{"tamis":[1],"text":"a","z":0}"#), "b", &Facts::default());
        assert_eq!(before, format!("{{\"tamis\":{FACTS},\"text\":\"b\",\"z\":0}}\n"));
        let after = written(&record(r#"{"text":"a","tamis":null,"z":0}"#), "b", &Facts::default());
        assert_eq!(after, format!("{{\"text\":\"b\",\"tamis\":{FACTS},\"z\":0}}\n"));
    }

    #[test]
    fn writes_a_text_file_as_four_fields() {
        let origin = Origin { input: "p/a.txt".into(), record: 1, offset: 0 };
        let record = decode(Raw::text(origin, "x", "a"), &Fields::default()).unwrap();
        let expected = format!("{{\"id\":\"a\",\"text\":\"x\",\"source\":\"p/a.txt\",\"tamis\":{FACTS}}}\n");
        assert_eq!(written(&record, "x", &Facts::default()), expected);
    }

    #[test]
    fn writes_ratios_with_a_point_and_four_decimals() {
        for (score, expected) in
            [(1.0, "1.0"), (0.123_449, "0.1234"), (0.000_01, "0.0"), (0.0001, "0.0001"), (f64::NAN, "0.0")]
        {
            let facts = Facts { language_score: score, ..Facts::default() };
            let line = written(&record(r#"{"text":""}"#), "", &facts);
            assert!(line.contains(&format!(r#""language_score":{expected},"#)), "{line}");
        }
    }

    #[test]
    fn keeps_lifted_fields_in_one_string() {
        let fields = BTreeMap::from([("title".to_owned(), "\"中\"".to_owned())]);
        assert_eq!(Facts::lifted(&fields), r#"{"title":"\"中\""}"#);
        assert_eq!(Facts::lifted(&BTreeMap::new()), "{}");
    }
}
