//! `tamis clean`: inputs in, clean shards and a report out.

use super::exit_code::{Exit, Failure};
use super::form::{FormArgs, check, command_line};
use super::progress::Progress;
use super::size::size;
use super::{FieldNames, Rules, summary::text};
use clap::ValueEnum;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tamis::diagnostic::counted;
use tamis::input::record::OWN_FIELD;
use tamis::input::{Format, Reason, inputs};
use tamis::output::{CARD, Card};
use tamis::pipeline::Pipeline;
use tamis::report::{Report, Times};
use tamis::rules::schema::Reach;
use tamis::run::memory::LEAST_MEMORY;
use tamis::run::{self, BATCH_BYTES, CHECKPOINT_EVERY, Options, RunError, Summary, Target};

/// Cleans inputs: one shard of JSON lines each, or as asked for.
#[derive(Debug, clap::Args)]
pub struct Clean {
    /// Files, folders, quoted patterns, or `-` for standard input: .txt, .jsonl, .json, .csv, .tsv, .parquet, .warc, .wet,
    /// plain or packed by gzip, zstd, bzip2 or xz.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Folder for the shards, `report.json`, `quarantine.jsonl` and a dataset card; without it, records go to standard output.
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    rules: Rules,
    /// What standard input holds; told by its first bytes if not given, which tables have not.
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<FormatName>,
    #[command(flatten)]
    fields: FieldNames,
    #[command(flatten)]
    form: FormArgs,
    /// Threads to work with; all cores if not given. The output does not depend on it.
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Memory that the run may take: `512MB`, `2GiB`. It bounds what is worked on at once; only a record that does not
    /// fit is put aside for it.
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = memory)]
    memory: usize,
    /// How far rules of dedup look for copies: in the document (one pass), on the host, or in the whole corpus (two
    /// passes). Takes the place of `dedup-within` of pipeline.toml.
    #[arg(long, value_name = "REACH")]
    dedup: Option<ReachName>,
    /// Folder of the index of what earlier runs have seen: copies of it go too, and what this run sees is added. Made if
    /// it is not there.
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Folder for what waits between the two passes of `--dedup` and does not fit into memory: half as much as the inputs,
    /// and more for the survey. It is gone when the run ends. The folder of `--out` if not given, or the system's.
    #[arg(long, value_name = "DIR")]
    temp: Option<PathBuf>,
    /// Write every change of each record at the side of its shard, as `SHARD.ledger.jsonl.zst`: what `tamis restore` and
    /// `tamis removed` read.
    #[arg(long, requires = "out")]
    ledger: bool,
    /// Go on with the run that is unfinished in the folder, if there is one: after a crash, a full disk, a kill.
    #[arg(long, requires = "out")]
    resume: bool,
    /// Bytes of records that become one piece of a compressed shard; for tests, since nothing else depends on it.
    #[arg(long, value_name = "BYTES", default_value_t = BATCH_BYTES, hide = true)]
    batch_bytes: usize,
    /// Seconds of work that a crash may cost.
    #[arg(long, value_name = "SECONDS", default_value_t = CHECKPOINT_EVERY.as_secs_f64(), requires = "out")]
    checkpoint_every: f64,
    /// End at the first bad record instead of putting it aside.
    #[arg(long)]
    strict: bool,
    /// Say in `report.json` how long the run and each stage took. The one thing in it that differs from run to run.
    #[arg(long)]
    times: bool,
    /// Print neither progress nor summary.
    #[arg(long, short)]
    quiet: bool,
}

/// Formats of standard input.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// One document, all of it.
    Text,
    /// JSON objects, one a line, or over several.
    Jsonl,
    /// A table with a header.
    Csv,
    /// The same with tabs.
    Tsv,
}

/// How far rules of dedup look.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReachName {
    Document,
    Host,
    Corpus,
}

impl From<ReachName> for Reach {
    fn from(name: ReachName) -> Self {
        match name {
            ReachName::Document => Self::Document,
            ReachName::Host => Self::Host,
            ReachName::Corpus => Self::Corpus,
        }
    }
}

