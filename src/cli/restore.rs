//! `tamis restore` and `tamis removed`: what the ledger of a run brings back.

use super::exit_code::{Exit, Failure};
use super::is_within;
use std::io::Write;
use tamis::input::{Batches, Fields, Format, Input, Raw, decode, inputs};
use tamis::output::encode_restored;
use tamis::rules::conditions::is_at_or_below;
use tamis::run::host;
use tamis::sidecar::{Row, RowEdit};

/// Rebuilds the records that a clean shard was made of, from the shard and its ledger.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The clean shard.
    clean: String,
    /// The ledger at its side.
    ledger: String,
    /// Field of the records that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Write the texts alone, as they were, with nothing between them.
    #[arg(long)]
    text: bool,
}

/// Lists what went from the records of a shard, by its ledger.
#[derive(Debug, clap::Args)]
pub struct Removed {
    /// The ledger.
    ledger: String,
    /// Only what this rule took; the start of an id stands for all rules that begin so. Without it, what `normalize`
    /// changed is left out.
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Only from records of this host, or one below it.
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// One JSON object a line, instead of id, rule and text between tabs.
    #[arg(long)]
    json: bool,
}

impl Restore {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let fields = Fields { text: self.text_field.clone(), ..Fields::default() };
        let (clean, ledger) = (one_input(&self.clean)?, one_input(&self.ledger)?);
        if clean.iter().any(|input| input.format == Some(Format::Text)) {
            let why = "plain text does not tell where blank lines were; restore reads shards of JSON lines and Parquet";
            return Err(Failure::usage(format!("error: {}: {why}\n", self.clean)));
        }
        let mut rows = rows(&ledger, &self.ledger);
        let mut out = anstream::stdout().lock();
        let mut number = 0_u64;
        for raw in raws(&clean, &fields) {
            number += 1;
            let place = format!("{} record {number}", self.clean);
            let bad =
                |bad: tamis::input::Bad| Failure::usage(format!("error: {place}: {}: {}\n", bad.reason, bad.detail));
            let record = raw.and_then(|raw| decode(raw, &fields)).map_err(bad)?;
            let row = rows.next().unwrap_or_else(|| Err(mismatch(&place, "the ledger has no row for it")))?;
            // An id that was made tells of a place in the input, and the record now stands in a shard.
            if row.id != record.id && !record.has_made_id() {
                return Err(mismatch(
                    &place,
                    &format!("its id is `{}`, that of the ledger's row `{}`", record.id, row.id),
                ));
            }
            let text = row.ledger().restore(&record.text).map_err(|error| mismatch(&place, &error.to_string()))?;
            if self.text {
                out.write_all(text.as_bytes())?;
            } else {
                let mut line = Vec::with_capacity(text.len() + 512);
                encode_restored(&record, &text, &mut line);
                out.write_all(&line)?;
            }
        }
        match rows.next() {
            Some(_) => Err(mismatch(&self.clean, "the ledger has more rows than it has records")),
            None => Ok(Exit::Done),
        }
    }
}

impl Removed {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let ledger = one_input(&self.ledger)?;
        let mut out = anstream::stdout().lock();
        for row in rows(&ledger, &self.ledger) {
            let row = row?;
            if !self.is_of_host(&row.url) {
                continue;
            }
            for edit in row.edits.iter().filter(|edit| self.is_wanted(edit)) {
                writeln!(out, "{}", self.line(&row, edit)?)?;
            }
        }
        Ok(Exit::Done)
    }

    fn is_of_host(&self, url: &str) -> bool {
        self.host.as_deref().is_none_or(|wanted| host(url).is_some_and(|host| is_at_or_below(&host, wanted)))
    }

    fn is_wanted(&self, edit: &RowEdit) -> bool {
        match &self.rule {
            Some(rule) => is_within(&edit.rule, rule),
            None => !edit.rule.starts_with("normalize/"),
        }
    }

    fn line(&self, row: &Row, edit: &RowEdit) -> Result<String, Failure> {
        if self.json {
            let object = serde_json::json!({
                "id": row.id, "url": row.url, "rule": edit.rule,
                "start_byte": edit.start_byte, "end_byte": edit.end_byte, "removed": edit.removed,
            });
            return Ok(object.to_string());
        }
        let text =
            edit.removed.trim().replace('\\', "\\\\").replace('\t', "\\t").replace('\r', "\\r").replace('\n', "\\n");
        Ok(format!("{}\t{}\t{text}", row.id, edit.rule))
    }
}

/// A file of JSON lines.
pub(super) fn one_input(name: &str) -> Result<Vec<Input>, Failure> {
    let found = inputs(&[name.to_owned()], Some(Format::Jsonl));
    found.map_err(|error| Failure::usage(format!("error: {error}\n")))
}

fn raws<'a>(inputs: &'a [Input], fields: &Fields) -> impl Iterator<Item = Result<Raw, tamis::input::Bad>> + use<'a> {
    Batches::new(inputs, fields).flatten()
}

/// The rows of a ledger.
pub(super) fn rows<'a>(inputs: &'a [Input], name: &'a str) -> impl Iterator<Item = Result<Row, Failure>> + 'a {
    raws(inputs, &Fields::default()).zip(1..).map(move |(raw, number): (_, u64)| {
        let bad = |bad: tamis::input::Bad| format!("{}: {}", bad.reason, bad.detail);
        let row =
            raw.map_err(bad).and_then(|raw| serde_json::from_slice(&raw.bytes).map_err(|error| error.to_string()));
        row.map_err(|why| Failure::usage(format!("error: {name} row {number} is no row of a ledger: {why}\n")))
    })
}

fn mismatch(place: &str, why: &str) -> Failure {
    Failure::no(format!("error: {place}: {why}; a shard and its ledger are of one run, both whole\n"))
}
