//! Where a paragraph stands in a corpus: one number that sorts like the corpus.

/// Ordinal of the document in input order, from 0, and number of the paragraph in it, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

/// Bits of the paragraph's number: 16 million paragraphs a document, a million million documents.
const PARAGRAPH_BITS: u32 = 24;

/// Paragraphs of a document that take part; those beyond are left alone.
pub const MOST_PARAGRAPHS: usize = 1 << PARAGRAPH_BITS;

impl Position {
    /// Of the paragraph `paragraph`, below [`MOST_PARAGRAPHS`], of the document `document`.
    pub fn new(document: u64, paragraph: usize) -> Self {
        Self(document << PARAGRAPH_BITS | paragraph as u64)
    }

    /// Ordinal of the document.
    pub fn document(self) -> u64 {
        self.0 >> PARAGRAPH_BITS
    }

    /// Number of the paragraph in the document.
    pub fn paragraph(self) -> usize {
        (self.0 & (MOST_PARAGRAPHS as u64 - 1)) as usize
    }
}
