//! The characters of a key, one after the other, with the places of the text that they come from.

use super::letter::{self, Look, is_invisible};
use crate::script;
use crate::span::Span;
use crate::swar::{self, spaces, unprintable, word_at};
use unicode_normalization::UnicodeNormalization;

/// Takes the characters of a key as they come.
pub trait Sink {
    /// One character, made of `span` of the text.
    fn letter(&mut self, c: char, span: Span);
    /// Characters from byte `at` of the text on that stand for themselves, ASCII letters in lower case.
    fn run(&mut self, run: &str, at: usize);
}

/// Feeds the characters of the key of `text` to `sink`, each with the span of `text` that it comes from. Most text is
/// made of runs of what stands for itself, which go over in one piece.
pub fn fold(text: &str, sink: &mut impl Sink) {
    let mut folder = Folder { last: None, space: None, sink };
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let run = if byte.is_ascii_graphic() || byte >= 0xc3 { plain_run(&text.as_bytes()[at..]) } else { 0 };
        if run > 0 {
            folder.run(&text[at..at + run], at);
            at += run;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        let span = Span::new(at, end);
        let look = Look::of(c);
        if look.map_or_else(|| c.is_whitespace(), Look::is_space) {
            folder.white_space(span);
        } else if look.map_or_else(|| is_invisible(c), Look::is_nothing) {
        } else if let Some((letter, times)) = look.and_then(|look| look.letter(|| follows_plainly(text, end))) {
            (0..times).for_each(|_| folder.letter(letter, span));
        } else {
            at = folder.segment(text, at);
            continue;
        }
        at = end;
    }
}

/// Whether nothing that stands at byte `at` is joined to what stands before it.
#[inline]
fn follows_plainly(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None | Some(b' '..=b'~' | 0xe4..=0xe9) => true,
        Some(_) => text[at..].chars().next().and_then(Look::of).is_some_and(Look::starts),
    }
}

/// Bytes at the start of `bytes`, which is UTF-8, of characters that stand for themselves in keys, ASCII letters in lower
/// case: printable ASCII, small letters of Latin-1 and Cyrillic, Han, Kana and Hangul; single spaces among them, if they do
/// not follow a letter of Han or Kana, which may do without.
fn plain_run(bytes: &[u8]) -> usize {
    let (mut end, mut takes_space) = (0, false);
    while let Some(&byte) = bytes.get(end) {
        let count = match byte {
            b'!'..=b'~' => ascii_run(&bytes[end..]),
            b' ' if takes_space => 1,
            0xc3 | 0xd0 | 0xd1 => two_byte_run(&bytes[end..]),
            0xe3..=0xed => wide_run(&bytes[end..]),
            _ => 0,
        };
        if count == 0 {
            break;
        }
        end += count;
        takes_space = byte != b' ' && byte < 0xe3;
    }
    if end > 0 && bytes[end - 1] == b' ' { end - 1 } else { end }
}

/// Bytes of printable ASCII at the start of `bytes`, which starts with a graphic one, up to two spaces or something else.
fn ascii_run(bytes: &[u8]) -> usize {
    let mut end = 0;
    // Eight bytes at a time.
    while let (Some(word), Some(next)) = (word_at(bytes, end), word_at(bytes, end + 1)) {
        let stops = unprintable(word) | (spaces(word) & spaces(next));
        if stops != 0 {
            end += swar::first(stops);
            return if bytes[end - 1] == b' ' { end - 1 } else { end };
        }
        end += 8;
    }
    let goes_on = |end: usize, byte: u8| byte.is_ascii_graphic() || (byte == b' ' && end > 0 && bytes[end - 1] != b' ');
    while bytes.get(end).is_some_and(|byte| goes_on(end, *byte)) {
        end += 1;
    }
    if bytes[end - 1] == b' ' { end - 1 } else { end }
}

/// Bytes of small Cyrillic letters, and of those of Latin-1 that nothing joins, at the start of `bytes`.
fn two_byte_run(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(&[first, second]) = bytes.get(end..).and_then(<[u8]>::first_chunk) {
        let stands = match first {
            0xd0 => second >= 0xb0,
            0xd1 => second < 0x90,
            0xc3 => (0xa0..=0xbe).contains(&second) && second != 0xb7 && follows_latin(bytes.get(end + 2)),
            _ => false,
        };
        if !stands {
            break;
        }
        end += 2;
    }
    end
}

/// Whether a character that begins with the byte surely starts a segment.
fn follows_latin(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' '..=b'~' | 0xc3 | 0xd0 | 0xd1))
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

/// Where the piece of `text` that begins at `at` and is normalised as one ends: before the next starter.
fn segment_end(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices().skip(1);
    chars.find(|&(_, c)| !is_invisible(c) && letter::starts_segment(c)).map_or(text.len(), |(offset, _)| at + offset)
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

    /// Normalises the piece of `text` that begins at `at` as one; returns where it ends.
    fn segment(&mut self, text: &str, at: usize) -> usize {
        let end = segment_end(text, at);
        for folded in text[at..end].chars().filter(|&c| !is_invisible(c)).nfkc() {
            let span = Span::new(at, end);
            if folded.is_whitespace() {
                self.white_space(span);
            } else {
                letter::lower(folded, |letter| self.letter(letter, span));
            }
        }
        end
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{MappedKey, MatchKey, at_least_chars, trimmed};

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
            } else if letter::is_plain(c) {
                letter::lower(c, |letter| folder.letter(letter, Span::new(at, end)));
                at = end;
            } else {
                at = folder.segment(text, at);
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
