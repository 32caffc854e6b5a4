//! What it costs to find duplicates in a corpus, by one thread: keys and signatures, survey and comparison; beside them
//! exact keys alone, and a MinHash of 128 permutations written the plain way. Times are those of the processor where the
//! system tells them (Linux), so that other work on the machine counts little.
//!
//! `cargo bench --bench dedup`

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark stops at the first surprise")]

use std::hint::black_box;
use std::time::{Duration, Instant};
use tamis::document::{Document, Paragraph};
use tamis::pipeline::Pipeline;
use tamis::rules::schema::Reach;
use tamis::span::Span;
use tamis::stages::dedup::{Banding, Shingler, identity, mix, sketch};
use tamis::survey::{Plan, Survey, Work};

/// Documents of made paragraphs, and the bytes of their text. Each tenth paragraph is a copy, each tenth nearly one.
fn documents(chinese: bool, bytes: usize) -> (Vec<Document>, usize) {
    let mut draw = Draw(7);
    let (mut documents, mut all, mut total) = (Vec::new(), Vec::<Vec<String>>::new(), 0);
    while total < bytes {
        let mut text = String::new();
        for _ in 0..6 {
            let mut words: Vec<String> = match (draw.below(10), all.is_empty()) {
                (0 | 1, false) => all[draw.below(all.len())].clone(),
                _ => (0..60 + draw.below(20)).map(|_| draw.word(chinese)).collect(),
            };
            if draw.below(2) == 0 {
                let at = draw.below(words.len());
                words[at] = draw.word(chinese);
            }
            text.push_str(&words.join(if chinese { "" } else { " " }));
            text.push('\n');
            all.push(words);
        }
        total += text.len();
        documents.push(ready(text));
    }
    (documents, total)
}

/// A document with a paragraph a line, whose keys are worked out: that is the work of earlier stages.
fn ready(text: String) -> Document {
    let mut document = Document::new("bench", text.as_str());
    let mut start = 0;
    for line in text.lines() {
        document.paragraphs.push(Paragraph::new(&text, Span::new(start, start + line.len()), Vec::new()));
        start += line.len() + 1;
    }
    (0..document.paragraphs.len()).for_each(|index| {
        black_box(document.key(index));
    });
    document
}

struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) % most as u64) as usize
    }

    fn word(&mut self, chinese: bool) -> String {
        if chinese {
            return (0..2).filter_map(|_| char::from_u32(0x4e00 + self.below(3000) as u32)).collect();
        }
        (0..2 + self.below(8)).map(|_| char::from(b'a' + self.below(26) as u8)).collect()
    }
}

/// Time of the processor that this thread has taken; of the clock where the system does not tell.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Time of the processor that all threads of the process have taken, those that have ended too, in steps of 10 ms; of the
/// clock where the system does not tell.
fn now_of_all() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/self/stat").ok();
    // Behind the name of the program, which may hold anything: fields 14 and 15 of proc(5), in ticks.
    let ticks = told.and_then(|text| {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split(' ').collect();
        Some(fields.get(12)?.parse::<u64>().ok()? + fields.get(13)?.parse::<u64>().ok()?)
    });
    ticks.map_or_else(|| START.elapsed(), |ticks| Duration::from_millis(10 * ticks))
}

/// The best time of a few.
fn time(rounds: usize, mut work: impl FnMut()) -> Duration {
    let each = |_| {
        let start = now();
        work();
        now().saturating_sub(start)
    };
    (0..rounds).map(each).min().unwrap()
}

/// Signature of 128 permutations: for each of them the least of `a * hash + b` over all shingles.
fn plain_minhash(hashes: &[u64], permutations: &[(u64, u64)], values: &mut [u64]) {
    values.fill(u64::MAX);
    for hash in hashes {
        for ((a, b), value) in permutations.iter().zip(values.iter_mut()) {
            *value = (*value).min(mix(a.wrapping_mul(*hash).wrapping_add(*b)));
        }
    }
}

