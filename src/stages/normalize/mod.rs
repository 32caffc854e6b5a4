//! One spelling for each character: decoded text in, paragraphs out, each change of them an edit.

mod composed;
mod edits;
mod lines;
mod looks;

pub use edits::{COMPOSE, EDITS, ENTITIES, INVISIBLE, MOJIBAKE, SPACES, SPACING};

use super::{Stage, mojibake};
use crate::document::{Document, Paragraph, Replacement};
use crate::ledger::Edit;
use crate::rules::settings::NormalizeSettings;
use crate::span::Span;
use composed::composed;
use lines::lines;
use looks::{is_odd_space, is_stray, may_change};
use std::collections::HashSet;
use std::ops::Range;

/// The stage.
#[derive(Debug)]
pub struct Normalize {
    settings: NormalizeSettings,
    entities: HashSet<String>,
}

/// Longest character reference that is looked for, in bytes with `&` and `;`.
const LONGEST_ENTITY: usize = 34;

impl Normalize {
    /// The stage with these settings.
    pub fn new(settings: &NormalizeSettings) -> Self {
        Self { settings: settings.clone(), entities: settings.entities.iter().cloned().collect() }
    }

    /// The paragraph on the line `line` of `source`, if it is not blank.
    fn paragraph(&self, source: &str, line: Span) -> Option<Paragraph> {
        if self.settings.mojibake {
            let repairs = mojibake::repairs(line.of(source));
            if !repairs.is_empty() {
                return self.repaired(source, line, repairs);
            }
        }
        let mut span = self.shown(source, line)?;
        let mut edits = self.edits(source, span);
        // A reference at an end may stand for white space: `&nbsp;` alone is a blank line.
        let (mut from, mut to) = (0, edits.len());
        while let Some(first) = edits[from..to].first().filter(|edit| edit.span.start == span.start && is_blank(edit)) {
            span = self.shown(source, Span::new(first.span.end, span.end))?;
            from += edits[from..to].iter().take_while(|edit| edit.span.start < span.start).count();
        }
        while let Some(last) = edits[from..to].last().filter(|edit| edit.span.end == span.end && is_blank(edit)) {
            span = self.shown(source, Span::new(span.start, last.span.start))?;
            to -= edits[from..to].iter().rev().take_while(|edit| edit.span.end > span.end).count();
        }
        edits.truncate(to);
        edits.drain(..from);
        Some(self.finished(source, line, Paragraph::new(source, span, edits)))
    }

    /// The paragraph on a line of which parts were decoded in the wrong charset.
    fn repaired(&self, source: &str, line: Span, repairs: Vec<(Range<usize>, String)>) -> Option<Paragraph> {
        let edit = |(range, insert): (Range<usize>, String)| {
            let span = Span::new(line.start + range.start, line.start + range.end);
            Edit { span, insert, rule: MOJIBAKE, keeper: None }
        };
        let edits: Vec<Edit> = repairs.into_iter().map(edit).collect();
        // What shows nothing may be a byte of what is repaired.
        let shown = self.shown(source, line).into_iter().chain(edits.iter().map(|edit| edit.span));
        let span = shown.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)))?;
        let mut paragraph = Paragraph::new(source, span, edits);
        let text = paragraph.text(source);
        let replacement =
            |edit: Edit| Replacement { range: edit.span.start..edit.span.end, insert: edit.insert, rule: edit.rule };
        let replacements = self.edits(text, Span::new(0, text.len())).into_iter().map(replacement).collect();
        paragraph.replace(source, replacements);
        let text = paragraph.text(source);
        let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        if start == text.len() {
            return None;
        }
        let blank = |range: Range<usize>| {
            (!range.is_empty()).then(|| Replacement { range, insert: String::new(), rule: SPACING })
        };
        let blanks = [blank(0..start), blank(end..text.len())].into_iter().flatten().collect();
        paragraph.replace(source, blanks);
        Some(self.finished(source, line, paragraph))
    }

    /// A paragraph with its characters composed and its indent.
    fn finished(&self, source: &str, line: Span, mut paragraph: Paragraph) -> Paragraph {
        let start = paragraph.span().start;
        if self.settings.compose {
            let replacements = composed(paragraph.text(source));
            paragraph.replace(source, replacements);
        }
        if self.settings.keep_indent {
            let indent =
                source[line.start..start].bytes().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            paragraph.indent = Span::new(start - indent, start);
        }
        paragraph
    }

    /// A part of `source` less what shows nothing at its ends.
    fn shown(&self, source: &str, within: Span) -> Option<Span> {
        let text = within.of(source);
        let shown = |c: char| !(c.is_whitespace() || self.settings.invisible && is_stray(c));
        let last = text.rfind(shown)?;
        let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
        Some(Span::new(within.start + text.find(shown)?, within.start + end))
    }

    /// Changes of single characters within a paragraph.
    fn edits(&self, source: &str, span: Span) -> Vec<Edit> {
        let text = span.of(source);
        let mut edits: Vec<Edit> = Vec::new();
        if !may_change(text) {
            return edits;
        }
        let mut skip = 0;
        for (at, c) in text.char_indices() {
            if at < skip {
                continue;
            }
            let (length, insert, rule) = if c == '&' {
                let Some((length, decoded)) = self.entity(&text[at..]) else { continue };
                (length, decoded, ENTITIES)
            } else if self.settings.invisible && is_stray(c) {
                (c.len_utf8(), String::new(), INVISIBLE)
            } else if self.settings.spaces && is_odd_space(c) {
                (c.len_utf8(), " ".to_owned(), SPACES)
            } else {
                continue;
            };
            skip = at + length;
            let place = Span::new(span.start + at, span.start + skip);
            match edits.last_mut() {
                Some(last) if last.rule == rule && rule == INVISIBLE && last.span.end == place.start => {
                    last.span.end = place.end;
                }
                _ => edits.push(Edit { span: place, insert, rule, keeper: None }),
            }
        }
        edits
    }

    /// The character reference at the start of `text`: its length in bytes, and what it stands for.
    fn entity(&self, text: &str) -> Option<(usize, String)> {
        let end = text.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
        let name = text.get(1..end)?;
        let listed = self.entities.contains(name) || (name.starts_with('#') && self.entities.contains("#"));
        if !listed {
            return None;
        }
        let decoded = htmlize::unescape_attribute(&text[..=end]).into_owned();
        let stray = decoded.chars().any(|c| is_stray(c) || is_odd_space(c) || c.is_control());
        let plain = if stray { decoded.chars().filter(|&c| is_odd_space(c)).map(|_| ' ').collect() } else { decoded };
        (!plain.starts_with('&') || plain == "&").then_some((end + 1, plain))
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }

    fn apply(&self, document: &mut Document) {
        let source = document.source();
        let mut paragraphs = Vec::with_capacity(memchr::memchr_iter(b'\n', source.as_bytes()).count() + 1);
        let mut blank_lines = 0;
        for line in lines(source) {
            match self.paragraph(source, line) {
                Some(mut paragraph) => {
                    paragraph.blank_lines = std::mem::take(&mut blank_lines);
                    paragraphs.push(paragraph);
                }
                None => blank_lines += 1,
            }
        }
        document.paragraphs = paragraphs;
    }
}

