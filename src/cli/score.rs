//! `tamis score`: labelled pages in, what the rules keep and take of their content and chrome out.

use super::exit_code::{Exit, Failure};
use super::{Rules, write_out};
use comfy_table::Table;
use std::fmt::Write as _;
use tamis::diagnostic::counted;
use tamis::input::inputs;
use tamis::language::{Detector, Engine};
use tamis::score::languages::{SetScore, Wrong};
use tamis::score::{Numbers, Options, RuleScore, Score, score};

/// Scores rules on labelled pages: what they keep and take of content and chrome, in all and rule by rule.
#[derive(Debug, clap::Args)]
pub struct ScoreArgs {
    /// Labelled files: JSON lines with `text`, `keep` (0 or 1 for each line of the text), and if you like `id`, `url`,
    /// `lang`, `source`, `skip` (numbers of lines, from 0, that are not scored); plain or .gz or .zst.
    #[arg(required = true, value_name = "LABELLED")]
    inputs: Vec<String>,
    /// Scores how languages are told: the files have a text a line, its language and a tab before it (several languages,
    /// parted by commas: a document with a paragraph for each; `\n` is a line end).
    #[arg(long)]
    languages: bool,
    /// With `--languages`: lists what is told wrong.
    #[arg(long, requires = "languages")]
    errors: bool,
    /// With `--languages`: the engine to use instead of that of language.toml.
    #[arg(long, requires = "languages", value_name = "NAME", value_parser = ["tamis", "whatlang"])]
    engine: Option<String>,
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
        if self.languages {
            return self.score_languages();
        }
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

/// Languages that are listed as those told worst.
const WORST: usize = 10;

impl ScoreArgs {
    fn score_languages(&self) -> Result<Exit, Failure> {
        let mut settings = self.rules.book()?.language.detector;
        let engine = self.engine.as_ref().and_then(|name| Engine::NAMES.iter().find(|(known, _)| known == name));
        settings.engine = engine.map_or(settings.engine, |(_, engine)| *engine);
        let detector = Detector::new(settings);
        let mut scores = Vec::new();
        for input in &self.inputs {
            let text = std::fs::read_to_string(input)
                .map_err(|error| Failure::usage(format!("error: {input} cannot be read: {error}\n")))?;
            let name = std::path::Path::new(input).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            scores.push((name, SetScore::of(&detector, &text)));
        }
        if self.json {
            let scores: std::collections::BTreeMap<_, _> = scores.into_iter().collect();
            let text = serde_json::to_string_pretty(&scores).map_err(|error| Failure::usage(error.to_string()))?;
            return write_out(&(text + "\n"));
        }
        let mut text = lines(&table_of_languages(&scores));
        for (name, score) in &scores {
            let worst: Vec<String> =
                score.worst(WORST).iter().map(|(language, f1)| format!("{language} {f1:.3}")).collect();
            let _ = writeln!(text, "\n{name}, worst: {}", worst.join(", "));
            for wrong in score.wrong.iter().filter(|_| self.errors) {
                let Wrong { expected, found, score, text: wrong } = wrong;
                let _ = writeln!(text, "  {expected} {found} {score:.2} {}", wrong.replace('\n', "\\n"));
            }
        }
        write_out(&text)
    }
}

/// A row for each file: what was told right; mean F1 of the 30 commonest languages, over texts in these, and of all; of
/// labels with a score of 0.9 and more, the share that is right; of documents, the share with the right mix.
fn table_of_languages(scores: &[(String, SetScore)]) -> Table {
    let head = ["", "texts", "right", "und", "F1 of 30", "F1 of all", "sure", "sure right", "mix right"];
    let mut table = super::summary::table(head);
    let share = |part: usize, whole: usize| match whole {
        0 => "-".to_owned(),
        _ => format!("{:.3}", part as f64 / whole as f64),
    };
    for (name, score) in scores {
        let f1 = |f1: Option<f64>| f1.map_or("-".to_owned(), |f1| format!("{f1:.3}"));
        table.add_row([
            name.clone(),
            score.texts.to_string(),
            share(score.right, score.texts),
            share(score.unknown, score.texts),
            f1(score.common_f1()),
            f1(score.all_f1()),
            share(score.sure, score.texts),
            share(score.sure_right, score.sure),
            share(score.mixes_right, score.documents),
        ]);
    }
    table
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
