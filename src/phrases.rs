//! Many phrases looked for in a text at once, told by how they begin.
//!
//! Some bytes of each phrase, its first ones or its rarest, hashed, set a bit of a table; at most places of a text the bit
//! of what stands there is not set, and nothing else is looked at. It is the filter of S. Wu and U. Manber (A Fast
//! Algorithm for Multi-Pattern Searching, 1994), asked at the start of each character. Made in one pass over the phrases,
//! where an automaton would be built of all their letters; and small enough to stay near the processor.

use crate::work;
use std::cmp::Reverse;
use std::ops::Range;

/// Phrases by number, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// A bit for each beginning, by its hash.
    bits: Box<[u64]>,
    /// By hash: the number of a group plus one, or 0; the next place is asked where another group has it.
    slots: Box<[u32]>,
    groups: Vec<Group>,
    texts: Vec<Text>,
    bytes: Vec<u8>,
    /// Bits of a hash that number the bits.
    bits_shift: u32,
    slots_shift: u32,
    /// Whether there are phrases that are shorter than a long beginning, and of a single byte.
    has_short: bool,
    has_single: bool,
}

/// Phrases that are told by the same bytes, the shortest first.
#[derive(Clone, Debug)]
struct Group {
    window: u64,
    texts: Range<usize>,
}

#[derive(Clone, Debug)]
struct Text {
    number: u32,
    /// Where it is in `bytes`.
    start: usize,
    length: usize,
    /// Bytes of it before those that it is told by.
    skip: usize,
}

/// Bytes that a phrase is told by, by the first of them, where it has as many: two characters of most scripts, four letters
/// of ASCII.
const LONG: [u8; 256] = lengths(4, 6, 6, 4);
/// The same for a phrase that has fewer.
const SHORT: [u8; 256] = lengths(2, 2, 3, 4);
/// Bytes of a character by its first byte.
const WIDTH: [u8; 256] = lengths(1, 2, 3, 4);

const fn lengths(ascii: u8, two: u8, three: u8, four: u8) -> [u8; 256] {
    let mut lengths = [ascii; 256];
    let mut byte = 0xc0;
    while byte < 256 {
        lengths[byte] = if byte < 0xe0 {
            two
        } else if byte < 0xf0 {
            three
        } else {
            four
        };
        byte += 1;
    }
    lengths
}

