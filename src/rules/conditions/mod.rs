//! Compiled conditions: whether a paragraph, its place and its document are as a rule wants them.

mod document;
mod mentions;
mod paragraph;
mod place;

pub use document::{DocumentTests, Scope, is_at_or_below};
pub use mentions::{Gathered, Mentions};
pub use paragraph::{ParagraphTests, URL_STARTS, without_colon};
pub use place::{Near, Neighbour, PlaceTests};

use super::page::Page;

/// All conditions of `when`, `unless`, `until`, `abort-on` or a sign. Without any it is [empty](Self::is_empty).
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// On the paragraph's text and shape.
    pub paragraph: ParagraphTests,
    /// On its place.
    pub place: PlaceTests,
    /// On its document.
    pub document: DocumentTests,
}

impl Conditions {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.paragraph.is_empty() && self.place.is_empty() && self.document.is_empty()
    }

    /// Whether every condition holds of the paragraph with number `index`.
    pub fn all_hold(&self, page: Page<'_>, index: usize) -> bool {
        self.paragraph.hold_at(page, index) && self.holds_around(page, index)
    }

    /// Whether those on place and document hold.
    pub fn holds_around(&self, page: Page<'_>, index: usize) -> bool {
        self.place.hold(page, index) && self.document.hold(page)
    }

    /// Whether the paragraph is spared: what `unless` asks. One condition on its text must hold, and all on its shape;
    /// or one on its place; or one on its document. False where there are no conditions.
    pub fn any_holds(&self, page: Page<'_>, index: usize) -> bool {
        self.paragraph.spare_at(page, index) || self.spares_around(page, index)
    }

    /// Whether one on place or document spares the paragraph.
    pub fn spares_around(&self, page: Page<'_>, index: usize) -> bool {
        self.place.any_holds(page, index) || self.document.any_holds(page)
    }
}
