//! Asks a model about text in a script of several languages.

use super::codes;
use super::letters;
use super::model::{Model, Sums, words_of};
use super::scan::Scan;
use super::settings::Settings;
use crate::script::Script;

/// What a model says of the languages of a script.
#[derive(Clone, Debug)]
pub(super) struct Odds {
    pub(super) model: &'static Model,
    /// Logarithmic odds of the model's languages, in nats, up to a common constant; calibrated.
    pub(super) nats: Vec<f32>,
}

/// Words read before the odds are looked at.
const WINDOW: usize = 4;

/// Odds from which on no more words are read, in nats: one answer in a hundred and fifty would be another.
const PLAIN: f32 = 5.0;

/// Parts of a paragraph from which windows are taken before the rest is read.
const PARTS: usize = 4;

/// The odds for the words of `scan` in `script`, as many of them as it takes to be sure: a window from its start, one from
/// its middle, then the rest.
pub(super) fn odds(scan: &Scan<'_>, model: &'static Model, script: Script, settings: &Settings) -> Odds {
    let mut sums = Sums::new(&model.table);
    let mut letters = 0;
    let mut word = Vec::with_capacity(32);
    let mut nats = Vec::new();
    for window in windows(scan.spans().len()) {
        for text in scan.words_at(window) {
            words_of(text, script, &mut word, |word| {
                letters += word.len();
                sums.add(word);
            });
        }
        nats.clear();
        let temperature = temperature(sums.grams());
        nats.extend(sums.odds().zip(&model.before).map(|(odds, before)| odds / temperature + before));
        if letters >= settings.sample_letters || margin(&nats) >= PLAIN {
            break;
        }
    }
    Odds { model, nats }
}

/// The order in which `count` words are read.
fn windows(count: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let first = count.div_ceil(PARTS).max(WINDOW);
    let starts = [0, 2, 1, 3].map(move |part| part * first);
    let of_part = move |start: usize| start.min(count)..(start + first).min(count);
    let heads = starts.into_iter().map(move |start| start.min(count)..(start + WINDOW).min(of_part(start).end));
    let rests = starts.into_iter().map(move |start| (start + WINDOW).min(of_part(start).end)..of_part(start).end);
    heads
        .chain(rests.flat_map(|rest| rest.clone().step_by(WINDOW).map(move |at| at..(at + WINDOW).min(rest.end))))
        .filter(|window| !window.is_empty())
}

/// By how much the first is ahead of the second.
fn margin(nats: &[f32]) -> f32 {
    let (mut first, mut second) = (f32::MIN, f32::MIN);
    for &odds in nats {
        if odds > first {
            (first, second) = (odds, first);
        } else if odds > second {
            second = odds;
        }
    }
    first - second
}

/// By how much the model overrates itself on a text of so many n-grams.
fn temperature(grams: usize) -> f32 {
    (grams as f32 / 32.0).powf(0.45).max(1.0) * 1.15
}

/// What the crate whatlang says of the words of `scan` in `script`: a language, and how sure it is.
pub(super) fn whatlang(scan: &Scan<'_>, script: Script, settings: &Settings) -> Option<(&'static str, f32)> {
    if let Some(language) = letters::language(scan, script).filter(|language| settings.allows(language)) {
        return Some((language, 1.0));
    }
    let allow: Vec<_> = settings.allow.iter().filter_map(|code| of_whatlang(code)).collect();
    let detector = match allow.is_empty() {
        true => whatlang::Detector::new(),
        false => whatlang::Detector::with_allowlist(allow),
    };
    let info = detector.detect(&scan.sample(script, settings.sample_letters))?;
    Some((codes::find(info.lang().code())?.code, info.confidence() as f32))
}

/// whatlang's name of a language.
fn of_whatlang(code: &str) -> Option<whatlang::Lang> {
    let name =
        whatlang::Lang::all().iter().find(|lang| codes::find(lang.code()).is_some_and(|known| known.code == code));
    name.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_word_once() {
        for count in [0, 1, 5, 6, 7, 12, 23, 24, 25, 100, 1000] {
            let mut read: Vec<usize> = windows(count).flatten().collect();
            read.sort_unstable();
            assert_eq!(read, (0..count).collect::<Vec<_>>(), "{count}");
        }
    }

    #[test]
    fn knows_every_language_of_whatlang_by_its_code() {
        for lang in whatlang::Lang::all() {
            assert!(codes::find(lang.code()).is_some(), "{lang:?}");
        }
    }
}