/// Whether nothing but white space comes in place of what goes.
fn is_blank(edit: &Edit) -> bool {
    edit.insert.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::composed::is_surely_composed;
    use super::lines::line_end;
    use super::*;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    fn normalized(text: &str) -> String {
        let settings =
            NormalizeSettings { entities: vec!["amp".into(), "nbsp".into(), "#".into()], ..Default::default() };
        let mut document = Document::new("test", text);
        Normalize::new(&settings).apply(&mut document);
        let (clean, ledger) = document.finish(SPACING);
        assert_eq!(ledger.restore(&clean).as_deref(), Ok(text));
        clean
    }

    #[test]
    fn short_cuts_pass_over_no_character_that_changes() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}é");
            assert!(may_change(&text) || !(is_stray(c) || is_odd_space(c) || c == '&'), "{c:?}");
            assert!(!is_surely_composed(&text) || is_nfc_quick(text.chars()) == IsNormalized::Yes, "{c:?}");
            let ends = matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            assert_eq!(line_end(&text), if ends { 1 } else { text.len() }, "{c:?}");
        }
    }

    #[test]
    fn keeps_one_blank_line_between_paragraphs() {
        assert_eq!(normalized("\n\na \r\n\r\n\r\n\u{3000}\u{3000}b\u{a0}\nc\n"), "a\n\nb\nc");
    }

    #[test]
    fn keeps_the_indent_of_code_and_lists() {
        assert_eq!(normalized("def f():\n    return 1\n  • one"), "def f():\n    return 1\n  • one");
    }

    #[test]
    fn mends_characters() {
        assert_eq!(normalized("A&amp;B&nbsp;C &copy 2020 &#8212; \u{feff}x\u{200b}\u{200b}y"), "A&B C &copy 2020 — xy");
        assert_eq!(normalized("cafe\u{301} Vie\u{323}\u{302}t"), "café Việt");
        assert_eq!(normalized("?a=1&amp;lt;"), "?a=1&lt;");
    }

    #[test]
    fn text_in_the_wrong_charset_is_read_as_meant_and_then_mended_like_any() {
        assert_eq!(
            normalized(" itâ€™s&nbsp;20Â\u{a0}Â°C \n浠婂ぉ澶╂皵\nâ€œendâ€\u{9d}"),
            " it’s 20 °C\n今天天气\n“end”"
        );
    }

    #[test]
    fn references_to_white_space_at_the_ends_of_a_line_are_white_space() {
        assert_eq!(normalized("a\n&nbsp;\n &#160;b&nbsp;\u{200b} &nbsp;"), "a\n\nb");
        assert_eq!(normalized("&#8203;&nbsp;a&nbsp;&amp;&nbsp;b&#8203;\n&nbsp; &nbsp;"), "a & b");
    }
}
