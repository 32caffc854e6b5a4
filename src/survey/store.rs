//! Texts by number: added one after the other, in memory until told to go to disk, read again in any order.

use super::log::read_at;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A store of texts. The number of a text is the byte at which it stands, so numbers grow with each text.
pub struct Store {
    folder: PathBuf,
    memory: Vec<u8>,
    /// Bytes in the file, ahead of those in memory.
    spilled: u64,
    file: Option<File>,
    /// Stores of earlier runs, whose numbers come before its own: the first number of each.
    ahead: Vec<(u64, Store)>,
    /// The first number of its own.
    base: u64,
}

/// Bytes ahead of a text: how many it has.
const HEAD: usize = size_of::<u32>();
/// Bytes that are read in the hope that they hold the text.
const GUESS: usize = 1024;
/// Bytes that a store on disk gathers before it writes them.
const GATHERED: usize = 1 << 20;

impl Store {
    /// An empty store whose file, if it needs one, is made in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), memory: Vec::new(), spilled: 0, file: None, ahead: Vec::new(), base: 0 }
    }

    /// Sets the store of an earlier run ahead of it, before anything is added.
    pub fn set_ahead(&mut self, store: Self) {
        let base = self.base;
        self.base += store.spilled;
        self.ahead.push((base, store));
    }

    /// Writes its own texts into a new file, for [`Store::open`].
    ///
    /// # Errors
    /// Where a file cannot be written or read.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut file = File::create(path)?;
        if let Some(mut own) = self.file.as_ref() {
            own.rewind()?;
            io::copy(&mut own.take(self.spilled), &mut file)?;
        }
        file.write_all(&self.memory)?;
        file.sync_all()
    }

    /// A store that was saved.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        Ok(Self { spilled: file.metadata()?.len(), file: Some(file), ..Self::new(Path::new("")) })
    }

    /// Adds `texts`, each with its head, as [`put`] writes them; and gives the number of the first.
    ///
    /// # Errors
    /// Where the file of a store that has one cannot be written.
    pub fn add(&mut self, texts: &[u8]) -> io::Result<u64> {
        let at = self.end();
        self.memory.extend_from_slice(texts);
        if self.file.is_some() && self.memory.len() > GATHERED {
            self.spill()?;
        }
        Ok(at)
    }

    /// The number that the next text will have.
    pub fn end(&self) -> u64 {
        self.base + self.spilled + self.memory.len() as u64
    }

    /// Bytes of memory that it holds.
    pub fn held(&self) -> usize {
        self.memory.capacity()
    }

    /// Bytes in its file.
    pub fn spilled(&self) -> u64 {
        self.spilled
    }

    /// Writes what it holds to its file.
    ///
    /// # Errors
    /// Where the file cannot be made or written.
    pub fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile_in(&self.folder)?),
        };
        file.seek(SeekFrom::Start(self.spilled))?;
        file.write_all(&self.memory)?;
        self.spilled += self.memory.len() as u64;
        self.memory.clear();
        self.memory.shrink_to(2 * GATHERED);
        Ok(())
    }

    /// Reads the text with this number into `text`.
    ///
    /// # Errors
    /// Where the file cannot be read, or the number is of no text.
    pub fn read(&self, number: u64, text: &mut String) -> io::Result<()> {
        let mut bytes = std::mem::take(text).into_bytes();
        self.read_bytes(number, &mut bytes)?;
        *text = String::from_utf8(bytes).map_err(|_| astray())?;
        Ok(())
    }

    fn read_bytes(&self, number: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let Some(number) = number.checked_sub(self.base) else {
            let store = self.ahead.partition_point(|(base, _)| *base <= number);
            let (base, store) = &self.ahead[store - 1];
            return store.read_bytes(number - base, bytes);
        };
        bytes.clear();
        if let Some(from) = number.checked_sub(self.spilled) {
            let stored = usize::try_from(from).ok().and_then(|from| self.memory.get(from..)).ok_or_else(astray)?;
            let head = stored.first_chunk::<HEAD>().ok_or_else(astray)?;
            let length = u32::from_le_bytes(*head) as usize;
            bytes.extend_from_slice(stored.get(HEAD..HEAD + length).ok_or_else(astray)?);
        } else {
            let file = self.file.as_ref().ok_or_else(astray)?;
            bytes.resize(GUESS.min((self.spilled - number) as usize), 0);
            read_at(file, number, bytes)?;
            let head = bytes.first_chunk::<HEAD>().ok_or_else(astray)?;
            let length = HEAD + u32::from_le_bytes(*head) as usize;
            let known = bytes.len();
            if length as u64 > self.spilled - number {
                return Err(astray());
            }
            bytes.resize(length, 0);
            if length > known {
                read_at(file, number + known as u64, &mut bytes[known..])?;
            }
            bytes.drain(..HEAD);
        }
        Ok(())
    }
}

