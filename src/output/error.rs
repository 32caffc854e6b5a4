//! Why a file cannot be written: what was tried, where, what the system says, and the mend.

use std::io;
use std::path::Path;
use thiserror::Error;

/// Why a file cannot be written.
#[derive(Debug, Error)]
#[error("cannot {act} `{path}`: {source}; check that the folder exists, may be written to, and has room")]
pub struct OutputError {
    /// What was tried.
    pub act: &'static str,
    /// The file.
    pub path: String,
    /// What the system says.
    pub source: io::Error,
}

impl OutputError {
    /// That `act` did not work out on the file at `path`.
    pub fn new(act: &'static str, path: &Path, source: io::Error) -> Self {
        Self { act, path: path.to_string_lossy().into_owned(), source }
    }
}
