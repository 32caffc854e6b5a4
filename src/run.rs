//! A run: inputs in, one clean shard each out, bad records to quarantine; documents in parallel, written in order.

use crate::document::Document;
use crate::input::{Bad, Fields, Input, Raw, Reader, Record, decode};
use crate::output::{Compression, OutputError, Shard, encode, encode_row, ledger_name, shard_name};
use crate::pipeline::Pipeline;
use crate::quarantine::Quarantine;
use crate::sidecar::Row;
use crate::stats::Stats;
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where clean documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder: one shard an input, `quarantine.jsonl` beside them.
    Folder(PathBuf),
    /// Standard output; bad records are reported to whoever listens to the run.
    Stdout,
}

/// How a run is done. Nothing of it changes the output, `fields` and the limit of a record apart.
#[derive(Clone, Debug)]
pub struct Options {
    /// Names of the fields of JSON records.
    pub fields: Fields,
    /// Bytes of records that are worked on together.
    pub batch_bytes: usize,
    /// Bytes of a record at most.
    pub max_record_bytes: usize,
    /// Whether the first bad record ends the run.
    pub strict: bool,
    /// Whether the changes of each record are written at the side of its shard.
    pub ledger: bool,
}

/// Bytes of records that are worked on together if nothing else is said.
pub const BATCH_BYTES: usize = 8 << 20;

/// What happened to one input.
#[derive(Clone, Debug)]
pub struct Done {
    /// The input as it was named.
    pub input: String,
    /// The shard written, if not standard output.
    pub shard: Option<String>,
    /// Its counts.
    pub stats: Stats,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Something cannot be written.
    #[error("{0}")]
    Output(#[from] OutputError),
    /// Standard output was closed by its reader.
    #[error("standard output was closed")]
    Closed,
    /// Something cannot be written, and the system says why.
    #[error("cannot write: {0}")]
    Io(io::Error),
    /// A bad record in a strict run.
    #[error("{} record {}, byte {}: {}: {} (a strict run ends at the first bad record)", .0.origin.input, .0.origin.record, .0.at, .0.reason, .0.detail)]
    Strict(Box<Bad>),
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Io(error) }
    }
}

/// Who is told how a run goes.
pub trait Listener {
    /// A batch was written: counts of the whole run so far, bytes of records read.
    fn progress(&mut self, stats: &Stats, bytes: u64);
    /// A record was put aside.
    fn bad(&mut self, bad: &Bad);
}

/// Cleans `inputs`. The output depends on the inputs and the rules alone, not on threads or batches.
///
/// # Errors
/// [`RunError`] where something cannot be written, or a strict run meets a bad record. What was written before stays
/// under its temporary name and is taken away.
pub fn run(
    pipeline: &Pipeline,
    inputs: &[Input],
    target: &Target,
    options: &Options,
    listener: &mut dyn Listener,
) -> Result<Vec<Done>, RunError> {
    let mut writer = Writer::open(inputs, target, options)?;
    let mut batch: Vec<(usize, Result<Raw, Bad>)> = Vec::new();
    let (mut batch_bytes, mut total_bytes) = (0, 0);
    for (number, input) in inputs.iter().enumerate() {
        let mut reader = Reader::new(input, options.max_record_bytes);
        while let Some(records) = reader.next_batch(options.batch_bytes.saturating_sub(batch_bytes).max(1)) {
            batch_bytes += records.iter().flatten().map(|raw| raw.bytes.len()).sum::<usize>();
            batch.extend(records.into_iter().map(|record| (number, record)));
            if batch_bytes >= options.batch_bytes {
                total_bytes += batch_bytes as u64;
                writer.write(pipeline, std::mem::take(&mut batch), listener)?;
                listener.progress(&writer.total, total_bytes);
                batch_bytes = 0;
            }
        }
    }
    writer.write(pipeline, batch, listener)?;
    listener.progress(&writer.total, total_bytes + batch_bytes as u64);
    writer.finish()
}

/// A record at the end of its way.
struct Finished {
    /// Its line in the shard.
    line: Vec<u8>,
    /// Its line in the ledger, empty where none is written.
    changes: Vec<u8>,
    stats: Stats,
}

/// A record at the end of its way, or why it was put aside.
type Outcome = Result<Finished, Bad>;

