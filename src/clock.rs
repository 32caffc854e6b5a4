//! How long each stage works, summed over all threads; asked for, since a clock says something else each time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A clock for each stage.
#[derive(Debug, Default)]
pub struct Clock {
    stages: Vec<(&'static str, AtomicU64)>,
}

impl Clock {
    /// Clocks for stages of these names.
    pub fn new(stages: impl IntoIterator<Item = &'static str>) -> Self {
        Self { stages: stages.into_iter().map(|name| (name, AtomicU64::new(0))).collect() }
    }

    /// Does `work`, on the clock of the stage with this number.
    pub fn time<T>(&self, stage: usize, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let nanos = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        if let Some((_, sum)) = self.stages.get(stage) {
            sum.fetch_add(nanos, Ordering::Relaxed);
        }
        done
    }

    /// The stages in running order, and how long each has worked so far.
    pub fn stages(&self) -> Vec<(&'static str, Duration)> {
        let read =
            |(name, nanos): &(&'static str, AtomicU64)| (*name, Duration::from_nanos(nanos.load(Ordering::Relaxed)));
        self.stages.iter().map(read).collect()
    }
}
