//! The stages, in running order: normalize, language, chrome, context, dedup. `write` is [`crate::output`].

pub mod chrome;
pub mod context;
pub mod dedup;
pub mod language;
pub mod mojibake;
pub mod normalize;

use crate::document::Document;

/// One step of the pipeline, built from its rule file before the first document is read.
pub trait Stage: Send + Sync {
    /// Its name in rule files, statistics and messages.
    fn name(&self) -> &'static str;

    /// Works on one document. Pure: the outcome depends on the document and the rules alone, never on the thread, the
    /// clock, or the documents seen before.
    fn apply(&self, document: &mut Document);

    /// Forgets the lines that it remembers, as if it had seen no document: for measuring it on the same ones again.
    fn forget(&self) {}
}
