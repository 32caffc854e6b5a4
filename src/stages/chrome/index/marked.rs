//! A set of numbers, and scratch for finding them.

/// A set of numbers, one bit each, and scratch for finding them.
#[derive(Debug, Default)]
pub struct Marked {
    bits: Vec<u64>,
    /// Those of them whose pattern is known to match.
    matched: Vec<u64>,
    /// For each unit whether a text of it was found; none between two lines.
    pub(super) seen: Vec<bool>,
    /// Those of which one was.
    pub(super) touched: Vec<u32>,
    /// Letters and phrases found for each member of [`super::rows::Rows`].
    pub(super) found: Vec<(usize, usize)>,
    /// For each byte of a line the fewest letters before it that no phrase covers.
    pub(super) lost: Vec<u32>,
}

impl Marked {
    pub(super) fn reset(&mut self, count: usize) {
        for bits in [&mut self.bits, &mut self.matched] {
            bits.clear();
            bits.resize(count.div_ceil(64), 0);
        }
    }

    pub(super) fn add(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|number| self.bits[*number as usize / 64] |= 1 << (number % 64));
    }

    /// Adds the number of a test whose pattern matches.
    pub(super) fn add_matched(&mut self, number: u32) {
        self.add(&[number]);
        self.matched[number as usize / 64] |= 1 << (number % 64);
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.bits[number as usize / 64] >> (number % 64) & 1 == 1
    }

    /// Calls `with` with each number, in order, and whether its pattern is known to match.
    pub(super) fn each(&self, mut with: impl FnMut(u32, bool)) {
        for ((word, matched), base) in self.bits.iter().zip(&self.matched).zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                with(base + bit, matched >> bit & 1 == 1);
                rest &= rest - 1;
            }
        }
    }
}
