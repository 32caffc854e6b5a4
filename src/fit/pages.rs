//! Labelled records in, their pages as the stage `context` finds them, with the label of each paragraph, out.

use super::learn::Example;
use super::pieces;
use crate::document::Document;
use crate::input::{Batches, Fields, Input, Raw};
use crate::ledger::RuleRef;
use crate::pipeline::Pipeline;
use crate::score::Tally;
use crate::score::labelled::Labelled;
use crate::score::lines::weight;
use crate::stages::context::{Context, Measured, Model};
use rayon::prelude::*;
use std::hash::Hasher;

/// A labelled page, measured.
#[derive(Debug)]
pub struct Page {
    /// Its language, as the labels name it.
    pub language: String,
    /// Where it was taken from.
    pub source: String,
    /// Whether it is all content.
    pub whole: bool,
    /// What the stage sees.
    pub measured: Measured,
    /// Whether each paragraph that stands is content.
    pub content: Vec<bool>,
    /// Whether it is scored.
    pub scored: Vec<bool>,
    /// Its characters, white space aside.
    pub weights: Vec<f32>,
    /// The largest margin that holds for it; 0 where the stage leaves it alone.
    pub most_margin: f32,
    /// What the stages before have taken.
    pub before: Tally,
    /// Whether it is scored. Copies, and pages of which a few lines alone are labelled, are there to learn from.
    pub counts: bool,
    site: u64,
}

/// What came of reading.
#[derive(Debug, Default)]
pub struct Reading {
    /// Pages, in the order of the inputs.
    pub pages: Vec<Page>,
    /// Records that could not be read: where, and why.
    pub bad: Vec<String>,
}

/// Reads labelled pages, those of the sources `aside` left out.
pub fn read(pipeline: &Pipeline, context: &Context, inputs: &[Input], aside: &[String]) -> Reading {
    let mut reading = Reading::default();
    for batch in Batches::new(inputs, &Fields::default()) {
        let pages: Vec<Result<Vec<Page>, String>> = batch
            .into_par_iter()
            .map(|record| {
                let raw: Raw = record.map_err(|bad| bad.detail)?;
                let (labelled, counts) = match Labelled::read(&raw)? {
                    Some(labelled) => (Some(labelled), true),
                    None => (pieces::labelled(&raw)?, false),
                };
                let wanted = labelled.filter(|page| !aside.contains(&page.source));
                Ok(wanted.into_iter().flat_map(|page| both(pipeline, context, &page, counts)).collect())
            })
            .collect();
        for page in pages {
            match page {
                Ok(page) => reading.pages.extend(page),
                Err(reason) => reading.bad.push(reason),
            }
        }
    }
    reading
}

/// A page as it is, and as it would be if some of the rules did not know it.
pub fn both(pipeline: &Pipeline, context: &Context, labelled: &Labelled, counts: bool) -> [Page; 2] {
    let page = |off: f32, counts: bool| Page { counts, ..Page::of(pipeline, context, labelled, off) };
    [page(0.0, counts), page(SWITCHED_OFF, false)]
}

/// Share of the rules of chrome that are switched off in the copy of a page, others for each page. The rules know the pages
/// that they were written by better than those to come; so weights that lean on them hold for these too.
const SWITCHED_OFF: f32 = 0.3;

/// Costs of errors. The content of a page weighs together a little less than twice as much as its chrome, whatever the
/// length of both; chrome counts as large as three times the content at most, for a page with much more of it is clean only if
/// next to all of it goes. Small sums are damped: who loses the ten characters of a page has not lost a page. A quarter
/// of the cost is shared by all paragraphs alike, so that short ones are learnt too.
const CONTENT: f32 = 1.7;
const DAMP_CONTENT: f32 = 100.0;
const DAMP_CHROME: f32 = 300.0;
const MOST_CHROME: f32 = 3.0;
const EACH_PARAGRAPH: f32 = 0.5;
/// A page that is all content counts as so many: there are few of them to learn from.
const WHOLE: f32 = 4.0;

