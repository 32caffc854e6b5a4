//! Runs: threads, batches, memory, and being broken off and gone on with change no byte of what is written.

use super::{SHIPPED, texts};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;
use tamis::input::{Bad, container, inputs};
use tamis::run::{self, Listener, Options, RunError, Summary, Target};
use tamis::stats::Stats;

/// Counts what it is told, and ends the run by a panic when so many batches were written.
#[derive(Default)]
struct Counting {
    bad: u64,
    batches: usize,
    end_after: Option<usize>,
}

impl Listener for Counting {
    fn progress(&mut self, _: &Stats, _: u64) {
        self.batches += 1;
        assert!(Some(self.batches) != self.end_after, "the run is broken off here");
    }

    fn bad(&mut self, _: &Bad) {
        self.bad += 1;
    }
}

/// Cleans `input` into `out`.
fn run(input: &Path, out: &Path, options: &Options, told: &mut Counting) -> Result<Summary, RunError> {
    let found = inputs(&[input.display().to_string()], None).unwrap();
    run::run(&SHIPPED, &found, &Target::Folder(out.to_owned()), options, told)
}

/// All files of a folder by name; there are no folders in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// The same, unpacked.
fn unpacked(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, Vec<u8>> {
    let plain = |bytes: &Vec<u8>| {
        let mut plain = Vec::new();
        container::open(std::io::Cursor::new(bytes.clone())).unwrap().read_to_end(&mut plain).unwrap();
        plain
    };
    files.iter().map(|(name, bytes)| (name.as_str(), plain(bytes))).collect()
}

/// All files that a run over `input` writes, by name, and the counts of the run in words.
fn written(input: &Path, options: &Options) -> (BTreeMap<String, Vec<u8>>, String) {
    let out = tempfile::tempdir().unwrap();
    let mut told = Counting::default();
    let done = run(input, out.path(), options, &mut told).unwrap();
    assert_eq!(done.total.records, done.total.written + told.bad, "each record is written or put aside");
    (files(out.path()), format!("{done:?}"))
}

/// A folder with the samples, and with `lines` as JSON records, some of them bad.
fn folder_of(lines: &[(String, bool)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in texts::SAMPLES.iter().enumerate() {
        fs::write(folder.path().join(format!("sample-{number}.txt")), text).unwrap();
    }
    let record = |(number, (text, good)): (usize, &(String, bool))| {
        let record = serde_json::json!({ "id": number, "text": text, "url": "https://www.example.com/a" }).to_string();
        if *good { record } else { record[1..].to_owned() }
    };
    let records: Vec<String> = lines.iter().enumerate().map(record).collect();
    let records = records.join("\n");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(records.as_bytes()).unwrap();
    fs::write(folder.path().join("packed.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    fs::write(folder.path().join("squeezed.jsonl.zst"), zstd::encode_all(records.as_bytes(), 1).unwrap()).unwrap();
    fs::write(folder.path().join("records.jsonl"), records).unwrap();
    folder
}

proptest! {
    #![proptest_config(texts::cases(4))]

    #[test]
    fn any_number_of_threads_any_memory_and_any_batch_writes_the_same_bytes(
        records in proptest::collection::vec((texts::text(), proptest::bool::weighted(0.9)), 1..12),
        batch_bytes in 1_usize..40_000,
    ) {
        let folder = folder_of(&records);
        let options = |threads, memory, batch_bytes| Options { threads, memory, batch_bytes, ledger: true, ..Options::default() };
        let first = written(folder.path(), &options(1, 1 << 30, batch_bytes));
        prop_assert!(first.0.contains_key("quarantine.jsonl") && first.0.len() > 4, "{:?}", first.0.keys());
        for (threads, memory) in [(2, 1 << 30), (3, 1 << 28), (4, 1 << 34)] {
            let other = written(folder.path(), &options(threads, memory, batch_bytes));
            prop_assert_eq!(&other, &first, "{} threads, {} bytes of memory", threads, memory);
        }
        // Batches show in how compressed files are cut, and in nothing else.
        for (threads, batch_bytes) in [(1, 1), (2, 1 << 20), (3, 1000)] {
            let other = written(folder.path(), &options(threads, 1 << 30, batch_bytes));
            prop_assert_eq!(&other.1, &first.1);
            prop_assert_eq!(unpacked(&other.0), unpacked(&first.0), "{} threads, batches of {}", threads, batch_bytes);
        }
    }

    #[test]
    fn a_run_that_is_broken_off_and_gone_on_with_writes_the_same_bytes(
        records in proptest::collection::vec((texts::text(), proptest::bool::weighted(0.9)), 1..12),
        batch_bytes in 1_usize..4_000,
        breaks in proptest::collection::vec((1_usize..6, 1_usize..=4, proptest::bool::ANY), 1..4),
    ) {
        let folder = folder_of(&records);
        let options = |threads, seconds| Options {
            threads, batch_bytes, ledger: true, resume: true, checkpoint_every: Duration::from_secs(seconds), ..Options::default()
        };
        let first = written(folder.path(), &options(1, 2));
        let out = tempfile::tempdir().unwrap();
        let mut ended = None;
        for (end_after, threads, lazy) in breaks {
            let mut told = Counting { end_after: Some(end_after), ..Counting::default() };
            let options = options(threads, if lazy { 3600 } else { 0 });
            let run = catch_unwind(AssertUnwindSafe(|| run(folder.path(), out.path(), &options, &mut told).unwrap()));
            if let Ok(done) = run {
                ended = Some(done);
                break;
            }
            prop_assert!(out.path().join(".tamis-run").exists());
        }
        let done = match ended {
            Some(done) => done,
            None => run(folder.path(), out.path(), &options(2, 2), &mut Counting::default()).unwrap(),
        };
        prop_assert_eq!((files(out.path()), format!("{done:?}")), first);
    }
}
