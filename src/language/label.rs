//! What one paragraph is written in.

/// Language and script of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// ISO 639-1 code, ISO 639-3 where there is none; `und` where it cannot be told, for want of letters or because what
    /// stands there is no language.
    pub language: &'static str,
    /// ISO 15924 code, such as `Latn`, `Hans`, `Hant`, `Cyrl`; `Hani` for Chinese in characters of both forms; `Zyyy`
    /// where there are no letters outside addresses and ids.
    pub script: &'static str,
    /// How sure, 0 to 1: of labels with a score of 0.9, nine in ten are right; 0 for `und`.
    pub score: f32,
}

impl Default for Label {
    fn default() -> Self {
        Self { language: UNKNOWN, script: "Zyyy", score: 0.0 }
    }
}

/// The code of no language in particular (ISO 639-2).
pub(super) const UNKNOWN: &str = "und";
