//! `tamis duplicates`: the largest groups of copies that a run took out, by its ledgers, or that the runs of an index found.

use super::exit_code::{Exit, Failure};
use super::restore::{one_input, rows};
use super::summary::table;
use super::write_out;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tamis::key::MatchKey;
use tamis::sidecar::{Row, RowEdit};
use tamis::survey::index::Index;

/// Shows the largest groups of duplicates: how many copies, of which paragraph, with a sample.
#[derive(Debug, clap::Args)]
pub struct Duplicates {
    /// Folder of a run with `--ledger`, or a ledger: what was taken out; or an index of `clean --index`: what its runs found
    /// of copies in other documents, of each run the 1000 largest groups.
    #[arg(value_name = "OUT|INDEX")]
    out: PathBuf,
    /// So many groups.
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Print one JSON object a group.
    #[arg(long)]
    json: bool,
}

/// Copies of one paragraph.
struct Group {
    rule: String,
    /// Id of the keeper's document, and the paragraph's number there; none where all copies went.
    keeper: Option<(String, i64)>,
    copies: u64,
    chars: u64,
    sample: String,
}

/// Characters of a sample.
const SAMPLE_CHARS: usize = 60;

impl Duplicates {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut groups =
            if self.out.join("index.json").is_file() { of_index(&self.out)? } else { of_ledgers(ledgers(&self.out)?)? };
        groups.sort_by(|a, b| {
            (b.copies, b.chars, &a.keeper, &a.sample, &a.rule).cmp(&(a.copies, a.chars, &b.keeper, &b.sample, &b.rule))
        });
        groups.truncate(self.top);
        if self.json {
            return write_out(&groups.iter().map(|group| format!("{}\n", json(group))).collect::<String>());
        }
        let mut shown = table(["rule", "copies", "characters", "keeper", "sample"]);
        for Group { rule, keeper, copies, chars, sample } in groups {
            let keeper = keeper.map_or("none stays".to_owned(), |(document, at)| format!("{document} paragraph {at}"));
            let sample = sample.chars().take(SAMPLE_CHARS).collect::<String>();
            shown.add_row([rule, copies.to_string(), chars.to_string(), keeper, sample]);
        }
        write_out(&format!("{shown}\n"))
    }
}

fn of_ledgers(ledgers: Vec<PathBuf>) -> Result<Vec<Group>, Failure> {
    let mut groups: HashMap<(String, String, i64), Group> = HashMap::new();
    for ledger in ledgers {
        let name = ledger.display().to_string();
        let input = one_input(&name)?;
        for row in rows(&input, &name) {
            let row = row?;
            row.edits.iter().filter(|edit| edit.rule.starts_with("dedup/")).for_each(|edit| {
                add(&mut groups, &row, edit);
            });
        }
    }
    Ok(groups.into_values().collect())
}

fn of_index(folder: &Path) -> Result<Vec<Group>, Failure> {
    let groups = Index::read(folder).and_then(|index| index.groups());
    let groups = groups.map_err(|error| Failure::usage(format!("error: {error}\n")))?;
    let group = |group: tamis::survey::Group| {
        let keeper = (group.keeper >= 0).then_some((group.keeper_document, group.keeper));
        Group { rule: group.rule, keeper, copies: group.copies, chars: group.chars, sample: group.sample }
    };
    Ok(groups.into_iter().map(group).collect())
}

fn add(groups: &mut HashMap<(String, String, i64), Group>, row: &Row, edit: &RowEdit) {
    let text = edit.removed.trim();
    let of = if edit.keeper_document.is_empty() { &row.id } else { &edit.keeper_document };
    // Where none stays, the text itself is what the copies have in common.
    let stays = edit.keeper >= 0;
    let common = if stays { of.clone() } else { MatchKey::new(text).text().to_owned() };
    let group = groups.entry((edit.rule.clone(), common, edit.keeper)).or_insert_with(|| Group {
        rule: edit.rule.clone(),
        keeper: stays.then(|| (of.clone(), edit.keeper)),
        copies: 0,
        chars: 0,
        sample: text.chars().take(4 * SAMPLE_CHARS).collect(),
    });
    group.copies += 1;
    group.chars += text.chars().count() as u64;
}

fn json(group: &Group) -> serde_json::Value {
    let (document, paragraph) = group.keeper.clone().unwrap_or((String::new(), -1));
    serde_json::json!({
        "rule": group.rule, "copies": group.copies, "chars": group.chars,
        "keeper_document": document, "keeper": paragraph, "sample": group.sample,
    })
}

/// The ledgers of a run, in the order of their names.
fn ledgers(out: &Path) -> Result<Vec<PathBuf>, Failure> {
    if out.is_file() {
        return Ok(vec![out.to_owned()]);
    }
    let fail = |why: String| Failure::usage(format!("error: {}: {why}\n", out.display()));
    let entries = std::fs::read_dir(out).map_err(|error| fail(error.to_string()))?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_ledger(path)).collect();
    found.sort();
    if found.is_empty() {
        return Err(fail("no ledger is here; run `tamis clean` with --ledger".to_owned()));
    }
    Ok(found)
}

fn is_ledger(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".ledger.jsonl.zst"))
}
