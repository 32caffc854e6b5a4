//! What the user may choose of the form of records: the convention of their fields, and the kind of file.

use super::Compression;

/// Whose convention the fields of records follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// The record's own: as it came, with its text replaced and one field more.
    #[default]
    Same,
    /// Documents of dolma: `id`, `text`, `source`, `metadata`.
    Dolma,
    /// Documents of datatrove: `text`, `id`, `metadata`.
    Datatrove,
    /// Flat columns for Hugging Face datasets.
    Hf,
    /// The text alone.
    Text,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Same, Self::Dolma, Self::Datatrove, Self::Hf, Self::Text];

    /// Its name on the command line and in `write.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Dolma => "dolma",
            Self::Datatrove => "datatrove",
            Self::Hf => "hf",
            Self::Text => "text",
        }
    }

    /// The preset of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

/// The kind of file that a shard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Lines: JSON, or plain text with [`Preset::Text`].
    Lines(Compression),
    /// Apache Parquet.
    Parquet,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Lines(Compression::None), Self::Lines(Compression::Gzip), Self::Lines(Compression::Zstd), Self::Parquet];

    /// Its name on the command line, which is the suffix of JSON shards.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines(Compression::None) => "jsonl",
            Self::Lines(Compression::Gzip) => "jsonl.gz",
            Self::Lines(Compression::Zstd) => "jsonl.zst",
            Self::Parquet => "parquet",
        }
    }
}
