//! What the paragraphs of a document say of each other: a short one most likely is in the language of the long ones.

use super::codes::{Number, number};
use super::detector::Reading;
use super::label::{Label, UNKNOWN};
use super::model::Model;

/// Score and letters from which on a paragraph speaks for its document.
const SURE: f32 = 0.9;
const SURE_LETTERS: usize = 20;

/// Score from which on a paragraph is not asked again.
const SETTLED: f32 = 0.995;

/// Chance that a paragraph is in a language of which the document has no sure one, to be shared by all of these.
const NEWCOMER: f32 = 0.05;

/// Letters that a sure paragraph counts at least, and at most: a page of quotations is not ruled by its longest.
const MOST_LETTERS: usize = 500;

/// Languages of a document, by its sure paragraphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Prior {
    /// Letters by language and script.
    weights: Vec<(&'static str, &'static str, f32)>,
    /// Numbers of the sure paragraphs, and their languages.
    sure: Vec<(usize, &'static str)>,
}

impl Prior {
    /// What the sure ones among `readings` say; if there is none, what the others say together.
    pub(super) fn of(readings: &[Reading]) -> Self {
        let mut prior = Self::default();
        for (at, Reading { label, letters, .. }) in readings.iter().enumerate() {
            if is_sure(label, *letters) {
                prior.add(label.language, label.script, (*letters).min(MOST_LETTERS) as f32);
                prior.sure.push((at, label.language));
            }
        }
        if prior.weights.is_empty() {
            prior.pool(readings);
        }
        prior
    }

    fn add(&mut self, language: &'static str, script: &'static str, letters: f32) {
        match self.weights.iter_mut().find(|known| (known.0, known.1) == (language, script)) {
            Some(known) => known.2 += letters,
            None => self.weights.push((language, script, letters)),
        }
    }

    /// Takes the short paragraphs of a page without long ones for one text, as far as they are of one script.
    fn pool(&mut self, readings: &[Reading]) {
        let Some(first) = readings.iter().find_map(|reading| reading.odds.as_ref()) else { return };
        let same = readings.iter().filter_map(|reading| reading.odds.as_ref().map(|odds| (reading, odds)));
        let mut sums = vec![0.0; first.nats.len()];
        let (mut letters, mut script) = (0, "Zyyy");
        for (reading, odds) in same.filter(|(_, odds)| std::ptr::eq(odds.model, first.model)) {
            letters += reading.letters;
            script = reading.label.script;
            let most = odds.nats.iter().copied().fold(f32::MIN, f32::max);
            // One line does not outvote the others.
            sums.iter_mut().zip(&odds.nats).for_each(|(sum, nats)| *sum += (nats - most).max(-MOST_VOTE));
        }
        let best = (0..sums.len()).rev().max_by(|&a, &b| sums[a].total_cmp(&sums[b]));
        let Some(best) = best else { return };
        let others = || (0..sums.len()).filter(|&column| column != best);
        let second = others().map(|column| sums[column]).fold(f32::MIN, f32::max);
        if sums[best] - second >= POOL_MARGIN && first.model.codes[best] != UNKNOWN {
            self.add(first.model.codes[best], script, letters as f32);
        }
    }

    /// Whether the document may know better than the paragraph.
    pub(super) fn may_change(&self, label: &Label) -> bool {
        !is_settled(label) && !self.weights.is_empty()
    }

    /// Puts into `chances` what the document says of the paragraph with number `at`, before it is read, if that is in
    /// `script`, for each column of `model`.
    pub(super) fn weigh(&self, model: &'static Model, script: &'static str, at: usize, chances: &mut Chances) {
        let nearest = [self.sure_before(at), self.sure_after(at)];
        let of = Some((script, nearest));
        // Paragraphs side by side mostly ask for the same.
        if chances.of != of {
            let (known, newcomer) = self.beside(script, nearest);
            let of_language =
                |language| known.iter().find(|known| known.0 == language).map_or(newcomer, |known| known.1);
            chances.by_column.clear();
            chances.by_column.extend(model.numbers.iter().map(|&number| of_language(number)));
            chances.of = of;
        }
    }

    /// Logarithms of the chances of languages in `script`, and of any other one, beside these sure paragraphs.
    fn beside(&self, script: &str, nearest: [Option<&'static str>; 2]) -> (Vec<(Number, f32)>, f32) {
        let of_script = self.weights.iter().filter(|known| known.1 == script);
        let all: f32 = of_script.clone().map(|known| known.2).sum();
        if all == 0.0 {
            return (Vec::new(), 0.0);
        }
        let mut languages: Vec<&'static str> = of_script.clone().map(|known| known.0).collect();
        languages.extend(nearest.iter().flatten());
        languages.sort_unstable();
        languages.dedup();
        let chance = |language| {
            let own: f32 = of_script.clone().filter(|known| known.0 == language).map(|known| known.2).sum();
            let beside = nearest.into_iter().flatten().filter(|&near| near == language);
            // Half by the share in the document, half by the nearest sure paragraphs.
            let near = if self.sure.is_empty() { own / all } else { beside.count() as f32 / 2.0 };
            (number(language), nats(0.5 * own / all + 0.5 * near))
        };
        (languages.into_iter().map(chance).collect(), nats(0.0))
    }

    fn sure_before(&self, at: usize) -> Option<&'static str> {
        let after = self.sure.partition_point(|sure| sure.0 < at);
        self.sure[..after].last().map(|sure| sure.1)
    }

    fn sure_after(&self, at: usize) -> Option<&'static str> {
        let after = self.sure.partition_point(|sure| sure.0 <= at);
        self.sure.get(after).map(|sure| sure.1)
    }

    /// The label of a paragraph told by its script: a heading in Han alone on a Japanese page is Japanese.
    pub(super) fn of_han(&self, reading: &Reading) -> Label {
        let Reading { label, letters, .. } = *reading;
        let of = |language: &str| -> f32 {
            self.weights.iter().filter(|known| known.0 == language).map(|known| known.2).sum()
        };
        match label.language == "zh" && letters < SURE_LETTERS && of("ja") > of("zh") {
            true => Label { language: "ja", script: "Jpan", score: SURE * label.score },
            false => label,
        }
    }
}

/// Whether such a paragraph speaks for its document.
pub(super) fn is_sure(label: &Label, letters: usize) -> bool {
    label.score >= SURE && letters >= SURE_LETTERS
}

/// Whether a paragraph of such a label is not asked again.
pub(super) fn is_settled(label: &Label) -> bool {
    label.score >= SETTLED
}

/// What a document says of the languages of one script beside certain sure paragraphs. A script has one model.
#[derive(Clone, Debug, Default)]
pub(super) struct Chances {
    of: Option<(&'static str, [Option<&'static str>; 2])>,
    by_column: Vec<f32>,
}

impl Chances {
    /// Logarithms of the chances of the languages of the model's columns.
    pub(super) fn by_column(&self) -> &[f32] {
        &self.by_column
    }
}

/// The logarithm of a chance, part of which is left for newcomers.
fn nats(known: f32) -> f32 {
    ((1.0 - NEWCOMER) * known + NEWCOMER / LANGUAGES).ln()
}

/// Languages among which the chance of newcomers is shared.
const LANGUAGES: f32 = 50.0;

/// What one line of a page without long paragraphs can say against a language, and what the lines together must say for
/// one, in nats.
const MOST_VOTE: f32 = 4.0;
const POOL_MARGIN: f32 = 3.0;
