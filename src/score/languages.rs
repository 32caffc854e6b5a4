//! Texts of known language in; how well a detector tells them, out.
//!
//! A file has a text a line, its language before it, parted by a tab; `\n` inside a text is a line end. Languages are named
//! by ISO 639-1 or 639-3, Chinese also by its form (`zh-Hant`); what is no language by `und`, `zxx`, or a name that is no
//! code (`base64`). A line with several labels, parted by commas, is a document with a paragraph for each.

use crate::language::{COMMON, Detector, Label, find, mix};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Score from which on a label is called sure.
const SURE: f32 = 0.9;

/// By how much a share of the mix may be off.
const MIX_POINTS: f64 = 0.05;

/// Counts of one language.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Tally {
    /// Texts in it.
    pub texts: usize,
    /// Texts that were said to be in it.
    pub answered: usize,
    /// Of these, those that are.
    pub right: usize,
}

impl Tally {
    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        if self.right == 0 { 0.0 } else { 2.0 * self.right as f64 / (self.texts + self.answered) as f64 }
    }
}

/// A text told wrong.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Its language, as the file names it.
    pub expected: String,
    /// What was answered.
    pub found: String,
    /// How sure the answer was.
    pub score: f32,
    /// The text.
    pub text: String,
}

/// What came out of one file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetScore {
    /// Texts, or paragraphs of documents.
    pub texts: usize,
    /// Told right.
    pub right: usize,
    /// Answered with `und`.
    pub unknown: usize,
    /// Labels with a score of 0.9 and more.
    pub sure: usize,
    /// Of these, the right ones.
    pub sure_right: usize,
    /// Documents, if the file has any, and those whose mix is right within 5 points in each language.
    pub documents: usize,
    /// See `documents`.
    pub mixes_right: usize,
    /// By language.
    pub languages: BTreeMap<String, Tally>,
    /// The same, counted over texts in the commonest languages alone.
    pub common: BTreeMap<String, Tally>,
    /// Texts told wrong.
    #[serde(skip)]
    pub wrong: Vec<Wrong>,
}

impl SetScore {
    /// Scores a detector on a file.
    pub fn of(detector: &Detector, file: &str) -> Self {
        let mut score = Self::default();
        for line in file.lines() {
            let Some((names, text)) = line.split_once('\t') else { continue };
            let text = text.replace("\\n", "\n");
            let names: Vec<&str> = names.split(',').collect();
            match names[..] {
                [name] => score.add(name, &text, detector.label(&text)),
                _ => score.add_document(&names, &text, detector),
            }
        }
        score
    }

    fn add(&mut self, name: &str, text: &str, label: Label) {
        let (expected, found) = (expected(name), answer(name, label));
        let right = usize::from(found == expected);
        self.texts += 1;
        self.right += right;
        self.unknown += usize::from(found == "und");
        if label.score >= SURE {
            self.sure += 1;
            self.sure_right += right;
        }
        let is_common = COMMON.contains(&expected.as_str());
        for tallies in [Some(&mut self.languages), is_common.then_some(&mut self.common)].into_iter().flatten() {
            let tally = tallies.entry(expected.clone()).or_default();
            tally.texts += 1;
            tally.right += right;
            tallies.entry(found.clone()).or_default().answered += 1;
        }
        if right == 0 {
            let (expected, text) = (name.to_owned(), text.to_owned());
            self.wrong.push(Wrong { expected, found, score: label.score, text });
        }
    }

    fn add_document(&mut self, names: &[&str], text: &str, detector: &Detector) {
        let parts: Vec<&str> = text.split('\n').filter(|part| !part.trim().is_empty()).collect();
        let labels = detector.labels(&parts);
        let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
        let mut shares: BTreeMap<String, f64> = BTreeMap::new();
        let mut truth: BTreeMap<String, f64> = BTreeMap::new();
        let all: usize = parts.iter().map(|part| letters(part)).sum();
        for ((name, part), label) in names.iter().zip(&parts).zip(&labels) {
            self.add(name, part, *label);
            *truth.entry(expected(name)).or_default() += letters(part) as f64 / all as f64;
        }
        for part in mix(labels.into_iter().zip(parts.iter().map(|part| letters(part)))) {
            *shares.entry(part.language.to_owned()).or_default() += part.share;
        }
        let languages: BTreeSet<&str> = shares.keys().chain(truth.keys()).map(String::as_str).collect();
        let of = |map: &BTreeMap<String, f64>, language: &str| map.get(language).copied().unwrap_or(0.0);
        self.documents += 1;
        let off = |language: &&str| (of(&shares, language) - of(&truth, language)).abs() > MIX_POINTS;
        self.mixes_right += usize::from(!languages.iter().any(off));
    }

    /// Mean F1 of the commonest languages, over the texts that are in one of them.
    pub fn common_f1(&self) -> Option<f64> {
        mean_f1(&self.common)
    }

    /// Mean F1 of all languages of the file.
    pub fn all_f1(&self) -> Option<f64> {
        mean_f1(&self.languages)
    }

    /// The languages told worst, with their F1: of those that the detector knows.
    pub fn worst(&self, count: usize) -> Vec<(&str, f64)> {
        let is_known = |name: &str| find(name).is_some() || name.starts_with("zh-");
        let rows = self.languages.iter().filter(|(name, tally)| tally.texts > 0 && is_known(name));
        let mut rows: Vec<(&str, f64)> = rows.map(|(name, tally)| (name.as_str(), tally.f1())).collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
        rows.truncate(count);
        rows
    }
}

fn mean_f1(tallies: &BTreeMap<String, Tally>) -> Option<f64> {
    let scored: Vec<f64> = tallies.values().filter(|tally| tally.texts > 0).map(Tally::f1).collect();
    (!scored.is_empty()).then(|| scored.iter().sum::<f64>() / scored.len() as f64)
}

/// Names of what is no language and might be taken for the code of one.
const NO_LANGUAGE: &[&str] = &["url", "zxx"];

/// The answer that a label of the file asks for.
fn expected(name: &str) -> String {
    match find(name) {
        Some(known) => known.code.to_owned(),
        // A language that the detector does not know keeps its own name: only another answer could be right.
        None if name.len() == 3 && !NO_LANGUAGE.contains(&name) || name.starts_with("zh-") => name.to_owned(),
        None => "und".to_owned(),
    }
}

/// The answer in the terms of the file: the written form where its label asks for it.
fn answer(name: &str, label: Label) -> String {
    match (name.starts_with("zh-"), label.language) {
        (true, "zh" | "yue") => format!("zh-{}", label.script),
        _ => label.language.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_texts_and_documents() {
        let file = "eng\tThis afternoon we are going to the library to read.\n\
                    deu\tHeute Nachmittag gehen wir in die Bibliothek.\n\
                    deu\tThis is not what the label says it is, and so it counts as wrong.\n\
                    zh-Hant\t今天下午我們去圖書館看書\n\
                    number\t12 34 56\n\
                    eng,deu\tThis afternoon we are going to the library.\\n\\nHeute gehen wir in die Bibliothek.\n";
        let score = SetScore::of(&Detector::default(), file);
        assert_eq!((score.texts, score.right, score.documents, score.mixes_right), (7, 6, 1, 1));
        assert_eq!(score.wrong[0].expected, "deu");
        assert_eq!(score.languages["de"].f1(), 2.0 * 2.0 / (3.0 + 2.0));
        assert_eq!(score.common_f1(), Some((0.8 + 2.0 * 2.0 / (2.0 + 3.0)) / 2.0));
        assert_eq!(score.worst(1), [("de", 0.8)]);
    }
}