impl Clean {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let format = self.input_format.map(|name| match name {
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Csv,
            FormatName::Tsv => Format::Tsv,
        });
        if self.fields.text_field.split('.').next() == Some(OWN_FIELD) {
            let message =
                format!("error: the field `{OWN_FIELD}` is written by tamis; the text must be in another one\n");
            return Err(Failure::usage(message));
        }
        let inputs = inputs(&self.inputs, format).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let mut pipeline = self.rules.pipeline()?;
        if self.times {
            pipeline.start_clock();
        }
        // The process ends with it: freeing its rules one by one would be a tenth of a small run.
        let pipeline: &Pipeline = Box::leak(Box::new(pipeline));
        let target = self.out.clone().map_or(Target::Stdout, Target::Folder);
        let mut options = Options {
            fields: self.fields.into(),
            memory: self.memory,
            batch_bytes: self.batch_bytes,
            reach: self.dedup.map(Reach::from),
            index: self.index.clone(),
            temporary: self.temp.clone(),
            strict: self.strict,
            ledger: self.ledger,
            resume: self.resume,
            checkpoint_every: Duration::try_from_secs_f64(self.checkpoint_every).unwrap_or(CHECKPOINT_EVERY),
            preset: self.form.preset,
            kind: self.form.kind,
            shard_bytes: self.form.shard_size,
            ..Options::default()
        };
        if let Some(threads) = self.threads {
            options.threads = threads.into();
        }
        let wanted = options.wanted(pipeline);
        check(&wanted, self.out.is_none())?;
        let mut progress = Progress::start(self.quiet, &inputs);
        let (start, threads) = (Instant::now(), options.threads);
        let report = |summary: &Summary| {
            let mut report = Report::of(pipeline, summary);
            report.times = self.times.then(|| Times::of(pipeline, start.elapsed(), summary.bytes, threads));
            report
        };
        let last = |summary: &Summary| {
            let report = report(summary);
            let mut files = vec![("report.json".to_owned(), json(&report)?)];
            if !self.form.no_card && is_free_for_card(self.out.as_deref()) {
                let command = command_line(std::env::args_os().map(|word| word.to_string_lossy().into_owned()));
                let card = Card { report: &report, preset: wanted.preset, facts: wanted.facts, command: &command };
                files.push((CARD.to_owned(), card.text().into_bytes()));
            }
            Ok(files)
        };
        let ended = run::run_and(pipeline, &inputs, &target, &options, &mut progress, last);
        progress.finish();
        match ended {
            Ok(summary) => Ok(tell(self.out.as_deref(), self.quiet, &report(&summary))),
            Err(RunError::Closed) => Ok(Exit::Done),
            Err(error @ RunError::Strict(_)) => Err(Failure::no(format!("error: {error}\n"))),
            Err(error) => Err(Failure::usage(format!("error: {error}\n"))),
        }
    }
}

/// Tells what a run did, and how it ended.
fn tell(out: Option<&Path>, quiet: bool, report: &Report) -> Exit {
    if !quiet {
        anstream::eprint!("{}", text(report));
        if let Some(folder) = out {
            anstream::eprintln!("see          {}", folder.join("report.json").display());
        }
    }
    for limit in &report.blown {
        anstream::eprintln!("limit passed: {limit}");
    }
    if !report.blown.is_empty() {
        anstream::eprintln!(
            "The output is whole. Look at the samples of these rules in report.json; raise the limit if all is well."
        );
    }
    if let Some(count) = report.quarantined.get(Reason::Unreadable.name()) {
        anstream::eprintln!(
            "error: the system could not read {}; all else is done, see quarantine.jsonl",
            counted(usize::try_from(*count).unwrap_or(usize::MAX), "input file")
        );
        return Exit::Usage;
    }
    if report.blown.is_empty() { Exit::Done } else { Exit::No }
}

/// Bytes of memory, at least as many as a run needs.
fn memory(text: &str) -> Result<usize, String> {
    let bytes = size(text)?;
    if bytes < LEAST_MEMORY {
        return Err(format!("a run needs {} MiB at least", LEAST_MEMORY >> 20));
    }
    Ok(bytes)
}

/// Whether a card may be written: a `README.md` that tamis did not write stays.
fn is_free_for_card(out: Option<&Path>) -> bool {
    let Some(there) = out.and_then(|out| std::fs::read(out.join(CARD)).ok()) else { return true };
    let is_card = Card::is_card(&there);
    if !is_card {
        anstream::eprintln!("the folder has a {CARD} of its own, which stays; no dataset card is written");
    }
    is_card
}

/// `report.json`, for readers too.
fn json(report: &Report) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(report)?;
    text.push(b'\n');
    Ok(text)
}
