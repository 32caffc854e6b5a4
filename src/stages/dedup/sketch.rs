//! Signatures: of a set of shingles in, so many least hashes out, equal in as many places as the sets are alike.
//!
//! One-permutation hashing: each shingle falls into one bin and competes for its least value, so that a signature of any
//! length takes one pass. Bins that no shingle fell into are filled by further passes with other hashes, as many as are
//! needed; a short set thereby gets as many independent values as a long one, which copying from neighbours (the usual
//! densification) does not give. Source: P. Li, A. Owen, C.-H. Zhang, One Permutation Hashing, 2012; S. Dahlgaard,
//! M. Knudsen, M. Thorup, Fast Similarity Sketching, 2017.

use super::shingle::mix;

/// Values of a signature at most.
pub const MOST_VALUES: usize = 256;

/// Passes at most: after so many even a set of one shingle has left a bin of 256 empty with a chance of 1 in 10^18.
const MOST_PASSES: u64 = 10_600;

/// A bin that nothing fell into.
const EMPTY: u64 = u64::MAX;

/// Fills `values`, at most [`MOST_VALUES`] of them, with the signature of the set of `hashes`; whether there is one, which
/// an empty set does not have.
pub fn sketch(hashes: &[u64], values: &mut [u64]) -> bool {
    values.fill(EMPTY);
    if hashes.is_empty() {
        return false;
    }
    throw(hashes, values, |hash| hash);
    let mut fresh = [EMPTY; MOST_VALUES];
    let fresh = &mut fresh[..values.len()];
    for pass in 1..MOST_PASSES {
        if !values.contains(&EMPTY) {
            break;
        }
        fresh.fill(EMPTY);
        let seed = mix(pass);
        throw(hashes, fresh, |hash| mix(hash ^ seed));
        for (value, fresh) in values.iter_mut().zip(fresh.iter()) {
            if *value == EMPTY {
                *value = *fresh;
            }
        }
    }
    true
}

/// Throws each hash into its bin.
#[inline]
fn throw(hashes: &[u64], bins: &mut [u64], rehash: impl Fn(u64) -> u64) {
    let count = bins.len() as u64;
    for &hash in hashes {
        let hash = rehash(hash);
        // The upper half of the hash names the bin, without division.
        let bin = &mut bins[(((hash >> 32) * count) >> 32) as usize];
        *bin = (*bin).min(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hashes: &[u64], values: usize) -> Vec<u64> {
        let mut sketched = vec![0; values];
        assert!(sketch(hashes, &mut sketched));
        sketched
    }

    #[test]
    fn equal_places_are_as_many_as_the_sets_are_alike() {
        for (size, shared) in [(30, 24), (300, 150), (1000, 900)] {
            let set = |from: u64| (from..from + size).map(|number| mix(number + 7)).collect::<Vec<_>>();
            let jaccard = shared as f64 / (2 * size - shared) as f64;
            let (mut equal, mut all) = (0, 0);
            for round in 0..100 {
                let from = round * 10_000;
                let (a, b) = (of(&set(from), 100), of(&set(from + size - shared), 100));
                equal += a.iter().zip(&b).filter(|(a, b)| a == b).count();
                all += 100;
            }
            let estimate = equal as f64 / f64::from(all);
            assert!((estimate - jaccard).abs() < 0.03, "{size}: {estimate} for {jaccard}");
        }
    }

    #[test]
    fn a_set_of_one_has_all_its_values_and_an_empty_one_has_none() {
        let one = of(&[mix(1)], MOST_VALUES);
        assert!(!one.contains(&EMPTY));
        assert_ne!(one, of(&[mix(2)], MOST_VALUES));
        assert!(!sketch(&[], &mut [0; 8]));
    }

    #[test]
    fn neither_order_nor_repeats_count() {
        let hashes: Vec<u64> = (0..50).map(mix).collect();
        let turned: Vec<u64> = hashes.iter().rev().chain(&hashes).copied().collect();
        assert_eq!(of(&hashes, 44), of(&turned, 44));
    }
}
