//! Each way in which an input can be bad: the reason, the place, and that its neighbours survive.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use tamis::input::{Bad, Fields, Input, Reader, Reason, Record, decode, inputs};

const ONE: &str = r#"{"id":"1","text":"one"}"#;
const TWO: &str = r#"{"id":"2","text":"two"}"#;
const LIMIT: usize = 1 << 20;

/// What comes of one record.
type Read = Result<Record, Bad>;

fn found(path: &Path) -> Vec<Input> {
    inputs(&[path.to_str().unwrap().to_owned()], None).unwrap()
}

fn read_all(input: &Input, max_record_bytes: usize) -> Vec<Read> {
    let mut reader = Reader::new(input, max_record_bytes, &Fields::default());
    let batches = std::iter::from_fn(|| reader.next_batch(64));
    batches.flatten().map(|raw| raw.and_then(|raw| decode(raw, &Fields::default()))).collect()
}

/// The records of a file with these bytes.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> Vec<Read> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read_all(&found(&path)[0], LIMIT)
}

/// Ids of the good records, in order.
fn ids(records: &[Read]) -> Vec<&str> {
    records.iter().flatten().map(|record| record.id.as_str()).collect()
}

/// Reason, record number, offset and place of the fault of the only bad record.
fn bad(records: &[Read]) -> (Reason, u64, u64, u64) {
    let bad: Vec<_> = records.iter().filter_map(|record| record.as_ref().err()).collect();
    assert_eq!(bad.len(), 1, "{bad:?}");
    (bad[0].reason, bad[0].origin.record, bad[0].origin.offset, bad[0].at)
}

