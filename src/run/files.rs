//! The files that one input becomes: its shard, and the ledger at the shard's side.

use super::{Options, Packed, RunError, Target};
use crate::input::Input;
use crate::output::{Compression, Shard, ledger_name, pack, shard_name};
use std::io::Write;
use std::path::Path;

/// How the shard of an input is packed.
pub fn compression_of(input: &Input, target: &Target) -> Compression {
    match target {
        Target::Folder(_) => Compression::of(Path::new(&shard_name(input))),
        Target::Stdout => Compression::None,
    }
}

/// The files of one input on their way.
pub struct Files {
    shard: Packs,
    ledger: Option<Packs>,
}

impl Files {
    /// Starts the files of `input` in `folder`.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made.
    pub fn create(folder: &Path, input: &Input, options: &Options) -> Result<Self, RunError> {
        let shard = Packs::create(&folder.join(shard_name(input)))?;
        let ledger = options.ledger.then(|| Packs::create(&folder.join(ledger_name(input))));
        Ok(Self { shard, ledger: ledger.transpose()? })
    }

    /// Standard output, which has no ledger.
    pub fn stdout() -> Self {
        Self { shard: Packs { shard: Shard::stdout(), compression: Compression::None, is_empty: true }, ledger: None }
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write(&mut self, packed: &Packed) -> Result<(), RunError> {
        self.shard.write(&packed.shard)?;
        self.ledger.as_mut().map_or(Ok(()), |ledger| ledger.write(&packed.ledger))
    }

    /// Completes the files: they appear under their names.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(self) -> Result<(), RunError> {
        self.shard.finish()?;
        self.ledger.map_or(Ok(()), Packs::finish)
    }
}

/// A file of packed pieces.
struct Packs {
    shard: Shard,
    compression: Compression,
    is_empty: bool,
}

impl Packs {
    fn create(path: &Path) -> Result<Self, RunError> {
        let shard = Shard::create(path, Compression::None)?;
        Ok(Self { shard, compression: Compression::of(path), is_empty: true })
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), RunError> {
        self.is_empty &= piece.is_empty();
        Ok(self.shard.write_all(piece)?)
    }

    fn finish(mut self) -> Result<(), RunError> {
        if self.is_empty {
            // No bytes at all are no gzip file.
            self.shard.write_all(&pack(Vec::new(), self.compression)?)?;
        }
        Ok(self.shard.finish()?)
    }
}
