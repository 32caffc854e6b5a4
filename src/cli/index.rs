//! `tamis index`: what an index of earlier runs holds, and one index of several.

use super::exit_code::{Exit, Failure};
use super::summary::table;
use super::write_out;
use std::path::PathBuf;
use tamis::survey::index::{Index as Kept, IndexError};

/// Shows an index of `clean --index`, or makes one of several.
#[derive(Debug, clap::Args)]
pub struct Index {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Tells which runs an index holds: documents, different paragraphs, bytes.
    Info {
        /// Its folder.
        #[arg(value_name = "DIR")]
        index: PathBuf,
    },
    /// Makes an index of the runs of several, the first index's first.
    Merge {
        /// Folder of the new index.
        #[arg(value_name = "DIR")]
        into: PathBuf,
        /// Folders of the indexes, made with the same rules of dedup.
        #[arg(required = true, value_name = "INDEX")]
        indexes: Vec<PathBuf>,
    },
}

impl Index {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Info { index } => info(&Kept::read(&index).map_err(failure)?),
            Command::Merge { into, indexes } => {
                let indexes: Result<Vec<Kept>, IndexError> = indexes.iter().map(|folder| Kept::read(folder)).collect();
                info(&Kept::merge(&into, &indexes.map_err(failure)?).map_err(failure)?)
            }
        }
    }
}

fn info(index: &Kept) -> Result<Exit, Failure> {
    let mut runs = table(["run", "documents", "paragraphs", "bytes"]);
    let mut total = [0; 3];
    for segment in index.segments() {
        let counts = [segment.documents, segment.paragraphs, index.bytes(segment).map_err(failure)?];
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        let [documents, paragraphs, bytes] = counts.map(|count| count.to_string());
        runs.add_row([segment.name.clone(), documents, paragraphs, bytes]);
    }
    let [documents, paragraphs, bytes] = total.map(|count| count.to_string());
    runs.add_row(["all".to_owned(), documents, paragraphs, bytes]);
    write_out(&format!("{runs}\n"))
}

fn failure(error: IndexError) -> Failure {
    Failure::usage(format!("error: {error}\n"))
}
