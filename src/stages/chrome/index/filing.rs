//! Tests filed by what tells at once that they cannot hold of a line.

use super::marked::Marked;
use super::rows::Rows;
use super::{Mark, Test};
use crate::key::MatchKey;
use crate::memo::LineHasher;
use crate::phrases::Phrases;
use crate::rules::conditions::without_colon;
use crate::rules::literals::Unit;
use crate::rules::marks::Marks;
use crate::work;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Tests by the keys that they name, by texts that are in every key that they hold of, or by phrases.
#[derive(Debug, Default)]
pub struct Filing {
    by_key: HashMap<Box<str>, Vec<u32>, BuildHasherDefault<LineHasher>>,
    by_start: Phrases,
    /// For each start the tests of keys that begin with it.
    starting: Vec<Vec<u32>>,
    units: Vec<Filed>,
    /// Units that can fit a key of more than so many characters, for each of [`TIERS`].
    tiers: Vec<Tier>,
    rows: Vec<Rows>,
    /// Tests that must be asked.
    others: Vec<u32>,
}

/// Characters of a key: most rules are about lines of up to 160, very few about paragraphs of more than 320.
const TIERS: [usize; 5] = [0, 160, 320, 424, 520];

/// A unit of a test, less the list of texts by which it is found.
#[derive(Debug)]
struct Filed {
    test: u32,
    unit: Unit,
}

/// Units by the texts that mark them.
#[derive(Debug, Default)]
struct Tier {
    texts: Phrases,
    /// For each text the units that it is the mark of.
    marked: Vec<Vec<u32>>,
    /// Units without texts.
    unmarked: Vec<u32>,
}

/// A line that is asked about.
struct Line<'a> {
    tests: &'a [Test],
    text: &'a str,
    key: &'a MatchKey,
    marks: Marks,
}

impl Filing {
    /// Files tests with their caps, by number.
    pub fn new<'t>(tests: impl Iterator<Item = (&'t Test, usize)>) -> Self {
        let mut filing = Self::default();
        let mut starts: Vec<(String, u32)> = Vec::new();
        // Texts with the cap and the number of their unit; the first list of a unit filters best.
        let mut texts: Vec<(String, usize, u32)> = Vec::new();
        let mut unmarked: Vec<(usize, u32)> = Vec::new();
        for ((test, cap), number) in tests.zip(0..) {
            match test.mark() {
                Mark::Keys(keys) => keys.iter().for_each(|key| match filing.by_key.get_mut(key) {
                    Some(numbers) => numbers.push(number),
                    None => drop(filing.by_key.insert(key.clone(), vec![number])),
                }),
                Mark::Units(units) => {
                    for mut unit in units {
                        let place = filing.units.len() as u32;
                        let cap = cap.min(unit.longest().unwrap_or(usize::MAX));
                        match unit.texts.is_empty() {
                            true => unmarked.push((cap, place)),
                            false => texts.extend(unit.texts.remove(0).into_iter().map(|text| (text, cap, place))),
                        }
                        filing.units.push(Filed { test: number, unit });
                    }
                }
                Mark::Starts(list) => starts.extend(list.into_iter().map(|start| (start, number))),
                Mark::MadeOf(made_of) => Rows::add(&mut filing.rows, number, made_of),
                Mark::None => filing.others.push(number),
            }
        }
        texts.sort_unstable();
        let of_tier = |&tier: &usize| {
            let known = texts.iter().filter(|(_, cap, _)| *cap > tier).map(|(text, _, unit)| (text.as_str(), *unit));
            let (list, marked) = gathered(known);
            let unmarked = unmarked.iter().filter(|(cap, _)| *cap > tier).map(|(_, unit)| *unit).collect();
            Tier { texts: Phrases::anywhere(&list), marked, unmarked }
        };
        filing.tiers = TIERS.iter().map(of_tier).collect();
        starts.sort_unstable();
        let (list, starting) = gathered(starts.iter().map(|(start, test)| (start.as_str(), *test)));
        (filing.by_start, filing.starting) = (Phrases::new(&list), starting);
        filing.rows.iter_mut().for_each(Rows::build);
        filing
    }

    /// Marks those of `tests` that may hold of `text`, which has this key.
    pub fn candidates(&self, tests: &[Test], text: &str, key: &MatchKey, marked: &mut Marked) {
        let line = Line { tests, text, key, marks: Marks::of(key.text()) };
        marked.add(&self.others);
        let (whole, bare) = (key.text(), without_colon(key.text()));
        for key in [whole, bare].into_iter().take(if bare.len() < whole.len() { 2 } else { 1 }) {
            if let Some(numbers) = self.by_key.get(key) {
                marked.add(numbers);
            }
        }
        self.by_start.at(whole, 0, |start, _| marked.add(&self.starting[start as usize]));
        let tier = TIERS.iter().rposition(|&tier| key.shape.chars > tier).unwrap_or(0);
        self.find_texts(&self.tiers[tier], whole, marked);
        let mut touched = std::mem::take(&mut marked.touched);
        for place in touched.drain(..).map(|place| place as usize) {
            marked.seen[place] = false;
            self.try_unit(place, &line, marked);
        }
        marked.touched = touched;
        self.tiers[tier].unmarked.iter().for_each(|&place| self.try_unit(place as usize, &line, marked));
        self.rows.iter().for_each(|rows| rows.candidates(key, marked));
    }

    /// Marks the test of the unit with this number, if the unit fits and its pattern matches.
    fn try_unit(&self, place: usize, line: &Line<'_>, marked: &mut Marked) {
        let Filed { test, unit } = &self.units[place];
        let Line { tests, text, key, marks } = line;
        if marked.has(*test) || !unit.fits(key.text(), key.shape.chars, *marks) {
            return;
        }
        let Some(pattern) = &unit.pattern else { return marked.add(&[*test]) };
        if tests[*test as usize].may_hold(text, key) {
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
            for &unit in &tier.marked[number as usize] {
                if !std::mem::replace(&mut marked.seen[unit as usize], true) {
                    marked.touched.push(unit);
                }
            }
            None
        });
    }
}

/// The texts of a sorted list, each once, and for each the numbers that stand with it.
fn gathered<'t>(sorted: impl Iterator<Item = (&'t str, u32)>) -> (Vec<&'t str>, Vec<Vec<u32>>) {
    let (mut texts, mut numbers): (Vec<&str>, Vec<Vec<u32>>) = (Vec::new(), Vec::new());
    for (text, number) in sorted {
        match numbers.last_mut().filter(|_| texts.last() == Some(&text)) {
            Some(known) => known.push(number),
            None => {
                texts.push(text);
                numbers.push(vec![number]);
            }
        }
    }
    (texts, numbers)
}
