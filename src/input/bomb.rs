//! A decoder's plain bytes in, the same out, until they grow beyond measure.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Plain bytes that any packed input may have, however small it is packed.
const FREE_BYTES: u64 = 256 << 20;

/// Beyond [`FREE_BYTES`], plain bytes for one packed byte. Text packs to a tenth or, where a template repeats, to a
/// hundredth; gzip cannot pass 1032, zstd, bzip2 and xz can by far.
const MAX_RATIO: u64 = 1000;

/// Plain bytes of one packed input at most, whatever the ratio: a dump of a tebibyte comes in more than one file.
const MAX_BYTES: u64 = 1 << 40;

/// Counts the packed bytes that a decoder takes.
pub struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// A counting reader of `inner`, and its count.
    pub fn new(inner: R) -> (Self, Arc<AtomicU64>) {
        let taken = Arc::new(AtomicU64::new(0));
        (Self { inner, taken: Arc::clone(&taken) }, taken)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Passes plain bytes on and fails with a [`Bomb`] where there are too many of them.
pub struct Bounded<R> {
    decoder: R,
    packed: Arc<AtomicU64>,
    plain: u64,
}

impl<R> Bounded<R> {
    /// The output of `decoder`, which has taken `packed` bytes so far.
    pub fn new(decoder: R, packed: Arc<AtomicU64>) -> Self {
        Self { decoder, packed, plain: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let packed = self.packed.load(Ordering::Relaxed);
        if is_beyond(self.plain, packed) {
            return Err(io::Error::other(Bomb { packed, plain: self.plain }));
        }
        let count = self.decoder.read(buffer)?;
        self.plain += count as u64;
        Ok(count)
    }
}

fn is_beyond(plain: u64, packed: u64) -> bool {
    plain > MAX_BYTES || (plain > FREE_BYTES && plain / MAX_RATIO > packed)
}

/// An input that grows beyond measure while it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bomb {
    packed: u64,
    plain: u64,
}

impl fmt::Display for Bomb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { packed, plain } = self;
        write!(formatter, "{packed} packed bytes have become {plain} so far; {MAX_RATIO} to one are allowed")
    }
}

impl std::error::Error for Bomb {}

impl Bomb {
    /// The bomb that an error of a reader tells of.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_patient_with_little_and_with_what_packs_well() {
        assert!(!is_beyond(FREE_BYTES, 1));
        assert!(!is_beyond(10 * FREE_BYTES, FREE_BYTES / 50));
        assert!(is_beyond(FREE_BYTES + 1, FREE_BYTES / 1100));
        assert!(is_beyond(MAX_BYTES + 1, MAX_BYTES));
    }

    #[test]
    fn cuts_what_grows_without_end() {
        let (mut counted, packed) = Counted::new(&b"x"[..]);
        assert_eq!(io::copy(&mut counted, &mut io::sink()).unwrap(), 1);
        let mut bounded = Bounded::new(io::repeat(b' '), packed);
        let error = io::copy(&mut bounded, &mut io::sink()).unwrap_err();
        let bomb = Bomb::of(&error).unwrap();
        assert!(bomb.packed == 1 && bomb.plain > FREE_BYTES && bomb.plain < FREE_BYTES + (1 << 20));
    }
}
