//! Inputs in, their raw records out in batches.
//!
//! Where a batch ends depends on the input alone: a batch becomes one piece of a compressed shard, and a run that was
//! broken off goes on behind one.

use super::Options;
use super::memory::{fitting, weight_of_batch};
use crate::input::{Bad, Input, Position, Raw, Reader};
use crate::output::Form;

/// Records of one input that are worked on together, in order.
pub struct Batch {
    /// Number of the input.
    pub input: usize,
    /// The records.
    pub records: Vec<Result<Raw, Bad>>,
    /// Bytes of the records.
    pub bytes: u64,
    /// Bytes of memory that it needs until it is written, at most.
    pub weight: usize,
    /// Where the input's next batch begins.
    pub end: Position,
    /// How far the reader is: files of the input behind it, bytes read of the file at hand.
    pub read: (usize, u64),
}

impl Batch {
    fn new(input: usize, records: Vec<Result<Raw, Bad>>, reader: &Reader) -> Self {
        let bytes = records.iter().map(|record| record.as_ref().map_or_else(|bad| &bad.bytes, |raw| &raw.bytes).len());
        let (bytes, weight) = (bytes.sum::<usize>() as u64, weight_of_batch(&records));
        Self { input, records, bytes, weight, end: reader.position(), read: reader.progress() }
    }
}

/// From where records are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// Number of the input.
    pub input: usize,
    /// Where in it, if not at its start: behind a whole batch.
    pub position: Option<Position>,
}

/// The batches of all inputs, one input after the other.
pub struct Batches<'a> {
    inputs: &'a [Input],
    forms: &'a [Form],
    options: &'a Options,
    next: usize,
    /// Where to begin in the next input, if not at its start.
    position: Option<Position>,
    reader: Option<Reader>,
    /// Records of the input that were passed over up to its last batch.
    passed_over: u64,
}

impl<'a> Batches<'a> {
    /// Nothing is opened before the first batch is asked for.
    pub fn new(inputs: &'a [Input], forms: &'a [Form], options: &'a Options, start: Start) -> Self {
        let Start { input: next, position } = start;
        Self { inputs, forms, options, next, position, reader: None, passed_over: 0 }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(reader) = &mut self.reader {
                let records = reader.next_batch(self.options.batch_bytes(&self.forms[self.next - 1]));
                // What is passed over behind the last record is told by a batch without any.
                let passed_over = std::mem::replace(&mut self.passed_over, reader.passed_over());
                if let Some(records) = records.or_else(|| (self.passed_over > passed_over).then(Vec::new)) {
                    let fitting = |raw| fitting(raw, self.options.memory);
                    let records = records.into_iter().map(|record| record.and_then(fitting)).collect();
                    return Some(Batch::new(self.next - 1, records, reader));
                }
            }
            let input = self.inputs.get(self.next)?;
            let mut reader = Reader::new(input, self.options.max_record_bytes(), &self.options.fields);
            if let Some(position) = self.position.take() {
                reader.skip_to(position);
            }
            self.passed_over = reader.passed_over();
            self.reader = Some(reader);
            self.next += 1;
        }
    }
}
