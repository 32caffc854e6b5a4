//! Rules that change the inside of paragraphs: prefixes, suffixes, matches and teasers.

use super::Chrome;
use super::lines::ByTest;
use crate::document::Document;
use crate::ledger::Keeper;
use crate::rules::compile::{Rule, Shape};
use crate::rules::marks::Marks;
use crate::rules::page::{Facts, Page};
use crate::stages::dedup::Teaser;
use std::borrow::Cow;
use std::collections::BTreeSet;

impl Chrome {
    /// Runs rules that change the inside of paragraphs, each on all of them, in order. Returns which texts have changed.
    pub(super) fn take_pieces(&self, by_test: &ByTest, facts: &Facts, document: &mut Document) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        for (rule, test) in self.inline.iter().zip(self.tests.inline.clone()) {
            // Of a paragraph that has changed since, nothing is known.
            let known = with_changed(by_test.paragraphs(test), &changed);
            if known.is_empty() || !rule.applies(Page { document, facts }) {
                continue;
            }
            for &(index, sure) in known.as_ref() {
                let (page, text) = (Page { document, facts }, document.text(index));
                let may_have = || match &rule.shape {
                    Shape::Piece(piece) => {
                        let key = document.key(index);
                        piece.may_be_in(text) && piece.may_be_in_key(key, || Marks::of(key.text()))
                    }
                    _ => true,
                };
                let fits = document.paragraphs[index].stands() && (sure || may_have() && rule.fits(page, index));
                if !fits || !rule.stands(page, index) {
                    continue;
                }
                let replacements = match &rule.shape {
                    Shape::Piece(piece) => piece.find(text, rule.rule),
                    Shape::Teaser(teaser) => teaser.find_within(text, rule.rule),
                    _ => Vec::new(),
                };
                if replacements.len() == 1 && replacements[0].range == (0..text.len()) {
                    document.paragraphs[index].remove(rule.rule, None);
                } else if !replacements.is_empty() {
                    document.replace(index, replacements);
                    changed.insert(index);
                }
            }
            if let Shape::Teaser(teaser) = &rule.shape {
                take_teasers(teaser, rule, facts, document);
            }
        }
        changed
    }
}

/// Paragraphs of which a test may hold, and those that have changed since they were asked.
fn with_changed<'k>(known: &'k [(usize, bool)], changed: &BTreeSet<usize>) -> Cow<'k, [(usize, bool)]> {
    if changed.is_empty() {
        return Cow::Borrowed(known);
    }
    let unchanged = known.iter().copied().filter(|(index, _)| !changed.contains(index));
    let mut all: Vec<(usize, bool)> = unchanged.chain(changed.iter().map(|&index| (index, false))).collect();
    all.sort_unstable();
    Cow::Owned(all)
}

fn take_teasers(teaser: &Teaser, rule: &Rule, facts: &Facts, document: &mut Document) {
    let mut found = teaser.find_across(document);
    found.retain(|(index, _)| rule.holds(Page { document, facts }, *index));
    for (index, keeper) in found {
        document.paragraphs[index].remove(rule.rule, Some(Keeper::here(keeper)));
    }
}
