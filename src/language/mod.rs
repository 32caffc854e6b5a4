//! Languages of paragraphs and documents.

/// What a paragraph is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// ISO 639-1 code, ISO 639-3 where there is none; `und` where there is too little text to tell, `zxx` is not used.
    pub language: &'static str,
    /// ISO 15924 code, such as `Latn`, `Hans`, `Hant`, `Cyrl`; `Zyyy` where there are no letters.
    pub script: &'static str,
    /// How sure, 0 to 1; 0 for `und`.
    pub score: f32,
}

impl Default for Label {
    fn default() -> Self {
        Self { language: "und", script: "Zyyy", score: 0.0 }
    }
}

/// One language's part of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// As in [`Label`].
    pub language: &'static str,
    /// As in [`Label`].
    pub script: &'static str,
    /// Share of the document's letters, 0 to 1.
    pub share: f64,
    /// Mean score of its paragraphs, weighted by letters.
    pub score: f64,
}

/// The languages of a document by their share of its letters, the largest first; equal shares by code.
pub type Mix = Vec<Share>;
