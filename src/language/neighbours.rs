//! What the paragraphs of a document say of each other: a short one most likely is in the language of the long ones.

use super::codes::{Number, number};
use super::detector::Reading;
use super::label::{Label, UNKNOWN};

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
            if label.score >= SURE && *letters >= SURE_LETTERS {
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
    pub(super) fn may_change(&self, reading: &Reading) -> bool {
        reading.label.score < SETTLED && !self.weights.is_empty()
    }

    /// What the document says of the paragraph with number `at`, before it is read, if that is in `script`.
    pub(super) fn beside(&self, script: &str, at: usize) -> Chances {
        let of_script = self.weights.iter().filter(|known| known.1 == script);
        let all: f32 = of_script.clone().map(|known| known.2).sum();
        let nearest = [self.sure_before(at), self.sure_after(at)];
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
        let known = if all == 0.0 { Vec::new() } else { languages.into_iter().map(chance).collect() };
        Chances { known, newcomer: if all == 0.0 { 0.0 } else { nats(0.0) } }
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

/// Logarithms of the chances of languages.
#[derive(Clone, Debug)]
pub(super) struct Chances {
    known: Vec<(Number, f32)>,
    newcomer: f32,
}

impl Chances {
    /// Logarithm of the chance of `language`.
    pub(super) fn of(&self, language: Number) -> f32 {
        self.known.iter().find(|known| known.0 == language).map_or(self.newcomer, |known| known.1)
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
