//! What a character is: letter, digit, wide, of a script without spaces. The letters that most text is made of are told
//! by their range, the rest by the tables of Unicode.

use crate::script;
use crate::swar;

/// What is known of a character, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class(u8);

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const WIDE: u8 = 4;
const UNSPACED: u8 = 8;

const ASCII: [Class; 128] = {
    let mut classes = [Class(0); 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphabetic() {
            classes[byte] = Class(LETTER);
        } else if (byte as u8).is_ascii_digit() {
            classes[byte] = Class(DIGIT);
        }
        byte += 1;
    }
    classes
};

impl Class {
    /// The class of `c`.
    #[inline]
    pub fn of(c: char) -> Self {
        match c {
            '\0'..='\u{7f}' => ASCII[c as usize],
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Self(LETTER | WIDE | UNSPACED),
            '\u{400}'..='\u{481}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' => Self(LETTER),
            '\u{620}'..='\u{64a}' | '\u{1e00}'..='\u{1eff}' => Self(LETTER),
            '\u{388}'..='\u{38a}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3f5}' => Self(LETTER),
            '\u{ac00}'..='\u{d7a3}' => Self(LETTER | WIDE),
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => Self(LETTER | WIDE | UNSPACED),
            // Marks of Latin text, of Han text, and those of its width.
            '\u{a0}'..='\u{a9}'
            | '\u{ab}'..='\u{b1}'
            | '\u{bb}'
            | '\u{2010}'..='\u{206f}'
            | '\u{2190}'..='\u{23ff}' => Self(0),
            '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' => Self(0),
            _ => Self::by_table(c),
        }
    }

    fn by_table(c: char) -> Self {
        let letter = c.is_alphabetic();
        let script = if letter { script::of(c) } else { script::Script::Common };
        let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
        Self(
            bit(letter, LETTER)
                | bit(c.is_numeric(), DIGIT)
                | bit(script::is_wide(script), WIDE)
                | bit(script::is_unspaced(script), UNSPACED),
        )
    }

    /// Whether it is a letter of any script.
    #[inline]
    pub fn is_letter(self) -> bool {
        self.0 & LETTER != 0
    }

    /// Whether it is a digit or another number.
    #[inline]
    pub fn is_digit(self) -> bool {
        self.0 & DIGIT != 0
    }

    /// Whether it is a letter or a digit.
    #[inline]
    pub fn is_letter_or_digit(self) -> bool {
        self.0 & (LETTER | DIGIT) != 0
    }

    /// Whether it is a letter of Han, Kana or Hangul.
    #[inline]
    pub fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    /// Whether it is a letter of a script that is written without spaces between words.
    #[inline]
    pub fn is_unspaced(self) -> bool {
        self.0 & UNSPACED != 0
    }
}

/// The character in lower case; of several characters the first (`İ` becomes `i`).
pub fn lower(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        'а'..='я' | 'ß'..='ö' | 'ø'..='ÿ' | '\u{590}'..='\u{109f}' => c,
        'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(c as u32 + 32).unwrap_or(c),
        // Han, Kana, Hangul and the marks of their text.
        '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Letters from U+5000 to U+9FFF, which are of Han all of them and three bytes long, at the start of `bytes`, which is UTF-8.
#[inline]
pub fn han_run(bytes: &[u8]) -> usize {
    bytes.chunks_exact(3).take_while(|letter| (0xe5..=0xe9).contains(&letter[0])).count()
}

/// Letters of any script in `text`.
pub fn letters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    while at < bytes.len() {
        let (length, letters) = quickly(bytes, at);
        (at, count) = (at + length, count + letters);
        if length == 0 {
            let Some(c) = text[at..].chars().next() else { break };
            count += usize::from(Class::of(c).is_letter());
            at += c.len_utf8();
        }
    }
    count
}

/// How many bytes from byte `at` on are told at once, and how many letters they are; none where what stands there is rare.
#[inline(always)]
fn quickly(bytes: &[u8], at: usize) -> (usize, usize) {
    match bytes[at..] {
        [byte @ 0..=0x7f, ..] => match swar::word_at(bytes, at) {
            Some(word) if swar::beyond_ascii(word) == 0 => (8, swar::how_many(swar::letters(word))),
            _ => (1, usize::from(ASCII[usize::from(byte)].is_letter())),
        },
        // U+00C0 to U+00FF; U+0400 to U+047F; U+0391 to U+03BF.
        [0xc3, rest, ..] => (2, usize::from(!matches!(rest, 0x97 | 0xb7))),
        [0xd0 | 0xd1, ..] => (2, 1),
        [0xce, rest @ 0x91..=0xbf, ..] => (2, usize::from(rest != 0xa2)),
        [0xe5..=0xe9, ..] => {
            let run = han_run(&bytes[at..]);
            (3 * run, run)
        }
        // U+4E00 to U+4FFF.
        [0xe4, 0xb8..=0xbf, ..] => (3, 1),
        _ if begins_with_mark(&bytes[at..]) => (3, 0),
        _ => (0, 0),
    }
}

/// Whether `bytes`, which are UTF-8, begin with one of the marks of three bytes that most text has: U+2000 to U+203F; U+3000 to
/// U+3004, U+3008 to U+3020; U+FF01 to U+FF0F, U+FF1A to U+FF20.
#[inline(always)]
pub fn begins_with_mark(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xe2, 0x80, ..]
            | [0xe3, 0x80, 0x80..=0x84 | 0x88..=0xa0, ..]
            | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0xa0, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_say_of_every_character_what_the_tables_say() {
        for c in '\0'..=char::MAX {
            assert_eq!(Class::of(c), Class::by_table(c), "{c:?} U+{:04X}", c as u32);
        }
    }

    #[test]
    fn every_character_is_lowered_as_the_standard_library_does() {
        for c in '\0'..=char::MAX {
            assert_eq!(Some(lower(c)), c.to_lowercase().next(), "{c:?} U+{:04X}", c as u32);
        }
    }

    #[test]
    fn letters_of_any_script_count() {
        assert_eq!(letters("Row 12, row!"), 6);
        assert_eq!(letters("京ICP备12号"), 6);
    }

    proptest::proptest! {
        #[test]
        fn letters_are_those_of_the_characters(text in "([a-zA-Z0-9 .]{0,20}|[一-三鿀-鿿䷀、， ]{0,6}|[À-ʯ]{0,3}|[΀-ϯ]{0,3}|[Ѐ-ҏ]{0,3}|\\PC{0,6}){0,5}") {
            let one_by_one = text.chars().filter(|&c| Class::of(c).is_letter()).count();
            proptest::prop_assert_eq!(letters(&text), one_by_one);
        }
    }
}
