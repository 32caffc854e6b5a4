//! Bytes of an input in, plain or compressed; its plain bytes out, within bounds.

use super::bomb::{Bounded, Counted};
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Bytes that are read at a time, on either side of a decoder.
const BUFFER_BYTES: usize = 128 * 1024;

/// Most KiB of memory that an xz stream may ask for: what `xz -9` needs is 65 MiB; a damaged or malicious header may ask
/// for 4 GiB.
const XZ_MEMORY_KIB: u32 = 256 * 1024;

/// Bytes that tell a container.
const MAGIC_BYTES: u64 = 6;

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Not at all.
    Plain,
    /// gzip, one member or several.
    Gzip,
    /// zstd, one frame or several.
    Zstd,
    /// bzip2, one stream or several.
    Bzip2,
    /// xz, one stream or several.
    Xz,
}

impl Container {
    /// Told by the first bytes (RFC 1952 section 2.3.1; RFC 8878 sections 3.1.1 and 3.1.2; the formats of bzip2 and xz),
    /// never by a name.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, 0x41 | 0x72, ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            _ => Self::Plain,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

/// The plain bytes of `reader`: all members, frames or streams of a packed file, anything else as it is.
///
/// A zstd frame may ask for a window of 128 MiB at most, an xz stream for 256 MiB; one that asks for more is an error on
/// reading, and so is a file that grows beyond the bounds of [`Bounded`].
///
/// # Errors
/// Where the first bytes cannot be read or the decoder cannot be set up.
pub fn open(reader: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    unpack(reader).map(|(_, plain)| plain)
}

/// As [`open`], and how the bytes were packed.
///
/// # Errors
/// As [`open`].
pub fn unpack(mut reader: impl Read + Send + 'static) -> io::Result<(Container, Box<dyn BufRead + Send>)> {
    let mut head = Vec::with_capacity(8);
    reader.by_ref().take(MAGIC_BYTES).read_to_end(&mut head)?;
    let container = Container::of(&head);
    let whole = Cursor::new(head).chain(reader);
    if container == Container::Plain {
        return Ok((container, Box::new(BufReader::with_capacity(BUFFER_BYTES, whole))));
    }
    let (counted, packed) = Counted::new(whole);
    let source = BufReader::with_capacity(BUFFER_BYTES, counted);
    let decoder: Box<dyn Read + Send> = match container {
        Container::Gzip => Box::new(MultiGzDecoder::new(source)),
        Container::Zstd => Box::new(zstd::Decoder::with_buffer(source)?),
        Container::Bzip2 => Box::new(MultiBzDecoder::new(source)),
        _ => Box::new(XzReader::new_mem_limit(source, true, XZ_MEMORY_KIB)),
    };
    Ok((container, Box::new(BufReader::with_capacity(BUFFER_BYTES, Bounded::new(decoder, packed)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(text: &str) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn xz(text: &str) -> Vec<u8> {
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn plain(bytes: Vec<u8>) -> String {
        let mut text = String::new();
        open(Cursor::new(bytes)).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn reads_all_members_frames_and_streams_of_a_file() {
        assert_eq!(plain([gzip("one "), gzip("two")].concat()), "one two");
        assert_eq!(plain([bzip2("one "), bzip2("two")].concat()), "one two");
        assert_eq!(plain([xz("one "), xz("two")].concat()), "one two");
    }

    #[test]
    fn reads_all_frames_of_a_zstd_file_also_after_a_skippable_one() {
        let skippable = [0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, b'?', b'?'].to_vec();
        let frame = |text: &str| zstd::encode_all(text.as_bytes(), 3).unwrap();
        assert_eq!(plain([skippable, frame("one "), frame("two")].concat()), "one two");
    }

    #[test]
    fn reads_packed_files_of_nothing() {
        for (bytes, container) in [(gzip(""), Container::Gzip), (bzip2(""), Container::Bzip2), (xz(""), Container::Xz)]
        {
            assert_eq!(Container::of(&bytes), container);
            assert_eq!(plain(bytes), "");
        }
    }

    #[test]
    fn leaves_other_bytes_alone_however_few() {
        for text in ["", "a", "abc", "plain text", "BZh9 is how a text may begin"] {
            assert_eq!(plain(text.into()), text);
        }
    }
}
