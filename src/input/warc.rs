//! The plain bytes of a WARC or WET file in (ISO 28500), its records that hold text out; and a record to the document
//! that it stands for.

use super::bad::{Bad, Reason};
use super::charset::{self, Charset, Undecodable};
use super::http;
use super::piece::{Cut, Fault, Gather, Piece, Plain};
use super::record::{Fields, Record, of_line};
use crate::document::Origin;

/// Bytes of a record's header at most.
const MAX_HEADER_BYTES: usize = 256 * 1024;

/// Cuts between records, and passes those over that hold no text.
pub struct Records {
    plain: Plain,
    max_bytes: usize,
    offset: u64,
    passed_over: u64,
    ended: bool,
}

impl Records {
    /// The records of `plain`, of `max_bytes` at most, whose first byte is the one at `offset` of its file.
    pub fn new(plain: Plain, max_bytes: usize, offset: u64) -> Self {
        Self { plain, max_bytes, offset, passed_over: 0, ended: false }
    }

    /// Gathers up to the end of the line; whether there is one.
    fn line(&mut self, gather: &mut Gather) -> Result<bool, Fault> {
        loop {
            let buffer = self.plain.fill()?;
            let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
            let count = end.unwrap_or(buffer.len());
            gather.take(&buffer[..count]);
            self.consume(count);
            if end.is_some() || count == 0 {
                return Ok(end.is_some());
            }
        }
    }

    fn consume(&mut self, count: usize) {
        self.plain.consume(count);
        self.offset += count as u64;
    }

    /// Passes over the blank lines between records; whether there is anything behind them.
    fn between(&mut self) -> Result<bool, Fault> {
        loop {
            let buffer = self.plain.fill()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let count = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = count < buffer.len();
            self.consume(count);
            if more {
                return Ok(true);
            }
        }
    }

    /// Gathers the header with the blank line that ends it.
    fn header(&mut self, gather: &mut Gather) -> Result<(), Fault> {
        let malformed = |detail| Err(Fault::new(Reason::MalformedWarc, detail));
        let mut start = 0;
        loop {
            if !self.line(gather)? {
                return Err(Fault::new(Reason::TruncatedInput, "the file breaks off in the header of a record"));
            }
            let total = gather.bytes_mut().len();
            let line = gather.bytes_mut().get(start..).unwrap_or_default().trim_ascii_end();
            if start == 0 && !line.starts_with(b"WARC/") {
                return malformed("a record begins with `WARC/`".to_owned());
            }
            if line.is_empty() {
                return Ok(());
            }
            start = total;
            if gather.total() > MAX_HEADER_BYTES as u64 {
                return malformed(format!("the header of a record has more than {MAX_HEADER_BYTES} bytes"));
            }
        }
    }

    /// Gathers or drops the `length` bytes of a block.
    fn block(&mut self, mut length: u64, mut gather: Option<&mut Gather>) -> Result<(), Fault> {
        while length > 0 {
            let buffer = self.plain.fill()?;
            if buffer.is_empty() {
                let detail = format!("the file breaks off {length} bytes before the end of a record");
                return Err(Fault::new(Reason::TruncatedInput, detail));
            }
            let count = buffer.len().min(usize::try_from(length).unwrap_or(usize::MAX));
            if let Some(gather) = &mut gather {
                gather.take(&buffer[..count]);
            }
            self.consume(count);
            length -= count as u64;
        }
        Ok(())
    }

    /// The next record; none where it holds no text.
    fn record(&mut self) -> Option<Piece> {
        let mut gather = Gather::at(self.offset, self.max_bytes.max(MAX_HEADER_BYTES));
        if let Err(fault) = self.header(&mut gather) {
            return Some(self.lost(gather, fault));
        }
        let header = Headers::of(gather.bytes_mut());
        let length = header.get("content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            let fault = Fault::new(Reason::MalformedWarc, "the record does not say its length");
            return Some(self.lost(gather, fault));
        };
        if !header.may_hold_text() {
            let dropped = self.block(length, None);
            self.passed_over += u64::from(dropped.is_ok());
            return dropped.err().map(|fault| {
                self.ended = true;
                gather.piece(Some(fault))
            });
        }
        let fault = self.block(length, Some(&mut gather)).err();
        self.ended = fault.is_some();
        if fault.is_none() && !holds_text(gather.bytes_mut()) {
            self.passed_over += 1;
            return None;
        }
        Some(gather.piece(fault))
    }

