//! `tamis langs`: the languages that labels may have.

use super::exit_code::{Exit, Failure};
use super::write_out;
use std::fmt::Write as _;
use tamis::language::known;

/// Lists the languages that are told apart: code in labels and rules, ISO 639-3, how each is told (by a script that is its
/// own, a model of its script, or letters of its own), name.
#[derive(Debug, clap::Args)]
pub struct Langs {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Langs {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut text = String::new();
        for language in known() {
            let told = language.told_by();
            let _ = match self.json {
                true => writeln!(
                    text,
                    "{}",
                    serde_json::json!({
                        "code": language.code, "iso639-3": language.code3, "told_by": told, "name": language.name,
                    })
                ),
                false => {
                    writeln!(text, "{:4}{:4}{:24}{}", language.code, language.code3, told.join(", "), language.name)
                }
            };
        }
        write_out(&text)
    }
}
