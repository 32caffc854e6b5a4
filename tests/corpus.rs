//! Duplicates beyond the document, on made corpora whose duplicates are known: what goes, what stays, and that neither
//! threads nor memory nor the cut of the inputs change a byte.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod corpus {
    mod documents;
    pub mod made;
    pub mod plot;
    pub mod runs;
}

use corpus::made::{Corpus, Kind, Tongue};
use corpus::runs::{Removed, Run};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;
use tamis::key::MatchKey;
use tamis::survey::index::Index;

/// Shares of the paragraphs of a kind that are removed.
fn removed(corpus: &Corpus, run: &Run, kind: Kind, tongue: Tongue) -> (usize, usize) {
    let gone: HashSet<(&str, usize)> = run.removed.iter().map(|gone| (gone.document.as_str(), gone.line)).collect();
    let of_kind = corpus.lines.iter().filter(|line| line.kind == kind && line.tongue == tongue);
    let (mut all, mut taken) = (0, 0);
    for line in of_kind {
        all += 1;
        taken += usize::from(gone.contains(&(line.document.as_str(), line.number)));
    }
    (taken, all)
}

#[test]
fn copies_go_and_originals_stay_in_any_script() {
    let corpus = Corpus::made(1, 400);
    let run = Run::of(&[corpus.text()], &Run::CORPUS);
    for tongue in [Tongue::Latin, Tongue::Han] {
        let share = |kind| {
            let (taken, all) = removed(&corpus, &run, kind, tongue);
            assert!(all > 20, "{kind:?} {tongue:?}: {all}");
            taken as f64 / all as f64
        };
        assert_eq!(share(Kind::Original), 0.0, "{tongue:?}");
        assert_eq!(share(Kind::Exact), 1.0, "{tongue:?}");
        assert_eq!(share(Kind::Respaced), 1.0, "{tongue:?}");
        assert!(share(Kind::Near) >= 0.98, "{tongue:?}: {}", share(Kind::Near));
        assert!(share(Kind::Teaser) >= 0.97, "{tongue:?}: {}", share(Kind::Teaser));
        assert_eq!(share(Kind::OtherNumber), 0.0, "{tongue:?}: what differs in a number is no duplicate");
    }
}

#[test]
fn threads_memory_and_the_cut_of_inputs_change_nothing() {
    let corpus = Corpus::made(2, 150);
    let whole = Run::of(&[corpus.text()], &Run::CORPUS);
    assert!(whole.removed.len() > 100);
    for (threads, memory) in [(2, Run::CORPUS.memory), (1, Run::SPILLED), (3, Run::SPILLED)] {
        let other = Run::of(&[corpus.text()], &corpus::runs::Settings { threads, memory, ..Run::CORPUS });
        assert!(whole.files == other.files, "{threads} threads, {memory} bytes");
    }
    let pieces: Vec<String> = corpus.records.chunks(37).map(|records| records.concat()).collect();
    let cut = Run::of(&pieces, &corpus::runs::Settings { batch_bytes: 1000, ..Run::CORPUS });
    assert!(whole.lines() == cut.lines());
    assert_eq!(whole.removed, cut.removed);
}

