//! Verdicts of what a rule's shape asks of a paragraph beyond `when` and `unless`.

use super::Verdict;
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::Page;
use crate::stages::chrome;

/// What the shape of `rule` asks of the paragraph with number `index`; nothing where it takes lines one by one.
pub fn each(rule: &Rule, page: Page<'_>, index: usize) -> Vec<Verdict> {
    let document = page.document;
    let text = document.text(index);
    match &rule.shape {
        Shape::Paragraph => Vec::new(),
        Shape::Piece(piece) => {
            let found = piece.find(text, rule.rule);
            let seen =
                found.first().map_or("nothing of it fits".to_owned(), |found| quoted(&text[found.range.clone()]));
            vec![Verdict::new("piece", "", !found.is_empty(), seen).on_text()]
        }
        Shape::Json(json) => vec![Verdict::new("json", "", !json.find_all(text).is_empty(), "")],
        Shape::Teaser(teaser) if teaser.is_within_paragraph() => {
            let found = !teaser.find_within(text, rule.rule).is_empty();
            let seen = if found { "" } else { "no beginning is followed by its whole" };
            vec![Verdict::new("teaser", "", found, seen)]
        }
        Shape::Teaser(teaser) => vec![repeat("teaser", page, &teaser.find_across(document), index)],
        Shape::Duplicate(duplicate) => vec![repeat("duplicate", page, &duplicate.find(document), index)],
        Shape::Pairs(pairs) => {
            let label = Verdict::new("label", "", pairs.knows(document.key(index).text()), "").on_text();
            vec![label, extent("pairs", rule, page, index)]
        }
        Shape::Block(_) => vec![extent("block", rule, page, index)],
        Shape::Run(_) => vec![extent("run", rule, page, index)],
        Shape::ZoneCut(_) => vec![extent("head or tail", rule, page, index)],
    }
}

/// Whether the paragraph says again what another one says.
fn repeat(name: &str, page: Page<'_>, found: &[(usize, usize)], index: usize) -> Verdict {
    let keeper = found.iter().find(|(repeat, _)| *repeat == index).map(|(_, keeper)| *keeper);
    let seen = keeper.map_or("no other paragraph says it".to_owned(), |keeper| {
        format!("line {} says it", page.document.line(keeper))
    });
    Verdict::new(name, "", keeper.is_some(), seen)
}

/// Whether the paragraph is among those that the rule takes together.
fn extent(name: &str, rule: &Rule, page: Page<'_>, index: usize) -> Verdict {
    let taken = chrome::extent(rule, page);
    let holds = taken.contains(&index);
    let seen = if holds { around(page, &taken, index) } else { "it is in none that the rule would take".to_owned() };
    Verdict::new(name, "", holds, seen)
}

/// The lines around `index` that go together with it.
fn around(page: Page<'_>, taken: &[usize], index: usize) -> String {
    let first = (0..=index).rev().take_while(|at| taken.contains(at)).last().unwrap_or(index);
    let last = (index..).take_while(|at| taken.contains(at)).last().unwrap_or(index);
    format!("lines {} to {}", page.document.line(first), page.document.line(last))
}

fn quoted(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    if start.len() < text.len() { format!("\"{start}…\"") } else { format!("\"{start}\"") }
}
