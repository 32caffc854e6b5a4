//! What holds for any text and any rules: nothing is lost without account, invented, moved, or left to chance.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "properties/hostile.rs"]
mod hostile;
#[path = "properties/outputs.rs"]
mod outputs;
#[path = "properties/rule_file.rs"]
mod rule_file;
#[path = "properties/rule_files.rs"]
mod rule_files;
#[path = "properties/rule_sets.rs"]
mod rule_sets;
#[path = "properties/runs.rs"]
mod runs;
#[path = "properties/texts.rs"]
mod texts;

use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::HashSet;
use std::sync::LazyLock;
use tamis::document::{Document, Paragraph, Replacement};
use tamis::key::{MappedKey, MatchKey};
use tamis::ledger::{Ledger, RuleRef};
use tamis::pipeline::{Cleaned, Pipeline};
use tamis::rules::RuleBook;
use tamis::rules::schema::{ConditionsSpec, ScopeSpec, ShapeSpec, Within};
use tamis::span::Span;
use tamis::stages::Stage;
use tamis::stages::normalize::{Normalize, SPACING};
use texts::cases;

static SHIPPED: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::shipped().unwrap());
static NORMALIZE: LazyLock<Normalize> = LazyLock::new(|| Normalize::new(&RuleBook::shipped().unwrap().normalize));

/// Ids of rules that may see another page when the first cleaning has changed it: they ask what kind of page it is, what
/// stands near, in which zone, how often. Spacing follows them.
static PAGE_RULES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let asks_page = |conditions: &ConditionsSpec| {
        conditions.zone.is_some()
            || conditions.near.is_some()
            || conditions.repeats.is_some()
            || conditions.followed_by.is_some()
            || conditions.preceded_by.is_some()
            || conditions.kind.is_some()
            || conditions.languages.is_some()
            || conditions.scripts.is_some()
            || conditions.document_mentions.is_some()
            || conditions.document_has.is_some()
    };
    let scoped = |scope: &ScopeSpec| scope.kinds.is_some() || scope.languages.is_some() || scope.scripts.is_some();
    let book = RuleBook::shipped().unwrap();
    let of_page = book.rules.iter().filter(|rule| {
        let by_paragraph = matches!(rule.shape, ShapeSpec::Paragraph | ShapeSpec::Piece(..) | ShapeSpec::Json(_))
            || matches!(&rule.shape, ShapeSpec::Teaser(teaser) if teaser.within == Within::Paragraph);
        !by_paragraph
            || scoped(&rule.set_scope)
            || scoped(&rule.scope)
            || asks_page(&rule.when)
            || asks_page(&rule.unless)
    });
    of_page.map(|rule| rule.full_id.clone()).chain(["normalize/spacing".to_owned()]).collect()
});

fn clean(pipeline: &Pipeline, text: &str) -> Cleaned {
    pipeline.clean(Document::new("property", text))
}

/// The text after the first stage alone.
fn normalized(text: &str) -> String {
    let mut document = Document::new("property", text);
    NORMALIZE.apply(&mut document);
    document.finish(SPACING).0
}

/// Asserts that the ledger of a cleaned text accounts for every byte: sorted, disjoint, whole characters, known rules,
/// and with it the clean text becomes the source again.
fn assert_accounted(pipeline: &Pipeline, source: &str, cleaned: &Cleaned) {
    let mut end = 0;
    for entry in &cleaned.ledger.entries {
        let span = entry.edit.span;
        assert!(end <= span.start && span.start <= span.end, "{span:?} starts before byte {end}");
        assert_eq!(source.get(span.start..span.end), Some(entry.removed.as_str()), "the bytes under {span:?}");
        assert!((entry.edit.rule.0 as usize) < pipeline.catalog().len(), "no rule has the number of {entry:?}");
        assert_ne!(entry.removed, entry.edit.insert, "an edit that changes nothing");
        end = span.end;
    }
    assert_eq!(cleaned.ledger.restore(&cleaned.text).as_deref(), Ok(source));
}

