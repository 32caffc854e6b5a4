//! Takes out what belongs to the site, not to the page: json, kinds, pieces and teasers, blocks and pairs, lines, lines
//! near others, runs, heads and tails, in this order.

mod block;
mod index;
mod json;
mod kinds;
mod pairs;
mod piece;
mod run;
mod zone;

pub use block::Block;
pub use json::Json;
pub use pairs::Pairs;
pub use piece::Piece;
pub use run::Run;
pub use zone::ZoneCut;

use super::Stage;
use super::dedup::Teaser;
use crate::document::{Document, Paragraph, Replacement};
use crate::ledger::RuleRef;
use crate::rules::compile::{Kind, Rule, Shape};
use crate::rules::page::{Facts, Page};
use crate::work;
use index::Index;
use std::collections::BTreeSet;
use std::ops::Range;

/// Rounds of `near` rules at most.
const NEAR_ROUNDS: usize = 3;
/// Lifted paragraphs of one page that are looked for in the rest of it; further ones are put in as they are, and `dedup`
/// takes what repeats.
const MOST_LOOKED_FOR: usize = 200;

/// The stage.
#[derive(Debug)]
pub struct Chrome {
    kinds: Vec<Kind>,
    json: Vec<Rule>,
    inline: Vec<Rule>,
    boxes: Vec<Rule>,
    lines: Index,
    near: Index,
    runs: Vec<Rule>,
    cuts: Vec<Rule>,
}

impl Chrome {
    /// The stage that runs `rules`.
    pub fn new(rules: &[Rule], kinds: &[Kind]) -> Self {
        let of = |wanted: fn(&Rule) -> bool| rules.iter().filter(|rule| wanted(rule)).cloned().collect::<Vec<_>>();
        Self {
            kinds: kinds.to_vec(),
            json: of(|rule| matches!(rule.shape, Shape::Json(_))),
            inline: of(|rule| matches!(rule.shape, Shape::Piece(_) | Shape::Teaser(_))),
            boxes: of(|rule| matches!(rule.shape, Shape::Block(_) | Shape::Pairs(_))),
            lines: Index::new(of(|rule| rule.shape.is_paragraph() && rule.when.place.near.is_none())),
            runs: of(|rule| matches!(rule.shape, Shape::Run(_))),
            cuts: of(|rule| matches!(rule.shape, Shape::ZoneCut(_))),
            near: Index::new(of(|rule| rule.shape.is_paragraph() && rule.when.place.near.is_some())),
        }
    }
}

impl Stage for Chrome {
    fn name(&self) -> &'static str {
        "chrome"
    }

    fn apply(&self, document: &mut Document) {
        for rule in &self.json {
            take_json(rule, &Facts::default(), document);
        }
        let facts = Facts::default();
        for kind in kinds::recognise(&self.kinds, Page { document, facts: &facts }) {
            if !document.kinds.contains(&kind) {
                document.kinds.push(kind);
            }
        }
        take_pieces(&self.inline, &facts, document);
        // Texts have changed: what is known of the page is worked out anew.
        let facts = Facts::default();
        take_extents(&self.boxes, &facts, document);
        take_lines(&self.lines, &facts, document);
        for _ in 0..NEAR_ROUNDS {
            if !take_lines(&self.near, &facts, document) {
                break;
            }
        }
        take_extents(&self.runs, &facts, document);
        take_extents(&self.cuts, &facts, document);
    }
}

/// Takes JSON left-overs out, and lifts their fields; into paragraphs only what the page does not say elsewhere.
fn take_json(rule: &Rule, facts: &Facts, document: &mut Document) {
    let Shape::Json(json) = &rule.shape else { return };
    let (mut at, mut looked_for) = (0, 0);
    while at < document.paragraphs.len() {
        let page = Page { document, facts };
        let wanted = document.paragraphs[at].stands() && rule.applies(page) && rule.holds(page, at);
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

/// Runs rules that change the inside of paragraphs, each on all of them, in order.
fn take_pieces(rules: &[Rule], facts: &Facts, document: &mut Document) {
    for rule in rules {
        if !rule.applies(Page { document, facts }) {
            continue;
        }
        for index in 0..document.paragraphs.len() {
            if !document.paragraphs[index].stands() || !rule.holds(Page { document, facts }, index) {
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
            } else {
                document.replace(index, replacements);
            }
        }
        if let Shape::Teaser(teaser) = &rule.shape {
            take_teasers(teaser, rule, facts, document);
        }
    }
}

fn take_teasers(teaser: &Teaser, rule: &Rule, facts: &Facts, document: &mut Document) {
    let mut found = teaser.find_across(document);
    found.retain(|(index, _)| rule.holds(Page { document, facts }, *index));
    for (index, keeper) in found {
        document.paragraphs[index].remove(rule.rule, Some(keeper));
    }
}

/// Runs rules that take several paragraphs together, each on the whole page, in order.
fn take_extents(rules: &[Rule], facts: &Facts, document: &mut Document) {
    for rule in rules {
        let page = Page { document, facts };
        if !rule.applies(page) {
            continue;
        }
        for index in extent(rule, page) {
            document.paragraphs[index].remove(rule.rule, None);
        }
    }
}

/// The paragraphs that a rule takes together, wherever on a page in its scope; none where its shape takes them one by one.
pub fn extent(rule: &Rule, page: Page<'_>) -> Vec<usize> {
    match &rule.shape {
        Shape::Block(block) => {
            let starts: Vec<usize> = page.document.standing().collect();
            block.find(rule, page, &starts)
        }
        Shape::Pairs(pairs) => pairs.find(rule, page),
        Shape::Run(run) => run.find(rule, page),
        Shape::ZoneCut(cut) => cut.find(rule, page).collect(),
        _ => Vec::new(),
    }
}

/// Runs rules on lines: each line goes by the first rule that fires on it. All see the page as it is before the round.
fn take_lines(index: &Index, facts: &Facts, document: &mut Document) -> bool {
    let page = Page { document, facts };
    let applying: BTreeSet<usize> =
        (0..index.rules().len()).filter(|&number| index.rules()[number].applies(page)).collect();
    let mut taken: Vec<(usize, RuleRef)> = Vec::new();
    for at in document.standing() {
        let rule = index
            .candidates(page, at)
            .into_iter()
            .find(|number| applying.contains(number) && index.rules()[*number].holds(page, at));
        taken.extend(rule.map(|number| (at, index.rules()[number].rule)));
    }
    for &(at, rule) in &taken {
        document.paragraphs[at].remove(rule, None);
    }
    !taken.is_empty()
}
