//! How a run is done.

use super::memory::{MEMORY, longest_record};
use crate::input::Fields;
use crate::input::reader::MAX_RECORD_BYTES;
use crate::rules::schema::Reach;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

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
    /// How far rules of dedup may look; as far as `pipeline.toml` says if none.
    pub reach: Option<Reach>,
    /// The index of what earlier runs have seen, if they are to be asked and this one kept.
    pub index: Option<PathBuf>,
    /// Whether the first bad record ends the run.
    pub strict: bool,
    /// Whether the changes of each record are written at the side of its shard.
    pub ledger: bool,
    /// Whether to go on with an unfinished run, if there is one in the folder.
    pub resume: bool,
    /// How long a run may go on without making sure of what was written.
    pub checkpoint_every: Duration,
}

/// Bytes of records that are worked on together if nothing else is said: enough that a piece packs as well as the whole,
/// few enough that many fit into memory.
pub const BATCH_BYTES: usize = 2 << 20;

/// Time between checkpoints if nothing else is said: what is lost of a run at most. One takes milliseconds.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(2);

impl Options {
    /// Options that change the output, by the name that they have on the command line.
    pub fn that_change_output(&self) -> BTreeMap<String, String> {
        let Self { fields: Fields { text, id, url, charset }, memory, batch_bytes, reach, index, ledger, .. } = self;
        let options = [
            ("--text-field", text.clone()),
            ("--id-field", id.clone()),
            ("--url-field", url.clone()),
            ("--charset", charset.map_or("told by the bytes", |charset| charset.name()).to_owned()),
            // It says which record is too long.
            ("--memory", memory.to_string()),
            ("longest record", self.max_record_bytes().to_string()),
            ("--batch-bytes", batch_bytes.to_string()),
            ("--dedup", reach.map_or("as the rules say", Reach::name).to_owned()),
            ("--index", index.as_ref().map_or_else(String::new, |index| index.display().to_string())),
            ("--ledger", ledger.to_string()),
        ];
        options.map(|(name, value)| (name.to_owned(), value)).into()
    }

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
            reach: None,
            index: None,
            strict: false,
            ledger: false,
            resume: false,
            checkpoint_every: CHECKPOINT_EVERY,
        }
    }
}
