//! The n-grams of a word, as numbers of rows.

/// Characters of the longest n-gram.
pub const LONGEST: usize = 4;

/// Characters of a word that are looked at; longer ones are cut.
const MOST_CHARS: usize = 30;

/// Letters of the longest word that has a row for itself as a whole.
const MOST_WHOLE: usize = 12;

/// N-grams of a word at most.
pub const MOST: usize = LONGEST * (MOST_CHARS + 2);

/// What stands for the edge of a word.
const EDGE: u32 = 1;

/// Multiplier of the hash: 2^32 by the golden ratio, made odd (Knuth, The Art of Computer Programming, section 6.4).
const GOLDEN: u32 = 0x9e37_79b1;

/// Calls `each` with the row, below 2^`bits`, of every n-gram of `word` (in lower case): one to four characters in a
/// row, of which the edges of the word are one, and the word as a whole.
pub fn buckets_of(word: &[char], bits: u32, mut each: impl FnMut(usize)) {
    let mut padded = [EDGE; MOST_CHARS + 2];
    let length = word.len().min(MOST_CHARS);
    for (to, &from) in padded[1..].iter_mut().zip(&word[..length]) {
        *to = from as u32;
    }
    let padded = &padded[..length + 2];
    for start in 0..padded.len() {
        let mut hash = 0;
        for (more, &c) in padded[start..].iter().take(LONGEST).enumerate() {
            hash = mix(hash, c);
            // An edge alone says nothing.
            if more > 0 || c != EDGE {
                each(bucket(hash, bits));
            }
        }
    }
    if length + 2 > LONGEST && length <= MOST_WHOLE {
        each(bucket(padded.iter().fold(0, |hash, &c| mix(hash, c)), bits));
    }
}

fn mix(hash: u32, c: u32) -> u32 {
    (hash.rotate_left(5) ^ c).wrapping_mul(GOLDEN)
}

fn bucket(hash: u32, bits: u32) -> usize {
    ((hash ^ hash >> 15).wrapping_mul(GOLDEN) >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(word: &str) -> usize {
        let word: Vec<char> = word.chars().collect();
        let mut count = 0;
        buckets_of(&word, 10, |bucket| {
            assert!(bucket < 1 << 10);
            count += 1;
        });
        count
    }

    #[test]
    fn counts_n_grams_with_edges() {
        // a; ^a, a$; ^a$
        assert_eq!(count("a"), 4);
        // Six characters with edges: four letters, five pairs, four threes, three fours, the whole.
        assert_eq!(count("word"), 17);
        assert_eq!(count(&"x".repeat(500)), count(&"x".repeat(MOST_CHARS)));
    }
}
