//! How a run goes, on standard error: a bar on a terminal, a line now and then elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};
use tamis::input::{Bad, Input};
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
    way: Way,
    /// What lines begin with: which of two passes it is.
    pass: &'static str,
}

impl Progress {
    /// Starts to show it.
    pub fn start(quiet: bool, inputs: &[Input]) -> Self {
        let way = Way::new(inputs);
        let bar = (!quiet && io::stderr().is_terminal()).then(|| bar(way.total));
        Self { bar, quiet, start: Instant::now(), last_line: Instant::now(), bad: 0, way, pass: "" }
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

    /// Shows how far the run is in the pass at hand, which has so many bytes of records behind it.
    fn show(&mut self, pass: &str, done: &str, bytes: u64) {
        let elapsed = self.start.elapsed();
        let rate = bytes as f64 / 1e6 / elapsed.as_secs_f64().max(0.001);
        let left = self.way.left(elapsed).map_or(String::new(), |left| format!(", {} left", clock(left)));
        let line = format!("{pass}{done}, {rate:.1} MB/s{left}, {}", self.way.at);
        if let Some(bar) = &self.bar {
            bar.set_position(self.way.done);
            bar.set_message(line);
        } else if !self.quiet && self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let share = self.way.total.map_or(String::new(), |total| share(self.way.done, total));
            eprintln!("{} {share}{line}", clock(elapsed));
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }
}

/// A bar over `total` bytes, or none to fill if nobody knows how many there are.
fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{elapsed_precise} [{bar:24}] {percent:>3} % {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {elapsed_precise} {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

impl Listener for Progress {
    fn read(&mut self, input: usize, files: usize, bytes: u64) {
        self.way.reach(input, files, bytes);
    }

    fn progress(&mut self, stats: &Stats, bytes: u64) {
        let removed = 100.0 * (1.0 - stats.chars_out as f64 / stats.chars_in.max(1) as f64);
        let (written, bad) = (stats.written, stats.quarantined());
        self.show(self.pass, &format!("{written} documents, {removed:.1} % removed, {bad} bad"), bytes);
    }

    fn surveyed(&mut self, documents: u64, bytes: u64) {
        self.show("pass 1 of 2: ", &format!("{documents} documents"), bytes);
    }

    fn judging(&mut self) {
        let line = "pass 1 of 2 is done, looking for copies";
        match &self.bar {
            Some(bar) => bar.set_message(line),
            None if !self.quiet && self.start.elapsed() >= LINE_EVERY => {
                eprintln!("{} {line}", clock(self.start.elapsed()));
            }
            None => {}
        }
        self.pass = "pass 2 of 2: ";
        self.start = Instant::now();
        self.way.begin_again();
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

/// `41 % of 7.5 GB, `
fn share(done: u64, total: u64) -> String {
    format!("{:.0} % of {:.1} GB, ", 100.0 * done as f64 / total.max(1) as f64, total as f64 / 1e9)
}

/// Hours, minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The bytes of all inputs as they lie on the disk, and how far the run is in them.
struct Way {
    names: Vec<String>,
    /// For each input and file of it: bytes of all files before it.
    before: Vec<Vec<u64>>,
    /// Bytes of all files; none if one of the inputs is no file.
    total: Option<u64>,
    done: u64,
    /// Bytes that were behind the run when it first told: those of the run that it goes on with.
    first: Option<u64>,
    /// Name of the input at hand.
    at: String,
}

impl Way {
    fn new(inputs: &[Input]) -> Self {
        let (mut before, mut sum, mut known) = (Vec::with_capacity(inputs.len()), 0, true);
        for input in inputs {
            let mut of_input = Vec::with_capacity(input.files.len());
            for file in &input.files {
                of_input.push(sum);
                match std::fs::metadata(file) {
                    Ok(metadata) if metadata.is_file() => sum += metadata.len(),
                    _ => known = false,
                }
            }
            before.push(of_input);
        }
        let names = inputs.iter().map(|input| input.name.clone()).collect();
        Self { names, before, total: known.then_some(sum), done: 0, first: None, at: String::new() }
    }

    fn reach(&mut self, input: usize, files: usize, bytes: u64) {
        let behind = self.before.get(input).and_then(|of_input| of_input.get(files));
        let next = || self.before.get(input + 1).and_then(|of_input| of_input.first()).copied();
        self.done = behind.map_or_else(|| next().or(self.total).unwrap_or(0), |behind| behind + bytes);
        self.first.get_or_insert(self.done);
        if let Some(name) = self.names.get(input).filter(|name| **name != self.at) {
            self.at.clone_from(name);
        }
    }

    /// Goes back to the first input, for a second pass.
    fn begin_again(&mut self) {
        (self.done, self.first) = (0, Some(0));
        self.at.clear();
    }

    /// The time that is left, if the rest goes as fast as what is behind; none as long as there is too little to tell.
    fn left(&self, elapsed: Duration) -> Option<Duration> {
        let total = self.total?;
        let ran = self.done.checked_sub(self.first?).filter(|ran| *ran > 0)?;
        let seconds = elapsed.as_secs_f64() * total.saturating_sub(self.done) as f64 / ran as f64;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn input(name: &str, files: Vec<PathBuf>) -> Input {
        Input { name: name.into(), shard: name.into(), files, format: None }
    }

    fn folder() -> (tempfile::TempDir, Vec<Input>) {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: usize| {
            let path = folder.path().join(name);
            std::fs::write(&path, vec![b'a'; bytes]).unwrap();
            path
        };
        let inputs = vec![input("texts", vec![file("a", 10), file("b", 30)]), input("c", vec![file("c", 60)])];
        (folder, inputs)
    }

    #[test]
    fn counts_the_bytes_behind_over_inputs_and_their_files() {
        let (_folder, inputs) = folder();
        let mut way = Way::new(&inputs);
        assert_eq!(way.total, Some(100));
        for ((input, files, bytes), done) in [((0, 0, 5), 5), ((0, 1, 7), 17), ((0, 2, 0), 40), ((1, 0, 20), 60)] {
            way.reach(input, files, bytes);
            assert_eq!(way.done, done);
        }
        way.reach(1, 1, 0);
        assert_eq!((way.done, way.at.as_str()), (100, "c"));
    }

    #[test]
    fn tells_the_time_left_by_what_this_run_has_done() {
        let (_folder, inputs) = folder();
        let mut way = Way::new(&inputs);
        assert_eq!(way.left(Duration::from_secs(1)), None);
        way.reach(0, 1, 10);
        assert_eq!(way.left(Duration::from_secs(1)), None, "what was done before counts for nothing");
        way.reach(1, 0, 0);
        assert_eq!(way.left(Duration::from_secs(10)), Some(Duration::from_secs(30)));
        assert_eq!(clock(Duration::from_secs(3_725)), "01:02:05");
    }

    #[test]
    fn a_second_pass_begins_anew() {
        let (_folder, inputs) = folder();
        let mut way = Way::new(&inputs);
        way.reach(1, 1, 0);
        way.begin_again();
        assert_eq!((way.done, way.left(Duration::from_secs(1))), (0, None));
        way.reach(0, 1, 10);
        assert_eq!(way.left(Duration::from_secs(2)), Some(Duration::from_secs(8)));
        assert_eq!(way.at, "texts");
    }

    #[test]
    fn knows_no_end_of_standard_input() {
        let mut way = Way::new(&[input("-", vec!["-".into()])]);
        way.reach(0, 0, 10);
        assert_eq!((way.total, way.left(Duration::from_secs(5))), (None, None));
    }
}
