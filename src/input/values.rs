//! The plain bytes of a JSON file in, its values out: the elements of an array, or values one after the other, each over
//! as many lines as it likes.

use super::bad::Reason;
use super::piece::{Cut, Fault, Gather, Piece, Plain};

/// Cuts between values, without a tree and without recursion.
pub struct Values {
    plain: Plain,
    max_bytes: usize,
    offset: u64,
    /// Whether the brackets of an array stand around the values.
    in_array: bool,
    ended: bool,
}

/// Where in a value a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside strings, with brackets open.
    Open,
    InString,
    /// Behind a backslash.
    Escaped,
    /// In a number or a word on the top level.
    Word,
}

impl Values {
    /// The values of `plain`, in UTF-8, of `max_bytes` at most.
    pub fn new(plain: Plain, max_bytes: usize) -> Self {
        Self { plain, max_bytes, offset: 0, in_array: false, ended: false }
    }

    /// Passes over what stands between values; the first byte of the next one, or none at the end.
    fn between(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let buffer = self.plain.fill()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let is_between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | 0xef | 0xbb | 0xbf);
            let count = buffer.iter().take_while(|byte| is_between(byte)).count();
            let next = buffer.get(count).copied();
            match next {
                Some(b'[') if !self.in_array => {
                    self.in_array = true;
                    self.consume(count + 1);
                }
                Some(b']') if self.in_array => {
                    self.in_array = false;
                    self.consume(count + 1);
                }
                _ => {
                    self.consume(count);
                    if next.is_some() {
                        return Ok(next);
                    }
                }
            }
        }
    }

    fn consume(&mut self, count: usize) {
        self.plain.consume(count);
        self.offset += count as u64;
    }

    /// Gathers the value that begins with `first`; whether it is whole.
    fn value(&mut self, first: u8, gather: &mut Gather) -> Result<bool, Fault> {
        if matches!(first, b'}' | b']') {
            // It closes nothing, and is a piece of its own, so that each takes something.
            gather.take(&[first]);
            self.consume(1);
            return Ok(true);
        }
        let mut state = if matches!(first, b'{' | b'[' | b'"') { State::Open } else { State::Word };
        let mut depth = 0_u64;
        loop {
            let buffer = self.plain.fill()?;
            if buffer.is_empty() {
                return Ok(state == State::Word);
            }
            let (count, ended) = end_of_value(buffer, &mut state, &mut depth);
            gather.take(&buffer[..count]);
            self.consume(count);
            if ended {
                return Ok(true);
            }
        }
    }
}

