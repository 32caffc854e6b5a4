//! Lots for records: a number made from a record's place alone, evenly spread, so that samples are drawn by chance and
//! come out the same each time.

/// The lot of a record of an input.
///
/// FNV-1a over the place of the record, and the finaliser of SplitMix64, so that neighbours are far apart. Source: Fowler,
/// Noll and Vo; Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014.
pub fn lot(input: &str, record: u64, seed: u64) -> u64 {
    let bytes = input.bytes().chain(record.to_le_bytes()).chain(seed.to_le_bytes());
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_of_neighbours_are_spread_evenly() {
        let below = (1..=10_000).filter(|&record| lot("part-1", record, 0) < u64::MAX / 10).count();
        assert!((900..1_100).contains(&below), "a tenth is below a tenth: {below}");
        assert_ne!(lot("part-1", 1, 0), lot("part-1", 1, 1));
        assert_ne!(lot("part-1", 1, 0), lot("part-2", 1, 0));
    }
}
