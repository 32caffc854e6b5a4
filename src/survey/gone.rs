//! Documents that are dropped whole: what stands in them keeps no copy from standing elsewhere.

/// A bit for each document of a run, up to the last that is dropped.
#[derive(Clone, Debug, Default)]
pub(super) struct Gone {
    first: u64,
    bits: Vec<u64>,
}

impl Gone {
    /// None of the documents from the ordinal `first` on.
    pub fn from(first: u64) -> Self {
        Self { first, bits: Vec::new() }
    }

    /// Notes that the document with this ordinal is dropped; one of an earlier run never is.
    pub fn note(&mut self, document: u64) {
        let Some(at) = document.checked_sub(self.first) else { return };
        let word = (at / 64) as usize;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (at % 64);
    }

    /// Whether the document with this ordinal is dropped.
    pub fn has(&self, document: u64) -> bool {
        let at = document.checked_sub(self.first);
        at.is_some_and(|at| self.bits.get((at / 64) as usize).is_some_and(|word| word >> (at % 64) & 1 == 1))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_those_that_were_noted() {
        let mut gone = Gone::from(100);
        assert!(gone.is_empty());
        [99, 100, 163, 164, 1000].into_iter().for_each(|document| gone.note(document));
        let known: Vec<u64> = (0..2000).filter(|document| gone.has(*document)).collect();
        assert_eq!(known, [100, 163, 164, 1000]);
    }
}
