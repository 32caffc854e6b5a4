//! Lines that were asked about lately, with their answers: menus say the same on every page of a site.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{LazyLock, Mutex, PoisonError};

/// What one thread remembers of up to `MOST` lines, a power of two. An answer depends on its line alone, so what is
/// remembered changes no outcome.
#[derive(Debug)]
pub struct Memo<V, const MOST: usize> {
    /// A line stands in the one bucket that its print names; any of a full one makes room for another.
    buckets: Vec<Bucket<V>>,
    /// Lines that have come since it last grew.
    misses: usize,
}

/// Lines whose prints name the same place. With numbers for answers it fills one line of a processor's cache.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Bucket<V>([Slot<V>; WAYS]);

/// A line by the halves of its print, side by side with its answer; of no line where they are zero.
#[derive(Debug, Default)]
struct Slot<V> {
    print: u64,
    rest: u32,
    answer: V,
}

impl<V> Slot<V> {
    fn print(&self) -> Print {
        Print(self.print, self.rest)
    }
}

/// Lines of a bucket: with one alone, those that stand in each other's way are many.
const WAYS: usize = 4;
/// Bytes of a line that is remembered at most: longer ones seldom come again.
const LONGEST: usize = 1024;
/// Unit tests count the work on each line, and remember none.
const REMEMBERS: bool = !cfg!(test);
/// Lines that it begins with.
const FIRST: usize = 1 << 10;

impl<V, const MOST: usize> Default for Memo<V, MOST> {
    fn default() -> Self {
        Self { buckets: Vec::new(), misses: 0 }
    }
}

impl<V: Default, const MOST: usize> Memo<V, MOST> {
    /// The answer for a line, if it is known.
    pub fn get(&self, print: Print) -> Option<&V> {
        let bucket = self.buckets.get(self.place(print))?;
        bucket.0.iter().find(|slot| slot.print() == print).map(|slot| &slot.answer)
    }

    /// Notes the answer for a line that was not known.
    pub fn note(&mut self, print: Print, answer: V) {
        self.misses += 1;
        // Half full of lines, if each has come once.
        if self.misses * 2 > self.buckets.len() * WAYS && self.buckets.len() * WAYS < MOST {
            self.grow();
        }
        self.put(Slot { print: print.0, rest: print.1, answer });
    }

    /// The answer for a line, which `ask` finds where it is not known.
    pub fn recall(&mut self, line: Option<Print>, ask: impl FnOnce() -> V) -> V
    where
        V: Clone,
    {
        let Some(print) = line else { return ask() };
        if let Some(known) = self.get(print) {
            return known.clone();
        }
        let answer = ask();
        self.note(print, answer.clone());
        answer
    }

    /// Looks at where lines stand that will be asked for. They lie far apart: looked for one after the other, without
    /// asking for any yet, they come together.
    pub fn fetch(&self, lines: impl Iterator<Item = Print>) {
        let stands = |print| self.buckets.get(self.place(print)).map_or(0, |bucket| bucket.0[0].rest);
        std::hint::black_box(lines.map(stands).fold(0, |all, rest| all ^ rest));
    }

    fn place(&self, print: Print) -> usize {
        // The number of buckets is a power of two, or none.
        print.0 as usize & self.buckets.len().wrapping_sub(1)
    }

    fn put(&mut self, slot: Slot<V>) {
        let place = self.place(slot.print());
        let Bucket(slots) = &mut self.buckets[place];
        let free = slots.iter().position(|slot| slot.print() == Print::default());
        slots[free.unwrap_or(self.misses % WAYS)] = slot;
    }

    fn grow(&mut self) {
        let count = (self.buckets.len() * 4).clamp(FIRST.min(MOST) / WAYS, MOST / WAYS);
        let more = std::iter::repeat_with(Bucket::default).take(count).collect();
        for Bucket(slots) in std::mem::replace(&mut self.buckets, more) {
            slots.into_iter().filter(|slot| slot.print() != Print::default()).for_each(|slot| self.put(slot));
        }
        self.misses = 0;
    }
}

/// What a line is told by: a hash of 96 bits under [`Keys`] that nobody knows who writes lines, never all zero. That one
/// of a milliard lines is taken for one of a million others has a chance of less than one in 10^13.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Print(u64, u32);

impl Print {
    /// The print of a line; none of one that is too long to be remembered.
    pub fn of(line: &str) -> Option<Self> {
        (line.len() <= LONGEST && REMEMBERS).then(|| KEYS.print(line.as_bytes()))
    }
}

/// Numbers drawn anew for each run: where the two hashes of a print start, and by what they multiply.
#[derive(Debug)]
struct Keys {
    starts: [u64; 2],
    factors: [u64; 2],
}

static KEYS: LazyLock<Keys> = LazyLock::new(Keys::draw);

impl Keys {
    fn draw() -> Self {
        let state = RandomState::new();
        let draw = |number: u64| state.hash_one(number);
        Self { starts: [draw(0), draw(1)], factors: [draw(2) | 1, draw(3) | 1] }
    }

    fn print(&self, bytes: &[u8]) -> Print {
        let mut halves = self.starts;
        let mut mix = |word: u64| {
            for (half, factor) in halves.iter_mut().zip(self.factors) {
                *half = folded(*half ^ word, factor);
            }
        };
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        mix(u64::from_le_bytes(last));
        mix(bytes.len() as u64);
        Print(halves[0], halves[1] as u32 | 1)
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
        let keys = Keys::draw();
        let prints = LINES.map(|line| keys.print(line.as_bytes()));
        assert_eq!(prints, LINES.map(|line| keys.print(line.as_bytes())));
        assert_eq!(prints.iter().map(|print| print.0).collect::<HashSet<_>>().len(), LINES.len());
        assert_eq!(prints.iter().map(|print| print.1).collect::<HashSet<_>>().len(), LINES.len());
        assert!(prints.iter().all(|Print(one, other)| *one as u32 | 1 != *other));
    }
}
