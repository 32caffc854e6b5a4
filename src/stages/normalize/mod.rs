//! One spelling for each character: decoded text in, paragraphs out, each change of them an edit.

use super::{Stage, mojibake};
use crate::document::{Document, Paragraph, Replacement};
use crate::ledger::{Edit, RuleRef};
use crate::rules::RuleInfo;
use crate::rules::settings::NormalizeSettings;
use crate::span::Span;
use std::collections::HashSet;
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A kind of change that the stage makes by itself, named like a rule.
pub struct BuiltIn {
    id: &'static str,
    why: &'static str,
}

/// White space between and around paragraphs.
pub const SPACING: RuleRef = RuleRef(0);
/// Characters without a look of their own.
pub const INVISIBLE: RuleRef = RuleRef(1);
/// Spaces of other widths.
pub const SPACES: RuleRef = RuleRef(2);
/// Character references.
pub const ENTITIES: RuleRef = RuleRef(3);
/// Composed characters.
pub const COMPOSE: RuleRef = RuleRef(4);
/// Text that was decoded in the wrong charset.
pub const MOJIBAKE: RuleRef = RuleRef(5);

/// The changes by number: they are the first rules of every catalog.
pub const EDITS: &[BuiltIn] = &[
    BuiltIn { id: "normalize/spacing", why: "White space around paragraphs is layout, not text." },
    BuiltIn { id: "normalize/invisible", why: "Controls, zero-width and private-use characters show nothing." },
    BuiltIn {
        id: "normalize/spaces",
        why: "Spaces of other widths are layout; searches and tokenizers stumble over them.",
    },
    BuiltIn { id: "normalize/entities", why: "A character reference that was not decoded stands for its character." },
    BuiltIn { id: "normalize/compose", why: "One letter, one spelling: Unicode normalization form C." },
    BuiltIn {
        id: "normalize/mojibake",
        why: "Text that was decoded in the wrong charset is read as it was meant, where a round trip proves it.",
    },
];

impl BuiltIn {
    /// What the catalog says of it.
    pub fn info(&self) -> RuleInfo {
        RuleInfo {
            id: self.id.to_owned(),
            why: self.why.to_owned(),
            removes: "edit".to_owned(),
            defined_at: "rules/normalize.toml".to_owned(),
        }
    }
}

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

/// The lines of a text, without their ends. All of Unicode's line and paragraph separators end one.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at > text.len() {
            return None;
        }
        let rest = &text[at..];
        let length = line_end(rest);
        let line = Span::new(at, at + length);
        let end = rest[length..].chars().next();
        at = match end {
            None => text.len() + 1,
            Some('\r') if rest[length + 1..].starts_with('\n') => line.end + 2,
            Some(c) => line.end + c.len_utf8(),
        };
        Some(line)
    })
}

/// Where the first line of a text ends.
fn line_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
    let rare = memchr::memchr3(b'\r', 0xb, 0xc, line).unwrap_or(line.len());
    let line = &line[..rare];
    if line.is_ascii() {
        return line.len();
    }
    // U+0085, and U+2028 and U+2029.
    let is_end =
        |at: &usize| line[*at..].starts_with(&[0xc2, 0x85]) || matches!(line[*at..], [0xe2, 0x80, 0xa8 | 0xa9, ..]);
    memchr::memchr2_iter(0xc2, 0xe2, line).find(is_end).unwrap_or(line.len())
}

/// Whether nothing but white space comes in place of what goes.
fn is_blank(edit: &Edit) -> bool {
    edit.insert.chars().all(char::is_whitespace)
}

/// Characters that show nothing and carry no meaning. Joiners, directional marks and variation selectors do carry one.
fn is_stray(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{200b}'
            | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Spaces other than the plain and the ideographic one.
fn is_odd_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}')
}

/// Whether a text may have a character reference, or one of the characters that are [stray](is_stray) or
/// [odd spaces](is_odd_space), as far as the bytes by which they begin tell.
fn may_change(text: &str) -> bool {
    let bytes = text.as_bytes();
    let may = |byte: u8| match byte {
        0x80.. => (byte == 0xc2) | (byte == 0xe1) | (byte == 0xe2) | (byte >= 0xee),
        _ => !((byte == b'\t') | (b' '..=b'%').contains(&byte) | (b'\''..=b'~').contains(&byte)),
    };
    let changes = |at: usize| match bytes[at] {
        // U+00A1 to U+00BF less the soft hyphen; U+2010 to U+2027 and all from U+2080 on; full-width forms.
        0xc2 => matches!(bytes[at + 1], 0..=0xa0 | 0xad),
        0xe2 => !matches!((bytes[at + 1], bytes[at + 2]), (0x80, 0x90..=0xa7) | (0x82.., _)),
        0xef => !matches!(bytes[at + 1], 0xbc | 0xbd),
        byte => !(0xf0..=0xf2).contains(&byte),
    };
    any_place(bytes, may, changes)
}

/// Whether a text surely is in its composed form: of letters that none of the bytes by which combining marks and what is
/// composed otherwise begin stands for.
fn is_surely_composed(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Up to U+02FF; U+0400 to U+047F; Han to U+9FFF.
    let may_not = |byte: u8| !((byte <= 0xcb) | (byte == 0xd0) | (byte == 0xd1) | (0xe4..=0xe9).contains(&byte));
    let is_safe = |at: usize| match bytes[at] {
        // U+2010 to U+203F; Kana less their voicing marks; full-width forms.
        0xe2 => bytes[at + 1] == 0x80 && bytes[at + 2] >= 0x90,
        0xe3 => match bytes[at + 1] {
            0x80 => bytes[at + 2] < 0xaa,
            0x82 => !matches!(bytes[at + 2], 0x97..=0x9c),
            0x81 | 0x83 => true,
            _ => false,
        },
        0xef => matches!(bytes[at + 1], 0xbc | 0xbd),
        _ => false,
    };
    !any_place(bytes, may_not, |at| !is_safe(at))
}

/// Whether one of `bytes` `is` what is looked for, which only some of them `may` be: that is asked of many at once.
fn any_place(bytes: &[u8], may: impl Fn(u8) -> bool, is: impl Fn(usize) -> bool) -> bool {
    const AT_ONCE: usize = 32;
    bytes.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)).any(|(chunk, start)| {
        // Without a short cut, which vectors do not have.
        let any = chunk.iter().fold(false, |any, &byte| any | may(byte));
        any && (start..start + chunk.len()).any(|at| may(bytes[at]) && is(at))
    })
}

/// What turns `text` into its composed form, piece by piece.
fn composed(text: &str) -> Vec<Replacement> {
    if text.is_ascii() || is_surely_composed(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Vec::new();
    }
    let starts = |c: char| canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    let mut replacements = Vec::new();
    let mut piece = 0;
    let ends = text.char_indices().skip(1).filter(|&(_, c)| starts(c)).map(|(at, _)| at);
    for end in ends.chain([text.len()]) {
        let written = &text[piece..end];
        let wanted: String = written.nfc().collect();
        if wanted != written {
            replacements.push(Replacement { range: piece..end, insert: wanted, rule: COMPOSE });
        }
        piece = end;
    }
    replacements
}

#[cfg(test)]
mod tests {
    use super::*;

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
