//! A record of a labelled file in, the page and what each of its lines is out.

use crate::document::{Document, Origin};
use crate::input::Raw;
use serde::Deserialize;
use std::collections::BTreeSet;

/// A page whose lines are told apart into content and chrome.
#[derive(Clone, Debug, Default)]
pub struct Labelled {
    /// Its place in the input.
    pub origin: Origin,
    /// Its id.
    pub id: String,
    /// Its text, lines separated by `\n`.
    pub text: String,
    /// Address of the page.
    pub url: Option<String>,
    /// Its site, as the labels name it.
    pub site: Option<String>,
    /// For each line: whether it is content.
    pub content: Vec<bool>,
    /// Numbers of lines, from 0, that are not scored.
    pub skip: BTreeSet<usize>,
    /// Its language, as the labels name it.
    pub language: String,
    /// Where it was taken from.
    pub source: String,
}

/// The record as it is written.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    url: Option<String>,
    keep: Option<Vec<u8>>,
    skip: Option<Vec<usize>>,
    lang: Option<String>,
    site: Option<String>,
    source: Option<String>,
}

/// The id of a record: as it is written, or its number where it has none.
pub fn id_of(id: serde_json::Value, raw: &Raw) -> String {
    match id {
        serde_json::Value::String(id) => id,
        serde_json::Value::Null => raw.origin.record.to_string(),
        other => other.to_string(),
    }
}

impl Labelled {
    /// Reads a record; none where it has no labels, which is `keep`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(raw: &Raw) -> Result<Option<Self>, String> {
        let row: Row = serde_json::from_slice(&raw.bytes).map_err(|error| error.to_string())?;
        let Some(keep) = row.keep else { return Ok(None) };
        let lines = row.text.split('\n').count();
        if keep.len() != lines {
            return Err(format!("`keep` has {} labels, and `text` has {lines} lines", keep.len()));
        }
        Ok(Some(Self {
            origin: raw.origin.clone(),
            id: id_of(row.id, raw),
            text: row.text,
            url: row.url,
            site: row.site.filter(|site| !site.is_empty()),
            content: keep.iter().map(|&label| label != 0).collect(),
            skip: row.skip.unwrap_or_default().into_iter().collect(),
            language: row.lang.unwrap_or_else(|| "und".to_owned()),
            source: row.source.unwrap_or_else(|| raw.origin.input.clone()),
        }))
    }

    /// The page as a document.
    pub fn document(&self) -> Document {
        let mut document = Document::new(self.id.clone(), self.text.as_str());
        document.origin = self.origin.clone();
        document.host = self.url.as_deref().and_then(crate::run::host);
        document.url = self.url.clone();
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<Labelled>, String> {
        let origin = Origin { input: "a.jsonl".into(), record: 3, offset: 0 };
        Labelled::read(&Raw::json(origin, line))
    }

    #[test]
    fn reads_labels_and_passes_over_pages_without_them() {
        let page = read(r#"{"text":"a\nb","keep":[1,0],"skip":[1],"lang":"en","gold":"a"}"#).unwrap().unwrap();
        assert_eq!((page.id.as_str(), page.content.as_slice()), ("3", [true, false].as_slice()));
        assert_eq!((page.source.as_str(), page.skip.contains(&1)), ("a.jsonl", true));
        assert!(read(r#"{"text":"a","with":["a"]}"#).unwrap().is_none());
    }

    #[test]
    fn tells_labels_that_do_not_fit_the_text() {
        assert_eq!(read(r#"{"text":"a\nb","keep":[1]}"#).unwrap_err(), "`keep` has 1 labels, and `text` has 2 lines");
        assert!(read("no json").is_err());
    }
}
