//! Conditions on the place of a paragraph: its zone, its neighbours, its repeats.

use super::ParagraphTests;
use crate::ledger::RuleRef;
use crate::rules::page::Page;
use crate::rules::schema::{Side, ZoneSpec};
use crate::work;

/// Conditions on a paragraph's place.
#[derive(Clone, Debug, Default)]
pub struct PlaceTests {
    /// Zones, of which one must hold.
    pub zone: Option<ZoneSpec>,
    /// A removed neighbour.
    pub near: Option<Near>,
    /// Occurrences of the key in the document at least.
    pub repeats: Option<usize>,
    /// What one of the next paragraphs is like.
    pub followed_by: Option<Neighbour>,
    /// What one of those before is like.
    pub preceded_by: Option<Neighbour>,
}

/// `near`, compiled.
#[derive(Clone, Debug)]
pub struct Near {
    /// Paragraphs away at most.
    pub within: usize,
    /// On which side.
    pub side: Side,
    /// Rules that count; any if empty.
    pub rules: Vec<RuleRef>,
}

/// `followed-by` and `preceded-by`, compiled.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Paragraphs away at most.
    pub within: usize,
    /// What it is like.
    pub tests: Box<ParagraphTests>,
}

impl PlaceTests {
    pub(super) fn is_empty(&self) -> bool {
        self.zone.is_none()
            && self.near.is_none()
            && self.repeats.is_none()
            && self.followed_by.is_none()
            && self.preceded_by.is_none()
    }

    pub(super) fn hold(&self, page: Page<'_>, index: usize) -> bool {
        self.zone.as_ref().is_none_or(|zone| in_zone(zone, page, index))
            && self.repeats.is_none_or(|times| page.occurrences(index) >= times)
            && self.followed_by.as_ref().is_none_or(|next| next.stands_after(page, index))
            && self.preceded_by.as_ref().is_none_or(|before| before.stands_before(page, index))
            && self.near.as_ref().is_none_or(|near| near.holds(page, index))
    }

    pub(super) fn any_holds(&self, page: Page<'_>, index: usize) -> bool {
        self.zone.as_ref().is_some_and(|zone| in_zone(zone, page, index))
            || self.repeats.is_some_and(|times| page.occurrences(index) >= times)
            || self.followed_by.as_ref().is_some_and(|next| next.stands_after(page, index))
            || self.preceded_by.as_ref().is_some_and(|before| before.stands_before(page, index))
            || self.near.as_ref().is_some_and(|near| near.holds(page, index))
    }
}

fn in_zone(zone: &ZoneSpec, page: Page<'_>, index: usize) -> bool {
    let from_end = page.document.paragraphs.len() - index;
    zone.head.is_some_and(|head| index < head)
        || zone.tail.is_some_and(|tail| from_end <= tail)
        || zone.before_first_long.is_some_and(|chars| page.first_long(chars).is_some_and(|first| index < first))
        || zone.after_last_long.is_some_and(|chars| page.last_long(chars).is_some_and(|last| index > last))
}

impl Neighbour {
    fn stands_after(&self, page: Page<'_>, index: usize) -> bool {
        let end = page.document.paragraphs.len().min((index + 1).saturating_add(self.within));
        (index + 1..end).any(|other| self.tests.hold_at(page, other))
    }

    fn stands_before(&self, page: Page<'_>, index: usize) -> bool {
        (index.saturating_sub(self.within)..index).any(|other| self.tests.hold_at(page, other))
    }
}

impl Near {
    fn holds(&self, page: Page<'_>, index: usize) -> bool {
        let paragraphs = &page.document.paragraphs;
        let counts = |other: &usize| {
            work::looked_at(1);
            let removal = paragraphs[*other].removal();
            removal.is_some_and(|removal| self.rules.is_empty() || self.rules.contains(&removal.rule))
        };
        let before = || (index.saturating_sub(self.within)..index).any(|other| counts(&other));
        let after =
            || (index + 1..paragraphs.len().min((index + 1).saturating_add(self.within))).any(|other| counts(&other));
        match self.side {
            Side::Either => before() || after(),
            Side::Before => before(),
            Side::After => after(),
            Side::Both => before() && after(),
        }
    }
}
