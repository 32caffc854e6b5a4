//! Counts of hashes in a fixed space, never too low: a count-min sketch.

/// Cells of a row. Two rows of 32 MiB each tell apart some ten million different lines.
const CELLS: usize = 1 << 25;

/// In how many documents each hash occurs, up to 255, at least.
pub struct Sketch {
    rows: [Vec<u8>; 2],
}

impl Sketch {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self { rows: [vec![0; CELLS], vec![0; CELLS]] }
    }

    /// Counts one more document for a hash.
    pub fn add(&mut self, hash: u64) {
        for (row, cell) in self.rows.iter_mut().zip(cells(hash)) {
            row[cell] = row[cell].saturating_add(1);
        }
    }

    /// A bound from above on what was counted for a hash; 255 stands for more.
    pub fn at_most(&self, hash: u64) -> u8 {
        let counts = self.rows.iter().zip(cells(hash)).map(|(row, cell)| row[cell]);
        counts.min().unwrap_or(0)
    }
}

impl Default for Sketch {
    fn default() -> Self {
        Self::new()
    }
}

/// The cell of a hash in each row: its lower and its upper bits.
fn cells(hash: u64) -> [usize; 2] {
    [hash as usize % CELLS, (hash >> 32) as usize % CELLS]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_counts_too_low() {
        let mut sketch = Sketch::new();
        (0..300).for_each(|_| sketch.add(7));
        sketch.add(8);
        assert_eq!((sketch.at_most(7), sketch.at_most(9)), (255, 0));
        assert!(sketch.at_most(8) >= 1);
    }
}
