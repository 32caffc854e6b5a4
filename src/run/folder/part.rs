//! A file on its way: bytes are added at its end, and it appears under its name when it is whole.

use crate::output::{OutputError, Packing};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// A file in the folder of an unfinished run.
pub struct Part {
    name: String,
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl Part {
    /// Begins the file, or goes on at the end of what there is of it.
    pub(super) fn open(name: &str, path: PathBuf) -> Result<Self, OutputError> {
        let opened = OpenOptions::new().append(true).create(true).open(&path);
        let opened = opened.and_then(|file| Ok((file.metadata()?.len(), file)));
        match opened {
            Ok((bytes, file)) => Ok(Self { name: name.to_owned(), path, file, bytes }),
            Err(error) => Err(OutputError::new("create", &path, error)),
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`OutputError`] where they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.file.write_all(bytes).map_err(|error| OutputError::new("write", &self.path, error))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// What is still to be written behind the pieces that were.
    ///
    /// # Errors
    /// As [`Packing::ending`].
    pub fn ending(&self, packing: &Packing) -> io::Result<Vec<u8>> {
        packing.ending(&mut File::open(&self.path)?)
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Its name when it is whole.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Brings all that was written onto the disk.
    pub(super) fn sync(&self) -> Result<(), OutputError> {
        self.file.sync_data().map_err(|error| OutputError::new("write", &self.path, error))
    }
}
