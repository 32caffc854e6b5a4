//! Which of many tests hold of a line, found without asking each of them.

mod filing;
mod marked;
mod rows;
mod units;

pub use marked::Marked;

use super::{Pairs, Piece};
use crate::key::{self, MatchKey};
use crate::rules::conditions::{ParagraphTests, URL_STARTS};
use crate::rules::literals::{self, Unit};
use crate::rules::made_of::MadeOf;
use crate::rules::marks::Marks;
use crate::stages::dedup::Teaser;
use crate::work;
use filing::Filing;
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

/// What is asked of a line by itself, whatever its place and its page.
#[derive(Clone, Debug)]
pub enum Test {
    /// Whether it is as a rule wants it.
    Conditions(Box<Wanted>),
    /// Whether it is a part of a box of labels and values.
    Labels(Pairs),
}

/// What a rule wants of a line.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// All of these hold.
    pub when: ParagraphTests,
    /// These do not spare it.
    pub unless: ParagraphTests,
    /// It may have this in it, as far as is quickly told.
    pub piece: Option<Piece>,
    /// Or this.
    pub teaser: Option<Teaser>,
}

impl Test {
    fn holds(&self, line: &Line<'_>) -> bool {
        match self {
            Self::Conditions(wanted) => {
                self.may_hold(line) && wanted.is_left_with_piece(line) && wanted.when.hold(line.key)
            }
            Self::Labels(pairs) => pairs.knows(line.key.text()),
        }
    }

    /// Whether it holds of a line that its pattern matches, and of which it [may](Self::may_hold).
    fn holds_beyond_pattern(&self, line: &Line<'_>) -> bool {
        match self {
            Self::Conditions(wanted) => wanted.is_left_with_piece(line) && wanted.when.hold_beyond_pattern(line.key),
            Self::Labels(_) => true,
        }
    }

    /// Whether the length, the shape and the end of a line let it hold.
    fn may_hold(&self, line: &Line<'_>) -> bool {
        let Line { text, key, .. } = line;
        match self {
            Self::Conditions(wanted) => {
                let Wanted { when, piece, teaser, .. } = &**wanted;
                !when.is_over_cap(text)
                    && when.shape_holds(key)
                    && piece.as_ref().is_none_or(|piece| piece.may_be_in(text))
                    && teaser.as_ref().is_none_or(|teaser| teaser.may_be_in(text))
            }
            Self::Labels(pairs) => key.text().len() <= pairs.cap(),
        }
    }

    /// The keys on which it can hold.
    fn reach(&self) -> Reach {
        match self {
            Self::Conditions(wanted) => Reach {
                cap: wanted.when.cap().unwrap_or(usize::MAX),
                sentences: wanted.when.ends_sentence != Some(false),
            },
            Self::Labels(pairs) => Reach { cap: pairs.cap(), sentences: true },
        }
    }

    /// What every key has on which it holds.
    fn mark(&self) -> Mark {
        match self {
            Self::Conditions(wanted) => wanted.mark(),
            Self::Labels(pairs) => Mark::Starts(pairs.labels().map(str::to_owned).collect()),
        }
    }
}

impl Wanted {
    /// Whether a line is not spared, and may have the piece in it.
    fn is_left_with_piece(&self, line: &Line<'_>) -> bool {
        let may_have = |piece: &Piece| piece.may_be_in_key(line.key, || line.marks());
        self.piece.as_ref().is_none_or(may_have) && !self.unless.spare(line.key)
    }

    fn mark(&self) -> Mark {
        let signs = self.piece.as_ref().and_then(Piece::signs);
        if let Some(texts) = signs.filter(|texts| texts.iter().all(|text| literals::is_telling(text))) {
            return Mark::Units(vec![Unit::of_texts(texts.to_vec())]);
        }
        let when = &self.when;
        if when.is_url == Some(true) {
            return Mark::Starts(URL_STARTS.map(str::to_owned).to_vec());
        }
        match (&when.is, required(when), &when.made_of) {
            (Some(keys), _, _) => Mark::Keys(Arc::clone(keys)),
            (None, Some(units), _) => Mark::Units(units),
            (None, None, Some(made_of)) if made_of.min_share() >= LEAST_OF_ROWS => Mark::MadeOf(made_of.clone()),
            (None, None, Some(made_of)) => Mark::Units(vec![Unit::of_texts(made_of.phrases().to_vec())]),
            (None, None, None) => Mark::None,
        }
    }
}

/// Share of letters from which on a look at the start of a line tells that phrases cannot cover it.
const LEAST_OF_ROWS: f64 = 0.8;

/// Keys on which a test can hold, by their shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    /// Characters of the longest.
    cap: usize,
    /// Whether those that end like a sentence are among them.
    sentences: bool,
}

