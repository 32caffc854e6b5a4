//! `tamis mine`: a dump in, a rule set for the lines that repeat in it out.

use super::exit_code::{Exit, Failure};
use super::{Rules, unloadable, write_out};
use std::fs;
use std::path::{Path, PathBuf};
use tamis::diagnostic::counted;
use tamis::input::inputs;
use tamis::mine::{MineError, Mined, Options, mine};

/// Proposes rules for lines that repeat in a dump and that no rule takes.
#[derive(Debug, clap::Args)]
pub struct Mine {
    /// Files, folders or quoted patterns, as `clean` takes them; not standard input, since they are read three times.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// File for the rule set, such as `my-rules/chrome/forum.toml`; it must not exist. Without it, the set goes to
    /// standard output.
    #[arg(long, short, value_name = "FILE.toml")]
    out: Option<PathBuf>,
    /// Documents of a host, or of all without an address, in which a line must stand.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(2..))]
    min_documents: u64,
    /// Or the share of the documents of a host, 0 to 1; three documents at least.
    #[arg(long, value_name = "S", default_value_t = 0.5)]
    min_share: f64,
    /// Name of the set; that of FILE if not given.
    #[arg(long, value_name = "NAME")]
    set: Option<String>,
    /// Lines to propose at most: those that stand in most documents.
    #[arg(long, value_name = "N", default_value_t = 200)]
    most: usize,
    #[command(flatten)]
    rules: Rules,
}

impl Mine {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.inputs.iter().any(|input| input == "-") {
            return Err(Failure::usage("error: `mine` reads its inputs three times; save standard input to a file\n"));
        }
        if let Some(out) = self.out.as_deref().filter(|out| out.exists()) {
            let help = "name another file, or move it away: it may hold what you have edited";
            return Err(Failure::usage(format!("error: {} is there already; {help}\n", out.display())));
        }
        let inputs = inputs(&self.inputs, None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let stem = self.out.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
        let options = Options {
            min_documents: self.min_documents,
            min_share: self.min_share,
            most: self.most,
            set: self.set.clone().or(stem).unwrap_or_else(|| Options::default().set),
        };
        let mined = mine(&self.rules.folders, &inputs, &options).map_err(|error| match error {
            MineError::Load(error) => unloadable(error),
            taken @ MineError::SetTaken(_) => Failure::usage(format!("error: {taken}\n")),
        })?;
        tell(&mined, self.out.as_deref());
        match &self.out {
            None => write_out(&mined.text),
            Some(out) => save(out, &mined.text),
        }
    }
}

/// Says on standard error what was found.
fn tell(mined: &Mined, out: Option<&Path>) {
    let count = |number: u64, noun| counted(usize::try_from(number).unwrap_or(usize::MAX), noun);
    anstream::eprintln!("read      {} of {}", count(mined.documents, "document"), counted(mined.hosts, "host"));
    if mined.bad > 0 {
        anstream::eprintln!("passed    {} that cannot be read; `tamis clean` says why", count(mined.bad, "record"));
    }
    anstream::eprintln!("proposed  {} for {}", counted(mined.rules, "rule"), counted(mined.lines, "line"));
    if mined.left_out > 0 {
        anstream::eprintln!("left out  {} that other rules take part of", counted(mined.left_out, "rule"));
    }
    if let Some(out) = out {
        anstream::eprintln!("see       {}", out.display());
        let folder = out.parent().and_then(Path::file_name).unwrap_or_default();
        if folder != "chrome" {
            anstream::eprintln!("note      `--rules DIR` finds it as DIR/chrome/NAME.toml");
        }
    }
}

fn save(out: &Path, text: &str) -> Result<Exit, Failure> {
    let write = || {
        if let Some(folder) = out.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(out, text)
    };
    write().map_err(|error| Failure::usage(format!("error: cannot write {}: {error}\n", out.display())))?;
    Ok(Exit::Done)
}
