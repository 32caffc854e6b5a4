//! The command as its user sees it: each case of `tests/cli/` with its arguments, output and exit code.
//! `TRYCMD=overwrite cargo test --test cli` writes what comes out now in place of what is expected; there `[..]` stands
//! for any rest of a line, and each backslash reads as `/`. Cases run in the root of the repository, so that paths in
//! messages are the same everywhere.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

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
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
}