/// What tells at once that a test cannot hold.
enum Mark {
    /// The key is one of these, a colon at its end not counted.
    Keys(Arc<HashSet<Box<str>>>),
    /// One of these fits the key.
    Units(Vec<Unit>),
    /// The key starts with one of these.
    Starts(Vec<String>),
    /// The key is put together from phrases.
    MadeOf(MadeOf),
    /// Nothing does.
    None,
}

/// A line that is asked about.
struct Line<'a> {
    tests: &'a [Test],
    text: &'a str,
    key: &'a MatchKey,
    marks: OnceCell<Marks>,
}

impl Line<'_> {
    fn marks(&self) -> Marks {
        *self.marks.get_or_init(|| Marks::of(self.key.text()))
    }
}

/// Tests filed by their marks.
#[derive(Debug, Default)]
pub struct Index {
    tests: Vec<Test>,
    filing: Filing,
    /// The largest cap in characters, and the tests that have none.
    cap: usize,
    uncapped: Vec<u32>,
}

impl Index {
    /// Files `tests`, which go by their number from here on.
    pub fn new(tests: Vec<Test>) -> Self {
        // What patterns say is read here, which is much of the start of a run.
        let marks: Vec<(Mark, Reach)> = tests.par_iter().map(|test| (test.mark(), test.reach())).collect();
        let caps: Vec<usize> = marks.iter().map(|(_, reach)| reach.cap).collect();
        let bounded = caps.iter().copied().filter(|&cap| cap < usize::MAX);
        Self {
            filing: Filing::new(marks),
            cap: bounded.max().unwrap_or(0),
            uncapped: (0..).zip(&caps).filter(|(_, cap)| **cap == usize::MAX).map(|(number, _)| number).collect(),
            tests,
        }
    }

    /// How many tests there are.
    pub fn len(&self) -> usize {
        self.tests.len()
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
        work::looked_at(key.text().len());
        marked.reset(self.tests.len());
        let line = Line { tests: &self.tests, text, key, marks: OnceCell::new() };
        self.filing.candidates(&line, marked);
        let holds = |number: u32, is_matched: bool| {
            let test = &self.tests[number as usize];
            if is_matched { test.holds_beyond_pattern(&line) } else { test.holds(&line) }
        };
        marked.each(|number, is_matched| found.extend(holds(number, is_matched).then_some(number)));
    }
}

/// What the keys have on which the tests hold: one of these; none where nothing is known of them.
fn required(tests: &ParagraphTests) -> Option<Vec<Unit>> {
    let telling = |list: &[String]| {
        let tells = !list.is_empty() && list.iter().all(|text| literals::is_telling(text));
        tells.then(|| vec![Unit::of_texts(list.to_vec())])
    };
    let one_of_all = tests.contains_all.iter().max_by_key(|text| text.len()).map(|text| vec![text.clone()]);
    let of_pattern = || tests.pattern.as_ref().and_then(Unit::of_pattern);
    of_pattern()
        .or_else(|| telling(&tests.contains_any_of))
        .or_else(|| telling(&one_of_all.unwrap_or_default()))
        .or_else(|| telling(&tests.starts_with))
        .or_else(|| telling(&tests.ends_with))
        .or_else(|| tests.pattern.as_ref().and_then(Unit::by_marks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleBook;
    use crate::rules::compile::compile;
    use crate::rules::problems::Problems;
    use crate::stages::chrome::test;
    use std::fs;

    #[test]
    fn it_finds_the_shipped_rules_that_asking_each_of_them_finds() {
        let compiled = compile(&RuleBook::shipped().unwrap(), &Problems::default());
        let tests: Vec<Test> = compiled.rules.iter().map(test).collect();
        let index = Index::new(tests.clone());
        let (mut marked, mut found, mut hits) = (Marked::default(), Vec::new(), 0);
        for text in lines() {
            let key = MatchKey::new(&text);
            found.clear();
            index.ask(&text, &key, &mut marked, &mut found);
            let line = Line { tests: &tests, text: &text, key: &key, marks: OnceCell::new() };
            let each = (0..).zip(&tests).filter(|(_, test)| test.holds(&line)).map(|(number, _)| number);
            assert_eq!(found, each.collect::<Vec<u32>>(), "{text}");
            hits += found.len();
        }
        assert!(hits > 1_000, "{hits}");
    }

    /// Lines of the samples and phrases of the shipped rules: what is between quotes, alone and between other words.
    fn lines() -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |folder: &str| {
            let files = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
            files.filter_map(|file| fs::read_to_string(file.path()).ok()).collect::<Vec<_>>().join("\n")
        };
        let samples = read("samples");
        let rules = read("rules/chrome");
        let phrases = rules.split('"').skip(1).step_by(2).filter(|phrase| !phrase.contains('\n')).step_by(7);
        let around =
            phrases.flat_map(|phrase| [phrase.to_owned(), format!("{phrase}: 12 {phrase}"), format!("so {phrase} it")]);
        samples.lines().map(|line| line.trim().to_owned()).chain(around).filter(|line| !line.is_empty()).collect()
    }
}