/// Asserts that `line` between two good ones is bad for `reason` at its byte `index`, and that both others are read.
#[track_caller]
fn assert_bad(line: &[u8], reason: Reason, index: u64) {
    let records = read("a.jsonl", [ONE.as_bytes(), line, TWO.as_bytes(), b""].join(&b'\n'));
    let offset = ONE.len() as u64 + 1;
    assert_eq!(bad(&records), (reason, 2, offset, offset + index));
    assert_eq!(ids(&records), ["1", "2"]);
    assert_eq!(records[2].as_ref().unwrap().origin.record, 3);
    assert_eq!(records[1].as_ref().unwrap_err().bytes, line);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// Lines that compress badly, so that a cut lies far behind the first of them.
fn lines(count: u32) -> String {
    let word =
        |line: u32, n: u32| (line * 64 + n).wrapping_mul(2_654_435_761).rotate_left(n) ^ line.wrapping_mul(40_503);
    let text = |line| (0..40).map(|n| format!("{:x} ", word(line, n))).collect::<String>();
    (1..=count).map(|line| format!("{{\"id\":\"{line}\",\"text\":\"{}\"}}\n", text(line))).collect()
}

/// Asserts that a cut or damaged file of `lines` gives a run of whole records and then the one fault.
#[track_caller]
fn assert_breaks_off(records: &[Read], lines: &str, reason: Reason) {
    let (good, last) = records.split_at(records.len() - 1);
    assert!(good.len() > 10 && good.iter().all(Result::is_ok), "{} records", good.len());
    let whole: usize = lines.split_inclusive('\n').take(good.len()).map(str::len).sum();
    let bad = last[0].as_ref().unwrap_err();
    assert_eq!((bad.reason, bad.origin.offset), (reason, whole as u64), "{}", bad.detail);
    assert_eq!(bad.origin.record, good.len() as u64 + 1);
    assert_eq!(bad.at, (whole + bad.bytes.len()) as u64);
    assert!(lines.as_bytes()[whole..].starts_with(&bad.bytes), "the bytes of the unfinished line");
}

#[test]
fn a_malformed_line() {
    assert_bad(br#"{"text":"a",}"#, Reason::MalformedJson, 12);
}

#[test]
fn a_line_that_is_no_object() {
    assert_bad(b"[1]", Reason::NotAnObject, 0);
}

#[test]
fn no_text() {
    assert_bad(br#"{"id":"x"}"#, Reason::NoText, 0);
}

#[test]
fn a_text_that_is_null() {
    assert_bad(br#"{"text": null}"#, Reason::TextNotAString, 9);
}

#[test]
fn a_text_that_stands_twice() {
    assert_bad(br#"{"text":"a","text":"b"}"#, Reason::DuplicateField, 19);
}

#[test]
fn bytes_that_are_not_utf_8() {
    assert_bad(b"{\"text\":\"\xe4\xb8\xad\xff\"}", Reason::InvalidUtf8, 12);
    let records = read("a.txt", b"caf\xe9");
    assert_eq!(bad(&records), (Reason::InvalidUtf8, 1, 0, 3));
}

#[test]
fn half_of_a_surrogate_pair() {
    let records = read("a.jsonl", br#"{"text":"a\ud83d"}"#);
    let record = records[0].as_ref().unwrap();
    assert_eq!((record.text.as_str(), record.flags.as_slice()), ("a\u{fffd}", &["lone-surrogate"][..]));
    assert_bad(br#"{"\ude00":1}"#, Reason::LoneSurrogate, 7);
}

#[test]
fn nesting_that_is_too_deep_for_recursion() {
    assert_bad("[".repeat(100_000).as_bytes(), Reason::NotAnObject, 0);
    let line = format!(r#"{{"text":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_bad(line.as_bytes(), Reason::TextNotAString, 8);
    let line = format!(r#"{{"id":"deep","x":{}{},"text":"a"}}"#, r#"{"a":["#.repeat(50_000), "]}".repeat(50_000));
    assert_eq!(ids(&read("a.jsonl", line)), ["deep"]);
}

#[test]
fn a_line_that_is_too_long() {
    let line = format!(r#"{{"text":"{}"}}"#, "x".repeat(2 * LIMIT));
    let records = read("a.jsonl", [ONE, &line, TWO].join("\n"));
    let offset = ONE.len() as u64 + 1;
    assert_eq!(bad(&records), (Reason::RecordTooLong, 2, offset, offset + LIMIT as u64));
    assert_eq!(ids(&records), ["1", "2"]);
    let bad = records[1].as_ref().unwrap_err();
    assert_eq!((bad.bytes.len(), bad.bytes_total), (64 * 1024, line.len() as u64));
    assert_eq!(records[2].as_ref().unwrap().origin.offset, offset + line.len() as u64 + 1);
}

#[test]
fn an_empty_file() {
    for (name, bytes) in [("a.jsonl", vec![]), ("a.txt", vec![]), ("a.jsonl.gz", gzip(b"")), ("a.jsonl.zst", zstd(b""))]
    {
        assert_eq!(bad(&read(name, bytes)), (Reason::EmptyInput, 1, 0, 0), "{name}");
    }
    assert_eq!(bad(&read("a.jsonl", "\u{feff}\n")).0, Reason::EmptyInput);
}

#[test]
fn a_truncated_gzip_file() {
    let lines = lines(2_000);
    let packed = gzip(lines.as_bytes());
    assert_breaks_off(&read("a.jsonl.gz", &packed[..packed.len() / 2]), &lines, Reason::TruncatedArchive);
    // Without the last byte of the checksum all records are there, and yet something is missing.
    let records = read("a.jsonl.gz", &packed[..packed.len() - 1]);
    assert_eq!(records.len(), 2_001);
    assert_breaks_off(&records, &lines, Reason::TruncatedArchive);
}

#[test]
fn a_truncated_zstd_file() {
    let lines = lines(2_000);
    let packed = zstd(lines.as_bytes());
    assert_breaks_off(&read("a.jsonl.zst", &packed[..packed.len() * 3 / 4]), &lines, Reason::TruncatedArchive);
}

#[test]
fn a_truncated_member_after_a_whole_one() {
    let lines = lines(100);
    let (first, second) = lines.split_at(lines.len() / 2);
    let packed = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let whole = gzip(first.as_bytes()).len();
    for cut in [whole + 1, whole + 5, packed.len() - 200] {
        assert_breaks_off(&read("a.jsonl.gz", &packed[..cut]), &lines, Reason::TruncatedArchive);
    }
}

#[test]
fn damaged_archives() {
    let lines = lines(2_000);
    let mut packed = gzip(lines.as_bytes());
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    assert_breaks_off(&read("a.jsonl.gz", packed), &lines, Reason::CorruptArchive);
    let packed = [zstd(lines.as_bytes()), b"no frame".to_vec()].concat();
    assert_breaks_off(&read("a.jsonl.zst", packed), &lines, Reason::CorruptArchive);
}

#[test]
fn all_members_and_frames_are_read_whatever_the_name_says() {
    let (first, second) = (format!("{ONE}\n{}", &TWO[..5]), &TWO[5..]);
    let packed = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    assert_eq!(ids(&read("a.jsonl.zst", packed)), ["1", "2"]);
    let packed = [zstd(first.as_bytes()), zstd(second.as_bytes())].concat();
    assert_eq!(ids(&read("a.jsonl", packed)), ["1", "2"]);
}

#[test]
fn a_bad_file_of_a_folder_leaves_the_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let packed = gzip(lines(10).as_bytes());
    for (name, bytes) in [("a.txt", &b"one\n"[..]), ("b.txt.gz", &packed[..100]), ("c.txt", b""), ("d/e.txt", b"two")] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let found = found(folder.path());
    assert_eq!(found.len(), 1);
    let records = read_all(&found[0], LIMIT);
    assert_eq!(ids(&records), ["a", "d/e"]);
    let reasons: Vec<_> = records.iter().filter_map(|record| Some(record.as_ref().err()?.reason)).collect();
    assert_eq!(reasons, [Reason::TruncatedArchive, Reason::EmptyInput]);
    assert!(records[1].as_ref().unwrap_err().origin.input.ends_with("b.txt.gz"));
}

#[test]
fn a_file_that_is_gone_when_its_turn_comes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, ONE).unwrap();
    let found = found(&path);
    fs::remove_file(&path).unwrap();
    assert_eq!(bad(&read_all(&found[0], LIMIT)), (Reason::Unreadable, 1, 0, 0));
}

#[cfg(unix)]
#[test]
fn a_pipe_tells_its_format_by_its_first_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let write = |bytes: Vec<u8>| {
        let path = path.clone();
        std::thread::spawn(move || fs::write(path, bytes).unwrap())
    };
    let input = &found(&path)[0];
    let writer = write(gzip(format!("\n {ONE}\n{{\"text\":\"\"}}").as_bytes()));
    assert_eq!(ids(&read_all(input, LIMIT)), ["1", "pipe/2"]);
    writer.join().unwrap();
    let writer = write(b"text".to_vec());
    assert_eq!(ids(&read_all(input, LIMIT)), ["pipe/1"]);
    writer.join().unwrap();
}
