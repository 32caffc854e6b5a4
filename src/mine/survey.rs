//! Documents in; the lines that stand in several of them, with counts by host, out.

use super::sketch::Sketch;
use super::template::Template;
use crate::document::Document;
use crate::input::{Batches, Fields, Input, decode};
use crate::pipeline::Pipeline;
use crate::run::document;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Different lines of a candidate that are kept.
const SAMPLES: usize = 6;
/// Candidates whose lines are kept at most; of more, those that come first.
const MAX_CANDIDATES: usize = 2_000_000;

/// A line that stands in several documents.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its template.
    pub template: Template,
    /// In how many documents of each host it stands, by number of the host.
    pub hosts: BTreeMap<usize, u64>,
    /// Lines as they stand, the first few that differ.
    pub samples: Vec<String>,
}

/// A site of the dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name; empty for documents without an address.
    pub name: String,
    /// Its documents.
    pub documents: u64,
}

/// What a dump holds.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Its hosts, in the order in which they come.
    pub hosts: Vec<Host>,
    /// Lines that stand in several documents, by template.
    pub candidates: Vec<Candidate>,
    /// Documents that can be read.
    pub documents: u64,
    /// Records that cannot.
    pub bad: u64,
}

/// Takes the lines that `pipeline` leaves and that stand in `at_least` documents. The inputs are read twice: first the
/// lines are counted by hash, then the texts are kept of those that count, so memory does not grow with the dump.
pub fn survey(pipeline: &Pipeline, inputs: &[Input], at_least: u64) -> Survey {
    let at_least = u8::try_from(at_least).unwrap_or(u8::MAX);
    let mut survey = Survey::default();
    let mut sketch = Sketch::new();
    let mut host_numbers: HashMap<String, usize> = HashMap::new();
    let hashes = |document: &Document| {
        let host = document.host.clone().unwrap_or_default();
        (host, templates(document).map(|(_, template)| template.hash()).collect::<HashSet<u64>>())
    };
    survey.bad = each(pipeline, inputs, hashes, |(host, hashes)| {
        survey.documents += 1;
        let number = *host_numbers.entry(host.clone()).or_insert(survey.hosts.len());
        if number == survey.hosts.len() {
            survey.hosts.push(Host { name: host, documents: 0 });
        }
        survey.hosts[number].documents += 1;
        hashes.into_iter().for_each(|hash| sketch.add(hash));
        true
    });
    let mut candidates: HashMap<u64, Candidate> = HashMap::new();
    let frequent = |document: &Document| {
        let host = document.host.as_deref().unwrap_or_default();
        let lines = templates(document).map(|(text, template)| (template.hash(), template, text.to_owned()));
        let lines: Vec<_> = lines.filter(|(hash, ..)| sketch.at_most(*hash) >= at_least).collect();
        (host_numbers.get(host).copied().unwrap_or_default(), lines)
    };
    each(pipeline, inputs, frequent, |(host, lines)| {
        let mut seen = HashSet::new();
        for (hash, template, text) in lines {
            note(&mut candidates, hash, template, text, host, seen.insert(hash));
        }
        true
    });
    survey.candidates = candidates.into_values().collect();
    survey.candidates.sort_by(|a, b| a.template.text.cmp(&b.template.text));
    survey
}

/// Notes a line of a document of `host`; `first` of its template there.
fn note(all: &mut HashMap<u64, Candidate>, hash: u64, template: Template, text: String, host: usize, first: bool) {
    if !all.contains_key(&hash) && all.len() >= MAX_CANDIDATES {
        return;
    }
    let candidate = all.entry(hash).or_insert_with(|| Candidate {
        template: template.clone(),
        hosts: BTreeMap::new(),
        samples: Vec::new(),
    });
    if candidate.template.text != template.text {
        return;
    }
    candidate.template.grouped |= template.grouped;
    candidate.template.chars = candidate.template.chars.max(template.chars);
    *candidate.hosts.entry(host).or_default() += u64::from(first);
    if candidate.samples.len() < SAMPLES && !candidate.samples.contains(&text) {
        candidate.samples.push(text);
    }
}

/// The lines of a cleaned document that may be chrome, each with its template.
fn templates(document: &Document) -> impl Iterator<Item = (&str, Template)> {
    document.standing().filter_map(|index| {
        // A longer text has a longer key than a line may have: it need not be made.
        let text = document.text(index);
        (text.len() < 2000).then(|| Template::of(document.key(index)).map(|template| (text, template))).flatten()
    })
}

/// What rules leave of a document: what the stage `context` would take of it may be named by a rule all the same.
fn left_by_rules(pipeline: &Pipeline, mut document: Document) -> Document {
    pipeline.apply_all_but("context", &mut document);
    document
}

/// Cleans all documents of `inputs`, asks `look` of each in parallel, and feeds the answers to `take` in order, until it
/// has enough and says `false`. Returns how many records cannot be read.
pub fn each<T: Send>(
    pipeline: &Pipeline,
    inputs: &[Input],
    look: impl Fn(&Document) -> T + Sync,
    mut take: impl FnMut(T) -> bool,
) -> u64 {
    let fields = Fields::default();
    let mut bad = 0;
    for batch in Batches::new(inputs, &fields) {
        let looked: Vec<Option<T>> = batch
            .into_par_iter()
            .map(|raw| raw.and_then(|raw| decode(raw, &fields)).ok())
            .map(|record| record.map(|record| look(&left_by_rules(pipeline, document(&record)))))
            .collect();
        for answer in looked {
            let Some(answer) = answer else {
                bad += 1;
                continue;
            };
            if !take(answer) {
                return bad;
            }
        }
    }
    bad
}
