//! Bytes in some charset in, UTF-8 out, as they come; what is not of the charset is passed on as it is.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::io::{self, BufRead, Read};

/// UTF-8 that is made at a time.
const BUFFER_BYTES: usize = 128 * 1024;

/// Reads bytes of a charset as UTF-8. A malformed sequence comes through byte for byte, after a byte 0xff, which stands
/// in no UTF-8: so the record that it is part of is found to be bad.
pub struct Transcoder<R> {
    source: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> Transcoder<R> {
    /// The text of `source`, in `encoding`.
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        Self { source, decoder: encoding.new_decoder_with_bom_removal(), buffer: Vec::new(), at: 0, ended: false }
    }

    /// Makes more UTF-8, if there is more.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.clear();
        self.at = 0;
        while self.buffer.is_empty() && !self.ended {
            let source = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                source => source?,
            };
            self.ended = source.is_empty();
            self.buffer.resize(BUFFER_BYTES, 0);
            let decoded = self.decoder.decode_to_utf8_without_replacement(source, &mut self.buffer, self.ended);
            let (result, read, written) = decoded;
            self.buffer.truncate(written);
            if let DecoderResult::Malformed(length, behind) = result {
                let end = read.saturating_sub(usize::from(behind));
                self.buffer.push(0xff);
                self.buffer.extend_from_slice(&source[end.saturating_sub(usize::from(length))..end]);
                // A decoder at fault at the very end has not said yet that it is done.
                self.ended = false;
            } else if matches!(result, DecoderResult::OutputFull) {
                self.ended = false;
            }
            self.source.consume(read);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(target)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() && !self.ended {
            self.fill()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, UTF_16BE, UTF_16LE};

    /// What comes out when the bytes come one by one.
    fn read(bytes: &[u8], encoding: &'static Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        let source = io::BufReader::with_capacity(1, bytes);
        Transcoder::new(source, encoding).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn reads_characters_over_the_ends_of_buffers() {
        let text = "港口 😀 end";
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&big, UTF_16BE), text.as_bytes());
        assert_eq!(
            read(
                &[&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
                UTF_16LE
            ),
            text.as_bytes()
        );
        assert_eq!(read(&BIG5.encode("漁港").0, BIG5), "漁港".as_bytes());
    }

    #[test]
    fn what_is_not_of_the_charset_is_no_utf_8_either() {
        for bytes in [&b"a\xff\xffb"[..], b"a\xa4", b"\x80"] {
            let out = read(bytes, BIG5);
            assert!(std::str::from_utf8(&out).is_err() && out.contains(&0xff), "{out:?}");
            assert_eq!(out.ends_with(b"b"), bytes.ends_with(b"b"));
        }
        assert!(std::str::from_utf8(&read(b"a\0b", UTF_16LE)).is_err());
    }
}
