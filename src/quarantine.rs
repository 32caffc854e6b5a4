//! Records that cannot be read in, one JSON line with the reason and the bytes of each out.

use crate::input::Bad;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::io;

/// Characters of a record that are shown.
const EXCERPT_CHARS: usize = 200;

/// Bytes of a record that are kept.
const KEPT_BYTES: usize = 1024 * 1024;

/// Adds the line of a record that was put aside.
///
/// # Errors
/// None in fact: what is written is always JSON.
pub fn encode_bad(bad: &Bad, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Row::of(bad))?;
    out.push(b'\n');
    Ok(())
}

/// One line; its columns never vary.
#[derive(Serialize)]
struct Row<'a> {
    input: &'a str,
    record: u64,
    offset: u64,
    at: u64,
    reason: &'static str,
    detail: &'a str,
    /// The first characters, with U+FFFD for what is not UTF-8.
    excerpt: String,
    /// In base64.
    bytes: String,
    bytes_total: u64,
}

impl<'a> Row<'a> {
    fn of(bad: &'a Bad) -> Self {
        // A character has at most four bytes.
        let head = &bad.bytes[..bad.bytes.len().min(4 * EXCERPT_CHARS)];
        Self {
            input: &bad.origin.input,
            record: bad.origin.record,
            offset: bad.origin.offset,
            at: bad.at,
            reason: bad.reason.name(),
            detail: &bad.detail,
            excerpt: String::from_utf8_lossy(head).chars().take(EXCERPT_CHARS).collect(),
            bytes: STANDARD.encode(&bad.bytes[..bad.bytes.len().min(KEPT_BYTES)]),
            bytes_total: bad.bytes_total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Origin;
    use crate::input::Reason;

    fn bad(bytes: &[u8]) -> Bad {
        let origin = Origin { input: "a.jsonl".into(), record: 2, offset: 10 };
        Bad::new(origin, 1, Reason::InvalidUtf8, "why", bytes.to_vec())
    }

    #[test]
    fn writes_one_line_a_record_with_fixed_columns() {
        let mut line = Vec::new();
        encode_bad(&bad(b"a\xff\n"), &mut line).unwrap();
        let expected = concat!(
            r#"{"input":"a.jsonl","record":2,"offset":10,"at":11,"reason":"invalid-utf-8","detail":"why","#,
            r#""excerpt":"a�\n","bytes":"Yf8K","bytes_total":3}"#,
            "\n"
        );
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }

    #[test]
    fn keeps_the_head_of_a_long_record_and_tells_its_length() {
        let bad = bad("中".repeat(KEPT_BYTES).as_bytes());
        let row = Row::of(&bad);
        assert_eq!(row.excerpt, "中".repeat(EXCERPT_CHARS));
        assert_eq!(STANDARD.decode(row.bytes).unwrap().len(), KEPT_BYTES);
        assert_eq!(row.bytes_total, 3 * KEPT_BYTES as u64);
    }
}
