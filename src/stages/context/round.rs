//! A page measured; what the first round found put in, for the second.

use super::chain::sigmoid;
use super::features::{Feature, Row};
use super::line::Line;
use super::measure::{FAR, MOST_MASS, distance};
use super::slots::Slots;
use super::sums::is_stamp;

/// A page measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// A row for each paragraph that stands.
    pub rows: Vec<Row>,
    /// The numbers of these paragraphs.
    pub standing: Vec<usize>,
    /// Characters of each, white space aside.
    pub weights: Vec<f32>,
    /// Lines of all paragraphs.
    pub lines: Vec<Line>,
    words: Vec<u32>,
}

/// Of the paragraphs of a page that stand and have a word, their chances to be content together, and how many they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kin {
    chances: f32,
    times: f32,
}

/// What looks like content almost surely, as a chance.
const SURE: f32 = 0.9;

impl Measured {
    /// A page of such rows.
    pub(super) fn new(
        rows: Vec<Row>,
        standing: Vec<usize>,
        weights: Vec<f32>,
        lines: Vec<Line>,
        words: Vec<u32>,
    ) -> Self {
        Self { rows, standing, weights, lines, words }
    }

    /// Puts in what the first round found: the logarithm of the odds of each paragraph that stands to be content.
    pub fn add_first_round(&mut self, odds: &[f32], kin: &mut Slots<Kin>) {
        use Feature as F;
        let count = odds.len();
        let chances: Vec<f32> = odds.iter().map(|&odds| sigmoid(odds)).collect();
        let mut sums = Vec::with_capacity(count + 1);
        let (mut content, mut all) = (0.0f32, 0.0f32);
        sums.push((content, all));
        for (chance, weight) in chances.iter().zip(&self.weights) {
            content += chance * weight;
            all += weight;
            sums.push((content, all));
        }
        let core = densest(&chances, &self.weights, 0.5, 10.0);
        let wide = densest(&chances, &self.weights, 0.25, 0.0);
        let core_mass = sums[core.1].0 - sums[core.0].0;
        let mut to_before = vec![FAR; count];
        let mut to_after = vec![FAR; count];
        let mut far = FAR;
        for at in 0..count {
            to_before[at] = far;
            far = if chances[at] > SURE { 1.0 } else { far + 1.0 };
        }
        far = FAR;
        for at in (0..count).rev() {
            to_after[at] = far;
            far = if chances[at] > SURE { 1.0 } else { far + 1.0 };
        }
        let kinship = self.kinship(&chances, kin);
        let mut stamps = Vec::with_capacity(count + 1);
        stamps.push(0.0f32);
        for (at, &number) in self.standing.iter().enumerate() {
            stamps.push(stamps[at] + f32::from(u8::from(is_stamp(&self.lines[number]))));
        }
        for at in 0..count {
            let share = |from: usize, to: usize| {
                let (content, all) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
                if all > 0.0 { content / all } else { 0.0 }
            };
            let back = |by: usize| at.saturating_sub(by);
            let on = |by: usize| (at + 1 + by).min(count);
            let row = &mut self.rows[at];
            let mut put = |feature: F, value: f32| row[feature as usize] = value;
            put(F::Odds, odds[at]);
            put(F::Content3Before, share(back(3), at));
            put(F::Content3After, share(at + 1, on(3)));
            put(F::Content8Before, share(back(8), at));
            put(F::Content8After, share(at + 1, on(8)));
            put(F::Content20, share(back(20), on(20)));
            put(F::Core, distance(at, core));
            put(F::WideCore, distance(at, wide));
            let (low, high) = to_span(at, core);
            put(F::CoreTaken, (self.standing[high] - self.standing[low] - (high - low)) as f32);
            put(F::CoreChrome, (sums[high].1 - sums[low].1) - (sums[high].0 - sums[low].0));
            put(F::CoreDates, stamps[high] - stamps[low]);
            put(F::CoreMass, core_mass);
            put(F::ContentBefore, if content > 0.0 { sums[at].0 / content } else { 0.5 });
            put(F::ContentShare, share(0, count));
            put(F::Kinship, kinship[at]);
            put(F::ToContentBefore, to_before[at]);
            put(F::ToContentAfter, to_after[at]);
        }
    }

    fn kinship(&self, chances: &[f32], kin: &mut Slots<Kin>) -> Vec<f32> {
        let of = |at: usize| {
            let line = &self.lines[self.standing[at]];
            &self.words[line.first_word as usize..line.last_word as usize]
        };
        for (at, chance) in chances.iter().enumerate() {
            for word in of(at) {
                let Kin { chances, times } = kin.get_mut(*word);
                *chances += chance;
                *times += 1.0;
            }
        }
        let mean = |at: usize| {
            let (mut sum, mut count) = (0.0, 0.0);
            for word in of(at) {
                let Kin { chances: all, times } = kin.get(*word);
                if times > 1.0 {
                    sum += ((all - chances[at]) / (times - 1.0)).max(0.0);
                    count += 1.0;
                }
            }
            if count > 0.0 { sum / count } else { -1.0 }
        };
        let kinship = (0..chances.len()).map(mean).collect();
        kin.clear(&self.words);
        kinship
    }
}

/// The run of paragraphs with the largest sum of characters of content, less `least` of all characters and `gap` for
/// each paragraph.
fn densest(chances: &[f32], weights: &[f32], least: f32, gap: f32) -> (usize, usize) {
    let (mut best, mut best_sum, mut start, mut sum) = ((0, 0), 0.0, 0, 0.0f32);
    for (at, (chance, weight)) in chances.iter().zip(weights).enumerate() {
        sum += (chance - least) * weight.min(MOST_MASS) - gap * (1.0 - chance);
        if sum <= 0.0 {
            (start, sum) = (at + 1, 0.0);
        } else if sum > best_sum {
            (best, best_sum) = ((start, at + 1), sum);
        }
    }
    best
}

/// The stretch from a paragraph to the next end of a span; empty where it is inside, or there is none.
fn to_span(at: usize, (from, to): (usize, usize)) -> (usize, usize) {
    if at < from {
        (at, from)
    } else if at >= to && to > 0 {
        (to - 1, at)
    } else {
        (at, at)
    }
}
