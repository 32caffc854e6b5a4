//! The command line: one file per command. Data goes to standard output, all else to standard error.

mod check;
mod clean;
mod exit_code;
mod explain;
mod progress;
mod summary;

use clap::{ColorChoice, Parser, Subcommand};
use exit_code::Failure;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tamis::pipeline::{LoadError, Pipeline};

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
    /// Checks rule files, and tries each rule on its examples.
    Check(check::Check),
}

/// Folders of rules over the shipped ones.
#[derive(Debug, clap::Args)]
struct Rules {
    /// A folder of rule files, stacked over the shipped rules; may be given several times.
    #[arg(long = "rules", value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl Rules {
    /// The pipeline of these rules; warnings go to standard error.
    fn pipeline(&self) -> Result<Pipeline, Failure> {
        let (pipeline, notes) = Pipeline::of_folders(&self.folders).map_err(|error| match error {
            LoadError::Rules(report) => Failure::usage(report.render(std::io::stderr().is_terminal())),
            folder @ LoadError::Folder { .. } => Failure::usage(format!("error: {folder}\n")),
        })?;
        if !notes.diagnostics.is_empty() {
            anstream::eprint!("{}", notes.render(true));
        }
        Ok(pipeline)
    }
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
        Command::Check(check) => check.run(),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        anstream::eprint!("{}", failure.message);
        failure.exit
    });
    // Nobody is left to tell if this fails.
    let _ = std::io::stdout().flush();
    exit.into()
}
