//! Proposed rules in, the text of their set out, ready to be edited.

use super::select::{Draft, Proposal, is_phrase};
use super::template::{is_constant, pattern};
use crate::diagnostic::counted;
use crate::key::is_invisible;
use std::fmt::Write as _;
use std::ops::Range;

/// Characters by which numbers of a line may be longer than those seen.
const SLACK_CHARS: usize = 8;

/// A rule set as text, and where each rule stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// For each draft, its bytes.
    pub places: Vec<Range<usize>>,
}

/// Writes a set. `header` are comment lines, `about` says what it is for.
pub fn write(header: &[String], about: &str, drafts: &[Draft]) -> Written {
    let mut written = Written::default();
    for line in header {
        let _ = writeln!(written.text, "# {line}");
    }
    let _ = write!(written.text, "\n[set]\nabout = {}\n", string(about));
    let mut hosts: Option<&[String]> = None;
    for draft in drafts {
        if hosts != Some(&draft.hosts) {
            let place = if draft.hosts.is_empty() { "everywhere".to_owned() } else { draft.hosts.join(", ") };
            let _ = write!(written.text, "\n# {place}: {}\n", counted(draft.of as usize, "document"));
            hosts = Some(&draft.hosts);
        }
        let start = written.text.len();
        rule(&mut written.text, draft);
        written.places.push(start..written.text.len());
    }
    written
}

fn rule(text: &mut String, draft: &Draft) {
    let _ = write!(text, "\n[[rules]]\nid = {}\nwhy = {}\n", string(&draft.id), string(&why(draft)));
    text.push_str("removes = \"paragraph\"\n");
    if !draft.hosts.is_empty() {
        let _ = writeln!(text, "scope.hosts = {}", list(&draft.hosts));
    }
    match draft.lines.as_slice() {
        [line] if is_phrase(line) => {
            let _ = writeln!(text, "when.is = {}", string(&phrase(line)));
        }
        [line] => {
            let template = &line.candidate.template;
            let slack = if is_constant(&template.text) { 0 } else { SLACK_CHARS };
            let _ = writeln!(text, "when.matches = {}", literal(&pattern(&template.text, template.grouped)));
            let _ = writeln!(text, "when.max-chars = {}", template.chars + slack);
        }
        lines => {
            text.push_str("when.is = [\n");
            for line in lines {
                let _ =
                    writeln!(text, "    {}, # {}", string(&phrase(line)), counted(line.documents as usize, "document"));
            }
            text.push_str("]\n");
        }
    }
    let _ = write!(text, "examples.removed = {}\nexamples.kept = {}\n", list(&draft.removed), list(&draft.kept));
}

/// A line as it stands on a page, less what does not show.
fn phrase(line: &Proposal) -> String {
    let sample = line.candidate.samples.first().map_or("", String::as_str);
    sample.chars().filter(|&c| !is_invisible(c)).collect()
}

/// The reason of a rule: where its lines stand.
fn why(draft: &Draft) -> String {
    let hosts = if draft.hosts.is_empty() { String::new() } else { format!(" of {}", draft.hosts.join(", ")) };
    let counts = || draft.lines.iter().map(|line| line.documents);
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    let of = counted(draft.of as usize, "document");
    match draft.lines.len() {
        1 => format!("Stands in {most} of {of}{hosts}."),
        _ if least == most => format!("Each stands in {most} of {of}{hosts}."),
        _ => format!("Each stands in {least} to {most} of {of}{hosts}."),
    }
}

/// A list of strings, one a line where there are several.
fn list(texts: &[String]) -> String {
    match texts {
        [one] => format!("[{}]", string(one)),
        texts => {
            let lines: String = texts.iter().map(|text| format!("    {},\n", string(text))).collect();
            format!("[\n{lines}]")
        }
    }
}

/// A basic string of TOML.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// A literal string of TOML, as patterns are written, where the text can stand in one.
fn literal(text: &str) -> String {
    if !text.contains('\'') {
        format!("'{text}'")
    } else if !text.contains("''") && !text.ends_with('\'') && !text.starts_with('\'') {
        format!("'''{text}'''")
    } else {
        string(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_so_that_toml_reads_it_back() {
        for text in ["a \"b\" \\d", "it's", "''", "'", "tab\there", "中\u{85}文"] {
            for quoted in [string(text), literal(text)] {
                let read: toml::Table = format!("x = {quoted}").parse().unwrap();
                assert_eq!(read["x"].as_str().unwrap(), text, "{quoted}");
            }
        }
    }
}
