//! Bands: how a signature is cut up so that texts of a wanted likeness meet in at least one bucket.

use super::shingle::mix;
use super::sketch::MOST_VALUES;
use std::fmt::Write;

/// Bands of `rows` values each: a pair of Jaccard `s` shares a bucket with chance `1 - (1 - s^rows)^bands`.
/// Source: J. Leskovec et al., Mining of Massive Datasets, section 3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Banding {
    /// Values of a band, hashed together.
    pub rows: usize,
    /// How many bands.
    pub bands: usize,
}

/// A setting that no banding of at most [`MOST_VALUES`] values reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutOfReach {
    /// The banding that comes nearest.
    pub nearest: Banding,
    /// The chance that it gives instead of the one asked for.
    pub recall: f64,
}

/// What comparing a pair in vain costs, in bands: a record of a band is sorted in some 50 ns, texts are fetched and
/// compared in some 2 µs.
const COMPARISON: f64 = 32.0;

impl Banding {
    /// The cheapest banding that gives pairs of Jaccard `min_jaccard` a chance of at least `recall` to meet. Cheap is one
    /// with few bands that pairs half as like seldom share.
    ///
    /// # Errors
    /// [`OutOfReach`] with the nearest one, where it would take too many values.
    pub fn choose(min_jaccard: f64, recall: f64) -> Result<Self, OutOfReach> {
        let (jaccard, recall) = (min_jaccard.clamp(0.0, 1.0), recall.clamp(0.0, 1.0));
        let fitting = (1..=16).filter_map(|rows| {
            let bands = (1..=MOST_VALUES / rows).find(|&bands| Self { rows, bands }.chance(jaccard) >= recall)?;
            Some(Self { rows, bands })
        });
        let cost = |banding: &Self| banding.bands as f64 + COMPARISON * banding.chance(jaccard / 2.0);
        fitting.min_by(|a, b| cost(a).total_cmp(&cost(b))).ok_or_else(|| {
            let nearest = Self { rows: 1, bands: MOST_VALUES };
            OutOfReach { nearest, recall: nearest.chance(jaccard) }
        })
    }

    /// Values that a signature must have.
    pub fn values(self) -> usize {
        self.rows * self.bands
    }

    /// The chance that a pair of this Jaccard shares a bucket.
    pub fn chance(self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.powf(self.rows as f64)).powf(self.bands as f64)
    }

    /// The hash of each band of a signature; bands at different places never agree.
    pub fn hashes(self, values: &[u64]) -> impl Iterator<Item = u64> + '_ {
        values
            .chunks_exact(self.rows)
            .zip(1..)
            .map(|(rows, band)| rows.iter().fold(mix(band), |hash, row| mix(hash ^ row).wrapping_add(band)))
    }

    /// The match curve in words: for each Jaccard the chance to meet.
    pub fn curve(self) -> String {
        let mut curve = format!("{} bands of {} values; chance of a pair to be compared:", self.bands, self.rows);
        for percent in [30, 40, 50, 60, 70, 75, 80, 85, 90, 95] {
            let jaccard = f64::from(percent) / 100.0;
            // Writing to a string does not fail.
            let _ = write!(curve, " {jaccard:.2}: {:.4},", self.chance(jaccard));
        }
        curve.truncate(curve.len() - 1);
        curve
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_banding_reaches_what_was_asked_for() {
        for (jaccard, recall) in [(0.75, 0.98), (0.85, 0.99), (0.5, 0.9), (0.95, 0.999)] {
            let banding = Banding::choose(jaccard, recall).unwrap();
            assert!(banding.chance(jaccard) >= recall, "{banding:?}");
            assert!(banding.values() <= MOST_VALUES);
        }
        assert_eq!(Banding::choose(0.75, 0.98), Ok(Banding { rows: 4, bands: 11 }));
    }

    #[test]
    fn what_cannot_be_reached_is_told() {
        let out = Banding::choose(0.01, 0.99).unwrap_err();
        assert!(out.recall < 0.99 && out.nearest.values() == MOST_VALUES);
    }

    #[test]
    fn equal_bands_at_other_places_have_other_hashes() {
        let hashes: Vec<u64> = Banding { rows: 2, bands: 3 }.hashes(&[5; 6]).collect();
        assert_eq!(hashes.len(), 3);
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
    }
}
