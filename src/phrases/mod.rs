//! Many phrases looked for in a text at once, told by a few of their bytes.
//!
//! Four bytes of each phrase, its first ones or its rarest, hashed, mark a place of a table; at most places of a text what
//! stands there is not marked, and nothing else is looked at. It is the filter of S. Wu and U. Manber (A Fast Algorithm for
//! Multi-Pattern Searching, 1994), asked at each byte. Made in one pass over the phrases, where an automaton would be built
//! of all their letters; and small enough to stay near the processor.

mod filter;
mod rarest;

use crate::work;
use filter::{FACTOR, Filter};
use rarest::rarest;
use std::ops::Range;

/// Phrases by number, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// For windows of four and of two bytes.
    full: Filter,
    brief: Filter,
    /// For each byte how long the windows are that begin with it: bits of [`SINGLE`], [`BRIEF`], [`FULL`].
    lengths: Lengths,
    has_single: bool,
    /// Groups by the hash of what they are told by; the next place is asked where another group has it.
    slots: Box<[Group]>,
    slots_shift: u32,
    texts: Vec<Text>,
    bytes: Vec<u8>,
}

/// Phrases that are told by the same bytes, the shortest first. Small, as thousands of them are asked at random.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    window: u32,
    /// Length of the window; 0 where there is no group.
    length: u8,
    /// The first of its texts, and how many there are.
    first: u32,
    count: u32,
}

#[derive(Clone, Debug)]
struct Text {
    number: u32,
    /// Where it is in `bytes`.
    start: u32,
    length: u32,
    /// Bytes of it before those that it is told by.
    skip: u16,
    /// Its last byte, which tells most others apart.
    last: u8,
}

#[derive(Clone, Debug)]
struct Lengths([u8; 256]);

impl Default for Lengths {
    fn default() -> Self {
        Self([0; 256])
    }
}

/// Lengths of windows: one byte, two, four, the last for all phrases that have as many.
const SINGLE: u8 = 1;
const BRIEF: u8 = 2;
const FULL: u8 = 4;

/// Places that are looked at at once.
const BLOCK: usize = 32;

/// The first bytes of a text as a number; bytes that it does not have are 0.
#[inline(always)]
fn word_at(bytes: &[u8], at: usize) -> u32 {
    match bytes[at..].first_chunk() {
        Some(word) => u32::from_le_bytes(*word),
        None => bytes[at..].iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)),
    }
}

/// The first bytes of what starts with `word`, as many as `length` says.
#[inline(always)]
fn window(word: u32, length: u8) -> u32 {
    match length {
        SINGLE => word & 0xff,
        BRIEF => word & 0xffff,
        _ => word,
    }
}

impl Phrases {
    /// The phrases of a list, by their place in it, told by their first bytes: for finding those that start at a place.
    /// Empty ones occur nowhere.
    pub fn new<T: AsRef<str>>(list: &[T]) -> Self {
        Self::told_by(list, |_, _| 0)
    }

    /// The same, told by their rarest bytes: for finding them anywhere, in no order.
    pub fn anywhere<T: AsRef<str>>(list: &[T]) -> Self {
        Self::told_by(list, rarest)
    }

    fn told_by<T: AsRef<str>>(list: &[T], skip: impl Fn(&[u8], usize) -> usize) -> Self {
        let mut sorted: Vec<(u8, u32, usize, u32, usize)> = Vec::with_capacity(list.len());
        for (phrase, number) in list.iter().map(|phrase| phrase.as_ref().as_bytes()).zip(0..) {
            let fits = |length: &u8| phrase.len() >= usize::from(*length);
            if let Some(length) = [FULL, BRIEF, SINGLE].into_iter().find(fits) {
                let skip = skip(phrase, usize::from(length));
                sorted.push((length, window(word_at(phrase, skip), length), phrase.len(), number, skip));
            }
        }
        sorted.sort_unstable();
        let mut phrases = Self::default();
        let mut groups: Vec<Group> = Vec::new();
        for (length, window, size, number, skip) in sorted {
            let bytes = list[number as usize].as_ref().as_bytes();
            phrases.lengths.0[usize::from(bytes[skip])] |= length;
            match groups.last_mut() {
                Some(group) if (group.length, group.window) == (length, window) => group.count += 1,
                _ => groups.push(Group { window, length, first: phrases.texts.len() as u32, count: 1 }),
            }
            let (last, start) = (bytes.last().copied().unwrap_or_default(), phrases.bytes.len() as u32);
            phrases.texts.push(Text { number, start, length: size as u32, skip: skip as u16, last });
            phrases.bytes.extend_from_slice(bytes);
        }
        phrases.file(groups);
        phrases
    }

