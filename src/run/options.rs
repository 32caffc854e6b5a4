//! How a run is done.

use crate::input::Fields;
use std::path::PathBuf;

/// Where clean documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder: one shard an input, `quarantine.jsonl` beside them.
    Folder(PathBuf),
    /// Standard output; bad records are reported to whoever listens to the run.
    Stdout,
}

/// How a run is done. Nothing of it changes the output, `fields` and the limit of a record apart.
#[derive(Clone, Debug)]
pub struct Options {
    /// Names of the fields of JSON records.
    pub fields: Fields,
    /// Bytes of records that are worked on together.
    pub batch_bytes: usize,
    /// Bytes of a record at most.
    pub max_record_bytes: usize,
    /// Whether the first bad record ends the run.
    pub strict: bool,
    /// Whether the changes of each record are written at the side of its shard.
    pub ledger: bool,
}

/// Bytes of records that are worked on together if nothing else is said.
pub const BATCH_BYTES: usize = 8 << 20;
