//! Batches that wait for the second pass: half-clean documents in a file, read again in the same order.

use super::pack::Whence;
use crate::document::{Document, Names, Origin, Packer, Unpacker};
use crate::input::{Bad, Body, Position, Reason, Record};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// A batch on its way between the passes.
pub struct HalfBatch {
    /// Where it comes from.
    pub whence: Whence,
    /// Bytes of memory that the batch needs until it is written, at most.
    pub weight: usize,
    /// How many documents it holds.
    pub documents: u64,
    /// Its records, packed.
    pub packed: Vec<u8>,
}

/// A record half done, or why it was put aside.
pub type Half = Result<(Record, Document), Bad>;

/// zstd's fastest usual level: the file is read once, by the same machine.
const LEVEL: i32 = 1;

/// Packs the records of a batch.
///
/// # Errors
/// What zstd says.
pub fn pack(halves: &[Half], names: &Names) -> io::Result<Vec<u8>> {
    let mut packer = Packer::new(names);
    packer.list(halves.iter(), |packer, half| match half {
        Ok((record, document)) => {
            packer.bytes.push(1);
            pack_record(packer, record);
            document.pack(packer);
        }
        Err(bad) => {
            packer.bytes.push(0);
            pack_bad(packer, bad);
        }
    });
    zstd::bulk::compress(&packer.bytes, LEVEL).map(|compressed| {
        let mut packed = (packer.bytes.len() as u64).to_le_bytes().to_vec();
        packed.extend_from_slice(&compressed);
        packed
    })
}

/// Unpacks what [`pack`] made.
///
/// # Errors
/// Where it is damaged.
pub fn unpack(packed: &[u8], names: &Names) -> io::Result<Vec<Half>> {
    let (head, compressed) = packed.split_first_chunk().ok_or_else(damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*head)).map_err(|_| damaged())?;
    let bytes = zstd::bulk::decompress(compressed, length)?;
    let mut unpacker = Unpacker::new(&bytes, names);
    let halves = unpacker.list(|unpacker| {
        Some(if unpacker.number()? == 1 {
            let record = unpack_record(unpacker)?;
            let document = Document::unpack(record.source(), unpacker)?;
            Ok((record, document))
        } else {
            Err(unpack_bad(unpacker)?)
        })
    });
    halves.filter(|_| unpacker.is_done()).ok_or_else(damaged)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file of half-clean documents is damaged")
}

fn pack_record(packer: &mut Packer<'_>, record: &Record) {
    let Record { origin, id, url, text, flags, body } = record;
    origin.pack(packer);
    packer.text(id);
    packer.option(url.as_deref(), Packer::text);
    packer.text(text);
    packer.list(flags.iter(), |packer, flag| packer.name(flag));
    match body {
        Body::Json { line, text, tamis, close } => {
            packer.bytes.push(0);
            // The line less its text, which stands above.
            packer.text(&line[..text.start]);
            packer.text(&line[text.start..]);
            packer.span(*text);
            packer.option(*tamis, Packer::span);
            packer.size(*close);
        }
        Body::Text { source } => {
            packer.bytes.push(1);
            packer.text(source);
        }
    }
}

fn unpack_record(bytes: &mut Unpacker<'_>) -> Option<Record> {
    let origin = Origin::unpack(bytes)?;
    let id = bytes.text()?.to_owned();
    let url = bytes.option(|bytes| Some(bytes.text()?.to_owned()))?;
    let text = bytes.text()?.to_owned();
    let flags = bytes.list(Unpacker::name)?;
    let body = if bytes.number()? == 0 {
        let line = [bytes.text()?, bytes.text()?].concat();
        let (text, tamis) = (bytes.span()?, bytes.option(Unpacker::span)?);
        Body::Json { line, text, tamis, close: bytes.size()? }
    } else {
        Body::Text { source: bytes.text()?.to_owned() }
    };
    Some(Record { origin, id, url, text, flags, body })
}

fn pack_bad(packer: &mut Packer<'_>, bad: &Bad) {
    let Bad { origin, at, reason, detail, bytes, bytes_total } = bad;
    origin.pack(packer);
    packer.number(*at);
    packer.text(reason.name());
    packer.text(detail);
    packer.blob(bytes);
    packer.number(*bytes_total);
}

fn unpack_bad(bytes: &mut Unpacker<'_>) -> Option<Bad> {
    let (origin, at) = (Origin::unpack(bytes)?, bytes.number()?);
    let name = bytes.text()?;
    let reason = Reason::ALL.into_iter().find(|reason| reason.name() == name)?;
    let (detail, blob) = (bytes.text()?.to_owned(), bytes.blob()?.to_vec());
    Some(Bad { origin, at, reason, detail, bytes: blob, bytes_total: bytes.number()? })
}

/// The batches between the passes, one after the other in a file without a name.
pub struct Waiting {
    file: BufWriter<File>,
    batches: u64,
    bytes: u64,
}

impl Waiting {
    /// No batches yet, in a file in `folder`.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(1 << 18, tempfile::tempfile_in(folder)?), batches: 0, bytes: 0 })
    }

    /// Adds a batch.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, batch: &HalfBatch) -> io::Result<()> {
        let HalfBatch { whence, weight, documents, packed } = batch;
        let Whence { input, bytes, end: Position { files, records, offset, passed_over }, read } = *whence;
        let place = [input as u64, bytes, files as u64, records, offset, passed_over, read.0 as u64, read.1];
        for number in place.into_iter().chain([*weight as u64, *documents, packed.len() as u64]) {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.write_all(packed)?;
        self.batches += 1;
        self.bytes += packed.len() as u64;
        Ok(())
    }

    /// Bytes in the file, about.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes back to the first batch, to read them.
    ///
    /// # Errors
    /// Where the file cannot be written or read.
    pub fn rewind(self) -> io::Result<Waited> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(Waited { file: BufReader::with_capacity(1 << 18, file), left: self.batches })
    }
}

/// The batches between the passes, as they come back.
pub struct Waited {
    file: BufReader<File>,
    left: u64,
}

impl Waited {
    fn read(&mut self) -> io::Result<HalfBatch> {
        let mut numbers = [0; 11];
        for number in &mut numbers {
            let mut bytes = [0; size_of::<u64>()];
            self.file.read_exact(&mut bytes)?;
            *number = u64::from_le_bytes(bytes);
        }
        let [input, bytes, files, records, offset, passed_over, read, of_file, weight, documents, length] = numbers;
        let end = Position { files: files as usize, records, offset, passed_over };
        let mut packed = vec![0; length as usize];
        self.file.read_exact(&mut packed)?;
        let whence = Whence { input: input as usize, bytes, end, read: (read as usize, of_file) };
        Ok(HalfBatch { whence, weight: weight as usize, documents, packed })
    }
}

impl Iterator for Waited {
    type Item = io::Result<HalfBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.read())
    }
}
