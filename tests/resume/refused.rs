//! What a run says that cannot begin or go on.

use crate::{program, tamis, tree, write_inputs};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The words of a run that ends with `code`.
#[track_caller]
fn told(command: &mut Command, code: i32) -> String {
    let ended = command.output().unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(code), "{told}");
    told
}

/// A run that may write files of 32 KiB at most, which is what a full disk is like.
#[cfg(unix)]
fn with_little_room(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(folder).args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" clean --quiet \"$@\""]);
    command.arg(program()).args(arguments);
    command
}

/// Arguments of a run of many batches over `records.jsonl`, which it writes.
#[cfg(unix)]
fn long_run(folder: &Path) -> Vec<&'static str> {
    write_inputs(&folder.join("in"), 200_000);
    vec![
        "in/plain.jsonl",
        "in/packed.jsonl.gz",
        "--ledger",
        "--batch-bytes",
        "8000",
        "--checkpoint-every",
        "0",
        "--out",
        "out",
    ]
}

#[cfg(unix)]
#[test]
fn a_run_that_finds_no_room_says_so_and_goes_on_when_there_is() {
    let home = tempfile::tempdir().unwrap();
    let mut arguments = long_run(home.path());
    let words = told(&mut with_little_room(home.path(), &arguments), 2);
    assert!(words.starts_with("error: cannot write `out/.tamis-run/"), "{words}");
    assert!(words.contains(": File too large") && words.contains("--resume the run goes on"), "{words}");
    let numbers: Vec<u64> = words.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(numbers.len() == 2 && numbers[0] >= numbers[1] && numbers[1] > 0, "{words}");
    assert!(!home.path().join("out/plain.jsonl").exists(), "what is not whole has no name");

    arguments.push("--resume");
    told(&mut tamis(home.path(), &arguments), 0);
    let resumed = tree(&home.path().join("out"));
    fs::remove_dir_all(home.path().join("out")).unwrap();
    told(&mut tamis(home.path(), &arguments), 0);
    assert!(tree(&home.path().join("out")) == resumed);
}

#[cfg(unix)]
#[test]
fn an_unfinished_run_is_neither_written_over_nor_mixed_with_another() {
    let home = tempfile::tempdir().unwrap();
    let arguments = long_run(home.path());
    told(&mut with_little_room(home.path(), &arguments), 2);
    let before = tree(&home.path().join("out"));
    let words = told(&mut tamis(home.path(), &arguments), 2);
    assert!(words.contains("unfinished run in `out/.tamis-run`; add --resume to go on with it, or remove"), "{words}");

    let resumed = |more: &[&str]| told(&mut tamis(home.path(), &[&arguments[..], &["--resume"], more].concat()), 2);
    fs::create_dir_all(home.path().join("rules/chrome")).unwrap();
    fs::write(home.path().join("rules/pipeline.toml"), "limits = { max-share = 1.0 }\n").unwrap();
    let words = resumed(&["--rules", "rules"]);
    assert!(words.contains("- the rules are others: their SHA-256 was "), "{words}");
    let words = resumed(&["--id-field", "key", "in/pages"]);
    assert!(words.contains("- `--id-field` was `id`, now it is `key`\n"), "{words}");
    assert!(words.contains("- there were 2 inputs, now there are 3\n"), "{words}");
    assert!(words.ends_with("put that back, or remove the folder to begin anew\n"), "{words}");

    let plain = home.path().join("in/plain.jsonl");
    let text = fs::read_to_string(&plain).unwrap();
    fs::write(&plain, text.replacen("plain-0", "plane-0", 1)).unwrap();
    let words = resumed(&[]);
    assert!(words.contains("- the input `in/plain.jsonl` has other bytes than it had\n"), "{words}");
    fs::write(&plain, &text[..text.len() - 1]).unwrap();
    let words = resumed(&[]);
    assert!(
        words.contains(&format!("`in/plain.jsonl` had {} bytes, now it has {}", text.len(), text.len() - 1)),
        "{words}"
    );
    fs::write(&plain, &text).unwrap();

    let begun = home.path().join("out/.tamis-run/run.json");
    let manifest = fs::read_to_string(&begun).unwrap();
    fs::write(&begun, manifest.replace(&format!("\"tamis\":\"{}\"", env!("CARGO_PKG_VERSION")), "\"tamis\":\"0.0.1\""))
        .unwrap();
    let words = resumed(&[]);
    assert!(words.contains("- the program was tamis 0.0.1, now it is "), "{words}");
    fs::write(&begun, manifest).unwrap();
    assert!(tree(&home.path().join("out")) == before, "nothing of it was touched");
}