/// The first bytes of a text as a number; bytes that it does not have are 0.
#[inline]
fn word_at(bytes: &[u8], at: usize) -> u64 {
    if let Some(word) = bytes.get(at..at + 8).and_then(|word| word.try_into().ok()) {
        return u64::from_le_bytes(word);
    }
    let rest = &bytes[at..];
    rest.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The first bytes, 1 to 6 of them, of what starts with `word`.
#[inline]
fn window(word: u64, length: u8) -> u64 {
    (word & ((1 << (8 * length)) - 1)) | u64::from(length) << 56
}

/// 2^64 divided by the golden ratio (D. Knuth, The Art of Computer Programming 3, 6.4).
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn hash(window: u64) -> u64 {
    window.wrapping_mul(FACTOR)
}

/// How rare a character of ASCII is, in quarters of a bit: letters by their frequency in English text (R. Lewand,
/// Cryptological Mathematics, 2000), the space as one character of six, the others as one of a hundred.
const RARITY: [u8; 128] = {
    let mut rarity = [27; 128];
    let letters = *b"etaoinshrdlcumwfgypbvkjxqz";
    let quarters =
        [12, 14, 14, 15, 15, 16, 16, 16, 16, 18, 19, 21, 21, 22, 22, 22, 23, 23, 23, 24, 27, 28, 38, 38, 40, 42];
    let mut at = 0;
    while at < letters.len() {
        rarity[letters[at] as usize] = quarters[at];
        at += 1;
    }
    rarity[b' ' as usize] = 10;
    rarity
};
/// The same for a character of two, and of more bytes: one of thirty letters, one of a thousand characters.
const RARITY_OF_TWO: usize = 20;
const RARITY_OF_MORE: usize = 40;

impl Phrases {
    /// The phrases of a list, by their place in it, told by their first bytes: for finding those that start at a place.
    /// Empty ones occur nowhere.
    pub fn new<T: AsRef<str>>(list: &[T]) -> Self {
        Self::told_by(list, |_| 0)
    }

    /// The same, told by their rarest bytes: for finding them anywhere, in no order.
    pub fn anywhere<T: AsRef<str>>(list: &[T]) -> Self {
        Self::told_by(list, rarest)
    }

    fn told_by<T: AsRef<str>>(list: &[T], skip: impl Fn(&str) -> usize) -> Self {
        let mut sorted: Vec<(u64, usize, u32, usize)> = Vec::with_capacity(list.len());
        for (phrase, number) in list.iter().map(AsRef::as_ref).zip(0..).filter(|(phrase, _)| !phrase.is_empty()) {
            let skip = skip(phrase);
            let bytes = &phrase.as_bytes()[skip..];
            let [long, short] = [LONG, SHORT].map(|lengths| lengths[usize::from(bytes[0])]);
            let fits = |length: &u8| bytes.len() >= usize::from(*length);
            let length = [long, short].into_iter().find(fits).unwrap_or(1);
            sorted.push((window(word_at(bytes, 0), length), phrase.len(), number, skip));
        }
        sorted.sort_unstable();
        let mut phrases = Self::default();
        for (window, length, number, skip) in sorted {
            let bytes = list[number as usize].as_ref().as_bytes();
            let of = (window >> 56) as u8;
            phrases.has_single |= of == 1;
            phrases.has_short |= of > 1 && of < LONG[usize::from(bytes[skip])];
            let place = phrases.texts.len();
            match phrases.groups.last_mut() {
                Some(group) if group.window == window => group.texts.end += 1,
                _ => phrases.groups.push(Group { window, texts: place..place + 1 }),
            }
            phrases.texts.push(Text { number, start: phrases.bytes.len(), length, skip });
            phrases.bytes.extend_from_slice(bytes);
        }
        phrases.file();
        phrases
    }

    /// Sets the bits and fills the slots.
    fn file(&mut self) {
        // One bit of sixteen is set at most, every other slot is taken at most.
        let slots = (self.groups.len() * 2).next_power_of_two().max(2);
        let bits = (slots * 8).max(64);
        (self.slots_shift, self.bits_shift) = (64 - slots.ilog2(), 64 - bits.ilog2());
        self.slots = vec![0; slots].into_boxed_slice();
        self.bits = vec![0; bits / 64].into_boxed_slice();
        for (group, number) in self.groups.iter().zip(1..) {
            let hash = hash(group.window);
            let bit = (hash >> self.bits_shift) as usize;
            self.bits[bit / 64] |= 1 << (bit % 64);
            let mut slot = (hash >> self.slots_shift) as usize;
            while self.slots[slot] != 0 {
                slot = (slot + 1) % slots;
            }
            self.slots[slot] = number;
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many there are, empty ones not counted.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Calls `found` with the number and the end of each phrase that starts at byte `at`, a boundary of characters; the
    /// shorter first. Meant for phrases that are told by their first bytes.
    #[inline(always)]
    pub fn at(&self, text: &str, at: usize, mut found: impl FnMut(u32, usize)) {
        self.told_at(text.as_bytes(), at, |number, place| found(number, place.end));
    }

    /// Calls `found` with the number and the place of each phrase that is told by what stands at byte `at`.
    #[inline(always)]
    fn told_at(&self, bytes: &[u8], at: usize, mut found: impl FnMut(u32, Range<usize>)) {
        let Some(&first) = bytes.get(at) else { return };
        let word = word_at(bytes, at);
        let (long, short) = (LONG[usize::from(first)], SHORT[usize::from(first)]);
        if self.has_single {
            self.told_by_window(window(word, 1), bytes, at, &mut found);
        }
        if self.has_short {
            self.told_by_window(window(word, short), bytes, at, &mut found);
        }
        // Of what has four bytes the short window is the long one.
        if !(self.has_short && long == short) {
            self.told_by_window(window(word, long), bytes, at, &mut found);
        }
    }

    #[inline(always)]
    fn told_by_window(&self, window: u64, bytes: &[u8], at: usize, found: &mut impl FnMut(u32, Range<usize>)) {
        let hash = hash(window);
        let bit = (hash >> self.bits_shift) as usize;
        let is_set = self.bits.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1);
        if is_set && let Some(group) = self.group(window, hash) {
            self.of_group(group, bytes, at, found);
        }
    }

    #[inline(never)]
    fn group(&self, window: u64, hash: u64) -> Option<&Group> {
        let mut slot = (hash >> self.slots_shift) as usize;
        loop {
            let number = *self.slots.get(slot)? as usize;
            let group = &self.groups[number.checked_sub(1)?];
            if group.window == window {
                return Some(group);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    fn of_group(&self, group: &Group, bytes: &[u8], at: usize, found: &mut impl FnMut(u32, Range<usize>)) {
        for text in &self.texts[group.texts.clone()] {
            work::looked_at(1);
            let place = at.checked_sub(text.skip).map(|start| start..start + text.length);
            if let Some(place) = place
                && bytes.get(place.clone()) == Some(&self.bytes[text.start..][..text.length])
            {
                found(text.number, place);
            }
        }
    }

    /// Calls `found` with the number and the place of each phrase in `text`, by what they are told by, until it gives
    /// something.
    #[inline]
    pub fn find<T>(&self, text: &str, mut found: impl FnMut(u32, Range<usize>) -> Option<T>) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        work::looked_at(text.len());
        let mut at = 0;
        let mut result = None;
        while at < text.len() {
            self.told_at(text.as_bytes(), at, |number, place| {
                if result.is_none() {
                    result = found(number, place);
                }
            });
            if result.is_some() {
                return result;
            }
            at += usize::from(WIDTH[usize::from(text.as_bytes()[at])]);
        }
        None
    }

    /// A place where one of them stands: the first, if they are told by their first bytes.
    pub fn first(&self, text: &str) -> Option<Range<usize>> {
        self.find(text, |_, place| Some(place))
    }

    /// Whether one of them is in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.first(text).is_some()
    }

    /// Places of phrases that do not overlap: from the left on, the longest that starts there.
    pub fn longest<'p>(&'p self, text: &'p str) -> impl Iterator<Item = Range<usize>> + 'p {
        work::looked_at(text.len());
        let mut at = if self.is_empty() { text.len() } else { 0 };
        std::iter::from_fn(move || {
            while at < text.len() {
                let mut longest = None;
                self.at(text, at, |_, end| longest = longest.max(Some(end)));
                let start = at;
                if let Some(end) = longest {
                    at = end;
                    return Some(start..end);
                }
                at += usize::from(WIDTH[usize::from(text.as_bytes()[at])]);
            }
            None
        })
    }
}

/// Where the rarest bytes of a phrase begin, as many as it can be told by.
fn rarest(phrase: &str) -> usize {
    let bytes = phrase.as_bytes();
    let rarity = |byte: &u8| match byte {
        0..0x80 => usize::from(RARITY[usize::from(*byte)]),
        0x80..0xc0 => 0,
        0xc0..0xe0 => RARITY_OF_TWO,
        _ => RARITY_OF_MORE,
    };
    let of =
        |(at, _)| Some((bytes.get(at..at + usize::from(LONG[usize::from(bytes[at])]))?.iter().map(rarity).sum(), at));
    // Of equals the first.
    let rarest =
        phrase.char_indices().filter_map(of).max_by_key(|&(rarity, at): &(usize, usize)| (rarity, Reverse(at)));
    rarest.map_or(0, |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(phrases: &Phrases, text: &str) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        phrases.find::<()>(text, |number, place| {
            all.push((place.start, number));
            None
        });
        all
    }

    #[test]
    fn finds_phrases_of_every_length_where_they_start() {
        let phrases =
            Phrases::new(&["", "a", "ab", "abc", "abcd", "abcde", "展", "展开", "展开更多", "é", "éa", "🙂", "🙂!"]);
        assert_eq!(all(&phrases, "abcde"), [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]);
        assert_eq!(all(&phrases, "x展开更多é"), [(1, 6), (1, 7), (1, 8), (13, 9)]);
        assert_eq!(all(&phrases, "éa🙂!"), [(0, 9), (0, 10), (2, 1), (3, 11), (3, 12)]);
        assert_eq!(phrases.longest("abcx展开更a").collect::<Vec<_>>(), [0..3, 4..10, 13..14]);
        assert!(Phrases::default().first("abc").is_none() && Phrases::new::<&str>(&[]).first("abc").is_none());
        assert_eq!((phrases.len(), phrases.is_empty()), (12, false));
    }

    proptest! {
        #[test]
        fn finds_what_looking_for_each_by_itself_finds(
            list in proptest::collection::vec("[ab展开é🙂\u{0}]{0,8}", 0..12), text in "[ab展开é🙂\u{0}]{0,40}"
        ) {
            let phrases = Phrases::new(&list);
            let mut one_by_one: Vec<(usize, u32)> = Vec::new();
            for (phrase, number) in list.iter().zip(0..).filter(|(phrase, _)| !phrase.is_empty()) {
                let starts = text.char_indices().filter(|(at, _)| text[*at..].starts_with(phrase.as_str()));
                one_by_one.extend(starts.map(|(at, _)| (at, number)));
            }
            one_by_one.sort_unstable();
            for phrases in [phrases, Phrases::anywhere(&list)] {
                let mut found = all(&phrases, &text);
                found.sort_unstable();
                prop_assert_eq!(&found, &one_by_one);
            }
        }
    }
}
