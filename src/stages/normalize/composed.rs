//! Unicode normalization form C.

use super::edits::COMPOSE;
use super::looks::any_place;
use crate::document::Replacement;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether a text surely is in its composed form: of letters that none of the bytes by which combining marks and what is
/// composed otherwise begin stands for.
pub(super) fn is_surely_composed(text: &str) -> bool {
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

/// What turns `text` into its composed form, piece by piece.
pub(super) fn composed(text: &str) -> Vec<Replacement> {
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
