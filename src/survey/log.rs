//! Records of a few numbers each, parted by their first, in memory until told to go to disk.
//!
//! All partitions share one file: each time the log is spilled, they are appended one after the other, and each remembers
//! where its pieces stand. So a log costs one open file however many partitions it has, and reading a partition takes a
//! seek for each time that it was spilled. Within a partition records come back in the order in which they were added.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Partitions of a log.
pub const PARTITIONS: usize = 256;

/// How records are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// By eight bits of the first number, a hash, below this many upper ones.
    Hash {
        /// Upper bits that are passed over: those that an earlier parting went by.
        below: u32,
    },
    /// By ranges of the first number, the first of which begins at `from`.
    Range {
        /// Where the first one begins.
        from: u64,
        /// Numbers in each.
        size: u64,
    },
}

impl Parting {
    fn partition(self, number: u64) -> usize {
        match self {
            Self::Hash { below } => (number << below >> 56) as usize,
            Self::Range { from, size } => {
                (number.saturating_sub(from) / size.max(1)).min(PARTITIONS as u64 - 1) as usize
            }
        }
    }
}

/// Where a piece of a partition stands in the file: first byte, and bytes.
type Piece = (u64, usize);

/// A parted log of records of `width` numbers.
pub struct Log {
    width: usize,
    parting: Parting,
    folder: PathBuf,
    memory: Vec<Vec<u64>>,
    pieces: Vec<Vec<Piece>>,
    file: Option<BufWriter<File>>,
    file_bytes: u64,
    held: usize,
}

/// Bytes of a number.
const WORD: usize = size_of::<u64>();
/// Numbers that are read at once, about.
const READ_WORDS: usize = 1 << 16;

impl Log {
    /// An empty log of records of `width` numbers whose file, if it needs one, is made in `folder`.
    pub fn new(width: usize, parting: Parting, folder: &Path) -> Self {
        Self {
            width,
            parting,
            folder: folder.to_owned(),
            memory: vec![Vec::new(); PARTITIONS],
            pieces: vec![Vec::new(); PARTITIONS],
            file: None,
            file_bytes: 0,
            held: 0,
        }
    }

    /// Adds a record.
    pub fn push(&mut self, record: &[u64]) {
        debug_assert_eq!(record.len(), self.width);
        let partition = &mut self.memory[self.parting.partition(record[0])];
        let before = partition.capacity();
        partition.extend_from_slice(record);
        self.held += (partition.capacity() - before) * WORD;
    }

