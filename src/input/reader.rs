//! An input in, its raw records out in batches, each with its place.

use super::bad::{Bad, Reason};
use super::charset::Charset;
use super::find::{Format, Input};
use super::piece::Piece;
use super::record::Fields;
use super::source::Source;
use super::table::Header;
use crate::document::Origin;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Longest record that is read unless the caller says otherwise.
pub const MAX_RECORD_BYTES: usize = 256 * 1024 * 1024;

/// A record as it came, not yet decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Where it starts.
    pub origin: Origin,
    /// A line without its end, a JSON value, the row of a table, a WARC record, or a whole file.
    pub bytes: Vec<u8>,
    /// Which of them. A row of a Parquet file comes as the line of JSON that it stands for.
    pub format: Format,
    /// For a text file: its path in the folder that was named, without suffix; the id of its document.
    pub name: Option<String>,
    /// What is known of its charset.
    pub charset: Charset,
    /// For the row of a table: its header.
    pub header: Option<Arc<Header>>,
}

impl Raw {
    /// A line of JSON.
    pub fn json(origin: Origin, line: impl Into<Vec<u8>>) -> Self {
        let (format, charset) = (Format::Jsonl, Charset::Unknown);
        Self { origin, bytes: line.into(), format, name: None, charset, header: None }
    }

    /// A text file, and the id of its document.
    pub fn text(origin: Origin, text: impl Into<Vec<u8>>, name: impl Into<String>) -> Self {
        let (format, charset) = (Format::Text, Charset::Unknown);
        Self { origin, bytes: text.into(), format, name: Some(name.into()), charset, header: None }
    }
}

/// Where a reader stands in its input: after which record. What is there is read again from here, another time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Files of the input that are behind it.
    pub files: usize,
    /// Records of the file at hand that are behind it, bad ones among them.
    pub records: u64,
    /// Plain bytes of that file that are behind it.
    pub offset: u64,
    /// Records of the input that were passed over, as [`Reader::passed_over`] has it.
    pub passed_over: u64,
}

/// Reads one input, file by file, record by record.
pub struct Reader {
    input: String,
    format: Option<Format>,
    files: Vec<PathBuf>,
    max_record_bytes: usize,
    fields: Fields,
    position: Position,
    source: Option<Source>,
}

impl Reader {
    /// A reader of `input` that takes records of at most `max_record_bytes`, [`MAX_RECORD_BYTES`] being usual. Of
    /// `fields` it needs the charset, and the name of the text where a file has columns.
    ///
    /// Nothing is opened before the first batch is asked for.
    pub fn new(input: &Input, max_record_bytes: usize, fields: &Fields) -> Self {
        Self {
            input: input.name.clone(),
            format: input.format,
            files: input.files.clone(),
            max_record_bytes,
            fields: fields.clone(),
            position: Position::default(),
            source: None,
        }
    }

    /// The next records, in order, until they hold `max_bytes` or more; `None` after the last.
    pub fn next_batch(&mut self, max_bytes: usize) -> Option<Vec<Result<Raw, Bad>>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < max_bytes.max(1) {
            let Some(record) = self.next_record() else { break };
            bytes += size_of::<Raw>() + record.as_ref().map_or_else(|bad| bad.bytes.len(), |raw| raw.bytes.len());
            batch.push(record);
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Where the reader stands: behind the last record of the last batch.
    pub fn position(&self) -> Position {
        let Some(source) = &self.source else { return self.position };
        let passed_over = self.position.passed_over + source.passed_over();
        Position { records: source.records(), offset: source.offset(), passed_over, ..self.position }
    }

    /// Files behind the reader, and bytes of the file at hand that it has read, packed as they lie there: to tell how far
    /// it is.
    pub fn progress(&self) -> (usize, u64) {
        (self.position.files, self.source.as_ref().map_or(0, Source::bytes_read))
    }

    /// Goes to a position that a reader of the same input told, without handing out what is ahead of it. Where lines,
    /// rows or records of a plain file are read, nothing ahead of it is read either; else it is read and let go.
    pub fn skip_to(&mut self, position: Position) {
        self.source = None;
        self.position = Position { records: 0, offset: 0, ..position };
        if position.records > 0 {
            // A file that is not what it was gives what it has left: the caller knows by its size and digest.
            if let Ok(source) = self.open() {
                let mut source = source;
                source.skip_to(position.records, position.offset);
                self.position.passed_over = position.passed_over.saturating_sub(source.passed_over());
                self.source = Some(source);
            } else {
                self.position.files += 1;
            }
        }
    }

    /// Records of WARC files so far that hold no text: requests, metadata, pages that are not plain text.
    pub fn passed_over(&self) -> u64 {
        self.position().passed_over
    }

    fn next_record(&mut self) -> Option<Result<Raw, Bad>> {
        loop {
            if let Some(record) = self.source.as_mut().and_then(Source::next_record) {
                return Some(record);
            }
            if let Some(source) = self.source.take() {
                self.position.passed_over += source.passed_over();
                self.position.files += 1;
            }
            match self.open() {
                Ok(source) => self.source = Some(source),
                Err(None) => return None,
                Err(Some(bad)) => {
                    self.position.files += 1;
                    return Some(Err(*bad));
                }
            }
        }
    }

    /// The file at hand; no error where there is none left.
    fn open(&self) -> Result<Source, Option<Box<Bad>>> {
        let path = self.files.get(self.position.files).ok_or(None)?;
        let input = Path::new(&self.input);
        Source::open(path, input, self.format, &self.fields, self.max_record_bytes).map_err(|bad| Some(Box::new(bad)))
    }
}

/// The bad record that a piece is, or none.
pub(super) fn bad(piece: Piece, input: &str, record: u64) -> Result<Piece, Bad> {
    match piece.fault {
        None => Ok(piece),
        Some(fault) => {
            let origin = Origin { input: input.to_owned(), record, offset: piece.offset };
            let (at, bytes, bytes_total) = (piece.at, piece.bytes, piece.total);
            Err(Bad { origin, at, reason: fault.reason, detail: fault.detail, bytes, bytes_total })
        }
    }
}

/// An input without a record.
pub(super) fn empty(input: &str, offset: u64) -> Bad {
    let detail = if offset == 0 { "the input has no bytes" } else { "the input has no record" };
    let origin = Origin { input: input.to_owned(), record: 1, offset };
    Bad::new(origin, 0, Reason::EmptyInput, detail, Vec::new())
}
