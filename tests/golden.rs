//! Each case of `samples/` against its expected output. `TAMIS_UPDATE=1 cargo test --test golden` writes what comes
//! out now in place of what is expected; a change of it needs its reason in the commit.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use tamis::input::inputs;
use tamis::ledger::Ledger;
use tamis::pipeline::Pipeline;
use tamis::run::{self, Options, Target};

struct Silent;

impl run::Listener for Silent {
    fn progress(&mut self, _: &tamis::stats::Stats, _: u64) {}

    fn bad(&mut self, bad: &tamis::input::Bad) {
        panic!("a sample has a bad record: {bad:?}");
    }
}

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn input_of(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<PathBuf> = files
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            !["expected.jsonl", "gold.jsonl"].contains(&&*name) && (name.ends_with(".txt") || name.ends_with(".jsonl"))
        })
        .collect();
    assert_eq!(inputs.len(), 1, "{} has one input", folder.display());
    inputs.remove(0)
}

/// The output for one input, its path as it stands in the repository.
fn cleaned(pipeline: &Pipeline, input: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inputs = inputs(&[input.display().to_string()], None).unwrap();
    let options = Options { strict: true, ..Options::default() };
    let done = run::run(pipeline, &inputs, &Target::Folder(out.path().to_owned()), &options, &mut Silent).unwrap();
    let shard = fs::read_to_string(out.path().join(&done.inputs[0].shards[0])).unwrap();
    shard.replace(&format!("{}/", root.display()), "")
}

#[test]
fn each_sample_comes_out_as_expected() {
    let pipeline = Pipeline::shipped().unwrap();
    let mut wrong = Vec::new();
    for folder in samples() {
        let got = cleaned(&pipeline, &input_of(&folder));
        let expected = folder.join("expected.jsonl");
        if std::env::var_os("TAMIS_UPDATE").is_some() {
            fs::write(&expected, &got).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(folder.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "not as expected: {wrong:#?}");
}

#[test]
fn each_sample_says_where_it_comes_from() {
    for folder in samples() {
        let about = fs::read_to_string(folder.join("about.md")).unwrap_or_default();
        assert!(about.contains("Licence:"), "{}/about.md names the licence", folder.display());
    }
}

#[test]
fn each_sample_is_restored_from_clean_text_and_ledger() {
    let pipeline = Pipeline::shipped().unwrap();
    for folder in samples() {
        let text = fs::read_to_string(input_of(&folder)).unwrap();
        let cleaned = pipeline.clean(tamis::document::Document::new("sample", text.as_str()));
        let ledger: Ledger = cleaned.ledger;
        assert_eq!(ledger.restore(&cleaned.text).as_deref(), Ok(text.as_str()), "{}", folder.display());
    }
}
