//! Proposed rules and the dump they come from in; for each rule, lines that look alike and that it must not take, out.

use super::select::Draft;
use super::survey::each;
use super::template::words;
use crate::document::Document;
use crate::input::Input;
use crate::pipeline::Pipeline;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Documents that are looked at.
const MAX_DOCUMENTS: u64 = 5_000;
/// Lines that are remembered for each rule, and for all of them.
const REMEMBERED: (usize, usize) = (8, 40);
/// Bytes of a line at most: an example should be read.
const MAX_BYTES: usize = 400;

/// A line that resembles what a rule takes: the more alike and the shorter, the earlier it sorts.
type Miss = (Reverse<usize>, usize, String);

/// Lines that the pipeline leaves, for each draft by its number the likest first; and behind them, for all drafts, the
/// first lines of the dump.
pub struct Misses {
    alike: Vec<Vec<Miss>>,
    others: Vec<String>,
}

impl Misses {
    /// Looks for them in the first documents of the dump. `pipeline` has the rules of all drafts.
    pub fn find(pipeline: &Pipeline, inputs: &[Input], drafts: &[Draft]) -> Self {
        let phrases = Phrases::of(drafts);
        let mut misses = Self { alike: vec![Vec::new(); drafts.len()], others: Vec::new() };
        let mut documents = 0;
        each(
            pipeline,
            inputs,
            |document| phrases.alike(document),
            |(alike, others)| {
                for (draft, miss) in alike {
                    remember(&mut misses.alike[draft], miss);
                }
                let room = REMEMBERED.1.saturating_sub(misses.others.len());
                let new: Vec<String> = others.into_iter().filter(|line| !misses.others.contains(line)).collect();
                misses.others.extend(new.into_iter().take(room));
                documents += 1;
                documents < MAX_DOCUMENTS
            },
        );
        misses
    }

    /// Lines to try as near misses of the draft with this number, the best first.
    pub fn of(&self, draft: usize) -> impl Iterator<Item = &str> {
        let alike = self.alike.get(draft).into_iter().flatten().map(|(_, _, text)| text.as_str());
        alike.chain(self.others.iter().map(String::as_str))
    }
}

fn remember(misses: &mut Vec<Miss>, miss: Miss) {
    let place = misses.partition_point(|other| *other < miss);
    if place < REMEMBERED.0 && misses.get(place) != Some(&miss) {
        misses.insert(place, miss);
        misses.truncate(REMEMBERED.0);
    }
}

/// The lines of all drafts, found by their words.
struct Phrases {
    /// For each line: number of its draft, how many words it has, its beginning.
    lines: Vec<(usize, usize, String)>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Phrases {
    fn of(drafts: &[Draft]) -> Self {
        let mut phrases = Self { lines: Vec::new(), by_word: HashMap::new() };
        for (number, draft) in drafts.iter().enumerate() {
            for line in &draft.lines {
                let text = &line.candidate.template.text;
                let words: HashSet<String> = words(text).into_iter().collect();
                phrases.lines.push((number, words.len(), text.clone()));
                for word in words {
                    phrases.by_word.entry(word).or_default().push(phrases.lines.len() - 1);
                }
            }
        }
        phrases
    }

    /// The lines of a document that share words with a draft, and some others.
    fn alike(&self, document: &Document) -> (Vec<(usize, Miss)>, Vec<String>) {
        let (mut alike, mut others) = (Vec::new(), Vec::new());
        for index in document.standing() {
            let text = document.text(index);
            let is_damaged = text.contains(char::REPLACEMENT_CHARACTER);
            if text.len() > MAX_BYTES || is_damaged || document.key(index).shape.letters == 0 {
                continue;
            }
            let scores = self.scores(document.key(index).text());
            if scores.is_empty() && others.len() < 3 {
                others.push(text.to_owned());
            }
            let miss = |(draft, score)| (draft, (Reverse(score), text.len(), text.to_owned()));
            alike.extend(scores.into_iter().map(miss));
        }
        (alike, others)
    }

    /// How much a line is like each draft, in thousandths: the share of a phrase's words that it has, and half as much
    /// again for a common beginning.
    fn scores(&self, key: &str) -> BTreeMap<usize, usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in words(key).into_iter().collect::<HashSet<String>>() {
            for &line in self.by_word.get(&word).into_iter().flatten() {
                *shared.entry(line).or_default() += 1;
            }
        }
        let mut scores = BTreeMap::new();
        for (line, count) in shared {
            let (draft, words, text) = &self.lines[line];
            let common = key.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
            let score = 1000 * count / words.max(&1) + 500 * common / text.chars().count().max(1);
            let best = scores.entry(*draft).or_default();
            *best = score.max(*best);
        }
        scores
    }
}
