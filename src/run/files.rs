//! The files that one input becomes: its shard, and the ledger at the shard's side.

use super::folder::{Part, RunFolder};
use super::{Options, Packed, RunError, Target};
use crate::input::Input;
use crate::output::{Compression, ledger_name, pack, shard_name};
use std::path::Path;

/// How the shard of an input is packed.
pub fn compression_of(input: &Input, target: &Target) -> Compression {
    match target {
        Target::Folder(_) => Compression::of(Path::new(&shard_name(input))),
        Target::Stdout => Compression::None,
    }
}

/// Names of the files that an input becomes.
pub fn names(input: &Input, options: &Options) -> impl Iterator<Item = String> {
    [shard_name(input)].into_iter().chain(options.ledger.then(|| ledger_name(input)))
}

/// The files of one input on their way.
pub struct Files {
    shard: Part,
    ledger: Option<Part>,
}

impl Files {
    /// Begins the files of `input`, or goes on with them.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made.
    pub fn open(folder: &RunFolder, input: &Input, options: &Options) -> Result<Self, RunError> {
        let shard = folder.part(&shard_name(input))?;
        let ledger = options.ledger.then(|| folder.part(&ledger_name(input))).transpose()?;
        Ok(Self { shard, ledger })
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write(&mut self, packed: &Packed) -> Result<(), RunError> {
        self.shard.write(&packed.shard)?;
        if let Some(ledger) = &mut self.ledger {
            ledger.write(&packed.ledger)?;
        }
        Ok(())
    }

    /// All of them.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        [&self.shard].into_iter().chain(&self.ledger)
    }

    /// All of them, when nothing more is to come.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(self) -> Result<Vec<Part>, RunError> {
        let mut parts: Vec<Part> = [self.shard].into_iter().chain(self.ledger).collect();
        for part in parts.iter_mut().filter(|part| part.bytes() == 0) {
            // No bytes at all are no gzip file.
            part.write(&pack(Vec::new(), Compression::of(Path::new(part.name())))?)?;
        }
        Ok(parts)
    }
}
