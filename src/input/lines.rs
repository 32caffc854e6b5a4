//! Plain bytes in, their lines out; or, of a text, all of them at once.

use super::piece::{Cut, Fault, Gather, Piece, Plain};

/// Cuts at line ends; blank lines are none.
pub struct Lines {
    plain: Plain,
    max_bytes: usize,
    offset: u64,
    ended: bool,
}

impl Lines {
    /// The lines of `plain`, of `max_bytes` at most, whose first byte is the one at `offset` of its file.
    pub fn new(plain: Plain, max_bytes: usize, offset: u64) -> Self {
        Self { plain, max_bytes, offset, ended: false }
    }

    fn line(&mut self) -> Piece {
        let mut gather = Gather::at(self.offset, self.max_bytes);
        let fault = loop {
            match self.plain.fill() {
                Ok([]) => break None,
                Ok(buffer) => {
                    let at = memchr::memchr(b'\n', buffer);
                    let part = &buffer[..at.unwrap_or(buffer.len())];
                    gather.take(part);
                    let used = part.len() + usize::from(at.is_some());
                    self.plain.consume(used);
                    self.offset += used as u64;
                    if at.is_some() {
                        return gather.piece(None);
                    }
                }
                Err(fault) => break Some(fault),
            }
        };
        self.ended = true;
        gather.piece(fault)
    }
}

impl Cut for Lines {
    fn next(&mut self) -> Option<Piece> {
        while !self.ended {
            let mut piece = self.line();
            if piece.fault.is_none() {
                piece.trim();
            }
            if piece.fault.is_some() || !piece.bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
                return Some(piece);
            }
        }
        None
    }

    fn offset(&self) -> u64 {
        self.offset
    }
}

/// One piece: all bytes.
pub struct Whole {
    plain: Plain,
    max_bytes: usize,
    offset: u64,
    ended: bool,
}

impl Whole {
    /// All of `plain`, of `max_bytes` at most.
    pub fn new(plain: Plain, max_bytes: usize) -> Self {
        Self { plain, max_bytes, offset: 0, ended: false }
    }

    fn gather(&mut self, gather: &mut Gather) -> Result<(), Fault> {
        loop {
            let count = match self.plain.fill()? {
                [] => return Ok(()),
                buffer => {
                    gather.take(buffer);
                    buffer.len()
                }
            };
            self.plain.consume(count);
        }
    }
}

impl Cut for Whole {
    fn next(&mut self) -> Option<Piece> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        let mut gather = Gather::at(0, self.max_bytes);
        let fault = self.gather(&mut gather).err();
        self.offset = gather.total();
        (self.offset > 0 || fault.is_some()).then(|| gather.piece(fault))
    }

    fn offset(&self) -> u64 {
        self.offset
    }
}