    /// Makes the filters and fills the slots.
    fn file(&mut self, groups: Vec<Group>) {
        let of = |length: u8| {
            let windows = || groups.iter().filter(move |group| group.length == length).map(|group| group.window);
            Filter::of(windows().count(), windows())
        };
        let (full, brief) = (of(FULL), of(BRIEF));
        (self.full, self.brief) = (full, brief);
        self.has_single = self.lengths.0.iter().any(|lengths| lengths & SINGLE != 0);
        // Every other slot is taken at most.
        let slots = (groups.len() * 2).next_power_of_two().max(2);
        self.slots_shift = 64 - slots.ilog2();
        self.slots = vec![Group::default(); slots].into_boxed_slice();
        for group in groups {
            let mut slot = self.slot(group.window, group.length);
            while self.slots[slot].length != 0 {
                slot = (slot + 1) % slots;
            }
            self.slots[slot] = group;
        }
    }

    fn slot(&self, window: u32, length: u8) -> usize {
        let named = u64::from(length) << 32 | u64::from(window);
        (named.wrapping_mul(u64::from(FACTOR) << 32 | u64::from(FACTOR)) >> self.slots_shift) as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
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
        let lengths = self.lengths.0[usize::from(first)];
        if lengths == 0 {
            return;
        }
        let word = word_at(bytes, at);
        for length in [SINGLE, BRIEF, FULL] {
            let window = window(word, length);
            let may_be = match length {
                SINGLE => 1,
                BRIEF => self.brief.has(window),
                _ => self.full.has(window),
            };
            if lengths & length != 0
                && may_be == 1
                && let Some(group) = self.group(window, length)
            {
                self.of_group(group, bytes, at, &mut found);
            }
        }
    }

    #[inline(never)]
    fn group(&self, window: u32, length: u8) -> Option<&Group> {
        let mut slot = self.slot(window, length);
        loop {
            match self.slots.get(slot)? {
                Group { length: 0, .. } => return None,
                group if (group.window, group.length) == (window, length) => return Some(group),
                _ => slot = (slot + 1) % self.slots.len(),
            }
        }
    }

    fn of_group(&self, group: &Group, bytes: &[u8], at: usize, found: &mut impl FnMut(u32, Range<usize>)) {
        for text in &self.texts[group.first as usize..][..group.count as usize] {
            work::looked_at(1);
            let place = at.checked_sub(usize::from(text.skip)).map(|start| start..start + text.length as usize);
            if let Some(place) = place
                && bytes.get(place.end - 1) == Some(&text.last)
                && bytes.get(place.clone()) == Some(&self.bytes[text.start as usize..][..text.length as usize])
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
        let bytes = text.as_bytes();
        let mut result = None;
        for start in (0..bytes.len()).step_by(BLOCK) {
            let mut hits = self.hits(bytes, start);
            while hits != 0 {
                self.told_at(bytes, start + hits.trailing_zeros() as usize, |number, place| {
                    if result.is_none() {
                        result = found(number, place);
                    }
                });
                if result.is_some() {
                    return result;
                }
                hits &= hits - 1;
            }
        }
        None
    }

    /// Places behind byte `start`, as many as a block has, where phrases may be told: a bit each.
    #[inline]
    fn hits(&self, bytes: &[u8], start: usize) -> u32 {
        if self.has_single {
            return u32::MAX;
        }
        let of = |block: &[u8; BLOCK + 3]| match self.brief.is_empty() {
            false => self.hits_in::<true>(block),
            true => self.hits_in::<false>(block),
        };
        let rest = &bytes[start..];
        if let Some(block) = rest.first_chunk() {
            return of(block);
        }
        // Behind the end there is nothing that a phrase could be of.
        let mut block = [0; BLOCK + 3];
        block[..rest.len()].copy_from_slice(rest);
        of(&block)
    }

    /// The same for phrases that are told by four bytes, and by two if `BRIEFLY`. Without a branch: which places have a
    /// hit nobody can guess.
    #[inline]
    fn hits_in<const BRIEFLY: bool>(&self, block: &[u8; BLOCK + 3]) -> u32 {
        let mut hits = 0;
        for at in 0..BLOCK {
            let word = u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
            let mut hit = self.full.has(word);
            if BRIEFLY {
                hit |= self.brief.has(window(word, BRIEF));
            }
            hits |= u32::from(hit) << at;
        }
        hits
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
                at += 1;
            }
            None
        })
    }
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
