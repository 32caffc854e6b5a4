//! JSON left-overs go, and what they say is lifted: fields to the record, texts to paragraphs of their own.

use crate::document::{Document, Paragraph, Replacement};
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::{Facts, Page};
use crate::work;
use std::ops::Range;

/// Lifted paragraphs of one page that are looked for in the rest of it; further ones are put in as they are, and `dedup`
/// takes what repeats.
const MOST_LOOKED_FOR: usize = 200;

/// Takes JSON left-overs out, and lifts their fields; into paragraphs only what the page does not say elsewhere.
pub fn take_json(rule: &Rule, facts: &Facts, document: &mut Document) {
    let Shape::Json(json) = &rule.shape else { return };
    let (mut at, mut looked_for) = (0, 0);
    while at < document.paragraphs.len() {
        let page = Page { document, facts };
        let wanted = json.may_be_in(document.text(at))
            && document.paragraphs[at].stands()
            && rule.applies(page)
            && rule.holds(page, at);
        let records = if wanted { json.find_all(document.text(at)) } else { Vec::new() };
        if records.is_empty() {
            at += 1;
            continue;
        }
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut lifted: Vec<String> = Vec::new();
        for found in records {
            for (name, value) in found.metadata {
                document.lifted.entry(name).or_insert(value);
            }
            let new = found.paragraphs.into_iter().filter(|text| {
                looked_for += 1;
                looked_for > MOST_LOOKED_FOR || !stands_elsewhere(document, at, text)
            });
            let new: Vec<String> = new.filter(|text| !lifted.contains(text)).collect();
            lifted.extend(new);
            match ranges.last_mut() {
                Some(last) if last.end == found.range.start => last.end = found.range.end,
                _ => ranges.push(found.range),
            }
        }
        let end = document.paragraphs[at].span().end;
        if ranges.len() == 1 && ranges[0] == (0..document.text(at).len()) {
            document.paragraphs[at].remove(rule.rule, None);
        } else {
            let gone = |range| Replacement { range, insert: String::new(), rule: rule.rule };
            document.replace(at, ranges.into_iter().map(gone).collect());
        }
        let source = document.source();
        let new: Vec<Paragraph> =
            lifted.into_iter().map(|text| Paragraph::lifted(source, end, text, rule.rule)).collect();
        let count = new.len();
        document.paragraphs.splice(at + 1..at + 1, new);
        at += 1 + count;
    }
}

/// Whether another paragraph says the same, perhaps with something before or behind it.
fn stands_elsewhere(document: &Document, blob: usize, text: &str) -> bool {
    let wanted = crate::key::MatchKey::new(text);
    document.standing().any(|index| {
        work::looked_at(document.text(index).len());
        index != blob
            && document.text(index).len() >= text.len() / 2
            && document.key(index).text().contains(wanted.text())
    })
}
