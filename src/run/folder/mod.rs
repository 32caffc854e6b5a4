//! The folder of a run: whole files in it, and what is unfinished in a folder `.tamis-run` of its own.
//!
//! `.tamis-run` holds `run.json` (what the run was begun with), `parts/` (files on their way, each under the name that it
//! will have), `done.jsonl` (inputs that are done) and `checkpoint.json` (how far all of it is sure to be on the disk). A
//! checkpoint is written when what it speaks of is on the disk, and files that are whole get their place after it: a run
//! that is killed at any moment can be gone on with.

mod checkpoint;
mod manifest;
mod part;

pub use checkpoint::Checkpoint;
pub use manifest::{InputPrint, Manifest};
pub use part::Part;

use super::{Done, RunError};
use crate::output::OutputError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the folder in which an unfinished run is.
pub const UNFINISHED: &str = ".tamis-run";

/// A run's folder.
pub struct RunFolder {
    out: PathBuf,
    unfinished: PathBuf,
    /// Held while this process is at work in the folder; the system lets go of it, however the process ends.
    lock: File,
}

impl RunFolder {
    /// Begins a run in `out`, or goes on with the one that is unfinished there if `resume` says so; with the place from
    /// which to go on, and the inputs that are done.
    ///
    /// # Errors
    /// [`RunError`] where another process is at work in it, where an unfinished run is there and `resume` is not set, where it was begun with something else,
    /// or where the folder cannot be written to.
    pub fn open(out: &Path, manifest: &Manifest, resume: bool) -> Result<(Self, Checkpoint, Vec<Done>), RunError> {
        let unfinished = out.join(UNFINISHED);
        fs::create_dir_all(&unfinished).map_err(|error| OutputError::new("create", &unfinished, error))?;
        let lock = lock(&unfinished)?;
        let folder = Self { out: out.to_owned(), unfinished, lock };
        let begun = folder.unfinished.join("run.json");
        if !begun.exists() {
            folder.begin(manifest)?;
            return Ok((folder, Checkpoint::default(), Vec::new()));
        }
        let shown = folder.unfinished.display().to_string();
        if !resume {
            return Err(RunError::Unfinished(shown));
        }
        let known: Manifest = read(&begun).map_err(|why| RunError::Damaged(shown.clone(), why))?;
        let changes = known.changes(manifest);
        if !changes.is_empty() {
            return Err(RunError::Changed(shown, changes));
        }
        let (checkpoint, done) = folder.go_on().map_err(|why| RunError::Damaged(shown, why))?;
        Ok((folder, checkpoint, done))
    }

    /// Where the files of an unfinished run lie.
    fn parts(&self) -> PathBuf {
        self.unfinished.join("parts")
    }

    fn begin(&self, manifest: &Manifest) -> Result<(), OutputError> {
        // What is left of a run that was killed while it began or cleared up: all of its output has its place or none.
        let parts = self.parts();
        for name in ["checkpoint.json", "done.jsonl"] {
            let path = self.unfinished.join(name);
            removed(fs::remove_file(&path)).map_err(|error| OutputError::new("remove", &path, error))?;
        }
        removed(fs::remove_dir_all(&parts)).map_err(|error| OutputError::new("remove", &parts, error))?;
        fs::create_dir_all(&parts).map_err(|error| OutputError::new("create", &parts, error))?;
        self.put("run.json", manifest)?;
        sync_folder(&self.out);
        Ok(())
    }

    /// Brings the folder into the state of its checkpoint: which one that is, and the inputs that were done.
    fn go_on(&self) -> Result<(Checkpoint, Vec<Done>), String> {
        let path = self.unfinished.join("checkpoint.json");
        let checkpoint: Checkpoint = if path.exists() { read(&path)? } else { Checkpoint::default() };
        let words = |error: io::Error| error.to_string();
        for entry in fs::read_dir(self.parts()).map_err(words)? {
            let path = entry.map_err(words)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some((_, bytes)) = checkpoint.open.iter().find(|(open, _)| file_name(open) == name) {
                cut(&path, *bytes)?;
            } else if let Some(whole) = checkpoint.whole.iter().find(|whole| file_name(whole) == name) {
                self.place(whole).map_err(|error| error.to_string())?;
            } else {
                fs::remove_file(&path).map_err(words)?;
            }
        }
        if let Some(name) = checkpoint.open.keys().find(|name| !self.parts().join(file_name(name)).exists()) {
            return Err(format!("`{name}` is missing"));
        }
        let done = self.done(checkpoint.done_bytes)?;
        Ok((checkpoint, done))
    }

    /// The inputs that are done; what stands behind `bytes` in their list is forgotten.
    fn done(&self, bytes: u64) -> Result<Vec<Done>, String> {
        let path = self.unfinished.join("done.jsonl");
        if bytes == 0 {
            let _ = fs::remove_file(&path);
            return Ok(Vec::new());
        }
        cut(&path, bytes)?;
        let list = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        list.lines().map(|line| serde_json::from_str(line).map_err(|error| error.to_string())).collect()
    }

