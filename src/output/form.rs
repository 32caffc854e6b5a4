//! The form of a shard: which fields its records have, in which kind of file, under which name.

use super::layout::Layout;
use super::parquet::schema;
use super::preset::{FileKind, Preset};
use super::{Compression, frame, parquet};
use crate::input::{Fields, Format, Input};
use ::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use arrow_schema::Schema;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

/// What the user wants of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whose fields.
    pub preset: Preset,
    /// Which kind of file; that of the input if not said.
    pub kind: Option<FileKind>,
    /// Whether records tell of their cleaning.
    pub facts: bool,
    /// Bytes of lines at which a shard ends and the next begins; one shard an input if not said.
    pub shard_bytes: Option<u64>,
}

/// The form of the shards of one input.
#[derive(Clone, Debug)]
pub struct Form {
    /// Which fields records have.
    pub layout: Layout,
    /// How their lines are packed.
    pub packing: Packing,
    /// Names of the fields that the input's records have.
    pub names: Fields,
    /// Name of the shards, without number and suffix.
    name: String,
    suffix: &'static str,
    is_numbered: bool,
}

/// How lines are packed.
#[derive(Clone, Debug)]
pub enum Packing {
    /// As they are, or compressed.
    Lines(Compression),
    /// Into these columns of a Parquet file.
    Columns(Arc<Schema>),
}

impl Form {
    /// The form of the shards of `input`, in files.
    pub fn of(input: &Input, wanted: &Wanted, names: &Fields) -> Self {
        let kind = match wanted.kind.unwrap_or_else(|| kind_of(input)) {
            // Plain text has no columns.
            FileKind::Parquet if wanted.preset == Preset::Text => FileKind::Lines(Compression::Zstd),
            kind => kind,
        };
        let columns = if (wanted.preset, kind) == (Preset::Same, FileKind::Parquet) { columns_of(input) } else { None };
        let layout = Layout::of(wanted.preset, kind, columns.is_some());
        let packing = match kind {
            FileKind::Lines(compression) => Packing::Lines(compression),
            FileKind::Parquet => Packing::Columns(Arc::new(match columns {
                Some(columns) => schema::of_columns(&columns, wanted.facts),
                None => schema::of_layout(layout, wanted.facts),
            })),
        };
        let folder = if wanted.preset == Preset::Dolma { "documents/" } else { "" };
        Self {
            layout,
            packing,
            names: names_of(input, names),
            name: format!("{folder}{}", input.shard),
            suffix: suffix(layout, kind),
            is_numbered: wanted.shard_bytes.is_some(),
        }
    }

    /// The form of records of `input` on standard output: lines, as they are if nothing else is wanted.
    pub fn of_stdout(input: &Input, wanted: &Wanted, names: &Fields) -> Self {
        let kind = wanted.kind.unwrap_or(FileKind::Lines(Compression::None));
        Self::of(input, &Wanted { kind: Some(kind), ..*wanted }, names)
    }

    /// Name of the shard of this number, from 0: a path below the output folder.
    pub fn shard_name(&self, number: usize) -> String {
        format!("{}{}.{}", self.name, self.number(number), self.suffix)
    }

    /// Name of the ledger at its side.
    pub fn ledger_name(&self, number: usize) -> String {
        let name = self.name.rsplit_once('/').map_or(self.name.as_str(), |(_, name)| name);
        format!("{name}{}.ledger.jsonl.zst", self.number(number))
    }

    /// Five digits, so that names are in the order of their numbers. No two inputs whose names are apart come together
    /// by it, since every shard has it.
    fn number(&self, number: usize) -> String {
        if self.is_numbered { format!("-{number:05}") } else { String::new() }
    }
}

/// The kind of file that an input asks for: what is packed stays packed, by a way that every loader reads.
fn kind_of(input: &Input) -> FileKind {
    let name = Path::new(&input.name);
    if input.format == Some(Format::Parquet) {
        return FileKind::Parquet;
    }
    match name.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase()).as_deref() {
        Some("bz2" | "xz") => FileKind::Lines(Compression::Zstd),
        _ => FileKind::Lines(Compression::of(name)),
    }
}