/// Whether `part` is left of `whole` when characters are taken out of it.
fn is_left_of(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|c| whole.any(|other| other == c))
}

/// Whether a text still holds a character reference. One level of them is decoded: what `&amp;nbsp;` shows is `&nbsp;`.
fn holds_reference(text: &str) -> bool {
    let names = |rest: &str| rest.split_once(';').is_some_and(|(name, _)| !name.contains([' ', '\n', '&']));
    text.split('&').skip(1).any(names)
}

/// Asserts that each line of `clean` is left of a line of `before`, of another one each, in the same order.
fn assert_lines_left(clean: &str, before: &str) {
    let mut rest = before.lines();
    for line in clean.lines().filter(|line| !line.is_empty()) {
        assert!(
            rest.any(|whole| is_left_of(line, whole)),
            "{line:?} does not stand in the text in its turn:\n{before}"
        );
    }
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn clean_text_and_ledger_give_the_source_back(source in texts::text()) {
        assert_accounted(&SHIPPED, &source, &clean(&SHIPPED, &source));
    }

    #[test]
    fn what_is_left_is_the_normalized_text_with_spans_taken_out_in_order(source in texts::text()) {
        let cleaned = clean(&SHIPPED, &source);
        let catalog = SHIPPED.catalog();
        let lifted: Vec<&str> = cleaned.document.paragraphs.iter().filter(|paragraph| paragraph.is_lifted())
            .map(|paragraph| paragraph.text(&source)).collect();
        let own: Vec<&str> = cleaned.document.paragraphs.iter().filter(|paragraph| paragraph.stands() && !paragraph.is_lifted())
            .map(|paragraph| paragraph.text(&source)).collect();
        assert_lines_left(&own.join("\n"), &normalized(&source));
        for line in cleaned.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            prop_assert!(own.contains(&line) || lifted.iter().any(|text| text.contains(line)), "{line:?} is no paragraph");
        }
        for entry in &cleaned.ledger.entries {
            let by_normalize = catalog.get(entry.edit.rule).stage() == "normalize";
            prop_assert!(by_normalize || entry.edit.insert.is_empty() || lifted.contains(&entry.edit.insert.as_str()), "{entry:?} puts text in");
        }
    }

    #[test]
    fn normalizing_twice_changes_nothing_more(source in texts::text()) {
        let once = normalized(&source);
        prop_assume!(!holds_reference(&once));
        prop_assert_eq!(normalized(&once), once);
    }

    #[test]
    fn what_a_second_cleaning_takes_is_taken_by_rules_that_ask_about_the_page(source in texts::text()) {
        let first = clean(&SHIPPED, &source);
        prop_assume!(!holds_reference(&first.text) && first.document.flags.is_empty());
        let second = clean(&SHIPPED, &first.text);
        for entry in &second.ledger.entries {
            let id = &SHIPPED.catalog().get(entry.edit.rule).id;
            prop_assert!(PAGE_RULES.contains(id) || id.starts_with("context/"), "{id} takes {:?} of\n{}", entry.removed, first.text);
        }
    }
}

/// `context` weighs a paragraph by the page around it, and a clean page is another page: it may take a little more.
#[test]
fn cleaning_a_sample_twice_changes_nothing_more_but_by_context() {
    for sample in texts::SAMPLES {
        let second = clean(&SHIPPED, &clean(&SHIPPED, sample).text);
        let taken = second.ledger.entries.iter().filter(|entry| !entry.removed.trim().is_empty());
        for entry in taken {
            let stage = SHIPPED.catalog().get(entry.edit.rule).stage();
            assert_eq!(stage, "context", "{:?} goes the second time", entry.removed);
        }
    }
}

/// Replacements of a text, as places on it and what comes there.
type Round = Vec<(Index, Index, String)>;

