//! Weighs each paragraph by its shape, its place and its neighbours, and takes out what reads like the site's.
//!
//! A paragraph is measured (`line`: its characters, `words`: what its words do, `features`: it and the page around it),
//! and a chain of two labels over the page (`chain`) with the weights of `context.toml` (`model`) says how likely it is
//! content. That is done twice: the second round also sees what the first found around a paragraph, such as how far it
//! is to where the content is densest. What is less likely content than the margin goes. Where next to nothing is left
//! of a page, `verdict` says what it is instead.

mod chain;
mod explain;
mod features;
mod line;
mod model;
mod packed;
mod settings;
mod verdict;
mod words;

pub use chain::{Link, Messages, sigmoid};
pub use explain::Opinion;
pub use features::{ALL, Feature, Input, MOST_SUBJECTS, Measured, Row, measure};
pub use model::{Active, Model, Pair, Steps, USES};
pub use settings::{ContextSettings, READINGS, Reading, ReadingRule};
pub use verdict::{CAPTCHA, ERROR_PAGE, LINK_LIST, LOGIN_WALL, NO_CONTENT, VERDICTS};

use super::Stage;
use crate::document::Document;
use crate::ledger::RuleRef;
use crate::rules::Catalog;
use line::End;
use packed::Packed;

/// The stage.
#[derive(Clone, Debug)]
pub struct Context {
    settings: ContextSettings,
    first: Packed,
    second: Packed,
    /// Subject of each rule of the catalog.
    subjects: Vec<u8>,
    comments: u8,
    rules: Vec<(Reading, RuleRef)>,
}

/// Width under which a line is short, in Latin letters.
const SHORT: f32 = 45.0;
/// Short lines in a row that make a menu.
const MENU_LINES: f32 = 3.0;

impl Context {
    /// The stage that `settings` ask for, its rules by their numbers in `catalog`.
    pub fn new(settings: ContextSettings, catalog: &Catalog) -> Self {
        let subjects = catalog.iter().map(|(_, info)| settings.subject(&info.id)).collect();
        let comments = settings.subjects.iter().position(|(name, _)| name == "comments");
        let enabled = settings.rules.iter().filter(|rule| rule.enabled);
        let rules = enabled.filter_map(|rule| Some((rule.reading, catalog.find(&rule.full_id)?))).collect();
        let (first, second) = (Packed::of(&settings.first), Packed::of(&settings.second));
        Self { first, second, subjects, comments: comments.map_or(u8::MAX, |number| number as u8 + 1), rules, settings }
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
                after_blank: paragraph.blank_lines > 0,
                indent: paragraph.indent.len(),
                taken: paragraph
                    .removal()
                    .map(|removal| self.subjects.get(removal.rule.0 as usize).copied().unwrap_or_default()),
            })
            .collect();
        measure(&inputs, self.comments)
    }

    /// The logarithm of the odds of each paragraph that stands to be content. The page gets what the first round found.
    pub fn odds(&self, page: &mut Measured) -> Vec<f32> {
        let first = self.first.odds(&page.rows);
        if self.second.is_empty() {
            return first;
        }
        page.add_first_round(&first);
        self.second.odds(&page.rows)
    }

    /// Whether the stage has something to say of a page.
    pub fn looks_at(&self, document: &Document) -> bool {
        let ContextSettings { kinds, min_paragraphs, first, .. } = &self.settings;
        let of_kind = |kind: &std::sync::Arc<str>| kinds.iter().any(|known| **known == **kind);
        document.paragraphs.len() >= *min_paragraphs
            && !first.features.is_empty()
            && !document.kinds.iter().any(of_kind)
    }

    /// The margin for such a page.
    pub fn margin(&self, page: &Measured) -> f32 {
        let known = page.standing.len() < page.lines.len();
        if known { self.settings.margin } else { self.settings.unsure_margin }
    }

    /// The rule that takes such a paragraph, if it runs.
    fn rule(&self, page: &Measured, at: usize) -> Option<RuleRef> {
        let line = &page.lines[page.standing[at]];
        let short = line.width < SHORT && line.end != End::Sentence;
        let reading = if line.is_prose() {
            Reading::Text
        } else if short && page.rows[at][Feature::ShortRun as usize] >= MENU_LINES {
            Reading::Menu
        } else {
            Reading::Line
        };
        self.rules.iter().find(|(known, _)| *known == reading).map(|(_, rule)| *rule)
    }
}

impl Stage for Context {
    fn name(&self) -> &'static str {
        "context"
    }

    fn apply(&self, document: &mut Document) {
        if !self.looks_at(document) {
            return;
        }
        let mut page = self.measure(document);
        let odds = self.odds(&mut page);
        let margin = self.margin(&page);
        let least = (margin / (1.0 - margin)).ln();
        let goes = |at: usize| odds[at] < least && !document.paragraphs[page.standing[at]].is_lifted();
        let kept: f32 = (0..odds.len()).filter(|&at| !goes(at)).map(|at| page.weights[at]).sum();
        if kept < self.settings.min_content {
            document.flags.insert(verdict::of(document, &page, &self.settings.verdicts));
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
