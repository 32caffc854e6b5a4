//! The files that one input becomes: its shard, and the ledger at the shard's side.

use super::{Finished, Options, RunError};
use crate::input::Input;
use crate::output::{Compression, Shard, ledger_name, shard_name};
use std::io::Write;
use std::path::Path;

/// The files of one input on their way.
pub struct Files {
    shard: Shard,
    ledger: Option<Shard>,
}

impl Files {
    /// Starts the files of `input` in `folder`.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made.
    pub fn create(folder: &Path, input: &Input, options: &Options) -> Result<Self, RunError> {
        let path = folder.join(shard_name(input));
        let shard = Shard::create(&path, Compression::of(&path))?;
        let ledger = options.ledger.then(|| Shard::create(&folder.join(ledger_name(input)), Compression::Zstd));
        Ok(Self { shard, ledger: ledger.transpose()? })
    }

    /// Standard output, which has no ledger.
    pub fn stdout() -> Self {
        Self { shard: Shard::stdout(), ledger: None }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write(&mut self, finished: &Finished) -> Result<(), RunError> {
        self.shard.write_all(&finished.line)?;
        if let Some(ledger) = &mut self.ledger {
            ledger.write_all(&finished.changes)?;
        }
        Ok(())
    }

    /// Completes the files: they appear under their names.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(self) -> Result<(), RunError> {
        self.shard.finish()?;
        self.ledger.map_or(Ok(()), Shard::finish)?;
        Ok(())
    }
}
