//! What loads and runs, but is likely not what was meant: warnings of `tamis check`.

use super::compile::{Compiled, Rule};
use super::conditions::ParagraphTests;
use super::examples::Outcome;
use super::load::RuleBook;
use super::node::{Table, Value};
use super::problems::Problems;
use super::render;
use super::schema::{ConditionsSpec, RuleSpec};
use crate::diagnostic::Place;
use crate::key::MatchKey;
use std::collections::{BTreeMap, BTreeSet};

/// Notes what is suspicious in the rules of files whose path `wanted` names. `outcomes` are the examples of all rules,
/// tried in the full set.
pub fn lint(
    book: &RuleBook,
    compiled: &Compiled,
    outcomes: &[Outcome],
    problems: &Problems,
    wanted: impl Fn(&str) -> bool,
) {
    let is_wanted = |place: &Place| wanted(&place.file.path);
    for spec in book.rules.iter().filter(|spec| spec.enabled && spec.table.any_place(&is_wanted)) {
        let number = compiled.catalog.find(&spec.full_id);
        let Some(rule) = compiled.rules.iter().find(|rule| Some(rule.rule) == number) else { continue };
        note_without_cap(spec, rule, problems);
        note_empty_key(spec, rule, problems);
        note_pattern_in_phrase(spec, problems);
        // An example is one document, where rules that look no further come first by their nature.
        if !rule.shape.looks_beyond_document() {
            note_caught_first(spec, outcomes, problems);
        }
        note_eaten(spec, outcomes, problems);
    }
    note_same_effect(book, problems, &is_wanted);
    note_unused_vocabularies(book, problems, &is_wanted);
}

/// A phrase or an open pattern may stand in prose of any length.
fn note_without_cap(spec: &RuleSpec, rule: &Rule, problems: &Problems) {
    let open_pattern = |pattern: &String| {
        let open = |end: &str| [".*", ".+"].contains(&end);
        let bare = pattern.trim_start_matches('^').trim_end_matches('$');
        open(bare.get(..2).unwrap_or_default()) || open(bare.get(bare.len().saturating_sub(2)..).unwrap_or_default())
    };
    let when = &spec.when;
    let by_phrase = [&when.contains_any, &when.contains_all, &when.starts_with, &when.ends_with];
    let phrase = by_phrase.into_iter().flatten().flatten().next();
    let patterns = when.matches.iter().flatten();
    let finds = when.find.as_ref().is_some_and(|find| find.value);
    let open = patterns.into_iter().find(|pattern| finds || open_pattern(&pattern.value));
    let bounded = rule.when.paragraph.max_chars.is_some() || rule.when.paragraph.max_words.is_some();
    if let Some(suspect) = phrase.or(open).filter(|_| rule.shape.takes_paragraphs() && !bounded) {
        let message = format!("`{}` has no cap", spec.full_id);
        let label = "this may stand in a paragraph of any length";
        problems.warning("rule/no-cap", &suspect.place, message, label, "add `when.max-chars`");
    }
}

/// A key is empty where a line is decoration alone.
fn note_empty_key(spec: &RuleSpec, rule: &Rule, problems: &Problems) {
    let asks_text = |tests: &ParagraphTests| tests.pattern.is_some();
    if rule.shape.takes_paragraphs() && asks_text(&rule.when.paragraph) && rule.when.paragraph.hold(&MatchKey::new(""))
    {
        let place = spec.when.matches.iter().flatten().next().map_or(&spec.id.place, |pattern| &pattern.place);
        let message = format!("`{}` matches the empty key", spec.full_id);
        let label = "each line of decoration, such as `———`, would go";
        problems.warning("rule/matches-empty", place, message, label, "let the pattern ask for one character at least");
    }
}

/// Signs of a pattern in a list of phrases, which are taken letter by letter.
const SIGNS_OF_PATTERN: &[&str] = &[r"\d", r"\s", r"\w", r"\b", r"\.", r"\p{", ".*", ".+", "(?:", "[0-9]", "[a-z]"];

fn note_pattern_in_phrase(spec: &RuleSpec, problems: &Problems) {
    let of = |conditions: &ConditionsSpec| {
        let lists = [
            &conditions.is,
            &conditions.starts_with,
            &conditions.ends_with,
            &conditions.contains_any,
            &conditions.contains_all,
        ];
        lists.into_iter().flatten().flatten().cloned().collect::<Vec<_>>()
    };
    for phrase in of(&spec.when).into_iter().chain(of(&spec.unless)) {
        if let Some(sign) = SIGNS_OF_PATTERN.iter().find(|sign| phrase.contains(*sign)) {
            let message = format!("the phrase `{}` looks like a pattern", phrase.value);
            let label = format!("phrases are taken letter by letter, `{sign}` too");
            problems.warning("rule/pattern-in-phrase", &phrase.place, message, label, "write it under `matches`");
        }
    }
}

