//! Takes out what is said twice: exact and near repeats, and beginnings whose whole stands elsewhere. Here those of one
//! document; [`crate::survey`] finds those of a corpus by the same rules.

mod bands;
mod compare;
mod duplicate;
mod shingle;
mod sketch;
mod teaser;

pub use bands::{Banding, OutOfReach};
pub use compare::{Comparer, differ_in_a_number};
pub use duplicate::{DedupKey, Duplicate, Identity, identity};
pub use shingle::{Shingler, mix};
pub use sketch::{MOST_VALUES, sketch};
pub use teaser::Teaser;

use super::Stage;
use crate::document::Document;
use crate::ledger::Keeper;
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::{Facts, Page};

/// The stage.
#[derive(Debug)]
pub struct Dedup {
    rules: Vec<Rule>,
}

impl Dedup {
    /// The stage that runs `rules`, each as if the document were all there is.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// The stage that runs those of `rules` that look no further than the document.
    pub fn of_document(rules: Vec<Rule>) -> Self {
        Self { rules: rules.into_iter().filter(|rule| !rule.shape.looks_beyond_document()).collect() }
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
            if !rule.when.is_empty() && !document.standing().any(|index| goes(&index)) {
                continue;
            }
            let found: Vec<(usize, usize)> = match &rule.shape {
                Shape::Duplicate(duplicate) => duplicate.find(document),
                Shape::Teaser(teaser) => teaser.find_across(document),
                _ => Vec::new(),
            };
            let found: Vec<(usize, usize)> = found.into_iter().filter(|(index, _)| goes(index)).collect();
            for (index, keeper) in found {
                document.paragraphs[index].remove(rule.rule, Some(Keeper::here(keeper)));
            }
        }
    }
}
