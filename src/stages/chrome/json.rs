//! `json`: a JSON record left in the text goes; named fields are lifted into metadata, or into paragraphs.

use super::piece::with_space;
use crate::rules::schema::JsonSpec;
use crate::work;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;

/// What counts as a left-over, and what is lifted out of it.
#[derive(Clone, Debug)]
pub struct Json {
    min_chars: usize,
    min_keys: usize,
    paragraphs: Vec<String>,
    metadata: Vec<(String, Vec<String>)>,
}

/// A left-over in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its place.
    pub range: Range<usize>,
    /// Texts of the fields that make paragraphs.
    pub paragraphs: Vec<String>,
    /// Metadata: name and value.
    pub metadata: Vec<(String, String)>,
}

/// Strings that hold JSON again are read so many levels deep.
const NESTED: usize = 3;
/// Fields read of one record at most.
const MOST_FIELDS: usize = 10_000;
/// Brackets of a paragraph that are tried as the start of a record.
const MOST_TRIED: usize = 8;
/// Paragraphs lifted out of one record at most.
const MOST_LIFTED: usize = 50;
/// Values lifted into metadata are cut off after so many characters.
const METADATA_CHARS: usize = 500;

impl Json {
    /// Compiles the table `json`.
    pub fn compile(spec: &JsonSpec) -> Self {
        Self {
            min_chars: spec.min_chars,
            min_keys: spec.min_keys,
            paragraphs: spec.paragraphs.clone(),
            metadata: spec.metadata.clone(),
        }
    }

    /// Whether there may be a left-over in a text: it is long enough, and has a bracket.
    pub fn may_be_in(&self, text: &str) -> bool {
        text.len() >= self.min_chars && memchr::memchr2(b'{', b'[', text.as_bytes()).is_some()
    }

    /// The left-overs in a paragraph's text, in order.
    pub fn find_all(&self, text: &str) -> Vec<Found> {
        let mut at = 0;
        let next = || {
            let found = self.find(&text[at..])?;
            let range = at + found.range.start..at + found.range.end;
            at = range.end;
            Some(Found { range, ..found })
        };
        std::iter::from_fn(next).collect()
    }

    /// The first left-over of a text, if there is one.
    fn find(&self, text: &str) -> Option<Found> {
        if text.len() < self.min_chars {
            return None;
        }
        work::looked_at(text.len());
        let start = first_record(text)?;
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        let mut fields = Fields::default();
        let end = match values.next() {
            Some(Ok(value)) => {
                fields.walk(&value, "", NESTED);
                start + values.byte_offset()
            }
            // Cut off or broken: read what can be read, and take the rest of the paragraph.
            _ => {
                fields.scan(&text[start..]);
                text.len()
            }
        };
        let end = if text[end..].trim_start_matches([';', ')', ' ']).is_empty() { text.len() } else { end };
        let long_enough = text[start..end].chars().count() >= self.min_chars;
        let start = if is_script(&text[..start]) { 0 } else { start };
        (long_enough && fields.keys().len() >= self.min_keys).then(|| self.lift(with_space(text, start..end), &fields))
    }

    fn lift(&self, range: Range<usize>, fields: &Fields) -> Found {
        let mut paragraphs: Vec<String> = Vec::new();
        for (path, value) in &fields.list {
            let name = path.rsplit('.').next().unwrap_or(path);
            let wanted = self.paragraphs.iter().any(|wanted| wanted == name) && !looks_like_code(value);
            if wanted && paragraphs.len() < MOST_LIFTED {
                let lines = value.lines().map(str::trim).filter(|line| !line.is_empty()).take(MOST_LIFTED);
                for line in lines.map(str::to_owned) {
                    if !paragraphs.contains(&line) {
                        paragraphs.push(line);
                    }
                }
            }
        }
        let first = |keys: &Vec<String>| keys.iter().find_map(|key| fields.first(key));
        let metadata = self.metadata.iter().filter_map(|(name, keys)| {
            first(keys).map(|value| (name.clone(), value.chars().take(METADATA_CHARS).collect()))
        });
        Found { metadata: metadata.collect(), paragraphs, range }
    }
}

/// Where a record begins: at the first `{"` or `[{"`, whatever stands before it.
fn first_record(text: &str) -> Option<usize> {
    let opens = |at: &usize| {
        let rest = text[*at..].trim_start_matches('[').trim_start();
        rest.strip_prefix('{').is_some_and(|inner| inner.trim_start().starts_with('"'))
    };
    text.match_indices(['{', '[']).map(|(at, _)| at).take(MOST_TRIED).find(opens)
}

/// Whether what stands before a record is the script that it is given to: `window.state =`, `dataLayer.push(`.
fn is_script(lead: &str) -> bool {
    let lead = lead.trim_end();
    lead.len() <= 80 && lead.ends_with(['=', '(']) && lead.split_whitespace().count() <= 3
}

/// Values with mark-up or braces are templates and scripts, not prose.
fn looks_like_code(value: &str) -> bool {
    value.contains("</") || value.contains("/>") || value.starts_with(['{', '['])
}

/// The string and number fields of a record: dotted path, value, in order.
#[derive(Default)]
struct Fields {
    list: Vec<(String, String)>,
}

