//! `tamis completions` and `tamis man`: text for shells and manuals, made from the definition of the command line.

use super::exit_code::{Exit, Failure};
use super::{Args, write_out};
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions of a shell.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "tamis", &mut script);
        write_out(&String::from_utf8_lossy(&script))
    }
}

/// Prints the manual page of the program, or of one of its commands.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// A command, such as `clean`.
    command: Option<String>,
}

impl Man {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut program = Args::command().name("tamis");
        program.build();
        let page = match &self.command {
            None => program,
            Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
                let names = Args::command().get_subcommands().map(|c| c.get_name().to_owned()).collect::<Vec<_>>();
                Failure::usage(format!("error: no command is called `{name}`; all commands: {}\n", names.join(", ")))
            })?,
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        write_out(&String::from_utf8_lossy(&text))
    }
}
