//! The records of a batch in, cleaned and packed together: what is left is to write the bytes.

use super::files::compression_of;
use super::{Batch, Options, Target, clean};
use crate::input::{Bad, Input, Position};
use crate::output::{Compression, pack};
use crate::pipeline::Pipeline;
use crate::stats::Stats;
use std::io;

/// A batch at the end of its way. Who writes it need not know how it was made.
pub struct Packed {
    /// Number of the input.
    pub input: usize,
    /// A piece of the shard; empty where no record was good.
    pub shard: Vec<u8>,
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
/// What [`pack`] says.
pub fn packed(
    pipeline: &Pipeline,
    options: &Options,
    target: &Target,
    inputs: &[Input],
    batch: Batch,
) -> io::Result<Packed> {
    let (mut lines, mut changes) = (Vec::new(), Vec::new());
    let (mut bad, mut stats) = (Vec::new(), Stats::default());
    for record in batch.records {
        match clean::record(pipeline, options, record) {
            Ok(finished) => {
                lines.extend_from_slice(&finished.line);
                changes.extend_from_slice(&finished.changes);
                stats += finished.stats;
            }
            Err(record) => {
                stats += Stats::of_bad(record.reason);
                bad.push(record);
                if options.strict {
                    // The run ends here, and the records before this one are all that is written.
                    break;
                }
            }
        }
    }
    let piece = |lines: Vec<u8>, compression| if lines.is_empty() { Ok(lines) } else { pack(lines, compression) };
    let compression = compression_of(&inputs[batch.input], target);
    let (shard, ledger) = (piece(lines, compression)?, piece(changes, Compression::Zstd)?);
    Ok(Packed { input: batch.input, shard, ledger, bad, stats, bytes: batch.bytes, end: batch.end, read: batch.read })
}
