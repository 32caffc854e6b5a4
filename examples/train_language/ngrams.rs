//! Words drawn from counts of letter n-grams inside words, as lingua's models have them.
//!
//! A model says for each row of up to five letters how often it was seen, as a fraction of how often the row without its
//! last letter was. So a row that is seen more often than all its continuations together ends a word as often as the
//! difference says, and one seen more often than with any letter before it begins one: the words of up to three letters
//! come out with the frequencies that they had, longer ones as a Markov chain of order four makes them.

use super::chance::Chance;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

#[derive(serde::Deserialize)]
struct File {
    ngrams: HashMap<String, String>,
}

/// What may follow a row of letters: a letter or the end, with running sums of the counts.
type Choices = Vec<(Option<char>, u64)>;

/// A source of words.
pub struct Words {
    /// After the first letters of a word, up to three; the empty row begins one.
    first: HashMap<String, Choices>,
    /// After the last four letters.
    then: HashMap<String, Choices>,
}

/// Longest row of letters of which a word's start is known.
const START: usize = 4;

impl Words {
    /// Reads the models `CODE-1.json` to `CODE-5.json` of a folder.
    pub fn read(folder: &Path, code: &str) -> std::io::Result<Self> {
        let mut counts: [HashMap<String, u64>; 6] = Default::default();
        counts[0].insert(String::new(), 0);
        for length in 1..=START + 1 {
            let text = fs::read_to_string(folder.join(format!("{code}-{length}.json")))?;
            let file: File = serde_json::from_str(&text)?;
            for (fraction, grams) in &file.ngrams {
                let (part, whole) = fraction.split_once('/').ok_or(std::io::ErrorKind::InvalidData)?;
                let [part, whole]: [u128; 2] = [part, whole].map(|number| number.parse().unwrap_or(1));
                for gram in grams.split(' ') {
                    // The counts of single letters have no common whole: a large number in its stead.
                    let before = match length {
                        1 => 1 << 40,
                        _ => u128::from(counts[length - 1].get(parent(gram)).copied().unwrap_or(0)),
                    };
                    counts[length].insert(gram.to_owned(), (part * before / whole) as u64);
                }
            }
        }
        let starts = starts(&counts);
        let first = (0..START).flat_map(|length| choices(&starts[length], &starts[length + 1])).collect();
        let then = choices(&counts[START], &counts[START + 1]).collect();
        Ok(Self { first, then })
    }

    /// Draws a word.
    pub fn draw(&self, chance: &mut Chance) -> String {
        let mut word = String::new();
        for length in 0..40 {
            let choices = match length < START {
                true => self.first.get(&word),
                false => word.char_indices().rev().nth(START - 1).and_then(|(at, _)| self.then.get(&word[at..])),
            };
            let Some(letter) = choices.and_then(|choices| pick(choices, chance)) else { break };
            word.push(letter);
        }
        word
    }
}

/// The row without its last letter.
fn parent(gram: &str) -> &str {
    gram.char_indices().last().map_or("", |(at, _)| &gram[..at])
}

/// How often a word begins with each row of letters.
fn starts(counts: &[HashMap<String, u64>; 6]) -> [HashMap<String, u64>; START + 1] {
    let mut starts: [HashMap<String, u64>; START + 1] = Default::default();
    for length in 1..=START {
        let mut here = counts[length].clone();
        for (gram, count) in &counts[length + 1] {
            let rest = gram.char_indices().nth(1).map_or("", |(at, _)| &gram[at..]);
            if let Some(start) = here.get_mut(rest) {
                *start = start.saturating_sub(*count);
            }
        }
        starts[length] = here;
    }
    let all = starts[1].values().sum();
    starts[0].insert(String::new(), all);
    starts
}

/// For each row of `rows` its continuations in `longer`, and the end with what is left over.
fn choices<'a>(
    rows: &'a HashMap<String, u64>,
    longer: &'a HashMap<String, u64>,
) -> impl Iterator<Item = (String, Choices)> + 'a {
    let mut sorted: Vec<(&String, u64)> = longer.iter().map(|(gram, count)| (gram, *count)).collect();
    sorted.sort_unstable();
    let mut all: HashMap<String, Choices> = HashMap::new();
    for (gram, count) in sorted {
        let choices = all.entry(parent(gram).to_owned()).or_default();
        let before = choices.last().map_or(0, |last| last.1);
        choices.push((gram.chars().last(), before + count));
    }
    rows.iter().map(move |(row, count)| {
        let mut choices = all.remove(row).unwrap_or_default();
        let inside = choices.last().map_or(0, |last| last.1);
        choices.push((None, inside.max(*count)));
        (row.clone(), choices)
    })
}

fn pick(choices: &Choices, chance: &mut Chance) -> Option<char> {
    let at = chance.below(choices.last()?.1);
    choices[choices.partition_point(|choice| choice.1 <= at)..].first()?.0
}
