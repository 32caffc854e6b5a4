//! A run: inputs in, one clean shard each out, bad records to quarantine; documents in parallel, written in order.
//!
//! [`read`] gathers records of all inputs into batches, [`clean`] makes a finished record of each, and [`sink`] writes
//! the finished ones in order, to the [`files`] of their input.

pub mod clean;
mod error;
pub mod files;
mod options;
mod read;
pub mod sink;

pub use clean::{Finished, Outcome, document, host};
pub use error::RunError;
pub use options::{BATCH_BYTES, Options, Target};
pub use sink::{Done, Sink, Summary};

use crate::input::{Bad, Input};
use crate::pipeline::Pipeline;
use crate::stats::Stats;
use rayon::prelude::*;
use read::Batches;

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
) -> Result<Summary, RunError> {
    let mut sink = Sink::open(inputs, target, options)?;
    let mut bytes = 0;
    for batch in Batches::new(inputs, options) {
        bytes += batch.bytes as u64;
        let outcomes: Vec<(usize, Outcome)> = batch
            .records
            .into_par_iter()
            .map(|(input, record)| (input, clean::record(pipeline, options, record)))
            .collect();
        for (input, outcome) in outcomes {
            sink.take(input, outcome, listener)?;
        }
        listener.progress(sink.total(), bytes);
    }
    sink.finish()
}
