//! What cannot be read: the bytes as they came, in which place, and why not.

use crate::document::Origin;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A record, or a rest of an input, that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Where it starts.
    pub origin: Origin,
    /// Byte of the (decompressed) input at which the fault lies; for Parquet, the number of the row, from 0.
    pub at: u64,
    /// What is wrong.
    pub reason: Reason,
    /// The same in words, for this one record.
    pub detail: String,
    /// The record as it came, or its head if it is too long.
    pub bytes: Vec<u8>,
    /// Its length in bytes as far as it was read; more than `bytes` holds if it is too long.
    pub bytes_total: u64,
}

impl Bad {
    /// The record `bytes` at `origin`, with a fault at its byte `index`.
    pub fn new(origin: Origin, index: usize, reason: Reason, detail: impl Into<String>, bytes: Vec<u8>) -> Self {
        let at = origin.offset + index as u64;
        let bytes_total = bytes.len() as u64;
        Self { origin, at, reason, detail: detail.into(), bytes, bytes_total }
    }
}

/// Why a record cannot be read. The names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The line is not JSON.
    MalformedJson,
    /// The line is JSON, but not an object.
    NotAnObject,
    /// The object has no text field.
    NoText,
    /// The text field holds something else than a string.
    TextNotAString,
    /// The text field, or the field that tamis writes, stands there twice.
    DuplicateField,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A string holds half of a surrogate pair, which stands for no character.
    LoneSurrogate,
    /// The input holds no record.
    EmptyInput,
    /// The compressed input breaks off.
    TruncatedArchive,
    /// The compressed input is damaged.
    CorruptArchive,
    /// The system cannot open or read the input.
    Unreadable,
    /// The record is longer than allowed.
    RecordTooLong,
    /// The bytes are not of the charset that they are said to be of, or look like.
    Undecodable,
    /// The compressed input grows beyond measure; what comes after is not read.
    DecompressionBomb,
    /// The input breaks off inside a record.
    TruncatedInput,
    /// The row of a table does not fit its header.
    MalformedRow,
    /// The file is not Parquet, or is damaged.
    MalformedParquet,
    /// The bytes are no record of a WARC file.
    MalformedWarc,
}

impl Reason {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 18] = [
        Self::MalformedJson,
        Self::NotAnObject,
        Self::NoText,
        Self::TextNotAString,
        Self::DuplicateField,
        Self::InvalidUtf8,
        Self::LoneSurrogate,
        Self::EmptyInput,
        Self::TruncatedArchive,
        Self::CorruptArchive,
        Self::Unreadable,
        Self::RecordTooLong,
        Self::Undecodable,
        Self::DecompressionBomb,
        Self::TruncatedInput,
        Self::MalformedRow,
        Self::MalformedParquet,
        Self::MalformedWarc,
    ];

    /// Its name in reports and in the quarantine.
    pub fn name(self) -> &'static str {
        match self {
            Self::MalformedJson => "malformed-json",
            Self::NotAnObject => "not-an-object",
            Self::NoText => "no-text",
            Self::TextNotAString => "text-not-a-string",
            Self::DuplicateField => "duplicate-field",
            Self::InvalidUtf8 => "invalid-utf-8",
            Self::LoneSurrogate => "lone-surrogate",
            Self::EmptyInput => "empty-input",
            Self::TruncatedArchive => "truncated-archive",
            Self::CorruptArchive => "corrupt-archive",
            Self::Unreadable => "unreadable",
            Self::RecordTooLong => "record-too-long",
            Self::Undecodable => "undecodable",
            Self::DecompressionBomb => "decompression-bomb",
            Self::TruncatedInput => "truncated-input",
            Self::MalformedRow => "malformed-row",
            Self::MalformedParquet => "malformed-parquet",
            Self::MalformedWarc => "malformed-warc",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|reason| reason.name() == name);
        known.ok_or_else(|| de::Error::custom(format_args!("`{name}` is no reason to put a record aside")))
    }
}
