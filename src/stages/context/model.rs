//! Features of paragraphs in, the links of a chain out: weights by feature, and what they add up to.

use super::chain::Link;
use super::features::{ALL, COUNT, Feature, Row};

/// Where a weight of a feature counts.
pub const USES: [&str; 5] = ["here", "before", "after", "enter", "leave"];

/// A feature in steps, with a weight for each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// What is measured.
    pub feature: Feature,
    /// Where each step but the first begins, in growing order; empty for a feature that names a class.
    pub from: Vec<f32>,
    /// How many steps there are.
    pub steps: usize,
    /// Weights by use, in the order of [`USES`]; empty where it is not used so.
    pub weights: [Vec<f32>; 5],
}

/// Two features together, with a weight for each pair of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Places of the two in the list of features.
    pub of: [usize; 2],
    /// A row for each step of the first, a number in it for each of the second.
    pub weights: Vec<Vec<f32>>,
}

/// All weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Features.
    pub features: Vec<Steps>,
    /// Pairs of features.
    pub pairs: Vec<Pair>,
}

impl Steps {
    /// How many steps a feature has: of `subjects` named subjects of rules where it names one.
    pub fn count(feature: Feature, from: &[f32], subjects: usize) -> usize {
        match ALL[feature as usize].2 {
            [] => from.len() + 1,
            // None before or behind, any other, and the named ones.
            ["any"] => subjects + 2,
            classes => classes.len(),
        }
    }

    /// The step that a value is on.
    pub(super) fn step(&self, value: f32) -> usize {
        if ALL[self.feature as usize].2.is_empty() {
            self.from.iter().take_while(|&&from| value >= from).count()
        } else {
            (value as usize).min(self.steps - 1)
        }
    }
}

impl Model {
    /// How many weights there are.
    pub fn size(&self) -> usize {
        self.rows().iter().map(|row| row.len()).sum()
    }

    /// The rows of weights that are used, in the order of the file.
    pub fn rows(&self) -> Vec<&Vec<f32>> {
        let features = self.features.iter().flat_map(|steps| &steps.weights).filter(|row| !row.is_empty());
        features.chain(self.pairs.iter().flat_map(|pair| &pair.weights)).collect()
    }

    /// All weights in one list, in the order of the file.
    pub fn flat(&self) -> Vec<f32> {
        self.rows().into_iter().flatten().copied().collect()
    }

    /// Takes the weights from such a list.
    pub fn set(&mut self, flat: &[f32]) {
        let features = self.features.iter_mut().flat_map(|steps| &mut steps.weights);
        let weights = features.chain(self.pairs.iter_mut().flat_map(|pair| &mut pair.weights)).flatten();
        weights.zip(flat).for_each(|(weight, value)| *weight = *value);
    }

    /// The steps of each row, one row after the other.
    pub(super) fn steps(&self, rows: &[Row]) -> Vec<u8> {
        let mut steps = Vec::with_capacity(rows.len() * self.features.len());
        for row in rows {
            steps.extend(self.features.iter().map(|feature| feature.step(row[feature.feature as usize]) as u8));
        }
        steps
    }

    /// The places in the flat list of the weights that count for each row: for content, and for a change before it.
    pub fn active(&self, rows: &[Row]) -> Vec<Active> {
        let (steps, width) = (self.steps(rows), self.features.len());
        let of = |row: usize| &steps[row * width..(row + 1) * width];
        (0..rows.len()).map(|row| self.active_of(row, rows.len(), &of)).collect()
    }

    fn active_of<'s>(&self, row: usize, rows: usize, of: &impl Fn(usize) -> &'s [u8]) -> Active {
        let mut active = Active::default();
        let mut base = 0u16;
        for (number, feature) in self.features.iter().enumerate() {
            let step = |row: usize, base: u16| base + u16::from(of(row)[number]);
            for (use_, weights) in feature.weights.iter().enumerate().filter(|(_, weights)| !weights.is_empty()) {
                match use_ {
                    0 => active.content.push(step(row, base)),
                    1 if row > 0 => active.content.push(step(row - 1, base)),
                    2 if row + 1 < rows => active.content.push(step(row + 1, base)),
                    3 => active.enter.push(step(row, base)),
                    4 => active.leave.push(step(row, base)),
                    _ => {}
                }
                base += weights.len() as u16;
            }
        }
        for pair in &self.pairs {
            let columns = pair.weights.first().map_or(0, Vec::len) as u16;
            let [first, second] = pair.of.map(|number| u16::from(of(row)[number]));
            active.content.push(base + first * columns + second);
            base += columns * pair.weights.len() as u16;
        }
        active
    }
}

/// Places of the weights that count for a paragraph.
#[derive(Clone, Debug, Default)]
pub struct Active {
    /// For its being content.
    pub content: Vec<u16>,
    /// For entering content with it.
    pub enter: Vec<u16>,
    /// For leaving content with it.
    pub leave: Vec<u16>,
}

impl Active {
    /// What the weights add up to.
    pub fn link(&self, flat: &[f32]) -> Link {
        let sum = |places: &[u16]| places.iter().map(|&place| flat[usize::from(place)]).sum();
        Link { content: sum(&self.content), enter: sum(&self.enter), leave: sum(&self.leave) }
    }
}

/// The number of features is that of a row.
const _: () = assert!(COUNT < 256);
