//! A Parquet file in, its rows out, each as the line of JSON that it stands for.

use super::bad::Reason;
use super::cell;
use super::piece::{Cut, Fault, Gather, Piece, Plain};
use super::source::missing;
use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// Bytes of a batch of rows, as far as the sizes that the file tells can be trusted.
const BATCH_BYTES: i64 = 4 << 20;

/// Rows of a batch at most.
const BATCH_ROWS: i64 = 1024;

/// The rows of a file, whatever its columns.
pub struct Columns {
    builder: Option<ParquetRecordBatchReaderBuilder<File>>,
    rows: Option<ParquetRecordBatchReader>,
    batch: Option<RecordBatch>,
    max_bytes: usize,
    /// Row of the batch that comes next.
    next: usize,
    /// Rows so far.
    count: u64,
    ended: bool,
}

impl Columns {
    /// The rows of the file at `path`; of what has no path, or is packed, a copy without a name is made in the folder for
    /// temporary files first, since Parquet is read from its end. `text` is the column that must be there; a row may have
    /// `max_bytes` as JSON.
    ///
    /// # Errors
    /// [`Fault`] where it is no Parquet file, lacks that column, or cannot be read or copied.
    pub fn open(path: Option<&Path>, plain: Plain, text: &str, max_bytes: usize) -> Result<Self, Fault> {
        let container = plain.container;
        let file = match path {
            Some(path) => File::open(path).map_err(|error| Fault::of_system(container, &error))?,
            None => copy(plain)?,
        };
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))?;
        let columns: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        missing(text, &columns)?;
        Ok(Self { builder: Some(builder), rows: None, batch: None, max_bytes, next: 0, count: 0, ended: false })
    }

    /// The next batch that has rows.
    fn fill(&mut self) -> Result<Option<&RecordBatch>, Fault> {
        while self.batch.as_ref().is_none_or(|batch| self.next == batch.num_rows()) {
            if let Some(builder) = self.builder.take() {
                let size = rows_of_a_batch(&builder);
                let skipped = usize::try_from(self.count).unwrap_or(usize::MAX);
                self.rows = Some(guarded(|| builder.with_batch_size(size).with_offset(skipped).build())?);
            }
            let Some(rows) = &mut self.rows else { return Ok(None) };
            let batch = guarded(|| rows.next().transpose().map_err(ParquetError::from))?;
            self.next = 0;
            self.batch = batch;
            if self.batch.is_none() {
                return Ok(None);
            }
        }
        Ok(self.batch.as_ref())
    }
}

fn rows_of_a_batch(builder: &ParquetRecordBatchReaderBuilder<File>) -> usize {
    let groups = builder.metadata().row_groups();
    let widest = groups.iter().map(|group| group.total_byte_size() / group.num_rows().max(1)).max().unwrap_or(0);
    usize::try_from((BATCH_BYTES / widest.max(1)).clamp(1, BATCH_ROWS)).unwrap_or(1)
}

/// The result of `read`; a file that is damaged in a way which the library does not foresee is a fault as well.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Fault> {
    let malformed = |detail: String| Fault::new(Reason::MalformedParquet, detail);
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| malformed(format!("the Parquet file cannot be read: {error}"))),
        Err(_) => Err(malformed("the Parquet file is damaged in a way that its reader cannot tell".to_owned())),
    }
}

/// The bytes as a file without a name.
fn copy(mut plain: Plain) -> Result<File, Fault> {
    let failed = |error: io::Error| {
        let folder = std::env::temp_dir();
        let detail =
            format!("a Parquet file is read from its end, and cannot be copied to {}: {error}", folder.display());
        Fault::new(Reason::Unreadable, detail)
    };
    let mut file = tempfile::tempfile().map_err(failed)?;
    loop {
        let buffer = plain.fill()?;
        if buffer.is_empty() {
            break;
        }
        let count = buffer.len();
        file.write_all(buffer).map_err(failed)?;
        plain.consume(count);
    }
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(file)
}

impl Cut for Columns {
    fn next(&mut self) -> Option<Piece> {
        if self.ended {
            return None;
        }
        let offset = self.count;
        let next = self.fill().map(|batch| batch.cloned());
        self.count += 1;
        let mut gather = Gather::at(offset, self.max_bytes);
        let fault = match next {
            Ok(None) => {
                (self.ended, self.count) = (true, offset);
                return None;
            }
            Ok(Some(batch)) => {
                let mut row = Vec::new();
                cell::write_row(&batch, self.next, &mut row);
                self.next += 1;
                gather.take_all(row);
                None
            }
            Err(fault) => {
                self.ended = true;
                Some(fault)
            }
        };
        Some(Piece { at: offset, ..gather.piece(fault) })
    }

    fn offset(&self) -> u64 {
        self.count
    }

    fn skip(&mut self, count: u64) -> bool {
        self.count = count;
        true
    }
}
