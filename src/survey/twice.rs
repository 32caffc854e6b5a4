//! What was seen twice: a filter that lets most of what stands alone pass without being remembered.

/// Bits for each hash and each of the two tables: one in eight that stands alone is taken for a repeat.
const BITS: usize = 8;

/// Which hashes were noted more than once; some that were noted once are taken for such too.
pub(super) struct Twice {
    once: Vec<u64>,
    twice: Vec<u64>,
    mask: u64,
}

impl Twice {
    /// Nothing noted, with room for so many hashes.
    pub fn new(hashes: usize) -> Self {
        let bits = (hashes.max(8) * BITS).next_power_of_two();
        Self { once: vec![0; bits / 64], twice: vec![0; bits / 64], mask: bits as u64 - 1 }
    }

    /// Notes a hash. Its lower bits count, so hashes may be those of one partition.
    pub fn note(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Whether a hash may have been noted twice.
    pub fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.twice[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let at = hash & self.mask;
        ((at / 64) as usize, 1 << (at % 64))
    }
}

/// Hashes of what is a hash already.
#[derive(Clone, Copy, Default)]
pub(super) struct AsItIs(u64);

impl std::hash::Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        // Maps look at the upper seven bits and the lower ones; those of one partition share the upper eight.
        self.0 ^= number.rotate_left(20);
    }
}

/// A map whose keys are hashes.
pub(super) type HashedMap<K, V> = std::collections::HashMap<K, V, std::hash::BuildHasherDefault<AsItIs>>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::dedup::mix;

    #[test]
    fn knows_all_that_was_seen_twice_and_little_else() {
        let mut twice = Twice::new(10_000);
        (0..10_000).for_each(|number| twice.note(mix(number)));
        (0..100).for_each(|number| twice.note(mix(number)));
        assert!((0..100).all(|number| twice.has(mix(number))));
        let wrong = (100..10_000).filter(|number| twice.has(mix(*number))).count();
        assert!(wrong < 1500, "{wrong}");
    }
}
