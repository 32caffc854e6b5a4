//! `tamis diff`: what one set of rules removes otherwise than another, by rule and by host.

use super::exit_code::{Exit, Failure};
use super::{FieldNames, unloadable, write_out};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use std::path::PathBuf;
use tamis::diagnostic::counted;
use tamis::diff::{Counts, Difference, Options, RuleChanges, diff};
use tamis::input::inputs;
use tamis::input::reader::MAX_RECORD_BYTES;
use tamis::pipeline::Pipeline;
use tamis::run::BATCH_BYTES;

/// Compares what two sets of rules remove. Ends with 0 where the text of all documents is the same, with 1 where it is
/// not.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// A folder of rules, laid over the shipped ones; or `shipped` for these alone.
    old: String,
    /// Another one.
    new: String,
    /// Files, folders, quoted patterns, or `-` for standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// One JSON object instead of tables, also where nothing differs.
    #[arg(long)]
    json: bool,
    /// Show also where the same text is left, but another rule took what went.
    #[arg(long)]
    other_rules: bool,
    /// Sample texts for each rule.
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
    #[command(flatten)]
    fields: FieldNames,
    /// Threads to work with; all cores if not given. The output does not depend on it.
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

const RULE: Style = AnsiColor::Cyan.on_default();
const HEAD: Style = Style::new().bold();

impl Diff {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let found = inputs(&self.inputs, None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let (old, new) = (pipeline(&self.old)?, pipeline(&self.new)?);
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
            pool.map_err(|error| Failure::usage(format!("error: cannot start {threads} threads: {error}\n")))?;
        }
        let options = Options {
            fields: self.fields.into(),
            batch_bytes: BATCH_BYTES,
            max_record_bytes: MAX_RECORD_BYTES,
            samples: self.samples,
        };
        let difference = diff(&old, &new, &found, &options);
        if difference.bad_records > 0 {
            anstream::eprintln!("{} passed over", counted(count(difference.bad_records), "bad record"));
        }
        let shown = self.other_rules || !difference.is_none();
        write_out(&match self.json {
            true => json(&difference)?,
            false if shown => tables(&difference, self.other_rules),
            false => String::new(),
        })?;
        Ok(if difference.is_none() { Exit::Done } else { Exit::No })
    }
}

/// The pipeline that an argument names; warnings of the rules are for `tamis check`.
fn pipeline(name: &str) -> Result<Pipeline, Failure> {
    let folders: Vec<PathBuf> = if name == "shipped" { Vec::new() } else { vec![PathBuf::from(name)] };
    Pipeline::of_folders(&folders).map(|(pipeline, _)| pipeline).map_err(unloadable)
}

fn json(difference: &Difference) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(difference).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
    Ok(text + "\n")
}

/// The difference as tables; nothing where there is none. What `other_rules` took otherwise is shown on request.
fn tables(difference: &Difference, other_rules: bool) -> String {
    let mut text = String::new();
    for (name, rules) in difference.parts() {
        if rules.is_empty() || (std::ptr::eq(rules, &difference.other_rule) && !other_rules) {
            continue;
        }
        let _ = writeln!(text, "{HEAD}{name}{HEAD:#}\n{:>10} {:>10}  rule", "paragraphs", "characters");
        rules.iter().for_each(|(rule, changes)| row_of_rule(&mut text, rule, changes));
        text.push('\n');
    }
    if difference.hosts.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{HEAD}by host{HEAD:#}, paragraphs and characters");
    let _ = writeln!(text, "{:>14} {:>14} {:>14} {:>14}  host", "removed", "kept", "other text", "other rule");
    for (host, changes) in &difference.hosts {
        let cells = [changes.removed, changes.kept, changes.text, changes.other_rule].map(cell);
        let [removed, kept, other, rule] = cells;
        let _ = writeln!(text, "{removed:>14} {kept:>14} {other:>14} {rule:>14}  {host}");
    }
    let (differing, documents) = (difference.differing_documents, counted(count(difference.documents), "document"));
    let _ = writeln!(text);
    for (documents, when) in
        [(difference.fuse_blown, "with the second rules"), (difference.fuse_mended, "with the first")]
    {
        if documents > 0 {
            let documents = counted(count(documents), "document");
            let _ = writeln!(text, "the fuse blew on {documents} {when} alone: what chrome took there was put back");
        }
    }
    let _ = writeln!(text, "the text of {differing} of {documents} differs");
    text
}

fn row_of_rule(text: &mut String, rule: &str, changes: &RuleChanges) {
    let Counts { paragraphs, chars } = changes.counts;
    let _ = writeln!(text, "{paragraphs:>10} {chars:>10}  {RULE}{rule}{RULE:#}");
    for sample in &changes.samples {
        let _ = writeln!(text, "{:>23}  {}:{}: {}", "", sample.document, sample.line, sample.text);
    }
}

fn cell(counts: Counts) -> String {
    if counts.paragraphs == 0 { "-".to_owned() } else { format!("{} / {}", counts.paragraphs, counts.chars) }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
