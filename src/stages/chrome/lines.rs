//! The paragraphs of a page with the tests that hold of each by itself, asked once for all steps of the stage.

use super::asker::Asker;
use super::index::Index;
use crate::document::Document;
use crate::memo::Print;
use std::ops::Range;

/// For each paragraph of a page: which tests hold of it.
#[derive(Debug, Default)]
pub struct Lines {
    numbers: Vec<u32>,
    /// Where in `numbers` those of a paragraph stand.
    places: Vec<Place>,
    /// Whether some did not stand, and nobody asked about them.
    some_gone: bool,
}

#[derive(Clone, Debug, Default)]
struct Place {
    range: Range<usize>,
    /// Whether the tests were asked; of a long paragraph only those without a cap can hold, and nobody asked them.
    asked: bool,
}

/// A test that may hold of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number, counted from the first of the tests that were asked for.
    pub number: usize,
    /// Whether it was asked, and so surely holds.
    pub sure: bool,
}

impl Lines {
    /// Asks about the paragraphs of `document` that stand, and gives them the keys that were made for it.
    pub fn of(document: &mut Document, index: &Index, asker: &mut Asker) -> Self {
        let mut lines = Self { places: Vec::with_capacity(document.paragraphs.len()), ..Self::default() };
        // Made before any is looked for, so that these looks come close upon each other.
        let prints: Vec<Print> = document.standing().filter_map(|at| document.print(at)).collect();
        asker.fetch(prints.into_iter());
        for at in 0..document.paragraphs.len() {
            let place = if document.paragraphs[at].stands() {
                lines.ask(document, at, index, asker)
            } else {
                lines.some_gone = true;
                Place { range: 0..0, asked: true }
            };
            lines.places.push(place);
        }
        lines
    }

    /// Asks again about a paragraph whose text has changed.
    pub fn ask_again(&mut self, document: &mut Document, at: usize, index: &Index, asker: &mut Asker) {
        self.places[at] = self.ask(document, at, index, asker);
    }

    /// Whether all paragraphs of the page were there to be asked about.
    pub fn all_asked(&self) -> bool {
        !self.some_gone
    }

    fn ask(&mut self, document: &mut Document, at: usize, index: &Index, asker: &mut Asker) -> Place {
        let start = self.numbers.len();
        let asked = !index.is_beyond(document.text(at));
        if asked {
            let mut made = None;
            self.numbers
                .extend_from_slice(asker.line(document.text(at), document.print(at), index, |key| made = Some(key)));
            if let Some(key) = made {
                document.set_key(at, key);
            }
        } else {
            self.numbers.extend_from_slice(index.uncapped());
        }
        Place { range: start..self.numbers.len(), asked }
    }

    /// Those of the tests `among` that may hold of the paragraph with number `at`, in order.
    pub fn hits(&self, at: usize, among: &Range<usize>) -> impl Iterator<Item = Hit> {
        let Place { range, asked } = &self.places[at];
        let (sure, first) = (*asked, among.start);
        let numbers = self.numbers[range.clone()].iter().map(|number| *number as usize);
        numbers.filter(|number| among.contains(number)).map(move |number| Hit { number: number - first, sure })
    }

    /// Which of so many tests may hold of which paragraphs, by test.
    pub fn by_test(&self, tests: usize) -> ByTest {
        let hits = || {
            let of_place = |Place { range, asked }: &Place| (&self.numbers[range.clone()], *asked);
            let places = self.places.iter().map(of_place).enumerate();
            places.flat_map(|(at, (numbers, sure))| numbers.iter().map(move |number| (*number as usize, (at, sure))))
        };
        // Sorted by counting: first how many each test has, then where its own begin.
        let mut ends = vec![0; tests + 1];
        hits().for_each(|(test, _)| ends[test + 1] += 1);
        (1..ends.len()).for_each(|test| ends[test] += ends[test - 1]);
        let mut paragraphs = vec![(0, false); ends[tests] as usize];
        for (test, paragraph) in hits() {
            // Up to here the place counts from the start of a test's own, from here on to their end.
            paragraphs[ends[test] as usize] = paragraph;
            ends[test] += 1;
        }
        ByTest { paragraphs, ends }
    }
}

/// Paragraphs by the number of a test that may hold of them.
#[derive(Debug)]
pub struct ByTest {
    paragraphs: Vec<(usize, bool)>,
    /// For each test where its paragraphs end, which is where those of the next begin.
    ends: Vec<u32>,
}

impl ByTest {
    /// Paragraphs of which the test with this number may hold, in order, and whether it surely does.
    pub fn paragraphs(&self, test: usize) -> &[(usize, bool)] {
        &self.paragraphs[self.start(test)..self.start(test + 1)]
    }

    /// Whether one of the tests `among` may hold of any paragraph.
    pub fn has_any(&self, among: &Range<usize>) -> bool {
        self.start(among.start) < self.start(among.end)
    }

    /// Where the paragraphs of a test begin.
    fn start(&self, test: usize) -> usize {
        test.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }
}
