//! Pages without chrome: poems, recipes, statutes, tables, code, and pages about cookies or log-ins. They stay whole.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tamis::document::Document;
use tamis::pipeline::Pipeline;
use tamis::score::lines::lines;

/// Share of its characters that each page keeps at least, and that all keep in the mean.
const EACH: f64 = 0.98;
const MEAN: f64 = 0.995;

/// The pages of a folder under `tests/pages`, in the order of their names.
fn pages(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(folder);
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    pages.sort();
    pages
}

fn name(page: &Path) -> &str {
    page.file_stem().unwrap().to_str().unwrap()
}

/// The share of its characters that a page keeps, and the lines that went.
fn kept(pipeline: &Pipeline, page: &Path) -> (f64, Vec<String>) {
    let text = fs::read_to_string(page).unwrap();
    let cleaned = pipeline.clean(Document::new(name(page), text.trim_end()));
    let (mut all, mut stays, mut gone) = (0, 0, Vec::new());
    for (line, text) in lines(&cleaned).iter().zip(text.lines()) {
        all += line.weight;
        if line.stays || line.weight == 0 {
            stays += line.weight;
        } else {
            gone.push(text.to_owned());
        }
    }
    (stays as f64 / all as f64, gone)
}

/// Checks the pages of a folder; returns how many there are.
fn check(folder: &str) -> usize {
    let pipeline = Pipeline::shipped().unwrap();
    let pages = pages(folder);
    let mut sum = 0.0;
    for page in &pages {
        let (share, gone) = kept(&pipeline, page);
        assert!(share >= EACH, "{} keeps {share:.3} and loses {gone:#?}", name(page));
        sum += share;
    }
    let mean = sum / pages.len() as f64;
    assert!(mean >= MEAN, "{folder}: the pages keep {mean:.4} in the mean");
    pages.len()
}

#[test]
fn pages_without_chrome_stay_whole() {
    assert!(check(".") >= 40);
}

#[test]
fn pages_that_nothing_was_fitted_to_stay_whole_too() {
    assert!(check("held") >= 20);
}

#[test]
fn the_pages_are_of_many_languages_in_both_folders() {
    for (folder, least) in [(".", 12), ("held", 12)] {
        let pages = pages(folder);
        let languages: BTreeSet<&str> = pages.iter().map(|page| name(page).split('-').next().unwrap()).collect();
        assert!(languages.len() >= least, "{folder}: {languages:?}");
    }
}
