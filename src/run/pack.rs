//! The records of a batch in, cleaned and packed together: what is left is to write the bytes.

use super::clean::{begun, finish};
use super::{Batch, Options, Outcome};
use crate::input::{Bad, Position};
use crate::output::{Compression, Form, pack};
use crate::pipeline::Pipeline;
use crate::stats::Stats;
use std::io;

/// A batch at the end of its way. Who writes it need not know how it was made.
pub struct PackedBatch {
    /// Number of the input.
    pub input: usize,
    /// A piece of the shard; empty where no record was good.
    pub shard: Vec<u8>,
    /// Bytes of its lines before they were packed.
    pub line_bytes: u64,
    /// A piece of the ledger; empty where none is written.
    pub ledger: Vec<u8>,
    /// The records that were put aside, in order.
    pub bad: Vec<Bad>,
    /// Counts of all records.
    pub stats: Stats,
    /// Bytes of the records as they were read.
    pub bytes: u64,
    /// Where the input's next batch begins.
    pub end: Position,
    /// As [`Batch::read`].
    pub read: (usize, u64),
}

/// Cleans and packs a batch.
///
/// # Errors
/// What [`Packing::pack`](crate::output::Packing::pack) says.
pub fn packed(pipeline: &Pipeline, options: &Options, forms: &[Form], batch: Batch) -> io::Result<PackedBatch> {
    let Batch { input, records, bytes, end, read, .. } = batch;
    let form = &forms[input];
    let mut open = OpenBatch::of_about(bytes);
    for half in begun(pipeline, options, records) {
        let outcome = half.map(|(record, document)| finish(pipeline, options, form, &record, &pipeline.end(document)));
        if !open.add(outcome, options) {
            break;
        }
    }
    open.finish(Whence { input, bytes, end, read }, form)
}

/// Where a batch comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whence {
    /// Number of the input.
    pub input: usize,
    /// Bytes of the records as they were read.
    pub bytes: u64,
    /// Where the input's next batch begins.
    pub end: Position,
    /// As [`Batch::read`].
    pub read: (usize, u64),
}

/// A batch whose records are at the end of their way, one by one, and that takes more of them.
#[derive(Default)]
pub struct OpenBatch {
    lines: Vec<u8>,
    changes: Vec<u8>,
    bad: Vec<Bad>,
    stats: Stats,
}

impl OpenBatch {
    /// A batch whose lines take about so many bytes, less what goes.
    pub fn of_about(bytes: u64) -> Self {
        Self { lines: Vec::with_capacity(usize::try_from(bytes).unwrap_or_default()), ..Self::default() }
    }

    /// Adds the next record; whether more are wanted.
    pub fn add(&mut self, outcome: Outcome, options: &Options) -> bool {
        match outcome {
            Ok(finished) => {
                self.lines.extend_from_slice(&finished.line);
                self.changes.extend_from_slice(&finished.changes);
                self.stats += finished.stats;
                true
            }
            Err(record) => {
                self.stats += Stats::of_bad(record.reason);
                self.bad.push(record);
                // A strict run ends here, and the records before this one are all that is written.
                !options.strict
            }
        }
    }

    /// Packs what was added, records of an input whose shards have this form.
    ///
    /// # Errors
    /// What [`Packing::pack`](crate::output::Packing::pack) says.
    pub fn finish(self, whence: Whence, form: &Form) -> io::Result<PackedBatch> {
        let Self { lines, changes, bad, stats } = self;
        let line_bytes = lines.len() as u64;
        let shard = if lines.is_empty() { lines } else { form.packing.pack(lines)? };
        let ledger = if changes.is_empty() { changes } else { pack(changes, Compression::Zstd)? };
        let Whence { input, bytes, end, read } = whence;
        Ok(PackedBatch { input, shard, line_bytes, ledger, bad, stats, bytes, end, read })
    }
}
