//! The plain bytes of a `.csv` or `.tsv` file in, its rows out; and a row to the JSON object that it stands for.

use super::bad::Reason;
use super::piece::{Cut, Fault, Gather, Piece, Plain};

/// How the rows of a table are written, and what its columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What stands between fields.
    pub delimiter: u8,
    /// Names of the columns, decoded; one without a name is called by its number.
    pub columns: Vec<String>,
}

/// Where in a row a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartOfField,
    Bare,
    Quoted,
    /// Behind a quote inside a quoted field: its end, or half of a doubled one.
    Quote,
}

/// Cuts at line ends outside quotes; blank lines are no rows.
pub struct Rows {
    plain: Plain,
    max_bytes: usize,
    delimiter: u8,
    offset: u64,
    ended: bool,
}

impl Rows {
    /// The rows of `plain`, of `max_bytes` at most, whose first byte is the one at `offset` of its file.
    pub fn new(plain: Plain, max_bytes: usize, delimiter: u8, offset: u64) -> Self {
        Self { plain, max_bytes, delimiter, offset, ended: false }
    }

    fn row(&mut self) -> Piece {
        let mut gather = Gather::at(self.offset, self.max_bytes);
        let mut state = State::StartOfField;
        let fault = loop {
            let buffer = match self.plain.fill() {
                Ok(buffer) => buffer,
                Err(fault) => break Some(fault),
            };
            if buffer.is_empty() {
                let open = || Fault::new(Reason::TruncatedInput, "the table breaks off inside quotes");
                break (state == State::Quoted).then(open);
            }
            let end = end_of_row(buffer, self.delimiter, &mut state);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            gather.take(part);
            let used = part.len() + usize::from(end.is_some());
            self.plain.consume(used);
            self.offset += used as u64;
            if end.is_some() {
                return gather.piece(None);
            }
        };
        self.ended = true;
        gather.piece(fault)
    }
}

/// The byte of `buffer` that ends the row: a line feed outside quotes.
fn end_of_row(buffer: &[u8], delimiter: u8, state: &mut State) -> Option<usize> {
    let mut at = 0;
    while at < buffer.len() {
        let byte = buffer[at];
        match *state {
            State::Quoted => match memchr::memchr(b'"', &buffer[at..]) {
                None => return None,
                Some(next) => {
                    at += next;
                    *state = State::Quote;
                }
            },
            State::Quote if byte == b'"' => *state = State::Quoted,
            _ if byte == b'\n' => return Some(at),
            _ if byte == delimiter => *state = State::StartOfField,
            State::StartOfField if byte == b'"' => *state = State::Quoted,
            _ => *state = State::Bare,
        }
        at += 1;
    }
    None
}

impl Cut for Rows {
    fn next(&mut self) -> Option<Piece> {
        while !self.ended {
            let mut piece = self.row();
            if piece.fault.is_none() {
                piece.trim();
            }
            if piece.fault.is_some() || !piece.bytes.is_empty() {
                return Some(piece);
            }
        }
        None
    }

    fn offset(&self) -> u64 {
        self.offset
    }
}

/// What stands between the fields of a table with this first row: a tab in `.tsv`; in `.csv` a comma, or a semicolon or
/// tab if the row has no comma outside quotes.
pub fn delimiter(first: &[u8], tabs: bool) -> u8 {
    if tabs {
        return b'\t';
    }
    let has = |delimiter: u8| {
        let mut quoted = false;
        first.iter().any(|&byte| {
            quoted ^= byte == b'"';
            byte == delimiter && !quoted
        })
    };
    [b',', b';', b'\t'].into_iter().find(|&delimiter| has(delimiter)).unwrap_or(b',')
}

impl Header {
    /// The header with this decoded row.
    pub fn new(row: &str, delimiter: u8) -> Self {
        let name = |(name, number): (&str, u32)| match name.trim() {
            "" => format!("column_{number}"),
            name => name.to_owned(),
        };
        let fields = fields(row, delimiter);
        Self { delimiter, columns: fields.iter().zip(1..).map(name).collect() }
    }

    /// The JSON object of a row: its fields as strings under the names of their columns, in this order.
    ///
    /// # Errors
    /// [`Reason::MalformedRow`] where it has another number of fields than the header.
    pub fn object(&self, row: &str) -> Result<String, Fault> {
        let fields = fields(row, self.delimiter);
        if fields.len() != self.columns.len() {
            let detail = format!("the row has {} fields, the header {}", fields.len(), self.columns.len());
            return Err(Fault::new(Reason::MalformedRow, detail));
        }
        let mut object = String::with_capacity(row.len() + 64);
        let mut between = '{';
        for (name, value) in self.columns.iter().zip(fields.iter()) {
            object.push(between);
            object.push_str(&serde_json::Value::from(name.as_str()).to_string());
            object.push(':');
            object.push_str(&serde_json::Value::from(value).to_string());
            between = ',';
        }
        object.push('}');
        Ok(object)
    }
}

/// The fields of a row, without quotes.
fn fields(row: &str, delimiter: u8) -> csv::StringRecord {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(row.len().clamp(64, 1 << 16))
        .from_reader(row.as_bytes());
    let mut record = csv::StringRecord::new();
    // Neither can fail: a string is read without fault, and is UTF-8.
    let _ = reader.read_record(&mut record);
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container::Container;
    use std::io::{BufReader, Cursor};

    fn rows(table: &str) -> Vec<(u64, String)> {
        let bytes = Box::new(BufReader::with_capacity(3, Cursor::new(table.as_bytes().to_vec())));
        let mut rows = Rows::new(Plain { bytes, container: Container::Plain }, 100, b',', 0);
        let shown = |piece: Piece| match piece.fault {
            None => (piece.offset, String::from_utf8(piece.bytes).unwrap()),
            Some(fault) => (piece.offset, fault.reason.to_string()),
        };
        std::iter::from_fn(|| rows.next()).map(shown).collect()
    }

    #[test]
    fn cuts_at_line_ends_outside_quotes() {
        let found = rows("\u{feff}id,text\r\n1,\"a\n\"\"b\"\"\r\n\"\n\n2,it\"s\n3,\"open");
        let expected = [(3, "id,text"), (12, "1,\"a\n\"\"b\"\"\r\n\""), (27, "2,it\"s"), (34, "truncated-input")];
        assert_eq!(found, expected.map(|(at, row)| (at, row.to_owned())));
    }

    #[test]
    fn makes_an_object_of_a_row() {
        let header = Header::new("id, text ,", b',');
        assert_eq!(header.columns, ["id", "text", "column_3"]);
        let object = header.object("1,\"a\n\"\"中\"\"\",").unwrap();
        assert_eq!(object, r#"{"id":"1","text":"a\n\"中\"","column_3":""}"#);
        assert_eq!(header.object("1,2").unwrap_err().detail, "the row has 2 fields, the header 3");
    }

    #[test]
    fn tells_what_stands_between_fields() {
        assert_eq!([delimiter(b"a,b;c", false), delimiter(b"\"a,b\";c", false), delimiter(b"a,b", true)], *b",;\t");
        assert_eq!([delimiter(b"a\tb", false), delimiter(b"text", false)], *b"\t,");
    }
}
