//! Two pipelines and the same inputs in, what the second removes otherwise than the first out, by rule and by host.
//!
//! [`compare`] finds what differs in one document; [`Difference`] sums it up over all, in the order of the inputs, so that
//! the outcome does not depend on threads.

mod compare;
mod tally;

pub use compare::{Change, What, compare};
pub use tally::{Counts, Difference, HostChanges, RuleChanges, Sample};

use crate::input::{Bad, Fields, Input, Raw, Reader, decode};
use crate::pipeline::{Cleaned, FUSE, Pipeline};
use crate::run;
use rayon::prelude::*;

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Names of the fields of JSON records.
    pub fields: Fields,
    /// Bytes of records that are worked on together; nothing else depends on it.
    pub batch_bytes: usize,
    /// Bytes of a record at most.
    pub max_record_bytes: usize,
    /// Sample texts that are kept for each rule.
    pub samples: usize,
}

/// Runs both pipelines over `inputs` and sums up what `new` removes otherwise than `old`. Bad records are counted and
/// passed over.
pub fn diff(old: &Pipeline, new: &Pipeline, inputs: &[Input], options: &Options) -> Difference {
    let mut difference = Difference::default();
    for input in inputs {
        let mut reader = Reader::new(input, options.max_record_bytes, &options.fields);
        while let Some(records) = reader.next_batch(options.batch_bytes) {
            let compared: Vec<Option<Compared>> =
                records.into_par_iter().map(|record| of_record(old, new, record, &options.fields).ok()).collect();
            for one in compared {
                match one {
                    Some(one) => difference.add(&one, options.samples),
                    None => difference.bad_records += 1,
                }
            }
        }
    }
    difference
}

/// What differs in one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its id.
    pub document: String,
    /// Its host, or the name of its input.
    pub host: String,
    /// Whether the fuse blew the first and the second time.
    pub fuse: (bool, bool),
    /// In the order of the page.
    pub changes: Vec<Change>,
}

fn of_record(old: &Pipeline, new: &Pipeline, record: Result<Raw, Bad>, fields: &Fields) -> Result<Compared, Bad> {
    let record = decode(record?, fields)?;
    let document = run::document(&record);
    let host = document.host.clone().unwrap_or_else(|| document.origin.input.clone());
    let id = document.id.clone();
    let (before, after) = (old.clean(document.clone()), new.clean(document));
    let blew = |cleaned: &Cleaned| cleaned.document.flags.contains(FUSE);
    let changes = compare((old.catalog(), &before), (new.catalog(), &after));
    Ok(Compared { document: id, host, fuse: (blew(&before), blew(&after)), changes })
}
