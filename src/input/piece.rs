//! What cutters hand on: the bytes of one record, or of what should have been one, with their place.

use super::bad::Reason;
use super::bomb::Bomb;
use super::container::Container;
use std::io::{self, BufRead};

/// What is kept of a record that is too long: enough to recognise it in the quarantine.
pub const HEAD_BYTES: usize = 64 * 1024;

/// The bytes of a file, unpacked, and how they were packed.
pub struct Plain {
    /// In one direction.
    pub bytes: Box<dyn BufRead + Send>,
    /// What errors of reading them mean depends on it.
    pub container: Container,
}

impl Plain {
    /// The bytes at hand: none at the end of the input.
    ///
    /// # Errors
    /// What is wrong with the input from here on.
    pub fn fill(&mut self) -> Result<&[u8], Fault> {
        loop {
            match self.bytes.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::of_system(self.container, &error)),
            }
        }
        // A second call, since a buffer lent inside the loop cannot leave it; what is there is not read again.
        self.bytes.fill_buf().map_err(|error| Fault::of_system(self.container, &error))
    }

    /// Takes bytes at hand as read.
    pub fn consume(&mut self, count: usize) {
        self.bytes.consume(count);
    }
}

/// What is wrong with a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name.
    pub reason: Reason,
    /// The same in words.
    pub detail: String,
}

impl Fault {
    /// A fault for `reason`, in words.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// What an error of a reader means.
    pub fn of_system(container: Container, error: &io::Error) -> Self {
        if let Some(bomb) = Bomb::of(error) {
            Self::new(Reason::DecompressionBomb, format!("{bomb}; what comes after is not read"))
        } else if container == Container::Plain || error.raw_os_error().is_some() {
            Self::new(Reason::Unreadable, format!("the system says: {error}"))
        } else if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::new(Reason::TruncatedArchive, format!("the {} stream breaks off: {error}", container.name()))
        } else {
            Self::new(Reason::CorruptArchive, format!("the {} stream is damaged: {error}", container.name()))
        }
    }
}

/// Bytes that should be a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where they start in the plain bytes.
    pub offset: u64,
    /// The bytes, or their head if there are more than allowed.
    pub bytes: Vec<u8>,
    /// How many there were.
    pub total: u64,
    /// Where the fault lies in the plain bytes, if there is one.
    pub at: u64,
    /// What is wrong with them.
    pub fault: Option<Fault>,
}

/// The mark at the start of a file in UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

impl Piece {
    /// Takes the mark at the start of a file and the carriage return at the end of a line from it.
    pub(super) fn trim(&mut self) {
        if self.offset == 0 && self.bytes.starts_with(BOM) {
            self.bytes.drain(..BOM.len());
            self.offset = BOM.len() as u64;
        }
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        self.total = self.bytes.len() as u64;
        self.at = self.offset;
    }
}

/// Cuts the plain bytes of a file into records.
pub trait Cut: Send {
    /// The next piece; none at the end of the file.
    fn next(&mut self) -> Option<Piece>;

    /// Plain bytes taken so far: where the next piece starts, or what is ahead of it.
    fn offset(&self) -> u64;

    /// Records passed over so far, since they are of a type that holds no text.
    fn passed_over(&self) -> u64 {
        0
    }

    /// Passes over the next `count` pieces; whether they were there.
    fn skip(&mut self, count: u64) -> bool {
        (0..count).all(|_| self.next().is_some())
    }
}

/// Gathers the bytes of a piece, up to a limit.
pub struct Gather {
    offset: u64,
    bytes: Vec<u8>,
    total: u64,
    max: usize,
}

impl Gather {
    /// Nothing yet, at `offset`, for `max` bytes.
    pub fn at(offset: u64, max: usize) -> Self {
        Self { offset, bytes: Vec::new(), total: 0, max }
    }

    /// Adds bytes; of more than are allowed only the head is kept.
    pub fn take(&mut self, part: &[u8]) {
        let (before, max) = (self.total, self.max as u64);
        self.total += part.len() as u64;
        if self.total <= max {
            self.bytes.extend_from_slice(part);
        } else if before <= max {
            let missing = HEAD_BYTES.saturating_sub(self.bytes.len()).min(part.len());
            self.bytes.extend_from_slice(&part[..missing]);
            self.bytes.truncate(HEAD_BYTES);
            self.bytes.shrink_to_fit();
        }
    }

    /// Adds bytes that are at hand as a whole.
    pub fn take_all(&mut self, part: Vec<u8>) {
        if self.bytes.is_empty() && part.len() <= self.max {
            self.total = part.len() as u64;
            self.bytes = part;
        } else {
            self.take(&part);
        }
    }

    /// Bytes so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What was gathered, less line ends that do not belong to it.
    pub fn bytes_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The piece; `fault` is what ended it, if not its own end.
    pub fn piece(self, fault: Option<Fault>) -> Piece {
        let Self { offset, bytes, total, max } = self;
        let too_long = || {
            let detail = format!("the record has {total} bytes, {max} are allowed");
            (total > max as u64).then(|| Fault::new(Reason::RecordTooLong, detail))
        };
        Piece { offset, bytes, total, at: offset + total.min(max as u64), fault: fault.or_else(too_long) }
    }
}
