//! The paragraphs of a page with the tests that hold of each by itself, asked once for all steps of the stage.

use super::asker::Asker;
use super::index::Index;
use crate::document::Document;
use std::ops::Range;

/// For each paragraph of a page: which tests hold of it.
#[derive(Debug, Default)]
pub struct Lines {
    numbers: Vec<u32>,
    /// Where in `numbers` those of a paragraph stand.
    places: Vec<Place>,
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
        let mut lines = Self { numbers: Vec::new(), places: Vec::with_capacity(document.paragraphs.len()) };
        for at in 0..document.paragraphs.len() {
            let place = if document.paragraphs[at].stands() {
                lines.ask(document, at, index, asker)
            } else {
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

    fn ask(&mut self, document: &mut Document, at: usize, index: &Index, asker: &mut Asker) -> Place {
        let start = self.numbers.len();
        let asked = !index.is_beyond(document.text(at));
        if asked {
            let mut made = None;
            self.numbers.extend_from_slice(asker.line(document.text(at), index, |key| made = Some(key)));
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

    /// Paragraphs that stand and of which the test with this number may hold, in order.
    pub fn with(&self, test: usize, document: &Document) -> Vec<usize> {
        let among = test..test + 1;
        document.standing().filter(|&at| self.hits(at, &among).next().is_some()).collect()
    }
}
