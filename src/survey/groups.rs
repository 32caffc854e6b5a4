//! The largest groups of copies: counted from all verdicts before the second pass, which adds what they have of text.

use super::first::each_partition;
use super::gone::Gone;
use super::log::{Log, PARTITIONS, Parting};
use super::plan::Plan;
use super::take::Work;
use super::twice::HashedMap;
use super::verdicts::Verdict;
use crate::document::Document;
use crate::ledger::RuleRef;
use crate::rules::catalog::Catalog;
use crate::stages::dedup::mix;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Groups of a run that are told, the largest ones.
pub const MOST_GROUPS: usize = 1000;
/// Characters of a sample at most.
pub const SAMPLE_CHARS: usize = 240;

/// Copies that went, or were flagged, by one rule and for the sake of one paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id of the rule.
    pub rule: String,
    /// What its copies have in common, among the groups of this rule in all runs of an index: a keeper by run, ordinal of
    /// its document there and number of the paragraph; or the hash of a line on its host, of which none stays.
    pub of: String,
    /// Id of the keeper's document; empty where none stays.
    pub keeper_document: String,
    /// Number of the keeper in its document, from 0; -1 where none stays.
    pub keeper: i64,
    /// How many.
    pub copies: u64,
    /// Their characters together.
    pub chars: u64,
    /// The beginning of the first of them.
    pub sample: String,
}

/// A group in numbers: how many copies, rule of the plan, what they have in common, position of the first.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub copies: u64,
    pub rule: u64,
    pub common: u64,
    pub first: u64,
}

/// Leaves the largest of the groups, the earlier one first of equal ones.
fn leave_largest(groups: &mut Vec<Counted>) {
    groups.sort_unstable_by_key(|group| (std::cmp::Reverse(group.copies), group.first, group.rule));
    groups.truncate(MOST_GROUPS);
}

/// Tells of verdicts, which come in the order of the corpus and of the rules, the one by which a copy counts: the first on
/// a paragraph, and the first on a document. What stands in a document that is dropped counts no more.
#[derive(Clone)]
pub(super) struct Telling {
    gone: Arc<Gone>,
    of_documents: Arc<[bool]>,
    last: [Option<u64>; 2],
}

impl Telling {
    pub fn new(plan: &Plan, gone: Arc<Gone>) -> Self {
        let of_documents = (0..plan.rules().len()).map(|rule| plan.is_of_documents(rule)).collect();
        Self { gone, of_documents, last: [None; 2] }
    }

    /// Whether the verdict of a rule on a position counts.
    pub fn counts(&mut self, position: u64, rule: u64) -> bool {
        let of_document = self.of_documents[rule as usize];
        let last = self.last[usize::from(of_document)].replace(position);
        last != Some(position) && (of_document || !self.gone.has(super::Position(position).document()))
    }
}

/// Groups by hash, what their copies have in common, and rule.
type ByHash = HashedMap<(u64, u64, u64), Counted>;

fn add(groups: &mut ByHash, hash: u64, of: Counted) {
    let group = groups.entry((hash, of.common, of.rule)).or_insert(Counted { copies: 0, ..of });
    group.copies += of.copies;
    group.first = group.first.min(of.first);
}

/// Counts the copies of each group, in a log of verdicts that is parted by position, and gives the largest ones.
pub(super) fn largest(verdicts: &Log, mut telling: Telling, work: &Work) -> io::Result<Vec<Counted>> {
    // Hash, rule, what they have in common, how many, first.
    let mut counts = Log::new(5, Parting::Hash { below: 0 }, &work.folder);
    for partition in 0..PARTITIONS {
        let mut groups = ByHash::default();
        for [position, rule, common] in super::verdicts::sorted(verdicts, partition)? {
            if telling.counts(position, rule) {
                add(&mut groups, mix(mix(common) ^ rule), Counted { copies: 1, rule, common, first: position });
            }
        }
        for ((hash, ..), Counted { copies, rule, common, first }) in groups {
            counts.push_within(&[hash, rule, common, copies, first], work.part(8))?;
        }
    }
    let mut largest = Vec::new();
    each_partition(counts, work, &counted, &mut |groups| {
        largest.extend(groups);
        if largest.len() > 8 * MOST_GROUPS {
            leave_largest(&mut largest);
        }
        Ok(())
    })?;
    leave_largest(&mut largest);
    Ok(largest)
}

