//! Inputs in, a few of their records out: drawn by chance, the same ones for the same seed, in the order of the inputs.

use crate::draw::lot;
use crate::input::{Batches, Fields, Input, decode};
use crate::output::encode;
use std::collections::BTreeMap;

/// How records are drawn.
#[derive(Clone, Debug)]
pub struct Options {
    /// Records to draw; all there are if these are fewer.
    pub records: usize,
    /// Another seed draws other records.
    pub seed: u64,
    /// Names of the fields of JSON records.
    pub fields: Fields,
}

/// What was drawn.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The records as JSON lines, in the order of the inputs.
    pub lines: Vec<Vec<u8>>,
    /// Records of the inputs, bad ones among them.
    pub of: u64,
    /// Records that were drawn or came into question, and cannot be read.
    pub bad: u64,
}

/// Draws a sample. Only the records drawn so far are held, so memory does not depend on the inputs.
pub fn sample(inputs: &[Input], options: &Options) -> Sample {
    let mut sample = Sample::default();
    // By lot; ties fall to the earlier record.
    let mut drawn: BTreeMap<(u64, u64), Vec<u8>> = BTreeMap::new();
    let mut number = 0_u64;
    for raw in Batches::new(inputs, &options.fields).flatten() {
        number += 1;
        let Ok(raw) = raw else {
            sample.bad += 1;
            continue;
        };
        let lot = lot("", number, options.seed);
        let last = drawn.last_key_value().map(|(key, _)| *key);
        if drawn.len() >= options.records && last.is_none_or(|last| (lot, number) > last) {
            continue;
        }
        let Ok(record) = decode(raw, &options.fields) else {
            sample.bad += 1;
            continue;
        };
        let mut line = Vec::new();
        encode(&record, record.source(), None, &mut line);
        drawn.insert((lot, number), line);
        if drawn.len() > options.records {
            drawn.pop_last();
        }
    }
    sample.of = number;
    let mut lines: Vec<(u64, Vec<u8>)> = drawn.into_iter().map(|((_, number), line)| (number, line)).collect();
    lines.sort_by_key(|(number, _)| *number);
    sample.lines = lines.into_iter().map(|(_, line)| line).collect();
    sample
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::inputs;

    fn drawn(records: usize, seed: u64) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let lines: Vec<String> = (0..500).map(|id| format!("{{\"id\":{id},\"text\":\"a\"}}\n")).collect();
        let (a, b) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
        std::fs::write(&a, lines[..200].concat()).unwrap();
        std::fs::write(&b, lines[200..].concat() + "{broken\n").unwrap();
        let inputs = inputs(&[a.display().to_string(), b.display().to_string()], None).unwrap();
        let sample = sample(&inputs, &Options { records, seed, fields: Fields::default() });
        assert_eq!(sample.of, 501);
        sample.lines.into_iter().map(|line| String::from_utf8(line).unwrap()).collect()
    }

    #[test]
    fn draws_the_same_records_for_a_seed_and_others_for_another() {
        let first = drawn(20, 0);
        assert_eq!(first.len(), 20);
        assert_eq!(first, drawn(20, 0));
        assert_ne!(first, drawn(20, 1));
        assert_eq!(drawn(5, 0).iter().filter(|line| first.contains(line)).count(), 5, "a smaller sample is part of it");
    }

    #[test]
    fn keeps_the_order_and_the_bytes_of_the_records() {
        let all = drawn(10_000, 0);
        let expected: Vec<String> = (0..500).map(|id| format!("{{\"id\":{id},\"text\":\"a\"}}\n")).collect();
        assert_eq!(all, expected, "all of fewer, and none that cannot be read");
    }
}
