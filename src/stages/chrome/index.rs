//! Which of many tests hold of a line, found without asking each of them.

use super::Pairs;
use crate::key::{self, MatchKey};
use crate::rules::conditions::{ParagraphTests, without_colon};
use crate::rules::literals;
use crate::work;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::HashMap;

/// What is asked of a line by itself, whatever its place and its page.
#[derive(Clone, Debug)]
pub enum Test {
    /// Whether all of the first hold, and the second do not spare it.
    Conditions(Box<ParagraphTests>, Box<ParagraphTests>),
    /// Whether it is a part of a box of labels and values.
    Labels(Pairs),
}

impl Test {
    fn holds(&self, text: &str, key: &MatchKey) -> bool {
        match self {
            Self::Conditions(when, unless) => !when.is_over_cap(text) && when.hold(key) && !unless.spare(key),
            Self::Labels(pairs) => pairs.knows(key.text()),
        }
    }

    /// Characters of the longest key on which it can hold.
    fn cap(&self) -> usize {
        match self {
            Self::Conditions(when, _) => when.cap().unwrap_or(usize::MAX),
            Self::Labels(pairs) => pairs.cap(),
        }
    }

    /// What every key has on which it holds.
    fn mark(&self) -> Mark {
        match self {
            Self::Conditions(when, _) => match &when.is {
                Some(keys) => Mark::Keys(keys.iter().cloned().collect()),
                None => required_texts(when).map_or(Mark::None, Mark::Texts),
            },
            Self::Labels(pairs) => {
                let labels: Vec<String> = pairs.labels().map(str::to_owned).collect();
                if labels.iter().all(|label| literals::is_telling(label)) { Mark::Texts(labels) } else { Mark::None }
            }
        }
    }
}

/// What tells at once that a test cannot hold.
enum Mark {
    /// The key is one of these, a colon at its end not counted.
    Keys(Vec<Box<str>>),
    /// One of these is in the key.
    Texts(Vec<String>),
    /// Nothing does.
    None,
}

/// Tests filed by their marks.
#[derive(Debug, Default)]
pub struct Index {
    tests: Vec<Test>,
    /// All of them, for lines.
    all: Filing,
    /// Those that can hold of a key of more than [`LINE`] characters.
    tall: Filing,
    /// The largest cap in characters, and the tests that have none.
    cap: usize,
    uncapped: Vec<u32>,
}

/// Characters of a line: most rules are about lines that are no longer, most paragraphs of a text are.
const LINE: usize = 160;

impl Index {
    /// Files `tests`, which go by their number from here on.
    pub fn new(tests: Vec<Test>) -> Self {
        let numbered = || tests.iter().zip(0..);
        let caps: Vec<usize> = tests.iter().map(Test::cap).collect();
        let bounded = caps.iter().copied().filter(|&cap| cap < usize::MAX);
        Self {
            all: Filing::new(numbered()),
            tall: Filing::new(numbered().filter(|(_, number)| caps[*number as usize] > LINE)),
            cap: bounded.max().unwrap_or(0),
            uncapped: (0..).zip(&caps).filter(|(_, cap)| **cap == usize::MAX).map(|(number, _)| number).collect(),
            tests,
        }
    }

    /// Whether a text is so long that no test with a cap holds of it, which its key need not be made to tell.
    pub fn is_beyond(&self, text: &str) -> bool {
        text.len() > self.cap && key::at_least_chars(text) > self.cap
    }

    /// Numbers of the tests without a cap.
    pub fn uncapped(&self) -> &[u32] {
        &self.uncapped
    }

    /// Adds the numbers of the tests that hold of `text`, which has this key, to `found`, in order. `marked` is scratch.
    pub fn ask(&self, text: &str, key: &MatchKey, marked: &mut Marked, found: &mut Vec<u32>) {
        let filing = if key.shape.chars > LINE { &self.tall } else { &self.all };
        work::looked_at(key.text().len());
        marked.reset(self.tests.len());
        filing.candidates(key.text(), marked);
        marked.each(|number| {
            if self.tests[number as usize].holds(text, key) {
                found.push(number);
            }
        });
    }
}

/// Tests by the keys that they name, or by texts one of which is in every key that they hold of.
#[derive(Debug, Default)]
struct Filing {
    by_key: HashMap<Box<str>, Vec<u32>>,
    /// Finds the texts; `by_text` has the tests of each, by its number.
    texts: Option<AhoCorasick>,
    by_text: Vec<Vec<u32>>,
    /// Tests that must be asked.
    others: Vec<u32>,
}

impl Filing {
    fn new<'t>(tests: impl Iterator<Item = (&'t Test, u32)>) -> Self {
        let mut filing = Self::default();
        let mut by_text: HashMap<String, Vec<u32>> = HashMap::new();
        for (test, number) in tests {
            match test.mark() {
                Mark::Keys(keys) => {
                    keys.into_iter().for_each(|key| filing.by_key.entry(key).or_default().push(number));
                }
                Mark::Texts(texts) => {
                    texts.into_iter().for_each(|text| by_text.entry(text).or_default().push(number));
                }
                Mark::None => filing.others.push(number),
            }
        }
        let mut by_text: Vec<(String, Vec<u32>)> = by_text.into_iter().collect();
        by_text.sort();
        let texts = by_text.iter().map(|(text, _)| text);
        match AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts) {
            Ok(automaton) if !by_text.is_empty() => {
                filing.texts = Some(automaton);
                filing.by_text = by_text.into_iter().map(|(_, numbers)| numbers).collect();
            }
            _ => filing.others.extend(by_text.into_iter().flat_map(|(_, numbers)| numbers)),
        }
        filing
    }

    /// Marks the tests that may hold of `key`.
    fn candidates(&self, key: &str, marked: &mut Marked) {
        marked.add(&self.others);
        let bare = without_colon(key);
        for key in [key, bare].into_iter().take(if bare.len() < key.len() { 2 } else { 1 }) {
            if let Some(numbers) = self.by_key.get(key) {
                marked.add(numbers);
            }
        }
        for found in self.texts.iter().flat_map(|texts| texts.find_overlapping_iter(key)) {
            work::looked_at(1);
            marked.add(&self.by_text[found.pattern().as_usize()]);
        }
    }
}

/// A set of numbers, one bit each.
#[derive(Debug, Default)]
pub struct Marked(Vec<u64>);

impl Marked {
    fn reset(&mut self, count: usize) {
        self.0.clear();
        self.0.resize(count.div_ceil(64), 0);
    }

    fn add(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|number| self.0[*number as usize / 64] |= 1 << (number % 64));
    }

    /// Calls `with` with each number, in order.
    fn each(&self, mut with: impl FnMut(u32)) {
        for (word, base) in self.0.iter().zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                with(base + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}

/// Texts one of which is in every key on which the tests hold.
fn required_texts(tests: &ParagraphTests) -> Option<Vec<String>> {
    let of_pattern = || tests.pattern.as_ref().and_then(|pattern| literals::required(pattern.as_str()));
    let telling = |list: &[String]| {
        (!list.is_empty() && list.iter().all(|text| literals::is_telling(text))).then(|| list.to_vec())
    };
    let one_of_all = tests.contains_all.iter().max_by_key(|text| text.len()).map(|text| vec![text.clone()]);
    of_pattern()
        .or_else(|| telling(&tests.contains_any_of))
        .or_else(|| telling(&one_of_all.unwrap_or_default()))
        .or_else(|| telling(&tests.starts_with))
        .or_else(|| telling(&tests.ends_with))
        .or_else(|| tests.made_of.as_ref().and_then(|made_of| telling(made_of.phrases())))
}
