//! Labelled pages in; the weights of `context.toml` that tell their content from their chrome, and what these weights
//! are worth on sites that they have not seen, out.
//!
//! `pages` runs the stages before `context` and measures what they leave (`pieces` labels pages of which a few lines
//! alone are known), `learn` finds weights, `curve` counts what goes at each margin, `write` puts weights into the text of
//! the file.

mod curve;
mod learn;
mod pages;
mod pieces;
mod write;

pub use curve::{Curve, Outcome};
pub use pages::{Page, Reading, both, read};
pub use write::written;

use crate::stages::context::{ContextSettings, Model, Packed, Slots};
use learn::{Example, learn};
use rayon::prelude::*;

/// How to fit.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Of the order in which pages are looked at.
    pub seed: u64,
    /// Parts of the sites of which each is left out once.
    pub folds: usize,
}

/// Margins that the curve is told for.
pub const MARGINS: [f32; 9] = [0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0.02];

/// Weights, and what they are worth.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Of the first round.
    pub first: Model,
    /// Of the second.
    pub second: Model,
    /// Each page judged by weights that were learnt without its site.
    pub unseen: Curve,
    /// The same of each part of the sites alone.
    pub folds: Vec<Curve>,
    /// Each page judged by weights that were learnt from all.
    pub seen: Curve,
}

/// Learns weights from `pages`. The same pages in the same order and the same seed give the same weights on any number
/// of threads.
pub fn fit(settings: &ContextSettings, pages: &mut [Page], options: Options) -> Fit {
    let everyone: Vec<usize> = (0..pages.len()).collect();
    let mut unseen_odds: Vec<Vec<f32>> = vec![Vec::new(); pages.len()];
    for fold in 0..options.folds {
        let (out, rest): (Vec<usize>, Vec<usize>) =
            everyone.iter().partition(|&&at| pages[at].fold(options.folds) == fold);
        let (first, second) = both_rounds(settings, pages, &rest, options.seed);
        for (at, odds) in judged(&first, &second, pages, &out) {
            unseen_odds[at] = odds;
        }
    }
    let (first, second) = both_rounds(settings, pages, &everyone, options.seed);
    let mut seen_odds: Vec<Vec<f32>> = vec![Vec::new(); pages.len()];
    for (at, odds) in judged(&first, &second, pages, &everyone) {
        seen_odds[at] = odds;
    }
    let of_fold = |fold| Curve::of(pages, &unseen_odds, |page| page.fold(options.folds) == fold);
    Fit {
        unseen: Curve::of(pages, &unseen_odds, |_| true),
        folds: (0..options.folds).map(of_fold).collect(),
        seen: Curve::of(pages, &seen_odds, |_| true),
        first,
        second,
    }
}

/// The weights of both rounds from the pages `of`. What the second learns from the first is what the first says of pages
/// that it did not learn from, as it will be with pages to come: each half is judged by the other.
fn both_rounds(settings: &ContextSettings, pages: &mut [Page], of: &[usize], seed: u64) -> (Model, Model) {
    let examples = examples(&settings.first, pages, of);
    let all: Vec<&Example> = examples.iter().collect();
    let first = with(&settings.first, learn(&all, settings.first.size(), seed));
    if settings.second.features.is_empty() {
        return (first, settings.second.clone());
    }
    for half in [0, 1] {
        let other = of.iter().zip(&examples).filter(|(at, _)| pages[**at].fold(2) != half).map(|(_, example)| example);
        let model = with(&settings.first, learn(&other.collect::<Vec<_>>(), settings.first.size(), seed));
        judge_first(&model, pages, |at, page| page.fold(2) == half && of.contains(&at));
    }
    let examples = self::examples(&settings.second, pages, of);
    let all: Vec<&Example> = examples.iter().collect();
    let second = with(&settings.second, learn(&all, settings.second.size(), seed));
    (first, second)
}

fn with(model: &Model, weights: Vec<f32>) -> Model {
    let mut model = model.clone();
    model.set(&weights);
    model
}

fn examples(model: &Model, pages: &[Page], of: &[usize]) -> Vec<Example> {
    of.par_iter().map(|&at| pages[at].example(model)).collect()
}

/// Puts what the first round says into pages.
fn judge_first(model: &Model, pages: &mut [Page], wanted: impl Fn(usize, &Page) -> bool + Sync) {
    let model = Packed::of(model);
    pages.par_iter_mut().enumerate().filter(|(at, page)| wanted(*at, page)).for_each(|(_, page)| {
        let odds = model.odds(&page.measured.rows);
        page.measured.add_first_round(&odds, &mut Slots::default());
    });
}

/// The odds of the paragraphs of pages.
fn judged(first: &Model, second: &Model, pages: &mut [Page], of: &[usize]) -> Vec<(usize, Vec<f32>)> {
    if second.features.is_empty() {
        let first = Packed::of(first);
        return of.par_iter().map(|&at| (at, first.odds(&pages[at].measured.rows))).collect();
    }
    judge_first(first, pages, |at, _| of.contains(&at));
    let second = Packed::of(second);
    of.par_iter().map(|&at| (at, second.odds(&pages[at].measured.rows))).collect()
}
