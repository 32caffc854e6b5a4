//! Which of many tests hold of a line, found without asking each of them.

use super::Pairs;
use crate::class;
use crate::key::{self, MatchKey};
use crate::rules::conditions::{ParagraphTests, without_colon};
use crate::rules::literals::{self, Unit};
use crate::rules::made_of::MadeOf;
use crate::work;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, HashMap};

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
            Self::Conditions(when, _) => match (&when.is, required(when), &when.made_of) {
                (Some(keys), _, _) => Mark::Keys(keys.iter().cloned().collect()),
                (None, Some(units), _) => Mark::Units(units),
                (None, None, Some(made_of)) => Mark::MadeOf(made_of.clone()),
                (None, None, None) => Mark::None,
            },
            Self::Labels(pairs) => Mark::Starts(pairs.labels().map(str::to_owned).collect()),
        }
    }
}

/// What tells at once that a test cannot hold.
enum Mark {
    /// The key is one of these, a colon at its end not counted.
    Keys(Vec<Box<str>>),
    /// One of these fits the key.
    Units(Vec<Unit>),
    /// The key starts with one of these.
    Starts(Vec<String>),
    /// The key is put together from phrases.
    MadeOf(MadeOf),
    /// Nothing does.
    None,
}

/// Tests filed by their marks.
#[derive(Debug, Default)]
pub struct Index {
    tests: Vec<Test>,
    /// Those that can hold of a key of more than so many characters, for each of [`TIERS`].
    filings: Vec<Filing>,
    /// The largest cap in characters, and the tests that have none.
    cap: usize,
    uncapped: Vec<u32>,
}

/// Characters of a key: most rules are about lines of up to 160, very few about paragraphs of more than 320.
const TIERS: [usize; 3] = [0, 160, 320];

impl Index {
    /// Files `tests`, which go by their number from here on.
    pub fn new(tests: Vec<Test>) -> Self {
        let numbered = || tests.iter().zip(0..);
        let caps: Vec<usize> = tests.iter().map(Test::cap).collect();
        let bounded = caps.iter().copied().filter(|&cap| cap < usize::MAX);
        let of_tier =
            |&tier: &usize| Filing::new(numbered().filter(|(_, number)| tier == 0 || caps[*number as usize] > tier));
        Self {
            filings: TIERS.iter().map(of_tier).collect(),
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
        let tier = TIERS.iter().rposition(|&tier| key.shape.chars > tier).unwrap_or(0);
        work::looked_at(key.text().len());
        marked.reset(self.tests.len());
        self.filings[tier].candidates(key, marked);
        marked.each(|number| {
            if self.tests[number as usize].holds(text, key) {
                found.push(number);
            }
        });
    }
}

/// Tests by the keys that they name, by texts that are in every key that they hold of, or by phrases.
#[derive(Debug, Default)]
struct Filing {
    by_key: HashMap<Box<str>, Vec<u32>>,
    /// Finds the texts; `by_text` has what each is filed for, by its number.
    texts: Option<AhoCorasick>,
    by_text: Vec<ByText>,
    units: Vec<Filed>,
    /// Units without texts, by their place in `units`.
    unmarked: Vec<usize>,
    rows: Rows,
    /// Tests that must be asked.
    others: Vec<u32>,
}

/// A unit of a test.
#[derive(Debug)]
struct Filed {
    test: u32,
    unit: Unit,
    /// A bit for each of its lists of texts.
    full: u8,
}

/// What a text is filed for.
#[derive(Debug, Default)]
struct ByText {
    /// Units, with the bit of the list that it stands in.
    units: Vec<(u32, u8)>,
    /// Tests of keys that start with it.
    at_start: Vec<u32>,
}

impl Filing {
    fn new<'t>(tests: impl Iterator<Item = (&'t Test, u32)>) -> Self {
        let mut filing = Self::default();
        let mut by_text: BTreeMap<String, ByText> = BTreeMap::new();
        for (test, number) in tests {
            match test.mark() {
                Mark::Keys(keys) => {
                    keys.into_iter().for_each(|key| filing.by_key.entry(key).or_default().push(number));
                }
                Mark::Units(units) => {
                    for mut unit in units {
                        let place = filing.units.len() as u32;
                        let lists = std::mem::take(&mut unit.texts);
                        filing.units.push(Filed { test: number, unit, full: (1_u8 << lists.len()).wrapping_sub(1) });
                        for (list, bit) in lists.into_iter().zip([1, 2, 4, 8]) {
                            list.into_iter().for_each(|text| by_text.entry(text).or_default().units.push((place, bit)));
                        }
                    }
                }
                Mark::Starts(texts) => {
                    texts.into_iter().for_each(|text| by_text.entry(text).or_default().at_start.push(number));
                }
                Mark::MadeOf(made_of) => filing.rows.members.push((number, made_of)),
                Mark::None => filing.others.push(number),
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_text.keys());
        filing.by_text = by_text.into_values().collect();
        match automaton {
            Ok(automaton) if !filing.by_text.is_empty() => filing.texts = Some(automaton),
            _ => {
                filing.others.extend(filing.units.drain(..).map(|filed| filed.test));
                filing.others.extend(filing.by_text.drain(..).flat_map(|tests| tests.at_start));
            }
        }
        filing.unmarked = (0..filing.units.len()).filter(|&place| filing.units[place].full == 0).collect();
        if !filing.rows.build() {
            filing.others.extend(std::mem::take(&mut filing.rows).members.into_iter().map(|(number, _)| number));
        }
        filing
    }

    /// Marks the tests that may hold of `key`.
    fn candidates(&self, key: &MatchKey, marked: &mut Marked) {
        let text = key.text();
        marked.add(&self.others);
        let bare = without_colon(text);
        for key in [text, bare].into_iter().take(if bare.len() < text.len() { 2 } else { 1 }) {
            if let Some(numbers) = self.by_key.get(key) {
                marked.add(numbers);
            }
        }
        marked.seen.clear();
        marked.seen.resize(self.units.len(), 0);
        for found in self.texts.iter().flat_map(|texts| texts.find_overlapping_iter(text)) {
            work::looked_at(1);
            let ByText { units, at_start } = &self.by_text[found.pattern().as_usize()];
            for &(place, bit) in units {
                let Filed { test, unit, full } = &self.units[place as usize];
                let seen = &mut marked.seen[place as usize];
                if *seen & bit == 0 {
                    *seen |= bit;
                    if *seen == *full && unit.fits(text, key.shape.chars) {
                        marked.add(&[*test]);
                    }
                }
            }
            if found.start() == 0 {
                marked.add(at_start);
            }
        }
        for &place in &self.unmarked {
            let Filed { test, unit, .. } = &self.units[place];
            if unit.fits(text, key.shape.chars) {
                marked.add(&[*test]);
            }
        }
        self.rows.candidates(key, marked);
    }
}

