//! Kinds of bytes that tell words from addresses, ids and code, and how many of each a word has.

/// How many bytes of some kinds a word has, side by side, sixteen bits for each kind.
#[derive(Clone, Copy, Default)]
pub(super) struct Kinds(u64);

/// Kinds of bytes: where their counts stand in [`Kinds`].
pub(super) const LETTER: u32 = 0;
pub(super) const MARK: u32 = 16;
/// Inside a word it may make an address, an id, or an expression of it.
pub(super) const SUSPECT: u32 = 32;
pub(super) const WIDE: u32 = 48;

/// The kinds of each byte that is no white space.
const KINDS: [u64; 256] = {
    let mut kinds = [0; 256];
    let mut byte = b' ' as usize + 1;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => 1 << LETTER,
            b'(' | b')' => 1 << MARK,
            b'{' | b'}' | b'[' | b']' | b'<' | b'>' | b';' | b'=' | b'|' | b'\\' | b'_' | b'$' | b'#' | b'&' | b'^'
            | b'~' | b'*' | b'+' | b'`' => 1 << MARK | 1 << SUSPECT,
            b'0'..=b'9' | b'@' | b'.' | b':' | b'/' | b'?' => 1 << SUSPECT,
            128.. => 1 << WIDE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

impl Kinds {
    /// Counts a byte more.
    pub(super) fn add(&mut self, byte: u8) {
        self.0 += KINDS[usize::from(byte)];
    }

    /// The kinds of one byte.
    pub(super) fn of(byte: u8) -> Self {
        Self(KINDS[usize::from(byte)])
    }

    /// How many are of `kind`.
    pub(super) fn count(self, kind: u32) -> usize {
        usize::from((self.0 >> kind) as u16)
    }
}
