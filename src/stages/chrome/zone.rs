//! `head` and `tail`: all before or behind an anchor goes, within a share of the document.

use crate::rules::compile::{Compiler, Guards, Rule};
use crate::rules::conditions::Conditions;
use crate::rules::page::{self, Page};
use crate::rules::schema::{End, ZoneCutSpec};
use std::ops::Range;

/// Which end of a page goes, and what holds it back.
#[derive(Clone, Debug)]
pub struct ZoneCut {
    end: End,
    abort_on: Conditions,
    max_share: f64,
    include_anchor: bool,
}

impl ZoneCut {
    /// Compiles the tables of a head or tail.
    pub fn compile(end: End, spec: &ZoneCutSpec, compiler: &Compiler<'_>) -> Self {
        Self {
            end,
            abort_on: compiler.conditions(&spec.abort_on, Guards::Off),
            max_share: spec.max_share,
            include_anchor: spec.include_anchor,
        }
    }

    /// The paragraphs that the rule `rule`, whose shape this is, takes: those up to the anchor farthest from the end of
    /// the page that body text and the share allow. One walk from that end.
    pub fn find(&self, rule: &Rule, page: Page<'_>) -> Range<usize> {
        let count = page.document.paragraphs.len();
        let widths: Vec<usize> = (0..count).map(|index| page::width(page.document.text(index))).collect();
        let allowed = self.max_share * widths.iter().sum::<usize>() as f64;
        let (mut taken, mut far) = (0, None);
        for step in 0..count {
            let index = if self.end == End::Head { step } else { count - 1 - step };
            let is_anchor = page.document.paragraphs[index].stands() && rule.holds(page, index);
            let fits = |taken: usize| taken as f64 <= allowed;
            if is_anchor && fits(taken + if self.include_anchor { widths[index] } else { 0 }) {
                far = Some(step);
            }
            taken += widths[index];
            let reads_like_body = !self.abort_on.is_empty() && self.abort_on.all_hold(page, index);
            if !fits(taken) || reads_like_body {
                break;
            }
        }
        let Some(far) = far else { return 0..0 };
        let steps = far + usize::from(self.include_anchor);
        if self.end == End::Head { 0..steps } else { count - steps..count }
    }
}