#[test]
fn keepers_come_earlier_and_reach_the_threshold() {
    let corpus = Corpus::made(3, 200);
    let run = Run::of(&[corpus.text()], &Run::CORPUS);
    let texts: BTreeMap<(&str, usize), &str> =
        corpus.lines.iter().map(|line| ((line.document.as_str(), line.number), line.text.as_str())).collect();
    let ordinals: BTreeMap<&str, usize> = corpus.ids.iter().map(String::as_str).zip(0..).collect();
    let mut checked = 0;
    for Removed { document, line, rule, keeper } in &run.removed {
        let (text, Some((of, at))) = (texts[&(document.as_str(), *line)], keeper) else { continue };
        let kept = texts[&(of.as_str(), *at)];
        let earlier = (ordinals[of.as_str()], *at) < (ordinals[document.as_str()], *line);
        match rule.as_str() {
            "dedup/exact-copy" => assert!(earlier && solid(text) == solid(kept), "{text} / {kept}"),
            "dedup/near-copy" => {
                let width = if MatchKey::new(text).shape.is_wide() { 3 } else { 5 };
                let jaccard = jaccard(&solid(text), &solid(kept), width);
                assert!(earlier && jaccard >= 0.75, "{jaccard}: {text} / {kept}");
            }
            _ => continue,
        }
        checked += 1;
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn furniture_of_hosts_goes_and_no_body() {
    let corpus = Corpus::of_hosts(8, 30, 10);
    for settings in [Run::CORPUS, corpus::runs::Settings { memory: Run::SPILLED, ..Run::HOST }] {
        let run = Run::of(&[corpus.text()], &settings);
        for tongue in [Tongue::Latin, Tongue::Han] {
            let (taken, all) = removed(&corpus, &run, Kind::Furniture, tongue);
            assert!(all > 500 && taken == all, "{tongue:?}: {taken} of {all}");
            assert_eq!(removed(&corpus, &run, Kind::Original, tongue).0, 0, "{tongue:?}");
        }
    }
}

#[test]
fn in_the_document_alone_nothing_of_others_is_asked() {
    let corpus = Corpus::made(4, 60);
    let run = Run::of(&[corpus.text()], &Run::DOCUMENT);
    assert!(run.removed.iter().all(|gone| !gone.rule.ends_with("-copy") && gone.rule != "dedup/host-repeat"));
}

/// A key without white space, and without the labels and ellipses that keys of these corpora do not have.
fn solid(text: &str) -> String {
    MatchKey::new(text).text().replace(' ', "")
}

fn jaccard(a: &str, b: &str, width: usize) -> f64 {
    let shingles = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(width).map(|window| window.iter().collect::<String>()).collect::<HashSet<_>>()
    };
    let (a, b) = (shingles(a), shingles(b));
    let shared = a.intersection(&b).count();
    shared as f64 / (a.len() + b.len() - shared) as f64
}

#[test]
fn two_runs_with_an_index_remove_what_one_run_does() {
    let corpus = Corpus::made(6, 200);
    let whole = Run::of(&[corpus.text()], &Run::CORPUS);
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let halves: Vec<String> = corpus.records.chunks(100).map(|records| records.concat()).collect();
    let with_index = |half: &String, name: &str, memory| {
        Run::indexed(std::slice::from_ref(half), name, &index, &corpus::runs::Settings { memory, ..Run::CORPUS })
    };
    let first = with_index(&halves[0], "a", Run::CORPUS.memory);
    let second = with_index(&halves[1], "b", Run::SPILLED);
    let in_both: Vec<&Removed> = first.removed.iter().chain(&second.removed).collect();
    let keepers_differ = |gone: &&Removed| gone.rule == "dedup/teaser-copy";
    let whole_removed: Vec<&Removed> = whole.removed.iter().collect();
    let without =
        |list: &[&Removed]| list.iter().filter(|gone| !keepers_differ(gone)).cloned().cloned().collect::<Vec<_>>();
    assert_eq!(without(&in_both), without(&whole_removed));
    let lines = |list: &[&Removed]| {
        let mut lines: Vec<_> = list.iter().map(|gone| (gone.document.clone(), gone.line)).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&in_both), lines(&whole_removed));
    assert!(second.removed.len() > 50);

    let again = with_index(&halves[1], "b", Run::CORPUS.memory);
    assert!(again.files == second.files, "a run over the same inputs takes the place of the one before");
    let read = Index::read(&index).unwrap();
    let documents: Vec<u64> = read.segments().iter().map(|segment| segment.documents).collect();
    assert_eq!(documents, [100, 100]);
    assert!(read.segments().iter().all(|segment| segment.paragraphs > 0 && read.bytes(segment).unwrap() > 1000));
    let merged = Index::merge(&folder.path().join("merged"), &[read.clone(), read.clone()]).unwrap();
    assert_eq!(merged.segments(), read.segments());
    let names = |folder: &std::path::Path| std::fs::read_dir(folder).unwrap().count();
    assert_eq!((names(&index), names(&folder.path().join("merged"))), (3, 3), "nothing is left over");
}

