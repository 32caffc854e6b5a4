//! Bytes at random, and files with bytes changed: the reader comes to their end.

use crate::made::{GOOD, bzip2, gzip, parquet, warc, xz, zstd};
use proptest::prelude::*;
use std::fs;
use tamis::input::{Fields, Input, Reader, decode, inputs};

/// Reads all of a file, decodes what can be, and returns how many records there were, good and bad.
fn read_all(name: &str, bytes: &[u8]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let Ok(found) = inputs(&[path.to_str().unwrap().to_owned()], None) else { return (0, 0) };
    let found: &Input = &found[0];
    let mut reader = Reader::new(found, 1 << 16, &Fields::default());
    let records = std::iter::from_fn(|| reader.next_batch(1 << 10)).flatten();
    let decoded = records.map(|raw| raw.and_then(|raw| decode(raw, &Fields::default())));
    let (good, bad): (Vec<_>, Vec<_>) = decoded.partition(Result::is_ok);
    (good.len(), bad.len())
}

const NAMES: [&str; 9] =
    ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.warc", "a.jsonl.gz", "a.warc.xz"];

/// Whole files, of each format and each packing.
fn whole() -> Vec<(&'static str, Vec<u8>)> {
    let warcs = warc(1, "one") + &warc(2, "two");
    vec![
        ("a.jsonl", GOOD.repeat(3).into_bytes()),
        ("a.json", format!("[\n{GOOD},\n{GOOD}]").into_bytes()),
        ("a.csv", b"id,text\n1,\"a\n\"\"b\"\"\"\n2,c\n".to_vec()),
        ("a.parquet", parquet(20)),
        ("a.warc", warcs.clone().into_bytes()),
        ("a.warc.gz", [gzip(warc(1, "one").as_bytes()), gzip(warc(2, "two").as_bytes())].concat()),
        ("a.jsonl.zst", zstd(GOOD.as_bytes())),
        ("a.jsonl.bz2", bzip2(GOOD.as_bytes())),
        ("a.jsonl.xz", xz(GOOD.as_bytes())),
        ("a.parquet.gz", gzip(&parquet(20))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_at_random_are_read_to_their_end(name in 0..NAMES.len(), bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let (good, bad) = read_all(NAMES[name], &bytes);
        prop_assert!(good + bad >= 1);
    }

    #[test]
    fn bytes_that_begin_like_a_format_are_read_to_their_end(
        head in proptest::sample::select(vec![
            &b"PAR1"[..], b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 9\r\n\r\n", b"[{", b"{\"text\":\"", b"id,text\n",
            b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\xff\xfe", b"\xef\xbb\xbf",
        ]),
        bytes in proptest::collection::vec(any::<u8>(), 0..500),
    ) {
        let (good, bad) = read_all("a.jsonl", &[head, &bytes].concat());
        prop_assert!(good + bad >= 1);
    }

    #[test]
    fn whole_files_with_bytes_changed_are_read_to_their_end(
        which in 0_usize..10,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let (name, mut bytes) = whole().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        let (good, bad) = read_all(name, &bytes);
        prop_assert!(good + bad >= 1 || name.contains(".warc"), "only of WARC records some are passed over");
    }
}
