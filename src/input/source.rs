//! A file of an input in, opened, unpacked, its format and charset told; its records out, one by one.

use super::bad::Bad;
use super::charset::{self, Charset};
use super::container::{self, Container};
use super::find::{self, Format};
use super::format;
use super::lines::{Lines, Whole};
use super::parquet::Columns;
use super::piece::{Cut, Fault, Plain};
use super::reader::{Raw, bad, empty};
use super::record::Fields;
use super::table::{self, Header, Rows};
use super::transcode::Transcoder;
use super::values::Values;
use super::warc::Records;
use crate::document::Origin;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that are read at a time after a leap.
const BUFFER_BYTES: usize = 128 * 1024;

/// An open file.
pub struct Source {
    cut: Box<dyn Cut>,
    format: Format,
    charset: Charset,
    header: Option<Arc<Header>>,
    path: PathBuf,
    file: String,
    name: Option<String>,
    max_bytes: usize,
    /// Whether bytes of the file are what is cut, so that a leap into it lands where it should.
    leaps: bool,
    records: u64,
    ended: bool,
    /// Bytes of the file read so far, packed as they lie there.
    read: Arc<AtomicU64>,
}

/// A file that counts the bytes that are read from it.
struct Metered {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Source {
    /// Opens the file `path` of `input`, of which is said that it holds `named`.
    ///
    /// # Errors
    /// The bad record that the file is as a whole, where it cannot be opened or has not the columns that are asked for.
    pub fn open(
        path: &Path,
        input: &Path,
        named: Option<Format>,
        fields: &Fields,
        max_bytes: usize,
    ) -> Result<Self, Bad> {
        let file = path.to_string_lossy().into_owned();
        let fault = |fault| as_a_whole(&file, fault);
        let stdin = path == Path::new(find::STDIN);
        let read = Arc::new(AtomicU64::new(0));
        let metered = |file| Metered { file, read: Arc::clone(&read) };
        let unpacked = if stdin {
            container::unpack(io::stdin())
        } else {
            File::open(path).and_then(|file| container::unpack(metered(file)))
        };
        let unpacked = unpacked.map_err(|error| fault(Fault::of_system(Container::Plain, &error)))?;
        let (container, bytes) = unpacked;
        let head = Head::read(bytes);
        let mut charset = fields.charset.map_or_else(|| head.charset(), Charset::Declared);
        let format = head.format(charset, named);
        let name = (named.is_some() && !stdin).then(|| document_name(path, input));
        let is_plain_file = container == Container::Plain && !stdin && path.is_file();
        let mut leaps = is_plain_file && matches!(format, Format::Jsonl | Format::Csv | Format::Tsv | Format::Warc);
        let mut header = None;
        let cut: Box<dyn Cut> = if format == Format::Parquet {
            charset = Charset::Declared(UTF_8);
            let plain = Plain { bytes: head.whole(), container };
            Box::new(Columns::open(is_plain_file.then_some(path), plain, &fields.text, max_bytes).map_err(fault)?)
        } else {
            let mut bytes = head.whole();
            if let Some(encoding) = transcoded(format, charset) {
                bytes = Box::new(Transcoder::new(bytes, encoding));
                (charset, leaps) = (Charset::Converted(encoding), false);
            }
            let plain = Plain { bytes, container };
            match format {
                Format::Text => Box::new(Whole::new(plain, max_bytes)),
                Format::Json => Box::new(Values::new(plain, max_bytes)),
                Format::Warc => Box::new(Records::new(plain, max_bytes, 0)),
                Format::Csv | Format::Tsv => {
                    let (rows, told) =
                        table(plain, format == Format::Tsv, charset, fields, max_bytes).map_err(fault)?;
                    header = told;
                    Box::new(rows)
                }
                _ => Box::new(Lines::new(plain, max_bytes, 0)),
            }
        };
        let path = path.to_path_buf();
        Ok(Self { cut, format, charset, header, path, file, name, max_bytes, leaps, records: 0, ended: false, read })
    }

    /// The next record; none at the end of the file. A file without any is one bad record.
    pub fn next_record(&mut self) -> Option<Result<Raw, Bad>> {
        if self.ended {
            return None;
        }
        let Some(piece) = self.cut.next() else {
            self.ended = true;
            if self.records > 0 || self.cut.passed_over() > 0 {
                return None;
            }
            self.records = 1;
            return Some(Err(empty(&self.file, self.cut.offset())));
        };
        self.records += 1;
        Some(bad(piece, &self.file, self.records).map(|piece| Raw {
            origin: Origin { input: self.file.clone(), record: self.records, offset: piece.offset },
            bytes: piece.bytes,
            format: self.format,
            name: self.name.clone(),
            charset: self.charset,
            header: self.header.clone(),
        }))
    }

    /// Bytes of the file read so far, packed as they lie there; of a Parquet file, which is read in leaps, none.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Goes behind the first `records`, which end at byte `offset`, as [`Source::offset`] told it.
    pub fn skip_to(&mut self, records: u64, offset: u64) {
        if self.leaps && self.leap(offset).is_ok() {
            self.records = records;
        } else if self.format == Format::Parquet && self.records == 0 {
            self.cut.skip(records);
            self.records = records;
        } else {
            while self.records < records && self.next_record().is_some() {}
        }
    }

    fn leap(&mut self, offset: u64) -> io::Result<()> {
        let mut file = File::open(&self.path)?;
        if offset > file.metadata()?.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.seek(SeekFrom::Start(offset))?;
        self.read.store(offset, Ordering::Relaxed);
        let file = Metered { file, read: Arc::clone(&self.read) };
        let bytes = Box::new(BufReader::with_capacity(BUFFER_BYTES, file));
        let plain = Plain { bytes, container: Container::Plain };
        self.cut = match (self.format, &self.header) {
            (Format::Warc, _) => Box::new(Records::new(plain, self.max_bytes, offset)),
            (_, Some(header)) => Box::new(Rows::new(plain, self.max_bytes, header.delimiter, offset)),
            _ => Box::new(Lines::new(plain, self.max_bytes, offset)),
        };
        Ok(())
    }

