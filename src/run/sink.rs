//! PackedBatch batches in, in order; each is written to where its input's records go, bad records are put aside, and all are
//! counted.

use super::folder::Manifest;
use super::shards::Shards;
use super::{LastFile, Listener, Options, PackedBatch, RunError, Start, Target};
use crate::input::{Bad, Input};
use crate::output::Form;
use crate::stats::{Counts, Stats};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// What happened to one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The input as it was named.
    pub input: String,
    /// The shards written, if not standard output.
    pub shards: Vec<String>,
    /// Bytes of lines in the last of them, before they were packed.
    pub line_bytes: u64,
    /// Its counts.
    pub counts: Counts,
}

/// What happened in a run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Counts over all inputs.
    pub total: Stats,
    /// Each input.
    pub inputs: Vec<Done>,
    /// Bytes of all records, as they were read.
    pub bytes: u64,
}

/// Writes batches in the order in which it is given them, which is that of the inputs and their records.
pub struct Sink<'a> {
    inputs: &'a [Input],
    forms: &'a [Form],
    options: &'a Options,
    /// Standard output if there are none.
    shards: Option<Shards>,
    summary: Summary,
}

impl<'a> Sink<'a> {
    /// A sink for records of `inputs`, and the place in them from which records are wanted.
    ///
    /// # Errors
    /// [`RunError`] where the folder cannot be written to, or holds a run that cannot be gone on with.
    pub fn open(
        inputs: &'a [Input],
        forms: &'a [Form],
        target: &Target,
        options: &'a Options,
        manifest: impl FnOnce() -> Manifest,
    ) -> Result<(Self, Start), RunError> {
        let Target::Folder(out) = target else {
            let sink = Self { inputs, forms, options, shards: None, summary: Summary::default() };
            return Ok((sink, Start::default()));
        };
        let (shards, summary, start) = Shards::open(out, inputs, forms, options, &manifest())?;
        Ok((Self { inputs, forms, options, shards: Some(shards), summary }, start))
    }

    /// Records taken, and, where there is a folder, those of them that would not be lost if the run ended now.
    pub fn records(&self) -> (u64, Option<u64>) {
        (self.summary.total.records, self.shards.as_ref().map(Shards::kept))
    }

    /// Writes the next batch.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written, or holds a bad record in a strict run.
    pub fn take(&mut self, packed: PackedBatch, listener: &mut dyn Listener) -> Result<(), RunError> {
        self.turn_to(packed.input)?;
        self.make_room(packed.line_bytes)?;
        match &mut self.shards {
            Some(shards) => shards.write(&packed)?,
            None => print(&packed.shard)?,
        }
        for bad in &packed.bad {
            self.put_aside(bad, listener)?;
        }
        if let Some(done) = self.summary.inputs.last_mut() {
            done.counts += Counts::of(&packed.stats);
            // The position counts from the start of the input on.
            let passed_over = packed.end.passed_over.saturating_sub(done.counts.passed_over);
            done.counts.passed_over += passed_over;
            self.summary.total.passed_over += passed_over;
        }
        self.summary.total += packed.stats;
        self.summary.bytes += packed.bytes;
        listener.read(packed.input, packed.read.0, packed.read.1);
        if let Some(shards) = &mut self.shards {
            shards.after_batch(&self.summary, packed.end)?;
        }
        listener.progress(&self.summary.total, self.summary.bytes);
        Ok(())
    }

    fn put_aside(&mut self, bad: &Bad, listener: &mut dyn Listener) -> Result<(), RunError> {
        if self.options.strict {
            return Err(RunError::Strict(Box::new(bad.clone())));
        }
        if let Some(shards) = &mut self.shards {
            shards.put_aside(bad)?;
        }
        listener.bad(bad);
        Ok(())
    }

    /// Begins with the input of this number, and passes over those before it, which had no record.
    fn turn_to(&mut self, number: usize) -> Result<(), RunError> {
        while self.summary.inputs.len() <= number {
            let input = self.inputs[self.summary.inputs.len()].name.clone();
            let (shards, line_bytes, counts) = (Vec::new(), 0, Counts::default());
            self.summary.inputs.push(Done { input, shards, line_bytes, counts });
            self.begin_shard()?;
        }
        Ok(())
    }

    /// Begins another shard where so many bytes of lines would make the one at hand too long.
    fn make_room(&mut self, line_bytes: u64) -> Result<(), RunError> {
        let most = self.options.shard_bytes.unwrap_or(u64::MAX);
        let is_full = |done: &Done| done.line_bytes > 0 && done.line_bytes.saturating_add(line_bytes) > most;
        if self.summary.inputs.last().is_some_and(is_full) {
            self.begin_shard()?;
        }
        if let Some(done) = self.summary.inputs.last_mut() {
            done.line_bytes += line_bytes;
        }
        Ok(())
    }

    /// Begins the next shard of the input that has its turn.
    fn begin_shard(&mut self) -> Result<(), RunError> {
        let form = self.summary.inputs.len().checked_sub(1).map(|input| &self.forms[input]);
        if let (Some(shards), Some(form), Some(done)) = (&mut self.shards, form, self.summary.inputs.last_mut()) {
            let number = done.shards.len();
            shards.next(form, number, self.options)?;
            done.shards.push(form.shard_name(number));
            done.line_bytes = 0;
        }
        Ok(())
    }

    /// Completes all shards. The run is still unfinished, until it is closed.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(&mut self) -> Result<(), RunError> {
        if let Some(last) = self.inputs.len().checked_sub(1) {
            self.turn_to(last)?;
        }
        self.shards.as_mut().map_or(Ok(()), |shards| shards.finish(&self.summary))
    }

    /// Writes the files that `last` makes of what happened beside the shards, if there are shards.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be made or written.
    pub fn write_last(&self, last: impl FnOnce(&Summary) -> io::Result<Vec<LastFile>>) -> Result<(), RunError> {
        let Some(shards) = &self.shards else { return Ok(()) };
        last(&self.summary)?.iter().try_for_each(|(name, bytes)| shards.write_last(name, bytes))
    }

    /// Takes away what is unfinished: all is done, or will not be gone on with. What happened in the run.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be removed.
    pub fn close(self) -> Result<Summary, RunError> {
        self.shards.map_or(Ok(()), Shards::close)?;
        Ok(self.summary)
    }
}

fn print(lines: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(lines)?;
    stdout.flush()
}
