//! Kinds of page, told by signs that only such pages show.

use crate::rules::compile::Kind;
use crate::rules::page::Page;
use std::sync::Arc;

/// The kinds of a page, those with most signs first, then by name.
pub fn recognise(kinds: &[Kind], page: Page<'_>) -> Vec<Arc<str>> {
    let signs = |kind: &Kind| {
        kind.signs.iter().filter(|sign| page.document.standing().any(|at| sign.hold_at(page, at))).count()
    };
    let mut found: Vec<(usize, &Arc<str>)> = kinds
        .iter()
        .map(|kind| (signs(kind), kind))
        .filter(|(seen, kind)| *seen >= kind.at_least)
        .map(|(seen, kind)| (seen, &kind.id))
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().map(|(_, id)| Arc::clone(id)).collect()
}
