//! What every match of a test has, filed by texts and by the bytes at the edges of a key.

use super::marked::Marked;
use super::{Line, Reach};
use crate::phrases::Phrases;
use crate::rules::literals::Unit;
use crate::shape::{End, Shape};
use crate::work;
use rayon::prelude::*;
use std::ops::Range;

/// Units of tests, of which one fits each key that a test holds of.
#[derive(Debug, Default)]
pub struct Units {
    units: Vec<Filed>,
    /// For each of [`TIERS`] the units that can fit a key of more characters: one that ends like a sentence, and any other.
    tiers: Vec<[Tier; 2]>,
}

/// Characters of a key: most rules are about lines of up to 160, very few about paragraphs of more than 320 or about
/// sentences.
const TIERS: [usize; 5] = [0, 160, 320, 424, 520];

/// A unit of a test, less the list of texts by which it is found.
#[derive(Debug)]
struct Filed {
    test: u32,
    unit: Unit,
}

/// Units by what marks them.
#[derive(Debug, Default)]
struct Tier {
    texts: Phrases,
    /// For each text where in `marked` the units are that it is the mark of.
    places: Vec<Range<usize>>,
    marked: Vec<u32>,
    /// Units without texts.
    edged: Edged,
}

impl Units {
    /// Files units with the number of their test and the keys that they can fit.
    pub fn new(list: Vec<(Unit, u32, Reach)>) -> Self {
        let mut units = Self::default();
        // Texts with the number of their unit and its keys; the first list of a unit filters best.
        let mut texts: Vec<(String, u32, Reach)> = Vec::new();
        let mut bare: Vec<(u32, Reach)> = Vec::new();
        for ((mut unit, test, reach), place) in list.into_iter().zip(0..) {
            match unit.texts.is_empty() {
                true => bare.push((place, reach)),
                false => texts.extend(unit.texts.remove(0).into_iter().map(|text| (text, place, reach))),
            }
            units.units.push(Filed { test, unit });
        }
        texts.par_sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let of_tier = |tier: usize, sentences: bool| {
            let can_fit = |reach: Reach| reach.cap > tier && (reach.sentences || !sentences);
            let known = texts.iter().filter(|text| can_fit(text.2)).map(|(text, unit, _)| (text.as_str(), *unit));
            let (list, places, marked) = gathered(known);
            let bare = bare.iter().filter(|unit| can_fit(unit.1)).map(|(place, _)| *place);
            Tier { texts: Phrases::anywhere(&list), places, marked, edged: Edged::of(bare, &units.units) }
        };
        units.tiers = TIERS.par_iter().map(|&tier| [of_tier(tier, true), of_tier(tier, false)]).collect();
        units
    }

    /// Marks the tests of `line` of which a unit fits.
    pub fn candidates(&self, line: &Line<'_>, marked: &mut Marked) {
        let tier = self.tier(&line.key.shape);
        self.find_texts(tier, line.key.text(), marked);
        let mut touched = std::mem::take(&mut marked.touched);
        for place in touched.drain(..) {
            marked.seen[place as usize] = false;
            self.try_unit(place, line, marked);
        }
        marked.touched = touched;
        tier.edged.around(line.key.text(), |place| self.try_unit(place, line, marked));
    }

    fn tier(&self, shape: &Shape) -> &Tier {
        let [sentences, others] = &self.tiers[TIERS.iter().rposition(|&tier| shape.chars > tier).unwrap_or(0)];
        if shape.end == End::Sentence { sentences } else { others }
    }

    /// Marks the test of the unit with this number, if the unit fits and its pattern matches.
    fn try_unit(&self, place: u32, line: &Line<'_>, marked: &mut Marked) {
        let Filed { test, unit } = &self.units[place as usize];
        let Line { tests, key, .. } = line;
        if marked.has(*test) || !unit.fits(key.text(), key.shape.chars, || line.marks()) {
            return;
        }
        let Some(pattern) = &unit.pattern else { return marked.add(&[*test]) };
        if tests[*test as usize].may_hold(line) {
            work::looked_at(key.text().len());
            if pattern.is_match(key.text()) {
                marked.add_matched(*test);
            }
        }
    }

    /// Notes the units of which a text is in `text`.
    fn find_texts(&self, tier: &Tier, text: &str, marked: &mut Marked) {
        marked.seen.resize(marked.seen.len().max(self.units.len()), false);
        tier.texts.find::<()>(text, |number, _| {
            for &unit in &tier.marked[tier.places[number as usize].clone()] {
                if !std::mem::replace(&mut marked.seen[unit as usize], true) {
                    marked.touched.push(unit);
                }
            }
            None
        });
    }
}

/// Units without texts, by the bytes that a key begins and ends with.
#[derive(Debug, Default)]
struct Edged {
    units: Vec<u32>,
    /// For each byte, in so many words, a bit for each unit: whether it fits keys that begin with it.
    first: Vec<u64>,
    /// The same for those that end with it.
    last: Vec<u64>,
    words: usize,
}

impl Edged {
    fn of(bare: impl Iterator<Item = u32>, all: &[Filed]) -> Self {
        let units: Vec<u32> = bare.collect();
        let words = units.len().div_ceil(u64::BITS as usize);
        let (mut first, mut last) = (vec![0; 256 * words], vec![0; 256 * words]);
        for (at, &place) in units.iter().enumerate() {
            let (word, bit) = (at / u64::BITS as usize, 1 << (at % u64::BITS as usize));
            for byte in 0..=u8::MAX {
                let (begins, ends) = all[place as usize].unit.edges_may_be(byte);
                first[usize::from(byte) * words + word] |= if begins { bit } else { 0 };
                last[usize::from(byte) * words + word] |= if ends { bit } else { 0 };
            }
        }
        Self { units, first, last, words }
    }

    /// Calls `with` with the units that fit the edges of `text`.
    fn around(&self, text: &str, mut with: impl FnMut(u32)) {
        let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().next_back()) else { return };
        for word in 0..self.words {
            let of = |bits: &[u64], byte: u8| bits[usize::from(byte) * self.words + word];
            let mut rest = of(&self.first, first) & of(&self.last, last);
            while rest != 0 {
                with(self.units[word * u64::BITS as usize + rest.trailing_zeros() as usize]);
                rest &= rest - 1;
            }
        }
    }
}

/// The texts of a sorted list, each once, and for each the place of the numbers that stand with it.
pub fn gathered<'t>(sorted: impl Iterator<Item = (&'t str, u32)>) -> (Vec<&'t str>, Vec<Range<usize>>, Vec<u32>) {
    let (mut texts, mut places, mut numbers): (Vec<&str>, Vec<Range<usize>>, Vec<u32>) = Default::default();
    for (text, number) in sorted {
        match places.last_mut().filter(|_| texts.last() == Some(&text)) {
            Some(place) => place.end += 1,
            None => {
                texts.push(text);
                places.push(numbers.len()..numbers.len() + 1);
            }
        }
        numbers.push(number);
    }
    (texts, places, numbers)
}
