//! Tests filed by what tells at once that they cannot hold of a line.

use super::marked::Marked;
use super::rows::Rows;
use super::units::{Units, gathered};
use super::{Line, Mark, Reach};
use crate::memo::LineHasher;
use crate::phrases::Phrases;
use crate::rules::conditions::without_colon;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::Arc;

/// Tests by the keys that they name, by what is in every key that they hold of, or by phrases.
#[derive(Debug, Default)]
pub struct Filing {
    by_key: ByKey,
    starts: Starts,
    units: Units,
    rows: Vec<Rows>,
    /// Tests that must be asked.
    others: Vec<u32>,
}

impl Filing {
    /// Files tests by their marks and the keys that they can hold of, in the order of their numbers.
    pub fn new(marks: Vec<(Mark, Reach)>) -> Self {
        let (mut keys, mut starts, mut units) = (Vec::new(), Vec::new(), Vec::new());
        let mut filing = Self::default();
        for ((mark, reach), number) in marks.into_iter().zip(0..) {
            match mark {
                Mark::Keys(list) => keys.push((list, number)),
                Mark::Units(list) => units.extend(list.into_iter().map(|unit| {
                    let cap = reach.cap.min(unit.longest().unwrap_or(usize::MAX));
                    (unit, number, Reach { cap, ..reach })
                })),
                Mark::Starts(list) => starts.extend(list.into_iter().map(|start| (start, number))),
                Mark::MadeOf(made_of) => Rows::add(&mut filing.rows, number, made_of, reach.cap),
                Mark::None => filing.others.push(number),
            }
        }
        let rows = &mut filing.rows;
        // Side by side: they are half of what a run needs to start.
        let others = || {
            rows.iter_mut().for_each(Rows::build);
            ByKey::new(keys)
        };
        (filing.units, filing.by_key) = rayon::join(|| Units::new(units), others);
        filing.starts = Starts::new(starts);
        filing
    }

    /// Marks those tests that may hold of `line`.
    pub fn candidates(&self, line: &Line<'_>, marked: &mut Marked) {
        marked.add(&self.others);
        let whole = line.key.text();
        self.by_key.of(whole, |numbers| marked.add(numbers));
        self.starts.of(whole, |numbers| marked.add(numbers));
        self.units.candidates(line, marked);
        self.rows.iter().for_each(|rows| rows.candidates(line.key, marked));
    }
}

/// Tests by the keys that they name.
#[derive(Debug, Default)]
struct ByKey {
    tests: HashMap<Box<str>, Vec<u32>, BuildHasherDefault<LineHasher>>,
    /// Bytes of the longest key.
    longest: usize,
}

impl ByKey {
    fn new(lists: Vec<(Arc<HashSet<Box<str>>>, u32)>) -> Self {
        let mut by_key = Self::default();
        for (list, number) in lists {
            for key in list.iter() {
                by_key.longest = by_key.longest.max(key.len());
                match by_key.tests.get_mut(key) {
                    Some(numbers) => numbers.push(number),
                    None => drop(by_key.tests.insert(key.clone(), vec![number])),
                }
            }
        }
        by_key
    }

    /// Calls `with` with the tests that name `key`, or `key` without a colon at its end.
    fn of(&self, key: &str, mut with: impl FnMut(&[u32])) {
        let bare = without_colon(key);
        for key in [key, bare].into_iter().take(if bare.len() < key.len() { 2 } else { 1 }) {
            if key.len() <= self.longest
                && let Some(numbers) = self.tests.get(key)
            {
                with(numbers);
            }
        }
    }
}

/// Tests by what the keys that they hold of begin with.
#[derive(Debug, Default)]
struct Starts {
    texts: Phrases,
    /// For each start where in `tests` those of keys are that begin with it.
    places: Vec<Range<usize>>,
    tests: Vec<u32>,
}

impl Starts {
    fn new(mut list: Vec<(String, u32)>) -> Self {
        list.sort_unstable();
        let (texts, places, tests) = gathered(list.iter().map(|(start, test)| (start.as_str(), *test)));
        Self { texts: Phrases::new(&texts), places, tests }
    }

    /// Calls `with` with the tests of keys that begin as `key` does.
    fn of(&self, key: &str, mut with: impl FnMut(&[u32])) {
        self.texts.at(key, 0, |start, _| with(&self.tests[self.places[start as usize].clone()]));
    }
}