/// Tests for rows of known phrases. All their phrases are looked for at once; a test is a candidate if its own that were
/// found have enough letters, even if none lay over another.
#[derive(Debug, Default)]
struct Rows {
    members: Vec<(u32, MadeOf)>,
    phrases: Option<AhoCorasick>,
    /// For each phrase its letters, and the members that know it.
    by_phrase: Vec<(usize, Vec<usize>)>,
    /// Letters of the longest phrase.
    longest: usize,
}

/// Bytes at the start of a long text that show whether it can be a row at all.
const HEAD: usize = 128;

impl Rows {
    /// Builds the automaton; false where the phrases are too many for one.
    fn build(&mut self) -> bool {
        let mut by_phrase: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (member, (_, made_of)) in self.members.iter().enumerate() {
            made_of.phrases().iter().for_each(|phrase| by_phrase.entry(phrase).or_default().push(member));
        }
        self.phrases = AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_phrase.keys()).ok();
        self.by_phrase = by_phrase.into_iter().map(|(phrase, members)| (class::letters(phrase), members)).collect();
        self.longest = self.by_phrase.iter().map(|(letters, _)| *letters).max().unwrap_or(0);
        self.phrases.is_some()
    }

    fn candidates(&self, key: &MatchKey, marked: &mut Marked) {
        if self.members.is_empty() {
            return;
        }
        if key.text().len() > 4 * HEAD && !self.may_begin(key.text(), key.shape.letters, marked) {
            return;
        }
        self.count(key.text(), marked);
        for (member, (number, made_of)) in self.members.iter().enumerate() {
            let (letters, phrases) = marked.found[member];
            if made_of.are_enough(letters, key.shape.letters, phrases) {
                marked.add(&[*number]);
            }
        }
    }

    /// Whether phrases may cover enough of a long text for one of the members, from what they cover of its head: letters
    /// of the head that no phrase covers, but for one that goes on behind it, are lost.
    fn may_begin(&self, text: &str, total: usize, marked: &mut Marked) -> bool {
        let end = (HEAD..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        let head = &text[..end];
        self.count(head, marked);
        let letters = class::letters(head);
        self.members.iter().zip(&marked.found).any(|((_, made_of), (covered, _))| {
            let lost = letters.saturating_sub(covered + self.longest);
            made_of.are_enough(total.saturating_sub(lost), total, usize::MAX)
        })
    }

    /// Counts the letters and phrases of each member in `text`.
    fn count(&self, text: &str, marked: &mut Marked) {
        marked.found.clear();
        marked.found.resize(self.members.len(), (0, 0));
        for found in self.phrases.iter().flat_map(|phrases| phrases.find_overlapping_iter(text)) {
            work::looked_at(1);
            let (letters, members) = &self.by_phrase[found.pattern().as_usize()];
            for &member in members {
                let (sum, phrases) = &mut marked.found[member];
                *sum += letters;
                *phrases += 1;
            }
        }
    }
}

/// A set of numbers, one bit each, and scratch for finding them.
#[derive(Debug, Default)]
pub struct Marked {
    bits: Vec<u64>,
    /// Bits of the lists of each unit of which a text was found.
    seen: Vec<u8>,
    /// Letters and phrases found for each member of [`Rows`].
    found: Vec<(usize, usize)>,
}

impl Marked {
    fn reset(&mut self, count: usize) {
        self.bits.clear();
        self.bits.resize(count.div_ceil(64), 0);
    }

    fn add(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|number| self.bits[*number as usize / 64] |= 1 << (number % 64));
    }

    /// Calls `with` with each number, in order.
    fn each(&self, mut with: impl FnMut(u32)) {
        for (word, base) in self.bits.iter().zip((0..).step_by(64)) {
            let mut rest = *word;
            while rest != 0 {
                with(base + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}

/// What the keys have on which the tests hold: one of these; none where nothing is known of them.
fn required(tests: &ParagraphTests) -> Option<Vec<Unit>> {
    let telling = |list: &[String]| {
        let tells = !list.is_empty() && list.iter().all(|text| literals::is_telling(text));
        tells.then(|| vec![Unit::of_texts(list.to_vec())])
    };
    let one_of_all = tests.contains_all.iter().max_by_key(|text| text.len()).map(|text| vec![text.clone()]);
    let of_pattern = || tests.pattern.as_ref().and_then(|pattern| Unit::of_pattern(pattern.as_str()));
    of_pattern()
        .or_else(|| telling(&tests.contains_any_of))
        .or_else(|| telling(&one_of_all.unwrap_or_default()))
        .or_else(|| telling(&tests.starts_with))
        .or_else(|| telling(&tests.ends_with))
}