impl Page {
    /// Runs the stages before `context` on a page, a share `off` of the rules of chrome switched off.
    fn of(pipeline: &Pipeline, context: &Context, labelled: &Labelled, off: f32) -> Self {
        let mut document = labelled.document();
        pipeline.apply_before("context", &mut document);
        put_back(&mut document, &labelled.id, off);
        let measured = context.measure(&document);
        let (mut line, mut at) = (0, 0);
        let mut page = Self {
            language: labelled.language.clone(),
            source: labelled.source.clone(),
            whole: labelled.content.iter().all(|&content| content),
            most_margin: most_margin(context, &document, &measured),
            measured,
            content: Vec::new(),
            scored: Vec::new(),
            weights: Vec::new(),
            before: Tally::default(),
            counts: true,
            site: hash(labelled.site.as_deref().unwrap_or(&labelled.id)),
        };
        let source = document.source();
        for (index, paragraph) in document.paragraphs.iter().enumerate() {
            let start = paragraph.span().start;
            line += memchr::memchr_iter(b'\n', &source.as_bytes()[at..start]).count();
            at = start;
            let content = labelled.content.get(line).copied().unwrap_or_default();
            let scored = !labelled.skip.contains(&line) && !paragraph.is_lifted();
            let weight = weight(paragraph.span().of(source));
            if document.paragraphs[index].stands() {
                page.content.push(content);
                page.scored.push(scored);
                page.weights.push(weight as f32);
            } else if scored {
                page.before.add(content, false, weight);
            }
        }
        page
    }

    /// The part of the sites that it belongs to, of `parts`.
    pub fn fold(&self, parts: usize) -> usize {
        (self.site % parts.max(1) as u64) as usize
    }

    /// The page to learn from.
    pub(super) fn example(&self, model: &Model) -> Example {
        let scored = || (0..self.content.len()).filter(|&at| self.scored[at]);
        let sum = |content: bool| scored().filter(|&at| self.content[at] == content).map(|at| self.weights[at]).sum();
        let (content, chrome): (f32, f32) = (sum(true), sum(false));
        let chrome = chrome.min(MOST_CHROME * content) + DAMP_CHROME;
        let each = EACH_PARAGRAPH / scored().count().max(1) as f32;
        let cost = |at: usize| match (self.scored[at], self.content[at]) {
            (false, _) => 0.0,
            (true, true) => CONTENT * self.weights[at] / (content + DAMP_CONTENT) + each,
            (true, false) => self.weights[at] / chrome + each,
        };
        let page = if self.whole { WHOLE } else { 1.0 };
        let costs = (0..self.content.len()).map(|at| page * cost(at)).collect();
        Example { active: model.active(&self.measured.rows), content: self.content.clone(), costs }
    }
}

/// Puts back what a share `off` of the rules took.
fn put_back(document: &mut Document, id: &str, off: f32) {
    for paragraph in document.paragraphs.iter_mut().filter(|paragraph| !paragraph.is_lifted()) {
        let draw = |rule: RuleRef| hash(&format!("{id} {}", rule.0)) % 1000;
        if paragraph.removal().is_some_and(|removal| (draw(removal.rule) as f32) < 1000.0 * off) {
            paragraph.reinstate();
        }
    }
}

fn most_margin(context: &Context, document: &Document, measured: &Measured) -> f32 {
    if context.looks_at(document) { context.most_margin(document, measured) } else { 0.0 }
}

/// A hash that stays the same from one version of the program to the next (FNV-1a, its bits mixed).
fn hash(site: &str) -> u64 {
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn finish(&self) -> u64 {
            let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            mixed ^ (mixed >> 29)
        }
        fn write(&mut self, bytes: &[u8]) {
            bytes.iter().for_each(|&byte| self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        }
    }
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(site.as_bytes());
    hasher.finish()
}
