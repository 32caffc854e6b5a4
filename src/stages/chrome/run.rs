//! `run`: many short paragraphs in a row, some of which other rules took, are a menu or list of the site.

use crate::ledger::RuleRef;
use crate::rules::compile::Compiler;
use crate::rules::page::Page;
use crate::rules::schema::RunSpec;
use crate::work;

/// How long a run must be, and how many of it other rules must have taken.
#[derive(Clone, Debug)]
pub struct Run {
    min_paragraphs: usize,
    min_seeds: usize,
    seeds: Vec<RuleRef>,
}

impl Run {
    /// Compiles the table `run`.
    pub fn compile(spec: &RunSpec, compiler: &Compiler<'_>) -> Self {
        Self {
            min_paragraphs: spec.min_paragraphs,
            min_seeds: spec.min_seeds,
            seeds: compiler.rules_named("run.seeds", &spec.seeds),
        }
    }

    /// The paragraphs of runs whose members `fit`, or were taken by other rules, in order.
    pub fn find(&self, page: Page<'_>, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let paragraphs = &page.document.paragraphs;
        let mut taken = Vec::new();
        let (mut start, mut seeds) = (0, 0);
        for index in 0..=paragraphs.len() {
            work::looked_at(1);
            let removal = paragraphs.get(index).map(|paragraph| paragraph.removal());
            let goes_on = match removal {
                None => false,
                Some(Some(removal)) => {
                    seeds += usize::from(self.seeds.is_empty() || self.seeds.contains(&removal.rule));
                    true
                }
                Some(None) => fits(index),
            };
            if goes_on {
                continue;
            }
            if index - start >= self.min_paragraphs && seeds >= self.min_seeds {
                taken.extend((start..index).filter(|&member| paragraphs[member].stands()));
            }
            (start, seeds) = (index + 1, 0);
        }
        taken
    }
}
