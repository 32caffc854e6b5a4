//! Weighs each paragraph by its shape, its place and its neighbours, and takes out what reads like the site's.
//!
//! A paragraph is measured (`line`: its characters, `words`: what its words do, `measure` and `sums`: it and the page
//! around it; `row` puts that into features, which `features` lists), and a chain of two labels over the page (`chain`)
//! with the weights of `context.toml` (`model`, `packed`) says how likely it is content. That is done twice: the second
//! round also sees what the first found around a paragraph, such as how far it is to where the content is densest
//! (`round`). What is less likely content than the margin goes. Where next to nothing is left of a page, `verdict` says
//! what it is instead.

mod chain;
mod counter;
mod explain;
mod features;
mod known;
mod line;
mod looks;
mod measure;
mod model;
mod packed;
mod round;
mod row;
mod settings;
mod slots;
mod sums;
mod verdict;
mod words;

pub use chain::{Link, Messages, sigmoid};
pub use explain::Opinion;
pub use features::{ALL, Feature, Row};
pub use measure::{Input, MOST_SUBJECTS};
pub use model::{Active, Model, Pair, Steps, USES};
pub use packed::Packed;
pub use round::{Kin, Measured};
pub use settings::{ContextSettings, READINGS, Reading, ReadingRule};
pub use slots::Slots;
pub use verdict::{CAPTCHA, ERROR_PAGE, LINK_LIST, LOGIN_WALL, NO_CONTENT, VERDICTS};

use super::Stage;
use crate::document::Document;
use crate::ledger::RuleRef;
use crate::memo::Pool;
use crate::rules::Catalog;
use known::Known;
use measure::{Spread, measure};
use std::sync::Arc;

/// The stage.
#[derive(Clone, Debug)]
pub struct Context {
    settings: ContextSettings,
    first: Packed,
    second: Packed,
    /// Subject of each rule of the catalog.
    subjects: Vec<u8>,
    /// For each of them, whether what it took comes back to a page that is emptied.
    comes_back: Vec<bool>,
    comments: u8,
    rules: Vec<(Reading, RuleRef)>,
    desks: Arc<Pool<Desk>>,
}

/// What a thread works with: lines that it has counted, and tables for the words of a page.
#[derive(Debug, Default)]
struct Desk {
    known: Known,
    spread: Slots<Spread>,
    kin: Slots<Kin>,
}

/// Short lines in a row that make a menu.
const MENU_LINES: f32 = 3.0;

impl Context {
    /// The stage that `settings` ask for, its rules by their numbers in `catalog`.
    pub fn new(settings: ContextSettings, catalog: &Catalog) -> Self {
        let subjects = catalog.iter().map(|(_, info)| settings.subject(&info.id)).collect();
        let comes_back = catalog.iter().map(|(_, info)| info.stage() == "chrome" && info.removes != "json").collect();
        let comments = settings.subjects.iter().position(|(name, _)| name == "comments");
        let enabled = settings.rules.iter().filter(|rule| rule.enabled);
        let rules = enabled.filter_map(|rule| Some((rule.reading, catalog.find(&rule.full_id)?))).collect();
        let (first, second) = (Packed::of(&settings.first), Packed::of(&settings.second));
        let comments = comments.map_or(u8::MAX, |number| number as u8 + 1);
        Self { settings, first, second, subjects, comes_back, comments, rules, desks: Arc::default() }
    }

    /// What the stage runs by.
    pub fn settings(&self) -> &ContextSettings {
        &self.settings
    }

    /// Measures the paragraphs of a page that stand.
    pub fn measure(&self, document: &Document) -> Measured {
        let inputs: Vec<Input<'_>> = document
            .paragraphs
            .iter()
            .enumerate()
            .map(|(index, paragraph)| Input {
                text: document.text(index),
                print: document.print(index),
                after_blank: paragraph.blank_lines > 0,
                indent: paragraph.indent.len(),
                taken: paragraph
                    .removal()
                    .map(|removal| self.subjects.get(removal.rule.0 as usize).copied().unwrap_or_default()),
            })
            .collect();
        self.desks.with(|desk| measure(&inputs, self.comments, desk))
    }

