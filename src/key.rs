//! The match key: the form of a paragraph that rules compare, with the way back to the text it was made of.
//!
//! NFKC, case-folded, quotes and dashes in their ASCII form, invisible and private-use characters gone, white space
//! folded to one space, spaces between Han and Kana letters dropped, decoration trimmed at both ends.

use crate::shape::Shape;
use crate::{script, span::Span};
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Characters that pages set before and behind a line to adorn it: the bullets, bars and lines of the design's match
/// key, and the arrows, boxes and stars that flattened pages show in the same places.
const DECORATION: &str = "<>«»‹›■□●○◆◇▶►▸▷◀◂◁▲△▼▽★☆•·・∙‧|¦│*-_=~→←↑↓➤➜✓✔☰";
/// Brackets that pages set around a line; only both of a pair are shed.
const BRACKETS: &[(char, char)] = &[('[', ']'), ('【', '】'), ('「', '」'), ('『', '』'), ('〔', '〕'), ('《', '》')];

/// What rules compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchKey {
    text: Box<str>,
    /// Counts over the key's characters.
    pub shape: Shape,
}

impl MatchKey {
    /// The key of `text`, which is in NFC.
    pub fn new(text: &str) -> Self {
        let mut key = String::with_capacity(text.len());
        fold(text, |c, _| key.push(c));
        let trimmed = trimmed(&key);
        let shape = Shape::of(trimmed);
        Self { text: trimmed.into(), shape }
    }

    /// The key's text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A phrase of a rule file in the form that it has in match keys; inner and outer decoration stays where `trim` is off.
pub fn of_phrase(phrase: &str, trim: bool) -> String {
    let composed: String = phrase.nfc().collect();
    let mut key = String::with_capacity(phrase.len());
    fold(&composed, |c, _| key.push(c));
    if trim { trimmed(&key).to_owned() } else { key }
}

/// A key whose bytes know which part of the text they come from. Decoration is not trimmed.
#[derive(Clone, Debug, Default)]
pub struct MappedKey {
    /// The key's text.
    pub text: String,
    /// For each character of `text`: its byte there, and the span of the text it was made of.
    places: Vec<(usize, Span)>,
}

impl MappedKey {
    /// The key of `text`, which is in NFC.
    pub fn new(text: &str) -> Self {
        let mut mapped = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        fold(text, |c, span| {
            mapped.places.push((mapped.text.len(), span));
            mapped.text.push(c);
        });
        mapped
    }

    /// The span of the original text that made the key's bytes `from..to`; `from < to`.
    pub fn span(&self, from: usize, to: usize) -> Span {
        let first = self.places.partition_point(|&(byte, _)| byte < from);
        let last = self.places.partition_point(|&(byte, _)| byte < to).max(first + 1) - 1;
        let start = self.places.get(first).map_or(0, |&(_, span)| span.start);
        let end = self.places.get(last).map_or(start, |&(_, span)| span.end);
        Span::new(start, end.max(start))
    }
}

/// A key without the decoration at its ends, and without brackets around all of it.
pub fn trimmed(key: &str) -> &str {
    let mut rest = key.trim_matches(is_adornment);
    while let Some(inner) = BRACKETS.iter().find_map(|pair| unbracketed(rest, *pair)) {
        rest = inner.trim_matches(is_adornment);
    }
    rest
}

/// What stands within brackets that belong together and are around all of `text`.
fn unbracketed(text: &str, (open, close): (char, char)) -> Option<&str> {
    let inner = text.strip_prefix(open)?.strip_suffix(close)?;
    let mut depth = 0;
    let closed_early = inner.chars().any(|c| {
        depth += i32::from(c == open) - i32::from(c == close);
        depth < 0
    });
    (!closed_early).then_some(inner)
}

/// Whether a key sheds this character at its ends.
pub fn is_adornment(c: char) -> bool {
    let pictured = matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}');
    // Crosses are the buttons that close dialogs: they say something.
    let cross = matches!(c, '\u{2715}'..='\u{2718}' | '\u{274c}');
    c == ' ' || DECORATION.contains(c) || (pictured && !cross)
}

/// Whether it is an opening bracket that a key may shed.
pub fn opens(c: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == c)
}

/// Whether it is a closing bracket that a key may shed.
pub fn closes(c: char) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == c)
}

