//! The output of a run into a folder: files of the input that has its turn, the quarantine, and checkpoints.

use super::files::{Files, names};
use super::folder::{Checkpoint, Manifest, Part, RunFolder};
use super::{Options, PackedBatch, RunError, Start, Summary};
use crate::input::{Bad, Input, Position};
use crate::output::Form;
use crate::quarantine::encode_bad;
use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// Name of the file of records that were put aside.
const QUARANTINE: &str = "quarantine.jsonl";

/// Names that a run writes besides its shards.
const TAKEN: [&str; 3] = [QUARANTINE, "report.json", "readme.md"];

/// Files that may be whole and wait for their checkpoint; they are open until then.
const MAX_WAITING: usize = 64;

/// Shards on their way.
pub struct Shards {
    folder: RunFolder,
    files: Option<Files>,
    quarantine: Option<Part>,
    /// Whole, and waiting for the next checkpoint to get their place.
    whole: Vec<Part>,
    /// Inputs that stand in the list of those that are done, and the list's bytes.
    listed: (usize, u64),
    checkpoint_every: Duration,
    last_checkpoint: Instant,
    /// Records that the last checkpoint speaks of.
    kept: u64,
}

impl Shards {
    /// Begins a run in `out`, or goes on with it: with what was done before, and from where records
    /// are wanted.
    ///
    /// # Errors
    /// As [`RunFolder::open`]; or where two files would have one name.
    pub fn open(
        out: &Path,
        inputs: &[Input],
        forms: &[Form],
        options: &Options,
        manifest: &Manifest,
    ) -> Result<(Self, Summary, Start), RunError> {
        tell_apart(inputs, forms, options)?;
        let (folder, Checkpoint { done_bytes, current, position, total, bytes, is_last, .. }, mut inputs_done) =
            RunFolder::open(out, manifest, options.resume)?;
        let listed = (inputs_done.len(), done_bytes);
        let quarantine = if is_last { None } else { Some(folder.part(QUARANTINE)?) };
        let files = match &current {
            Some(done) => Some(Files::open(&folder, &forms[listed.0], done.shards.len().saturating_sub(1), options)?),
            None => None,
        };
        let start = Start { input: if is_last { inputs.len() } else { listed.0 }, position };
        inputs_done.extend(current);
        let shards = Self {
            folder,
            files,
            quarantine,
            whole: Vec::new(),
            listed,
            checkpoint_every: options.checkpoint_every,
            last_checkpoint: Instant::now(),
            kept: total.records,
        };
        Ok((shards, Summary { total, inputs: inputs_done, bytes }, start))
    }

    /// Records that would not be lost if the run ended now.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Whether all was written in an earlier run already, up to what is written last.
    pub fn is_finished(&self) -> bool {
        self.quarantine.is_none()
    }

    /// Begins the files of this form and number; those before them are whole.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made.
    pub fn next(&mut self, form: &Form, number: usize, options: &Options) -> Result<(), RunError> {
        self.close_files()?;
        self.files = Some(Files::open(&self.folder, form, number, options)?);
        Ok(())
    }

    fn close_files(&mut self) -> Result<(), RunError> {
        if let Some(files) = self.files.take() {
            self.whole.extend(files.finish()?);
        }
        Ok(())
    }

    /// Adds a batch to the files of the input that has its turn.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write(&mut self, packed: &PackedBatch) -> Result<(), RunError> {
        self.files.as_mut().map_or(Ok(()), |files| files.write(packed))
    }

    /// Adds a record to the quarantine.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn put_aside(&mut self, bad: &Bad) -> Result<(), RunError> {
        let mut line = Vec::new();
        encode_bad(bad, &mut line)?;
        self.quarantine.as_mut().map_or(Ok(()), |quarantine| quarantine.write(&line))?;
        Ok(())
    }

    /// Makes sure of what was written now and then. All of the batch must be written, and stand in `summary`.
    ///
    /// # Errors
    /// [`RunError`] where something cannot be written.
    pub fn after_batch(&mut self, summary: &Summary, position: Position) -> Result<(), RunError> {
        if self.last_checkpoint.elapsed() < self.checkpoint_every && self.whole.len() < MAX_WAITING {
            return Ok(());
        }
        let open: Vec<&Part> = self.files.iter().flat_map(Files::parts).chain(&self.quarantine).collect();
        let (current, done) = match summary.inputs.split_last() {
            Some((last, done)) => (Some(last.clone()), done),
            None => (None, &summary.inputs[..]),
        };
        let done = &done[self.listed.0..];
        let checkpoint = Checkpoint { current, position: Some(position), ..self.state(summary) };
        let done_bytes = self.folder.checkpoint(checkpoint, &open, std::mem::take(&mut self.whole), done)?;
        self.listed = (self.listed.0 + done.len(), done_bytes);
        self.kept = summary.total.records;
        self.last_checkpoint = Instant::now();
        Ok(())
    }

    fn state(&self, summary: &Summary) -> Checkpoint {
        let (total, bytes) = (summary.total.clone(), summary.bytes);
        Checkpoint { done_bytes: self.listed.1, total, bytes, ..Checkpoint::default() }
    }

    /// Completes all shards and the quarantine: they appear under their names.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(&mut self, summary: &Summary) -> Result<(), RunError> {
        if self.is_finished() {
            return Ok(());
        }
        self.close_files()?;
        self.whole.extend(self.quarantine.take());
        let checkpoint = Checkpoint { is_last: true, ..self.state(summary) };
        let whole = std::mem::take(&mut self.whole);
        self.folder.checkpoint(checkpoint, &[], whole, &summary.inputs[self.listed.0..])?;
        self.kept = summary.total.records;
        Ok(())
    }

    /// Writes a file beside the shards.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written.
    pub fn write_last(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        Ok(self.folder.write(name, bytes)?)
    }

    /// Takes away what is unfinished: all is done, or will not be gone on with.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be removed.
    pub fn close(self) -> Result<(), RunError> {
        Ok(self.folder.close()?)
    }
}

/// Sees to it that no two files of a run have one name; letter case does not tell files apart.
fn tell_apart(inputs: &[Input], forms: &[Form], options: &Options) -> Result<(), RunError> {
    let mut taken: HashSet<String> = TAKEN.map(str::to_owned).into();
    for (input, form) in inputs.iter().zip(forms) {
        for name in names(form, options) {
            if !taken.insert(name.to_lowercase()) {
                return Err(RunError::SameName { name, input: input.name.clone() });
            }
        }
    }
    Ok(())
}
