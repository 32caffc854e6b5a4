//! The command line: one file per command. Data goes to standard output, all else to standard error.

mod check;
mod clean;
mod diff;
mod duplicates;
mod exit_code;
mod explain;
mod fit;
mod form;
mod index;
mod langs;
mod mine;
mod progress;
mod report;
mod restore;
mod rules;
mod sample;
mod score;
mod shell;
mod size;
mod summary;
mod test;
mod why;

use clap::{ColorChoice, Parser, Subcommand};
use encoding_rs::Encoding;
use exit_code::{Exit, Failure};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tamis::input::Fields;
use tamis::pipeline::Pipeline;
use tamis::rules::load::LoadError;
use tamis::rules::{Layer, RuleBook};

/// A sieve for scraped web text: site chrome and repeats out, clean JSON lines left, every removed byte accounted for.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
    /// When to colour what is printed.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Short for `--color never`.
    #[arg(long, global = true, conflicts_with = "color")]
    no_color: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Cleans inputs: one shard of JSON lines each.
    Clean(clean::Clean),
    /// Shows a page with what is removed from it, by which rule, and why.
    Explain(explain::Explain),
    /// Compares what two sets of rules remove from the same inputs.
    Diff(diff::Diff),
    /// Checks rule files, and tries each rule on its examples.
    Check(check::Check),
    /// Rebuilds the records that a clean shard was made of, from the shard and its ledger.
    Restore(restore::Restore),
    /// Lists what went from the records of a shard, by its ledger.
    Removed(restore::Removed),
    /// Tries rules on their examples, and shows where one does not hold.
    Test(test::Test),
    /// Proposes rules for lines that repeat in a dump and that no rule takes.
    Mine(mine::Mine),
    /// Scores rules on labelled pages: what they keep and take of content and chrome.
    Score(score::ScoreArgs),
    /// Learns the weights of `context.toml` from labelled pages.
    Fit(fit::FitArgs),
    /// Lists rules, shows one as it runs, writes the shipped files for editing.
    Rules(rules::Rules),
    /// Lists the languages that are told apart.
    Langs(langs::Langs),
    /// Draws a sample of a dump: records as JSON lines, the same ones for the same inputs and seed.
    Sample(sample::SampleArgs),
    /// Shows the report of a run: as tables, or as a page to look at in a browser.
    Report(report::ReportArgs),
    /// Shows the largest groups of duplicates that were taken out: how many copies, of which paragraph, with a sample.
    Duplicates(duplicates::Duplicates),
    /// Shows an index of `clean --index`, or makes one of several.
    Index(index::Index),
    /// Prints the completions of a shell.
    Completions(shell::Completions),
    /// Prints the manual page.
    Man(shell::Man),
}

/// Folders of rules over the shipped ones.
#[derive(Debug, clap::Args)]
struct Rules {
    /// A folder of rule files, stacked over the shipped rules; may be given several times.
    #[arg(long = "rules", value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Loses less content, and leaves more chrome: the margin `precision` of `context.toml`.
    #[arg(long)]
    precision: bool,
}

impl Rules {
    /// All rules as written, for commands that look at them without running them.
    fn book(&self) -> Result<RuleBook, Failure> {
        RuleBook::of_folders(&self.folders).map_err(unloadable)
    }

    /// The pipeline of these rules; warnings go to standard error.
    fn pipeline(&self) -> Result<Pipeline, Failure> {
        let (pipeline, notes) =
            Pipeline::of_folders_under(&self.folders, self.precision.then(Layer::precision)).map_err(unloadable)?;
        if !notes.diagnostics.is_empty() {
            anstream::eprint!("{}", notes.render(true));
        }
        Ok(pipeline)
    }
}

/// What is said of records: names of their fields, and their charset.
#[derive(Debug, clap::Args)]
struct FieldNames {
    /// Field or column that holds the text; `content.body` is the field `body` of the object `content`, unless there is a
    /// field of just that name.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Field or column that holds the id.
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// Field or column that holds the address of the page.
    #[arg(long, value_name = "NAME", default_value = "url")]
    url_field: String,
    /// Charset of the text, such as gb18030, big5, shift_jis, euc-kr, utf-16le, windows-1251; told by the bytes if not
    /// given.
    #[arg(long, value_name = "NAME", value_parser = charset)]
    charset: Option<&'static Encoding>,
}

/// The charset of this name.
fn charset(name: &str) -> Result<&'static Encoding, String> {
    tamis::input::charset::named(name).ok_or_else(|| {
        "no charset has this name; names are those of the WHATWG: gbk, big5, shift_jis, koi8-r".to_owned()
    })
}

impl From<FieldNames> for Fields {
    fn from(names: FieldNames) -> Self {
        Self { text: names.text_field, id: names.id_field, url: names.url_field, charset: names.charset }
    }
}

/// Whether the rule `id` is the one that `wanted` names, or of the set or stage that it names.
fn is_within(id: &str, wanted: &str) -> bool {
    id.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Rules that do not load end a command.
fn unloadable(error: LoadError) -> Failure {
    match error {
        LoadError::Rules(report) => Failure::usage(report.render(std::io::stderr().is_terminal())),
        folder @ LoadError::Folder { .. } => Failure::usage(format!("error: {folder}\n")),
    }
}

/// Prints the data that a command was asked for.
fn write_out(text: &str) -> Result<Exit, Failure> {
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let choice = if args.no_color { ColorChoice::Never } else { args.color };
    match choice {
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        ColorChoice::Auto => {}
    }
    let outcome = match args.command {
        Command::Clean(clean) => clean.run(),
        Command::Explain(explain) => explain.run(),
        Command::Diff(diff) => diff.run(),
        Command::Check(check) => check.run(),
        Command::Restore(restore) => restore.run(),
        Command::Removed(removed) => removed.run(),
        Command::Test(test) => test.run(),
        Command::Mine(mine) => mine.run(),
        Command::Score(score) => score.run(),
        Command::Fit(fit) => fit.run(),
        Command::Rules(rules) => rules.run(),
        Command::Langs(langs) => langs.run(),
        Command::Sample(sample) => sample.run(),
        Command::Report(report) => report.run(),
        Command::Duplicates(duplicates) => duplicates.run(),
        Command::Index(index) => index.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        anstream::eprint!("{}", failure.message);
        failure.exit
    });
    // Nobody is left to tell if this fails.
    let _ = std::io::stdout().flush();
    exit.into()
}
