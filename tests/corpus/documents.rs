//! Whole documents that are near copies of earlier ones: which are dropped, and that nothing else goes with them.

use super::made::{Chance, Tongue, joined};
use super::runs::{Run, Settings};
use serde_json::json;
use std::collections::BTreeMap;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

const RULE: &str = "dedup/near-document";
/// Documents of each kind.
const EACH: usize = 30;
/// Kinds that are near copies of a whole document.
const COPIES: [&str; 3] = ["exact", "near", "more"];

/// Documents by id, in the order of the corpus: first originals, then of each an exact copy, one that differs in a few
/// words, one with a short paragraph more, one with that paragraph and others of its own, one of which it is half, one with
/// another number, and a text of another script with the same numbers.
fn made() -> Vec<(String, String)> {
    let mut chance = Chance(7);
    let mut originals = Vec::new();
    for number in 0..EACH {
        let tongue = if number % 2 == 0 { Tongue::Latin } else { Tongue::Han };
        originals.push((tongue, (0..8).map(|_| chance.words(tongue)).collect::<Vec<_>>()));
    }
    let text =
        |pages: &[Vec<String>], tongue| pages.iter().map(|words| joined(words, tongue)).collect::<Vec<_>>().join("\n");
    let mut documents: Vec<(String, String)> = originals
        .iter()
        .enumerate()
        .map(|(number, (tongue, of))| (format!("original{number}"), text(of, *tongue)))
        .collect();
    for (number, (tongue, original)) in originals.iter().enumerate() {
        let tongue = *tongue;
        let mut own = |count: usize| (0..count).map(|_| chance.words(tongue)).collect::<Vec<_>>();
        let short = own(1)[0][..30].to_vec();
        let mut near = original.clone();
        near[2][5] = own(1)[0][0].clone();
        near[6][9] = own(1)[0][0].clone();
        let mut other_number = original.clone();
        let middle = other_number[3].len() / 2;
        other_number[3][middle] = (3000 + number).to_string();
        let other = if tongue == Tongue::Latin { Tongue::Han } else { Tongue::Latin };
        let years = |words: &Vec<String>, of: Vec<String>| {
            of.into_iter().take(20).chain([words[words.len() / 2].clone()]).collect::<Vec<_>>()
        };
        let translation: Vec<Vec<String>> =
            original.iter().map(|words| years(words, Chance(number as u64).words(other))).collect();
        let kinds = [
            ("exact", text(original, tongue)),
            ("near", text(&near, tongue)),
            ("more", text(&[original.as_slice(), std::slice::from_ref(&short)].concat(), tongue)),
            ("later", text(&[own(3), vec![short]].concat(), tongue)),
            ("half", text(&[original[..4].to_vec(), own(4)].concat(), tongue)),
            ("number", text(&other_number, tongue)),
            ("translation", text(&translation[..1], other)),
        ];
        documents.extend(kinds.into_iter().map(|(kind, text)| (format!("{kind}{number}"), text)));
    }
    documents
}

fn records(documents: &[(String, String)]) -> String {
    documents.iter().map(|(id, text)| format!("{}\n", json!({ "id": id, "text": text }))).collect()
}

fn kind(id: &str) -> &str {
    id.trim_end_matches(char::is_numeric)
}

#[test]
fn near_copies_of_documents_are_dropped_and_nothing_else_goes_with_them() {
    let documents = made();
    let run = Run::of(&[records(&documents)], &Run::CORPUS);
    let written = run.records();
    let copies = COPIES.len() * EACH;
    assert_eq!(run.total.dropped, BTreeMap::from([(RULE.to_owned(), copies as u64)]));
    assert_eq!(run.total.records, run.total.written + copies as u64);
    assert_eq!(written.len() + copies, documents.len());
    for (id, text) in &documents {
        let Some((left, _)) = written.get(id) else {
            assert!(COPIES.contains(&kind(id)), "{id}");
            continue;
        };
        match kind(id) {
            "half" => assert!(text.ends_with(left) && left.lines().count() == 4, "{id}: {left}"),
            "number" => assert_eq!(left.lines().count(), 1, "{id}: {left}"),
            // What stands in a document that is dropped is no reason for another to lose it.
            _ => assert_eq!(left, text, "{id}"),
        }
    }
}

#[test]
fn threads_memory_and_the_cut_of_inputs_drop_the_same_documents() {
    let documents = made();
    let whole = Run::of(&[records(&documents)], &Run::CORPUS);
    for (threads, memory) in [(2, Run::CORPUS.memory), (1, Run::SPILLED), (3, Run::SPILLED)] {
        let other = Run::of(&[records(&documents)], &Settings { threads, memory, ..Run::CORPUS });
        assert!(whole.files == other.files, "{threads} threads, {memory} bytes");
    }
    let pieces: Vec<String> = documents.chunks(23).map(records).collect();
    let cut = Run::of(&pieces, &Settings { batch_bytes: 1000, ..Run::CORPUS });
    assert!(whole.lines() == cut.lines());
    assert_eq!(whole.total.dropped, cut.total.dropped);
}

#[test]
fn two_runs_with_an_index_drop_the_documents_that_one_run_does() {
    let documents = made();
    let whole = Run::of(&[records(&documents)], &Run::CORPUS);
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let halves = documents.split_at(documents.len() / 2);
    let first = Run::indexed(&[records(halves.0)], "a", &index, &Run::CORPUS);
    let second = Run::indexed(&[records(halves.1)], "b", &index, &Settings { memory: Run::SPILLED, ..Run::CORPUS });
    assert!([first.lines(), second.lines()].concat() == whole.lines());
    assert!(first.total.dropped[RULE] > 20 && second.total.dropped[RULE] > 20);
    assert_eq!(first.total.dropped[RULE] + second.total.dropped[RULE], whole.total.dropped[RULE]);
}

#[test]
fn documents_that_are_flagged_stay() {
    let documents = made();
    let rules = "[set]\nabout = \"A change\"\nextends = \"dedup\"\n\
        off = [\"dedup/exact-copy\", \"dedup/near-copy\"]\n\
        [change.\"dedup/near-document\".duplicate]\npolicy = \"flag\"\n";
    let run = Run::ruled(rules, &[records(&documents)], &Run::CORPUS);
    assert_eq!(run.total.dropped, BTreeMap::new());
    assert_eq!(run.total.flags["duplicates"], (COPIES.len() * EACH) as u64);
    let written = run.records();
    for (id, text) in &documents {
        let flags = if COPIES.contains(&kind(id)) { "duplicates" } else { "" };
        assert_eq!(written[id], (text.clone(), flags.to_owned()), "{id}");
    }
}

#[test]
fn on_hosts_or_in_documents_alone_other_documents_are_not_asked() {
    let documents = made();
    for settings in [Run::DOCUMENT, Run::HOST] {
        let run = Run::of(&[records(&documents)], &settings);
        assert_eq!((run.total.dropped.len(), run.total.written), (0, documents.len() as u64));
    }
}

#[test]
fn rules_about_documents_cannot_look_within_one() {
    for rule in ["near-document", "host-repeat"] {
        let change = format!("[change.\"dedup/{rule}\".duplicate]\nwithin = \"document\"\n");
        let text = format!("[set]\nabout = \"A change\"\nextends = \"dedup\"\n{change}");
        let layers = [Layer::shipped(), Layer::of_text("dedup", &text)];
        let report = Pipeline::of_layers(&layers, Problems::default(), |_| false).err().unwrap().to_string();
        assert!(report.contains("rule/unknown-value") && report.contains("dedup.toml:5:10"), "{report}");
    }
}