/// The replacements of one round: sorted, disjoint, on the character boundaries of `text`.
fn replacements(text: &str, round: &Round, rule: u32) -> Vec<Replacement> {
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |index: &Index| boundaries[index.index(boundaries.len())];
    let mut wanted: Vec<Replacement> = round
        .iter()
        .map(|(from, to, insert)| (place(from), place(to), insert))
        .map(|(from, to, insert)| Replacement {
            range: from.min(to)..from.max(to),
            insert: insert.clone(),
            rule: RuleRef(rule),
        })
        .collect();
    wanted.sort_by_key(|replacement| (replacement.range.start, replacement.range.end));
    let mut end = 0;
    wanted.retain(|replacement| {
        let follows = replacement.range.start >= end;
        end = if follows { replacement.range.end } else { end };
        follows
    });
    wanted
}

/// The same on a plain text.
fn replaced(text: &str, replacements: &[Replacement]) -> String {
    let mut text = text.to_owned();
    for replacement in replacements.iter().rev() {
        text.replace_range(replacement.range.clone(), &replacement.insert);
    }
    text
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn replacements_of_replacements_come_to_the_same_as_on_a_plain_text(
        around in ("[a-z]{0,3}", texts::odd(), "[a-z]{0,3}"),
        rounds in proptest::collection::vec(
            proptest::collection::vec((any::<Index>(), any::<Index>(), prop_oneof![Just(String::new()), texts::odd()]), 0..5),
            0..6,
        ),
    ) {
        let (before, middle, behind) = around;
        let source = format!("{before}{middle}{behind}");
        let span = Span::new(before.len(), before.len() + middle.len());
        let mut paragraph = Paragraph::new(&source, span, Vec::new());
        let mut expected = middle;
        for (number, round) in (0..).zip(&rounds) {
            let replacements = replacements(&expected, round, number);
            expected = replaced(&expected, &replacements);
            paragraph.replace(&source, replacements);
            prop_assert_eq!(paragraph.text(&source), expected.as_str());
            prop_assert_eq!(paragraph.key(&source), &MatchKey::new(&expected));
        }
        let ledger = Ledger::of(&source, paragraph.edits().to_vec());
        let clean = format!("{before}{expected}{behind}");
        prop_assert_eq!(ledger.restore(&clean), Ok(source));
    }

    #[test]
    fn the_key_of_a_key_is_the_key(text in prop_oneof![texts::text(), texts::odd()]) {
        for line in normalized(&text).lines() {
            let key = MatchKey::new(line);
            prop_assert_eq!(MatchKey::new(key.text()), key);
        }
    }

    #[test]
    fn parts_of_a_mapped_key_come_from_whole_characters_in_order(text in prop_oneof![texts::text(), texts::odd()], picks: [Index; 2]) {
        for line in normalized(&text).lines() {
            let mapped = MappedKey::new(line);
            let ends: Vec<usize> = mapped.text.char_indices().map(|(at, _)| at).chain([mapped.text.len()]).collect();
            let [a, b] = picks.map(|pick| ends[pick.index(ends.len())]);
            let (from, to) = (a.min(b), a.max(b));
            if from == to {
                continue;
            }
            let span = mapped.span(from, to);
            prop_assert!(line.get(span.start..span.end).is_some_and(|part| !part.is_empty()), "{span:?} of {line:?}");
            let whole = mapped.span(0, mapped.text.len());
            prop_assert!(whole.start <= span.start && span.end <= whole.end, "{span:?} lies in {whole:?}");
            if from > 0 {
                prop_assert!(mapped.span(0, from).start <= span.start);
                prop_assert!(mapped.span(0, from).end <= span.end);
            }
        }
    }

    #[test]
    fn characters_that_show_nothing_do_not_count_in_a_key(
        text in prop_oneof![texts::text(), texts::odd()],
        places in proptest::collection::vec((any::<Index>(), proptest::sample::select(&['\u{200b}', '\u{feff}', '\u{ad}', '\u{200d}', '\u{e000}'][..])), 1..4),
    ) {
        for line in normalized(&text).lines() {
            let mut with = line.to_owned();
            for (place, c) in &places {
                let at = texts::head(&with, *place).len();
                with.insert(at, *c);
            }
            prop_assert_eq!(MatchKey::new(&with), MatchKey::new(line), "{:?}", with);
        }
    }
}
