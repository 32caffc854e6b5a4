//! The match key: the form of a paragraph that rules compare, with the way back to the text it was made of.
//!
//! NFKC, case-folded, quotes and dashes in their ASCII form, invisible and private-use characters gone, white space
//! folded to one space, spaces between Han and Kana letters dropped, decoration trimmed at both ends.

use crate::class::Class;
use crate::shape::Shape;
use crate::{script, span::Span};
use std::sync::LazyLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

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
        fold(text, &mut key);
        let kept = trimmed(&key).len();
        if kept < key.len() {
            let start = trimmed(&key).as_ptr() as usize - key.as_ptr() as usize;
            key.truncate(start + kept);
            key.drain(..start);
        }
        Self { shape: Shape::of(&key), text: key.into_boxed_str() }
    }

    /// The key's text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A number of characters that the key of `text` surely has. Each of these has a letter of its own in the key whatever
/// stands around it: ASCII letters and digits, letters of Latin-1, Cyrillic letters, and all from U+4000 to U+9FFF. One
/// look at each byte, in vectors.
pub fn at_least_chars(text: &str) -> usize {
    let counts = |byte: &u8| {
        byte.is_ascii_alphanumeric() | (0xe4..=0xe9).contains(byte) | (*byte == 0xc3) | (0xd0..=0xd1).contains(byte)
    };
    let of = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(counts(byte))).sum::<u8>();
    text.as_bytes().chunks(usize::from(u8::MAX)).map(|chunk| usize::from(of(chunk))).sum()
}

