//! How a run goes, on standard error: a bar on a terminal, a line now and then elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};
use tamis::input::Bad;
use tamis::run::Listener;
use tamis::stats::Stats;

/// Time between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// Bad records that are named one by one; the rest are counted.
const NAMED: u64 = 10;

/// The progress of a run.
pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    start: Instant,
    last_line: Instant,
    bad: u64,
}

impl Progress {
    /// Starts to show it.
    pub fn start(quiet: bool) -> Self {
        let bar = (!quiet && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar, quiet, start: Instant::now(), last_line: Instant::now(), bad: 0 }
    }

    /// Clears the bar, and says how many bad records were not named.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        if self.bad > NAMED && !self.quiet {
            eprintln!("… and {} more bad records", self.bad - NAMED);
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }
}

impl Listener for Progress {
    fn progress(&mut self, stats: &Stats, bytes: u64) {
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let removed = 1.0 - stats.chars_out as f64 / stats.chars_in.max(1) as f64;
        let line = format!(
            "{} documents, {:.1} MB, {:.1} MB/s, {:.1} % removed, {} bad",
            stats.written,
            bytes as f64 / 1e6,
            bytes as f64 / 1e6 / seconds,
            removed * 100.0,
            stats.quarantined(),
        );
        if let Some(bar) = &self.bar {
            bar.set_message(line);
        } else if !self.quiet && self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            eprintln!("{line}");
        }
    }

    fn bad(&mut self, bad: &Bad) {
        self.bad += 1;
        if self.bad <= NAMED && !self.quiet {
            let origin = &bad.origin;
            self.say(&format!(
                "bad: {} record {}, byte {}: {}: {}",
                origin.input, origin.record, bad.at, bad.reason, bad.detail
            ));
        }
    }
}
