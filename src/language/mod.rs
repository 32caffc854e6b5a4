//! Languages of paragraphs and documents: text in, a [`Label`] out, and the [`Mix`] of many labels.
//!
//! A paragraph is first stripped of addresses and ids (`scan`); what looks like code is not labelled. The script
//! with the most letters names the language where it can (`scripts`), with Han text told apart by characters
//! (`han`); then letters of single languages (`letters`); then a trigram model, whatlang, and where that
//! is not sure, common words (`words`).

mod codes;
mod han;
mod letters;
mod scan;
mod scripts;
mod words;

pub use codes::known_code;

use crate::script::{self, Script};
use scan::Scan;
use scripts::Verdict;
use thiserror::Error;

/// What a paragraph is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// ISO 639-1 code, ISO 639-3 where there is none; `und` where there is too little text to tell, `zxx` is not used.
    pub language: &'static str,
    /// ISO 15924 code, such as `Latn`, `Hans`, `Hant`, `Cyrl`; `Zyyy` where there are no letters
    /// outside addresses and ids.
    pub script: &'static str,
    /// How sure, 0 to 1; 0 for `und`.
    pub score: f32,
}

impl Default for Label {
    fn default() -> Self {
        Self { language: "und", script: "Zyyy", score: 0.0 }
    }
}

/// One language's part of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// As in [`Label`].
    pub language: &'static str,
    /// As in [`Label`].
    pub script: &'static str,
    /// Share of the document's letters, 0 to 1.
    pub share: f64,
    /// Mean score of its paragraphs, weighted by letters.
    pub score: f64,
}

/// The languages of a document by their share of its letters, the largest first; equal shares by code.
pub type Mix = Vec<Share>;

/// How much text a label needs, and what it may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Letters that a paragraph must have for the model, or letters of single languages, to decide.
    pub min_letters: usize,
    /// Letters that it must have where the script decides: Han, Kana, Hangul, Thai, Greek and so on.
    pub min_letters_wide: usize,
    /// Score of the model below which the answer is `und`, 0 to 1.
    pub min_score: f32,
    /// Characters of a paragraph that the model looks at; it takes most of the time of this stage.
    pub sample_chars: usize,
    /// Languages that the model chooses from, ISO 639-1 or 639-3; empty for all it knows. A text in another language
    /// gets the nearest of these, so name all that the corpus has. Languages told by script are not concerned.
    pub allow: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_letters: 20, min_letters_wide: 4, min_score: 0.5, sample_chars: 200, allow: Vec::new() }
    }
}

/// A name in [`Settings::allow`] that the model does not know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the language model knows no language `{0}`")]
pub struct UnknownLanguage(pub String);

/// Score of an answer that common words gave, or the habit of a script, where the model was below its least score.
const WORDS_SCORE: f32 = 0.5;

/// Score of a language whose common words leave no doubt.
const CLEAR_SCORE: f32 = 0.98;

/// Labels paragraphs; the same text always gets the same label.
#[derive(Clone, Debug, Default)]
pub struct Detector {
    settings: Settings,
    model: whatlang::Detector,
    /// Codes of the languages allowed; empty for all.
    allowed: Vec<&'static str>,
}

impl Detector {
    /// A detector of these settings; fails if `allow` names a language that the model does not know.
    pub fn new(settings: Settings) -> Result<Self, UnknownLanguage> {
        let mut languages = Vec::with_capacity(settings.allow.len());
        for name in &settings.allow {
            languages.push(codes::by_code(name).ok_or_else(|| UnknownLanguage(name.clone()))?);
        }
        let allowed = languages.iter().map(|&language| codes::code(language)).collect();
        let model = match languages.is_empty() {
            true => whatlang::Detector::new(),
            false => whatlang::Detector::with_allowlist(languages),
        };
        Ok(Self { settings, model, allowed })
    }

    /// The settings it was built from.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What `text`, one paragraph, is written in.
    pub fn label(&self, text: &str) -> Label {
        let scan = Scan::of(text, self.settings.sample_chars);
        match scripts::judge(text, &scan) {
            Verdict::Nothing => Label::default(),
            Verdict::Language { script, letters, .. } if letters < self.settings.min_letters_wide => {
                Label { script, ..Label::default() }
            }
            Verdict::Language { language, script, letters } => {
                Label { language, script, score: letters as f32 / scan.letters as f32 }
            }
            Verdict::Open(script) => self.ask(&scan, script),
        }
    }

