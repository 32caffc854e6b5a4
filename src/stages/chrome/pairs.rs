//! `pairs`: label and value lines of a box, such as `Joined` / `Dec 18, 2010`, two different labels at least.

use super::block::look_behind;
use crate::rules::compile::{Compiler, Rule};
use crate::rules::page::Page;
use crate::rules::schema::{LookBehindSpec, PairsSpec};
use crate::shape::End;
use crate::work;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The labels of a box by the type of their value.
#[derive(Clone, Debug)]
pub struct Pairs {
    labels: HashMap<String, Value>,
    longest_label: usize,
    min: usize,
    look_behind: LookBehindSpec,
}

/// What stands behind a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Number,
    Date,
    Percent,
    Words,
    /// Nothing: the line is part of the box, but no pair.
    None,
}

/// Characters of a value at most.
const VALUE_CAP: usize = 40;

impl Value {
    fn fits(self, key: &str) -> bool {
        work::looked_at(key.len());
        let chars = key.chars().count();
        let of = |allowed: &str| key.chars().all(|c| c.is_numeric() || allowed.contains(c));
        let has_digit = key.chars().any(char::is_numeric);
        match self {
            Self::None => false,
            Self::Number => chars <= 16 && (key == "n/a" || (has_digit && of(".,'+ /kmw万亿千百"))),
            Self::Percent => chars <= 8 && has_digit && of(".,%-") && key.ends_with('%'),
            Self::Date => (4..=VALUE_CAP).contains(&chars) && has_digit,
            Self::Words => (1..=VALUE_CAP).contains(&chars) && End::of(key) == End::Open,
        }
    }
}

/// What a paragraph is to a box.
enum Part<'k> {
    /// A label whose value is in the next paragraph.
    Label(&'k str, Value),
    /// A label and its value.
    Pair(&'k str),
    /// A line without a value.
    Alone,
}

impl Pairs {
    /// Compiles the table `pairs`.
    pub fn compile(spec: &PairsSpec, compiler: &Compiler<'_>) -> Self {
        let mut labels = HashMap::new();
        let lists = [
            (&spec.numbers, Value::Number),
            (&spec.dates, Value::Date),
            (&spec.percents, Value::Percent),
            (&spec.words, Value::Words),
            (&spec.alone, Value::None),
        ];
        for (list, value) in lists {
            for label in compiler.phrases(list, true) {
                labels.entry(label.trim_end_matches([':', ' ']).to_owned()).or_insert(value);
            }
        }
        let longest_label = labels.keys().map(String::len).max().unwrap_or(0);
        Self { labels, longest_label, min: spec.min, look_behind: spec.look_behind }
    }

    /// What `key` is to a box.
    fn part<'k>(&self, key: &'k str) -> Option<Part<'k>> {
        work::looked_at(1);
        if key.len() > self.cap() {
            return None;
        }
        let bare = key.trim_end_matches([':', ' ']);
        if let Some(&value) = self.labels.get(bare) {
            return Some(if value == Value::None { Part::Alone } else { Part::Label(bare, value) });
        }
        // `posts: 3,342`, `posts 3,342`, `帖子 345`, `posts : 79`
        let cut = |at: usize| {
            work::looked_at(key.len());
            let label = key[..at].trim_end_matches([':', ' ']);
            let value = key[at..].trim_start_matches([':', ' ']);
            let kind = self.labels.get(label)?;
            let spelt_out = *kind != Value::Words || key[label.len()..].trim_start().starts_with(':');
            (spelt_out && kind.fits(value)).then_some(Part::Pair(label))
        };
        key.match_indices([':', ' ']).find_map(|(at, _)| cut(at))
    }

    /// Whether `key` is a label, or begins with one and goes on with its value.
    pub fn knows(&self, key: &str) -> bool {
        self.part(key).is_some()
    }

    /// The labels.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }

    /// Characters of the longest key that can be part of a box.
    pub fn cap(&self) -> usize {
        self.longest_label + VALUE_CAP * 4 + 4
    }

    /// The paragraphs of boxes of the rule `rule`, whose shape this is, in order. Boxes begin at `starts` alone, which has
    /// all parts of boxes in order. The rule's conditions are asked of the first line of a box.
    pub fn find(&self, rule: &Rule, page: Page<'_>, starts: &[usize]) -> Vec<usize> {
        let mut taken = Vec::new();
        let mut next = 0;
        for &start in starts {
            if start < next {
                continue;
            }
            let (extent, labels) = self.box_at(page, start);
            if labels >= self.min && rule.holds(page, extent.start) {
                let from = look_behind(page, extent.start, self.look_behind);
                taken.extend(from..extent.end);
            }
            next = extent.end.max(start + 1);
        }
        taken
    }

    /// The run of pairs and lone lines that begins at `start`, and how many different labels it has.
    fn box_at(&self, page: Page<'_>, start: usize) -> (Range<usize>, usize) {
        let document = page.document;
        let stands = |index: usize| document.paragraphs.get(index).is_some_and(|paragraph| paragraph.stands());
        let mut labels = HashSet::new();
        let mut index = start;
        while stands(index) {
            match self.part(document.key(index).text()) {
                Some(Part::Label(label, value)) if stands(index + 1) && value.fits(document.key(index + 1).text()) => {
                    labels.insert(label);
                    index += 2;
                }
                Some(Part::Pair(label)) => {
                    labels.insert(label);
                    index += 1;
                }
                Some(Part::Alone) => index += 1,
                _ => break,
            }
        }
        (start..index, labels.len())
    }
}
