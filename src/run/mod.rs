//! A run: inputs in, one clean shard each out, bad records to quarantine; documents in parallel, written in order.
//!
//! [`read`] gathers the records of an input into batches, [`pack`] makes of each what is to be written, with the help of
//! [`clean`], and [`sink`] takes it in order, to the [`shards`], which are the [`files`] of each input in the [`folder`] of
//! the run. [`flow`] keeps all threads busy with it, within the bounds that [`memory`] sets. Where rules look beyond a
//! document there are [`two_passes`], and documents wait between them as [`halves`].

pub mod clean;
mod error;
pub mod files;
pub mod flow;
pub mod folder;
pub mod halves;
pub mod memory;
mod options;
pub mod pack;
pub mod read;
pub mod shards;
pub mod sink;
pub mod two_passes;

pub use clean::{document, host};
pub use error::RunError;
pub use options::{BATCH_BYTES, CHECKPOINT_EVERY, Options, Target};
pub use pack::PackedBatch;
pub use read::{Batch, Batches, Start};
pub use sink::{Done, Sink, Summary};

use crate::input::find::STDIN;
use crate::input::{Bad, Input};
use crate::output::Form;
use crate::pipeline::Pipeline;
use crate::stats::Stats;
use crate::survey::index::IndexError;
use flow::{Item, flow};
use folder::Manifest;
use std::io;
use std::path::PathBuf;

/// Who is told how a run goes.
pub trait Listener: Send {
    /// A batch was written: counts of the whole run so far, bytes of records read.
    fn progress(&mut self, stats: &Stats, bytes: u64);
    /// How far the reader was when it had read what is written by now: number of the input, its files behind, bytes of
    /// the file at hand. Comes before [`Listener::progress`].
    fn read(&mut self, _input: usize, _files: usize, _bytes: u64) {}
    /// The first of two passes has taken a batch: documents so far, bytes of records read. [`Listener::read`] comes before
    /// it, as before [`Listener::progress`].
    fn surveyed(&mut self, _documents: u64, _bytes: u64) {}
    /// The first pass is over, and what it gathered is being looked at; the second will begin at the first input again.
    fn judging(&mut self) {}
    /// A record was put aside.
    fn bad(&mut self, bad: &Bad);
}

/// A file that is written when all shards are: its name and its bytes.
pub type LastFile = (String, Vec<u8>);

/// Cleans `inputs`. The output depends on the inputs and the rules alone, not on threads or memory.
///
/// # Errors
/// As [`run_and`].
pub fn run(
    pipeline: &Pipeline,
    inputs: &[Input],
    target: &Target,
    options: &Options,
    listener: &mut dyn Listener,
) -> Result<Summary, RunError> {
    run_and(pipeline, inputs, target, options, listener, |_| Ok(Vec::new()))
}

/// Cleans `inputs`, and writes the files that `last` makes of the summary beside the shards. The run is not done before
/// they are written.
///
/// # Errors
/// [`RunError`] where the run cannot begin, something cannot be written, or a strict run meets a bad record. What a strict
/// run has not completed is taken away; otherwise the run can be gone on with ([`Options::resume`]).
pub fn run_and(
    pipeline: &Pipeline,
    inputs: &[Input],
    target: &Target,
    options: &Options,
    listener: &mut dyn Listener,
    last: impl FnOnce(&Summary) -> io::Result<Vec<LastFile>>,
) -> Result<Summary, RunError> {
    if options.resume {
        can_be_read_again(inputs)?;
    }
    if let (Some(_), Err(RunError::ReadOnce(input))) = (&options.index, can_be_read_again(inputs)) {
        return Err(IndexError::ReadOnce(input).into());
    }
    let manifest = || Manifest::of(pipeline, inputs, options);
    let forms = forms(pipeline, inputs, target, options);
    let (mut sink, start) = Sink::open(inputs, &forms, target, options, manifest)?;
    let job = Job { pipeline, inputs, forms: &forms, target, options };
    let written = write_shards(job, listener, &mut sink, start);
    match written.and_then(|()| sink.write_last(last)) {
        Ok(()) => sink.close(),
        Err(error @ (RunError::Output(_) | RunError::Io(_) | RunError::Temporary { .. })) => {
            Err(match sink.records() {
                (records, Some(kept)) => RunError::Stopped { error: Box::new(error), records, kept },
                _ => error,
            })
        }
        Err(error @ RunError::Strict(_)) => sink.close().and(Err(error)),
        Err(error) => Err(error),
    }
}

/// All that a run is made of.
#[derive(Clone, Copy)]
struct Job<'a> {
    pipeline: &'a Pipeline,
    inputs: &'a [Input],
    forms: &'a [Form],
    target: &'a Target,
    options: &'a Options,
}

fn write_shards(job: Job, listener: &mut dyn Listener, sink: &mut Sink, start: Start) -> Result<(), RunError> {
    let Job { pipeline, inputs, forms, options, .. } = job;
    // With an index it is not known whether the run came as far as to be kept.
    if start.input == inputs.len() && options.index.is_none() {
        return sink.finish();
    }
    if let Some(plan) = pipeline.plan(options.reach) {
        two_passes::run(job, &plan, listener, sink, start)?;
        return Ok(());
    }
    if options.index.is_some() {
        return Err(IndexError::NothingLooks.into());
    }
    let mut batches = Batches::new(inputs, forms, options, start);
    let next = || batches.next().map(|batch| Item { weight: batch.weight, value: batch });
    let work = |batch| pack::packed(pipeline, options, forms, batch);
    let room = memory::room(options.memory, options.threads);
    flow(options.threads, room, next, work, |packed| sink.take(packed?, listener))?;
    sink.finish()
}

/// The form of each input's shards.
fn forms(pipeline: &Pipeline, inputs: &[Input], target: &Target, options: &Options) -> Vec<Form> {
    let wanted = options.wanted(pipeline);
    let of = match target {
        Target::Folder(_) => Form::of,
        Target::Stdout => Form::of_stdout,
    };
    inputs.iter().map(|input| of(input, &wanted, &options.fields)).collect()
}

/// Sees to it that all inputs are files: standard input and pipes can be read only once.
fn can_be_read_again(inputs: &[Input]) -> Result<(), RunError> {
    let is_file = |path: &PathBuf| std::fs::metadata(path).map_or(true, |metadata| metadata.is_file());
    let once = |input: &&Input| input.name == STDIN || !input.files.iter().all(is_file);
    inputs.iter().find(once).map_or(Ok(()), |input| Err(RunError::ReadOnce(input.name.clone())))
}
