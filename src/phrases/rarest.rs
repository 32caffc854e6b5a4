//! Where in a phrase its rarest bytes stand.

use std::cmp::Reverse;

/// How rare a byte of a letter of ASCII is, in quarters of a bit: letters by their frequency in English text (R. Lewand,
/// Cryptological Mathematics, 2000), the space as one character of six, the others as one of a hundred.
const RARITY: [u8; 128] = {
    let mut rarity = [27; 128];
    let letters = *b"etaoinshrdlcumwfgypbvkjxqz";
    let quarters =
        [12, 14, 14, 15, 15, 16, 16, 16, 16, 18, 19, 21, 21, 22, 22, 22, 23, 23, 23, 24, 27, 28, 38, 38, 40, 42];
    let mut at = 0;
    while at < letters.len() {
        rarity[letters[at] as usize] = quarters[at];
        at += 1;
    }
    rarity[b' ' as usize] = 10;
    rarity
};
/// The same for the first byte of another character, which says little more than its script, and for its other bytes.
const RARITY_OF_FIRST: u8 = 6;
const RARITY_OF_REST: u8 = 20;

/// Bytes of a phrase before those that it is told by, at most.
const MOST_SKIPPED: usize = 1 << 10;

/// Where the rarest bytes of a phrase begin, so many of them.
pub(super) fn rarest(phrase: &[u8], length: usize) -> usize {
    let rarity = |byte: &u8| match byte {
        0..0x80 => RARITY[usize::from(*byte)],
        0x80..0xc0 => RARITY_OF_REST,
        _ => RARITY_OF_FIRST,
    };
    let of = |(at, window): (usize, &[u8])| {
        (window.iter().map(|byte| usize::from(rarity(byte))).sum::<usize>(), Reverse(at))
    };
    // Of equals the first.
    phrase.windows(length).take(MOST_SKIPPED).enumerate().map(of).max().map_or(0, |(_, Reverse(at))| at)
}