fn work(pipeline: &Pipeline, options: &Options, record: Result<Raw, Bad>) -> Outcome {
    let record = decode(record?, &options.fields)?;
    let cleaned = pipeline.clean(document(&record));
    let mut line = Vec::with_capacity(cleaned.text.len() + 512);
    let facts = pipeline.writes_facts().then(|| pipeline.facts(&cleaned));
    encode(&record, &cleaned.text, facts.as_ref(), &mut line);
    let mut changes = Vec::new();
    if options.ledger {
        encode_row(&Row::of(&cleaned, pipeline.catalog()), &mut changes);
    }
    Ok(Finished { line, changes, stats: Stats::of(&cleaned) })
}

/// The document of a record, not yet cleaned.
pub fn document(record: &Record) -> Document {
    let mut document = Document::new(record.id.clone(), record.source());
    document.origin = record.origin.clone();
    document.host = record.url.as_deref().and_then(host);
    document.url = record.url.clone();
    document
}

/// The host of an address, in lower case, without port and `www.`.
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}

/// Writes outcomes in order, each to the shard of its input.
struct Writer<'a> {
    inputs: &'a [Input],
    target: &'a Target,
    options: &'a Options,
    shard: Option<Shard>,
    ledger: Option<Shard>,
    quarantine: Option<Quarantine>,
    done: Vec<Done>,
    total: Stats,
}

impl<'a> Writer<'a> {
    fn open(inputs: &'a [Input], target: &'a Target, options: &'a Options) -> Result<Self, RunError> {
        let mut quarantine = None;
        if let Target::Folder(folder) = target {
            std::fs::create_dir_all(folder)?;
            quarantine = Some(Quarantine::create(&folder.join("quarantine.jsonl"))?);
        }
        let (done, total) = (Vec::new(), Stats::default());
        Ok(Self { inputs, target, options, shard: None, ledger: None, quarantine, done, total })
    }

    fn write(
        &mut self,
        pipeline: &Pipeline,
        batch: Vec<(usize, Result<Raw, Bad>)>,
        listener: &mut dyn Listener,
    ) -> Result<(), RunError> {
        let options = self.options;
        let outcomes: Vec<(usize, Outcome)> =
            batch.into_par_iter().map(|(number, record)| (number, work(pipeline, options, record))).collect();
        for (number, outcome) in outcomes {
            self.turn_to(number)?;
            let stats = match outcome {
                Ok(Finished { line, changes, stats }) => {
                    self.shard.as_mut().map_or(Ok(()), |shard| shard.write_all(&line))?;
                    self.ledger.as_mut().map_or(Ok(()), |ledger| ledger.write_all(&changes))?;
                    stats
                }
                Err(bad) => self.put_aside(bad, listener)?,
            };
            if let Some(done) = self.done.last_mut() {
                done.stats += stats.clone();
            }
            self.total += stats;
        }
        Ok(())
    }

    fn put_aside(&mut self, bad: Bad, listener: &mut dyn Listener) -> Result<Stats, RunError> {
        let reason = bad.reason;
        if self.options.strict {
            return Err(RunError::Strict(Box::new(bad)));
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.write(&bad)?;
        }
        listener.bad(&bad);
        Ok(Stats::of_bad(reason))
    }

    /// Opens the shard of the input with this number, and those of inputs passed over, which had no record.
    fn turn_to(&mut self, number: usize) -> Result<(), RunError> {
        while self.done.len() <= number {
            let next = self.done.len();
            let input = &self.inputs[next];
            let name = matches!(self.target, Target::Folder(_)).then(|| shard_name(input));
            match (&self.target, &name) {
                (Target::Folder(folder), Some(name)) => {
                    self.close()?;
                    let path: &Path = &folder.join(name);
                    self.shard = Some(Shard::create(path, Compression::of(path))?);
                    if self.options.ledger {
                        let path = folder.join(ledger_name(input));
                        self.ledger = Some(Shard::create(&path, Compression::Zstd)?);
                    }
                }
                _ => {
                    self.shard.get_or_insert_with(Shard::stdout);
                }
            }
            self.done.push(Done { input: input.name.clone(), shard: name, stats: Stats::default() });
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), RunError> {
        for shard in self.shard.take().into_iter().chain(self.ledger.take()) {
            shard.finish()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Done>, RunError> {
        if let Some(last) = self.inputs.len().checked_sub(1) {
            self.turn_to(last)?;
        }
        self.close()?;
        if let Some(quarantine) = self.quarantine.take() {
            quarantine.finish()?;
        }
        Ok(self.done)
    }
}
