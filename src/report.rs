//! `report.json`: what a run read, wrote, took out and put aside; the same bytes for the same inputs and rules.

use crate::pipeline::Pipeline;
use crate::run::Done;
use crate::stats::{LanguageCount, RuleCount, Stats};
use serde::Serialize;
use std::collections::BTreeMap;

/// The report of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Version of the program.
    pub tamis: &'static str,
    /// SHA-256 of all rule files.
    pub rules_sha256: String,
    /// Sums over all inputs.
    pub total: Counts,
    /// Each input.
    pub inputs: Vec<InputReport>,
    /// Each stage that took something, in running order.
    pub stages: Vec<StageReport>,
    /// Each rule that took something, those that took most first.
    pub rules: Vec<RuleReport>,
    /// Rules that did nothing in this run.
    pub idle_rules: Vec<String>,
    /// Documents and characters by main language.
    pub languages: BTreeMap<String, LanguageCount>,
    /// Records put aside, by reason.
    pub quarantined: BTreeMap<&'static str, u64>,
    /// Documents by flag.
    pub flags: BTreeMap<String, u64>,
    /// Limits of the run that were passed, in words: see `[limits]` of `pipeline.toml`.
    pub blown: Vec<String>,
}

/// One input and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct InputReport {
    /// As it was named.
    pub input: String,
    /// The shard written; none on standard output.
    pub shard: Option<String>,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Records, and text in characters: `records = written + quarantined`.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub records: u64,
    pub written: u64,
    pub quarantined: u64,
    pub paragraphs_in: u64,
    pub paragraphs_out: u64,
    pub chars_in: u64,
    pub chars_out: u64,
}

/// A stage and what it did.
#[derive(Clone, Debug, Serialize)]
pub struct StageReport {
    /// Its name.
    pub id: String,
    /// Its counts.
    #[serde(flatten)]
    pub count: RuleCount,
}

/// A rule and what it did.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// Its full id.
    pub id: String,
    /// Its counts.
    #[serde(flatten)]
    pub count: RuleCount,
    /// The first texts that it took.
    pub samples: Vec<String>,
}

impl Counts {
    fn of(stats: &Stats) -> Self {
        Self {
            records: stats.records,
            written: stats.written,
            quarantined: stats.quarantined(),
            paragraphs_in: stats.paragraphs_in,
            paragraphs_out: stats.paragraphs_out,
            chars_in: stats.chars_in,
            chars_out: stats.chars_out,
        }
    }
}

impl Report {
    /// The report of a run that ended with `done`.
    pub fn of(pipeline: &Pipeline, done: &[Done]) -> Self {
        let total = total(done);
        let catalog = pipeline.catalog();
        let stages = total.stages(catalog).into_iter().map(|(id, count)| StageReport { id, count }).collect();
        let blown = pipeline.passed_limits(&total);
        let idle = catalog.iter().filter(|(rule, _)| !total.rules.contains_key(rule));
        Self {
            tamis: env!("CARGO_PKG_VERSION"),
            rules_sha256: pipeline.fingerprint().to_owned(),
            total: Counts::of(&total),
            inputs: done
                .iter()
                .map(|done| InputReport {
                    input: done.input.clone(),
                    shard: done.shard.clone(),
                    counts: Counts::of(&done.stats),
                })
                .collect(),
            stages,
            rules: by_chars(pipeline, &total),
            idle_rules: idle.map(|(_, info)| info.id.clone()).collect(),
            languages: total.languages,
            quarantined: total.quarantined.iter().map(|(reason, count)| (reason.name(), *count)).collect(),
            flags: total.flags,
            blown,
        }
    }
}

/// The sums over all inputs.
pub fn total(done: &[Done]) -> Stats {
    let mut total = Stats::default();
    done.iter().for_each(|done| total += done.stats.clone());
    total
}

/// The rules that did something, those that took most first; equal ones by id.
pub fn by_chars(pipeline: &Pipeline, stats: &Stats) -> Vec<RuleReport> {
    let report = |(rule, count): (&_, &RuleCount)| RuleReport {
        id: pipeline.catalog().get(*rule).id.clone(),
        count: *count,
        samples: stats.samples.get(rule).cloned().unwrap_or_default(),
    };
    let mut rules: Vec<RuleReport> = stats.rules.iter().map(report).collect();
    rules.sort_by(|a, b| b.count.chars.cmp(&a.count.chars).then_with(|| a.id.cmp(&b.id)));
    rules
}
