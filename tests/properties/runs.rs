//! Runs: threads and batches change no byte of what is written.

use super::{SHIPPED, texts};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tamis::input::{Bad, inputs};
use tamis::run::{self, Listener, Options, Target};
use tamis::stats::Stats;

/// Counts what it is told.
#[derive(Default)]
struct Counting {
    bad: u64,
}

impl Listener for Counting {
    fn progress(&mut self, _: &Stats, _: u64) {}

    fn bad(&mut self, _: &Bad) {
        self.bad += 1;
    }
}

/// All files that a run over `input` writes, by name, and the counts of the run in words.
fn written(input: &Path, threads: usize, batch_bytes: usize) -> (BTreeMap<String, Vec<u8>>, String) {
    let out = tempfile::tempdir().unwrap();
    let found = inputs(&[input.display().to_string()], None).unwrap();
    let options = Options { threads, batch_bytes, ..Options::default() };
    let target = Target::Folder(out.path().to_owned());
    let mut told = Counting::default();
    let done = run::run(&SHIPPED, &found, &target, &options, &mut told).unwrap();
    let total = &done.total;
    assert_eq!(total.records, total.written + told.bad, "each record is written or put aside");
    let entries = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap());
    let files = entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()));
    (files.collect(), format!("{done:?}"))
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
    fs::write(folder.path().join("records.jsonl"), records.join("\n")).unwrap();
    folder
}

proptest! {
    #![proptest_config(texts::cases(4))]

    #[test]
    fn any_number_of_threads_and_any_batch_writes_the_same_bytes(
        records in proptest::collection::vec((texts::text(), proptest::bool::weighted(0.9)), 1..12),
        batch_bytes in 1_usize..40_000,
    ) {
        let folder = folder_of(&records);
        let first = written(folder.path(), 1, 1 << 20);
        prop_assert!(first.0.contains_key("quarantine.jsonl") && first.0.len() > 1, "{:?}", first.0.keys());
        prop_assert!(first.0.keys().all(|name| !name.ends_with(".partial")));
        for (threads, batch_bytes) in [(1, 1), (2, 1), (2, 1 << 20), (3, batch_bytes), (4, 1 << 20)] {
            let other = written(folder.path(), threads, batch_bytes);
            prop_assert_eq!(&other, &first, "{} threads, batches of {} bytes", threads, batch_bytes);
        }
    }
}
