//! What becomes of a single character in keys.

use std::sync::OnceLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

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

/// What a character becomes in keys, as far as it can be said of it alone, in bits.
#[derive(Clone, Copy, Debug)]
pub struct Look(u32);

/// The letter that it becomes.
const LETTER: u32 = 0x1f_ffff;
/// How many of them: up to three.
const TIMES: u32 = 21;
/// That it does whatever follows.
const ALWAYS: u32 = 1 << 23;
/// Nothing joins it to what stands before it.
const STARTS: u32 = 1 << 24;
/// It is white space.
const SPACE: u32 = 1 << 25;
/// It shows nothing.
const NOTHING: u32 = 1 << 26;

/// Characters whose looks are worked out together, when one of them is first met.
const BLOCK: usize = 128;
/// What is known of the characters of the basic plane, block by block.
static LOOKS: [OnceLock<Box<[Look; BLOCK]>>; 0x10000 / BLOCK] = [const { OnceLock::new() }; 0x10000 / BLOCK];

impl Look {
    /// The look of `c`; none outside the basic plane.
    #[inline]
    pub fn of(c: char) -> Option<Self> {
        let (block, place) = (c as usize / BLOCK, c as usize % BLOCK);
        let looks = LOOKS.get(block)?.get_or_init(|| {
            let look = |place| char::from_u32((block * BLOCK + place) as u32).map_or(Self(0), Self::work_out);
            Box::new(std::array::from_fn(look))
        });
        Some(looks[place])
    }

    fn work_out(c: char) -> Self {
        if c.is_whitespace() {
            return Self(SPACE | STARTS);
        }
        if is_invisible(c) {
            return Self(NOTHING);
        }
        let bit = |holds: bool, bit: u32| if holds { bit } else { 0 };
        let mut letters = Vec::new();
        let mut is_spaced = false;
        for folded in std::iter::once(c).nfkc() {
            is_spaced |= folded.is_whitespace();
            lower(folded, |letter| letters.push(letter));
        }
        let same = letters.first().copied().filter(|first| letters.iter().all(|letter| letter == first));
        let into = same.filter(|_| !is_spaced && letters.len() <= 3);
        let into = into.map_or(0, |letter| letter as u32 | (letters.len() as u32) << TIMES);
        Self(into | bit(is_plain(c), ALWAYS) | bit(starts_segment(c), STARTS))
    }

    /// Whether it is white space.
    pub fn is_space(self) -> bool {
        self.0 & SPACE != 0
    }

    /// Whether it shows nothing.
    pub fn is_nothing(self) -> bool {
        self.0 & NOTHING != 0
    }

    /// Whether nothing joins it to what stands before it.
    pub fn starts(self) -> bool {
        self.0 & STARTS != 0
    }

    /// The letter that it becomes, and how often, if what follows it lets it.
    #[inline]
    pub fn letter(self, follows_plainly: impl FnOnce() -> bool) -> Option<(char, u32)> {
        let times = self.0 >> TIMES & 3;
        let letter = char::from_u32(self.0 & LETTER)?;
        (times > 0 && (self.0 & ALWAYS != 0 || follows_plainly())).then_some((letter, times))
    }
}

/// Calls `with` with what a character in NFKC becomes in keys.
pub fn lower(c: char, mut with: impl FnMut(char)) {
    match c {
        '\0'..='\u{7f}' => with(c.to_ascii_lowercase()),
        '\u{430}'..='\u{44f}' => with(c),
        '\u{131}' | '\u{130}' => with('i'),
        'ς' => with('σ'),
        'ß' | 'ẞ' => (0..2).for_each(|_| with('s')),
        '‘' | '’' | '‛' | 'ʼ' | '′' => with('\''),
        '“' | '”' | '„' | '‟' | '″' => with('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => with('-'),
        _ if is_invisible(c) => {}
        _ => c.to_lowercase().for_each(with),
    }
}

/// The character that `c` makes in keys where nothing is joined to it, a space where it shows nothing; none where that is
/// not told by it alone, or it makes several that differ.
pub fn folded_simply(c: char) -> Option<char> {
    if c.is_ascii_graphic() {
        return Some(c.to_ascii_lowercase());
    }
    let look = Look::of(c)?;
    if look.is_space() || look.is_nothing() {
        return Some(' ');
    }
    let (letter, times) = look.letter(|| look.starts())?;
    (times == 1 || c == '…').then_some(letter)
}

/// Whether normalisation never joins the character to what stands before it.
pub fn starts_segment(c: char) -> bool {
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
pub fn is_plain(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{7f}' | '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{400}'..='\u{482}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::of_phrase;

    #[test]
    fn what_a_character_makes_is_what_its_key_ends_with() {
        let mut told = 0;
        for c in '\0'..='\u{ffff}' {
            if let Some(letter) = folded_simply(c).filter(|letter| *letter != ' ') {
                let key = of_phrase(&format!("a {c}"), false);
                assert_eq!(key.chars().next_back(), Some(letter), "{c:?} U+{:04X}", c as u32);
                told += 1;
            }
        }
        assert!(told > 40_000, "{told}");
    }
}