    /// Asks letters and model about text in a script of several languages.
    fn ask(&self, scan: &Scan, script: Script) -> Label {
        let unknown = Label { script: script.short_name(), ..Label::default() };
        let letters = scan.letters_of(script);
        // Hebrew is all but alone in its script: the model's part is to know Yiddish.
        let enough = if script == Script::Hebrew { self.settings.min_letters_wide } else { self.settings.min_letters };
        if letters < enough || scan.is_machine_made() {
            return unknown;
        }
        if let Some(language) = letters::language(scan, script).filter(|language| self.is_allowed(language)) {
            return Label { language, score: letters as f32 / scan.letters as f32, ..unknown };
        }
        if script == Script::Hebrew && letters < self.settings.min_letters {
            return Label { language: "he", score: WORDS_SCORE, ..unknown };
        }
        // Letters of other scripts would only blur the trigrams.
        let other = |c: char| {
            c != ' ' && !matches!(script::of(c), Script::Common | Script::Inherited) && script::of(c) != script
        };
        let sample = scan.sample.replace(other, " ");
        if let Some(language) = words::clear_language(&sample).filter(|language| self.is_allowed(language)) {
            return Label { language, score: CLEAR_SCORE, ..unknown };
        }
        let info = self.model.detect(&sample);
        let guess = info
            .as_ref()
            .map(|info| codes::code(info.lang()))
            .filter(|language| !words::speak_against(&sample, language));
        let score = info.map_or(0.0, |info| info.confidence() as f32);
        match guess {
            Some(language) if score >= self.settings.min_score && score > 0.0 => Label { language, score, ..unknown },
            _ => match words::language(&sample, guess).filter(|language| self.is_allowed(language)) {
                Some(language) => Label { language, score: WORDS_SCORE, ..unknown },
                None if script == Script::Hebrew => Label { language: "he", score: WORDS_SCORE, ..unknown },
                None => unknown,
            },
        }
    }

    fn is_allowed(&self, language: &str) -> bool {
        self.allowed.is_empty() || self.allowed.contains(&language)
    }

    /// The languages of a document, from the label and the number of letters of each of its paragraphs.
    ///
    /// `und` paragraphs have a share like any other. Chinese paragraphs that do not tell their form (`Hani`) count
    /// with the form that most of the document's Chinese has. A document without letters is all `und`; one without
    /// paragraphs has no languages.
    pub fn mix(labels: impl IntoIterator<Item = (Label, usize)>) -> Mix {
        let mut mix: Mix = Vec::new();
        for (label, letters) in labels {
            add(&mut mix, &label, letters as f64, f64::from(label.score) * letters as f64);
        }
        settle_hani(&mut mix);
        let letters: f64 = mix.iter().map(|share| share.share).sum();
        if letters == 0.0 {
            mix.truncate(1);
            mix.iter_mut()
                .for_each(|only| *only = Share { language: "und", script: only.script, share: 1.0, score: 0.0 });
            return mix;
        }
        mix.retain(|share| share.share > 0.0);
        for share in &mut mix {
            share.score /= share.share;
            share.share /= letters;
        }
        mix.sort_by(|a, b| {
            b.share.total_cmp(&a.share).then_with(|| (a.language, a.script).cmp(&(b.language, b.script)))
        });
        mix
    }
}

/// Adds letters, and the sum of their scores, to the share of a language.
fn add(mix: &mut Mix, label: &Label, letters: f64, score: f64) {
    let same = |share: &&mut Share| (share.language, share.script) == (label.language, label.script);
    match mix.iter_mut().find(same) {
        Some(share) => {
            share.share += letters;
            share.score += score;
        }
        None => mix.push(Share { language: label.language, script: label.script, share: letters, score }),
    }
}

/// Lets Chinese of no telling form count with the form that prevails.
fn settle_hani(mix: &mut Mix) {
    for language in ["zh", "yue"] {
        let of = |mix: &Mix, script| {
            mix.iter()
                .find(|share| (share.language, share.script) == (language, script))
                .map_or(0.0, |share| share.share)
        };
        let (simplified, traditional) = (of(mix, "Hans"), of(mix, "Hant"));
        if simplified == traditional {
            continue;
        }
        let script = if simplified > traditional { "Hans" } else { "Hant" };
        if let Some(at) = mix.iter().position(|share| (share.language, share.script) == (language, "Hani")) {
            let open = mix.remove(at);
            add(mix, &Label { language, script, score: 0.0 }, open.share, open.score);
        }
    }
}

#[cfg(test)]
mod tests;
