//! Lines that were asked about lately, with their answers: menus say the same on every page of a site.

use super::index::{Index, Marked};
use crate::key::MatchKey;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known of a line by itself.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its match key.
    pub key: Arc<MatchKey>,
    /// Numbers of the tests that hold of it, in order.
    pub holding: Arc<[u32]>,
}

/// What one thread remembers. An answer depends on its line alone, so what is remembered changes no outcome.
#[derive(Debug, Default)]
pub struct Memo {
    /// A line stands in the one slot that its hash names; another one takes its place.
    slots: Vec<Option<Slot>>,
    misses: usize,
    marked: Marked,
    found: Vec<u32>,
}

#[derive(Debug)]
struct Slot {
    hash: u64,
    text: Box<str>,
    known: Known,
}

/// Bytes of a line that is remembered at most: longer ones seldom come again.
const LONGEST: usize = 160;
/// Lines that a thread remembers at most: some megabytes of them.
const MOST: usize = 1 << 14;
/// Unit tests count the work on each line, and remember none.
const REMEMBERS: bool = !cfg!(test);
/// Lines that it begins with.
const FIRST: usize = 1 << 10;

impl Memo {
    /// What is known of the line `text`.
    pub fn line(&mut self, text: &str, index: &Index) -> Known {
        if text.len() > LONGEST || !REMEMBERS {
            return self.ask(text, index);
        }
        let hash = hash(text.as_bytes());
        if let Some(slot) = self.slot(hash)
            && slot.hash == hash
            && *slot.text == *text
        {
            return slot.known.clone();
        }
        let known = self.ask(text, index);
        self.misses += 1;
        if self.misses > self.slots.len() && self.slots.len() < MOST {
            self.grow();
        }
        let place = self.place(hash);
        self.slots[place] = Some(Slot { hash, text: text.into(), known: known.clone() });
        known
    }

    fn ask(&mut self, text: &str, index: &Index) -> Known {
        let key = Arc::new(MatchKey::new(text));
        self.found.clear();
        index.ask(text, &key, &mut self.marked, &mut self.found);
        Known { key, holding: self.found.as_slice().into() }
    }

    fn place(&self, hash: u64) -> usize {
        // The number of slots is a power of two.
        hash as usize & (self.slots.len() - 1)
    }

    fn slot(&self, hash: u64) -> Option<&Slot> {
        if self.slots.is_empty() { None } else { self.slots[self.place(hash)].as_ref() }
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 4).max(FIRST);
        for slot in std::mem::replace(&mut self.slots, std::iter::repeat_with(|| None).take(slots).collect())
            .into_iter()
            .flatten()
        {
            let place = self.place(slot.hash);
            self.slots[place] = Some(slot);
        }
        self.misses = 0;
    }
}

/// Where threads take a memo for a document, and put it back.
#[derive(Debug, Default)]
pub struct Memos(Mutex<Vec<Memo>>);

impl Memos {
    /// Runs `work` with a memo that no other thread has meanwhile.
    pub fn with<T>(&self, work: impl FnOnce(&mut Memo) -> T) -> T {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memo = lock().pop().unwrap_or_default();
        let done = work(&mut memo);
        lock().push(memo);
        done
    }
}

/// A hash of a line, eight bytes at a time. Who finds lines of the same hash gains that they are asked about again.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(FACTOR);
        product as u64 ^ (product >> 64) as u64
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = words.iter().fold(bytes.len() as u64 + FACTOR, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    mix(mix(hash, u64::from_le_bytes(last)), FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_in_a_byte_hash_apart() {
        let lines =
            ["", "\0", "menu", "menus", "a long line of a menu", "a long line of a memo", "abcdefgh", "abcdefgh\0"];
        let mut hashes: Vec<u64> = lines.iter().map(|line| hash(line.as_bytes())).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), lines.len());
    }
}