/// The columns of an input that is a Parquet file, not packed once more.
fn columns_of(input: &Input) -> Option<Arc<Schema>> {
    let [path] = &input.files[..] else { return None };
    let file = path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("parquet")).then(|| File::open(path));
    // A file that is damaged in a way which the library does not foresee is told when its rows are read.
    let load = || ArrowReaderMetadata::load(&file?.ok()?, ArrowReaderOptions::new()).ok();
    let metadata = std::panic::catch_unwind(std::panic::AssertUnwindSafe(load)).ok()??;
    Some(metadata.schema().clone())
}

/// Names of the fields that records of `input` have: those of WARC records are given by tamis.
fn names_of(input: &Input, names: &Fields) -> Fields {
    if input.format == Some(Format::Warc) { Fields::default() } else { names.clone() }
}

fn suffix(layout: Layout, kind: FileKind) -> &'static str {
    match (layout, kind) {
        (Layout::Text, FileKind::Lines(Compression::Gzip)) => "txt.gz",
        (Layout::Text, FileKind::Lines(Compression::Zstd)) => "txt.zst",
        (Layout::Text, _) => "txt",
        _ => kind.name(),
    }
}

impl Packing {
    /// Packs lines into a piece that is whole by itself.
    ///
    /// # Errors
    /// As [`frame::pack`] and [`parquet::pack`].
    pub fn pack(&self, lines: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Self::Lines(compression) => frame::pack(lines, *compression),
            Self::Columns(schema) => parquet::pack(&lines, schema),
        }
    }

    /// What is still to be written behind the pieces of `file`.
    ///
    /// # Errors
    /// As [`parquet::ending`].
    pub fn ending<F: Read + Seek>(&self, file: &mut F) -> io::Result<Vec<u8>> {
        match self {
            Self::Lines(_) => Ok(Vec::new()),
            Self::Columns(_) => parquet::ending(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str) -> Input {
        let format = name.contains(".parquet").then_some(Format::Parquet);
        Input { name: name.into(), shard: "a".into(), files: vec![name.into()], format }
    }

    fn name(input: &Input, preset: Preset, kind: Option<FileKind>, shard_bytes: Option<u64>) -> String {
        let wanted = Wanted { preset, kind, shard_bytes, facts: true };
        Form::of(input, &wanted, &Fields::default()).shard_name(0)
    }

    #[test]
    fn keeps_the_packing_of_the_input_where_loaders_read_it() {
        let same = |of: &str| name(&input(of), Preset::Same, None, None);
        let inputs =
            ["x/a.txt", "a.json.gz", "a.jsonl.ZST", "-", "a.warc.xz", "a.csv.bz2", "a.parquet", "a.parquet.gz"];
        let expected =
            ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.jsonl", "a.jsonl.zst", "a.jsonl.zst", "a.parquet", "a.parquet"];
        assert_eq!(inputs.map(same), expected);
    }

    #[test]
    fn names_say_what_was_asked_for() {
        let of = input("a.jsonl.gz");
        let gzip = Some(FileKind::Lines(Compression::Gzip));
        assert_eq!(name(&of, Preset::Hf, Some(FileKind::Parquet), None), "a.parquet");
        assert_eq!(name(&of, Preset::Text, None, None), "a.txt.gz");
        assert_eq!(name(&of, Preset::Text, gzip, Some(1)), "a-00000.txt.gz");
        assert_eq!(name(&of, Preset::Dolma, None, Some(1)), "documents/a-00000.jsonl.gz");
        let dolma = Wanted { preset: Preset::Dolma, ..Wanted::default() };
        assert_eq!(Form::of(&of, &dolma, &Fields::default()).ledger_name(0), "a.ledger.jsonl.zst");
    }
}
