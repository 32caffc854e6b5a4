//! A document cleaned twice in, the paragraphs that came out otherwise out.

use crate::document::{Document, Paragraph};
use crate::ledger::Edit;
use crate::pipeline::Cleaned;
use crate::rules::Catalog;
use std::cmp::Ordering;

/// How the second cleaning differs from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Text that stood is gone: all of the paragraph, or a part.
    Removed,
    /// Text that was gone stands.
    Kept,
    /// The text is another one, neither a part of the other.
    Text,
    /// The text is the same, or gone both times, by another rule.
    OtherRule,
}

/// One paragraph that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub what: What,
    /// The rule: the second cleaning's, for kept text the first's. `first -> second` where only the rule differs.
    pub rule: String,
    /// Line of the source, from 1.
    pub line: usize,
    /// Characters that went or came back; those of the longer text where it is another one, those that the rule took
    /// where only the rule differs.
    pub chars: usize,
    /// The text that went, came back, or has another rule; where it is another one, the second.
    pub text: String,
}

/// A cleaned document with the rules it was cleaned by.
type Side<'a> = (&'a Catalog, &'a Cleaned);

/// A paragraph of one side; none where only the other side has it.
type Found<'a> = Option<(&'a Document, usize)>;

/// The paragraphs that the second cleaning left otherwise than the first, in the order of the page.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let pairs = aligned(&old.1.document, &new.1.document);
    pairs.into_iter().filter_map(|(before, after)| change(View::of(old.0, before), View::of(new.0, after))).collect()
}

/// The paragraphs of two cleanings of a source side by side. They stand on the same bytes but where settings of
/// `normalize` differ; what was lifted out of JSON has no bytes, and goes by its place and its text.
fn aligned<'a>(old: &'a Document, new: &'a Document) -> Vec<(Found<'a>, Found<'a>)> {
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    loop {
        let order = match (old.paragraphs.get(a), new.paragraphs.get(b)) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => order(old, one, new, other),
        };
        pairs.push((order.is_le().then_some((old, a)), order.is_ge().then_some((new, b))));
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
}

fn order(old: &Document, one: &Paragraph, new: &Document, other: &Paragraph) -> Ordering {
    let (a, b) = (one.span(), other.span());
    if one.is_lifted() || other.is_lifted() {
        // Lifted text stands behind the paragraph it was lifted out of, fields in their order.
        let texts = || one.text(old.source()).cmp(other.text(new.source()));
        let lifted_last = one.is_lifted().cmp(&other.is_lifted());
        return a.end.cmp(&b.end).then(lifted_last).then_with(texts);
    }
    match (a.end <= b.start, b.end <= a.start) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// A paragraph as one cleaning left it.
struct View<'a> {
    catalog: &'a Catalog,
    found: Found<'a>,
}

impl<'a> View<'a> {
    fn of(catalog: &'a Catalog, found: Found<'a>) -> Self {
        Self { catalog, found }
    }

    fn paragraph(&self) -> Option<&'a Paragraph> {
        self.found.map(|(document, index)| &document.paragraphs[index])
    }

    /// What is left of it; empty where it is gone.
    fn left(&self) -> &'a str {
        let standing = self.found.filter(|(document, index)| document.paragraphs[*index].stands());
        standing.map_or("", |(document, index)| document.text(index))
    }

    /// Its text, gone or not.
    fn text(&self) -> &'a str {
        self.found.map_or("", |(document, index)| document.text(index))
    }

    /// The rule that took it, or that changed it where `other` was not so changed; else none.
    fn rule(&self, other: &View<'_>) -> Option<&'a str> {
        let paragraph = self.paragraph()?;
        if let Some(removal) = paragraph.removal() {
            return Some(&self.catalog.get(removal.rule).id);
        }
        let others = other.paragraph().map_or(&[][..], Paragraph::edits);
        let is_new = |edit: &&Edit| !others.iter().any(|known| same(self.catalog, edit, other.catalog, known));
        paragraph.edits().iter().find(is_new).map(|edit| self.catalog.get(edit.rule).id.as_str())
    }

    fn line(&self) -> Option<usize> {
        self.found.map(|(document, index)| document.line(index))
    }
}

fn same(catalog: &Catalog, edit: &Edit, other_catalog: &Catalog, other: &Edit) -> bool {
    let id = |catalog: &Catalog, edit: &Edit| catalog.get(edit.rule).id.clone();
    edit.span == other.span && edit.insert == other.insert && id(catalog, edit) == id(other_catalog, other)
}

fn change(old: View<'_>, new: View<'_>) -> Option<Change> {
    let (before, after) = (old.left(), new.left());
    let rules = (old.rule(&new), new.rule(&old));
    let line = old.line().or(new.line()).unwrap_or(1);
    let chars = |text: &str| text.chars().count();
    if before == after {
        let (Some(first), Some(second)) = rules else { return None };
        let text = if before.is_empty() { new.text() } else { after };
        let rule = format!("{first} -> {second}");
        let change = Change { what: What::OtherRule, rule, line, chars: chars(text), text: text.to_owned() };
        return (first != second).then_some(change);
    }
    let (what, rule, chars, text) = if is_left_of(after, before) {
        (What::Removed, rules.1.or(rules.0), chars(before) - chars(after), taken(before, after))
    } else if is_left_of(before, after) {
        (What::Kept, rules.0.or(rules.1), chars(after) - chars(before), taken(after, before))
    } else {
        (What::Text, rules.1.or(rules.0), chars(before).max(chars(after)), after.to_owned())
    };
    Some(Change { what, rule: rule.unwrap_or("normalize").to_owned(), line, chars, text })
}

/// Whether `part` is left of `whole` when characters are taken out of it.
fn is_left_of(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|c| whole.any(|other| other == c))
}

/// What is missing of `whole` in `part`: what lies between their common start and their common end.
fn taken(whole: &str, part: &str) -> String {
    let ahead: usize = whole.chars().zip(part.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let rest = &part[ahead..];
    let behind = whole[ahead..].chars().rev().zip(rest.chars().rev()).take_while(|(a, b)| a == b);
    let behind: usize = behind.map(|(c, _)| c.len_utf8()).sum();
    whole[ahead..whole.len() - behind].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_missing() {
        assert_eq!(taken("How to prune roses", ""), "How to prune roses");
        assert_eq!(taken("摘要 The tide.", "The tide."), "摘要 ");
        assert_eq!(taken("The tide. [more] Out.", "The tide. Out."), "[more] ");
    }

    #[test]
    fn what_is_left_has_its_characters_in_order() {
        assert!(is_left_of("ace", "abcde") && is_left_of("", "a") && !is_left_of("ca", "abc"));
    }
}