    /// Records so far, bad ones among them.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Plain bytes so far.
    pub fn offset(&self) -> u64 {
        self.cut.offset()
    }

    /// Records of other types so far, since the file was opened or leapt into.
    pub fn passed_over(&self) -> u64 {
        self.cut.passed_over()
    }
}

/// The first bytes of a file, and the rest of it.
struct Head {
    bytes: Vec<u8>,
    /// Whether there is no more.
    whole: bool,
    rest: Box<dyn BufRead + Send>,
    /// Comes after the first bytes.
    fault: Option<io::Error>,
}

impl Head {
    fn read(mut rest: Box<dyn BufRead + Send>) -> Self {
        let mut bytes = Vec::new();
        let fault = rest.by_ref().take(format::HEAD_BYTES as u64).read_to_end(&mut bytes).err();
        Self { whole: bytes.len() < format::HEAD_BYTES && fault.is_none(), bytes, rest, fault }
    }

    fn charset(&self) -> Charset {
        charset::of_head(&self.bytes, self.whole)
    }

    fn format(&self, charset: Charset, named: Option<Format>) -> Format {
        let format = format::of_head(&self.bytes, named);
        match of(charset).filter(|encoding| is_utf16(encoding)) {
            // UTF-16 alone hides brackets.
            Some(encoding) if !matches!(format, Format::Parquet | Format::Warc) => {
                format::of_head(encoding.decode_with_bom_removal(&self.bytes).0.as_bytes(), named)
            }
            _ => format,
        }
    }

    /// All bytes from the first on.
    fn whole(self) -> Box<dyn BufRead + Send> {
        let head = Cursor::new(self.bytes);
        match self.fault {
            Some(fault) => Box::new(head.chain(BufReader::with_capacity(1, Broken(Some(fault))))),
            None => Box::new(head.chain(self.rest)),
        }
    }
}

/// Fails once, and then is at its end.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn of(charset: Charset) -> Option<&'static Encoding> {
    match charset {
        Charset::Unknown => None,
        Charset::Likely(encoding)
        | Charset::Said(encoding)
        | Charset::Declared(encoding)
        | Charset::Converted(encoding) => Some(encoding),
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// The charset from which the bytes are made UTF-8 before they are cut: UTF-16 has line ends of its own, and in others
/// half of a character may look like a backslash, which JSON over several lines cannot be cut by.
fn transcoded(format: Format, charset: Charset) -> Option<&'static Encoding> {
    let encoding = of(charset).filter(|&encoding| encoding != UTF_8)?;
    match format {
        Format::Text | Format::Warc | Format::Parquet => None,
        Format::Json => Some(encoding),
        Format::Jsonl | Format::Csv | Format::Tsv => is_utf16(encoding).then_some(encoding),
    }
}

/// The rows of a table behind its header.
fn table(
    plain: Plain,
    tabs: bool,
    charset: Charset,
    fields: &Fields,
    max_bytes: usize,
) -> Result<(Rows, Option<Arc<Header>>), Fault> {
    let mut plain = plain;
    // No delimiter changes where the header ends: quotes do, and they stand at the start of fields.
    let first = first_line(&mut plain)?;
    let delimiter = table::delimiter(&first, tabs);
    let bytes = Box::new(Cursor::new(first).chain(plain.bytes));
    let mut rows = Rows::new(Plain { bytes, container: plain.container }, max_bytes, delimiter, 0);
    let Some(row) = rows.next() else { return Ok((rows, None)) };
    if let Some(fault) = row.fault {
        return Err(fault);
    }
    let row = charset::decode(row.bytes, charset).map_err(|bad| Fault::new(bad.reason, bad.detail))?;
    let header = Header::new(&row, delimiter);
    missing(&fields.text, &header.columns)?;
    Ok((rows, Some(Arc::new(header))))
}

/// The first line of a table, with its end, or as much of it as tells what stands between fields.
fn first_line(plain: &mut Plain) -> Result<Vec<u8>, Fault> {
    let mut line = Vec::new();
    loop {
        let buffer = plain.fill()?;
        let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
        let count = end.unwrap_or(buffer.len());
        line.extend_from_slice(&buffer[..count]);
        plain.consume(count);
        if end.is_some() || count == 0 || line.len() >= format::HEAD_BYTES {
            return Ok(line);
        }
    }
}

/// A fault where no column is the one that is asked for, or the first part of its path.
pub(super) fn missing(text: &str, columns: &[String]) -> Result<(), Fault> {
    let begins = |column: &String| {
        text.strip_prefix(column.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if columns.iter().any(begins) {
        return Ok(());
    }
    let columns = columns.join("`, `");
    let detail = format!("there is no column `{text}` among `{columns}`; name the one with the text by `--text-field`");
    Err(Fault::new(super::bad::Reason::NoText, detail))
}

/// The one bad record that a file is.
fn as_a_whole(file: &str, fault: Fault) -> Bad {
    let origin = Origin { input: file.to_owned(), record: 1, offset: 0 };
    Bad::new(origin, 0, fault.reason, fault.detail, Vec::new())
}

/// Path of a file in the folder `input`, without suffix; for a file named itself, its stem.
fn document_name(path: &Path, input: &Path) -> String {
    let folders = path.parent().and_then(|parent| parent.strip_prefix(input).ok());
    let mut parts: Vec<_> = folders.into_iter().flatten().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.push(find::stem(path));
    parts.join("/")
}
