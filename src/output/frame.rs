//! Lines in, packed bytes out that are whole by themselves: joined, such pieces are one file.
//!
//! RFC 1952 section 2.2 for members of gzip, RFC 8878 section 3 for frames of zstd. So pieces can be packed in parallel,
//! and a file that ends with a whole piece can be gone on with.

use flate2::GzBuilder;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

/// zlib's and gzip's own default.
const GZIP_LEVEL: u32 = 6;

/// zstd's own default.
const ZSTD_LEVEL: i32 = 3;

/// How a shard is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

impl Compression {
    /// What the suffix of a name asks for.
    pub fn of(path: &Path) -> Self {
        match path.extension().map(OsStr::to_ascii_lowercase) {
            Some(suffix) if suffix == "gz" => Self::Gzip,
            Some(suffix) if suffix == "zst" => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The suffix that asks for it.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }
}

/// Packs `bytes`. The same bytes give the same piece: there is no time and no name in a gzip header.
///
/// # Errors
/// What zlib or zstd says, which is that there is no memory.
pub fn pack(bytes: Vec<u8>, compression: Compression) -> io::Result<Vec<u8>> {
    match compression {
        Compression::None => Ok(bytes),
        Compression::Gzip => {
            let packed = Vec::with_capacity(bytes.len() / 2);
            let mut encoder = GzBuilder::new().mtime(0).write(packed, flate2::Compression::new(GZIP_LEVEL));
            encoder.write_all(&bytes)?;
            encoder.finish()
        }
        Compression::Zstd => {
            let mut compressor = zstd::bulk::Compressor::new(ZSTD_LEVEL)?;
            compressor.include_checksum(true)?;
            compressor.compress(&bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container;
    use std::io::{Cursor, Read};

    #[test]
    fn pieces_are_the_same_each_time_and_joined_they_read_as_one() {
        let lines = ["{\"text\":\"中\"}\n".repeat(100), String::new(), "{\"text\":\"b\"}\n".to_owned()];
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            let packed = || lines.iter().map(|part| pack(part.clone().into_bytes(), compression).unwrap());
            let joined = packed().collect::<Vec<_>>().concat();
            assert_eq!(joined, packed().collect::<Vec<_>>().concat());
            let mut text = String::new();
            container::open(Cursor::new(joined)).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, lines.concat());
        }
    }
}
