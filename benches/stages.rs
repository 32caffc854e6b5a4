//! MB/s of each stage, and of reading and writing records untouched, in one run: the ratio is what to look at.

#![allow(missing_docs, clippy::panic, reason = "criterion makes the items; a bench stops at the first surprise")]

mod corpus;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use regex::Regex;
use std::hint::black_box;
use tamis::document::{Document, Origin};
use tamis::input::{Fields, Raw, decode};
use tamis::language::Detector;
use tamis::output::encode;
use tamis::pipeline::Pipeline;
use tamis::rules::RuleBook;
use tamis::rules::compile::{Rule, compile};
use tamis::rules::problems::Problems;
use tamis::stages::Stage;
use tamis::stages::chrome::Chrome;
use tamis::stages::context::Context;
use tamis::stages::dedup::Dedup;
use tamis::stages::language::LanguageStage;
use tamis::stages::normalize::Normalize;

/// Bytes of the corpus, and of the part of it that plain filters are asked about.
const BYTES: usize = 8 << 20;
const LESS: usize = 1 << 20;

/// Documents of `pages` that the stages `before` have worked on.
fn documents(pages: Vec<String>, before: &[&dyn Stage]) -> Vec<Document> {
    let mut documents: Vec<Document> =
        pages.into_iter().enumerate().map(|(n, page)| Document::new(n.to_string(), page)).collect();
    documents.iter_mut().for_each(|document| before.iter().for_each(|stage| stage.apply(document)));
    documents
}

fn stages(criterion: &mut Criterion) {
    let book = RuleBook::shipped().unwrap_or_else(|report| panic!("{report}"));
    let compiled = compile(&book, &Problems::default());
    let of = |stage: &str| -> Vec<Rule> {
        compiled.rules.iter().filter(|rule| compiled.catalog.get(rule.rule).stage() == stage).cloned().collect()
    };
    let normalize = Normalize::new(&book.normalize);
    let language = LanguageStage::new(Detector::default());
    let chrome = Chrome::new(&of("chrome"), &compiled.kinds);
    let context = Context::new(book.context.clone(), &compiled.catalog);
    let dedup = Dedup::new(of("dedup"));
    let stages: [&dyn Stage; 5] = [&normalize, &language, &chrome, &context, &dedup];
    for (at, stage) in stages.iter().enumerate() {
        bench(criterion, stage.name(), *stage, &documents(corpus::pages(BYTES), &stages[..at]));
    }
    // Chrome again: with every rule twice, and on long paragraphs alone.
    let doubled = Chrome::new(&[of("chrome"), of("chrome")].concat(), &compiled.kinds);
    let ready = documents(corpus::pages(BYTES), &stages[..2]);
    bench(criterion, "chrome, rules twice", &doubled, &ready);
    let ready = documents(corpus::long_paragraphs(BYTES), &stages[..2]);
    bench(criterion, "chrome, long paragraphs", &chrome, &ready);
}

/// Measures a stage on documents none of whose lines it remembers.
fn bench(criterion: &mut Criterion, name: &str, stage: &dyn Stage, documents: &[Document]) {
    let bytes: usize = documents.iter().map(|document| document.source().len()).sum();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function(name, |bencher| {
        let each = |mut documents: Vec<Document>| {
            documents.iter_mut().for_each(|document| stage.apply(document));
            documents
        };
        let ready = || {
            stage.forget();
            documents.to_vec()
        };
        bencher.iter_batched(ready, each, BatchSize::PerIteration);
    });
    group.finish();
}

/// A line filter as one would write it at once: each pattern of the shipped rules a regex of its own, all of them asked of
/// each line in turn, after the rules of C4 (C. Raffel et al., 2020): an end mark, five words, no `javascript`.
fn plain_filter(criterion: &mut Criterion) {
    let book = RuleBook::shipped().unwrap_or_else(|report| panic!("{report}"));
    let patterns = book
        .rules
        .iter()
        .filter(|rule| rule.full_id.starts_with("chrome/"))
        .filter_map(|rule| rule.when.matches.as_ref());
    let regexes: Vec<Regex> = patterns
        .flatten()
        .map(|pattern| Regex::new(&format!(r"^(?:{})$", pattern.value)).unwrap_or_else(|error| panic!("{error}")))
        .collect();
    let pages = corpus::pages(LESS);
    let bytes: usize = pages.iter().map(String::len).sum();
    let keeps = |line: &str| {
        let line = line.trim().to_lowercase();
        let ends = line.ends_with(['.', '!', '?', '"', '。', '！', '？']);
        ends && line.split_whitespace().count() >= 5
            && !line.contains("javascript")
            && !regexes.iter().any(|regex| regex.is_match(&line))
    };
    let all = |line: &&str| {
        let line = line.trim().to_lowercase();
        !regexes.iter().any(|regex| regex.is_match(&line))
    };
    let mut group = criterion.benchmark_group("plain");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function("C4 line filter", |bencher| {
        bencher.iter(|| pages.iter().map(|page| page.lines().filter(|line| keeps(line)).count()).sum::<usize>());
    });
    group.bench_function("every pattern on every line", |bencher| {
        bencher.iter(|| pages.iter().map(|page| page.lines().filter(all).count()).sum::<usize>());
    });
    group.finish();
}

fn records(criterion: &mut Criterion) {
    let jsonl = corpus::jsonl(BYTES);
    let raws: Vec<Raw> = jsonl.lines().map(|line| Raw::json(Origin::default(), line)).collect();
    let mut group = criterion.benchmark_group("records");
    group.throughput(Throughput::Bytes(jsonl.len() as u64)).sample_size(10);
    group.bench_function("untouched", |bencher| {
        let each = |raws: Vec<Raw>| {
            let mut out = Vec::new();
            for record in raws.into_iter().filter_map(|raw| decode(raw, &Fields::default()).ok()) {
                encode(&record, record.source(), None, &mut out);
            }
            black_box(out)
        };
        bencher.iter_batched(|| raws.clone(), each, BatchSize::PerIteration);
    });
    let pipeline = Pipeline::shipped().unwrap_or_else(|report| panic!("{report}"));
    group.bench_function("cleaned", |bencher| {
        let each = |raws: Vec<Raw>| {
            let mut out = Vec::new();
            for record in raws.into_iter().filter_map(|raw| decode(raw, &Fields::default()).ok()) {
                let cleaned = pipeline.clean(Document::new(record.id.clone(), record.source()));
                encode(&record, &cleaned.text, Some(&pipeline.facts(&cleaned)), &mut out);
            }
            black_box(out)
        };
        let ready = || {
            pipeline.forget();
            raws.clone()
        };
        bencher.iter_batched(ready, each, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, records, stages, plain_filter);
criterion_main!(benches);
