//! What earlier runs have seen, kept in a folder: keys, signatures and texts of their paragraphs, a segment for each run.
//!
//! A segment never changes. Its numbers count from its own first document and text, so that segments can be put one behind
//! the other in any order, and indexes be merged by listing them. `index.json` says which segments there are; it is
//! replaced as a whole, when a segment is.

use super::groups::{self, Group, Groups};
use super::log::Parting;
use super::plan::Plan;
use crate::rules::catalog::Catalog;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Number of the form of an index.
const FORM: u32 = 1;
/// The file that says which segments there are.
const LIST: &str = "index.json";

/// Names of the files of a segment.
pub(super) const TEXTS: &str = "texts";
pub(super) const IDS: &str = "ids";
pub(super) const PLACES: &str = "places";
pub(super) const HOSTS: &str = "hosts";
pub(super) const GROUPS: &str = "groups.jsonl";

pub(super) fn log_name(number: usize) -> String {
    format!("log-{number}")
}

/// Numbers of a record of the log of hosts, and of one of repeats in a segment.
pub(super) const HOST: usize = 2;
pub(super) const COUNTED: usize = 3;
pub(super) const BY_HASH: Parting = Parting::Hash { below: 0 };

/// Why an index cannot be used.
#[derive(Debug, Error)]
pub enum IndexError {
    /// No rule of the run looks beyond the document.
    #[error("an index is for rules that look beyond the document; add `--dedup corpus` or `--dedup host`")]
    NothingLooks,
    /// An input can be read only once, and so is not known again.
    #[error("`{0}` can be read only once, and an index knows runs by their files; write it to a file first")]
    ReadOnce(String),
    /// It was made with other rules.
    #[error(
        "the index `{0}` was made with other rules of dedup, or for another reach of `--dedup`: what it holds cannot be compared; put the rules back, or begin another index"
    )]
    OtherRules(PathBuf),
    /// There is none.
    #[error("`{0}` is no index: it has no `index.json`; `tamis clean … --dedup corpus --index DIR` makes one")]
    None(PathBuf),
    /// A run was kept before groups were counted.
    #[error(
        "the index `{index}` keeps no groups of the run `{run}`, which an earlier version of tamis added; clean its inputs once more with `--index`, which puts the run in its place again"
    )]
    NoGroups {
        /// Folder of the index.
        index: PathBuf,
        /// Name of the run.
        run: String,
    },
    /// It cannot be read or written.
    #[error("cannot use the index `{path}`: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// A run that an index holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its folder: the beginning of the SHA-256 of what its inputs are known by.
    pub name: String,
    /// Documents of the run.
    pub documents: u64,
    /// Different paragraphs that it brought.
    pub paragraphs: u64,
}

/// A segment that is not in its index yet.
pub struct Fresh {
    /// Its numbers.
    pub segment: Segment,
    /// The largest groups of copies, whose texts the second pass gathers.
    pub groups: Groups,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct List {
    form: u32,
    /// SHA-256 of the rules that look beyond a document, in hexadecimal.
    rules: String,
    segments: Vec<Segment>,
}

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    folder: PathBuf,
    list: List,
}

/// Wraps an error of the system.
pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> IndexError + '_ {
    |error| IndexError::Io { path: path.to_owned(), error }
}

impl Index {
    /// The index in `folder`, for runs with `plan`; an empty one if there is none.
    ///
    /// # Errors
    /// [`IndexError`] where it was made with other rules, or cannot be read.
    pub fn open(folder: &Path, plan: &Plan) -> Result<Self, IndexError> {
        match Self::read(folder) {
            Ok(index) if index.list.rules == plan.fingerprint() => Ok(index),
            Ok(_) => Err(IndexError::OtherRules(folder.to_owned())),
            Err(IndexError::None(_)) => {
                fs::create_dir_all(folder).map_err(at(folder))?;
                let list = List { form: FORM, rules: plan.fingerprint(), segments: Vec::new() };
                Ok(Self { folder: folder.to_owned(), list })
            }
            Err(error) => Err(error),
        }
    }

    /// The index in `folder`.
    ///
    /// # Errors
    /// [`IndexError`] where there is none, or it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, IndexError> {
        let path = folder.join(LIST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(IndexError::None(folder.to_owned())),
            Err(error) => return Err(at(&path)(error)),
        };
        let list: List = serde_json::from_slice(&text).map_err(|error| at(&path)(error.into()))?;
        if list.form != FORM {
            let error = io::Error::new(io::ErrorKind::InvalidData, "another version of tamis made it");
            return Err(at(&path)(error));
        }
        Ok(Self { folder: folder.to_owned(), list })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its segments, in the order of the runs. Each has a folder of its name in that of the index.
    pub fn segments(&self) -> &[Segment] {
        &self.list.segments
    }