/// Shingles of a text the plain way: a string for each, hashed by what the standard library has.
fn plain_shingles(key: &str, chars: usize) -> Vec<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let letters: Vec<char> = key.chars().filter(|c| *c != ' ').collect();
    let hash = |window: &[char]| {
        let mut hasher = DefaultHasher::new();
        window.iter().collect::<String>().hash(&mut hasher);
        hasher.finish()
    };
    letters.windows(chars).map(hash).collect()
}

/// Takes what documents have signed, and finds and tells what repeats.
fn survey(plan: &Plan, documents: &[Document]) -> Duration {
    let signed: Vec<_> = documents.iter().map(|document| plan.sign(document)).collect();
    let mut survey = Survey::new(plan, Work { folder: std::env::temp_dir(), memory: 1 << 30, threads: 1 });
    // The survey judges in threads of its own.
    let start = now_of_all();
    signed.iter().for_each(|signed| survey.take(signed, None).unwrap());
    let (mut verdicts, _) = survey.finish().unwrap();
    let removed: usize = documents.iter().map(|_| verdicts.next_document().unwrap().len()).sum();
    black_box(removed);
    now_of_all().saturating_sub(start)
}

/// Surveys whose times are averaged, which are told in steps.
const ROUNDS: u32 = 10;

fn main() {
    // Without `--bench` it is run as a test: a little of everything.
    let bytes = if std::env::args().any(|argument| argument == "--bench") { 24 << 20 } else { 1 << 18 };
    let pipeline = Pipeline::shipped().unwrap_or_else(|report| panic!("{report}"));
    let plan = pipeline.plan(Some(Reach::Corpus)).unwrap();
    for (name, chinese, chars) in [("latin", false, 5), ("chinese", true, 3)] {
        let (documents, total) = documents(chinese, bytes);
        let keys: Vec<&str> = documents
            .iter()
            .flat_map(|document| (0..document.paragraphs.len()).map(|index| document.key(index).text()))
            .collect();
        let show = |what: &str, time: Duration| {
            println!("{name:8} {what:46} {:8.1} MB/s", total as f64 / time.as_secs_f64() / 1e6);
        };
        show(
            "exact keys alone (SHA-256)",
            time(3, || {
                for key in &keys {
                    black_box(identity(key));
                }
            }),
        );
        let banding = Banding::choose(0.75, 0.98).unwrap();
        let (mut shingler, mut hashes, mut values) = (Shingler::default(), Vec::new(), vec![0; banding.values()]);
        let signatures = time(3, || {
            for key in &keys {
                shingler.shingle(key, chars, &mut hashes);
                sketch(&hashes, &mut values);
                black_box(banding.hashes(&values).fold(0, |all, band| all ^ band));
            }
        });
        show("signatures (shingles, sketch, bands)", signatures);
        let signing = time(3, || documents.iter().for_each(|document| drop(black_box(plan.sign(document)))));
        show("all that a document signs (all rules)", signing);
        let permutations: Vec<(u64, u64)> = (0..128).map(|at| (mix(at) | 1, mix(at + 1000))).collect();
        let few = &keys[..keys.len().div_ceil(8)];
        let mut values = vec![0; 128];
        let plain = time(1, || {
            for key in few {
                plain_minhash(&plain_shingles(key, chars), &permutations, &mut values);
                black_box(&values);
            }
        });
        show("MinHash of 128 permutations, the plain way", plain * 8);
        let judging = (0..ROUNDS).map(|_| survey(&plan, &documents)).sum::<Duration>() / ROUNDS;
        show("survey and comparison", judging);
        let share = |of: Duration| judging.as_secs_f64() / of.as_secs_f64();
        println!(
            "{name:8} survey and comparison take {:.2} of the time of all that a document signs, {:.2} of that of signatures",
            share(signing),
            share(signatures)
        );
    }
}
