//! `tamis rules`: the inventory of rules, one rule as it runs, the shipped files to edit, the schema for editors.

use super::exit_code::{Exit, Failure};
use super::{Rules as Layers, write_out};
use clap::Subcommand;
use comfy_table::{Table, presets};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use tamis::rules::problems::nearest;
use tamis::rules::schema::{Form, RuleSpec, ShapeSpec};
use tamis::rules::{Layer, RuleBook, json_schema, render};
use tamis::stages::context::ReadingRule;
use tamis::stages::dedup::Banding;

/// The inventory of rules, and their files.
#[derive(Debug, clap::Args)]
pub struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the shipped rule files into a folder, for editing.
    Init {
        /// The folder; it must not hold any file yet.
        dir: PathBuf,
    },
    /// Lists all rules: id, shape, whether it runs, why.
    List {
        #[command(flatten)]
        rules: Layers,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Shows a rule as it runs, each key with the file and line it comes from.
    Show {
        /// Full id, such as `chrome/zh/expand`.
        id: String,
        #[command(flatten)]
        rules: Layers,
    },
    /// Prints the JSON Schema of a kind of rule file.
    Schema {
        /// `rules` for all rule sets, or the name of a file of settings.
        #[arg(default_value = "rules", value_parser = clap::builder::PossibleValuesParser::new(json_schema::NAMES))]
        name: String,
    },
}

/// A rule in the list.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    set: &'a str,
    shape: &'a str,
    scope: String,
    enabled: bool,
    why: &'a str,
    defined_at: String,
}

impl Rules {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Init { dir } => init(&dir),
            Command::List { rules, json } => list(&rules.book()?, json),
            Command::Show { id, rules } => show(&rules.book()?, &id),
            Command::Schema { name } => {
                let schema = json_schema::of(&name).unwrap_or_default();
                write_out(&format!("{schema:#}\n"))
            }
        }
    }
}

/// The line that makes a folder of rules stand alone, and why it is there.
const STANDS_ALONE: &str = "# This folder is all there is: the rules built into the program are not under it. Without this line they are, and files\n# here are laid over them.\nstands-alone = true\n";

fn init(dir: &Path) -> Result<Exit, Failure> {
    let fail = |path: &Path, error: std::io::Error| {
        Failure::usage(format!("error: cannot write {}: {error}\n", path.display()))
    };
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        let message =
            format!("error: {} is not empty; name a folder that is, or that does not exist yet\n", dir.display());
        return Err(Failure::usage(message));
    }
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, text)).map_err(|error| fail(&path, error))
    };
    let shipped = Layer::shipped();
    for file in &shipped.files {
        let text = &file.file.text;
        let alone = file.id == "pipeline";
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        let text = if alone { format!("{head}\n{STANDS_ALONE}{rest}") } else { text.clone() };
        write(&format!("{}.toml", file.id), &text)?;
    }
    for name in json_schema::NAMES {
        let schema = json_schema::of(name).unwrap_or_default();
        write(&format!("schema/{name}.schema.json"), &format!("{schema:#}\n"))?;
    }
    anstream::eprintln!(
        "{} rule files in {}; run with `--rules {}`",
        shipped.files.len(),
        dir.display(),
        dir.display()
    );
    Ok(Exit::Done)
}

fn row(spec: &RuleSpec) -> Row<'_> {
    Row {
        id: &spec.full_id,
        set: spec.full_id.rsplit_once('/').map_or("", |(set, _)| set),
        shape: &spec.removes,
        scope: scope(spec),
        enabled: spec.enabled,
        why: &spec.why,
        defined_at: spec.id.place.to_string(),
    }
}

fn row_of_reading(rule: &ReadingRule) -> Row<'_> {
    Row {
        id: &rule.full_id,
        set: "context",
        shape: "paragraph",
        scope: String::new(),
        enabled: rule.enabled,
        why: &rule.why,
        defined_at: rule.place.to_string(),
    }
}

/// The scope of a rule and its set, such as `kinds: xenforo; scripts: Han`.
fn scope(spec: &RuleSpec) -> String {
    let mut parts = Vec::new();
    for scope in [&*spec.set_scope, &spec.scope] {
        let lists = [
            ("kinds", &scope.kinds),
            ("hosts", &scope.hosts),
            ("languages", &scope.languages),
            ("scripts", &scope.scripts),
        ];
        for (name, list) in lists {
            let names = list.iter().flatten().map(|item| item.value.as_str()).collect::<Vec<_>>();
            if !names.is_empty() {
                parts.push(format!("{name}: {}", names.join(", ")));
            }
        }
    }
    parts.join("; ")
}

fn list(book: &RuleBook, json: bool) -> Result<Exit, Failure> {
    let rows = book.rules.iter().map(row).chain(book.context.rules.iter().map(row_of_reading));
    if json {
        let lines: Result<Vec<String>, _> = rows.map(|row| serde_json::to_string(&row)).collect();
        let lines = lines.map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        return write_out(&(lines.join("\n") + "\n"));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["id", "removes", "scope", "why"]);
    for row in rows {
        let id = if row.enabled { row.id.to_owned() } else { format!("{} (off)", row.id) };
        table.add_row([id.as_str(), row.shape, &row.scope, row.why]);
    }
    write_out(&format!("{}\n", table.trim_fmt()))
}

fn show(book: &RuleBook, id: &str) -> Result<Exit, Failure> {
    let Some(spec) = book.rules.iter().find(|spec| spec.full_id == id) else {
        let ids: Vec<&str> = book.rules.iter().map(|spec| spec.full_id.as_str()).collect();
        let near = nearest(id, &ids).map_or(String::new(), |(_, id)| format!("; the nearest id is `{id}`"));
        return Err(Failure::usage(format!("error: no rule has the id `{id}`{near}\n")));
    };
    let scope = scope(spec);
    let scope = if scope.is_empty() { String::new() } else { format!("# applies to {scope}\n") };
    write_out(&format!("{scope}{}{}", curve(spec), render::rule(spec)))
}

/// The chance of near duplicates to be found, of a rule that looks for them.
fn curve(spec: &RuleSpec) -> String {
    match &spec.shape {
        ShapeSpec::Duplicate(duplicate) if matches!(duplicate.form, Form::Near | Form::NearDocument) => {
            let chosen = Banding::choose(duplicate.min_jaccard, duplicate.recall.value);
            format!("# {}\n", chosen.unwrap_or_else(|out| out.nearest).curve())
        }
        _ => String::new(),
    }
}
