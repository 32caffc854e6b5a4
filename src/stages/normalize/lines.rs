//! Text in, its lines out.

use crate::span::Span;

/// The lines of a text, without their ends. All of Unicode's line and paragraph separators end one.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at > text.len() {
            return None;
        }
        let rest = &text[at..];
        let length = line_end(rest);
        let line = Span::new(at, at + length);
        let end = rest[length..].chars().next();
        at = match end {
            None => text.len() + 1,
            Some('\r') if rest[length + 1..].starts_with('\n') => line.end + 2,
            Some(c) => line.end + c.len_utf8(),
        };
        Some(line)
    })
}

/// Where the first line of a text ends.
pub(super) fn line_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
    let rare = memchr::memchr3(b'\r', 0xb, 0xc, line).unwrap_or(line.len());
    let line = &line[..rare];
    if line.is_ascii() {
        return line.len();
    }
    // U+0085, and U+2028 and U+2029.
    let is_end =
        |at: &usize| line[*at..].starts_with(&[0xc2, 0x85]) || matches!(line[*at..], [0xe2, 0x80, 0xa8 | 0xa9, ..]);
    memchr::memchr2_iter(0xc2, 0xe2, line).find(is_end).unwrap_or(line.len())
}
