//! The files that one input becomes: its shard, and the ledger at the shard's side.

use super::folder::{Part, RunFolder};
use super::{Options, PackedBatch, RunError};
use crate::output::{Compression, Form, Packing};

/// Names of the first files that an input becomes.
pub fn names(form: &Form, options: &Options) -> impl Iterator<Item = String> {
    [form.shard_name(0)].into_iter().chain(options.ledger.then(|| form.ledger_name(0)))
}

/// A shard of an input on its way, and its ledger.
pub struct Files {
    shard: (Part, Packing),
    ledger: Option<Part>,
}

impl Files {
    /// Begins the files of this form and number, or goes on with them.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made.
    pub fn open(folder: &RunFolder, form: &Form, number: usize, options: &Options) -> Result<Self, RunError> {
        let shard = folder.part(&form.shard_name(number))?;
        let ledger = options.ledger.then(|| folder.part(&form.ledger_name(number))).transpose()?;
        Ok(Self { shard: (shard, form.packing.clone()), ledger })
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write(&mut self, packed: &PackedBatch) -> Result<(), RunError> {
        self.shard.0.write(&packed.shard)?;
        if let Some(ledger) = &mut self.ledger {
            ledger.write(&packed.ledger)?;
        }
        Ok(())
    }

    /// All of them.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        [&self.shard.0].into_iter().chain(&self.ledger)
    }

    /// All of them, when nothing more is to come.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(self) -> Result<Vec<Part>, RunError> {
        let ledger = self.ledger.map(|ledger| (ledger, Packing::Lines(Compression::Zstd)));
        let finished = |(mut part, packing): (Part, Packing)| {
            // No bytes at all are no gzip file, and no Parquet file.
            let ending = if part.bytes() == 0 { packing.pack(Vec::new()) } else { part.ending(&packing) };
            part.write(&ending?)?;
            Ok(part)
        };
        [self.shard].into_iter().chain(ledger).map(finished).collect()
    }
}
