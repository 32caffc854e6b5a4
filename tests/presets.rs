//! Each preset on one small input: `tests/presets/` has the input and what each makes of it. `TAMIS_UPDATE=1 cargo test
//! --test presets` writes what comes out now in place of what is expected.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tamis::input::{Body, Fields, Reader, decode, inputs};

const INPUT: &str = "tests/presets/pages.jsonl";
const RECORDS: usize = 3;

fn tamis(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

/// Runs the command, which ends well, and gives what it prints.
fn printed(arguments: &[&str]) -> String {
    let output = tamis(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).unwrap().map(Result::unwrap) {
            let name = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                found.insert(name.to_string_lossy().replace('\\', "/"), fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// What a run with these options writes, by path.
fn written(options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    printed(&[&["clean", "--quiet", "--out", out.path().to_str().unwrap()], options].concat());
    files(out.path())
}

/// Lines of the records of a shard.
fn lines(name: &str, shard: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name.replace('/', "-"));
    fs::write(&path, shard).unwrap();
    let input = inputs(&[path.display().to_string()], None).unwrap().remove(0);
    let mut reader = Reader::new(&input, 1 << 20, &Fields::default());
    let records = std::iter::from_fn(|| reader.next_batch(1 << 20)).flatten();
    records
        .map(|raw| match decode(raw.unwrap(), &Fields::default()).unwrap().body {
            Body::Json { line, .. } => line,
            Body::Text { .. } => String::new(),
        })
        .collect()
}

#[test]
fn each_preset_writes_what_is_expected_to_a_file_and_to_a_pipe() {
    for preset in ["same", "dolma", "datatrove", "hf", "text"] {
        let suffix = if preset == "text" { "txt" } else { "jsonl" };
        let got = printed(&["clean", INPUT, "--quiet", "--as", preset]);
        let shard = if preset == "dolma" { "documents/pages.jsonl".into() } else { format!("pages.{suffix}") };
        let files = written(&[INPUT, "--preset", preset]);
        assert_eq!(String::from_utf8(files[&shard].clone()).unwrap(), got, "{preset}");
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/presets/expected.{preset}.{suffix}"));
        if std::env::var_os("TAMIS_UPDATE").is_some() {
            fs::write(&expected, &got).unwrap();
        }
        assert_eq!(got, fs::read_to_string(&expected).unwrap_or_default(), "{preset}");
    }
}

#[test]
fn the_rules_name_a_preset_and_the_command_line_goes_before_them() {
    let rules = tempfile::tempdir().unwrap();
    fs::write(rules.path().join("write.toml"), "as = \"hf\"\n").unwrap();
    let rules = rules.path().to_str().unwrap();
    let (hf, text) = (printed(&["clean", INPUT, "-q", "--as", "hf"]), printed(&["clean", INPUT, "-q", "--as", "text"]));
    assert_eq!(printed(&["clean", INPUT, "-q", "--rules", rules]), hf);
    assert_eq!(printed(&["clean", INPUT, "-q", "--rules", rules, "--as", "text"]), text);
}

#[test]
fn each_kind_of_file_holds_the_same_records() {
    for preset in ["dolma", "datatrove", "hf"] {
        let expected: Vec<String> =
            printed(&["clean", INPUT, "-q", "--as", preset]).lines().map(str::to_owned).collect();
        assert_eq!(expected.len(), RECORDS);
        for kind in ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"] {
            let files = written(&[INPUT, "--as", preset, "--format", kind]);
            let shard = files.keys().find(|name| name.ends_with(&format!("pages.{kind}"))).unwrap();
            assert_eq!(lines(shard, &files[shard]), expected, "{preset} {kind}");
        }
    }
}

#[test]
fn shards_of_a_size_hold_all_records_in_order_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("many.jsonl");
    let record = |number: usize| format!("{{\"id\":{number},\"text\":\"Boat {number} lies at the quay.\"}}\n");
    fs::write(&input, (0..400).map(record).collect::<String>()).unwrap();
    let input = input.to_str().unwrap();
    for kind in ["jsonl", "jsonl.zst", "parquet"] {
        let options = [input, "--format", kind, "--shard-size", "8KB", "--batch-bytes", "1000", "--ledger"];
        let files = written(&[&options[..], &["--threads", "1"]].concat());
        for threads in ["2", "5"] {
            let other = written(&[&options[..], &["--threads", threads]].concat());
            assert!(other == files, "{kind} with {threads} threads");
        }
        let shards: Vec<&String> =
            files.keys().filter(|name| name.starts_with("many-") && !name.contains("ledger")).collect();
        assert_eq!(shards[0], &format!("many-00000.{kind}"));
        assert!(shards.len() > 3, "{shards:?}");
        let each: Vec<Vec<String>> = shards.iter().map(|name| lines(name, &files[*name])).collect();
        let numbers: Vec<u64> = each
            .iter()
            .flatten()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
            .map(|id| id.trim_matches('"').parse().unwrap())
            .collect();
        assert_eq!(numbers, (0..400).collect::<Vec<_>>());
        let bytes = |lines: &Vec<String>| lines.iter().map(|line| line.len() + 1).sum::<usize>();
        // A row of Parquet is shown as a line that is as long as the one it was made of, ids in quotes aside.
        assert!(each.iter().all(|lines| bytes(lines) <= 8_000 + 2 * lines.len()), "{kind}");
        assert_eq!(files.keys().filter(|name| name.contains(".ledger.")).count(), shards.len());
    }
}

#[test]
fn what_cannot_be_written_is_told_with_the_mend() {
    let told = |arguments: &[&str]| {
        let output = tamis(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    let stdout = told(&["clean", INPUT, "--format", "parquet"]);
    assert!(stdout.contains("name a folder with `--out`") && stdout.contains("--format jsonl"), "{stdout}");
    let text = told(&["clean", INPUT, "--format", "parquet", "--as", "text", "--out", "none"]);
    assert!(text.contains("--as hf"), "{text}");
    assert!(told(&["clean", INPUT, "--as", "dolmas"]).contains("tip: a similar value exists: 'dolma'"));
    assert!(told(&["clean", INPUT, "--shard-size", "0", "--out", "none"]).contains("leave `--shard-size` out"));
}

#[test]
fn the_card_names_the_shards_and_a_readme_of_the_user_stays() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let clean =
        ["clean", INPUT, "tests/cli/fixtures/page.txt", "-q", "--out", folder, "--format", "jsonl.gz", "-j", "2"];
    printed(&clean);
    let card = fs::read_to_string(out.path().join("README.md")).unwrap();
    assert!(card.starts_with("---\nlanguage:\n"), "{card}");
    assert!(card.contains("    path:\n    - \"pages.jsonl.gz\"\n    - \"page.jsonl.gz\"\n---\n"), "{card}");
    let command = "    tamis clean tests/presets/pages.jsonl tests/cli/fixtures/page.txt --out DIR --format jsonl.gz\n";
    assert!(card.contains(command) && card.contains("| records here | 4 |"), "{card}");
    assert!(!card.contains(folder), "no path of this machine");
    printed(&clean);
    assert_eq!(fs::read_to_string(out.path().join("README.md")).unwrap(), card);
    fs::write(out.path().join("README.md"), "Mine.").unwrap();
    let told = String::from_utf8(tamis(&clean).stderr).unwrap();
    assert!(told.contains("which stays"), "{told}");
    assert_eq!(fs::read_to_string(out.path().join("README.md")).unwrap(), "Mine.");
    assert!(!written(&[INPUT, "--no-card"]).contains_key("README.md"));
}

#[test]
fn texts_come_back_from_each_preset_and_kind_of_file() {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(INPUT)).unwrap();
    let text =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
    let texts: String = source.lines().map(text).collect();
    for preset in ["same", "dolma", "datatrove", "hf"] {
        for kind in ["jsonl", "jsonl.gz", "parquet"] {
            let out = tempfile::tempdir().unwrap();
            let folder = out.path().to_str().unwrap();
            printed(&["clean", INPUT, "-q", "--out", folder, "--as", preset, "--format", kind, "--ledger"]);
            let below = if preset == "dolma" { "documents/" } else { "" };
            let shard = format!("{folder}/{below}pages.{kind}");
            let ledger = format!("{folder}/pages.ledger.jsonl.zst");
            assert_eq!(printed(&["restore", &shard, &ledger, "--text"]), texts, "{preset} {kind}");
            if (preset, kind) == ("same", "jsonl") {
                assert_eq!(printed(&["restore", &shard, &ledger]), source);
            }
        }
    }
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    printed(&["clean", INPUT, "-q", "--out", folder, "--as", "text", "--ledger"]);
    let told = tamis(&["restore", &format!("{folder}/pages.txt"), &format!("{folder}/pages.ledger.jsonl.zst")]);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8(told.stderr).unwrap().contains("plain text"));
}

#[test]
fn records_without_an_id_come_back_from_shards_of_a_size_and_behind_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    let source = "{\"text\":\"Facebook Twitter Pinterest Email\\nThe tide is out.\"}\n".repeat(20);
    let input = folder.path().join("in.jsonl");
    fs::write(&input, format!("not a record\n{source}")).unwrap();
    let (input, out) = (input.to_str().unwrap(), folder.path().join("out"));
    let out = out.to_str().unwrap();
    printed(&["clean", input, "-q", "--out", out, "--ledger", "--shard-size", "1KB", "--batch-bytes", "200"]);
    let shards: Vec<String> = files(Path::new(out)).into_keys().filter(|name| name.starts_with("in-")).collect();
    let shards: Vec<&String> = shards.iter().filter(|name| !name.contains("ledger")).collect();
    assert!(shards.len() > 1);
    let restored: String = shards
        .iter()
        .map(|name| {
            let ledger = format!("{out}/{}.ledger.jsonl.zst", name.trim_end_matches(".jsonl"));
            printed(&["restore", &format!("{out}/{name}"), &ledger])
        })
        .collect();
    assert_eq!(restored, source);
}
