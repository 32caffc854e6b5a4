//! A record and its clean text in, out its line in the layout of a preset: the same fields of the same types in every
//! line, whatever the record has, so that the first shard tells readers what is in the others.

use super::encode::{Facts, encode, json, member};
use super::fields::Members;
use super::preset::{FileKind, Preset};
use crate::input::{Fields, Record};

/// Which fields a record is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Those it came in.
    Same,
    /// `id`, `text`, `source`, `url`, `metadata`, `tamis`: what a table has whose input has no columns.
    Table,
    /// See [`Preset::Dolma`].
    Dolma,
    /// See [`Preset::Datatrove`].
    Datatrove,
    /// See [`Preset::Hf`].
    Hf,
    /// See [`Preset::Text`].
    Text,
}

impl Layout {
    /// The layout that `preset` has in a file of this kind, for records that have columns of their own or not.
    pub fn of(preset: Preset, kind: FileKind, has_columns: bool) -> Self {
        match preset {
            Preset::Same if kind == FileKind::Parquet && !has_columns => Self::Table,
            Preset::Same => Self::Same,
            Preset::Dolma => Self::Dolma,
            Preset::Datatrove => Self::Datatrove,
            Preset::Hf => Self::Hf,
            Preset::Text => Self::Text,
        }
    }

    /// Adds the line of `record`, with `clean` as its text, to `out`. `names` are those of the fields that were read.
    /// Without `facts` no column tells of the cleaning.
    pub fn encode(self, record: &Record, clean: &str, facts: Option<&Facts>, names: &Fields, out: &mut Vec<u8>) {
        match self {
            Self::Same => return encode(record, clean, facts, out),
            Self::Text => return text(clean, out),
            _ => {}
        }
        let (source, rest) = Members::of(record, names);
        let url = record.url.as_deref().unwrap_or_default();
        let (first, second) = if self == Self::Datatrove { ("text", "id") } else { ("id", "text") };
        for (ahead, name) in [(b'{', first), (b',', second)] {
            member(ahead, name, if name == "id" { record.id.as_str() } else { clean }, out);
        }
        match self {
            Self::Dolma => dolma(&source, url, &rest, facts, out),
            Self::Datatrove => datatrove(&source, url, rest, facts, out),
            _ => {
                member(b',', "source", &source, out);
                member(b',', "url", url, out);
                if let (Self::Hf, Some(facts)) = (self, facts) {
                    flat(facts, out);
                }
                member(b',', "metadata", &string(&rest), out);
                if let (Self::Table, Some(facts)) = (self, facts) {
                    member(b',', "tamis", facts, out);
                }
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

/// The paragraphs of a text, one a line, and a blank line at the end: blank lines between paragraphs are not kept, since
/// a blank line is what ends a document.
fn text(clean: &str, out: &mut Vec<u8>) {
    for line in clean.lines().filter(|line| !line.trim().is_empty()) {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    out.push(b'\n');
}

/// What dolma wants as an object; its fields never vary, so what does is in a string.
fn dolma(source: &str, url: &str, rest: &Members, facts: Option<&Facts>, out: &mut Vec<u8>) {
    member(b',', "source", source, out);
    out.extend_from_slice(b",\"metadata\":");
    member(b'{', "url", url, out);
    member(b',', "fields", &string(rest), out);
    if let Some(facts) = facts {
        member(b',', "tamis", facts, out);
    }
    out.push(b'}');
}

/// Datatrove takes the object out of the string, and all other columns into it.
fn datatrove(source: &str, url: &str, mut rest: Members, facts: Option<&Facts>, out: &mut Vec<u8>) {
    rest.set("source", source);
    rest.set("url", url);
    member(b',', "metadata", &string(&rest), out);
    if let Some(facts) = facts {
        member(b',', "tamis", facts, out);
    }
}

/// Each fact as a column of its own.
fn flat(facts: &Facts, out: &mut Vec<u8>) {
    let start = out.len();
    json(facts, out);
    out[start] = b',';
    out.pop();
}

/// An object as a string.
fn string(rest: &Members) -> String {
    let mut object = Vec::new();
    json(rest, &mut object);
    String::from_utf8(object).unwrap_or_default()
}