/// The groups of an index by rule, document and paragraph of the keeper: copies and characters.
fn groups(index: &Path) -> BTreeMap<(String, String, i64), (u64, u64)> {
    let groups = Index::read(index).unwrap().groups().unwrap().into_iter();
    groups.map(|group| ((group.rule, group.keeper_document, group.keeper), (group.copies, group.chars))).collect()
}

#[test]
fn an_index_counts_the_groups_that_the_ledgers_of_its_runs_show() {
    let corpus = Corpus::made(8, 150);
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let texts: HashMap<(&str, usize), &str> =
        corpus.lines.iter().map(|line| ((line.document.as_str(), line.number), line.text.as_str())).collect();
    let mut counted: BTreeMap<(String, String, i64), (u64, u64)> = BTreeMap::new();
    for (name, records) in ["a", "b", "c"].into_iter().zip(corpus.records.chunks(50)) {
        let run = Run::indexed(&[records.concat()], name, &index, &Run::CORPUS);
        let beyond = |gone: &&Removed| gone.rule.ends_with("-copy") || gone.rule == "dedup/host-repeat";
        for Removed { document, line, rule, keeper } in run.removed.iter().filter(beyond) {
            let Some((of, at)) = keeper else { continue };
            let count = counted.entry((rule.clone(), of.clone(), *at as i64)).or_default();
            *count = (count.0 + 1, count.1 + texts[&(document.as_str(), *line)].trim().chars().count() as u64);
        }
    }
    assert!(counted.len() > 50 && counted.values().any(|(copies, _)| *copies > 2), "{counted:?}");
    let mut of_index = groups(&index);
    of_index.retain(|(_, _, keeper), _| *keeper >= 0);
    assert_eq!(of_index, counted);

    let samples = Index::read(&index).unwrap().groups().unwrap();
    assert!(samples.iter().all(|group| texts.values().any(|text| text.starts_with(&group.sample))));
    assert!(samples.iter().all(|group| !group.sample.is_empty() && group.chars > 0));
}

#[test]
fn groups_are_the_same_for_any_threads_and_memory_and_when_a_run_is_done_again() {
    let corpus = Corpus::made(9, 120);
    let halves: Vec<String> = corpus.records.chunks(60).map(|records| records.concat()).collect();
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let run = |half: usize, threads, memory| {
        let settings = corpus::runs::Settings { threads, memory, ..Run::CORPUS };
        Run::indexed(&halves[half..=half], ["a", "b"][half], &index, &settings);
        let index = Index::read(&index).unwrap();
        let files = index.segments().iter().map(|segment| index.folder().join(&segment.name).join("groups.jsonl"));
        files.map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>()
    };
    run(0, 1, Run::CORPUS.memory);
    let expected = run(1, 1, Run::CORPUS.memory);
    assert!(expected.iter().all(|groups| groups.lines().count() > 10));
    for (half, threads, memory) in [(0, 2, Run::SPILLED), (1, 3, Run::SPILLED), (1, 2, Run::CORPUS.memory)] {
        assert_eq!(run(half, threads, memory), expected, "{half} {threads} {memory}");
    }
    let read = Index::read(&index).unwrap();
    let merged = Index::merge(&folder.path().join("merged"), std::slice::from_ref(&read)).unwrap();
    assert_eq!(merged.groups().unwrap(), read.groups().unwrap());
}

#[test]
fn lines_of_hosts_are_groups_of_which_none_stays() {
    let corpus = Corpus::of_hosts(8, 30, 10);
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let halves: Vec<String> = corpus.records.chunks(120).map(|records| records.concat()).collect();
    for (name, half) in ["a", "b"].into_iter().zip(&halves) {
        Run::indexed(std::slice::from_ref(half), name, &index, &Run::CORPUS);
    }
    let groups = Index::read(&index).unwrap().groups().unwrap();
    let furniture: Vec<_> = groups.iter().filter(|group| group.rule == "dedup/host-repeat").collect();
    assert_eq!(furniture.len(), 8 * 10);
    assert_eq!(furniture.iter().map(|group| group.copies).sum::<u64>(), 8 * 30 * 10);
    assert!(furniture.iter().all(|group| group.keeper == -1 && !group.sample.is_empty()));
}

