//! `tamis score`: labelled pages in, what the rules keep and take of their content and chrome out.

use super::exit_code::{Exit, Failure};
use super::{Rules, write_out};
use comfy_table::Table;
use std::fmt::Write as _;
use tamis::diagnostic::counted;
use tamis::input::inputs;
use tamis::score::{Numbers, Options, RuleScore, Score, score};

/// Scores rules on labelled pages: what they keep and take of content and chrome, in all and rule by rule.
#[derive(Debug, clap::Args)]
pub struct ScoreArgs {
    /// Labelled files: JSON lines with `text`, `keep` (0 or 1 for each line of the text), and if you like `id`, `url`,
    /// `lang`, `source`, `skip` (numbers of lines, from 0, that are not scored); plain or .gz or .zst.
    #[arg(required = true, value_name = "LABELLED")]
    inputs: Vec<String>,
    #[command(flatten)]
    rules: Rules,
    /// One JSON object instead of tables.
    #[arg(long)]
    json: bool,
    /// Content lines to show of those that a rule took, for each rule.
    #[arg(long, value_name = "N", default_value_t = 3)]
    worst: usize,
    /// A source to show by itself, and to count nowhere else; may be given several times.
    #[arg(long, value_name = "SOURCE")]
    aside: Vec<String>,
}

/// Bad records that are named one by one; the rest are counted.
const NAMED: usize = 10;

impl ScoreArgs {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let inputs = inputs(&self.inputs, None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let pipeline = self.rules.pipeline()?;
        let score = score(&pipeline, &inputs, &Options { worst: self.worst, aside: self.aside });
        for bad in score.bad.iter().take(NAMED) {
            anstream::eprintln!("bad: {bad}");
        }
        if score.bad.len() > NAMED {
            anstream::eprintln!("… and {} more bad records", score.bad.len() - NAMED);
        }
        if score.sources.is_empty() {
            let help = "each record needs `text`, and `keep` with 0 or 1 for each line of it";
            return Err(Failure::usage(format!("error: no page has labels; {help}\n")));
        }
        if self.json {
            let text = serde_json::to_string_pretty(&score).map_err(|error| Failure::usage(error.to_string()))?;
            return write_out(&(text + "\n"));
        }
        write_out(&shown(&score))
    }
}

/// The score as tables.
fn shown(score: &Score) -> String {
    let mut text = groups(score);
    if score.unlabelled > 0 {
        let _ = writeln!(text, "{} without labels passed over", counted(score.unlabelled as usize, "page"));
    }
    if !score.rules.is_empty() {
        let _ = write!(text, "\n{}", rules(&score.rules));
    }
    for rule in score.rules.iter().filter(|rule| !rule.worst.is_empty()) {
        let _ = write!(text, "\n{} took content:\n", rule.id);
        for eaten in &rule.worst {
            let _ = writeln!(text, "  {}:{} ({}) {}", eaten.document, eaten.line, eaten.chars, eaten.text);
        }
    }
    text
}

/// The table of groups: pooled by characters and by paragraph, then means over pages.
fn groups(score: &Score) -> String {
    let head =
        ["", "pages", "P", "R", "F1", "chrome-", "parP", "parR", "parchrome-", "dP", "dR", "dF1", "dchrome-", "lossy"];
    let mut table = super::summary::table(head);
    row(&mut table, "all", &score.total);
    for (name, numbers) in &score.languages {
        row(&mut table, &format!("language {name}"), numbers);
    }
    for (name, numbers) in &score.sources {
        row(&mut table, &format!("source {name}"), numbers);
    }
    lines(&table)
}

fn row(table: &mut Table, name: &str, numbers: &Numbers) {
    let Numbers { documents, characters, paragraphs, pages } = numbers;
    let shares = [
        characters.precision,
        characters.recall,
        characters.f1,
        characters.chrome_removed,
        paragraphs.precision,
        paragraphs.recall,
        paragraphs.chrome_removed,
        pages.precision,
        pages.recall,
        pages.f1,
        pages.chrome_removed,
        pages.lossy,
    ];
    let mut cells = vec![name.to_owned(), documents.to_string()];
    cells.extend(shares.iter().map(|share| format!("{share:.3}")));
    table.add_row(cells);
}

fn rules(rules: &[RuleScore]) -> String {
    let mut table = super::summary::table(["rule", "right", "wrong", "precision", "hits"]);
    for rule in rules {
        table.add_row([
            rule.id.clone(),
            rule.right_chars.to_string(),
            rule.wrong_chars.to_string(),
            rule.precision.map_or("-".to_owned(), |share| format!("{share:.3}")),
            rule.hits.to_string(),
        ]);
    }
    lines(&table)
}

/// A table without spaces at the ends of its lines.
fn lines(table: &Table) -> String {
    table.to_string().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
