//! How long documents are, before and after cleaning.

use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Classes of length: 0 characters, 1, 2–3, 4–7 … and from 2^30 up.
pub const CLASSES: usize = 32;

/// Documents by class of length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Before cleaning; class `n` holds 2^(n-1) to 2^n - 1 characters.
    pub before: [u64; CLASSES],
    /// After cleaning.
    pub after: [u64; CLASSES],
}

impl Lengths {
    /// The lengths of one document in characters.
    pub fn of(before: u64, after: u64) -> Self {
        let mut lengths = Self::default();
        lengths.before[class(before)] = 1;
        lengths.after[class(after)] = 1;
        lengths
    }
}

/// The class of a length in characters.
pub fn class(chars: u64) -> usize {
    ((u64::BITS - chars.leading_zeros()) as usize).min(CLASSES - 1)
}

/// The smallest length of a class, in characters.
pub fn from_chars(class: usize) -> u64 {
    if class == 0 { 0 } else { 1 << (class - 1) }
}

impl AddAssign for Lengths {
    fn add_assign(&mut self, other: Self) {
        let add = |sums: &mut [u64; CLASSES], counts: [u64; CLASSES]| {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        };
        add(&mut self.before, other.before);
        add(&mut self.after, other.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_each_length_into_the_class_that_begins_at_or_below_it() {
        for chars in [0, 1, 2, 3, 4, 1023, 1024, u64::from(u32::MAX)] {
            let class = class(chars);
            assert!(from_chars(class) <= chars, "{chars}");
            assert!(class + 1 == CLASSES || chars < from_chars(class + 1), "{chars}");
        }
        assert_eq!(class(u64::MAX), CLASSES - 1);
    }
}
