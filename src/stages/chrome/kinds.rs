//! Kinds of page, told by signs that only such pages show.

use super::lines::Lines;
use crate::rules::compile::Kind;
use crate::rules::page::Page;
use std::ops::Range;
use std::sync::Arc;

/// The kinds of a page, those with most signs first, then by name. `tests` are the signs of all kinds, in order.
pub fn recognise(kinds: &[Kind], page: Page<'_>, lines: &Lines, tests: &Range<usize>) -> Vec<Arc<str>> {
    let signs: Vec<_> = kinds.iter().flat_map(|kind| &kind.signs).collect();
    let mut seen = vec![false; signs.len()];
    for at in page.document.standing() {
        for hit in lines.hits(at, tests) {
            seen[hit.number] |= hit.sure || signs[hit.number].hold_at(page, at);
        }
    }
    let mut rest = seen.as_slice();
    let mut found: Vec<(usize, &Arc<str>)> = Vec::new();
    for kind in kinds {
        let (own, others) = rest.split_at(kind.signs.len());
        let count = own.iter().filter(|&&seen| seen).count();
        rest = others;
        if count >= kind.at_least {
            found.push((count, &kind.id));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().map(|(_, id)| Arc::clone(id)).collect()
}
