//! An input in, its raw records out in batches, each with its place.

use super::bad::{Bad, Reason};
use super::container::{self, Container};
use super::find::{self, Format, Input};
use crate::document::Origin;
use std::fs::File;
use std::io::{self, BufRead, Cursor, Read};
use std::path::{Path, PathBuf};

/// Longest record that is read unless the caller says otherwise.
pub const MAX_RECORD_BYTES: usize = 256 * 1024 * 1024;

/// What is kept of a record that is too long: enough to recognise it in the quarantine.
const HEAD_BYTES: usize = 64 * 1024;

/// White space ahead of the first byte that tells the format; who sends more is taken to send text.
const MAX_SNIFF_BYTES: usize = 1024 * 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A record as it came, not yet decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Where it starts.
    pub origin: Origin,
    /// A line without its end, or a whole file.
    pub bytes: Vec<u8>,
    /// Which of the two.
    pub format: Format,
    /// For a text file: its path in the folder that was named, without suffix; the id of its document.
    pub name: Option<String>,
}

/// Reads one input, file by file, record by record.
pub struct Reader {
    input: String,
    format: Option<Format>,
    files: std::vec::IntoIter<PathBuf>,
    max_record_bytes: usize,
    source: Option<Source>,
}

impl Reader {
    /// A reader of `input` that takes records of at most `max_record_bytes`, [`MAX_RECORD_BYTES`] being usual.
    ///
    /// Nothing is opened before the first batch is asked for.
    pub fn new(input: &Input, max_record_bytes: usize) -> Self {
        let files = input.files.clone().into_iter();
        Self { input: input.name.clone(), format: input.format, files, max_record_bytes, source: None }
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

    fn next_record(&mut self) -> Option<Result<Raw, Bad>> {
        loop {
            if let Some(record) = self.source.as_mut().and_then(|source| source.next_record(self.max_record_bytes)) {
                return Some(record);
            }
            let path = self.files.next()?;
            match Source::open(&path, Path::new(&self.input), self.format) {
                Ok(source) => self.source = Some(source),
                Err(bad) => {
                    self.source = None;
                    return Some(Err(bad));
                }
            }
        }
    }
}

/// An open file.
struct Source {
    bytes: Box<dyn BufRead + Send>,
    container: Container,
    format: Format,
    file: String,
    name: Option<String>,
    /// Records read, blank lines not among them.
    records: u64,
    /// Plain bytes read.
    offset: u64,
    ended: bool,
}

impl Source {
    fn open(path: &Path, input: &Path, format: Option<Format>) -> Result<Self, Bad> {
        let file = path.to_string_lossy().into_owned();
        let stdin = path == Path::new(find::STDIN);
        let fault = |container, error, head: Vec<u8>| {
            let origin = Origin { input: file.clone(), record: 1, offset: 0 };
            let (reason, detail) = explain(container, &error);
            Bad::new(origin, head.len(), reason, detail, head)
        };
        let unpacked =
            if stdin { container::unpack(io::stdin()) } else { File::open(path).and_then(container::unpack) };
        let (container, mut bytes) = unpacked.map_err(|error| fault(Container::Plain, error, Vec::new()))?;
        let name = (format.is_some() && !stdin).then(|| document_name(path, input));
        let format = match format {
            Some(format) => format,
            None => {
                let mut head = Vec::new();
                let format = sniff(&mut bytes, &mut head);
                let format = format.map_err(|error| fault(container, error, head.clone()))?;
                bytes = Box::new(Cursor::new(head).chain(bytes));
                format
            }
        };
        Ok(Self { bytes, container, format, file, name, records: 0, offset: 0, ended: false })
    }

