//! `tamis fit`: labelled pages in, the weights of `context.toml` that tell their content from their chrome out.

use super::exit_code::{Exit, Failure};
use super::{Rules, write_out};
use comfy_table::Table;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tamis::diagnostic::counted;
use tamis::fit::{Curve, Fit, Options, Outcome, both, fit, read, written};
use tamis::input::inputs;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::load::{LoadError, read_layers};
use tamis::score::labelled::Labelled;

/// Learns the weights of `context.toml` from labelled pages, and tells what they are worth on sites not seen.
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    /// Labelled files, as for `tamis score`; `site` tells pages of one site from others.
    #[arg(required = true, value_name = "LABELLED")]
    inputs: Vec<String>,
    #[command(flatten)]
    rules: Rules,
    /// The file to write. If it is there already, its features and comments stay, and its weights are replaced; else the
    /// shipped file is the model.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A folder of text files without any chrome, to learn from too; may be given several times.
    #[arg(long, value_name = "DIR")]
    whole: Vec<PathBuf>,
    /// A source of labelled pages to leave out; may be given several times.
    #[arg(long, value_name = "SOURCE")]
    aside: Vec<String>,
    /// Parts of the sites, of which each is left out once.
    #[arg(long, value_name = "N", default_value_t = 5)]
    folds: usize,
    /// Seed of the order in which pages are looked at.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

impl FitArgs {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let inputs = inputs(&self.inputs, None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
        let text = self.model_text()?;
        let (mut layers, problems) = read_layers(&self.rules.folders).map_err(super::unloadable)?;
        layers.push(Layer::of_text("context", &text));
        let (pipeline, _) = Pipeline::of_layers(&layers, problems, |_| false)
            .map_err(|report| super::unloadable(LoadError::Rules(report)))?;
        let Some(context) = pipeline.context() else {
            return Err(Failure::usage("error: the stage `context` does not run; name it in `pipeline.toml`\n"));
        };
        let reading = read(&pipeline, context, &inputs, &self.aside);
        for bad in &reading.bad {
            anstream::eprintln!("bad: {bad}");
        }
        let mut pages = reading.pages;
        if pages.is_empty() {
            let help = "each record needs `text`, and `keep` with 0 or 1 for each line of it";
            return Err(Failure::usage(format!("error: no page has labels; {help}\n")));
        }
        for folder in &self.whole {
            pages.extend(whole_pages(folder)?.iter().flat_map(|page| both(&pipeline, context, page, true)));
        }
        let scored = pages.iter().filter(|page| page.counts);
        let whole = scored.clone().filter(|page| page.whole).count();
        anstream::eprintln!("{}, {whole} of them without chrome", counted(scored.count(), "page"));
        let settings = context.settings();
        let fitted = fit(settings, &mut pages, Options { seed: self.seed, folds: self.folds });
        let text = written(&text, settings, &fitted.first, &fitted.second);
        fs::write(&self.out, text).map_err(|error| cannot("write", &self.out, &error))?;
        write_out(&shown(&fitted, settings.margin))
    }

    /// The text whose weights are replaced.
    fn model_text(&self) -> Result<String, Failure> {
        if self.out.exists() {
            return fs::read_to_string(&self.out).map_err(|error| cannot("read", &self.out, &error));
        }
        let shipped = Layer::shipped().files.into_iter().find(|file| file.id == "context");
        Ok(shipped.map(|file| file.file.text.clone()).unwrap_or_default())
    }
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("error: cannot {what} {}: {error}\n", path.display()))
}

/// The text files of a folder, in the order of their names, as pages that are all content.
fn whole_pages(folder: &Path) -> Result<Vec<Labelled>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| cannot("read", folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let page = |path: &PathBuf| {
        let text = fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?.trim_end().to_owned();
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let content = vec![true; text.split('\n').count()];
        Ok(Labelled {
            id,
            text,
            content,
            language: "und".into(),
            source: folder.display().to_string(),
            ..Labelled::default()
        })
    };
    paths.iter().map(page).collect()
}

/// The curve, the folds, and how much better the weights do on what they have seen.
fn shown(fitted: &Fit, margin: f32) -> String {
    let mut text = String::from("on sites not seen, by margin:\n");
    let mut table = head("margin");
    for outcome in &fitted.unseen.0 {
        row(&mut table, &format!("{}", outcome.margin), outcome);
    }
    text.push_str(&lines(&table));
    let _ = writeln!(text, "\nby part of the sites, at margin {margin}:");
    let mut table = head("part");
    for (number, curve) in fitted.folds.iter().enumerate() {
        at(&mut table, &format!("{} left out", number + 1), curve, margin);
    }
    at(&mut table, "all, not seen", &fitted.unseen, margin);
    at(&mut table, "all, seen", &fitted.seen, margin);
    text + &lines(&table)
}

fn head(first: &str) -> Table {
    super::summary::table([first, "pages", "dR", "dchrome-", "dF1", "lossy", "whole", "kept"])
}

fn at(table: &mut Table, name: &str, curve: &Curve, margin: f32) {
    if let Some(outcome) = curve.at(margin) {
        row(table, name, outcome);
    }
}

fn row(table: &mut Table, name: &str, outcome: &Outcome) {
    let Outcome { pages, whole, .. } = outcome;
    let mut cells = vec![name.to_owned(), pages.documents.to_string()];
    let shares = [pages.pages.recall, pages.pages.chrome_removed, pages.pages.f1, pages.pages.lossy];
    cells.extend(shares.iter().map(|share| format!("{share:.3}")));
    cells.extend([whole.documents.to_string(), format!("{:.4}", whole.pages.recall)]);
    table.add_row(cells);
}

/// A table without spaces at the ends of its lines.
fn lines(table: &Table) -> String {
    table.to_string().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
