//! Verdicts of conditions on the place of a paragraph.

use super::Verdict;
use crate::rules::conditions::{Conditions, Near, PlaceTests};
use crate::rules::page::Page;
use crate::rules::schema::{Side, ZoneSpec};

/// Each condition by itself.
pub fn each(tests: &PlaceTests, page: Page<'_>, index: usize) -> Vec<Verdict> {
    // Without `..`: a new condition must be asked here.
    let PlaceTests { zone, near, repeats, followed_by, preceded_by } = tests;
    let none = PlaceTests::default;
    let mut verdicts = Vec::new();
    let mut add = |name, asked, place, seen| {
        let holds = Conditions { place, ..Conditions::default() }.all_hold(page, index);
        verdicts.push(Verdict::new(name, asked, holds, seen));
    };
    if let Some(spec) = zone {
        let seen = format!("it is paragraph {} of {}", index + 1, page.document.paragraphs.len());
        add("zone", zone_asked(spec), PlaceTests { zone: zone.clone(), ..none() }, seen);
    }
    if let Some(times) = repeats {
        let seen = match page.occurrences(index) {
            1 => "its key occurs once".to_owned(),
            times => format!("its key occurs {times} times"),
        };
        add("repeats", times.to_string(), PlaceTests { repeats: *repeats, ..none() }, seen);
    }
    if let Some(next) = followed_by {
        let place = PlaceTests { followed_by: followed_by.clone(), ..none() };
        add("followed-by", within(next.within), place, String::new());
    }
    if let Some(before) = preceded_by {
        let place = PlaceTests { preceded_by: preceded_by.clone(), ..none() };
        add("preceded-by", within(before.within), place, String::new());
    }
    if let Some(spec) = near {
        let asked = format!("{}{}", within(spec.within), side(spec.side));
        add("near", asked, PlaceTests { near: near.clone(), ..none() }, near_seen(spec, page, index));
    }
    verdicts
}

fn within(paragraphs: usize) -> String {
    format!("within {paragraphs}")
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Either => "",
        Side::Before => ", before",
        Side::After => ", after",
        Side::Both => ", on both sides",
    }
}

fn zone_asked(zone: &ZoneSpec) -> String {
    let parts = [
        ("head", zone.head),
        ("tail", zone.tail),
        ("before-first-long", zone.before_first_long),
        ("after-last-long", zone.after_last_long),
    ];
    let said = parts.iter().filter_map(|(name, count)| count.map(|count| format!("{name} {count}")));
    said.collect::<Vec<_>>().join(" or ")
}

/// The nearest removed neighbours.
fn near_seen(near: &Near, page: Page<'_>, index: usize) -> String {
    let paragraphs = &page.document.paragraphs;
    let end = paragraphs.len().min((index + 1).saturating_add(near.within));
    let around = (index.saturating_sub(near.within)..index).chain(index + 1..end);
    let removed: Vec<usize> = around.filter(|&other| !paragraphs[other].stands()).collect();
    let by_these = |&&other: &&usize| {
        let removal = paragraphs[other].removal();
        removal.is_some_and(|removal| near.rules.is_empty() || near.rules.contains(&removal.rule))
    };
    let lines: Vec<String> =
        removed.iter().filter(by_these).map(|&other| page.document.line(other).to_string()).collect();
    match (removed.is_empty(), lines.is_empty()) {
        (true, _) => "no neighbour was removed".to_owned(),
        (false, true) => "no neighbour was removed by the rules that count".to_owned(),
        _ if lines.len() == 1 => format!("line {} was removed", lines[0]),
        _ => format!("lines {} were removed", lines.join(", ")),
    }
}
