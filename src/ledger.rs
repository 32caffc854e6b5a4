//! The account of what was changed: edits of a source text, and the way back from the clean text to the source.

use crate::span::Span;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A rule by its number in the catalog of the pipeline that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleRef(pub u32);

/// The copy of a duplicate that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// Ordinal of its document in the corpus, from 0; none where it is the document of the duplicate.
    pub document: Option<u64>,
    /// Its number in that document, from 0.
    pub paragraph: usize,
}

impl Keeper {
    /// A paragraph of the document of the duplicate.
    pub fn here(paragraph: usize) -> Self {
        Self { document: None, paragraph }
    }
}

/// One change of a source text: the bytes under `span` give way to `insert`.
///
/// Edits of a document are sorted and disjoint; two may share a position when one of them covers nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes, in bytes of the source.
    pub span: Span,
    /// What comes in its place; mostly nothing.
    pub insert: String,
    /// The rule that asked for it.
    pub rule: RuleRef,
    /// For a duplicate: the paragraph that stays in its stead.
    pub keeper: Option<Keeper>,
}

impl Edit {
    /// Takes `span` out on behalf of `rule`.
    pub fn removal(span: Span, rule: RuleRef) -> Self {
        Self { span, insert: String::new(), rule, keeper: None }
    }

    /// Whether it changes nothing.
    pub fn is_idle(&self) -> bool {
        self.span.is_empty() && self.insert.is_empty()
    }
}

/// The text that sorted, disjoint `edits` make of `source[within]`.
pub fn apply(source: &str, within: Span, edits: &[Edit]) -> String {
    let mut text = String::with_capacity(within.len());
    let mut at = within.start;
    for edit in edits {
        text.push_str(&source[at..edit.span.start]);
        text.push_str(&edit.insert);
        at = edit.span.end;
    }
    text.push_str(&source[at..within.end]);
    text
}

/// An edit together with the bytes that it took: all that is needed to undo it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The change.
    pub edit: Edit,
    /// The source text under its span.
    pub removed: String,
}

/// The changes of one document, in order of their place in its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Sorted and disjoint.
    pub entries: Vec<Entry>,
}

/// Why a clean text and a ledger do not belong together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RestoreError {
    /// The clean text ends before the place of an edit.
    #[error("the clean text ends at byte {length}, before the edit of source bytes {start}..{end}")]
    TooShort {
        /// Bytes of the clean text.
        length: usize,
        /// Where the edit starts in the source.
        start: usize,
        /// Where it ends.
        end: usize,
    },
    /// The clean text does not hold what an edit put in.
    #[error("at byte {at} the clean text should read {expected:?}, which the ledger says was inserted there")]
    OtherText {
        /// Byte of the clean text.
        at: usize,
        /// The insert of the edit.
        expected: String,
    },
    /// Two edits overlap or stand out of order.
    #[error("the ledger's edit of source bytes {start}..{end} starts before the one ahead of it ends")]
    OutOfOrder {
        /// Where the edit starts in the source.
        start: usize,
        /// Where it ends.
        end: usize,
    },
}

impl Ledger {
    /// Notes the bytes that each of the sorted, disjoint `edits` of `source` takes.
    pub fn of(source: &str, edits: Vec<Edit>) -> Self {
        let entry = |edit: Edit| Entry { removed: edit.span.of(source).to_owned(), edit };
        Self { entries: edits.into_iter().map(entry).collect() }
    }

    /// The source that `clean` was made of, byte for byte.
    ///
    /// # Errors
    /// [`RestoreError`] where `clean` is not the text that these edits made.
    pub fn restore(&self, clean: &str) -> Result<String, RestoreError> {
        let mut source = String::with_capacity(clean.len());
        let mut at = 0;
        for Entry { edit, removed } in &self.entries {
            let Span { start, end } = edit.span;
            let kept = start.checked_sub(source.len()).ok_or(RestoreError::OutOfOrder { start, end })?;
            let piece = clean.get(at..at + kept);
            source.push_str(piece.ok_or(RestoreError::TooShort { length: clean.len(), start, end })?);
            at += kept;
            if !clean[at..].starts_with(&edit.insert) {
                return Err(RestoreError::OtherText { at, expected: edit.insert.clone() });
            }
            at += edit.insert.len();
            source.push_str(removed);
        }
        source.push_str(&clean[at..]);
        Ok(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, insert: &str) -> Edit {
        Edit { span: Span::new(start, end), insert: insert.into(), rule: RuleRef(0), keeper: None }
    }

    #[test]
    fn restores_what_was_taken_replaced_and_inserted() {
        let source = "展开 body &amp; more";
        let edits = vec![edit(0, 7, ""), edit(12, 17, "&"), edit(22, 22, "!")];
        let clean = apply(source, Span::new(0, source.len()), &edits);
        assert_eq!(clean, "body & more!");
        assert_eq!(Ledger::of(source, edits).restore(&clean).unwrap(), source);
    }

    #[test]
    fn tells_a_text_that_the_ledger_does_not_fit() {
        let ledger = Ledger::of("a &amp; b", vec![edit(2, 7, "&")]);
        assert_eq!(ledger.restore("a"), Err(RestoreError::TooShort { length: 1, start: 2, end: 7 }));
        assert_eq!(ledger.restore("a + b"), Err(RestoreError::OtherText { at: 2, expected: "&".into() }));
    }
}
