//! Rules that change the inside of paragraphs: prefixes, suffixes, matches and teasers.

use super::lines::Lines;
use super::{Chrome, Piece};
use crate::document::Document;
use crate::ledger::Keeper;
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::{Facts, Page};
use crate::stages::dedup::Teaser;
use std::collections::BTreeSet;

impl Chrome {
    /// Runs rules that change the inside of paragraphs, each on all of them, in order. Returns which texts have changed.
    pub(super) fn take_pieces(&self, lines: &Lines, facts: &Facts, document: &mut Document) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        for (rule, test) in self.inline.iter().zip(self.tests.inline.clone()) {
            if !rule.applies(Page { document, facts }) {
                continue;
            }
            for index in 0..document.paragraphs.len() {
                let may_have = |piece: &Piece| {
                    let text_may = || piece.may_be_in(document.text(index)) && piece.may_be_in_key(document.key(index));
                    match lines.hits(index, &(test..test + 1)).next() {
                        _ if changed.contains(&index) || piece.signs().is_none() => text_may(),
                        Some(hit) => hit.sure || text_may(),
                        None => false,
                    }
                };
                let may_fit = document.paragraphs[index].stands()
                    && match &rule.shape {
                        Shape::Piece(piece) => may_have(piece),
                        _ => true,
                    };
                if !may_fit || !rule.holds(Page { document, facts }, index) {
                    continue;
                }
                let text = document.text(index);
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

fn take_teasers(teaser: &Teaser, rule: &Rule, facts: &Facts, document: &mut Document) {
    let mut found = teaser.find_across(document);
    found.retain(|(index, _)| rule.holds(Page { document, facts }, *index));
    for (index, keeper) in found {
        document.paragraphs[index].remove(rule.rule, Some(Keeper::here(keeper)));
    }
}
