//! What a command tells its caller when it ends.

use std::io;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done. Bad records that were put aside do not change that.
    Done,
    /// 1: the answer is no: `check` found errors, a strict run met a bad record, a run passed a limit.
    No,
    /// 2: wrong usage, rules that do not load, input that cannot be read, output that cannot be written.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::No => Self::from(1),
            Exit::Usage => Self::from(2),
        }
    }
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub struct Failure {
    /// For standard error, with its line end.
    pub message: String,
    /// How the command ends.
    pub exit: Exit,
}

impl Failure {
    /// Wrong usage, rules or input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Usage }
    }

    /// The answer is no.
    pub fn no(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::No }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // A reader that has seen enough, such as `head`, is no failure.
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self { message: String::new(), exit: Exit::Done }
        } else {
            Self::usage(format!("error: {error}\n"))
        }
    }
}
