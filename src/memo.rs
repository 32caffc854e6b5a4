//! Lines that were asked about lately, with their answers: menus say the same on every page of a site.

use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

/// What one thread remembers of lines. An answer depends on its line alone, so what is remembered changes no outcome.
#[derive(Debug)]
pub struct Memo<V> {
    /// A line stands in the one slot that its hash names; another one takes its place.
    slots: Vec<Option<Slot<V>>>,
    misses: usize,
}

#[derive(Debug)]
struct Slot<V> {
    hash: u64,
    text: Box<str>,
    answer: V,
}

/// Bytes of a line that is remembered at most: longer ones seldom come again.
const LONGEST: usize = 160;
/// Lines that a thread remembers at most: some megabytes of them.
const MOST: usize = 1 << 14;
/// Unit tests count the work on each line, and remember none.
const REMEMBERS: bool = !cfg!(test);
/// Lines that it begins with.
const FIRST: usize = 1 << 10;

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { slots: Vec::new(), misses: 0 }
    }
}

impl<V: Clone> Memo<V> {
    /// The answer for a line, which `ask` finds where it is not known.
    pub fn recall(&mut self, text: &str, ask: impl FnOnce() -> V) -> V {
        if text.len() > LONGEST || !REMEMBERS {
            return ask();
        }
        let hash = hash(text.as_bytes());
        if let Some(slot) = self.slot(hash)
            && slot.hash == hash
            && *slot.text == *text
        {
            return slot.answer.clone();
        }
        let answer = ask();
        self.misses += 1;
        if self.misses > self.slots.len() && self.slots.len() < MOST {
            self.grow();
        }
        let place = self.place(hash);
        self.slots[place] = Some(Slot { hash, text: text.into(), answer: answer.clone() });
        answer
    }

    fn place(&self, hash: u64) -> usize {
        // The number of slots is a power of two.
        hash as usize & (self.slots.len() - 1)
    }

    fn slot(&self, hash: u64) -> Option<&Slot<V>> {
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

/// Where threads take what they work with for a document, such as a [`Memo`], and put it back.
#[derive(Debug)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Default> Pool<T> {
    /// Runs `work` with what no other thread has meanwhile.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = lock().pop().unwrap_or_default();
        let done = work(&mut taken);
        lock().push(taken);
        done
    }
}

/// A hash of lines, eight bytes at a time. Who finds lines of the same hash gains that they are
/// compared, or asked about again.
#[derive(Default)]
pub struct LineHasher(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl LineHasher {
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(FACTOR);
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

impl Hasher for LineHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last));
        self.mix(bytes.len() as u64 + FACTOR);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = LineHasher::default();
    hasher.write(bytes);
    hasher.finish()
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