    /// Bytes of the files of a segment.
    ///
    /// # Errors
    /// [`IndexError`] where its folder cannot be read.
    pub fn bytes(&self, segment: &Segment) -> Result<u64, IndexError> {
        let folder = self.folder.join(&segment.name);
        let lengths = || fs::read_dir(&folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum::<io::Result<u64>>();
        lengths().map_err(at(&folder))
    }

    /// The segments that a run over inputs known by `name` comes behind: all, or those before its own.
    pub(super) fn ahead(&self, name: &str) -> &[Segment] {
        let own = self.list.segments.iter().position(|segment| segment.name == name);
        &self.list.segments[..own.unwrap_or(self.list.segments.len())]
    }

    /// Where a file of a segment stands.
    pub(super) fn file(&self, segment: &str, file: &str) -> PathBuf {
        self.folder.join(segment).join(file)
    }

    fn partial_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.partial"))
    }

    /// The folder of a segment that is not whole yet, empty.
    pub(super) fn partial(&self, name: &str) -> io::Result<PathBuf> {
        let partial = self.partial_path(name);
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir_all(&partial)?;
        Ok(partial)
    }

    /// The largest groups of copies of all runs, added up, in no order: of each run the [`MOST_GROUPS`](super::MOST_GROUPS)
    /// largest count.
    ///
    /// # Errors
    /// [`IndexError`] where groups of a run were not kept, or cannot be read.
    pub fn groups(&self) -> Result<Vec<Group>, IndexError> {
        let mut all = Vec::new();
        for Segment { name, .. } in self.segments() {
            let path = self.file(name, GROUPS);
            match Groups::read(&path) {
                Ok(groups) => all.extend(groups),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(IndexError::NoGroups { index: self.folder.clone(), run: name.clone() });
                }
                Err(error) => return Err(at(&path)(error)),
            }
        }
        Ok(groups::summed(all))
    }

    /// Puts a segment in its place, whose files are in its partial folder, with its groups: behind all others, or where it
    /// stood before. `catalog` is that of the rules.
    ///
    /// # Errors
    /// [`IndexError`] where it cannot be written.
    pub fn commit(&mut self, fresh: Fresh, catalog: &Catalog) -> Result<(), IndexError> {
        let path = self.partial_path(&fresh.segment.name).join(GROUPS);
        fresh.groups.save(&path, catalog).map_err(at(&path))?;
        self.place(fresh.segment)
    }

    fn place(&mut self, segment: Segment) -> Result<(), IndexError> {
        let (whole, partial) = (self.folder.join(&segment.name), self.partial_path(&segment.name));
        if whole.exists() {
            fs::remove_dir_all(&whole).map_err(at(&whole))?;
        }
        fs::rename(&partial, &whole).map_err(at(&whole))?;
        match self.list.segments.iter_mut().find(|known| known.name == segment.name) {
            Some(known) => *known = segment,
            None => self.list.segments.push(segment),
        }
        self.write_list()
    }

    fn write_list(&self) -> Result<(), IndexError> {
        let (path, partial) = (self.folder.join(LIST), self.folder.join("index.json.partial"));
        let write = || {
            let mut file = File::create(&partial)?;
            serde_json::to_writer_pretty(&mut file, &self.list)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&partial, &path)
        };
        write().map_err(at(&path))
    }

    /// Makes in `folder`, which has none, the index of all runs of `indexes`, one index after the other.
    ///
    /// # Errors
    /// [`IndexError`] where they were made with different rules, or cannot be read or written.
    pub fn merge(folder: &Path, indexes: &[Self]) -> Result<Self, IndexError> {
        let Some(first) = indexes.first() else { return Err(IndexError::None(folder.to_owned())) };
        if let Some(other) = indexes.iter().find(|other| other.list.rules != first.list.rules) {
            return Err(IndexError::OtherRules(other.folder.clone()));
        }
        if folder.join(LIST).exists() {
            let error = io::Error::new(io::ErrorKind::AlreadyExists, "there is an index already; name a new folder");
            return Err(at(folder)(error));
        }
        fs::create_dir_all(folder).map_err(at(folder))?;
        let list = List { segments: Vec::new(), ..first.list.clone() };
        let mut merged = Self { folder: folder.to_owned(), list };
        for index in indexes {
            for segment in index.segments() {
                if merged.list.segments.iter().any(|known| known.name == segment.name) {
                    continue;
                }
                let (from, to) = (index.folder.join(&segment.name), merged.partial(&segment.name).map_err(at(folder))?);
                let copy = || {
                    fs::read_dir(&from)?.try_for_each(|entry| {
                        let entry = entry?;
                        fs::copy(entry.path(), to.join(entry.file_name())).map(drop)
                    })
                };
                copy().map_err(at(&from))?;
                merged.place(segment.clone())?;
            }
        }
        Ok(merged)
    }
}
