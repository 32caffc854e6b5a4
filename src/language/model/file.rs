//! The file of weights: for each script a header in one line, then its rows.

/// What the line before a table of weights says.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// ISO 15924 code.
    pub script: String,
    /// The table has 2^bits rows.
    pub bits: u32,
    /// What a weight of one is, in nats.
    pub step: f32,
    /// Codes of the languages, in the order of the columns.
    pub languages: Vec<String>,
}

/// Columns are filled up to a multiple of this, so that rows are summed in whole vectors.
pub const LANES: usize = 8;

/// The byte of a weight of nothing: one step more is one more, so that bytes can be summed without a sign.
pub const ZERO: u8 = 128;

impl Header {
    /// Columns of the table.
    pub fn width(&self) -> usize {
        self.languages.len().next_multiple_of(LANES)
    }

    /// Bytes of the table.
    pub fn size(&self) -> usize {
        self.width() << self.bits
    }
}

/// Weights of the languages of one script.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'a> {
    /// Its shape.
    pub header: Header,
    /// Rows of [`Header::width`] weights, each a byte from 1 to 255; see [`ZERO`].
    pub weights: &'a [u8],
}

/// Reads a file of tables; `None` if it is none.
pub fn read(mut bytes: &[u8]) -> Option<Vec<Table<'_>>> {
    let mut tables = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let mut words = std::str::from_utf8(&bytes[..end]).ok()?.split(' ');
        let header = Header {
            script: words.next()?.to_owned(),
            bits: words.next()?.parse().ok().filter(|bits| (1..=24).contains(bits))?,
            step: words.next()?.parse().ok()?,
            languages: words.map(str::to_owned).collect(),
        };
        bytes = &bytes[end + 1..];
        let (weights, rest) = bytes.split_at_checked(header.size())?;
        bytes = rest;
        tables.push(Table { header, weights });
    }
    Some(tables)
}

/// Appends a table to a file.
pub fn write(table: &Table<'_>, file: &mut Vec<u8>) {
    let Header { script, bits, step, languages } = &table.header;
    file.extend(format!("{script} {bits} {step} {}\n", languages.join(" ")).bytes());
    file.extend(table.weights);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let languages = vec!["en".to_owned(), "de".to_owned()];
        let header = Header { script: "Latn".into(), bits: 2, step: 0.05, languages };
        let weights: Vec<u8> = (0..32).collect();
        let table = Table { header, weights: &weights };
        let mut file = Vec::new();
        write(&table, &mut file);
        write(&table, &mut file);
        assert_eq!(read(&file), Some(vec![table.clone(), table]));
        assert_eq!(read(&file[..file.len() - 1]), None);
        assert_eq!(read(b"Latn 99 1 en\n"), None);
    }
}