/// Bytes of `buffer` that belong to the value, and whether it ends there.
fn end_of_value(buffer: &[u8], state: &mut State, depth: &mut u64) -> (usize, bool) {
    let mut at = 0;
    while at < buffer.len() {
        match *state {
            State::InString => match memchr::memchr2(b'"', b'\\', &buffer[at..]) {
                None => return (buffer.len(), false),
                Some(next) => {
                    at += next;
                    *state = if buffer[at] == b'\\' { State::Escaped } else { State::Open };
                    if *state == State::Open && *depth == 0 {
                        return (at + 1, true);
                    }
                }
            },
            State::Escaped => *state = State::InString,
            State::Word if matches!(buffer[at], b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') => {
                return (at, true);
            }
            State::Word => {}
            State::Open => match buffer[at] {
                b'"' => *state = State::InString,
                b'{' | b'[' => *depth += 1,
                b'}' | b']' => {
                    *depth = depth.saturating_sub(1);
                    if *depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ => {}
            },
        }
        at += 1;
    }
    (buffer.len(), false)
}

impl Cut for Values {
    fn next(&mut self) -> Option<Piece> {
        if self.ended {
            return None;
        }
        let first = self.between();
        let mut gather = Gather::at(self.offset, self.max_bytes);
        let whole = match first {
            Ok(None) if !self.in_array => return None,
            Ok(Some(first)) => self.value(first, &mut gather),
            Ok(None) => Ok(false),
            Err(fault) => Err(fault),
        };
        let fault = match whole {
            Ok(true) => None,
            Ok(false) => Some(Fault::new(Reason::TruncatedInput, "the JSON breaks off before its brackets are closed")),
            Err(fault) => Some(fault),
        };
        self.ended = fault.is_some();
        Some(gather.piece(fault))
    }

    fn offset(&self) -> u64 {
        self.offset
    }
}

/// A value on one line: line ends outside strings go, and the indent after them.
pub fn on_one_line(value: &str) -> String {
    let mut line = String::with_capacity(value.len());
    let mut in_string = false;
    let mut rest = value;
    while let Some(at) = rest.find(['"', '\\', '\n', '\r']) {
        let (head, tail) = rest.split_at(at);
        line.push_str(head);
        let taken = match tail.as_bytes()[0] {
            b'"' => {
                in_string = !in_string;
                1
            }
            b'\\' => 1 + tail[1..].chars().next().map_or(0, char::len_utf8),
            _ if in_string => 1,
            _ => {
                rest = tail.trim_start_matches([' ', '\t', '\r', '\n']);
                continue;
            }
        };
        line.push_str(&tail[..taken]);
        rest = &tail[taken..];
    }
    line.push_str(rest);
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container::Container;
    use std::io::{BufReader, Cursor};

    /// The values of `json`, read through a buffer of a few bytes, with their offsets; a fault is its reason.
    fn values(json: &str, max_bytes: usize) -> Vec<(u64, String)> {
        let bytes = Box::new(BufReader::with_capacity(3, Cursor::new(json.as_bytes().to_vec())));
        let mut values = Values::new(Plain { bytes, container: Container::Plain }, max_bytes);
        let shown = |piece: Piece| match piece.fault {
            None => (piece.offset, String::from_utf8(piece.bytes).unwrap()),
            Some(fault) => (piece.offset, fault.reason.to_string()),
        };
        std::iter::from_fn(|| values.next()).map(shown).collect()
    }

    #[test]
    fn cuts_an_array_into_its_elements() {
        let json = "\u{feff}[\n  {\"a\": [1, \"]}\\\"\"]},\n 2 , \"x\", {}\n]\n";
        assert_eq!(
            values(json, 99),
            [(7, r#"{"a": [1, "]}\""]}"#.into()), (28, "2".into()), (32, "\"x\"".into()), (37, "{}".into())]
        );
        assert_eq!(values("[]", 99), []);
    }

    #[test]
    fn cuts_values_that_stand_one_after_the_other() {
        assert_eq!(
            values("{\n\"a\":1\n}\n{}{}", 99),
            [(0, "{\n\"a\":1\n}".into()), (10, "{}".into()), (12, "{}".into())]
        );
    }

    #[test]
    fn tells_where_it_breaks_off_and_goes_on_after_what_is_too_long() {
        let reason = "truncated-input".to_owned();
        assert_eq!(values("[{},{\"a\":\"", 99), [(1, "{}".into()), (4, reason.clone())]);
        assert_eq!(values("[{},", 99), [(1, "{}".into()), (4, reason)]);
        let long = r#"[{"a":"too long"},{}]"#;
        assert_eq!(values(long, 5), [(1, "record-too-long".into()), (18, "{}".into())]);
        let one_by_one = [(0, "}".into()), (1, "]".into()), (3, "x".into()), (4, "}".into())];
        assert_eq!(values("}] x}", 99), one_by_one, "each piece takes something");
    }

    #[test]
    fn puts_a_value_on_one_line_and_leaves_strings_alone() {
        assert_eq!(
            on_one_line("{\r\n\t\"a\" : \"b  \\\" \\\\\",\n  \"c\": [\n1 ]\n}"),
            r#"{"a" : "b  \" \\","c": [1 ]}"#
        );
    }
}
