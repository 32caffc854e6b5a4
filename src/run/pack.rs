//! The records of a batch in, cleaned and packed together: what is left is to write the bytes.

use super::clean::begun;
use super::{Batch, Options};
use crate::input::{Bad, Position, Record};
use crate::output::{Compression, Form, encode_row, pack};
use crate::pipeline::{Cleaned, Pipeline};
use crate::sidecar::Row;
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
    let mut open = OpenBatch::of_about(bytes, &forms[input]);
    for half in begun(pipeline, options, records) {
        let cleaned = half.map(|(record, document)| (record, pipeline.end(document)));
        if !open.add(pipeline, options, cleaned) {
            break;
        }
    }
    open.finish(Whence { input, bytes, end, read })
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
pub struct OpenBatch<'f> {
    /// The form of the input's shards.
    form: &'f Form,
    lines: Vec<u8>,
    changes: Vec<u8>,
    bad: Vec<Bad>,
    stats: Stats,
}

impl<'f> OpenBatch<'f> {
    /// A batch whose lines take about so many bytes, less what goes.
    pub fn of_about(bytes: u64, form: &'f Form) -> Self {
        let lines = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
        Self { form, lines, changes: Vec::new(), bad: Vec::new(), stats: Stats::default() }
    }

    /// Adds the next record, cleaned or put aside; whether more are wanted.
    pub fn add(&mut self, pipeline: &Pipeline, options: &Options, record: Result<(Record, Cleaned), Bad>) -> bool {
        match record {
            Ok((record, cleaned)) => {
                self.stats.add(&cleaned);
                if cleaned.document.dropped.is_none() {
                    self.write(pipeline, options, &record, &cleaned);
                }
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

    fn write(&mut self, pipeline: &Pipeline, options: &Options, record: &Record, cleaned: &Cleaned) {
        let Form { layout, names, .. } = self.form;
        let facts = pipeline.writes_facts().then(|| pipeline.facts(cleaned));
        layout.encode(record, &cleaned.text, facts.as_ref(), names, &mut self.lines);
        if options.ledger {
            encode_row(&Row::of(cleaned, pipeline.catalog()), &mut self.changes);
        }
    }

    /// Packs what was added.
    ///
    /// # Errors
    /// What [`Packing::pack`](crate::output::Packing::pack) says.
    pub fn finish(self, whence: Whence) -> io::Result<PackedBatch> {
        let Self { form, lines, changes, bad, stats } = self;
        let line_bytes = lines.len() as u64;
        let shard = if lines.is_empty() { lines } else { form.packing.pack(lines)? };
        let ledger = if changes.is_empty() { changes } else { pack(changes, Compression::Zstd)? };
        let Whence { input, bytes, end, read } = whence;
        Ok(PackedBatch { input, shard, line_bytes, ledger, bad, stats, bytes, end, read })
    }
}
