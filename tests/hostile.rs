//! Inputs made to break a reader: whatever comes, the command ends as it should, says what it met, accounts for each
//! record, and does not grow.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "hostile/made.rs"]
mod made;
#[path = "hostile/reader.rs"]
mod reader;

use made::{GOOD, bzip2, gzip, lines, parquet, warc, xz, zstd};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn tamis(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.current_dir(folder);
    command
}

/// What came of a run: exit code, ids of the records written, counts of the reasons of those put aside.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    code: i32,
    written: Vec<String>,
    reasons: BTreeMap<String, u64>,
}

fn outcome(code: i32, written: &[&str], reasons: &[(&str, u64)]) -> Outcome {
    let written = written.iter().map(|&id| id.to_owned()).collect();
    Outcome { code, written, reasons: reasons.iter().map(|&(reason, count)| (reason.to_owned(), count)).collect() }
}

/// What is asked of a row; the rest may be nested deeper than a tree is read.
#[derive(serde::Deserialize)]
struct Row {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    reason: String,
}

/// Rows of a file of JSON lines.
fn rows(path: &Path) -> Vec<Row> {
    let mut text = String::new();
    let file = fs::File::open(path).unwrap();
    match path.extension().unwrap().to_str().unwrap() {
        "gz" => flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap(),
        "zst" => zstd::Decoder::new(file).unwrap().read_to_string(&mut text).unwrap(),
        _ => io::BufReader::new(file).read_to_string(&mut text).unwrap(),
    };
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Reads what a run into `out` came to, and asserts that its counts add up and nothing panicked.
#[track_caller]
fn judged(folder: &Path, run: &Output) -> Outcome {
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(!told.contains("panicked") && !told.contains("damaged in a way"), "{told}");
    let out = folder.join("out");
    let report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    let aside = rows(&out.join("quarantine.jsonl"));
    let mut reasons = BTreeMap::new();
    for row in &aside {
        *reasons.entry(row.reason.clone()).or_insert(0) += 1;
    }
    let mut written = Vec::new();
    for input in report["inputs"].as_array().unwrap() {
        let shard = input["shards"][0].as_str().unwrap();
        let ids = rows(&out.join(shard));
        written.extend(ids.iter().map(|row| row.id.as_str().map_or_else(|| row.id.to_string(), str::to_owned)));
    }
    let count = |key: &str| report["total"][key].as_u64().unwrap();
    assert_eq!(count("records"), count("written") + count("quarantined"));
    assert_eq!((count("written"), count("quarantined")), (written.len() as u64, aside.len() as u64));
    assert!(fs::read_dir(&out).unwrap().all(|file| !file.unwrap().path().to_str().unwrap().ends_with(".partial")));
    Outcome { code: run.status.code().unwrap(), written, reasons }
}

/// What comes of a run over these files.
#[track_caller]
fn cleaned(files: &[(&str, &[u8])], more: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join("in").join(name), bytes).unwrap();
    }
    let run =
        tamis(folder.path()).args(["clean", "in", "--out", "out", "--format", "jsonl"]).args(more).output().unwrap();
    judged(folder.path(), &run)
}

#[test]
fn packed_inputs_that_break_off_give_what_is_whole_and_one_row_for_the_rest() {
    let lines = lines(800);
    for (name, packed) in [
        ("a.jsonl.gz", gzip(lines.as_bytes())),
        ("a.jsonl.zst", zstd(lines.as_bytes())),
        ("a.jsonl.bz2", bzip2(lines.as_bytes())),
        ("a.jsonl.xz", xz(lines.as_bytes())),
    ] {
        for cut in [packed.len() * 3 / 4, packed.len() - 1] {
            let Outcome { code, written, reasons } = cleaned(&[(name, &packed[..cut])], &[]);
            assert_eq!((code, reasons), (0, BTreeMap::from([("truncated-archive".to_owned(), 1)])), "{name} at {cut}");
            assert!(written.len() <= 800 && written.iter().zip(1..).all(|(id, n)| *id == format!("{n}")), "{name}");
            assert!(cut < packed.len() - 1 || written.len() > 200, "{name}: {} records", written.len());
        }
        let cut = cleaned(&[(name, &packed[..12])], &[]);
        assert_eq!(cut, outcome(0, &[], &[("truncated-archive", 1)]), "{name}");
    }
}

