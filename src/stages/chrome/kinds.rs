//! Kinds of page, told by signs that only such pages show.

use super::lines::ByTest;
use crate::rules::compile::Kind;
use crate::rules::conditions::ParagraphTests;
use crate::rules::page::Page;
use std::ops::Range;
use std::sync::Arc;

/// The kinds of a page, those with most signs first, then by name. `tests` are the signs of all kinds, in order.
pub fn recognise(kinds: &[Kind], page: Page<'_>, by_test: &ByTest, tests: &Range<usize>) -> Vec<Arc<str>> {
    let mut tests = tests.clone();
    let mut found: Vec<(usize, &Arc<str>)> = Vec::new();
    for kind in kinds {
        let is_seen = |(sign, test): &(&ParagraphTests, usize)| {
            by_test
                .paragraphs(*test)
                .iter()
                .any(|&(at, sure)| page.document.paragraphs[at].stands() && (sure || sign.hold_at(page, at)))
        };
        let count = kind.signs.iter().zip(tests.by_ref()).filter(is_seen).count();
        if count >= kind.at_least {
            found.push((count, &kind.id));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().map(|(_, id)| Arc::clone(id)).collect()
}
