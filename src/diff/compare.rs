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

/// The paragraphs of two cleanings of a source side by side, in the order of the page.
fn aligned<'a>(old: &'a Document, new: &'a Document) -> Vec<(Found<'a>, Found<'a>)> {
    let mut pairs = on_the_page(old, new);
    pairs.extend(lifted(old, new));
    // Lifted text counts to the place that it was lifted from; the sort is stable.
    pairs.sort_by_key(|(before, after)| {
        before.or(*after).map(|(document, index)| document.paragraphs[index].span().end).unwrap_or_default()
    });
    pairs
}

/// Numbers of the paragraphs that were lifted out of JSON, or of those that were not.
fn numbers(document: &Document, lifted: bool) -> Vec<usize> {
    (0..document.paragraphs.len()).filter(|&index| document.paragraphs[index].is_lifted() == lifted).collect()
}

/// Paragraphs of the page: side by side where they share bytes. They share all but where settings of `normalize` differ.
fn on_the_page<'a>(old: &'a Document, new: &'a Document) -> Vec<(Found<'a>, Found<'a>)> {
    let (old_numbers, new_numbers) = (numbers(old, false), numbers(new, false));
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::new();
    loop {
        let order = match (old_numbers.get(a), new_numbers.get(b)) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(&one), Some(&other)) => order(&old.paragraphs[one], &new.paragraphs[other]),
        };
        let before = old_numbers.get(a).filter(|_| order.is_le()).map(|&index| (old, index));
        let after = new_numbers.get(b).filter(|_| order.is_ge()).map(|&index| (new, index));
        a += usize::from(before.is_some());
        b += usize::from(after.is_some());
        pairs.push((before, after));
    }
}

fn order(one: &Paragraph, other: &Paragraph) -> Ordering {
    let (a, b) = (one.span(), other.span());
    match (a.end <= b.start, b.end <= a.start) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// Paragraphs lifted out of JSON, which have no bytes: side by side where they come from the same place and say the same,
/// else in their order.
fn lifted<'a>(old: &'a Document, new: &'a Document) -> Vec<(Found<'a>, Found<'a>)> {
    let mut pairs: Vec<(Found<'a>, Found<'a>)> = Vec::new();
    let (mut rest, mut free) = (numbers(old, true), numbers(new, true));
    for must_be_equal in [true, false] {
        rest.retain(|&one| {
            let place = old.paragraphs[one].span();
            let fits = |other: &usize| {
                new.paragraphs[*other].span() == place && (!must_be_equal || new.text(*other) == old.text(one))
            };
            let found = free.iter().position(fits).map(|at| free.remove(at));
            pairs.extend(found.map(|other| (Some((old, one)), Some((new, other)))));
            found.is_none()
        });
    }
    pairs.extend(rest.into_iter().map(|one| (Some((old, one)), None)));
    pairs.extend(free.into_iter().map(|other| (None, Some((new, other)))));
    pairs
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
