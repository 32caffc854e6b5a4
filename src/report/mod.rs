//! `report.json`: what a run read, wrote, took out and put aside; the same bytes for the same inputs and rules.

pub mod html;

use crate::clock::Clock;
use crate::pipeline::Pipeline;
use crate::run::Summary;
use crate::stats::{Counts, DocumentCount, Lengths, Piece, RuleCount, SamplePage, Stats};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// The report of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Version of the program.
    pub tamis: String,
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
    pub languages: BTreeMap<String, DocumentCount>,
    /// Documents and characters by host.
    pub hosts: HostsReport,
    /// Documents by length: class `n` holds those of 2^(n-1) to 2^n - 1 characters, class 0 the empty ones.
    pub lengths: Lengths,
    /// Records put aside, by reason.
    pub quarantined: BTreeMap<String, u64>,
    /// Documents dropped whole, by the rule or reason.
    pub dropped: BTreeMap<String, u64>,
    /// Documents by flag.
    pub flags: BTreeMap<String, u64>,
    /// Limits of the run that were passed, in words: see `[limits]` of `pipeline.toml`.
    pub blown: Vec<String>,
    /// A few pages and what went from each, drawn by chance, the same ones each time.
    pub pages: Vec<PageReport>,
    /// What the clock says, if it was asked: the one part that differs from run to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
}

/// How long a run took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Times {
    /// Seconds from start to end.
    pub seconds: f64,
    /// Threads that worked.
    pub threads: usize,
    /// Millions of bytes of records read in a second.
    pub mb_per_second: f64,
    /// Each stage, in running order.
    pub stages: Vec<StageTime>,
}

/// How long a stage worked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageTime {
    /// Its name.
    pub id: String,
    /// Seconds, summed over all threads.
    pub seconds: f64,
}

impl Times {
    /// The times of a run that took `elapsed`, read `bytes` and worked with `threads`.
    pub fn of(pipeline: &Pipeline, elapsed: Duration, bytes: u64, threads: usize) -> Self {
        let seconds = elapsed.as_secs_f64();
        let stages = pipeline.clock().map_or(Vec::new(), Clock::stages);
        Self {
            seconds,
            threads,
            mb_per_second: bytes as f64 / 1e6 / seconds.max(1e-9),
            stages: stages
                .into_iter()
                .map(|(id, time)| StageTime { id: id.to_owned(), seconds: time.as_secs_f64() })
                .collect(),
        }
    }
}

/// Hosts and what became of their text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HostsReport {
    /// Those with most text, the largest first.
    pub largest: Vec<HostReport>,
    /// All others together.
    pub others: DocumentCount,
    /// Documents without an address.
    pub unknown: DocumentCount,
}

/// A host and what became of its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HostReport {
    /// Its name.
    pub host: String,
    /// Its counts.
    #[serde(flatten)]
    pub count: DocumentCount,
}

/// A page in pieces.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageReport {
    /// The record's id.
    pub id: String,
    /// Its address, empty where it has none.
    pub url: String,
    /// Characters before cleaning.
    pub chars_in: u64,
    /// Characters after cleaning.
    pub chars_out: u64,
    /// The pieces of its source in order, up to a bounded length.
    pub pieces: Vec<PieceReport>,
    /// Whether the page goes on behind the last piece.
    pub is_cut: bool,
}

/// A piece of a page's source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PieceReport {
    /// Its text.
    pub text: String,
    /// Full id of the rule that took it, empty if it stayed.
    pub rule: String,
    /// What was put in its place.
    pub insert: String,
}

/// Hosts that are named in a report.
const LARGEST: usize = 1_000;

/// One input and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InputReport {
    /// As it was named.
    pub input: String,
    /// The shards written; none on standard output.
    pub shards: Vec<String>,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A stage and what it did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StageReport {
    /// Its name.
    pub id: String,
    /// Its counts.
    #[serde(flatten)]
    pub count: RuleCount,
}

/// A rule and what it did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleReport {
    /// Its full id.
    pub id: String,
    /// Its counts.
    #[serde(flatten)]
    pub count: RuleCount,
    /// The first texts that it took.
    pub samples: Vec<String>,
}

impl Report {
    /// The report of a run that ended so.
    pub fn of(pipeline: &Pipeline, summary: &Summary) -> Self {
        let total = &summary.total;
        let catalog = pipeline.catalog();
        let stages = total.stages(catalog).into_iter().map(|(id, count)| StageReport { id, count }).collect();
        let blown = pipeline.passed_limits(total);
        let idle = catalog.iter().filter(|(rule, _)| !total.rules.contains_key(rule));
        Self {
            tamis: env!("CARGO_PKG_VERSION").to_owned(),
            rules_sha256: pipeline.fingerprint().to_owned(),
            total: Counts::of(total),
            inputs: summary
                .inputs
                .iter()
                .map(|done| InputReport { input: done.input.clone(), shards: done.shards.clone(), counts: done.counts })
                .collect(),
            stages,
            rules: by_chars(pipeline, total),
            idle_rules: idle.map(|(_, info)| info.id.clone()).collect(),
            hosts: HostsReport::of(total),
            lengths: total.lengths.clone(),
            pages: total.pages.iter().map(|page| PageReport::of(pipeline, page)).collect(),
            languages: total.languages.clone(),
            quarantined: total.quarantined.iter().map(|(reason, count)| (reason.name().to_owned(), *count)).collect(),
            dropped: total.dropped.clone(),
            flags: total.flags.clone(),
            blown,
            times: None,
        }
    }
}

impl HostsReport {
    fn of(stats: &Stats) -> Self {
        let mut largest: Vec<(&String, &DocumentCount)> = stats.hosts.named.iter().collect();
        largest.sort_by(|a, b| b.1.chars_in.cmp(&a.1.chars_in).then_with(|| a.0.cmp(b.0)));
        let mut others = stats.hosts.others;
        largest.iter().skip(LARGEST).for_each(|(_, count)| others += **count);
        largest.truncate(LARGEST);
        let report = |(host, count): (&String, &DocumentCount)| HostReport { host: host.clone(), count: *count };
        Self { largest: largest.into_iter().map(report).collect(), others, unknown: stats.hosts.unknown }
    }
}

impl PageReport {
    fn of(pipeline: &Pipeline, page: &SamplePage) -> Self {
        let piece = |piece: &Piece| PieceReport {
            text: piece.text.clone(),
            rule: piece.rule.map_or(String::new(), |rule| pipeline.catalog().get(rule).id.clone()),
            insert: piece.insert.clone(),
        };
        Self {
            id: page.id.clone(),
            url: page.url.clone(),
            chars_in: page.chars_in,
            chars_out: page.chars_out,
            pieces: page.pieces.iter().map(piece).collect(),
            is_cut: page.is_cut,
        }
    }
}

/// The rules that did something, those that took most first; equal ones by id.
fn by_chars(pipeline: &Pipeline, stats: &Stats) -> Vec<RuleReport> {
    let report = |(rule, count): (&_, &RuleCount)| RuleReport {
        id: pipeline.catalog().get(*rule).id.clone(),
        count: *count,
        samples: stats.samples.get(rule).cloned().unwrap_or_default(),
    };
    let mut rules: Vec<RuleReport> = stats.rules.iter().map(report).collect();
    rules.sort_by(|a, b| b.count.chars.cmp(&a.count.chars).then_with(|| a.id.cmp(&b.id)));
    rules
}
