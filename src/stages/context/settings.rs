//! What `context.toml` says, ready to run.

use super::model::Model;
use crate::diagnostic::Place;

/// What a paragraph that goes reads like: the rule of `context.toml` that takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// A short line among short lines.
    Menu,
    /// Another short line.
    Line,
    /// Running text.
    Text,
}

/// All readings with the names of their rules.
pub const READINGS: [(Reading, &str); 3] = [(Reading::Menu, "menu"), (Reading::Line, "line"), (Reading::Text, "text")];

/// A rule of the stage.
#[derive(Clone, Debug)]
pub struct ReadingRule {
    /// What it takes.
    pub reading: Reading,
    /// `context/` and its name.
    pub full_id: String,
    /// Why such text is no content.
    pub why: String,
    /// Where it is defined.
    pub place: Place,
    /// Whether it runs.
    pub enabled: bool,
}

/// `context.toml`.
#[derive(Clone, Debug, Default)]
pub struct ContextSettings {
    /// A paragraph whose chance to be content is lower goes.
    pub margin: f32,
    /// The same where rules of chrome have taken nothing of the page.
    pub unsure_margin: f32,
    /// The same on pages of `careful_kinds`.
    pub careful_margin: f32,
    /// Kinds of page whose rules know most of their chrome by name.
    pub careful_kinds: Vec<String>,
    /// Kinds of page that are left alone.
    pub kinds: Vec<String>,
    /// Pages of fewer paragraphs are left alone.
    pub min_paragraphs: usize,
    /// A page on which less reads like content, in characters, gets a verdict and is left alone.
    pub min_content: f32,
    /// Subjects of rules of chrome: name, and parts of the names of such rules. In the order of the names.
    pub subjects: Vec<(String, Vec<String>)>,
    /// Verdicts on pages without content: phrases of which one must occur.
    pub verdicts: Vec<(&'static str, Vec<String>)>,
    /// What takes paragraphs.
    pub rules: Vec<ReadingRule>,
    /// Weights of the first round.
    pub first: Model,
    /// Weights of the second.
    pub second: Model,
    /// Where the rows of weights of both stand in the file, in the order of [`Model::rows`].
    pub places: [Vec<Place>; 2],
}

impl ContextSettings {
    /// The subject of the rule with this full id: 0 where it has none that is named, else its place in the list and one.
    pub fn subject(&self, full_id: &str) -> u8 {
        let name = full_id.rsplit('/').next().unwrap_or_default();
        let fits = |parts: &[String]| {
            parts.iter().filter(|part| name.contains(part.as_str())).map(String::len).max().unwrap_or(0)
        };
        let mut best = (0, 0);
        for (number, (_, parts)) in self.subjects.iter().enumerate() {
            let length = fits(parts);
            if length > best.0 {
                best = (length, number + 1);
            }
        }
        best.1 as u8
    }
}