/// A phrase of a rule file in the form that it has in match keys; inner and outer decoration stays where `trim` is off.
pub fn of_phrase(phrase: &str, trim: bool) -> String {
    let mut key = String::with_capacity(phrase.len());
    if phrase.is_ascii() || is_nfc_quick(phrase.chars()) == IsNormalized::Yes {
        fold(phrase, &mut key);
    } else {
        fold(&phrase.nfc().collect::<String>(), &mut key);
    }
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
        let mut mapped = Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        fold(text, &mut mapped);
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
    if c.is_ascii_alphanumeric() || Class::of(c).is_wide() {
        return false;
    }
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

/// Takes the characters of a key as they come.
trait Sink {
    /// One character, made of `span` of the text.
    fn letter(&mut self, c: char, span: Span);
    /// Characters from byte `at` of the text on that stand for themselves, ASCII letters in lower case.
    fn run(&mut self, run: &str, at: usize);
}

/// Feeds the characters of the key of `text` to `sink`, each with the span of `text` that it comes from. Most text is
/// made of two kinds of runs, printable ASCII and Han, Kana and Hangul, which go over in one piece.
fn fold(text: &str, sink: &mut impl Sink) {
    let mut folder = Folder { last: None, space: None, sink };
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let run = if byte.is_ascii_graphic() {
            ascii_run(&text.as_bytes()[at..])
        } else if (0xe3..=0xed).contains(&byte) {
            wide_run(&text.as_bytes()[at..])
        } else {
            0
        };
        if run > 0 {
            folder.run(&text[at..at + run], at);
            at += run;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        if let Some(folded) = folded_of_two(c).filter(|folded| folded.stands_alone(text, end)) {
            folder.letter(folded.into, Span::new(at, end));
        } else if c.is_whitespace() {
            folder.white_space(Span::new(at, end));
        } else if is_invisible(c) {
        } else if is_plain(c) {
            folder.lower(c, Span::new(at, end));
        } else if let Some(folded) = folded_alone(c)
            && text[end..].chars().next().is_none_or(starts_plainly)
        {
            let repeats = if c == '…' { 3 } else { 1 };
            (0..repeats).for_each(|_| folder.lower(folded, Span::new(at, end)));
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

/// Bytes of printable ASCII at the start of `bytes`, up to the first space that another one or something else follows.
/// `bytes` starts with a graphic one.
fn ascii_run(bytes: &[u8]) -> usize {
    let mut end = 0;
    // Sixteen bytes at a time, which the compiler makes vectors of.
    while let (Some(chunk), Some(next)) = (chunk_at(bytes, end), chunk_at(bytes, end + 1)) {
        let stops = chunk.iter().zip(next).fold(0, |stops, (byte, next)| {
            stops
                | u8::from(byte.wrapping_sub(b' ') > b'~' - b' ')
                | (u8::from(*byte == b' ') & u8::from(*next == b' '))
        });
        if stops != 0 {
            break;
        }
        end += 16;
    }
    while let Some(byte) = bytes.get(end) {
        let goes_on = byte.is_ascii_graphic() || (*byte == b' ' && end > 0 && bytes[end - 1] != b' ');
        if !goes_on {
            break;
        }
        end += 1;
    }
    // A space counts only between two others.
    if bytes[end - 1] == b' ' { end - 1 } else { end }
}

fn chunk_at(bytes: &[u8], at: usize) -> Option<&[u8; 16]> {
    bytes.get(at..)?.first_chunk()
}

/// Bytes of characters at the start of `bytes` that are three bytes long and stand for themselves in keys: Han, Kana,
/// Hangul and the marks of their text. `bytes` is UTF-8.
fn wide_run(bytes: &[u8]) -> usize {
    let of =
        |chunk: &[u8]| u32::from(chunk[0] & 0xf) << 12 | u32::from(chunk[1] & 0x3f) << 6 | u32::from(chunk[2] & 0x3f);
    let stands_for_itself = |chunk: &&[u8]| {
        (0xe3..=0xed).contains(&chunk[0])
            && matches!(
                of(chunk),
                0x4e00..=0x9fff | 0x3001 | 0x3002 | 0x3008..=0x3011 | 0x3041..=0x3096 | 0x30a1..=0x30fa | 0x3400..=0x4dbf
                    | 0xac00..=0xd7a3
            )
    };
    bytes.chunks_exact(3).take_while(stands_for_itself).count() * 3
}

/// What a character of two bytes becomes in keys, where that is one character.
#[derive(Clone, Copy)]
struct FoldedOfTwo {
    into: char,
    /// Whether it becomes that whatever follows it.
    always: bool,
}

impl FoldedOfTwo {
    /// Whether what follows at byte `end` lets it.
    fn stands_alone(self, text: &str, end: usize) -> bool {
        let follows_plainly = |byte: &u8| matches!(byte, b' '..=b'~') || starts_plainly_at(text, end);
        self.always || text.as_bytes().get(end).is_none_or(follows_plainly)
    }
}

fn starts_plainly_at(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_none_or(starts_plainly)
}

/// First character of two bytes, and what is behind the last.
const TWO_BYTES: std::ops::Range<char> = '\u{80}'..'\u{800}';

/// What characters of two bytes become, by number.
static OF_TWO_BYTES: LazyLock<Vec<Option<FoldedOfTwo>>> = LazyLock::new(|| {
    let folded = |c: char| {
        let into = folded_simply(c).filter(|folded| *folded != ' ')?;
        Some(FoldedOfTwo { into, always: is_plain(c) })
    };
    TWO_BYTES.map(folded).collect()
});

fn folded_of_two(c: char) -> Option<FoldedOfTwo> {
    OF_TWO_BYTES.get((c as usize).checked_sub(TWO_BYTES.start as usize)?).copied().flatten()
}

/// What NFKC makes of a character that no mark follows, of those that many texts have: full-width forms, quotes, dashes,
/// letters of Latin-1. An ellipsis becomes three of what is said here.
fn folded_alone(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '…' => Some('.'),
        '\u{2011}' => Some('\u{2010}'),
        '\u{c0}'..='\u{ff}'
        | '\u{2010}'..='\u{2016}'
        | '\u{2018}'..='\u{2023}'
        | '\u{a9}'
        | '\u{ab}'
        | '\u{ae}'
        | '\u{b7}'
        | '\u{bb}' => Some(c),
        _ => None,
    }
}

/// The character that `c` makes in keys, a space where it shows nothing; none where that hangs on what follows it, or it
/// makes several that differ.
pub fn folded_simply(c: char) -> Option<char> {
    if c.is_ascii_graphic() {
        return Some(c.to_ascii_lowercase());
    }
    if c.is_whitespace() || is_invisible(c) {
        return Some(' ');
    }
    let mut key = String::new();
    let folded = if is_plain(c) { c } else { folded_alone(c)? };
    Folder { last: None, space: None, sink: &mut key }.lower(folded, Span::default());
    let mut chars = key.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Whether [`starts_segment`] surely holds of a character that shows.
fn starts_plainly(c: char) -> bool {
    (is_plain(c) && !is_invisible(c)) || c == '\u{3000}' || c == '\u{a0}' || folded_alone(c).is_some()
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

/// The state of [`fold`]: what was put in last, and white space that waits for a letter to stand before.
struct Folder<'a, S> {
    last: Option<char>,
    space: Option<Span>,
    sink: &'a mut S,
}

impl<S: Sink> Folder<'_, S> {
    fn white_space(&mut self, span: Span) {
        if self.last.is_some() {
            self.space = Some(self.space.map_or(span, |before| Span::new(before.start, span.end)));
        }
    }

    fn lower(&mut self, c: char, span: Span) {
        match c {
            '\0'..='\u{7f}' => self.letter(c.to_ascii_lowercase(), span),
            '\u{430}'..='\u{44f}' => self.letter(c, span),
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
        self.space_before(c);
        self.sink.letter(c, span);
        self.last = Some(c);
    }

    fn run(&mut self, run: &str, at: usize) {
        let mut ends = run.chars();
        let Some(first) = ends.next() else { return };
        self.space_before(first);
        self.sink.run(run, at);
        self.last = Some(ends.next_back().unwrap_or(first));
    }

    fn space_before(&mut self, c: char) {
        if let (Some(space), Some(last)) = (self.space.take(), self.last)
            && !(script::joins_without_space(last) && script::joins_without_space(c))
        {
            self.sink.letter(' ', space);
        }
    }
}

impl Sink for String {
    fn letter(&mut self, c: char, _: Span) {
        self.push(c);
    }

    fn run(&mut self, run: &str, _: usize) {
        let start = self.len();
        self.push_str(run);
        self[start..].make_ascii_lowercase();
    }
}

impl Sink for MappedKey {
    fn letter(&mut self, c: char, span: Span) {
        self.places.push((self.text.len(), span));
        self.text.push(c);
    }

    fn run(&mut self, run: &str, at: usize) {
        let start = self.text.len();
        let place = |(offset, c): (usize, char)| (start + offset, Span::new(at + offset, at + offset + c.len_utf8()));
        self.places.extend(run.char_indices().map(place));
        self.text.run(run, at);
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

    /// [`fold`] without its short cuts, character by character.
    fn folded_slowly(text: &str) -> MappedKey {
        let mut mapped = MappedKey::default();
        let mut folder = Folder { last: None, space: None, sink: &mut mapped };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let end = at + c.len_utf8();
            if c.is_whitespace() {
                folder.white_space(Span::new(at, end));
                at = end;
            } else if is_invisible(c) {
                at = end;
            } else if is_plain(c) {
                folder.lower(c, Span::new(at, end));
                at = end;
            } else {
                let end = segment_end(text, at);
                for folded in text[at..end].chars().filter(|&c| !is_invisible(c)).nfkc() {
                    let span = Span::new(at, end);
                    if folded.is_whitespace() { folder.white_space(span) } else { folder.lower(folded, span) }
                }
                at = end;
            }
        }
        mapped
    }

    #[track_caller]
    fn assert_folds_as_slowly(text: &str) {
        let (fast, slow) = (MappedKey::new(text), folded_slowly(text));
        assert_eq!((&fast.text, &fast.places), (&slow.text, &slow.places), "{text:?}");
        assert_eq!(MatchKey::new(text).text(), trimmed(&slow.text), "{text:?}");
    }

    #[test]
    fn every_character_folds_the_same_with_and_without_short_cuts() {
        let beyond = ('\u{10000}'..='\u{1ffff}').step_by(5);
        for c in ('\0'..='\u{ffff}').chain(beyond) {
            let text: String = format!("{c}Ｅ{c}é{c}\u{301}…{c}a").nfc().collect();
            assert_folds_as_slowly(&text);
            assert!(at_least_chars(&text) <= MatchKey::new(&text).shape.chars, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_folds_the_same_with_and_without_short_cuts(
            text in "([a-zA-Z0-9 .,!]{0,40}|[一-三ぁ-がア-ガ가-각、。 ]{0,12}|[…！ＡＺ’“—·éÀñ\u{301}\u{200b}\u{3000}\u{a0}\t]{0,4}|\\PC{0,6}){0,6}"
        ) {
            let text: String = text.nfc().collect();
            assert_folds_as_slowly(&text);
            proptest::prop_assert!(at_least_chars(&text) <= MatchKey::new(&text).shape.chars);
        }
    }
}
