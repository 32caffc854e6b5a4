//! Words that may be none: links, addresses, ids, identifiers.

use crate::script;

/// ASCII letters in a row that no word has. German and Finnish compounds in use stay below 40.
pub(super) const MAX_WORD_LETTERS: usize = 45;

/// The longest parts of `word` that are all ASCII or all not, so that `京ICP备123号` or a link in Chinese text comes
/// apart. A word of a script with spaces stays whole (`naïve`).
pub(super) fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let whole = word.is_ascii() || !word.chars().any(|c| script::is_unspaced(script::of(c)) || is_wide_mark(c));
    let mut rest = word;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if whole {
            rest.len()
        } else {
            rest.find(|c: char| c.is_ascii() != first.is_ascii()).unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Punctuation of full width, which stands without spaces.
fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// What a word without spaces is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A link or e-mail address, which may stand in any text.
    Address,
    /// Letters and digits mixed, or letters without end: hashes, base64, serial numbers.
    Id,
    /// A name or expression of a program.
    Identifier,
    /// Anything else.
    Words,
}

impl Kind {
    /// The kind of a piece of a word.
    pub(super) fn of(piece: &str) -> Self {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.len() < 3 {
            return Kind::Words;
        }
        if is_address(bare) {
            return Kind::Address;
        }
        if !piece.is_ascii() {
            return Kind::Words;
        }
        let letters = bare.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = bare.bytes().filter(u8::is_ascii_digit).count();
        if (letters > 0 && digits > 0 && bare.len() > 3) || is_endless(bare) {
            return Kind::Id;
        }
        let inside = |marks: &[&str]| marks.iter().any(|mark| bare.contains(mark));
        if letters > 0 && inside(&["_", "::", "->", "=>", "()", "=", "<", "\\", "{", ";", "[", "$"]) {
            return Kind::Identifier;
        }
        Kind::Words
    }
}

/// Whether `bare` is a link, a host with a path, or an e-mail address.
fn is_address(bare: &str) -> bool {
    let starts = |prefix: &str| bare.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if bare.contains("://") || starts("www.") || starts("mailto:") {
        return true;
    }
    if let Some((user, host)) = bare.split_once('@') {
        return !user.is_empty() && host.contains('.');
    }
    let host = bare.split(['/', '?']).next().unwrap_or(bare);
    let has_path = host.len() < bare.len();
    let end = host.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| {
        let is_host = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        is_host && (has_path || matches!(end, "com" | "org" | "net" | "cn" | "edu" | "gov" | "html" | "php"))
    })
}

/// Whether ASCII letters follow each other in a longer row than any word has.
fn is_endless(bare: &str) -> bool {
    bare.split(|c: char| !c.is_ascii_alphabetic()).any(|run| run.len() > MAX_WORD_LETTERS)
}
