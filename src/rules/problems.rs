//! Mistakes noted while rule files are read, for all of them to be told at once.

use crate::diagnostic::{Diagnostic, Place, Report, Severity};
use rayon::prelude::*;
use std::cell::RefCell;

/// Where mistakes are noted.
#[derive(Debug, Default)]
pub struct Problems {
    found: RefCell<Vec<Diagnostic>>,
    /// Paths of files that are no sound TOML.
    unsound: RefCell<Vec<String>>,
}

/// Mistakes that a slip in the syntax brings with it: keys that it hid, names that it broke.
const IN_THE_WAKE_OF_A_SLIP: &[&str] = &["rule/missing-key", "rule/bad-id"];

impl Problems {
    /// Notes an error: what is wrong, why (said at the place itself), the mend.
    pub fn error(
        &self,
        code: &'static str,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.note(Severity::Error, code, place, message.into(), label.into(), help.into());
    }

    /// Notes a warning.
    pub fn warning(
        &self,
        code: &'static str,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.note(Severity::Warning, code, place, message.into(), label.into(), help.into());
    }

    fn note(
        &self,
        severity: Severity,
        code: &'static str,
        place: &Place,
        message: String,
        label: String,
        help: String,
    ) {
        if IN_THE_WAKE_OF_A_SLIP.contains(&code) && self.unsound.borrow().contains(&place.file.path) {
            return;
        }
        let place = place.clone();
        self.found.borrow_mut().push(Diagnostic { severity, code, message, place, label, help });
    }

    /// Notes a slip in the syntax of a file: what it brings with it is not told besides.
    pub fn syntax_error(&self, place: &Place, label: &str, help: &str) {
        self.unsound.borrow_mut().push(place.file.path.clone());
        self.error("toml/syntax", place, "the file is not TOML", label, help);
    }

    /// Works on each item, on all processors; what is noted of one is told with the rest.
    pub fn of_each<I: Sync, T: Send>(&self, items: &[I], work: impl Fn(&I, &Self) -> T + Sync) -> Vec<T> {
        let unsound = self.unsound.borrow().clone();
        let done: Vec<(T, Self)> = items
            .par_iter()
            .map(|item| {
                let own = Self { found: RefCell::default(), unsound: RefCell::new(unsound.clone()) };
                (work(item, &own), own)
            })
            .collect();
        let take = |(done, own): (T, Self)| {
            self.found.borrow_mut().extend(own.found.into_inner());
            self.unsound.borrow_mut().extend(own.unsound.into_inner().into_iter().skip(unsound.len()));
            done
        };
        done.into_iter().map(take).collect()
    }

    /// How many errors were noted so far.
    pub fn errors(&self) -> usize {
        self.found.borrow().iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// All that was noted, sorted: an error where a run cannot go on, else the warnings.
    ///
    /// # Errors
    /// Where at least one of the notes is an error.
    pub fn into_report(self) -> Result<Report, Report> {
        let mut report = Report { diagnostics: self.found.into_inner() };
        report.sort();
        if report.errors() > 0 { Err(report) } else { Ok(report) }
    }
}

/// The mend for a misspelt name: the nearest of `known`, and the whole list.
pub fn suggestion(name: &str, known: &[&str], plural: &str) -> String {
    let mut names: Vec<&str> = known.to_vec();
    names.sort_unstable();
    names.dedup();
    let all = names.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    let close = |(distance, known): &(usize, &str)| *distance <= 1 + known.chars().count() / 4;
    match nearest(name, &names).filter(close) {
        Some((_, known)) => format!("write `{known}`; all {plural}: {all}"),
        None => format!("all {plural}: {all}"),
    }
}

/// The nearest of `known` to `name`, and how many letters lie between them.
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<(usize, &'k str)> {
    known.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known)).min()
}
