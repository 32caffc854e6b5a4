//! Records of a few numbers each, parted by their first, in memory until told to go to disk.
//!
//! All partitions share one file: each time the log is spilled, they are appended one after the other, and each remembers
//! where its pieces stand. So a log costs one open file however many partitions it has, and reading a partition takes a
//! seek for each time that it was spilled. Within a partition records come back in the order in which they were added.

use super::gone::Gone;
use super::position::Position;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    ahead: Vec<Ahead>,
    /// Documents whose records are not shown, and which number of a record is the position.
    passed_over: Option<(usize, Arc<Gone>)>,
}

/// Records of an earlier run that stand ahead of those of a log, their numbers shifted to where they now are.
pub struct Ahead {
    /// The records.
    pub log: Log,
    /// What is added to each number of a record.
    pub shifts: Vec<u64>,
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
            ahead: Vec::new(),
            passed_over: None,
        }
    }

    /// From now on shows no records of these documents; the number `position` of a record is its position.
    pub fn pass_over(&mut self, position: usize, documents: Arc<Gone>) {
        self.passed_over = Some((position, documents));
    }

    /// Sets records of an earlier run ahead of its own, and of those set ahead later; they are parted in the same way.
    pub fn set_ahead(&mut self, ahead: Ahead) {
        self.ahead.push(ahead);
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
        let ahead: usize = self.ahead.iter().map(|ahead| ahead.log.bytes(partition)).sum();
        let spilled: usize = self.pieces[partition].iter().map(|(_, bytes)| bytes).sum();
        ahead + spilled + self.memory[partition].len() * WORD
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
        let mut show = |record: &[u64]| {
            let passed = self.passed_over.as_ref();
            let is_gone = passed.is_some_and(|(position, gone)| gone.has(Position(record[*position]).document()));
            if is_gone { Ok(()) } else { show(record) }
        };
        for Ahead { log, shifts } in &self.ahead {
            let mut shifted = vec![0; self.width];
            log.each_own(partition, |record| {
                for ((shifted, number), shift) in shifted.iter_mut().zip(record).zip(shifts) {
                    *shifted = number.wrapping_add(*shift);
                }
                show(&shifted)
            })?;
        }
        self.each_own(partition, &mut show)
    }

    fn each_own(&self, partition: usize, mut show: impl FnMut(&[u64]) -> io::Result<()>) -> io::Result<()> {
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
        if self.pieces[partition].is_empty() && self.ahead.is_empty() && self.passed_over.is_none() {
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

/// What a saved log begins with.
const MAGIC: &[u8; 8] = b"tamislg1";

impl Log {
    /// Writes all its own records into a new file, for [`Log::open`]: mark, width, bytes of each partition, and the
    /// partitions.
    ///
    /// # Errors
    /// Where a file cannot be written or read.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        file.write_all(MAGIC)?;
        debug_assert!(self.ahead.is_empty(), "records of an earlier run are saved already");
        let lengths = (0..PARTITIONS).map(|partition| self.bytes(partition) as u64);
        for number in std::iter::once(self.width as u64).chain(lengths) {
            file.write_all(&number.to_le_bytes())?;
        }
        for partition in 0..PARTITIONS {
            self.each(partition, |record| record.iter().try_for_each(|number| file.write_all(&number.to_le_bytes())))?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    /// A log that was saved, of records of `width` numbers.
    ///
    /// # Errors
    /// Where the file cannot be read, or is not such a log.
    pub fn open(path: &Path, width: usize, parting: Parting) -> io::Result<Self> {
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "it is no such log of a survey");
        let file = File::open(path)?;
        let mut head = vec![0; MAGIC.len() + (1 + PARTITIONS) * WORD];
        read_at(&file, 0, &mut head)?;
        let numbers = head[MAGIC.len()..].chunks_exact(WORD).map(|raw| raw.try_into().map_or(0, u64::from_le_bytes));
        let numbers: Vec<u64> = numbers.collect();
        if !head.starts_with(MAGIC) || numbers[0] != width as u64 {
            return Err(wrong());
        }
        let mut log = Self::new(width, parting, Path::new(""));
        let mut from = head.len() as u64;
        for (pieces, &length) in log.pieces.iter_mut().zip(&numbers[1..]) {
            if length % (width * WORD) as u64 != 0 {
                return Err(wrong());
            }
            if length > 0 {
                pieces.push((from, length as usize));
            }
            from += length;
        }
        if file.metadata()?.len() != from {
            return Err(wrong());
        }
        log.file_bytes = from;
        log.file = Some(BufWriter::new(file));
        Ok(log)
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
    fn what_was_saved_stands_ahead_of_what_is_added_later() {
        let folder = tempfile::tempdir().unwrap();
        let parting = Parting::Hash { below: 0 };
        let mut first = Log::new(2, parting, folder.path());
        (0..500_u64).for_each(|number| first.push(&[number << 54, number]));
        let path = folder.path().join("log");
        first.save(&path).unwrap();
        let mut second = Log::new(2, parting, folder.path());
        second.push(&[3 << 54, 7]);
        let log = Log::open(&path, 2, parting).unwrap();
        second.set_ahead(Ahead { log, shifts: vec![0, 1000] });
        let found = records(&second);
        assert_eq!(found.len(), 501);
        assert!(found.contains(&vec![3 << 54, 1003]) && found.contains(&vec![3 << 54, 7]));
        assert_eq!(second.take(0).unwrap()[..4], [0, 1000, 1 << 54, 1001]);
        assert!(Log::open(&path, 3, parting).is_err());
        std::fs::write(&path, "something else").unwrap();
        assert!(Log::open(&path, 2, parting).is_err());
    }

    #[test]
    fn ranges_part_by_size() {
        let parting = Parting::Range { from: 1000, size: 10 };
        assert_eq!([1000, 1009, 1010, 900, 99_999].map(|number| parting.partition(number)), [0, 0, 1, 0, 255]);
        assert_eq!(Parting::Hash { below: 8 }.partition(0x12_34 << 48), 0x34);
    }
}
