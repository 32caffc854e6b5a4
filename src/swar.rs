//! Eight bytes at once: what is asked of each of them, asked of a word, without vector instructions ("SIMD within a
//! register", R. Fisher and H. Dietz, 1998). Answers are words with the highest bit set in the bytes of which it is true.

/// One in each byte of a word.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = ONES * 0x80;

/// The bytes from byte `at` on, if there are eight.
#[inline(always)]
pub fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// Bytes that are not ASCII.
#[inline(always)]
pub fn beyond_ascii(word: u64) -> u64 {
    word & HIGH
}

/// Bytes from `from` to `to`, which are ASCII, as are all of the word.
#[inline(always)]
pub fn within(word: u64, from: u8, to: u8) -> u64 {
    // No sum goes over the end of its byte.
    let at_least = |byte: u8| word + ONES * u64::from(0x80 - byte);
    at_least(from) & !at_least(to + 1) & HIGH
}

/// Bytes of any word that are no printable ASCII.
#[inline(always)]
pub fn unprintable(word: u64) -> u64 {
    !within(word & !HIGH, b' ', b'~') & HIGH | beyond_ascii(word)
}

/// Bytes of any word that are a space.
#[inline(always)]
pub fn spaces(word: u64) -> u64 {
    within(word & !HIGH, b' ', b' ') & !word
}

/// Letters among bytes of ASCII.
#[inline(always)]
pub fn letters(word: u64) -> u64 {
    // Upper case is told as lower case; no other byte becomes a letter by that.
    within(word | (ONES * 0x20), b'a', b'z')
}

/// How many bytes a word of answers names.
#[inline(always)]
pub fn how_many(answers: u64) -> usize {
    ((answers >> 7).wrapping_mul(ONES) >> 56) as usize
}

/// Which byte is the first that a word of answers names; eight where it names none.
#[inline(always)]
pub fn first(answers: u64) -> usize {
    answers.trailing_zeros() as usize / 8
}

/// How many of `bytes` are `of_kind`. Sums of one byte let compilers ask whole vectors of them at once.
pub fn count(bytes: &[u8], of_kind: impl Fn(u8) -> bool) -> usize {
    let of = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(of_kind(*byte))).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(of(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn words_are_told_as_their_bytes_are(bytes: [u8; 8], from in 0..0x7f_u8, more in 0..0x7f_u8) {
            let (word, to) = (u64::from_le_bytes(bytes), (from + more).min(0x7e));
            let told = |holds: &dyn Fn(u8) -> bool| -> u64 {
                u64::from_le_bytes(bytes.map(|byte| if holds(byte) { 0x80 } else { 0 }))
            };
            proptest::prop_assert_eq!(within(word & !HIGH, from, to), told(&|byte| (from..=to).contains(&(byte & 0x7f))));
            proptest::prop_assert_eq!(unprintable(word), told(&|byte| !(b' '..=b'~').contains(&byte)));
            proptest::prop_assert_eq!(spaces(word), told(&|byte| byte == b' '));
            proptest::prop_assert_eq!(beyond_ascii(word), told(&|byte| !byte.is_ascii()));
            proptest::prop_assert_eq!(letters(word & !HIGH), told(&|byte| (byte & 0x7f).is_ascii_alphabetic()));
            proptest::prop_assert_eq!(how_many(beyond_ascii(word)), bytes.iter().filter(|byte| !byte.is_ascii()).count());
            let first_one = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(8);
            proptest::prop_assert_eq!(first(beyond_ascii(word)), first_one);
        }
    }
}
