//! Bytes of an input in, plain or compressed; its plain bytes out.

use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Bytes that are read at a time, on either side of a decoder.
const BUFFER_BYTES: usize = 128 * 1024;

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Not at all.
    Plain,
    /// gzip, one member or several.
    Gzip,
    /// zstd, one frame or several.
    Zstd,
}

impl Container {
    /// Told by the first bytes (RFC 1952 section 2.3.1; RFC 8878 sections 3.1.1 and 3.1.2), never by a name.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// The plain bytes of `reader`: all members of a gzip file, all frames of a zstd file, anything else as it is.
///
/// A zstd frame may ask for a window of 128 MiB at most; one that asks for more is an error on reading.
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
    let mut head = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut head)?;
    let container = Container::of(&head);
    let packed = BufReader::with_capacity(BUFFER_BYTES, Cursor::new(head).chain(reader));
    let plain: Box<dyn BufRead + Send> = match container {
        Container::Plain => Box::new(packed),
        Container::Gzip => Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(packed))),
        Container::Zstd => {
            let decoder = zstd::Decoder::with_buffer(packed)?;
            Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder))
        }
    };
    Ok((container, plain))
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

    fn plain(bytes: Vec<u8>) -> String {
        let mut text = String::new();
        open(Cursor::new(bytes)).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn reads_all_members_of_a_gzip_file() {
        assert_eq!(plain([gzip("one "), gzip("two")].concat()), "one two");
    }

    #[test]
    fn reads_all_frames_of_a_zstd_file_also_after_a_skippable_one() {
        let skippable = [0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, b'?', b'?'].to_vec();
        let frame = |text: &str| zstd::encode_all(text.as_bytes(), 3).unwrap();
        assert_eq!(plain([skippable, frame("one "), frame("two")].concat()), "one two");
    }

    #[test]
    fn leaves_other_bytes_alone_however_few() {
        for text in ["", "a", "abc", "plain text"] {
            assert_eq!(plain(text.into()), text);
        }
    }
}
