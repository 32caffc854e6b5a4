//! A page at the end of its way in, the page as a rule found one of its paragraphs out.

use crate::document::{Document, Paragraph};
use crate::ledger::{Edit, RuleRef};
use crate::rules::Catalog;
use crate::rules::compile::{Rule, Shape};

/// The page as `rule` found it, as far as the end of its way tells: the paragraph with number `index` without the changes
/// of this rule and of later ones, and, where the rule takes several paragraphs together, all that it took standing.
/// What other rules did stays done, also what they did later.
pub fn before(document: &Document, index: usize, rule: &Rule, catalog: &Catalog) -> Document {
    let mut page = document.clone();
    if !matches!(rule.shape, Shape::Paragraph | Shape::Piece(_)) {
        let taken = |paragraph: &&mut Paragraph| paragraph.removal().is_some_and(|removal| removal.rule == rule.rule);
        page.paragraphs.iter_mut().filter(taken).for_each(Paragraph::reinstate);
    }
    let paragraph = &document.paragraphs[index];
    let earlier: Vec<Edit> =
        paragraph.edits().iter().filter(|edit| is_earlier(edit.rule, rule.rule, catalog)).cloned().collect();
    if earlier.len() < paragraph.edits().len() && !paragraph.is_lifted() {
        let mut as_it_was = Paragraph::new(document.source(), paragraph.span(), earlier);
        as_it_was.blank_lines = paragraph.blank_lines;
        as_it_was.indent = paragraph.indent;
        as_it_was.label = paragraph.label;
        page.paragraphs[index] = as_it_was;
    }
    page
}

/// Whether edits of `rule` come before those of `other`: stages one by one, JSON ahead of the rest of chrome.
fn is_earlier(rule: RuleRef, other: RuleRef, catalog: &Catalog) -> bool {
    let rank = |rule: RuleRef| {
        let info = catalog.get(rule);
        (info.stage() != "normalize", info.removes != "json", rule)
    };
    rank(rule) < rank(other)
}
