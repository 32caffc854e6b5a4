//! Pages as places of weights in, weights out.
//!
//! What is made small is the loss `-ln p`, `p` the chance that the model gives the true label of a paragraph, given all
//! of its page: the labels are judged one by one, as the stage takes paragraphs one by one, and each can weigh by what
//! its loss costs. Steps are those of Adam (Kingma and Ba 2015) over small batches of pages, and the weights the mean over
//! the last passes.

use crate::stages::context::{Active, Messages, sigmoid};
use rayon::prelude::*;

/// A page to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// Places of the weights that count for each paragraph.
    pub active: Vec<Active>,
    /// Whether it is content.
    pub content: Vec<bool>,
    /// What an error costs; 0 where nobody knows the label.
    pub costs: Vec<f32>,
}

/// Pages of a batch, and the parts of it that are summed up one by one: fixed, so that the sums do not depend on threads.
const BATCH: usize = 64;
const PART: usize = 16;
/// Passes over all pages, and those at the end whose weights are averaged.
const PASSES: usize = 10;
const AVERAGED: usize = 3;
/// The first step; it falls in a line to nothing.
const STEP: f32 = 0.05;
/// Pull to nothing, for each page (L2). On unseen sites 0.002 and 0.003 do best; 0.0005 knows its own sites better, and
/// others worse.
const PULL: f32 = 2e-3;
/// Means of slopes and of their squares forget by these.
const FORGET: (f32, f32) = (0.9, 0.99);

/// Weights that tell the labels of `examples`, `size` of them.
pub fn learn(examples: &[&Example], size: usize, seed: u64) -> Vec<f32> {
    let mut weights = vec![0.0f32; size];
    let (mut mean, mut square) = (vec![0.0f32; size], vec![0.0f32; size]);
    let mut sums = vec![0.0f64; size];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut chance = Chance(seed);
    let steps = (PASSES * examples.len().div_ceil(BATCH)) as f32;
    let (mut step, mut averaged) = (0i32, 0u32);
    for pass in 0..PASSES {
        chance.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            let parts: Vec<Vec<f32>> = batch.par_chunks(PART).map(|part| slopes(examples, part, &weights)).collect();
            step += 1;
            let length = STEP * (1.0 - step as f32 / steps).max(0.02);
            let corrections = (1.0 - FORGET.0.powi(step), 1.0 - FORGET.1.powi(step));
            for at in 0..size {
                let sum: f32 = parts.iter().map(|part| part[at]).sum();
                let slope = sum / batch.len() as f32 + PULL * weights[at];
                mean[at] += (1.0 - FORGET.0) * (slope - mean[at]);
                square[at] += (1.0 - FORGET.1) * (slope * slope - square[at]);
                weights[at] -= length * (mean[at] / corrections.0) / ((square[at] / corrections.1).sqrt() + 1e-6);
            }
            if pass + AVERAGED >= PASSES {
                averaged += 1;
                sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += f64::from(*weight));
            }
        }
    }
    sums.iter().map(|sum| (sum / f64::from(averaged.max(1))) as f32).collect()
}

/// How the loss of some pages grows with each weight.
fn slopes(examples: &[&Example], part: &[usize], weights: &[f32]) -> Vec<f32> {
    let mut slopes = vec![0.0; weights.len()];
    for &at in part {
        let example = examples[at];
        let links: Vec<_> = example.active.iter().map(|active| active.link(weights)).collect();
        let messages = Messages::of(&links);
        let by_odds: Vec<f32> = (0..links.len())
            .map(|at| example.costs[at] * (sigmoid(messages.odds(at)) - f32::from(u8::from(example.content[at]))))
            .collect();
        for (active, slope) in example.active.iter().zip(messages.back(&links, &by_odds)) {
            active.content.iter().for_each(|&place| slopes[usize::from(place)] += slope.content);
            active.enter.iter().for_each(|&place| slopes[usize::from(place)] += slope.enter);
            active.leave.iter().for_each(|&place| slopes[usize::from(place)] += slope.leave);
        }
    }
    slopes
}

/// Numbers as if by chance, the same for the same seed (a linear congruence, Knuth's constants of MMIX).
struct Chance(u64);

impl Chance {
    fn shuffle(&mut self, list: &mut [usize]) {
        for at in (1..list.len()).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            list.swap(at, (self.0 >> 33) as usize % (at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of four paragraphs on which weight 0 speaks for content and weight 1 against.
    fn examples() -> Vec<Example> {
        let page = |shift: usize| {
            let content: Vec<bool> = (0..4).map(|at| (at + shift).is_multiple_of(2)).collect();
            let of = |is: &bool| Active { content: vec![u16::from(!is)], enter: vec![2], leave: vec![2] };
            Example { active: content.iter().map(of).collect(), costs: vec![0.25; 4], content }
        };
        (0..300).map(page).collect()
    }

    #[test]
    fn learns_what_speaks_for_content() {
        let examples = examples();
        let weights = learn(&examples.iter().collect::<Vec<_>>(), 3, 1);
        assert!(weights[0] > 1.0 && weights[1] < -1.0, "{weights:?}");
    }

    #[test]
    fn learns_the_same_on_one_thread_and_on_three() {
        let examples = examples();
        let examples: Vec<&Example> = examples.iter().collect();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| learn(&examples, 3, 7))
        };
        assert_eq!(on(1), on(3));
    }
}
