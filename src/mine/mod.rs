//! A dump in; a rule set for the lines that repeat in it and that no rule takes yet, ready to be edited, out.
//!
//! `survey` counts lines by `template`, `select` makes rules of those that repeat, `near_miss` looks for lines that the
//! rules must not take, `write` writes the set. What comes out has been loaded and tried: it passes
//! `tamis check` without a warning.

mod dates;
mod near_miss;
pub mod select;
mod sketch;
pub mod survey;
pub mod template;
pub mod write;

use crate::diagnostic::Report;
use crate::document::Document;
use crate::input::Input;
use crate::key::MatchKey;
use crate::pipeline::Pipeline;
use crate::rules::load::{LoadError, read_layers};
use crate::rules::problems::Problems;
use crate::rules::{Layer, RuleBook};
use near_miss::Misses;
use select::{Draft, select};
use std::path::Path;
use survey::{Survey, survey};
use template::Template;
use write::{Written, write};

/// Documents of a host in which a line must stand, however large their share: in two it may be chance.
pub const MIN_SHARED: u64 = 3;
/// Examples of a rule: lines that it takes, and near misses.
const EXAMPLES: (usize, usize) = (4, 2);

/// What counts as a line that repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Documents of a host, or of all that have none, in which a line must stand.
    pub min_documents: u64,
    /// Or the share of the host's documents, three of them at least.
    pub min_share: f64,
    /// Lines to propose at most, those that stand in most documents.
    pub most: usize,
    /// Name of the set: `chrome/NAME` is its id.
    pub set: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_documents: 5, min_share: 0.5, most: 200, set: "mined".to_owned() }
    }
}

/// A mined rule set.
#[derive(Clone, Debug, Default)]
pub struct Mined {
    /// The file.
    pub text: String,
    /// Rules in it.
    pub rules: usize,
    /// Lines that they take.
    pub lines: usize,
    /// Rules that were left out: other rules take some of their lines, or nothing was found that they do not take.
    pub left_out: usize,
    /// Documents that were read.
    pub documents: u64,
    /// Hosts that they are of; those without an address count as one.
    pub hosts: usize,
    /// Records that cannot be read.
    pub bad: u64,
}

/// Why nothing can be mined.
#[derive(Debug, thiserror::Error)]
pub enum MineError {
    /// The rules do not load.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A set of this name is stacked already.
    #[error("there is a set `chrome/{0}` already; give the new one another name with `--set`")]
    SetTaken(String),
}

/// Mines `inputs` for lines that repeat and that the shipped rules, with those of `folders` over them, leave. The inputs
/// are read three times. The set does not depend on the number of threads.
///
/// # Errors
/// [`MineError`] where the rules do not load, or have a set of the name wanted.
pub fn mine(folders: &[impl AsRef<Path>], inputs: &[Input], options: &Options) -> Result<Mined, MineError> {
    let (pipeline, _) = Pipeline::of_folders(folders)?;
    let (layers, problems) = read_layers(folders)?;
    let id = format!("chrome/{}", options.set);
    if RuleBook::load(&layers, &problems).sets.iter().any(|set| set.id == id) {
        return Err(MineError::SetTaken(options.set.clone()));
    }
    let survey = survey(&pipeline, inputs, options.min_documents.min(MIN_SHARED));
    let mut drafts = select(&survey, options);
    let found = drafts.len();
    let bench = Bench { layers: &layers, id, header: header(&survey, options), about: about(&survey) };
    drafts.retain_mut(|draft| give_removed(draft, &pipeline));
    let with_drafts = bench.loaded(&mut drafts);
    if let Some(with_drafts) = with_drafts.filter(|_| !drafts.is_empty()) {
        let misses = Misses::find(&with_drafts, inputs, &drafts);
        let mut number = 0;
        drafts.retain_mut(|draft| {
            number += 1;
            give_kept(draft, misses.of(number - 1), &with_drafts)
        });
    }
    let written = bench.checked(&mut drafts);
    Ok(Mined {
        text: written.text,
        rules: drafts.len(),
        lines: drafts.iter().map(|draft| draft.lines.len()).sum(),
        left_out: found - drafts.len(),
        documents: survey.documents,
        hosts: survey.hosts.len(),
        bad: survey.bad,
    })
}

