//! How a run is done.

use super::memory::{MEMORY, longest_record};
use crate::input::Fields;
use crate::input::reader::MAX_RECORD_BYTES;
use crate::output::{FileKind, Form, Packing, Preset, Wanted};
use crate::pipeline::Pipeline;
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
    /// Folder for what waits between two passes, and what the survey spills; that of the shards if none, or the system's
    /// where records go to standard output.
    pub temporary: Option<PathBuf>,
    /// Whether the first bad record ends the run.
    pub strict: bool,
    /// Whether the changes of each record are written at the side of its shard.
    pub ledger: bool,
    /// Whether to go on with an unfinished run, if there is one in the folder.
    pub resume: bool,
    /// How long a run may go on without making sure of what was written.
    pub checkpoint_every: Duration,
    /// Whose fields records have; what the rules say if not given.
    pub preset: Option<Preset>,
    /// The kind of file that shards are; that of their input if not given.
    pub kind: Option<FileKind>,
    /// Bytes of lines that a shard may have; one shard an input if not given.
    pub shard_bytes: Option<u64>,
}

/// Bytes of records that are worked on together if nothing else is said: enough that a piece packs as well as the whole,
/// few enough that many fit into memory.
pub const BATCH_BYTES: usize = 2 << 20;

/// A row group of a Parquet file is a batch, and should have more rows than a piece of a packed one needs.
const ROW_GROUP_BATCHES: usize = 4;

/// A shard ends where a batch ends. So many batches it holds at least, for batches grow on their way: short records, by
/// the field `tamis`, to several times their size.
const SHARD_BATCHES: usize = 8;

/// Time between checkpoints if nothing else is said: what is lost of a run at most. One takes milliseconds.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(2);

impl Options {
    /// Options that change the output, by the name that they have on the command line.
    pub fn that_change_output(&self) -> BTreeMap<String, String> {
        let Self { fields: Fields { text, id, url, charset }, memory, batch_bytes, reach, index, ledger, .. } = self;
        let Self { preset, kind, shard_bytes, .. } = self;
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
            ("--as", preset.map_or("that of the rules", Preset::name).to_owned()),
            ("--format", kind.map_or("that of the input", FileKind::name).to_owned()),
            ("--shard-size", shard_bytes.map_or("one shard an input".to_owned(), |bytes| bytes.to_string())),
        ];
        options.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// What the user wants of the output.
    pub fn wanted(&self, pipeline: &Pipeline) -> Wanted {
        Wanted {
            preset: self.preset.unwrap_or_else(|| pipeline.preset()),
            kind: self.kind,
            facts: pipeline.writes_facts(),
            shard_bytes: self.shard_bytes,
        }
    }

    /// Bytes of records that are worked on together where they go into shards of this form.
    pub fn batch_bytes(&self, form: &Form) -> usize {
        let bytes = match form.packing {
            Packing::Lines(_) => self.batch_bytes,
            Packing::Columns(_) => self.batch_bytes.saturating_mul(ROW_GROUP_BATCHES),
        };
        let shard = self.shard_bytes.map_or(usize::MAX, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        bytes.min(shard / SHARD_BATCHES).max(1)
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
            temporary: None,
            strict: false,
            ledger: false,
            resume: false,
            checkpoint_every: CHECKPOINT_EVERY,
            preset: None,
            kind: None,
            shard_bytes: None,
        }
    }
}
