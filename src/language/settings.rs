//! What `language.toml` sets for single paragraphs.

use super::codes;
use thiserror::Error;

/// What tells languages of one script apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The linear model of [`super::model`].
    #[default]
    Tamis,
    /// The trigram model of the crate whatlang, on its own.
    Whatlang,
}

impl Engine {
    /// Names in rule files.
    pub const NAMES: &[(&str, Self)] = &[("tamis", Self::Tamis), ("whatlang", Self::Whatlang)];
}

/// How much text a label needs, and what it may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What tells languages of one script apart.
    pub engine: Engine,
    /// Letters that a paragraph must have for the engine to be asked.
    pub min_letters: usize,
    /// Letters that it must have where the script decides: Han, Kana, Hangul, Thai, Greek and so on.
    pub min_letters_wide: usize,
    /// Score below which the answer is `und`, 0 to 1.
    pub min_score: f32,
    /// The same for single languages, by code.
    pub min_scores: Vec<(&'static str, f32)>,
    /// Letters of a paragraph that the engine looks at, at most.
    pub sample_letters: usize,
    /// Whether the other paragraphs of a document are asked where a paragraph is too short to be sure of.
    pub neighbours: bool,
    /// Languages that the engine chooses from, by code; empty for all it knows. A text in another language gets the nearest
    /// of these, so name all that the corpus has. Languages told by script are not concerned.
    pub allow: Vec<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            engine: Engine::Tamis,
            min_letters: 2,
            min_letters_wide: 1,
            min_score: 0.25,
            min_scores: Vec::new(),
            sample_letters: 300,
            neighbours: true,
            allow: Vec::new(),
        }
    }
}

impl Settings {
    /// Score below which an answer of `language` is `und`.
    pub(super) fn min_score_of(&self, language: &str) -> f32 {
        self.min_scores.iter().find(|(code, _)| *code == language).map_or(self.min_score, |(_, score)| *score)
    }

    /// Whether the engine may answer `language`.
    pub(super) fn allows(&self, language: &str) -> bool {
        self.allow.is_empty() || self.allow.contains(&language)
    }
}

/// A name that is no code of a language that a label may have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no language `{0}` is known")]
pub struct UnknownLanguage(pub String);

/// The code of the language named, by ISO 639-1 or 639-3.
pub fn code(name: &str) -> Result<&'static str, UnknownLanguage> {
    codes::find(name).map(|known| known.code).ok_or_else(|| UnknownLanguage(name.to_owned()))
}
