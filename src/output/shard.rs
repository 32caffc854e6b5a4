//! Lines in, a file out that appears under its name only when it is whole.

use flate2::GzBuilder;
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// zlib's and gzip's own default.
const GZIP_LEVEL: u32 = 6;

/// zstd's own default.
const ZSTD_LEVEL: i32 = 3;

/// How a shard is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

impl Compression {
    /// What the suffix of a name asks for.
    pub fn of(path: &Path) -> Self {
        match path.extension().map(OsStr::to_ascii_lowercase) {
            Some(suffix) if suffix == "gz" => Self::Gzip,
            Some(suffix) if suffix == "zst" => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The suffix that asks for it.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }
}

/// Why a shard cannot be written.
#[derive(Debug, Error)]
#[error("cannot {act} `{path}`: {source}; check that the folder exists, may be written to, and has room")]
pub struct OutputError {
    /// What was tried.
    pub act: &'static str,
    /// The file.
    pub path: String,
    /// What the system says.
    pub source: io::Error,
}

impl OutputError {
    fn new(act: &'static str, path: &Path, source: io::Error) -> Self {
        Self { act, path: path.to_string_lossy().into_owned(), source }
    }
}

/// An output on its way: `PATH.partial` until [`finish`](Shard::finish), gone if it is dropped before.
///
/// The same lines give the same bytes: there is no time and no name in the gzip header.
pub struct Shard {
    encoder: Option<Encoder>,
    path: PathBuf,
    partial: Option<PathBuf>,
}

impl Shard {
    /// Starts the file that will be `path`; one that is there stays until the new one is whole.
    ///
    /// # Errors
    /// [`OutputError`] where the file cannot be made.
    pub fn create(path: &Path, compression: Compression) -> Result<Self, OutputError> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let fail = |source| OutputError::new("create", &partial, source);
        let file = File::create(&partial).map_err(fail)?;
        let encoder = Encoder::new(Target::File(file), compression).map_err(fail)?;
        Ok(Self { encoder: Some(encoder), path: path.to_owned(), partial: Some(partial) })
    }

    /// Writes to standard output, not compressed.
    pub fn stdout() -> Self {
        let encoder = Encoder::Plain(BufWriter::new(Target::Stdout(io::stdout())));
        Self { encoder: Some(encoder), path: PathBuf::from("standard output"), partial: None }
    }

    /// Completes the file: all of it on the disk, then under its name.
    ///
    /// # Errors
    /// [`OutputError`] where it cannot be written; the partial file is then removed.
    pub fn finish(mut self) -> Result<(), OutputError> {
        if let Some(encoder) = self.encoder.take() {
            let done = encoder.finish().and_then(Target::sync);
            done.map_err(|source| OutputError::new("write", &self.path, source))?;
        }
        if let Some(partial) = &self.partial {
            let done = fs::rename(partial, &self.path);
            done.map_err(|source| OutputError::new("rename the partial file to", &self.path, source))?;
            self.partial = None;
            sync_folder(&self.path);
        }
        Ok(())
    }
}

impl Write for Shard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder.as_mut().map_or(Ok(0), |encoder| encoder.writer().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.as_mut().map_or(Ok(()), |encoder| encoder.writer().flush())
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        // Closed first: some systems do not remove an open file.
        self.encoder = None;
        if let Some(partial) = self.partial.take() {
            // There is no one to tell, and a left-over partial file does no harm: the next run writes over it.
            let _ = fs::remove_file(partial);
        }
    }
}

/// Makes the new name last; not every system can, and the file itself is safe already.
fn sync_folder(path: &Path) {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

enum Target {
    File(File),
    Stdout(Stdout),
}

impl Target {
    fn sync(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.sync_all(),
            Self::Stdout(mut stdout) => stdout.flush(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stdout(stdout) => stdout.flush(),
        }
    }
}

enum Encoder {
    Plain(BufWriter<Target>),
    Gzip(GzEncoder<BufWriter<Target>>),
    Zstd(zstd::Encoder<'static, BufWriter<Target>>),
}

impl Encoder {
    fn new(target: Target, compression: Compression) -> io::Result<Self> {
        let target = BufWriter::new(target);
        Ok(match compression {
            Compression::None => Self::Plain(target),
            Compression::Gzip => {
                Self::Gzip(GzBuilder::new().mtime(0).write(target, flate2::Compression::new(GZIP_LEVEL)))
            }
            Compression::Zstd => {
                let mut encoder = zstd::Encoder::new(target, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Self::Zstd(encoder)
            }
        })
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(writer) => writer,
            Self::Gzip(writer) => writer,
            Self::Zstd(writer) => writer,
        }
    }

    fn finish(self) -> io::Result<Target> {
        let writer = match self {
            Self::Plain(writer) => writer,
            Self::Gzip(writer) => writer.finish()?,
            Self::Zstd(writer) => writer.finish()?,
        };
        writer.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container;
    use std::io::Read;

    #[test]
    fn appears_under_its_name_only_when_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "old").unwrap();
        let mut shard = Shard::create(&path, Compression::None).unwrap();
        shard.write_all(b"new\n").unwrap();
        shard.flush().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        shard.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new\n");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[test]
    fn leaves_nothing_behind_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            let mut shard = Shard::create(&folder.path().join("a"), compression).unwrap();
            shard.write_all(b"half").unwrap();
            drop(shard);
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        }
    }

    #[test]
    fn writes_the_same_bytes_each_time_and_they_read_back() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
            let path = folder.path().join(name);
            let write = || {
                let mut shard = Shard::create(&path, Compression::of(&path)).unwrap();
                shard.write_all("{\"text\":\"中\"}\n".repeat(100).as_bytes()).unwrap();
                shard.finish().unwrap();
                fs::read(&path).unwrap()
            };
            assert_eq!(write(), write());
            let mut text = String::new();
            container::open(File::open(&path).unwrap()).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "{\"text\":\"中\"}\n".repeat(100));
        }
    }

    #[test]
    fn says_where_it_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let error = Shard::create(&folder.path().join("none/a.jsonl"), Compression::None).err().unwrap();
        assert!(error.to_string().contains("a.jsonl.partial"), "{error}");
    }
}
