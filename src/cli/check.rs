//! `tamis check`: every mistake in rule files at once.

use super::exit_code::{Exit, Failure};
use std::io::IsTerminal;
use std::path::PathBuf;
use tamis::diagnostic::counted;
use tamis::pipeline::Pipeline;
use tamis::rules::load::LoadError;

/// Checks rule files, and tries each rule on its examples.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Folders of rule files, stacked over the shipped ones; without any, the shipped rules alone.
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
}

impl Check {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let colour = std::io::stdout().is_terminal();
        match Pipeline::check(&self.folders) {
            Ok((rules, notes)) => {
                anstream::print!("{}", notes.diagnostics.iter().map(|d| d.render(colour) + "\n\n").collect::<String>());
                anstream::println!("{}, {}", counted(rules, "rule"), notes.tally());
                Ok(Exit::Done)
            }
            Err(LoadError::Rules(report)) => {
                anstream::print!("{}", report.render(colour));
                Ok(Exit::No)
            }
            Err(folder @ LoadError::Folder { .. }) => Err(Failure::usage(format!("error: {folder}\n"))),
        }
    }
}
