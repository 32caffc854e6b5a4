//! What README.md and docs/ show: every command is run, every rule loaded over the shipped ones and tried on its examples.
//!
//! A block of TOML says after its fence what it is, and is completed accordingly:
//! `toml set` is a whole file of `chrome/`; `toml dedup`, `toml pipeline`, `toml normalize`, `toml language` and
//! `toml write` are the files of these names; `toml rules` is a file of `chrome/` less its `[set]`; `toml when` holds
//! conditions, each group of lines up to a blank one the conditions of one rule that removes paragraphs, its examples
//! in comments: `# takes:`, `# leaves:`, `# spares:`, with ` / ` between the paragraphs of a page.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tamis::pipeline::Pipeline;

const PAGES: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "docs/inputs.md",
    "docs/outputs.md",
    "docs/language.md",
    "docs/language-model.md",
    "docs/measurements.md",
    "docs/rule-files.md",
    "docs/writing-rules.md",
    "docs/debugging-rules.md",
    "docs/running.md",
    "docs/reports.md",
    "docs/architecture.md",
    "docs/measurements.md",
    "docs/dedup.md",
    "docs/performance.md",
];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap().replace("\r\n", "\n")
}

/// A block between fences.
struct Block {
    /// Page and line of its opening fence.
    place: String,
    /// What stands behind the fence.
    info: String,
    body: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in text(page).lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                let place = format!("{page}:{}", number + 1);
                blocks.push(Block { place, info: info.to_owned(), body: String::new() });
                open = true;
            }
            None if open => blocks.last_mut().unwrap().body.extend([line, "\n"]),
            None => {}
        }
    }
    blocks
}

/// A block of TOML as a whole rule file: its id, its text.
fn completed(block: &Block) -> (String, String) {
    let header = "[set]\nabout = \"From the documentation\"\n\n";
    let set = "chrome/docs".to_owned();
    match block.info.strip_prefix("toml ") {
        Some("set") => (set, block.body.clone()),
        Some("rules") => (set, format!("{header}{}", block.body)),
        Some("when") => (set, format!("{header}{}", rules_of_conditions(&block.body))),
        Some(name @ ("dedup" | "pipeline" | "normalize" | "language" | "context" | "write")) => {
            (name.into(), block.body.clone())
        }
        _ => panic!("{}: a block of TOML says what it is: `toml set`, `toml when` …", block.place),
    }
}

fn rules_of_conditions(body: &str) -> String {
    let mut rules = String::new();
    for (number, group) in body.split("\n\n").enumerate() {
        let (mut removed, mut kept, mut conditions) = (Vec::new(), Vec::new(), String::new());
        for line in group.lines() {
            let page = |list: &str| format!("{:?}", list.split(" / ").collect::<Vec<_>>());
            if let Some(list) = line.strip_prefix("# takes: ") {
                removed.push(format!("page = {}", page(list)));
            } else if let Some(list) = line.strip_prefix("# leaves: ") {
                let _ = write!(removed.last_mut().unwrap(), ", leaves = {}", page(list));
            } else if let Some(list) = line.strip_prefix("# spares: ") {
                kept.push(format!("page = {}", page(list)));
            } else {
                conditions.extend([line, "\n"]);
            }
        }
        let list = |pages: Vec<String>| pages.iter().map(|page| format!("{{ {page} }}")).collect::<Vec<_>>().join(", ");
        let _ = write!(
            rules,
            "[[rules]]\nid = \"example-{}\"\nwhy = \"An example.\"\nremoves = \"paragraph\"\n{conditions}examples.removed = [{}]\nexamples.kept = [{}]\n\n",
            number + 1,
            list(removed),
            list(kept)
        );
    }
    rules
}

#[test]
fn every_rule_file_shown_loads_and_holds_its_examples() {
    let mut wrong = String::new();
    for block in PAGES.iter().flat_map(|page| blocks(page)).filter(|block| block.info.starts_with("toml")) {
        let (id, text) = completed(&block);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{id}.toml"));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        if let Err(error) = Pipeline::of_folders(&[folder.path()]) {
            let _ = writeln!(wrong, "{} as {id}.toml:\n{error}", block.place);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_command_shown_prints_what_the_page_says() {
    let cases = trycmd::TestCases::new();
    for page in PAGES {
        cases.case(page);
    }
}

/// A folder such as the pages speak of: a dump `in.jsonl`, rules `my-rules`, and what the repository has.
#[cfg(unix)]
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(root.join("docs/examples/forum/pages.jsonl"), home.path().join("in.jsonl")).unwrap();
    for (name, target) in [("my-rules", "docs/examples/first-rule"), ("samples", "samples"), ("docs", "docs")] {
        std::os::unix::fs::symlink(root.join(target), home.path().join(name)).unwrap();
    }
    home
}

/// Commands of a block for a shell that `tamis` can be run from: cargo and scripts are run elsewhere, and take long.
#[cfg(unix)]
fn commands(block: &Block) -> String {
    let runs = |line: &&str| !line.starts_with("cargo ") && !line.starts_with(".ci/") && !line.starts_with("scripts/");
    block.body.lines().filter(runs).fold(String::new(), |script, line| script + line + "\n")
}

#[cfg(unix)]
#[test]
fn every_command_for_a_shell_succeeds_in_the_order_of_its_page() {
    let program = Path::new(env!("CARGO_BIN_EXE_tamis")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for page in PAGES {
        let home = home();
        for block in blocks(page).iter().filter(|block| block.info == "sh") {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-e", "-c", &commands(block)]).env("PATH", &path).current_dir(home.path());
            let output = shell.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {}: {said}", block.place, output.status);
        }
    }
}

#[test]
fn the_first_rule_of_the_readme_is_the_file_that_it_names() {
    let shown = blocks("README.md").into_iter().find(|block| block.info == "toml set").unwrap();
    assert_eq!(shown.body, text("docs/examples/first-rule/chrome/nursery.toml"));
}

#[test]
fn the_rules_of_the_tutorial_are_the_file_that_it_names() {
    let shown = blocks("docs/writing-rules.md").into_iter().find(|block| block.info == "toml set").unwrap();
    assert_eq!(shown.body, text("docs/examples/forum/rules/chrome/loft.toml"));
}

#[test]
fn the_readme_and_the_crate_show_the_same_example() {
    let shown = blocks("README.md").into_iter().find(|block| block.info == "rust").unwrap();
    let front = text("src/lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .fold(String::new(), |page, line| page + line.strip_prefix(' ').unwrap_or(line) + "\n");
    assert!(front.contains(&shown.body), "src/lib.rs begins with:\n{front}");
}

#[test]
fn every_code_of_a_message_is_explained() {
    let page = text("docs/rule-files.md");
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        for string in fs::read_to_string(&path).unwrap().split('"') {
            let parts = string.split_once('/').filter(|(family, name)| {
                ["context", "file", "language", "pipeline", "rule", "set", "toml"].contains(family)
                    && !name.is_empty()
                    && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            });
            if parts.is_some() {
                assert!(page.contains(&format!("`{string}`")), "{}: `{string}` is not explained", path.display());
            }
        }
    }
}
