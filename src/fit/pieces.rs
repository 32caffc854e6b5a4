//! A record with pieces of text that must stay or go in, a page whose lines that hold such a piece are labelled out: the
//! others are not scored.

use crate::input::Raw;
use crate::score::labelled::{Labelled, id_of};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The record as it is written.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    url: Option<String>,
    lang: Option<String>,
    source: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

/// Characters from which on a line that is part of a longer piece says something.
const LEAST_CHARS: usize = 20;

/// Reads a record; none where no line of it is known.
///
/// # Errors
/// What is wrong with it, in words.
pub fn labelled(raw: &Raw) -> Result<Option<Labelled>, String> {
    let row: Row = serde_json::from_slice(&raw.bytes).map_err(|error| error.to_string())?;
    let lines: Vec<String> = row.text.split('\n').map(solid).collect();
    let mut known: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
    for (pieces, content) in [(&row.with, true), (&row.without, false)] {
        for piece in pieces.iter().map(|piece| solid(piece)).filter(|piece| !piece.is_empty()) {
            let holds = |line: &String| line.contains(&piece) || is_part(line, &piece);
            let found: Vec<usize> = (0..lines.len()).filter(|&at| holds(&lines[at])).collect();
            // What must stay and stands twice may be a headline in a list.
            if !content || found.len() == 1 {
                found.into_iter().for_each(|at| known.entry(at).or_default().push(content));
            }
        }
    }
    known.retain(|_, labels| labels.windows(2).all(|two| two[0] == two[1]));
    if known.is_empty() {
        return Ok(None);
    }
    Ok(Some(Labelled {
        origin: raw.origin.clone(),
        content: (0..lines.len()).map(|at| known.get(&at).is_some_and(|labels| labels[0])).collect(),
        skip: (0..lines.len()).filter(|at| !known.contains_key(at)).collect(),
        // Such collections have a page of a site: the name of the page tells it from the others.
        site: None,
        id: id_of(row.id, raw),
        text: row.text,
        language: row.lang.unwrap_or_else(|| "und".to_owned()),
        source: row.source.unwrap_or_else(|| raw.origin.input.clone()),
        url: row.url,
    }))
}

fn is_part(line: &str, piece: &str) -> bool {
    line.chars().nth(LEAST_CHARS - 1).is_some() && piece.contains(line)
}

/// A text with runs of white space made one space.
fn solid(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Origin;

    fn read(line: &str) -> Option<Labelled> {
        let origin = Origin { input: "a.jsonl".into(), record: 3, offset: 0 };
        labelled(&Raw::json(origin, line)).unwrap()
    }

    #[test]
    fn lines_that_hold_a_piece_are_labelled_and_no_others() {
        let page = read(
            r#"{"id":"a","text":"Menu\nThe  tide came in.\nShare\nOther","with":["The tide came"],"without":["Share"]}"#,
        );
        let page = page.unwrap();
        assert_eq!(page.content, [false, true, false, false]);
        assert_eq!(page.skip.into_iter().collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn what_must_stay_and_stands_twice_is_not_known() {
        assert!(read(r#"{"text":"Tide\nTide","with":["Tide"],"without":["Boat"]}"#).is_none());
    }

    #[test]
    fn lines_of_a_long_piece_are_labelled_unless_pieces_contradict_each_other() {
        let line = "The tide came in at noon and took the boats.";
        let page = read(&format!(r#"{{"text":"{line}\nThe end","with":["{line} The end"],"without":[]}}"#)).unwrap();
        assert_eq!((page.content, page.skip.len()), (vec![true, false], 1));
        let contradiction = format!(r#"{{"text":"{line}","with":["{line}"],"without":["The tide"]}}"#);
        assert!(read(&contradiction).is_none());
    }
}
