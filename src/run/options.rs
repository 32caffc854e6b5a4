//! How a run is done.

use super::memory::{MEMORY, longest_record};
use crate::input::Fields;
use crate::input::reader::MAX_RECORD_BYTES;
use std::path::PathBuf;

/// Where clean documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder: one shard an input, `quarantine.jsonl` beside them.
    Folder(PathBuf),
    /// Standard output; bad records are reported to whoever listens to the run.
    Stdout,
}

/// How a run is done. Threads and memory change nothing in the output, as long as there is memory for the longest record.
#[derive(Clone, Debug)]
pub struct Options {
    /// Names of the fields of JSON records.
    pub fields: Fields,
    /// Threads that read, work and write.
    pub threads: usize,
    /// Bytes of memory that the run may take.
    pub memory: usize,
    /// Bytes of records that are worked on together: a piece of a compressed shard.
    pub batch_bytes: usize,
    /// Bytes of a record at most, where memory does not say less.
    pub max_record_bytes: usize,
    /// Whether the first bad record ends the run.
    pub strict: bool,
    /// Whether the changes of each record are written at the side of its shard.
    pub ledger: bool,
}

/// Bytes of records that are worked on together if nothing else is said: enough that a piece packs as well as the whole,
/// few enough that many fit into memory.
pub const BATCH_BYTES: usize = 2 << 20;

impl Options {
    /// Bytes of a record at most.
    pub fn max_record_bytes(&self) -> usize {
        self.max_record_bytes.min(longest_record(self.memory)).max(1)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fields: Fields::default(),
            threads: std::thread::available_parallelism().map_or(1, Into::into),
            memory: MEMORY,
            batch_bytes: BATCH_BYTES,
            max_record_bytes: MAX_RECORD_BYTES,
            strict: false,
            ledger: false,
        }
    }
}
