//! Packed batches in, in order; each is written to the files of its input, bad records to quarantine, and all are counted.

use super::files::Files;
use super::{Listener, Options, Packed, RunError, Target};
use crate::input::{Bad, Input};
use crate::output::shard_name;
use crate::quarantine::Quarantine;
use crate::stats::{Counts, Stats};

/// What happened to one input.
#[derive(Clone, Debug)]
pub struct Done {
    /// The input as it was named.
    pub input: String,
    /// The shard written, if not standard output.
    pub shard: Option<String>,
    /// Its counts.
    pub counts: Counts,
}

/// What happened in a run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Counts over all inputs.
    pub total: Stats,
    /// Each input.
    pub inputs: Vec<Done>,
}

/// Writes batches in the order in which it is given them, which is that of the inputs and their records.
pub struct Sink<'a> {
    inputs: &'a [Input],
    target: &'a Target,
    options: &'a Options,
    files: Option<Files>,
    quarantine: Option<Quarantine>,
    done: Vec<Done>,
    total: Stats,
    bytes: u64,
}

impl<'a> Sink<'a> {
    /// A sink for records of `inputs`.
    ///
    /// # Errors
    /// [`RunError`] where the folder cannot be made or written to.
    pub fn open(inputs: &'a [Input], target: &'a Target, options: &'a Options) -> Result<Self, RunError> {
        let mut quarantine = None;
        if let Target::Folder(folder) = target {
            std::fs::create_dir_all(folder)?;
            quarantine = Some(Quarantine::create(&folder.join("quarantine.jsonl"))?);
        }
        let (done, total) = (Vec::new(), Stats::default());
        Ok(Self { inputs, target, options, files: None, quarantine, done, total, bytes: 0 })
    }

    /// Writes the next batch.
    ///
    /// # Errors
    /// [`RunError`] where it cannot be written, or holds a bad record in a strict run.
    pub fn take(&mut self, packed: Packed, listener: &mut dyn Listener) -> Result<(), RunError> {
        self.turn_to(packed.input)?;
        self.files.as_mut().map_or(Ok(()), |files| files.write(&packed))?;
        for bad in packed.bad {
            self.put_aside(bad, listener)?;
        }
        if let Some(done) = self.done.last_mut() {
            done.counts += Counts::of(&packed.stats);
        }
        self.total += packed.stats;
        self.bytes += packed.bytes;
        listener.progress(&self.total, self.bytes);
        Ok(())
    }

    fn put_aside(&mut self, bad: Bad, listener: &mut dyn Listener) -> Result<(), RunError> {
        if self.options.strict {
            return Err(RunError::Strict(Box::new(bad)));
        }
        if let Some(quarantine) = &mut self.quarantine {
            quarantine.write(&bad)?;
        }
        listener.bad(&bad);
        Ok(())
    }

    /// Opens the files of the input with this number, and those of inputs passed over, which had no record.
    fn turn_to(&mut self, number: usize) -> Result<(), RunError> {
        while self.done.len() <= number {
            let input = &self.inputs[self.done.len()];
            let shard = match self.target {
                Target::Folder(folder) => {
                    self.files.take().map_or(Ok(()), Files::finish)?;
                    self.files = Some(Files::create(folder, input, self.options)?);
                    Some(shard_name(input))
                }
                Target::Stdout => {
                    self.files.get_or_insert_with(Files::stdout);
                    None
                }
            };
            self.done.push(Done { input: input.name.clone(), shard, counts: Counts::default() });
        }
        Ok(())
    }

    /// Completes all files; what happened in the run.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be written.
    pub fn finish(mut self) -> Result<Summary, RunError> {
        if let Some(last) = self.inputs.len().checked_sub(1) {
            self.turn_to(last)?;
        }
        self.files.take().map_or(Ok(()), Files::finish)?;
        self.quarantine.take().map_or(Ok(()), Quarantine::finish)?;
        Ok(Summary { total: self.total, inputs: self.done })
    }
}
