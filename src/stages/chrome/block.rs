//! `block`: from a start to an end anchor, stopped by body text.

use crate::rules::compile::{Compiler, Guards, Rule};
use crate::rules::conditions::Conditions;
use crate::rules::page::{self, Page};
use crate::rules::schema::{BlockSpec, LookBehindSpec, WithoutEnd};
use crate::work;
use std::ops::Range;

/// Where a block ends, and how much it may take.
#[derive(Clone, Debug)]
pub struct Block {
    until: Conditions,
    abort_on: Conditions,
    include_end: bool,
    max_paragraphs: usize,
    max_chars: usize,
    without_end: WithoutEnd,
    look_behind: LookBehindSpec,
}

impl Block {
    /// Compiles the tables of a block.
    pub fn compile(spec: &BlockSpec, compiler: &Compiler<'_>) -> Self {
        Self {
            until: compiler.conditions(&spec.until, Guards::On),
            abort_on: compiler.conditions(&spec.abort_on, Guards::Off),
            include_end: spec.include_end,
            max_paragraphs: spec.max_paragraphs,
            max_chars: spec.max_chars,
            without_end: spec.without_end,
            look_behind: spec.look_behind,
        }
    }

    /// The paragraphs that go with a start at `start`; empty where the block is not taken.
    pub fn extent(&self, page: Page<'_>, start: usize) -> Range<usize> {
        let from = look_behind(page, start, self.look_behind);
        let mut chars = 0;
        let mut end = start;
        for index in start..page.document.paragraphs.len().min(start.saturating_add(self.max_paragraphs)) {
            work::looked_at(page.document.text(index).len());
            chars += page.document.text(index).chars().count();
            if chars > self.max_chars {
                break;
            }
            if index > start {
                if !self.until.is_empty() && self.until.all_hold(page, index) {
                    return from..index + usize::from(self.include_end);
                }
                if !self.abort_on.is_empty() && self.abort_on.all_hold(page, index) {
                    break;
                }
            }
            end = index + 1;
        }
        match self.without_end {
            WithoutEnd::Keep => start..start,
            WithoutEnd::Start => from..start + 1,
            WithoutEnd::Stop => from..end.max(start + 1),
        }
    }

    /// The paragraphs that the rule `rule`, whose shape this is, takes, in order and without overlap.
    pub fn find(&self, rule: &Rule, page: Page<'_>, starts: &[usize]) -> Vec<usize> {
        let mut taken = Vec::new();
        let mut next = 0;
        for &start in starts {
            if start < next || !page.document.paragraphs[start].stands() || !rule.holds(page, start) {
                continue;
            }
            let extent = self.extent(page, start);
            if !extent.is_empty() {
                next = extent.end;
                taken.extend(extent);
            }
        }
        taken
    }
}

/// Where a removal that begins at `start` begins when short paragraphs before it go along: as far back as paragraphs
/// stand that are within the cap and end without an end mark.
pub fn look_behind(page: Page<'_>, start: usize, spec: LookBehindSpec) -> usize {
    let goes_along = |index: &usize| {
        let paragraph = &page.document.paragraphs[*index];
        let text = page.document.text(*index);
        paragraph.stands()
            && page::width(text) <= spec.max_chars
            && crate::shape::End::of(text) == crate::shape::End::Open
    };
    let count = (0..start).rev().take(spec.paragraphs).take_while(goes_along).count();
    start - count
}