#[test]
fn plain_inputs_that_break_off_give_what_is_whole_and_one_row_for_the_rest() {
    let whole = parquet(10);
    let two = warc(1, "one") + &warc(2, "two");
    let cut = &two.as_bytes()[..two.len() - 6];
    let files: [(&str, &[u8], Outcome); 5] = [
        ("a.parquet", &whole[..whole.len() - 20], outcome(0, &[], &[("malformed-parquet", 1)])),
        ("a.warc", cut, outcome(0, &["1"], &[("truncated-input", 1)])),
        ("a.csv", b"id,text\n1,one\n2,\"two", outcome(0, &["1"], &[("truncated-input", 1)])),
        ("a.json", b"[{\"id\":\"1\",\"text\":\"one\"},{\"id\":", outcome(0, &["1"], &[("truncated-input", 1)])),
        ("a.jsonl", b"{\"id\":\"1\",\"text\":\"one\"}\n{\"id\":", outcome(0, &["1"], &[("malformed-json", 1)])),
    ];
    for (name, bytes, expected) in files {
        assert_eq!(cleaned(&[(name, bytes)], &[]), expected, "{name}");
    }
}

#[test]
fn odd_characters_and_deep_nesting_are_text_or_put_aside() {
    let deep = format!("{{\"text\":{}{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let aside =
        format!("{{\"id\":\"deep\",\"x\":{}{},\"text\":\"a\"}}\n", "{\"a\":[".repeat(50_000), "]}".repeat(50_000));
    let bytes = [
        GOOD.as_bytes(),
        deep.as_bytes(),
        aside.as_bytes(),
        b"{\"id\":\"nul\",\"text\":\"a\\u0000b\"}\n",
        b"{\"id\":\"raw\",\"text\":\"a\0b\"}\n",
        b"{\"id\":\"half\",\"text\":\"a \\ud83d b\"}\n",
        b"{\"id\":\"pair\",\"text\":\"\\ud83d\\ude00\"}\n",
        b"{\"id\":\"overlong\",\"text\":\"a\xc0\xafb\"}\n",
        b"{\"id\":\"surrogate\",\"text\":\"\xed\xa0\xbd\"}\n",
    ];
    let found =
        cleaned(&[("a.jsonl", &bytes.concat()), ("nul.txt", b"a\0b\0"), ("overlong.txt", b"a\xe0\x80\xafb")], &[]);
    let expected = [("text-not-a-string", 1), ("malformed-json", 1), ("invalid-utf-8", 3)];
    let ids = ["nul", "first", "deep", "nul", "half", "pair"];
    assert_eq!(found, outcome(0, &ids, &expected));
}

#[test]
fn warc_records_without_text_are_counted_and_not_put_aside() {
    let other = "WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 3\r\n\r\nGET\r\n\r\n";
    let folder = tempfile::tempdir().unwrap();
    let files =
        [("a.warc", [&warc(1, "one"), other, other].concat()), ("b.warc", other.repeat(2)), ("c.warc", warc(2, "two"))];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let run = tamis(folder.path())
        .args(["clean", "a.warc", "b.warc", "c.warc", "--out", "out", "--strict"])
        .output()
        .unwrap();
    assert_eq!(judged(folder.path(), &run), outcome(0, &["1", "2"], &[]));
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("out/report.json")).unwrap()).unwrap();
    let passed_over = |of: &Value| of["passed_over"].as_u64().unwrap();
    assert_eq!([0, 1, 2].map(|input| passed_over(&report["inputs"][input])), [2, 2, 0]);
    assert_eq!(passed_over(&report["total"]), 4);
    assert!(String::from_utf8_lossy(&run.stderr).contains("passed over  4 records without text"));
}

#[test]
fn a_charset_declared_wrongly_puts_the_page_aside_with_its_bytes() {
    let page = encoding_rs::GBK.encode("港口在潮水退去之后显得很安静，渔民们开始修补渔网。").0;
    let files: [(&str, &[u8]); 1] = [("a.txt", &page)];
    assert_eq!(cleaned(&files, &[]), outcome(0, &["a"], &[]));
    assert_eq!(cleaned(&files, &["--charset", "utf-8"]), outcome(0, &[], &[("invalid-utf-8", 1)]));
    let damaged = [&page[..], b"\xff"].concat();
    assert_eq!(cleaned(&[("a.txt", &damaged)], &["--charset", "gbk"]), outcome(0, &[], &[("undecodable", 1)]));
}

#[test]
fn empty_files_and_a_folder_with_the_name_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("in");
    fs::create_dir_all(root.join("x.jsonl")).unwrap();
    fs::write(root.join("x.jsonl/a.jsonl"), GOOD).unwrap();
    for name in ["b.txt", "c.jsonl", "d.json", "e.csv", "f.parquet", "g.warc"] {
        fs::write(root.join(name), b"").unwrap();
    }
    let run = tamis(folder.path()).args(["clean", "in", "--out", "out", "--format", "jsonl"]).output().unwrap();
    let expected = outcome(0, &["first"], &[("empty-input", 5), ("malformed-parquet", 1)]);
    assert_eq!(judged(folder.path(), &run), expected);
    let run = tamis(folder.path()).args(["clean", "in/x.jsonl", "--out", "out", "--quiet"]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
}