/// Adds a text with its head to `texts`, and gives its byte there.
pub fn put(text: &str, texts: &mut Vec<u8>) -> u64 {
    put_bytes(text.as_bytes(), texts)
}

fn put_bytes(bytes: &[u8], texts: &mut Vec<u8>) -> u64 {
    let at = texts.len() as u64;
    // A record has at most 256 MiB.
    texts.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    texts.extend_from_slice(bytes);
    at
}

/// Ids of documents by their ordinal.
pub struct Ids {
    ids: Store,
    /// For each document the number of its id in `ids`, counted from the first id of its run.
    places: Store,
    /// For each run ahead: the document after its last, and the number of its first id.
    bases: Vec<(u64, u64)>,
}

/// Bytes of a place with its head.
const PLACE: u64 = (HEAD + size_of::<u64>()) as u64;

impl Ids {
    /// No ids yet.
    pub fn new(folder: &Path) -> Self {
        Self { ids: Store::new(folder), places: Store::new(folder), bases: Vec::new() }
    }

    /// Sets the ids of the documents of an earlier run, saved as `ids` and `places`, ahead of all that were set so before.
    ///
    /// # Errors
    /// Where the files cannot be read.
    pub fn set_ahead(&mut self, ids: &Path, places: &Path) -> io::Result<()> {
        let base = self.ids.base;
        self.ids.set_ahead(Store::open(ids)?);
        self.places.set_ahead(Store::open(places)?);
        self.bases.push((self.places.base / PLACE, base));
        Ok(())
    }

    /// Writes the ids of its own documents into new files.
    ///
    /// # Errors
    /// Where files cannot be written or read.
    pub fn save(&self, ids: &Path, places: &Path) -> io::Result<()> {
        self.ids.save(ids)?;
        self.places.save(places)
    }

    /// Adds the id of the next document.
    ///
    /// # Errors
    /// Where the files of ids that went to disk cannot be written.
    pub fn add(&mut self, id: &str) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(HEAD + id.len());
        put(id, &mut bytes);
        let place = self.ids.add(&bytes)? - self.ids.base;
        bytes.clear();
        put_bytes(&place.to_le_bytes(), &mut bytes);
        self.places.add(&bytes).map(drop)
    }

    /// The id of a document.
    ///
    /// # Errors
    /// Where its file cannot be read, or there is no such document.
    pub fn get(&self, document: u64) -> io::Result<String> {
        let (mut place, mut id) = (Vec::new(), String::new());
        self.places.read_bytes(document * PLACE, &mut place)?;
        let place = u64::from_le_bytes(place.try_into().map_err(|_| astray())?);
        let run = self.bases.iter().find(|(end, _)| document < *end);
        self.ids.read(place + run.map_or(self.ids.base, |(_, base)| *base), &mut id)?;
        Ok(id)
    }

    /// Bytes of memory that they hold.
    pub fn held(&self) -> usize {
        self.ids.held() + self.places.held()
    }

    /// Writes what they hold to files.
    ///
    /// # Errors
    /// Where the files cannot be made or written.
    pub fn spill(&mut self) -> io::Result<()> {
        self.ids.spill()?;
        self.places.spill()
    }
}

fn astray() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the store of texts is damaged: a number leads to no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_memory_and_from_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::new(folder.path());
        let texts: Vec<String> = (0..200).map(|number| "字a".repeat(number * 7)).collect();
        let mut numbers = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let mut one = Vec::new();
            put(text, &mut one);
            numbers.push(store.add(&one).unwrap());
            if at % 60 == 59 {
                store.spill().unwrap();
            }
        }
        let mut found = String::new();
        for (number, text) in numbers.iter().zip(&texts) {
            store.read(*number, &mut found).unwrap();
            assert_eq!(&found, text);
        }
        let mut ids = Ids::new(folder.path());
        for (at, text) in texts.iter().enumerate() {
            ids.add(text).unwrap();
            if at == 100 {
                ids.spill().unwrap();
            }
        }
        assert!(texts.iter().zip(0..).all(|(text, document)| &ids.get(document).unwrap() == text));
        assert!(ids.get(200).is_err());
        assert!(store.read(store.end(), &mut found).is_err());
        assert!(store.spilled() > 0 && store.end() > store.spilled());
    }
}
