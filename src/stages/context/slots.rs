//! Something for each word of a page, in tables that are kept from page to page: making one anew takes longer than most
//! pages have words.

/// Slots of a table; a power of two. Words that share one count as the same.
const SLOTS: usize = 1 << 13;

/// Values by the hash of a word; those of all words are the default ones between two pages.
#[derive(Debug)]
pub struct Slots<T>(Vec<T>);

impl<T: Copy + Default> Default for Slots<T> {
    fn default() -> Self {
        Self(vec![T::default(); SLOTS])
    }
}

impl<T: Copy + Default> Slots<T> {
    /// The value for a word.
    pub fn get(&self, word: u32) -> T {
        self.0[word as usize % SLOTS]
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, word: u32) -> &mut T {
        &mut self.0[word as usize % SLOTS]
    }

    /// Forgets the values of `words`.
    pub fn clear(&mut self, words: &[u32]) {
        words.iter().for_each(|word| *self.get_mut(*word) = T::default());
    }
}
