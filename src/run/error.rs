//! Why a run did not begin, or ended early.

use crate::input::Bad;
use crate::output::OutputError;
use crate::survey::index::IndexError;
use std::io;
use std::path::PathBuf;

/// Why a run did not begin, or ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Something cannot be written.
    #[error("{0}")]
    Output(#[from] OutputError),
    /// Something cannot be written, after much was.
    #[error(
        "{error}\n{records} records were worked on, {kept} of them are kept: with the same command and --resume the run goes on behind them"
    )]
    Stopped {
        /// What cannot be written, and why.
        error: Box<RunError>,
        /// Records worked on.
        records: u64,
        /// Records that are not lost.
        kept: u64,
    },
    /// What waits between two passes cannot be written or read.
    #[error(
        "cannot keep in `{folder}` what waits between the two passes: {error}; with --temp it goes to another folder, which must be there, and have room for half the inputs and what the survey spills"
    )]
    Temporary {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The index of earlier runs cannot be used.
    #[error("{0}")]
    Index(#[from] IndexError),
    /// Standard output was closed by its reader.
    #[error("standard output was closed")]
    Closed,
    /// Something cannot be written, and the system says why.
    #[error("cannot write: {0}")]
    Io(io::Error),
    /// A bad record in a strict run.
    #[error("{} record {}, byte {}: {}: {} (a strict run ends at the first bad record)", .0.origin.input, .0.origin.record, .0.at, .0.reason, .0.detail)]
    Strict(Box<Bad>),
    /// Two files of the run would have one name.
    #[error(
        "the input `{input}` would be written to `{name}`, which is the name of another file of this run; rename it"
    )]
    SameName {
        /// The name.
        name: String,
        /// The second input that would have it.
        input: String,
    },
    /// Another process is at work in the folder.
    #[error("another tamis is at work in `{0}`; wait for its end, or write to another folder")]
    Busy(String),
    /// There is an unfinished run where one is to begin.
    #[error("there is an unfinished run in `{0}`; add --resume to go on with it, or remove that folder to begin anew")]
    Unfinished(String),
    /// The unfinished run was begun with something else.
    #[error(
        "the unfinished run in `{0}` cannot be gone on with, since it was begun otherwise:\n{list}\nput that back, or remove the folder to begin anew",
        list = .1.iter().map(|change| format!("  - {change}")).collect::<Vec<_>>().join("\n")
    )]
    Changed(String, Vec<String>),
    /// The files of the unfinished run do not belong together.
    #[error("the unfinished run in `{0}` cannot be gone on with: {1}; remove the folder to begin anew")]
    Damaged(String, String),
    /// The input can be read only once.
    #[error(
        "`{0}` can be read only once, so a run over it cannot be gone on with; write it to a file first, or leave --resume out"
    )]
    ReadOnce(String),
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Io(error) }
    }
}