#[test]
fn a_document_that_is_dropped_is_one_copy() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let pages = ["a", "b", "c"].map(|id| serde_json::json!({ "id": id, "text": format!("{BODY}\n{OWN}") }));
    let text = pages.map(|page| format!("{page}\n")).concat();
    Run::indexed(&[text], "a", &index, &Run::CORPUS);
    let whole = (BODY.len() + OWN.len()) as u64;
    let expected = (("dedup/near-document".to_owned(), "a".to_owned(), 0), (2, 2 * whole));
    assert_eq!(groups(&index), BTreeMap::from([expected]));
}

const BODY: &str =
    "The lighthouse on the northern mole was built of granite blocks that came by barge from the quarries.";
const OWN: &str =
    "Granite is hard to cut and harder to move, and the masons of the bay were paid by the foot and not by the day.";

/// A document that is nothing but a copy, and one of which a copy is the lesser part.
fn copies() -> Vec<String> {
    let record = |id: &str, text: &str| format!("{}\n", serde_json::json!({ "id": id, "text": text }));
    vec![[record("a", BODY), record("all", BODY), record("part", &format!("{OWN}\n{BODY}"))].concat()]
}

/// Says `key` of the rules for copies.
fn copies_with(key: &str) -> String {
    let changes = ["exact", "near"].map(|form| format!("[change.\"dedup/{form}-copy\".duplicate]\n{key}\n"));
    format!("[set]\nabout = \"A change\"\nextends = \"dedup\"\n{}", changes.concat())
}

#[test]
fn copies_that_are_flagged_stay() {
    let dropped = Run::of(&copies(), &Run::CORPUS);
    let texts = |run: &Run| run.records().into_values().map(|(text, _)| text).collect::<Vec<_>>();
    let flags = |run: &Run| run.records().into_values().map(|(_, flags)| flags).collect::<Vec<_>>();
    assert_eq!(texts(&dropped), [BODY, "", OWN]);
    assert_eq!(flags(&dropped), ["", "", ""]);
    assert_eq!(dropped.removed.len(), 2);
    let counts = |run: &Run| run.copies().into_values().collect::<Vec<_>>();
    assert_eq!(counts(&dropped), [0, 1, 1], "a record tells how many of its paragraphs are copies");

    let flagged = Run::ruled(&copies_with("policy = \"flag\""), &copies(), &Run::CORPUS);
    assert_eq!(texts(&flagged), [BODY.to_owned(), BODY.to_owned(), format!("{OWN}\n{BODY}")]);
    assert_eq!(flags(&flagged), ["", "duplicates", "duplicates"]);
    assert_eq!(flagged.removed, []);
    assert_eq!(counts(&flagged), [0, 1, 1], "and those that stay count");
    assert_eq!(flagged.total.flags["duplicates"], 2);
    assert_eq!((flagged.total.written, flagged.total.chars_in), (3, flagged.total.chars_out));
}

#[test]
fn copies_go_where_they_are_more_than_the_share_asked_for() {
    let run = Run::ruled(&copies_with("drop-if-share-over = 0.5"), &copies(), &Run::CORPUS);
    let records = run.records();
    assert_eq!(records["a"], (BODY.to_owned(), String::new()));
    assert_eq!(records["all"], (String::new(), String::new()));
    assert_eq!(records["part"], (format!("{OWN}\n{BODY}"), "duplicates".to_owned()));
    assert_eq!(run.total.flags["duplicates"], 1);
    let removed: Vec<(&str, &str)> =
        run.removed.iter().map(|gone| (gone.document.as_str(), gone.rule.as_str())).collect();
    assert_eq!(removed, [("all", "dedup/exact-copy")]);

    let run = Run::ruled(&copies_with("drop-if-share-over = 0.4"), &copies(), &Run::CORPUS);
    assert_eq!(run.records()["part"], (OWN.to_owned(), String::new()));
    assert_eq!(run.total.flags.get("duplicates"), None);
}

/// `TAMIS_UPDATE=1 cargo test --test corpus` draws it anew.
#[test]
fn the_plot_of_the_documentation_is_that_of_the_shipped_rules() {
    let plot = corpus::plot::match_curves();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/match-curve.svg");
    if std::env::var_os("TAMIS_UPDATE").is_some() {
        std::fs::write(&path, &plot).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n"), plot);
}
