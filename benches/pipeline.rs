//! MB/s of a whole run, from a file to shards, with one thread and with two.

#![allow(missing_docs, clippy::panic, reason = "criterion makes the items; a bench stops at the first surprise")]

mod corpus;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::fs;
use tamis::input::{Bad, inputs};
use tamis::pipeline::Pipeline;
use tamis::run::{self, BATCH_BYTES, Listener, Options, Target};
use tamis::stats::Stats;

const BYTES: usize = 32 << 20;

struct Silent;

impl Listener for Silent {
    fn progress(&mut self, _: &Stats, _: u64) {}
    fn bad(&mut self, _: &Bad) {}
}

fn threads(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("tamis-bench-{}", std::process::id()));
    let made = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("in.jsonl"), corpus::jsonl(BYTES)));
    made.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let inputs =
        inputs(&[folder.join("in.jsonl").display().to_string()], None).unwrap_or_else(|error| panic!("{error}"));
    let pipeline = Pipeline::shipped().unwrap_or_else(|report| panic!("{report}"));
    let target = Target::Folder(folder.join("out"));
    let mut group = criterion.benchmark_group("run");
    group.throughput(Throughput::Bytes(BYTES as u64)).sample_size(10);
    for threads in [1, 2] {
        let options = Options { threads, batch_bytes: BATCH_BYTES / 8, strict: true, ..Options::default() };
        group.bench_function(format!("{threads} threads"), |bencher| {
            let run = |()| run::run(&pipeline, &inputs, &target, &options, &mut Silent).is_ok();
            bencher.iter_batched(|| pipeline.forget(), run, BatchSize::PerIteration);
        });
    }
    group.finish();
    // What is left behind by a failure to remove it is in the folder for temporary files.
    let _ = fs::remove_dir_all(&folder);
}

criterion_group!(benches, threads);
criterion_main!(benches);