    fn next_record(&mut self, max_bytes: usize) -> Option<Result<Raw, Bad>> {
        while !self.ended {
            let end = (self.format == Format::Jsonl).then_some(b'\n');
            let mut piece = Piece::read(&mut self.bytes, end, max_bytes);
            let mut start = self.offset;
            self.offset += piece.total + u64::from(piece.whole);
            self.ended = !piece.whole;
            if self.format == Format::Jsonl {
                if start == 0 && piece.bytes.starts_with(BOM) {
                    piece.bytes.drain(..BOM.len());
                    piece.total -= BOM.len() as u64;
                    start = BOM.len() as u64;
                }
                if piece.bytes.last() == Some(&b'\r')
                    && piece.total == piece.bytes.len() as u64
                    && piece.fault.is_none()
                {
                    piece.bytes.pop();
                    piece.total -= 1;
                }
            }
            if let Some(record) = self.record(start, piece, max_bytes) {
                return Some(record);
            }
        }
        None
    }

    /// The record, or the fault, that a piece of the input amounts to; nothing for a blank line.
    fn record(&mut self, offset: u64, piece: Piece, max_bytes: usize) -> Option<Result<Raw, Bad>> {
        let Piece { bytes, total, fault, .. } = piece;
        let origin = Origin { input: self.file.clone(), record: self.records + 1, offset };
        let (at, reason, detail) = if let Some(error) = fault {
            let (reason, detail) = explain(self.container, &error);
            (offset + total, reason, detail)
        } else if total > max_bytes as u64 {
            let detail = format!("the record has {total} bytes, {max_bytes} are allowed");
            (offset + max_bytes as u64, Reason::RecordTooLong, detail)
        } else {
            let blank = match self.format {
                Format::Jsonl => bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')),
                Format::Text => bytes.is_empty(),
            };
            if !blank {
                self.records += 1;
                return Some(Ok(Raw { origin, bytes, format: self.format, name: self.name.clone() }));
            }
            if !self.ended || self.records > 0 {
                return None;
            }
            let detail = if self.offset == 0 { "the input has no bytes" } else { "the input has blank lines only" };
            (offset, Reason::EmptyInput, detail.to_owned())
        };
        self.records += 1;
        Some(Err(Bad { origin, at, reason, detail, bytes, bytes_total: total }))
    }
}

/// Path of a file in the folder `input`, without suffix; for a file named itself, its stem.
fn document_name(path: &Path, input: &Path) -> String {
    let folders = path.parent().and_then(|parent| parent.strip_prefix(input).ok());
    let mut parts: Vec<_> = folders.into_iter().flatten().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.push(find::stem(path));
    parts.join("/")
}

/// What an error of a reader means.
fn explain(container: Container, error: &io::Error) -> (Reason, String) {
    if container == Container::Plain || error.raw_os_error().is_some() {
        (Reason::Unreadable, format!("the system says: {error}"))
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        (Reason::TruncatedArchive, format!("the {} stream breaks off: {error}", container.name()))
    } else {
        (Reason::CorruptArchive, format!("the {} stream is damaged: {error}", container.name()))
    }
}

/// Tells the format by the first byte that is not white space; what was read for it goes to `head`.
fn sniff(bytes: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<Format> {
    while head.len() < MAX_SNIFF_BYTES {
        let buffer = match bytes.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let telling = buffer.iter().find(|byte| !byte.is_ascii_whitespace() && !BOM.contains(byte));
        match telling {
            Some(b'{') => return Ok(Format::Jsonl),
            Some(_) => return Ok(Format::Text),
            None if buffer.is_empty() => return Ok(Format::Text),
            None => {}
        }
        head.extend_from_slice(buffer);
        let length = buffer.len();
        bytes.consume(length);
    }
    Ok(Format::Text)
}

/// Bytes up to a line end, the end of the input, or a fault.
struct Piece {
    /// The bytes, or their head if there are more than allowed.
    bytes: Vec<u8>,
    /// How many there were, the line end not among them.
    total: u64,
    /// Whether a line end closed it.
    whole: bool,
    fault: Option<io::Error>,
}

impl Piece {
    fn read(source: &mut impl BufRead, end: Option<u8>, max_bytes: usize) -> Self {
        let mut piece = Self { bytes: Vec::new(), total: 0, whole: false, fault: None };
        loop {
            let buffer = match source.fill_buf() {
                Ok([]) => return piece,
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Self { fault: Some(error), ..piece },
            };
            let at = end.and_then(|end| memchr::memchr(end, buffer));
            let part = &buffer[..at.unwrap_or(buffer.len())];
            piece.take(part, max_bytes);
            let used = part.len() + usize::from(at.is_some());
            source.consume(used);
            if at.is_some() {
                return Self { whole: true, ..piece };
            }
        }
    }

    fn take(&mut self, part: &[u8], max_bytes: usize) {
        let before = self.total;
        self.total += part.len() as u64;
        if self.total <= max_bytes as u64 {
            self.bytes.extend_from_slice(part);
        } else if before <= max_bytes as u64 {
            let missing = HEAD_BYTES.saturating_sub(self.bytes.len()).min(part.len());
            self.bytes.extend_from_slice(&part[..missing]);
            self.bytes.truncate(HEAD_BYTES);
            self.bytes.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str, format: Format) -> Source {
        let bytes = Box::new(Cursor::new(text.as_bytes().to_vec()));
        let (container, file, name) = (Container::Plain, "a.jsonl".to_owned(), None);
        Source { bytes, container, format, file, name, records: 0, offset: 0, ended: false }
    }

    /// Record number, offset and bytes of each record, or the reason why not.
    fn records(text: &str, max_bytes: usize) -> Vec<(u64, u64, String)> {
        let mut source = source(text, Format::Jsonl);
        let flat = |record| match record {
            Ok(Raw { origin, bytes, .. }) => (origin.record, origin.offset, String::from_utf8(bytes).unwrap()),
            Err(Bad { origin, reason, .. }) => (origin.record, origin.offset, reason.to_string()),
        };
        std::iter::from_fn(|| source.next_record(max_bytes)).map(flat).collect()
    }

    #[test]
    fn splits_at_line_ends_and_counts_bytes_and_records() {
        let found = records("\u{feff}{1}\r\n\n \r\n{2}\n{3}", 100);
        assert_eq!(found, [(1, 3, "{1}".into()), (2, 12, "{2}".into()), (3, 16, "{3}".into())]);
    }

    #[test]
    fn goes_on_after_a_record_that_is_too_long() {
        let found = records("{1}\n{too long}\n{3}", 4);
        assert_eq!(found, [(1, 0, "{1}".into()), (2, 4, "record-too-long".into()), (3, 15, "{3}".into())]);
    }

    #[test]
    fn keeps_the_head_of_a_record_that_is_too_long_and_its_length() {
        let long = "x".repeat(3 * HEAD_BYTES);
        let bad = source(&long, Format::Text).next_record(2 * HEAD_BYTES).unwrap().unwrap_err();
        assert_eq!((bad.bytes.len(), bad.bytes_total), (HEAD_BYTES, 3 * HEAD_BYTES as u64));
    }

    #[test]
    fn calls_an_input_without_records_empty() {
        assert_eq!(records("", 9), [(1, 0, "empty-input".into())]);
        assert_eq!(records("\n\n", 9), [(1, 2, "empty-input".into())]);
    }

    #[test]
    fn keeps_the_mark_at_the_start_of_a_text() {
        let raw = source("\u{feff}a\nb\n", Format::Text).next_record(100).unwrap().unwrap();
        assert_eq!(raw.bytes, "\u{feff}a\nb\n".as_bytes());
    }

    #[test]
    fn tells_the_format_by_the_first_byte_that_is_not_space() {
        let tell = |text: &str| {
            let mut head = Vec::new();
            // A buffer of one byte, as a slow pipe fills it.
            let mut bytes = io::BufReader::with_capacity(1, text.as_bytes());
            let format = sniff(&mut bytes, &mut head).unwrap();
            bytes.read_to_end(&mut head).unwrap();
            assert_eq!(head, text.as_bytes());
            format
        };
        assert_eq!(tell("\u{feff} \n{\"text\":1}"), Format::Jsonl);
        assert_eq!(tell(" text {"), Format::Text);
        assert_eq!(tell(""), Format::Text);
    }

    #[test]
    fn names_a_document_by_its_place_in_the_folder() {
        let name = |path: &str, input: &str| document_name(Path::new(path), Path::new(input));
        assert_eq!(name("pages/a/1.txt.gz", "pages/"), "a/1");
        assert_eq!(name("pages/a/1.txt", "pages/a/1.txt"), "1");
    }
}