impl Fields {
    fn keys(&self) -> BTreeSet<&str> {
        self.list.iter().map(|(path, _)| path.rsplit('.').next().unwrap_or(path)).collect()
    }

    /// The first value whose path is `key` or ends with it.
    fn first(&self, key: &str) -> Option<&str> {
        let whole = self.list.iter().find(|(path, _)| path == key);
        let ends = |path: &str| path.strip_suffix(key).is_some_and(|rest| rest.ends_with('.'));
        let found = whole.or_else(|| self.list.iter().find(|(path, _)| ends(path)));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    fn push(&mut self, path: &str, value: String) {
        if self.list.len() < MOST_FIELDS {
            self.list.push((path.to_owned(), value));
        }
    }

    fn walk(&mut self, value: &Value, path: &str, nested: usize) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.walk(value, &path, nested);
                }
            }
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                self.push(path, items.join(", "));
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, path, nested)),
            Value::String(text) => match nested_record(text, nested) {
                Some(inner) => self.walk(&inner, path, nested - 1),
                None => self.push(path, text.clone()),
            },
            Value::Number(number) => self.push(path, number.to_string()),
            Value::Bool(_) | Value::Null => self.push(path, String::new()),
        }
    }

    /// Reads `"key":"value"` pairs off a record that does not parse.
    fn scan(&mut self, text: &str) {
        let mut strings = Strings { text, at: 0 };
        let mut key: Option<String> = None;
        while let Some((string, end)) = strings.next_string() {
            let is_key = text[end..].trim_start().starts_with(':');
            match (is_key, key.take()) {
                (true, _) => key = Some(string),
                (false, Some(key)) => self.push(&key, string),
                (false, None) => {}
            }
        }
    }
}

/// The record that a string holds again, if it does.
fn nested_record(text: &str, nested: usize) -> Option<Value> {
    let record = nested > 0 && (text.starts_with("{\"") || text.starts_with("[{"));
    record.then(|| serde_json::from_str(text).ok()).flatten()
}

/// The quoted strings of a text, one after the other; one that is cut off counts up to the end.
struct Strings<'t> {
    text: &'t str,
    at: usize,
}

impl Strings<'_> {
    /// The next string, and where it ends.
    fn next_string(&mut self) -> Option<(String, usize)> {
        let open = self.at + self.text.get(self.at..)?.find('"')?;
        let mut escaped = false;
        let close = self.text[open + 1..].char_indices().find(|&(_, c)| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let end = close.map_or(self.text.len(), |(at, _)| open + 1 + at);
        self.at = end + 1;
        let quoted = format!("\"{}\"", &self.text[open + 1..end]);
        let string = serde_json::from_str(&quoted).unwrap_or_else(|_| self.text[open + 1..end].to_owned());
        Some((string, (end + 1).min(self.text.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(min_chars: usize) -> Json {
        let metadata = vec![
            ("title".to_owned(), vec!["title".to_owned()]),
            ("journal".to_owned(), vec!["journal.name".to_owned()]),
        ];
        Json { min_chars, min_keys: 2, paragraphs: vec!["abstract".to_owned()], metadata }
    }

    #[test]
    fn lifts_fields_of_a_record_and_of_the_record_inside_it() {
        let text = r#"{"title":"T","journal":{"name":"J"},"abstract":"A b c.","inner":"{\"abstract\":\"D e f.\"}"}"#;
        let found = json(10).find(text).unwrap();
        assert_eq!(found.range, 0..text.len());
        assert_eq!(found.paragraphs, ["A b c.", "D e f."]);
        assert_eq!(found.metadata, [("title".to_owned(), "T".to_owned()), ("journal".to_owned(), "J".to_owned())]);
    }

    #[test]
    fn reads_a_record_that_is_cut_off() {
        let text = r#"window.state = {"title":"T","abstract":"A \"b\" c."#;
        let found = json(10).find(text).unwrap();
        assert_eq!((found.range, found.paragraphs), (0..text.len(), vec![r#"A "b" c."#.to_owned()]));
    }

    #[test]
    fn takes_the_space_between_a_record_and_the_text_around_it() {
        let record = r#"{"title":"T","abstract":"A"}"#;
        let left = |text: &str| {
            let range = json(10).find(text).unwrap().range;
            format!("{}{}", &text[..range.start], &text[range.end..])
        };
        assert_eq!(left(&format!("before {record} ")), "before");
        assert_eq!(left(&format!("{record} behind")), "behind");
        assert_eq!(left(&format!("before {record} behind")), "before behind");
    }

    #[test]
    fn finds_each_record_of_a_line() {
        let record = r#"{"title":"T","abstract":"A"}"#;
        let ranges = |text: &str| json(10).find_all(text).into_iter().map(|found| found.range).collect::<Vec<_>>();
        assert_eq!(ranges(&format!("{record} {record}")), [0..29, 29..57]);
        assert_eq!(ranges(&format!("a {record} b {record}")), [2..31, 32..61]);
    }

    #[test]
    fn leaves_short_and_plain_braces_alone() {
        assert_eq!(json(300).find(r#"{"title":"T","abstract":"A"}"#), None);
        assert_eq!(json(10).find("use {braces} and [brackets] in prose"), None);
    }
}
