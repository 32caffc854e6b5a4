//! The detector: text in, labels out.

use super::engine::{self, Odds};
use super::label::{Label, UNKNOWN};
use super::letters;
use super::model;
use super::neighbours::{self, Chances, Prior};
use super::scan::{Room, Scan};
use super::scripts::{self, Verdict};
use super::settings::{Engine, Settings};
use crate::memo::{Memo, Pool, Print};
use crate::script::Script;
use std::borrow::Cow;
use std::sync::Arc;

/// Labels paragraphs; the same text among the same neighbours always gets the same label.
#[derive(Clone, Debug, Default)]
pub struct Detector {
    settings: Settings,
    /// What the threads that ask work with.
    desks: Arc<Pool<Desk>>,
}

/// Readings that a thread remembers at most: some forty megabytes of them.
const REMEMBERED: usize = 1 << 17;

/// Languages that are so far behind the first, in nats, do not make it less sure.
const FAR: f32 = -12.0;

/// What one thread works with: readings of lines that it remembers, and room for a scan.
#[derive(Debug, Default)]
struct Desk {
    memo: Memo<Reading, REMEMBERED>,
    room: Room,
}

/// What a paragraph says by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Its label, from itself alone.
    pub(super) label: Label,
    /// Letters that bear it out.
    pub(super) letters: usize,
    /// What the model says, where it was asked.
    pub(super) odds: Option<Arc<Odds>>,
}

impl Detector {
    /// A detector of these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings, desks: Arc::default() }
    }

    /// The settings it was built from.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Forgets the lines that it remembers.
    pub fn forget(&self) {
        self.desks.clear();
    }

    /// What `text`, one paragraph, is written in, by itself alone.
    pub fn label(&self, text: &str) -> Label {
        self.read(text, &mut Room::default()).label
    }

    /// What the paragraphs of a document are written in, in their order. Where a paragraph is too short to be sure of,
    /// the surer ones of the document weigh in.
    pub fn labels(&self, texts: &[&str]) -> Vec<Label> {
        let prints: Vec<Option<Print>> = texts.iter().map(|text| Print::of(text)).collect();
        self.labels_of(texts, &prints)
    }

    /// The same, where it is known by what each of `texts` is remembered.
    pub fn labels_of(&self, texts: &[&str], prints: &[Option<Print>]) -> Vec<Label> {
        let readings: Vec<Reading> = self.desks.with(|Desk { memo, room }| {
            memo.fetch(prints.iter().copied().flatten());
            let read = |(text, print): (&&str, &Option<Print>)| memo.recall(*print, || self.read(text, room));
            texts.iter().zip(prints).map(read).collect()
        });
        if !self.settings.neighbours || readings.len() < 2 {
            return readings.into_iter().map(|reading| reading.label).collect();
        }
        let prior = Prior::of(&readings);
        let mut chances = Chances::default();
        let label = |(at, reading): (usize, &Reading)| match &reading.odds {
            Some(odds) if prior.may_change(&reading.label) => {
                let script = reading.label.script;
                prior.weigh(odds.model, script, at, &mut chances);
                self.choose(odds, chances.by_column(), script)
            }
            Some(_) => reading.label,
            None => prior.of_han(reading),
        };
        readings.iter().enumerate().map(label).collect()
    }

    fn read(&self, text: &str, room: &mut Room) -> Reading {
        let scan = Scan::of(text, std::mem::take(room));
        let reading = self.judge(text, &scan);
        *room = scan.into_room();
        reading
    }

    fn judge(&self, text: &str, scan: &Scan<'_>) -> Reading {
        let without_odds = |label, letters| Reading { label, letters, odds: None };
        match scripts::judge(text, scan) {
            Verdict::Nothing => without_odds(Label::default(), 0),
            Verdict::Language { script, letters, .. } if letters < self.settings.min_letters_wide => {
                without_odds(Label { script, ..Label::default() }, letters)
            }
            Verdict::Language { language, script, letters } => {
                without_odds(Label { language, script, score: letters as f32 / scan.letters as f32 }, letters)
            }
            Verdict::Open(script) => self.ask(scan, script),
        }
    }

    /// Asks the engine about text in a script of several languages.
    fn ask(&self, scan: &Scan<'_>, script: Script) -> Reading {
        let letters = scan.letters_of(script);
        let unknown = Label { script: script.short_name(), ..Label::default() };
        let und = Reading { label: unknown, letters, odds: None };
        if letters < self.settings.min_letters || scan.is_machine_made() {
            return und;
        }
        if self.settings.engine == Engine::Whatlang {
            let answer = engine::whatlang(scan, script, &self.settings);
            let (language, score) =
                answer.filter(|answer| self.is_enough(answer.0, answer.1)).unwrap_or((UNKNOWN, 0.0));
            return Reading { label: Label { language, score, ..unknown }, ..und };
        }
        let Some(model) = model::of(script) else { return und };
        let odds = engine::odds(scan, model, script, &self.settings);
        let label = self.choose(&odds, &[], unknown.script);
        match letters::unmodelled(scan, script, label.language).filter(|language| self.settings.allows(language)) {
            Some(language) => Reading { label: Label { language, score: label.score.max(0.5), ..unknown }, ..und },
            // What speaks for its document and is settled is never asked for them again.
            None if neighbours::is_settled(&label) && neighbours::is_sure(&label, letters) => Reading { label, ..und },
            None => Reading { label, odds: Some(Arc::new(odds)), ..und },
        }
    }

    /// The likeliest language by these odds, and by what the document says of each of their columns, if it says anything.
    fn choose(&self, odds: &Odds, chances: &[f32], script: &'static str) -> Label {
        let codes = &odds.model.codes;
        let mut weighed = Cow::Borrowed(&odds.nats);
        if !chances.is_empty() {
            weighed = Cow::Owned(odds.nats.iter().zip(chances).map(|(nats, chance)| nats + chance).collect());
        }
        if !self.settings.allow.is_empty() {
            let mut columns = weighed.to_mut().iter_mut().zip(codes);
            columns.by_ref().filter(|(_, code)| !self.settings.allows(code)).for_each(|(nats, _)| *nats = f32::MIN);
        }
        // Of equals the first.
        let (mut best, mut most) = (0, f32::MIN);
        for (column, &nats) in weighed.iter().enumerate() {
            if nats > most {
                (best, most) = (column, nats);
            }
        }
        let language = codes[best];
        let score = if language == UNKNOWN { None } else { self.score(&weighed, most, language) };
        match score {
            Some(score) => Label { language, script, score },
            None => Label { script, ..Label::default() },
        }
    }

    /// How sure it is of the first of these odds, that of `language`; none where that is not enough.
    fn score(&self, odds: &[f32], first: f32, language: &str) -> Option<f32> {
        let near = odds.iter().map(|nats| nats - first).filter(|&behind| behind > FAR);
        // Most lines that are not sure enough are far from it: then the rest need not be added up.
        let enough = 1.01 / self.settings.min_score_of(language);
        let mut all = 0.0;
        for behind in near {
            all += behind.exp();
            if all > enough {
                return None;
            }
        }
        let score = 1.0 / f32::max(all, 1.0);
        self.is_enough(language, score).then_some(score)
    }

    fn is_enough(&self, language: &str, score: f32) -> bool {
        score > 0.0 && score >= self.settings.min_score_of(language)
    }
}