#[cfg(unix)]
#[test]
fn a_damaged_run_is_not_gone_on_with() {
    let home = tempfile::tempdir().unwrap();
    let arguments = [&long_run(home.path())[..], &["--resume"]].concat();
    told(&mut with_little_room(home.path(), &arguments), 2);
    let part = home.path().join("out/.tamis-run/parts/plain.jsonl");
    fs::write(&part, "short").unwrap();
    let words = told(&mut tamis(home.path(), &arguments), 2);
    assert!(words.contains("has fewer than the") && words.contains("remove the folder to begin anew"), "{words}");
    fs::remove_file(&part).unwrap();
    let words = told(&mut tamis(home.path(), &arguments), 2);
    assert!(words.contains("`plain.jsonl` is missing; remove the folder"), "{words}");
}

#[test]
fn standard_input_cannot_be_gone_on_with() {
    let home = tempfile::tempdir().unwrap();
    let words = told(tamis(home.path(), &["-", "--out", "out", "--resume"]).stdin(Stdio::null()), 2);
    assert!(words.contains("`-` can be read only once") && words.contains("write it to a file first"), "{words}");
}

#[test]
fn a_run_begins_where_there_is_none_to_go_on_with() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("a.txt"), "The harbour silted up.\n").unwrap();
    told(&mut tamis(home.path(), &["a.txt", "--out", "out", "--resume"]), 0);
    let files = tree(&home.path().join("out"));
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        ["README.md", "a.jsonl", "quarantine.jsonl", "report.json"]
    );
    told(&mut tamis(home.path(), &["a.txt", "--out", "out", "--resume"]), 0);
    assert_eq!(tree(&home.path().join("out")), files);
}

#[test]
fn what_cannot_be_written_to_is_told_with_its_place() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("a.txt"), "The harbour silted up.\n").unwrap();
    let words = told(&mut tamis(home.path(), &["a.txt", "--out", "a.txt/out"]), 2);
    assert!(words.starts_with("error: cannot create `a.txt/out"), "{words}");
    fs::create_dir_all(home.path().join("b")).unwrap();
    fs::write(home.path().join("b/quarantine.jsonl"), "{\"text\":\"a\"}\n").unwrap();
    let words = told(&mut tamis(home.path(), &["b/quarantine.jsonl", "--out", "out"]), 2);
    assert!(words.contains("would be written to `quarantine.jsonl`, which is the name of another file"), "{words}");
}

#[test]
fn an_input_that_is_removed_under_the_run_is_told_and_the_others_are_done() {
    let home = tempfile::tempdir().unwrap();
    write_inputs(&home.path().join("in"), 200_000);
    fs::write(home.path().join("in/last.jsonl"), "{\"text\":\"a\"}\n").unwrap();
    let arguments = ["in/plain.jsonl", "in/last.jsonl", "--out", "out", "-j1", "--batch-bytes", "8000"];
    let child = tamis(home.path(), &arguments).stderr(Stdio::piped()).spawn().unwrap();
    let begun = home.path().join("out/.tamis-run/run.json");
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    fs::remove_file(home.path().join("in/last.jsonl")).unwrap();
    let ended = child.wait_with_output().unwrap();
    let words = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{words}");
    assert!(words.contains("the system could not read 1 input file; all else is done"), "{words}");
    let files = tree(&home.path().join("out"));
    let report: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    assert_eq!(report["quarantined"]["unreadable"], 1);
    let total = &report["total"];
    let count = |key: &str| total[key].as_u64().unwrap();
    assert_eq!(count("records"), count("written") + count("quarantined"));
    assert!(String::from_utf8_lossy(&files["quarantine.jsonl"]).contains("in/last.jsonl"));
}

#[test]
fn two_runs_do_not_work_in_one_folder() {
    let home = tempfile::tempdir().unwrap();
    write_inputs(&home.path().join("in"), 20_000);
    // The first run is not done before its standard input is closed.
    let first = ["-", "--input-format", "jsonl", "--out", "out"];
    let mut first = tamis(home.path(), &first).stdin(Stdio::piped()).spawn().unwrap();
    let begun = home.path().join("out/.tamis-run/run.json");
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let words = told(&mut tamis(home.path(), &["in/plain.jsonl", "--out", "out", "--resume"]), 2);
    assert!(words.contains("another tamis is at work in `out/.tamis-run`"), "{words}");
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
}