/// An example that shows another rule at work shows nothing of this one.
fn note_caught_first(spec: &RuleSpec, outcomes: &[Outcome], problems: &Problems) {
    let own: Vec<&Outcome> = outcomes.iter().filter(|o| o.rule == spec.full_id && o.list == "removed").collect();
    let caught: Vec<&&Outcome> = own.iter().filter(|o| !o.changed_by.contains(&spec.full_id)).collect();
    if !own.is_empty() && caught.len() == own.len() {
        let others: BTreeSet<&str> = caught.iter().flat_map(|o| &o.changed_by).map(String::as_str).collect();
        let others = others.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`{}` is shadowed: other rules take all its examples first", spec.full_id);
        let help = format!("make it one with {others}, or give an example that only it takes");
        problems.warning("rule/shadowed", &spec.id.place, message, format!("taken by {others}"), help);
        return;
    }
    for outcome in caught {
        let others = outcome.changed_by.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let message = format!("another rule catches an example of `{}` first", spec.full_id);
        let label = format!("taken by {others}");
        problems.warning(
            "rule/caught-first",
            &outcome.place,
            message,
            label,
            "give an example that only this rule takes",
        );
    }
}

/// A near miss that another rule takes.
fn note_eaten(spec: &RuleSpec, outcomes: &[Outcome], problems: &Problems) {
    for outcome in outcomes.iter().filter(|o| o.rule == spec.full_id && o.list == "kept" && !o.holds) {
        let others = outcome.changed_by.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let message = format!("another rule takes a near miss of `{}`", spec.full_id);
        let label = format!("taken by {others}");
        let help = "narrow that rule, or say what is left: `{ page = […], leaves = […] }`";
        problems.warning("rule/near-miss-taken", &outcome.place, message, label, help);
    }
}

/// Two rules that ask and take the same.
fn note_same_effect(book: &RuleBook, problems: &Problems, is_wanted: &dyn Fn(&Place) -> bool) {
    let mut seen: BTreeMap<String, &RuleSpec> = BTreeMap::new();
    for spec in book.rules.iter().filter(|spec| spec.enabled) {
        let effect = format!("{} {}", scope_text(&spec.set_scope), effect(&spec.table));
        if let Some(first) = seen.get(&effect) {
            if is_wanted(&spec.id.place) {
                let message = format!("`{}` does the same as `{}`", spec.full_id, first.full_id);
                let label = format!("the same conditions as at {}", first.id.place);
                problems.warning("rule/same-effect", &spec.id.place, message, label, "drop one of them");
            }
        } else {
            seen.insert(effect, spec);
        }
    }
}

fn scope_text(scope: &super::schema::ScopeSpec) -> String {
    let list = |list: &Option<Vec<super::fields::Located<String>>>| {
        list.as_ref().map(|list| list.iter().map(|item| item.value.clone()).collect::<Vec<_>>())
    };
    format!("{:?}{:?}{:?}{:?}", list(&scope.kinds), list(&scope.hosts), list(&scope.languages), list(&scope.scripts))
}

/// What a rule does, less its name, reason and examples.
fn effect(table: &Table) -> String {
    let asks = table.iter().filter(|(key, _)| !["id", "why", "examples"].contains(key));
    asks.map(|(key, entry)| format!("{key}={};", render::value(&entry.node.value))).collect()
}

fn note_unused_vocabularies(book: &RuleBook, problems: &Problems, is_wanted: &dyn Fn(&Place) -> bool) {
    let mut used = BTreeSet::new();
    for spec in &book.rules {
        names(&spec.table, &mut |name| {
            used.extend(book.vocabulary(&spec.home, name).map(|(full, _)| full));
        });
    }
    for (full, vocabulary) in book.vocabularies.iter().filter(|(_, vocabulary)| is_wanted(&vocabulary.place)) {
        if !used.contains(full) {
            let message = format!("the vocabulary `{full}` is never used");
            let help = "name it in a list of phrases as `@name`, or under `made-of.vocabularies`; or take it out";
            problems.warning("set/unused-vocabulary", &vocabulary.place, message, "no rule names it", help);
        }
    }
}

/// Feeds each name of a vocabulary in a rule to `note`.
fn names(table: &Table, note: &mut dyn FnMut(&str)) {
    for (key, entry) in table.iter() {
        let listed = key == "vocabularies";
        let mut text = |value: &Value| {
            if let Value::String(text) = value
                && let Some(name) = text.strip_prefix('@').or(listed.then_some(text.as_str()))
            {
                note(name);
            }
        };
        match &entry.node.value {
            Value::Table(inner) => names(inner, note),
            Value::Array(items) => items.iter().for_each(|item| text(&item.value)),
            value => text(value),
        }
    }
}
