//! How far a run has come: what is needed to go on from there as if nothing had happened.

use crate::input::Position;
use crate::run::Done;
use crate::stats::Stats;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place between two batches, up to which all that was written is on the disk.
///
/// Inputs that are done are not in it but in a list of their own, which grows at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Bytes of the list of inputs that are done.
    pub done_bytes: u64,
    /// The input that is worked on, and the counts of its records so far.
    pub current: Option<Done>,
    /// Where in that input to go on.
    pub position: Option<Position>,
    /// Files that are added to: their bytes up to here, by name.
    pub open: BTreeMap<String, u64>,
    /// Files that became whole before here, and may not yet have their place.
    pub whole: Vec<String>,
    /// Counts of all records so far.
    pub total: Stats,
    /// Bytes of all records so far, as they were read.
    pub bytes: u64,
    /// Whether all records were worked on, and all shards are whole.
    pub is_last: bool,
}
