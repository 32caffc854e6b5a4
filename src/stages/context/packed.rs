//! The weights of a model side by side, as a walk over a page wants them.

use super::chain::{Link, Messages};
use super::features::{ALL, Row};
use super::model::Model;

/// A model ready for pages. It says what the model says: sums are taken in the order of its features.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    features: Vec<Feature>,
    /// Where steps begin, of one feature after the other.
    from: Vec<f32>,
    /// For each step of each feature its weights.
    weights: Vec<Weights>,
    pairs: Vec<Pair>,
    of_pairs: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Feature {
    /// Its place in a row.
    place: usize,
    names_class: bool,
    from: std::ops::Range<usize>,
    /// Where its weights begin, and how many steps it has.
    first: usize,
    steps: usize,
}

/// Weights by use, in the order of [`super::model::USES`]; eight, so that they are added at once.
type Weights = [f32; 8];

#[derive(Clone, Debug)]
struct Pair {
    of: [usize; 2],
    first: usize,
    columns: usize,
}

impl Packed {
    /// The weights of `model`.
    pub fn of(model: &Model) -> Self {
        let mut packed = Self::default();
        for feature in &model.features {
            let (start, first) = (packed.from.len(), packed.weights.len());
            packed.from.extend(&feature.from);
            for step in 0..feature.steps {
                let mut weights = Weights::default();
                let of_use = feature.weights.iter().map(|row| row.get(step).copied().unwrap_or(0.0));
                weights.iter_mut().zip(of_use).for_each(|(weight, value)| *weight = value);
                packed.weights.push(weights);
            }
            packed.features.push(Feature {
                place: feature.feature as usize,
                names_class: !ALL[feature.feature as usize].2.is_empty(),
                from: start..packed.from.len(),
                first,
                steps: feature.steps,
            });
        }
        for pair in &model.pairs {
            let (first, columns) = (packed.of_pairs.len(), pair.weights.first().map_or(0, Vec::len));
            packed.of_pairs.extend(pair.weights.iter().flatten());
            packed.pairs.push(Pair { of: pair.of, first, columns });
        }
        packed
    }

    /// Whether it has features at all.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The logarithm of the odds of each row to be content.
    pub fn odds(&self, rows: &[Row]) -> Vec<f32> {
        let messages = Messages::of(&self.links(rows));
        (0..rows.len()).map(|at| messages.odds(at)).collect()
    }

    /// What speaks for each row being content, and for a change before it.
    fn links(&self, rows: &[Row]) -> Vec<Link> {
        let mut links = vec![Link::default(); rows.len()];
        let mut steps = vec![0; self.features.len()];
        for (at, row) in rows.iter().enumerate() {
            let content = |at: Option<usize>| at.and_then(|at| links.get(at)).map_or(0.0, |link| link.content);
            // What this row says of itself, of the next and of the one before, and of a change.
            let mut sums: Weights =
                [links[at].content, content(Some(at + 1)), content(at.checked_sub(1)), 0.0, 0.0, 0.0, 0.0, 0.0];
            for (feature, step) in self.features.iter().zip(&mut steps) {
                *step = self.step(feature, row[feature.place]);
                let weights = &self.weights[feature.first + *step];
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
            }
            for pair in &self.pairs {
                let [row, column] = pair.of.map(|number| steps[number]);
                sums[0] += self.of_pairs[pair.first + row * pair.columns + column];
            }
            links[at] = Link { content: sums[0], enter: sums[3], leave: sums[4] };
            if let Some(next) = links.get_mut(at + 1) {
                next.content = sums[1];
            }
            if at > 0 {
                links[at - 1].content = sums[2];
            }
        }
        links
    }

    /// The step that a value is on.
    fn step(&self, feature: &Feature, value: f32) -> usize {
        if feature.names_class {
            return (value as usize).min(feature.steps - 1);
        }
        // They grow, so that those at or below the value are the first ones.
        self.from[feature.from.clone()].iter().map(|&from| usize::from(value >= from)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleBook;
    use proptest::prelude::*;

    /// The same the plain way: row by row, weight by weight.
    fn links_slowly(model: &Model, rows: &[Row]) -> Vec<Link> {
        let (steps, width) = (model.steps(rows), model.features.len());
        let mut links = vec![Link::default(); rows.len()];
        for at in 0..rows.len() {
            let own = &steps[at * width..(at + 1) * width];
            let mut link = links[at];
            for (feature, &step) in model.features.iter().zip(own) {
                let weight = |use_: usize| feature.weights[use_].get(usize::from(step)).copied().unwrap_or(0.0);
                link.content += weight(0);
                link.enter += weight(3);
                link.leave += weight(4);
                // What a paragraph says of its neighbours.
                if at + 1 < rows.len() {
                    links[at + 1].content += weight(1);
                }
                if at > 0 {
                    links[at - 1].content += weight(2);
                }
            }
            for pair in &model.pairs {
                let [row, column] = pair.of.map(|number| usize::from(own[number]));
                link.content += pair.weights[row][column];
            }
            links[at] = link;
        }
        links
    }

    proptest! {
        #[test]
        fn it_says_what_the_model_says(
            rows in proptest::collection::vec(proptest::collection::vec(-2.0f32..120.0, crate::stages::context::features::COUNT), 0..8)
        ) {
            let book = RuleBook::shipped().unwrap();
            let rows: Vec<Row> = rows.into_iter().map(|row| row.try_into().unwrap()).collect();
            for model in [&book.context.first, &book.context.second] {
                prop_assert_eq!(Packed::of(model).links(&rows), links_slowly(model, &rows));
            }
        }
    }
}
