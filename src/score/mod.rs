//! Labelled pages in; how much of their content and chrome the rules keep and take, in all and rule by rule, out.
//!
//! Pages are weighed by characters, white space aside, and by paragraphs. A line counts as one that stays if half of it
//! does. `labelled` reads a page and its labels, `lines` tells what became of each line, `tally` counts, and `by_rule`
//! names what each rule took rightly and wrongly.

pub mod by_rule;
pub mod labelled;
pub mod languages;
pub mod lines;
pub mod tally;

pub use by_rule::{Eaten, RuleScore};
pub use tally::{Group, Numbers, Tally};

use crate::input::{Bad, Batches, Fields, Input, Raw};
use crate::pipeline::Pipeline;
use by_rule::ByRule;
use labelled::Labelled;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// How pages are scored.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Examples to give of the content that a rule took.
    pub worst: usize,
    /// Sources that are shown by themselves and count nowhere else.
    pub aside: Vec<String>,
}

/// The score of a pipeline on labelled pages. The names in JSON are stable.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// Version of the program.
    pub tamis: &'static str,
    /// SHA-256 of all rule files.
    pub rules_sha256: String,
    /// All pages, those of sources set aside not among them.
    pub total: Numbers,
    /// By language, as the labels name it.
    pub languages: BTreeMap<String, Numbers>,
    /// By source.
    pub sources: BTreeMap<String, Numbers>,
    /// Rules that took something, those first that took most content.
    pub rules: Vec<RuleScore>,
    /// Pages without labels, which are passed over.
    pub unlabelled: u64,
    /// Records that cannot be read: where, and why.
    pub bad: Vec<String>,
}

/// Scores `pipeline` on the labelled pages of `inputs`. The score does not depend on the number of threads.
pub fn score(pipeline: &Pipeline, inputs: &[Input], options: &Options) -> Score {
    let mut sums = Sums::default();
    for batch in Batches::new(inputs, &Fields::default()) {
        let pages: Vec<Outcome> = batch.into_par_iter().map(|record| Page::of(pipeline, record)).collect();
        pages.into_iter().for_each(|page| sums.add(page, options));
    }
    let numbers = |groups: BTreeMap<String, Group>| groups.into_iter().map(|(name, g)| (name, g.numbers())).collect();
    Score {
        tamis: env!("CARGO_PKG_VERSION"),
        rules_sha256: pipeline.fingerprint().to_owned(),
        total: sums.total.numbers(),
        languages: numbers(sums.languages),
        sources: numbers(sums.sources),
        rules: sums.rules.scores(pipeline.catalog()),
        unlabelled: sums.unlabelled,
        bad: sums.bad,
    }
}

/// A page scored, nothing where it has no labels, or why it cannot be read.
type Outcome = Result<Option<Page>, String>;

/// A labelled page and what became of its lines.
struct Page {
    labelled: Labelled,
    lines: Vec<lines::Line>,
}

impl Page {
    fn of(pipeline: &Pipeline, record: Result<Raw, Bad>) -> Outcome {
        let raw = record.map_err(|bad| place(&bad.origin.input, bad.origin.record, &bad.detail))?;
        let labelled = Labelled::read(&raw).map_err(|reason| place(&raw.origin.input, raw.origin.record, &reason))?;
        Ok(labelled.map(|labelled| {
            let cleaned = pipeline.clean(labelled.document());
            Self { lines: lines::lines(&cleaned), labelled }
        }))
    }
}

fn place(input: &str, record: u64, reason: &str) -> String {
    format!("{input} record {record}: {reason}")
}

/// What is summed up while pages come in, in their order.
#[derive(Default)]
struct Sums {
    total: Group,
    languages: BTreeMap<String, Group>,
    sources: BTreeMap<String, Group>,
    rules: ByRule,
    unlabelled: u64,
    bad: Vec<String>,
}

impl Sums {
    fn add(&mut self, page: Outcome, options: &Options) {
        match page {
            Ok(Some(page)) => self.add_page(&page, options),
            Ok(None) => self.unlabelled += 1,
            Err(reason) => self.bad.push(reason),
        }
    }

    fn add_page(&mut self, page: &Page, options: &Options) {
        let Labelled { content, skip, language, source, .. } = &page.labelled;
        let (mut characters, mut paragraphs) = (Tally::default(), Tally::default());
        for (number, line) in page.lines.iter().enumerate().filter(|(number, _)| !skip.contains(number)) {
            characters.add(content[number], line.stays, line.weight);
            paragraphs.add(content[number], line.stays, u64::from(line.weight > 0));
        }
        self.sources.entry(source.clone()).or_default().add(characters, paragraphs);
        if options.aside.contains(source) {
            return;
        }
        self.total.add(characters, paragraphs);
        self.languages.entry(language.clone()).or_default().add(characters, paragraphs);
        self.rules.add(&page.labelled, &page.lines, options.worst);
    }
}
