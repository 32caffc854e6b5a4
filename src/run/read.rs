//! Inputs in, their raw records out in batches that know which input each record is of.

use super::Options;
use crate::input::{Bad, Input, Raw, Reader};

/// Records that are worked on together, in order.
pub struct Batch {
    /// Each with the number of its input.
    pub records: Vec<(usize, Result<Raw, Bad>)>,
    /// Bytes of the records.
    pub bytes: usize,
}

/// The records of all inputs, one input after the other; a batch may hold records of several.
pub struct Batches<'a> {
    inputs: &'a [Input],
    options: &'a Options,
    next: usize,
    reader: Option<Reader>,
}

impl<'a> Batches<'a> {
    /// Nothing is opened before the first batch is asked for.
    pub fn new(inputs: &'a [Input], options: &'a Options) -> Self {
        Self { inputs, options, next: 0, reader: None }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch { records: Vec::new(), bytes: 0 };
        while batch.bytes < self.options.batch_bytes {
            let wanted = self.options.batch_bytes - batch.bytes;
            if let Some(records) = self.reader.as_mut().and_then(|reader| reader.next_batch(wanted)) {
                batch.bytes += records.iter().flatten().map(|raw| raw.bytes.len()).sum::<usize>();
                batch.records.extend(records.into_iter().map(|record| (self.next - 1, record)));
            } else {
                let Some(input) = self.inputs.get(self.next) else { break };
                self.reader = Some(Reader::new(input, self.options.max_record_bytes));
                self.next += 1;
            }
        }
        (!batch.records.is_empty()).then_some(batch)
    }
}
