//! The match key: the form of a paragraph that rules compare, with the way back to the text it was made of.
//!
//! NFKC, case-folded, quotes and dashes in their ASCII form, invisible and private-use characters gone, white space
//! folded to one space, spaces between Han and Kana letters dropped, decoration trimmed at both ends.

mod fold;
mod letter;
mod trim;

pub use letter::{folded_simply, is_invisible};
pub use trim::{closes, is_adornment, opens, trimmed};

use crate::shape::Shape;
use crate::span::Span;
use crate::swar;
use fold::{Sink, fold};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

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
        let kept = trimmed(&key);
        if kept.len() < key.len() {
            let start = kept.as_ptr() as usize - key.as_ptr() as usize;
            let end = start + kept.len();
            key.truncate(end);
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
    swar::count(text.as_bytes(), |byte| {
        byte.is_ascii_alphanumeric() | (0xe4..=0xe9).contains(&byte) | (byte == 0xc3) | (0xd0..=0xd1).contains(&byte)
    })
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
}