#[cfg(unix)]
#[test]
fn links_that_go_in_a_circle_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("in");
    fs::create_dir_all(root.join("a")).unwrap();
    fs::write(root.join("a/b.jsonl"), GOOD).unwrap();
    std::os::unix::fs::symlink("..", root.join("a/up")).unwrap();
    std::os::unix::fs::symlink("self", root.join("self")).unwrap();
    std::os::unix::fs::symlink("self.jsonl", root.join("self.jsonl")).unwrap();
    let run = tamis(folder.path()).args(["clean", "in", "--out", "out"]).output().unwrap();
    assert_eq!(judged(folder.path(), &run), outcome(0, &["first"], &[]));
    let run = tamis(folder.path()).args(["clean", "in/self.jsonl", "--out", "out2"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("self.jsonl"));
}

#[cfg(unix)]
#[test]
fn a_file_that_is_removed_under_the_run_is_told_and_ends_it_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(path("first.jsonl")).status().unwrap().success());
    fs::write(path("second.jsonl"), GOOD).unwrap();
    fs::write(path("third.jsonl"), GOOD).unwrap();
    let mut run = tamis(folder.path());
    run.args(["clean", "first.jsonl", "second.jsonl", "third.jsonl", "--out", "out"]).stderr(Stdio::piped());
    let run = run.spawn().unwrap();
    // Opens only when the run does, which by then knows its inputs.
    let mut pipe = fs::File::options().write(true).open(path("first.jsonl")).unwrap();
    fs::remove_file(path("second.jsonl")).unwrap();
    pipe.write_all(GOOD.as_bytes()).unwrap();
    drop(pipe);
    let run = run.wait_with_output().unwrap();
    assert_eq!(judged(folder.path(), &run), outcome(2, &["first", "first"], &[("unreadable", 1)]));
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("could not read"),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

/// Most memory that a process had, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    1024 * line.split_ascii_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
}

/// Runs over standard input, which `write` writes, and returns what came of it and the peak of memory.
#[cfg(target_os = "linux")]
fn streamed(more: &[&str], write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> (Outcome, u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut run = tamis(folder.path());
    run.args(["clean", "-", "--out", "out", "--threads", "1"]).args(more);
    let mut run = run.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = run.stdin.take().unwrap();
    // A run that has seen enough may close its end.
    let _ = write(&mut pipe);
    let _ = pipe.flush();
    // All but what the pipe holds was read.
    let peak = peak_memory(run.id());
    drop(pipe);
    (judged(folder.path(), &run.wait_with_output().unwrap()), peak)
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_300_mb_takes_no_more_memory_than_the_longest_record_that_is_allowed() {
    let piece = vec![b'x'; 1 << 20];
    let (found, peak) = streamed(&["--input-format", "jsonl", "--memory", "256MiB"], |pipe| {
        pipe.write_all(b"{\"id\":\"long\",\"text\":\"")?;
        (0..300).try_for_each(|_| pipe.write_all(&piece))?;
        pipe.write_all(b"\"}\n")?;
        pipe.write_all(GOOD.as_bytes())
    });
    assert_eq!(found, outcome(0, &["first"], &[("record-too-long", 1)]));
    println!("peak {} MiB", peak >> 20);
    assert!(peak < 200 << 20, "{} MiB", peak >> 20);
}

#[cfg(target_os = "linux")]
#[test]
fn parquet_comes_through_a_pipe_too_packed_or_not() {
    for bytes in [parquet(3), gzip(&parquet(3))] {
        let (found, _) = streamed(&[], |pipe| pipe.write_all(&bytes));
        assert_eq!(found, outcome(0, &["0", "1", "2"], &[]));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_bomb_is_cut_and_what_stands_before_it_is_kept() {
    let bomb =
        |bytes: u64, pack: fn(&mut dyn Read) -> Vec<u8>| pack(&mut GOOD.as_bytes().chain(io::repeat(b' ').take(bytes)));
    let zst = bomb(1 << 30, |plain| zstd::encode_all(plain, 1).unwrap());
    let gz = bomb(300 << 20, |plain| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::copy(plain, &mut encoder).unwrap();
        encoder.finish().unwrap()
    });
    for (name, packed) in [("zstd", zst), ("gzip", gz)] {
        let (found, peak) = streamed(&["--memory", "256MiB"], |pipe| pipe.write_all(&packed));
        assert_eq!(found.written, ["first"], "{name}");
        assert!(
            found.code == 0 && found.reasons == BTreeMap::from([("decompression-bomb".to_owned(), 1)]),
            "{name}: {found:?}"
        );
        assert!(peak < 200 << 20, "{name}: {} MiB", peak >> 20);
    }
}