fn header(survey: &Survey, options: &Options) -> Vec<String> {
    let count = |number: usize, noun| crate::diagnostic::counted(number, noun);
    vec![
        format!(
            "Proposed by `tamis mine` from {} of {}: lines that stand in {} documents of a host or more, or in {:.0} %.",
            count(survey.documents as usize, "document"),
            count(survey.hosts.len(), "host"),
            options.min_documents,
            options.min_share * 100.0,
        ),
        "Read each rule: take out what is content, say in `why` what the line is, add near misses to `kept`."
            .to_owned(),
        "Then `tamis check` and `tamis test`.".to_owned(),
    ]
}

fn about(survey: &Survey) -> String {
    match survey.hosts.as_slice() {
        [host] if !host.name.is_empty() => format!("Lines that repeat on {}", host.name),
        _ => "Lines that repeat in a dump".to_owned(),
    }
}

/// Gives a draft lines that it takes and no other rule does; false where there are none.
fn give_removed(draft: &mut Draft, pipeline: &Pipeline) -> bool {
    // One sample of each line before the second of any.
    for round in 0..EXAMPLES.0 {
        for line in &draft.lines {
            if draft.removed.len() < EXAMPLES.0
                && let Some(text) = line.candidate.samples.get(round)
                && stays(text, draft, pipeline)
            {
                draft.removed.push(text.clone());
            }
        }
    }
    !draft.removed.is_empty()
}

/// Gives a draft lines that neither it nor another rule takes; false where there are none.
fn give_kept<'m>(draft: &mut Draft, misses: impl Iterator<Item = &'m str>, pipeline: &Pipeline) -> bool {
    let mut sorts = Vec::new();
    for text in misses {
        // Two lines of one sort say no more than one.
        let sort = Template::of(&MatchKey::new(text)).map(|template| template.text);
        if draft.kept.len() < EXAMPLES.1 && !(sort.is_some() && sorts.contains(&sort)) && stays(text, draft, pipeline) {
            draft.kept.push(text.to_owned());
            sorts.push(sort);
        }
    }
    if draft.kept.is_empty() {
        let longer = draft.removed.first().map(|text| format!("A sentence that has {text} in it is another line."));
        draft.kept.extend(longer.filter(|text| stays(text, draft, pipeline)));
    }
    !draft.kept.is_empty()
}

/// Whether a line, as a page of its own in the scope of a draft, comes out as it went in.
fn stays(text: &str, draft: &Draft, pipeline: &Pipeline) -> bool {
    let mut document = Document::new("example", text);
    document.host = draft.hosts.first().cloned();
    pipeline.clean(document).text == text
}

/// Where drafts are tried.
struct Bench<'a> {
    layers: &'a [Layer],
    id: String,
    header: Vec<String>,
    about: String,
}

impl Bench<'_> {
    fn layers(&self, text: &str) -> Vec<Layer> {
        let mut layers = self.layers.to_vec();
        layers.push(Layer::of_text(&self.id, text));
        layers
    }

    /// The pipeline with the drafts on top, their near misses not yet found. Drafts that do not load are dropped.
    fn loaded(&self, drafts: &mut Vec<Draft>) -> Option<Pipeline> {
        loop {
            let mut tried = drafts.clone();
            tried.iter_mut().for_each(|draft| draft.kept = vec!["…".to_owned()]);
            let written = write(&self.header, &self.about, &tried);
            match Pipeline::of_layers(&self.layers(&written.text), Problems::default(), |_| false) {
                Ok((pipeline, _)) => return Some(pipeline),
                Err(report) if self.weed(drafts, &written, &report) => {}
                Err(_) => return None,
            }
        }
    }

    /// The set, without the drafts of which `tamis check` has something to say.
    fn checked(&self, drafts: &mut Vec<Draft>) -> Written {
        loop {
            let written = write(&self.header, &self.about, drafts);
            let own = format!("{}.toml", self.id);
            let checked = Pipeline::check_layers(&self.layers(&written.text), Problems::default(), |path| path == own);
            let report = checked.map_or_else(|report| report, |(_, notes)| notes);
            if !self.weed(drafts, &written, &report) {
                return written;
            }
        }
    }

    /// Drops the drafts that a report points at; false where it points at none.
    fn weed(&self, drafts: &mut Vec<Draft>, written: &Written, report: &Report) -> bool {
        let own = format!("{}.toml", self.id);
        let before = drafts.len();
        let is_named = |number: usize| {
            let of_own = report.diagnostics.iter().filter(|note| note.place.file.path == own);
            of_own.map(|note| note.place.span.start).any(|at| written.places[number].contains(&at))
        };
        let mut number = 0;
        drafts.retain(|_| {
            number += 1;
            !is_named(number - 1)
        });
        drafts.len() < before
    }
}
