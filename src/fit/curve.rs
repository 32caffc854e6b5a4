//! Odds of paragraphs in; for each margin, what stays of content and what goes of chrome, out.

use super::MARGINS;
use super::pages::Page;
use crate::score::{Group, Numbers, Tally};
use crate::stages::context::sigmoid;

/// What a margin does.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The margin.
    pub margin: f32,
    /// Pages with chrome.
    pub pages: Numbers,
    /// Pages that are all content.
    pub whole: Numbers,
}

/// What each of the [`MARGINS`] does.
#[derive(Clone, Debug)]
pub struct Curve(pub Vec<Outcome>);

impl Curve {
    /// Counts the pages that are `wanted`. Duplicates within a page are not looked for here.
    pub fn of(pages: &[Page], odds: &[Vec<f32>], wanted: impl Fn(&Page) -> bool) -> Self {
        let outcome = |&margin: &f32| {
            let (mut some, mut whole) = (Group::default(), Group::default());
            for (page, odds) in pages.iter().zip(odds).filter(|(page, _)| page.counts && wanted(page)) {
                let group = if page.whole { &mut whole } else { &mut some };
                group.add(tally(page, odds, margin), Tally::default());
            }
            Outcome { margin, pages: some.numbers(), whole: whole.numbers() }
        };
        Self(MARGINS.iter().map(outcome).collect())
    }

    /// What the nearest of the margins does.
    pub fn at(&self, margin: f32) -> Option<&Outcome> {
        self.0.iter().min_by(|a, b| (a.margin - margin).abs().total_cmp(&(b.margin - margin).abs()))
    }
}

fn tally(page: &Page, odds: &[f32], margin: f32) -> Tally {
    let mut tally = page.before;
    for at in (0..odds.len()).filter(|&at| page.scored[at]) {
        tally.add(page.content[at], sigmoid(odds[at]) >= margin.min(page.most_margin), page.weights[at] as u64);
    }
    tally
}
