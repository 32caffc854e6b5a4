//! A run: inputs in, one clean shard each out, bad records to quarantine; documents in parallel, written in order.
//!
//! [`read`] gathers the records of an input into batches, [`pack`] makes of each what is to be written, with the help of
//! [`clean`], and [`sink`] writes it, to the [`files`] of the input. [`flow`] keeps all threads busy with it, within the
//! bounds that [`memory`] sets.

pub mod clean;
mod error;
pub mod files;
pub mod flow;
pub mod memory;
mod options;
pub mod pack;
pub mod read;
pub mod sink;

pub use clean::{Finished, Outcome, document, host};
pub use error::RunError;
pub use options::{BATCH_BYTES, Options, Target};
pub use pack::Packed;
pub use read::{Batch, Batches};
pub use sink::{Done, Sink, Summary};

use crate::input::{Bad, Input};
use crate::pipeline::Pipeline;
use crate::stats::Stats;
use flow::{Item, flow};

/// Who is told how a run goes.
pub trait Listener: Send {
    /// A batch was written: counts of the whole run so far, bytes of records read.
    fn progress(&mut self, stats: &Stats, bytes: u64);
    /// A record was put aside.
    fn bad(&mut self, bad: &Bad);
}

/// Cleans `inputs`. The output depends on the inputs and the rules alone, not on threads or memory.
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
) -> Result<Summary, RunError> {
    let mut sink = Sink::open(inputs, target, options)?;
    let mut batches = Batches::new(inputs, options);
    let next = || batches.next().map(|batch| Item { weight: batch.weight, value: batch });
    let work = |batch| pack::packed(pipeline, options, target, inputs, batch);
    flow(options.threads, memory::room(options.memory), next, work, |packed| sink.take(packed?, listener))?;
    sink.finish()
}
