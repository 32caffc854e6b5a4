//! The first bytes of an input in, what is in it out.

use super::container;
use super::find::Format;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Plain bytes that tell the format.
pub const HEAD_BYTES: usize = 64 * 1024;

/// The format of an input that begins with `head`, in UTF-8 as far as it is text, and of which the name or the user says
/// that it is `named`. Parquet and WARC begin like nothing else; which JSON it is, the brackets tell; for the rest the
/// name decides, and without one it is text.
pub fn of_head(head: &[u8], named: Option<Format>) -> Format {
    let sure = of_magic(head);
    match (sure, named) {
        (Some(format), _) => format,
        (None, Some(format @ (Format::Text | Format::Csv | Format::Tsv))) => format,
        (None, named) => of_brackets(head, named.is_some()).or(named).unwrap_or(Format::Text),
    }
}

/// The format of a file whose name says nothing, if its first bytes do.
pub fn of_file(path: &Path) -> Option<Format> {
    let mut head = Vec::new();
    let plain = File::open(path).and_then(container::open).ok()?;
    // A fault inside the head is told when the file is read.
    let _ = plain.take(HEAD_BYTES as u64).read_to_end(&mut head);
    of_magic(&head).or_else(|| of_brackets(&head, false))
}

fn of_magic(head: &[u8]) -> Option<Format> {
    match head {
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [b'W', b'A', b'R', b'C', b'/', b'0' | b'1', b'.', ..] => Some(Format::Warc),
        _ => None,
    }
}

/// Which JSON it is, if it is any; a bracket makes it some if the name says so, or a brace follows.
fn of_brackets(head: &[u8], named: bool) -> Option<Format> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head {
        [b'{', ..] if is_open_at_line_end(head) => Some(Format::Json),
        [b'{', ..] => Some(Format::Jsonl),
        [b'[', rest @ ..] if named || rest.trim_ascii_start().starts_with(b"{") => Some(Format::Json),
        _ => None,
    }
}

/// Whether the object that begins `head` goes on behind its first line: there brackets are open, and what comes next may
/// stand in them. A line that breaks off, and another record after it, is no such object.
fn is_open_at_line_end(head: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', head) else { return false };
    let (mut open, mut in_string, mut escaped) = (Vec::new(), false, false);
    for &byte in &head[..end] {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => open.push(byte),
            b'}' | b']' if !in_string => {
                open.pop();
                if open.is_empty() {
                    return false;
                }
            }
            _ => {}
        }
    }
    let next = head[end..].trim_ascii_start().first();
    !in_string && (open.last() == Some(&b'[') || next != Some(&b'{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_what_they_can() {
        let tell = |head: &str| of_head(head.as_bytes(), None);
        assert_eq!(
            [tell("PAR1\0"), tell("WARC/1.0\r\n"), tell("WARC is a format")],
            [Format::Parquet, Format::Warc, Format::Text]
        );
        assert_eq!(
            [tell("\u{feff} \n{\"text\":1}\n{"), tell(" text {"), tell("")],
            [Format::Jsonl, Format::Text, Format::Text]
        );
        assert_eq!(
            [tell("[\n {\"a\":1}]"), tell("[Home] [News]"), tell("{\n \"a\"")],
            [Format::Json, Format::Text, Format::Json]
        );
    }

    #[test]
    fn the_name_tells_the_rest() {
        let tell = |head: &str, named| of_head(head.as_bytes(), Some(named));
        assert_eq!(tell("{\"a\":1}", Format::Text), Format::Text, "a text may begin with a brace");
        assert_eq!(tell("PAR1", Format::Text), Format::Parquet);
        assert_eq!(tell("a,b\n", Format::Csv), Format::Csv);
        assert_eq!(tell("[1]", Format::Jsonl), Format::Json);
        assert_eq!(tell("plain", Format::Jsonl), Format::Jsonl);
    }

    #[test]
    fn an_object_over_lines_is_told_from_lines_that_are_objects() {
        let tell = |head: &str| of_head(head.as_bytes(), Some(Format::Jsonl));
        for lines in [
            "{\"a\":\"{[\\\"\"}\n{}",
            "{\"a\":\n{\"text\":\"a line that broke off\"}",
            "{\"a\":\"b\n{}",
            "{\"a\":1}",
            "{\"a\"",
        ] {
            assert_eq!(tell(lines), Format::Jsonl, "{lines}");
        }
        for object in ["{\n  \"a\": 1\n}", "{\"a\": [\n{\"b\":1}\n]}", "{ \"a\": 1,\n  \"b\": 2}\n", "{\n}"] {
            assert_eq!(tell(object), Format::Json, "{object}");
        }
    }
}
