//! Two sets of rules compared: what differs, by which rule, the same for any number of threads; and the command.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tamis::diff::{Difference, Options, diff};
use tamis::input::{Fields, inputs};
use tamis::pipeline::Pipeline;
use tempfile::TempDir;

fn rules(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn pipeline(folder: &TempDir) -> Pipeline {
    Pipeline::of_folders(&[folder.path()]).unwrap().0
}

fn off(id: &str) -> TempDir {
    rules(&[("chrome/off.toml", &format!("[set]\nabout = \"Off\"\noff = [\"{id}\"]\n"))])
}

fn between(old: &Pipeline, new: &Pipeline, batch_bytes: usize, threads: usize) -> Difference {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = ["samples", "docs/examples/forum"].map(|name| root.join(name).display().to_string());
    let found = inputs(&names, None).unwrap();
    let options = Options { fields: Fields::default(), batch_bytes, max_record_bytes: 1 << 20, samples: 2 };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| diff(old, new, &found, &options))
}

#[test]
fn the_same_rules_differ_in_nothing() {
    let shipped = Pipeline::shipped().unwrap();
    let difference = between(&shipped, &shipped, 1 << 20, 4);
    assert!(difference.documents > 4 && difference.is_none());
    assert_eq!(difference, Difference { documents: difference.documents, ..Difference::default() });
}

#[test]
fn a_rule_switched_off_is_named_alone_and_its_mirror_says_the_reverse() {
    let shipped = Pipeline::shipped().unwrap();
    let without = pipeline(&off("chrome/legal/icp-number"));
    let difference = between(&shipped, &without, 1 << 20, 2);
    assert_eq!(difference.kept.keys().collect::<Vec<_>>(), ["chrome/legal/icp-number"]);
    assert!(difference.removed.is_empty() && difference.text.is_empty() && difference.other_rule.is_empty());
    let mirror = between(&without, &shipped, 1 << 20, 2);
    assert_eq!(mirror.removed, difference.kept);
    assert!(mirror.kept.is_empty());
}

#[test]
fn lifted_text_that_is_missing_counts_to_the_rule_that_lifted_it() {
    let shipped = Pipeline::shipped().unwrap();
    let json = off("chrome/json/record");
    let difference = between(&shipped, &pipeline(&json), 1 << 20, 2);
    assert!(difference.kept.contains_key("chrome/json/record"), "{difference:?}");
}

#[test]
fn threads_and_batches_change_nothing() {
    let shipped = Pipeline::shipped().unwrap();
    let without = pipeline(&off("chrome/xenforo/member-box"));
    let first = between(&shipped, &without, 1 << 20, 1);
    for (batch_bytes, threads) in [(1, 1), (1, 3), (5000, 2), (1 << 20, 4)] {
        assert_eq!(between(&shipped, &without, batch_bytes, threads), first);
    }
}

const BASKET: &str = r#"
[set]
about = "Buttons of shops"

[[rules]]
id = "ID"
why = "A button to buy the product tells nothing of it."
removes = "paragraph"
when.is = ["ask our gardeners"]
examples.removed = ["Ask our gardeners"]
examples.kept = ["Ask the gardener who planted it."]
"#;

fn command(arguments: &[&str]) -> Output {
    let root = env!("CARGO_MANIFEST_DIR");
    Command::new(env!("CARGO_BIN_EXE_tamis")).current_dir(root).args(arguments).output().unwrap()
}

fn shown(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_same_text_by_another_rule_is_told_but_is_no_difference() {
    let one = rules(&[("chrome/shop.toml", &BASKET.replace("ID", "one"))]);
    let other = rules(&[("chrome/shop.toml", &BASKET.replace("ID", "other"))]);
    let (old, new) = (one.path().display().to_string(), other.path().display().to_string());
    let (code, out, _) = shown(&command(&["diff", &old, &new, "docs/examples/page.txt", "--other-rules"]));
    assert_eq!(code, 0);
    assert!(out.contains("chrome/shop/one -> chrome/shop/other") && !out.contains("newly"), "{out}");
    assert_eq!(shown(&command(&["diff", &old, &new, "docs/examples/page.txt"])), (0, String::new(), String::new()));
}

#[test]
fn the_command_says_nothing_and_ends_well_where_nothing_differs() {
    assert_eq!(shown(&command(&["diff", "shipped", "shipped", "samples"])), (0, String::new(), String::new()));
}

#[test]
fn json_has_the_same_keys_whatever_differs() {
    let keys = |new: &str, wanted| {
        let (code, out, _) = shown(&command(&["diff", "shipped", new, "docs/examples/page.txt", "--json"]));
        assert_eq!(code, wanted);
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&out).unwrap();
        object.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys("shipped", 0), keys("docs/examples/first-rule", 1));
}

#[test]
fn bad_records_are_counted_and_wrong_usage_ends_with_two() {
    let folder =
        rules(&[("in.jsonl", "{\"text\":\"Ask our gardeners\",\"url\":\"https://www.example.com/a\"}\nnot json\n")]);
    let input = folder.path().join("in.jsonl").display().to_string();
    let (code, out, told) = shown(&command(&["diff", "shipped", "docs/examples/first-rule", &input]));
    assert_eq!((code, told.as_str()), (1, "1 bad record passed over\n"));
    assert!(out.contains("  example.com\n"), "{out}");
    for arguments in [
        &["diff", "shipped", "shipped"][..],
        &["diff", "shipped", "no/such/folder", &input],
        &["diff", "shipped", "docs/examples/misspelt", &input],
        &["diff", "shipped", "shipped", "no/such/input"],
    ] {
        assert_eq!(shown(&command(arguments)).0, 2, "{arguments:?}");
    }
}

#[test]
fn explain_names_what_it_was_asked_for_or_says_that_there_is_none() {
    let page = "docs/examples/page.txt";
    let (code, _, told) = shown(&command(&["explain", page, "--rule", "chrome/common/networkrow"]));
    assert_eq!((code, told.contains("chrome/common/network-row")), (2, true));
    let (code, out, _) = shown(&command(&["explain", page, "--rule", "chrome/zh/expand"]));
    assert_eq!((code, out.as_str()), (0, "chrome/zh/expand changes nothing here\n"));
    let (code, _, told) = shown(&command(&["explain", page, "--why-kept", "99"]));
    assert_eq!((code, told.as_str()), (2, "error: no paragraph stands on line 99; the page has 4 lines\n"));
}