/// The largest groups of a partition.
fn counted(counts: &Log, partition: usize) -> io::Result<Vec<Counted>> {
    let mut groups = ByHash::default();
    counts.each(partition, |record| {
        if let &[hash, rule, common, copies, first] = record {
            add(&mut groups, hash, Counted { copies, rule, common, first });
        }
        Ok(())
    })?;
    let mut groups = groups.into_values().collect();
    leave_largest(&mut groups);
    Ok(groups)
}

/// The largest groups of a run, whose texts are taken from its documents as they come by, by any thread.
pub struct Groups {
    groups: Vec<Gathered>,
}

/// What is known of a group of a run, and what is gathered of it.
pub(super) struct Gathered {
    pub rule: RuleRef,
    /// Whether its copies are documents.
    pub is_of_documents: bool,
    /// See [`Group::of`].
    pub of: String,
    /// Id of the keeper's document, and number of the paragraph.
    pub keeper: Option<(String, usize)>,
    pub copies: u64,
    pub chars: AtomicU64,
    pub sample: OnceLock<String>,
}

/// Which of the largest groups a copy belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Number of the group.
    group: usize,
    /// Whether the copy is its first.
    is_first: bool,
}

impl Groups {
    /// Of groups of which nothing is gathered yet.
    pub(super) fn new(groups: Vec<Gathered>) -> Self {
        Self { groups }
    }

    /// Takes the texts of copies from a document, before they are taken out of it.
    pub fn gather(&self, document: &Document, verdicts: &[Verdict]) {
        for verdict in verdicts {
            let Some(Membership { group, is_first }) = verdict.group else { continue };
            let gathered = &self.groups[group];
            let chars = |index: usize| document.text(index).chars().count() as u64;
            let all =
                if gathered.is_of_documents { document.standing().map(chars).sum() } else { chars(verdict.paragraph) };
            gathered.chars.fetch_add(all, Ordering::Relaxed);
            if is_first {
                gathered
                    .sample
                    .get_or_init(|| document.text(verdict.paragraph).trim().chars().take(SAMPLE_CHARS).collect());
            }
        }
    }

    /// Writes the groups into a new file, one JSON object a line; `catalog` is that of the rules.
    pub(super) fn save(&self, path: &Path, catalog: &Catalog) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        for gathered in &self.groups {
            let keeper =
                gathered.keeper.clone().map(|(document, at)| (document, i64::try_from(at).unwrap_or(i64::MAX)));
            let (keeper_document, keeper) = keeper.unwrap_or((String::new(), -1));
            let group = Group {
                rule: catalog.get(gathered.rule).id.as_str().to_owned(),
                of: gathered.of.clone(),
                keeper_document,
                keeper,
                copies: gathered.copies,
                chars: gathered.chars.load(Ordering::Relaxed),
                sample: gathered.sample.get().cloned().unwrap_or_default(),
            };
            serde_json::to_writer(&mut file, &group)?;
            file.write_all(b"\n")?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    /// Reads what was saved.
    pub(super) fn read(path: &Path) -> io::Result<Vec<Group>> {
        BufReader::new(File::open(path)?).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
    }
}

/// Adds up groups of several runs, of which the first tells the sample.
pub(super) fn summed(groups: impl IntoIterator<Item = Group>) -> Vec<Group> {
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    let mut summed: Vec<Group> = Vec::new();
    for group in groups {
        let place = *places.entry((group.rule.clone(), group.of.clone())).or_insert(summed.len());
        match summed.get_mut(place) {
            Some(known) => {
                known.copies += group.copies;
                known.chars += group.chars;
            }
            None => summed.push(group),
        }
    }
    summed
}

/// Tells in the second pass which verdicts are on copies of the largest groups.
pub(super) struct Marks {
    telling: Telling,
    /// By rule and what copies have in common: number of the group, and position of its first copy.
    groups: HashMap<(u64, u64), (usize, u64)>,
}

impl Marks {
    pub fn new(telling: Telling, groups: &[Counted]) -> Self {
        let numbered = groups.iter().enumerate();
        let groups = numbered.map(|(number, group)| ((group.rule, group.common), (number, group.first))).collect();
        Self { telling, groups }
    }

    /// The group of a verdict: position, rule and what its copies have in common.
    pub fn of(&mut self, [position, rule, common]: [u64; 3]) -> Option<Membership> {
        let counts = self.telling.counts(position, rule);
        let &(group, first) = self.groups.get(&(rule, common)).filter(|_| counts)?;
        Some(Membership { group, is_first: position == first })
    }
}
