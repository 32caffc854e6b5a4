//! Why a run ended early.

use crate::input::Bad;
use crate::output::OutputError;
use std::io;

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Something cannot be written.
    #[error("{0}")]
    Output(#[from] OutputError),
    /// Standard output was closed by its reader.
    #[error("standard output was closed")]
    Closed,
    /// Something cannot be written, and the system says why.
    #[error("cannot write: {0}")]
    Io(io::Error),
    /// A bad record in a strict run.
    #[error("{} record {}, byte {}: {}: {} (a strict run ends at the first bad record)", .0.origin.input, .0.origin.record, .0.at, .0.reason, .0.detail)]
    Strict(Box<Bad>),
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Io(error) }
    }
}
