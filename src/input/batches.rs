//! All records of some inputs, in order, in batches that fit into memory.

use super::bad::Bad;
use super::find::Input;
use super::reader::{MAX_RECORD_BYTES, Raw, Reader};
use super::record::Fields;
use crate::run::BATCH_BYTES;

/// Batches of records, for those who read inputs without writing shards.
pub struct Batches<'a> {
    inputs: std::slice::Iter<'a, Input>,
    fields: Fields,
    reader: Option<Reader>,
}

impl<'a> Batches<'a> {
    /// The records of `inputs`, from the first on, read as [`Reader::new`] has it.
    pub fn new(inputs: &'a [Input], fields: &Fields) -> Self {
        Self { inputs: inputs.iter(), fields: fields.clone(), reader: None }
    }
}

impl Iterator for Batches<'_> {
    type Item = Vec<Result<Raw, Bad>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let next = self.reader.as_mut().and_then(|reader| reader.next_batch(BATCH_BYTES - bytes));
            match next {
                Some(records) => {
                    bytes += records.iter().flatten().map(|raw| raw.bytes.len() + size_of::<Raw>()).sum::<usize>();
                    batch.extend(records);
                }
                None => match self.inputs.next() {
                    Some(input) => self.reader = Some(Reader::new(input, MAX_RECORD_BYTES, &self.fields)),
                    None => break,
                },
            }
        }
        (!batch.is_empty()).then_some(batch)
    }
}
