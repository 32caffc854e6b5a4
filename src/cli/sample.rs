//! `tamis sample`: a few records of a dump, the same ones each time, to try rules on.

use super::FieldNames;
use super::exit_code::{Exit, Failure};
use std::io::Write;
use tamis::diagnostic::counted;
use tamis::input::inputs;
use tamis::sample::{Options, sample};

/// Draws a sample of a dump: records as JSON lines, the same ones for the same inputs and seed.
#[derive(Debug, clap::Args)]
pub struct SampleArgs {
    /// Files, folders, quoted patterns or `-`, as `clean` takes them.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Records to draw.
    #[arg(long = "number", short = 'n', value_name = "N", default_value_t = 100)]
    records: usize,
    /// Another seed draws other records.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    fields: FieldNames,
}

impl SampleArgs {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let inputs = inputs(&self.inputs, None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let options = Options { records: self.records, seed: self.seed, fields: self.fields.into() };
        let sample = sample(&inputs, &options);
        let mut out = std::io::stdout().lock();
        for line in &sample.lines {
            out.write_all(line)?;
        }
        let of = usize::try_from(sample.of).unwrap_or(usize::MAX);
        anstream::eprintln!("drew {} of {}", counted(sample.lines.len(), "record"), of);
        if sample.bad > 0 {
            anstream::eprintln!("passed over {} that cannot be read; `tamis clean` says why", sample.bad);
        }
        Ok(Exit::Done)
    }
}
