//! A linear model over hashed character n-grams that tells languages of one script apart.
//!
//! Each n-gram of a word names a row of weights, one weight for each language; the rows of a text are summed, and what a
//! language has more than the others is its logarithmic odds. The weights are in `model.bin`, made by
//! `examples/train_language.rs`; docs/language-model.md says from which data. The form is that of fastText (Joulin et al.,
//! Bag of Tricks for Efficient Text Classification, 2016) without its hidden layer.

mod file;
mod grams;
mod spell;

pub use file::{Header, LANES, Table, ZERO, read, write};
pub use grams::{LONGEST, buckets_of};
pub use spell::words_of;

use super::codes::{self, COMMON, Number};
use crate::script::Script;
use std::sync::LazyLock;

/// The weights, as the trainer wrote them.
const FILE: &[u8] = include_bytes!("../model.bin");

/// A table, and the languages of its columns as labels have them.
#[derive(Clone, Debug)]
pub struct Model {
    /// The weights.
    pub table: Table<'static>,
    /// For each column the code, `und` for languages that it knows not to know.
    pub codes: Vec<&'static str>,
    /// The same as numbers.
    pub numbers: Vec<Number>,
    /// For each column the odds before anything is read, in nats.
    pub before: Vec<f32>,
}

/// By how much more likely, before anything is read, a language is that is one of the commonest of the web, in nats:
/// little, for in truth it is hundreds of times more likely; enough to settle words that two languages share.
const COMMON_NATS: f32 = 1.0;

/// The tables of [`FILE`]: headers read once, weights where they lie in the program.
static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let tables = read(FILE).unwrap_or_default();
    let model = |table: Table<'static>| {
        let codes = codes_of(&table.header);
        let before = codes.iter().map(|code| if COMMON.contains(code) { COMMON_NATS } else { 0.0 }).collect();
        Model { table, numbers: codes.iter().map(|code| codes::number(code)).collect(), codes, before }
    };
    tables.into_iter().map(model).collect()
});

/// Codes of the columns: `sr-Latn` is Serbian.
fn codes_of(header: &Header) -> Vec<&'static str> {
    let plain = header.languages.iter().map(|name| name.split('-').next().unwrap_or(name));
    plain.map(|name| codes::known_code(name).unwrap_or(super::label::UNKNOWN)).collect()
}

/// The model for a script, if several languages are written in it.
pub fn of(script: Script) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.table.header.script == script.short_name())
}

/// All of them.
pub fn models() -> &'static [Model] {
    &MODELS
}

/// Sums of weights for a text that is read word by word.
#[derive(Clone, Debug)]
pub struct Sums<'a> {
    table: &'a Table<'static>,
    /// What the words since the last [`Sums::settle`] add, in steps of the table's weights.
    recent: Vec<u16>,
    /// N-grams in `recent`; a `u16` has room for [`MOST_RECENT`].
    fresh: usize,
    sums: Vec<i32>,
    /// Of the word at hand: where rows begin.
    rows: [u32; grams::MOST],
    /// N-grams in all.
    grams: usize,
}

/// N-grams whose weights, 0 to 255 each, cannot leave a `u16`.
const MOST_RECENT: usize = u16::MAX as usize / 255;

impl<'a> Sums<'a> {
    /// Sums of no words.
    pub fn new(table: &'a Table<'static>) -> Self {
        let width = table.header.width();
        Self { table, recent: vec![0; width], fresh: 0, sums: vec![0; width], rows: [0; grams::MOST], grams: 0 }
    }

    /// Adds a word in lower case.
    pub fn add(&mut self, word: &[char]) {
        let Table { header, weights } = self.table;
        let width = header.width();
        let mut count = 0;
        buckets_of(word, header.bits, |bucket| {
            self.rows[count] = (bucket * width) as u32;
            count += 1;
        });
        self.grams += count;
        let rows = self.rows[..count].iter().map(|&start| &weights[start as usize..][..width]);
        fetch(rows.clone());
        if self.fresh + count > MOST_RECENT {
            settle(&mut self.recent, &mut self.sums, &mut self.fresh);
        }
        self.fresh += count;
        let (blocks, rest) = self.recent.as_chunks_mut::<BLOCK>();
        let in_blocks = blocks.len() * BLOCK;
        blocks.iter_mut().enumerate().for_each(|(block, sums)| add_rows(rows.clone(), block * BLOCK, sums));
        let (rest, _) = rest.as_chunks_mut::<LANES>();
        rest.iter_mut().enumerate().for_each(|(lane, sums)| add_rows(rows.clone(), in_blocks + lane * LANES, sums));
    }

    /// N-grams added.
    pub fn grams(&self) -> usize {
        self.grams
    }

    /// Logarithmic odds of the table's languages, in nats, up to a common constant.
    pub fn odds(&mut self) -> impl Iterator<Item = f32> {
        settle(&mut self.recent, &mut self.sums, &mut self.fresh);
        let Header { step, languages, .. } = &self.table.header;
        self.sums.iter().take(languages.len()).map(move |&sum| sum as f32 * step)
    }
}

/// Columns whose sums stay near the processor while rows are added to them.
const BLOCK: usize = 32;

/// Adds the weights from `column` on of each row to `sums`.
#[inline(always)]
fn add_rows<'r, const COLUMNS: usize>(rows: impl Iterator<Item = &'r [u8]>, column: usize, sums: &mut [u16; COLUMNS]) {
    let mut all = *sums;
    for weights in rows.filter_map(|row| row[column..].first_chunk::<COLUMNS>()) {
        for (sum, &weight) in all.iter_mut().zip(weights) {
            *sum += u16::from(weight);
        }
    }
    *sums = all;
}

/// Reads a byte at each end of all rows. They lie far apart in a table that is larger than the nearest caches: asked for
/// one after the other they come together, where adding each before the next would wait for each.
fn fetch<'r>(rows: impl Iterator<Item = &'r [u8]>) {
    let ends = |row: &[u8]| row.first().copied().unwrap_or(0) ^ row.last().copied().unwrap_or(0);
    std::hint::black_box(rows.map(ends).fold(0, |all, ends| all ^ ends));
}

/// Moves what the last `fresh` n-grams added to the sums.
fn settle(recent: &mut [u16], sums: &mut [i32], fresh: &mut usize) {
    let zero = (*fresh * usize::from(ZERO)) as i32;
    for (sum, part) in sums.iter_mut().zip(recent) {
        *sum += i32::from(std::mem::take(part)) - zero;
    }
    *fresh = 0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_weights_are_those_that_the_trainer_wrote() {
        let digest: String = Sha256::digest(FILE).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            digest, "ceea021fb68955d53cc931915dfb715825223d6d6e3c4fa6a7eed43ba65e6e0b",
            "see docs/language-model.md"
        );
        assert_eq!(read(FILE).map(|tables| tables.len()), Some(7));
    }

    #[test]
    fn sums_do_not_overflow_on_long_texts() {
        let Some(model) = of(Script::Latin) else { return };
        let mut sums = Sums::new(&model.table);
        (0..2000).for_each(|_| sums.add(&['t', 'h', 'e']));
        let once = {
            let mut sums = Sums::new(&model.table);
            sums.add(&['t', 'h', 'e']);
            sums.odds().collect::<Vec<_>>()
        };
        for (many, one) in sums.odds().zip(once) {
            assert!((many - 2000.0 * one).abs() < 1.0, "{many} {one}");
        }
    }
}
