//! Shingles: the hashes of every few characters in a row of a match key, white space left out.

/// Base of the rolling hash: odd, so that no factor of two is lost.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Makes shingles; what it needs for that is kept from text to text.
#[derive(Clone, Debug, Default)]
pub struct Shingler {
    letters: Vec<u64>,
}

impl Shingler {
    /// Puts the hashes of the shingles of `chars` characters of `key` into `hashes`: one of all of a shorter key, none of
    /// an empty one. The only white space of a key is the space.
    pub fn shingle(&mut self, key: &str, chars: usize, hashes: &mut Vec<u64>) {
        hashes.clear();
        letters(key, &mut self.letters);
        if !self.letters.is_empty() {
            hashes.extend(roll(&self.letters, chars.clamp(1, self.letters.len())));
        }
    }
}

/// Puts the characters of a key that are no white space into `letters`, none of them as zero.
pub(super) fn letters(key: &str, letters: &mut Vec<u64>) {
    letters.clear();
    if key.is_ascii() {
        letters.extend(key.bytes().filter(|byte| *byte != b' ').map(|byte| u64::from(byte) + 1));
    } else {
        letters.extend(solid_letters(key));
    }
}

/// The characters of a key that are no white space, none of them as zero.
pub(super) fn solid_letters(key: &str) -> impl Iterator<Item = u64> + '_ {
    key.chars().filter(|c| *c != ' ').map(|c| u64::from(u32::from(c)) + 1)
}

/// The hashes of every `width` letters in a row, one or more; none of fewer letters.
pub(super) fn roll(letters: &[u64], width: usize) -> impl Iterator<Item = u64> + '_ {
    // What a letter has been multiplied by once it leaves the window.
    let top = (1..width).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let (ahead, rest) = letters.split_at((width - 1).min(letters.len()));
    let mut hash = ahead.iter().fold(0_u64, |hash, letter| hash.wrapping_mul(BASE).wrapping_add(*letter));
    rest.iter().zip(letters).map(move |(letter, leaving)| {
        hash = hash.wrapping_mul(BASE).wrapping_add(*letter);
        let shingle = mix(hash);
        hash = hash.wrapping_sub(leaving.wrapping_mul(top));
        shingle
    })
}

/// Spreads the bits of a hash: the finalizer of MurmurHash3 (A. Appleby, public domain).
pub fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(key: &str, chars: usize) -> Vec<u64> {
        let mut hashes = Vec::new();
        Shingler::default().shingle(key, chars, &mut hashes);
        hashes
    }

    #[test]
    fn do_not_depend_on_what_stands_before_nor_on_spaces() {
        let (a, b) = (shingles("xxabcdefg", 5), shingles("ab cd efg", 5));
        assert_eq!(a[2..], b[..]);
        assert_eq!(shingles("中文abc文字", 3)[2..], shingles("abc 文字", 3)[..]);
    }

    #[test]
    fn of_a_short_key_there_is_one_and_of_an_empty_one_none() {
        assert_eq!(shingles("ab", 5).len(), 1);
        assert_ne!(shingles("ab", 5), shingles("ba", 5));
        assert!(shingles("", 5).is_empty());
        assert!(shingles("   ", 5).is_empty());
    }
}
