//! The command as its user sees it: each case of `tests/cli/` with its arguments, output and exit code.
//! `TRYCMD=overwrite cargo test --test cli` writes what comes out now in place of what is expected; there `[..]` stands
//! for any rest of a line, and each backslash reads as `/`. Cases run in the root of the repository, so that paths in
//! messages are the same everywhere.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SAMPLE: &str = "samples/journal-index/000_1a315e94b96f8259.txt";
const PAGE: &str = "tests/cli/fixtures/page.txt";

fn tamis(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).env_remove("CLICOLOR_FORCE").output().unwrap()
}

#[test]
fn each_case_says_and_answers_what_it_should() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/cli/*.trycmd").case("tests/cli/*.toml").run();
}

#[test]
fn explain_colours_what_goes_to_a_pipe_only_when_told_to() {
    let has_escapes = |arguments: &[&str]| tamis(arguments).stdout.contains(&0x1b);
    assert!(!has_escapes(&["explain", SAMPLE]));
    assert!(!has_escapes(&["explain", SAMPLE, "--no-color"]));
    assert!(has_escapes(&["explain", SAMPLE, "--color", "always"]));
    let (plain, bare) = (tamis(&["explain", SAMPLE]), tamis(&["explain", SAMPLE, "--no-color"]));
    assert_eq!(plain.stdout, bare.stdout);
}

#[test]
fn broken_rules_are_told_on_standard_error_in_the_words_of_check() {
    let rules = "tests/cli/fixtures/many";
    let checked = tamis(&["check", rules]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(checked.stdout.starts_with(b"error[") && checked.stderr.is_empty());
    for arguments in [["clean", PAGE, "--rules", rules], ["explain", PAGE, "--rules", rules]] {
        let stopped = tamis(&arguments);
        assert_eq!(stopped.status.code(), Some(2));
        assert!(stopped.stdout.is_empty(), "nothing is cleaned by broken rules");
        assert_eq!(stopped.stderr, checked.stdout);
    }
}

#[test]
fn quiet_leaves_standard_error_empty_and_standard_output_as_it_is() {
    let quiet = tamis(&["clean", PAGE, "--quiet"]);
    let loud = tamis(&["clean", PAGE]);
    assert!(quiet.stderr.is_empty() && !loud.stderr.is_empty());
    assert_eq!(quiet.stdout, loud.stdout);
    assert_eq!((quiet.status.code(), loud.status.code()), (Some(0), Some(0)));
}

#[test]
fn a_strict_run_leaves_no_shard_under_its_final_name() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let stopped = tamis(&["clean", "tests/cli/fixtures/bad-record.jsonl", "--strict", "--out", folder]);
    assert_eq!(stopped.status.code(), Some(1));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn init_writes_a_folder_that_check_finds_sound_and_writes_into_no_other() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("rules");
    let folder = folder.to_str().unwrap();
    let made = tamis(&["rules", "init", folder]);
    assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 0));
    let checked = tamis(&["check", folder]);
    assert_eq!(checked.status.code(), Some(0));
    assert!(checked.stdout.ends_with(b" rules, 0 errors, 0 warnings\n"));
    let ids = |arguments: &[&str]| {
        let list = String::from_utf8(tamis(&[&["rules", "list", "--json"], arguments].concat()).stdout).unwrap();
        list.lines().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--rules", folder]), ids(&[]), "the same rules in the same order");
    let again = tamis(&["rules", "init", folder]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));
}

#[test]
fn completions_and_manual_pages_are_made() {
    let completions = tamis(&["completions", "bash"]);
    assert_eq!(completions.status.code(), Some(0));
    assert!(completions.stdout.starts_with(b"_tamis()"));
    let manual = tamis(&["man", "clean"]);
    assert_eq!(manual.status.code(), Some(0));
    assert!(manual.stdout.starts_with(b".ie") && manual.stdout.windows(3).any(|part| part == b".TH"));
}

#[test]
fn each_code_of_a_message_stands_in_a_case() {
    let codes = codes_below(Path::new("src/rules"));
    assert!(codes.len() > 30);
    let cases = fs::read_dir("tests/cli").unwrap().map(|entry| entry.unwrap().path());
    let cases = cases.filter(|path| path.extension().is_some_and(|ending| ending == "trycmd"));
    let cases: String = cases.map(|path| fs::read_to_string(path).unwrap()).collect();
    let shown = |code: &str| cases.contains(&format!("error[{code}]")) || cases.contains(&format!("warning[{code}]"));
    let missing: Vec<&String> = codes.iter().filter(|code| !shown(code)).collect();
    assert!(missing.is_empty(), "no case of tests/cli shows {missing:?}");
}

/// Texts between quotes in the sources below a folder that have the form of a code: `rule/no-cap`.
fn codes_below(folder: &Path) -> BTreeSet<String> {
    let is_word =
        |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase() || c == '-');
    let is_code = |text: &&str| text.split_once('/').is_some_and(|(family, name)| is_word(family) && is_word(name));
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes.extend(codes_below(&path));
        } else {
            codes.extend(fs::read_to_string(path).unwrap().split('"').filter(is_code).map(str::to_owned));
        }
    }
    codes
}