    /// Adds a record, and spills the log where it then holds more than `most` bytes.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn push_within(&mut self, record: &[u64], most: usize) -> io::Result<()> {
        self.push(record);
        if self.held > most { self.spill() } else { Ok(()) }
    }

    /// Numbers of a record.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Bytes of memory that it holds.
    pub fn held(&self) -> usize {
        self.held
    }

    /// Bytes of records in the file.
    pub fn spilled(&self) -> u64 {
        self.file_bytes
    }

    /// Bytes of records of a partition.
    pub fn bytes(&self, partition: usize) -> usize {
        let spilled: usize = self.pieces[partition].iter().map(|(_, bytes)| bytes).sum();
        spilled + self.memory[partition].len() * WORD
    }

    /// Writes what it holds to its file.
    ///
    /// # Errors
    /// Where the file cannot be made or written.
    pub fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(BufWriter::with_capacity(1 << 18, tempfile::tempfile_in(&self.folder)?)),
        };
        file.seek(SeekFrom::Start(self.file_bytes))?;
        for (memory, pieces) in self.memory.iter_mut().zip(&mut self.pieces) {
            if memory.is_empty() {
                continue;
            }
            for number in memory.iter() {
                file.write_all(&number.to_le_bytes())?;
            }
            let bytes = memory.len() * WORD;
            pieces.push((self.file_bytes, bytes));
            self.file_bytes += bytes as u64;
            *memory = Vec::new();
        }
        file.flush()?;
        self.held = 0;
        Ok(())
    }

    /// Shows each record of a partition, in the order in which they were added.
    ///
    /// # Errors
    /// Those of `show`, and where the file cannot be read.
    pub fn each(&self, partition: usize, mut show: impl FnMut(&[u64]) -> io::Result<()>) -> io::Result<()> {
        if let Some(file) = &self.file {
            let most = (READ_WORDS / self.width).max(1) * self.width * WORD;
            let mut bytes = Vec::new();
            let mut record = vec![0; self.width];
            for &(from, length) in &self.pieces[partition] {
                let mut done = 0;
                while done < length {
                    bytes.resize(most.min(length - done), 0);
                    read_at(file.get_ref(), from + done as u64, &mut bytes)?;
                    done += bytes.len();
                    for raw in bytes.chunks_exact(self.width * WORD) {
                        for (number, raw) in record.iter_mut().zip(raw.chunks_exact(WORD)) {
                            *number = u64::from_le_bytes(raw.try_into().unwrap_or_default());
                        }
                        show(&record)?;
                    }
                }
            }
        }
        self.memory[partition].chunks_exact(self.width).try_for_each(&mut show)
    }

    /// All records of a partition, one after the other; the partition is empty after that.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn take(&mut self, partition: usize) -> io::Result<Vec<u64>> {
        if self.pieces[partition].is_empty() {
            return Ok(self.release(partition));
        }
        let mut numbers = Vec::with_capacity(self.bytes(partition) / WORD);
        self.each(partition, |record| {
            numbers.extend_from_slice(record);
            Ok(())
        })?;
        self.release(partition);
        Ok(numbers)
    }

    /// Forgets the records of a partition, and gives those that were in memory.
    pub fn release(&mut self, partition: usize) -> Vec<u64> {
        self.pieces[partition] = Vec::new();
        let memory = std::mem::take(&mut self.memory[partition]);
        self.held -= memory.capacity() * WORD;
        memory
    }
}

/// Fills `bytes` from `file`, from byte `from` on, whoever else reads it.
pub fn read_at(file: &File, from: u64, bytes: &mut [u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, from);
    #[cfg(not(unix))]
    {
        use std::io::Read;
        let mut file = file.try_clone()?;
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(log: &Log) -> Vec<Vec<u64>> {
        let mut all = Vec::new();
        for partition in 0..PARTITIONS {
            log.each(partition, |record| {
                all.push(record.to_vec());
                Ok(())
            })
            .unwrap();
        }
        all
    }

    #[test]
    fn what_was_spilled_comes_back_in_the_order_of_adding() {
        let folder = tempfile::tempdir().unwrap();
        let parting = Parting::Hash { below: 0 };
        let (mut held, mut spilled) = (Log::new(2, parting, folder.path()), Log::new(2, parting, folder.path()));
        for number in 0..10_000_u64 {
            let record = [((number % 300) << 53) | (number % 7), number];
            held.push(&record);
            spilled.push_within(&record, 1000).unwrap();
        }
        assert!(spilled.spilled() > 100_000 && held.spilled() == 0);
        assert_eq!(records(&held), records(&spilled));
        let bytes: usize = (0..PARTITIONS).map(|partition| spilled.bytes(partition)).sum();
        assert_eq!(bytes, 160_000);
        assert_eq!(spilled.take(3).unwrap(), held.take(3).unwrap());
        assert_eq!((spilled.bytes(3), held.bytes(3)), (0, 0));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn ranges_part_by_size() {
        let parting = Parting::Range { from: 1000, size: 10 };
        assert_eq!([1000, 1009, 1010, 900, 99_999].map(|number| parting.partition(number)), [0, 0, 1, 0, 255]);
        assert_eq!(Parting::Hash { below: 8 }.partition(0x12_34 << 48), 0x34);
    }
}