    /// The logarithm of the odds of each paragraph that stands to be content. The page gets what the first round found.
    pub fn odds(&self, page: &mut Measured) -> Vec<f32> {
        let first = self.first.odds(&page.rows);
        if self.second.is_empty() {
            return first;
        }
        self.desks.with(|desk| page.add_first_round(&first, &mut desk.kin));
        self.second.odds(&page.rows)
    }

    /// Whether the stage has something to say of a page.
    pub fn looks_at(&self, document: &Document) -> bool {
        let ContextSettings { kinds, min_paragraphs, first, .. } = &self.settings;
        document.paragraphs.len() >= *min_paragraphs && !first.features.is_empty() && !is_of(document, kinds)
    }

    /// The margin for such a page.
    pub fn margin(&self, document: &Document, page: &Measured) -> f32 {
        self.settings.margin.min(self.most_margin(document, page))
    }

    /// The largest margin that may hold for a page: that of its kind, and of pages of which rules have taken nothing.
    pub fn most_margin(&self, document: &Document, page: &Measured) -> f32 {
        let ContextSettings { careful_kinds, careful_margin, unsure_margin, .. } = &self.settings;
        let by_kind = if is_of(document, careful_kinds) { *careful_margin } else { 1.0 };
        let is_known = page.standing.len() < page.lines.len();
        if is_known { by_kind } else { by_kind.min(*unsure_margin) }
    }

    /// The rule that takes such a paragraph, if it runs.
    fn rule(&self, page: &Measured, at: usize) -> Option<RuleRef> {
        let line = &page.lines[page.standing[at]];
        let reading = if line.is_prose() {
            Reading::Text
        } else if sums::is_short(line) && page.rows[at][Feature::ShortRun as usize] >= MENU_LINES {
            Reading::Menu
        } else {
            Reading::Line
        };
        self.rules.iter().find(|(known, _)| *known == reading).map(|(_, rule)| *rule)
    }
}

impl Context {
    /// Brings back what rules of chrome took of a page that they emptied; left-over records stay out.
    fn put_back(&self, document: &mut Document) {
        let comes_back = |rule: RuleRef| self.comes_back.get(rule.0 as usize).copied().unwrap_or_default();
        for paragraph in &mut document.paragraphs {
            if paragraph.removal().is_some_and(|removal| comes_back(removal.rule)) {
                paragraph.reinstate();
            }
        }
    }
}

/// Whether a page is of one of these kinds.
fn is_of(document: &Document, kinds: &[String]) -> bool {
    document.kinds.iter().any(|kind| kinds.iter().any(|known| **known == **kind))
}

impl Stage for Context {
    fn name(&self) -> &'static str {
        "context"
    }

    fn forget(&self) {
        self.desks.clear();
    }

    fn apply(&self, document: &mut Document) {
        if !self.looks_at(document) {
            return;
        }
        let mut page = self.measure(document);
        let odds = self.odds(&mut page);
        let margin = self.margin(document, &page);
        let least = (margin / (1.0 - margin)).ln();
        let goes = |at: usize| odds[at] < least && !document.paragraphs[page.standing[at]].is_lifted();
        let kept: f32 = (0..odds.len()).filter(|&at| !goes(at)).map(|at| page.weights[at]).sum();
        if kept < self.settings.min_content {
            document.flags.insert(verdict::of(document, &page, &self.settings.verdicts));
            let stands: f32 = page.weights.iter().sum();
            if stands < self.settings.min_content {
                self.put_back(document);
            }
            return;
        }
        let taken: Vec<(usize, RuleRef)> = (0..odds.len())
            .filter(|&at| goes(at))
            .filter_map(|at| Some((page.standing[at], self.rule(&page, at)?)))
            .collect();
        for (index, rule) in taken {
            document.paragraphs[index].remove(rule, None);
        }
    }
}