/// Characters without a look of their own, and private-use ones, which on pages are icons of a font nobody has.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Feeds the characters of the key of `text` to `emit`, each with the span of `text` that it comes from.
fn fold(text: &str, mut emit: impl FnMut(char, Span)) {
    let mut folder = Folder { last: None, space: None, emit: &mut emit };
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = at + c.len_utf8();
        if c.is_ascii_graphic() {
            folder.letter(c.to_ascii_lowercase(), Span::new(at, end));
        } else if c.is_whitespace() {
            folder.white_space(Span::new(at, end));
        } else if is_invisible(c) {
        } else if is_plain(c) {
            folder.lower(c, Span::new(at, end));
        } else {
            let end = segment_end(text, at);
            for folded in text[at..end].chars().filter(|&c| !is_invisible(c)).nfkc() {
                let span = Span::new(at, end);
                if folded.is_whitespace() { folder.white_space(span) } else { folder.lower(folded, span) }
            }
            at = end;
            continue;
        }
        at = end;
    }
}

/// Where the piece of `text` that begins at `at` and is normalised as one ends: before the next starter.
fn segment_end(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices().skip(1);
    chars.find(|&(_, c)| !is_invisible(c) && starts_segment(c)).map_or(text.len(), |(offset, _)| at + offset)
}

/// Whether normalisation never joins the character to what stands before it.
fn starts_segment(c: char) -> bool {
    let mut first = None;
    let starter = |c| {
        is_plain(c) || (canonical_combining_class(c) == 0 && is_nfkc_quick(std::iter::once(c)) != IsNormalized::Maybe)
    };
    decompose_compatible(c, |part| {
        first.get_or_insert(part);
    });
    starter(c) && first.is_none_or(starter)
}

/// Whether NFKC leaves the character alone whatever follows it in NFC text: the letters most text is made of.
fn is_plain(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{7f}' | '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{400}'..='\u{482}'
    )
}

/// The state of [`fold`]: what was emitted last, and white space that waits for a letter to stand before.
struct Folder<'a, F> {
    last: Option<char>,
    space: Option<Span>,
    emit: &'a mut F,
}

impl<F: FnMut(char, Span)> Folder<'_, F> {
    fn white_space(&mut self, span: Span) {
        if self.last.is_some() {
            self.space = Some(self.space.map_or(span, |before| Span::new(before.start, span.end)));
        }
    }

    fn lower(&mut self, c: char, span: Span) {
        match c {
            '\u{131}' | '\u{130}' => self.letter('i', span),
            'ς' => self.letter('σ', span),
            'ß' | 'ẞ' => {
                self.letter('s', span);
                self.letter('s', span);
            }
            '‘' | '’' | '‛' | 'ʼ' | '′' => self.letter('\'', span),
            '“' | '”' | '„' | '‟' | '″' => self.letter('"', span),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.letter('-', span),
            _ if is_invisible(c) => {}
            _ => c.to_lowercase().for_each(|lower| self.letter(lower, span)),
        }
    }

    fn letter(&mut self, c: char, span: Span) {
        if let (Some(space), Some(last)) = (self.space.take(), self.last)
            && !(script::joins_without_space(last) && script::joins_without_space(c))
        {
            (self.emit)(' ', space);
        }
        (self.emit)(c, span);
        self.last = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        MatchKey::new(text).text().to_owned()
    }

    #[test]
    fn folds_width_case_space_and_decoration() {
        assert_eq!(key("【打印本页】"), "打印本页");
        assert_eq!(key("首 　 页"), "首页");
        assert_eq!(key("粤 ICP 备 １２３４５ 号"), "粤 icp 备 12345 号");
        assert_eq!(key("Read\u{200b} More »"), "read more");
        assert_eq!(key("  • Downloads\u{a0}1"), "downloads 1");
        assert_eq!(key("Don’t — go…"), "don't - go...");
        assert_eq!(key("GİRİŞ YAP Straße"), "giriş yap strasse");
        assert_eq!(key("ｶﾞｲﾄﾞ"), "ガイド");
        assert_eq!(key("———"), "");
        assert_eq!(key("[1] Early years [edit]"), "[1] early years [edit]");
        assert_eq!(key("【[更多... ]】>>"), "更多...");
        assert_eq!(key("ｶ\u{200d}ﾞ"), "ガ");
    }

    #[test]
    fn maps_key_bytes_back_to_the_text() {
        let text = "Ａ…  展 开\u{200b}更多";
        let mapped = MappedKey::new(text);
        assert_eq!(mapped.text, "a... 展开更多");
        let from = mapped.text.find("展开更多").unwrap();
        let span = mapped.span(from, mapped.text.len());
        assert_eq!(span.of(text), "展 开\u{200b}更多");
        assert_eq!(mapped.span(1, 4).of(text), "…");
    }
}