    /// Begins the file that will be `name`, or goes on with it.
    ///
    /// # Errors
    /// [`OutputError`] where it cannot be made.
    pub fn part(&self, name: &str) -> Result<Part, OutputError> {
        Part::open(name, self.parts().join(file_name(name)))
    }

    /// Makes sure of all that was written: `open` files are added to later, `whole` ones get their place. `done` are
    /// the inputs that are done since the last checkpoint.
    ///
    /// # Errors
    /// [`OutputError`] where something cannot be written; the checkpoint before it holds then.
    pub fn checkpoint(
        &self,
        mut checkpoint: Checkpoint,
        open: &[&Part],
        whole: Vec<Part>,
        done: &[Done],
    ) -> Result<u64, OutputError> {
        for part in open.iter().copied().chain(&whole) {
            part.sync()?;
        }
        sync_folder(&self.parts());
        checkpoint.open = open.iter().map(|part| (part.name().to_owned(), part.bytes())).collect();
        checkpoint.whole = whole.iter().map(|part| part.name().to_owned()).collect();
        checkpoint.done_bytes += self.add_done(done)?;
        self.put("checkpoint.json", &checkpoint)?;
        for name in &checkpoint.whole {
            self.place(name)?;
        }
        sync_folder(&self.out);
        Ok(checkpoint.done_bytes)
    }

    /// Adds to the list of inputs that are done; how many bytes.
    fn add_done(&self, done: &[Done]) -> Result<u64, OutputError> {
        if done.is_empty() {
            return Ok(0);
        }
        let path = self.unfinished.join("done.jsonl");
        let mut lines = Vec::new();
        let mut add = || {
            for done in done {
                serde_json::to_writer(&mut lines, done)?;
                lines.push(b'\n');
            }
            let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
            file.write_all(&lines)?;
            file.sync_data()?;
            Ok(lines.len() as u64)
        };
        add().map_err(|error| OutputError::new("write", &path, error))
    }

    /// Writes a value into the folder of what is unfinished, whole or not at all.
    fn put(&self, name: &str, value: &impl Serialize) -> Result<(), OutputError> {
        let (path, new) = (self.unfinished.join(name), self.unfinished.join(format!("{name}.new")));
        let put = || {
            let mut file = File::create(&new)?;
            file.write_all(&serde_json::to_vec(value)?)?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        put().map_err(|error| OutputError::new("write", &path, error))?;
        sync_folder(&self.unfinished);
        Ok(())
    }

    /// Gives a file that is whole its place.
    fn place(&self, name: &str) -> Result<(), OutputError> {
        let path = self.out.join(name);
        let folder = path.parent().unwrap_or(&self.out);
        let placed = fs::create_dir_all(folder).and_then(|()| fs::rename(self.parts().join(file_name(name)), &path));
        if folder != self.out {
            sync_folder(folder);
        }
        placed.map_err(|error| OutputError::new("rename the finished file to", &path, error))
    }

    /// Writes a file at once.
    ///
    /// # Errors
    /// [`OutputError`] where it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let path = self.parts().join(file_name(name));
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|error| OutputError::new("write", &path, error))?;
        self.place(name)?;
        sync_folder(&self.out);
        Ok(())
    }

    /// Takes away what was unfinished: the run is done, or will not be gone on with.
    ///
    /// # Errors
    /// [`OutputError`] where it cannot be removed.
    pub fn close(self) -> Result<(), OutputError> {
        drop(self.lock);
        // First what makes it a run: the rest alone would be taken for nothing.
        let removed =
            fs::remove_file(self.unfinished.join("run.json")).and_then(|()| fs::remove_dir_all(&self.unfinished));
        removed.map_err(|error| OutputError::new("remove", &self.unfinished, error))?;
        sync_folder(&self.out);
        Ok(())
    }
}

/// Takes the folder for this process alone, where the system has locks.
fn lock(unfinished: &Path) -> Result<File, RunError> {
    let path = unfinished.join("lock");
    let file = OpenOptions::new().append(true).create(true).open(&path);
    let file = file.map_err(|error| OutputError::new("create", &path, error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RunError::Busy(unfinished.display().to_string())),
        _ => Ok(file),
    }
}

/// Whether a removal left nothing, be it that nothing was there.
fn removed(outcome: io::Result<()>) -> io::Result<()> {
    outcome.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// The name that a file has while it is unfinished: those that belong into folders lie side by side until then.
fn file_name(name: &str) -> String {
    name.replace('/', "%2F")
}

/// Takes away what stands behind the first `bytes` of a file.
fn cut(path: &Path, bytes: u64) -> Result<(), String> {
    let cut = || {
        let file = OpenOptions::new().write(true).open(path)?;
        if file.metadata()?.len() < bytes {
            return Err(io::Error::other(format!("has fewer than the {bytes} bytes that were written")));
        }
        file.set_len(bytes)
    };
    cut().map_err(|error| format!("`{}`: {error}", path.display()))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let bytes = fs::read(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("`{}`: {error}", path.display()))
}

/// Makes new names in a folder last; not every system can, and the files themselves are safe already.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
