//! `tamis report`: what a run's `report.json` says, as tables or as a page.

use super::exit_code::{Exit, Failure};
use super::{summary, write_out};
use std::path::PathBuf;
use tamis::report::{Report, html};

/// Shows the report of a run: as tables, or as a page to look at in a browser.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// `report.json` of a run.
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Write one self-contained page to this file, `-` for standard output. No script runs in it.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl ReportArgs {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let name = self.report.display();
        let text = std::fs::read(&self.report)
            .map_err(|error| Failure::usage(format!("error: cannot read {name}: {error}\n")))?;
        let report: Report = serde_json::from_slice(&text).map_err(|error| {
            let message =
                format!("error: {name} is no report of this version of tamis: {error}; run `tamis clean` again\n");
            Failure::usage(message)
        })?;
        let Some(file) = self.html else {
            return write_out(&summary::text(&report));
        };
        let page = html::page(&report).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        if file.as_os_str() == "-" {
            return write_out(&page);
        }
        std::fs::write(&file, page)
            .map_err(|error| Failure::usage(format!("error: cannot write {}: {error}\n", file.display())))?;
        Ok(Exit::Done)
    }
}
