//! Lines that were asked about lately, with their answers: menus say the same on every page of a site.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// What one thread remembers of up to `MOST` lines, a power of two. An answer depends on its line alone, so what is
/// remembered changes no outcome.
#[derive(Debug)]
pub struct Memo<V, const MOST: usize> {
    /// A line stands in the one slot that its print names; another one takes its place.
    slots: Vec<Option<(Print, V)>>,
    misses: usize,
    keys: Keys,
}

/// Bytes of a line that is remembered at most: longer ones seldom come again.
const LONGEST: usize = 1024;
/// Unit tests count the work on each line, and remember none.
const REMEMBERS: bool = !cfg!(test);
/// Lines that it begins with.
const FIRST: usize = 1 << 10;

impl<V, const MOST: usize> Default for Memo<V, MOST> {
    fn default() -> Self {
        Self { slots: Vec::new(), misses: 0, keys: Keys::default() }
    }
}

impl<V: Clone, const MOST: usize> Memo<V, MOST> {
    /// The answer for a line, which `ask` finds where it is not known.
    pub fn recall(&mut self, text: &str, ask: impl FnOnce() -> V) -> V {
        if text.len() > LONGEST || !REMEMBERS {
            return ask();
        }
        let print = self.keys.print(text.as_bytes());
        if let Some((known, answer)) = self.slots.get(self.place(print)).and_then(Option::as_ref)
            && *known == print
        {
            return answer.clone();
        }
        let answer = ask();
        self.misses += 1;
        if self.misses > self.slots.len() && self.slots.len() < MOST {
            self.grow();
        }
        let place = self.place(print);
        self.slots[place] = Some((print, answer.clone()));
        answer
    }

    fn place(&self, print: Print) -> usize {
        // The number of slots is a power of two, or none.
        print[0] as usize & self.slots.len().wrapping_sub(1)
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 4).clamp(FIRST.min(MOST), MOST);
        let more = std::iter::repeat_with(|| None).take(slots).collect();
        for (print, answer) in std::mem::replace(&mut self.slots, more).into_iter().flatten() {
            let place = self.place(print);
            self.slots[place] = Some((print, answer));
        }
        self.misses = 0;
    }
}

/// What a line is told by: a hash of 128 bits under [`Keys`] that nobody knows who writes lines. That one of a milliard
/// lines is taken for one of a million others has a chance of less than one in 10^22.
type Print = [u64; 2];

/// Numbers drawn anew for each memo: where the two halves of a print start, and by what they multiply.
#[derive(Debug)]
struct Keys {
    starts: Print,
    factors: Print,
}

impl Default for Keys {
    fn default() -> Self {
        let state = RandomState::new();
        let draw = |number: u64| state.hash_one(number);
        Self { starts: [draw(0), draw(1)], factors: [draw(2) | 1, draw(3) | 1] }
    }
}

impl Keys {
    fn print(&self, bytes: &[u8]) -> Print {
        let mut print = self.starts;
        let mut mix = |word: u64| {
            for (half, factor) in print.iter_mut().zip(self.factors) {
                *half = folded(*half ^ word, factor);
            }
        };
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        mix(u64::from_le_bytes(last));
        mix(bytes.len() as u64);
        print
    }
}

/// The halves of a product laid over each other.
fn folded(number: u64, factor: u64) -> u64 {
    let product = u128::from(number) * u128::from(factor);
    product as u64 ^ (product >> 64) as u64
}

/// Where threads take what they work with for a document, such as a [`Memo`], and put it back.
#[derive(Debug)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Pool<T> {
    /// Drops all that threads have put back.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
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
        self.0 = folded(self.0 ^ word, FACTOR);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const LINES: [&str; 8] =
        ["", "\0", "menu", "menus", "a long line of a menu", "a long line of a memo", "abcdefgh", "abcdefgh\0"];

    #[test]
    fn lines_that_differ_in_a_byte_hash_apart() {
        let hash = |line: &str| {
            let mut hasher = LineHasher::default();
            hasher.write(line.as_bytes());
            hasher.finish()
        };
        assert_eq!(LINES.map(hash).into_iter().collect::<HashSet<_>>().len(), LINES.len());
    }

    #[test]
    fn each_half_of_a_print_tells_lines_apart() {
        let keys = Keys::default();
        let prints = LINES.map(|line| keys.print(line.as_bytes()));
        assert_eq!(prints, LINES.map(|line| keys.print(line.as_bytes())));
        for half in 0..2 {
            assert_eq!(prints.iter().map(|print| print[half]).collect::<HashSet<_>>().len(), LINES.len());
        }
        assert!(prints.iter().all(|[one, other]| one != other));
    }
}
