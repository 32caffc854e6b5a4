//! Takes out what a document says twice: exact and near repeats, and beginnings whose whole stands elsewhere.

mod duplicate;
mod minhash;
mod teaser;

pub use duplicate::Duplicate;
pub use teaser::Teaser;

use super::Stage;
use crate::document::Document;
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::{Facts, Page};

/// The stage.
#[derive(Debug)]
pub struct Dedup {
    rules: Vec<Rule>,
}

impl Dedup {
    /// The stage that runs `rules`.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }
}

impl Stage for Dedup {
    fn name(&self) -> &'static str {
        "dedup"
    }

    fn apply(&self, document: &mut Document) {
        let facts = Facts::default();
        for rule in &self.rules {
            let page = Page { document, facts: &facts };
            if !rule.applies(page) {
                continue;
            }
            let goes = |index: &usize| rule.holds(page, *index);
            let found: Vec<(usize, usize)> = match &rule.shape {
                Shape::Duplicate(duplicate) => duplicate.find(document),
                Shape::Teaser(teaser) => teaser.find_across(document),
                _ => Vec::new(),
            };
            let found: Vec<(usize, usize)> = found.into_iter().filter(|(index, _)| goes(index)).collect();
            for (index, keeper) in found {
                document.paragraphs[index].remove(rule.rule, Some(keeper));
            }
        }
    }
}