    /// The bytes up to the next line that begins a record, which are none.
    fn lost(&mut self, mut gather: Gather, fault: Fault) -> Piece {
        let mut ended = fault.reason != Reason::MalformedWarc;
        while !ended {
            match self.plain.fill() {
                Ok(buffer) if buffer.starts_with(b"WARC/1.") || buffer.starts_with(b"WARC/0.") => break,
                Ok([]) => ended = true,
                Ok(_) => {
                    // What is left of a record may be long and have few line ends: it is dropped as it is read.
                    if !matches!(self.line(&mut gather), Ok(true)) {
                        ended = true;
                    }
                }
                Err(_) => ended = true,
            }
        }
        self.ended = ended;
        let at = if fault.reason == Reason::MalformedWarc { 0 } else { gather.total() };
        let piece = gather.piece(Some(fault));
        Piece { at: piece.offset + at, ..piece }
    }
}

impl Cut for Records {
    fn next(&mut self) -> Option<Piece> {
        while !self.ended {
            let start = self.offset;
            match self.between() {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    self.ended = true;
                    return Some(Gather::at(start, self.max_bytes).piece(Some(fault)));
                }
            }
            if let Some(piece) = self.record() {
                return Some(piece);
            }
        }
        self.ended = true;
        None
    }

    fn offset(&self) -> u64 {
        self.offset
    }

    fn passed_over(&self) -> u64 {
        self.passed_over
    }
}

/// Named fields of a header, the names in lower case.
pub struct Headers {
    fields: Vec<(String, String)>,
}

impl Headers {
    /// The fields behind the first line of `header`, up to the first blank one.
    pub fn of(header: &[u8]) -> Self {
        let header = String::from_utf8_lossy(header);
        let lines = header.lines().skip(1).take_while(|line| !line.trim().is_empty());
        let field = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        };
        Self { fields: lines.filter_map(field).collect() }
    }

    /// The value of a field, by its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.0 == name).map(|field| field.1.as_str())
    }

    /// What the record holds: converted text, or the answer of a server, or a file as it is.
    fn may_hold_text(&self) -> bool {
        match self.get("warc-type") {
            Some("conversion") => self.get("content-type").is_none_or(is_plain_text),
            Some("resource") => self.get("content-type").is_some_and(is_plain_text),
            Some("response") => self.get("content-type").is_some_and(|kind| kind.starts_with("application/http")),
            _ => false,
        }
    }
}

/// Whether a media type is that of plain text.
pub fn is_plain_text(kind: &str) -> bool {
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/plain")
}

/// The charset that a media type names.
pub fn charset_of(kind: &str) -> Option<&str> {
    let parameters = kind.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charsets.next().map(|(_, value)| value.trim().trim_matches(['"', '\'']))
}

/// Header and block of a record.
fn split(record: &[u8]) -> (&[u8], &[u8]) {
    let end = http::end_of_header(record).unwrap_or(record.len());
    record.split_at(end)
}

/// Whether the answer of a server is plain text; other records have said so in their header.
fn holds_text(record: &[u8]) -> bool {
    let (header, block) = split(record);
    Headers::of(header).get("warc-type") != Some("response") || http::is_plain_text(block)
}

/// The document of a WARC record: an object with `id`, `url`, `date`, `content_type`, `language` and `text`, all of them
/// strings, empty where the record does not say.
///
/// # Errors
/// [`Bad`] where its text is not in its charset, or packed in a way that cannot be undone.
pub fn decode(origin: Origin, record: Vec<u8>, fields: &Fields) -> Result<Record, Bad> {
    let (header, block) = split(&record);
    let headers = Headers::of(header);
    let start = header.len();
    let (kind, body) = if headers.get("warc-type") == Some("response") {
        match http::body(block) {
            Ok(found) => found,
            Err(detail) => return Err(Bad::new(origin, start, Reason::MalformedWarc, detail, record)),
        }
    } else {
        (headers.get("content-type").unwrap_or_default().to_owned(), block.to_vec())
    };
    let said = charset_of(&kind).and_then(charset::named).map_or(Charset::Unknown, Charset::Said);
    let charset = fields.charset.map_or(said, Charset::Declared);
    let text = match charset::decode(body, charset) {
        Ok(text) => text,
        Err(Undecodable { index, reason, detail, .. }) => {
            return Err(Bad::new(origin, start + index, reason, detail, record));
        }
    };
    let get = |name| headers.get(name).unwrap_or_default();
    let id = get("warc-record-id").trim_matches(['<', '>']);
    let (url, date) = (get("warc-target-uri").trim_matches(['<', '>']), get("warc-date"));
    let language = get("warc-identified-content-language");
    let members =
        [("id", id), ("url", url), ("date", date), ("content_type", &kind), ("language", language), ("text", &text)];
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{}", quoted(value))).collect();
    // The names are those of tamis, whatever the fields of other inputs are called.
    of_line(origin, format!("{{{}}}", members.join(",")), String::new(), &Fields::default())
}
