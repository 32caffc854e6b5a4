//! Softmax regression on snippets of words, by stochastic gradient descent with a rate for each row (`AdaGrad`: Duchi,
//! Hazan, Singer, 2011), then rounded to eight bits.

use super::chance::Chance;
use tamis::language::model::{Header, ZERO, buckets_of};

/// Words of a language, in the order in which snippets take them.
pub struct Samples<'a> {
    pub code: &'a str,
    pub words: Vec<String>,
    /// How often snippets are of this language, against [`WHOLE`].
    pub weight: u64,
}

/// Weight of a language with plenty of text.
pub const WHOLE: u64 = 4;

/// Snippets for each unit of a language's weight.
const SNIPPETS: u64 = 25_000;

/// First rate of learning; it falls to nothing in a straight line.
const RATE: f32 = 0.35;

/// Largest weight, in nats.
const LARGEST: f32 = 5.0;

/// Header and weights of the table of a script.
pub fn learn(script: &str, bits: u32, languages: &[Samples]) -> (Header, Vec<u8>) {
    let codes = languages.iter().map(|language| language.code.to_owned()).collect();
    let header = Header { script: script.to_owned(), bits, step: LARGEST / 127.0, languages: codes };
    let width = header.width();
    let mut weights = vec![0f32; header.size()];
    let mut squares = vec![1e-3f32; 1 << bits];
    let mut chance = Chance(0);
    let all: u64 = languages.iter().map(|language| language.weight).sum();
    let steps = all * SNIPPETS;
    let (mut odds, mut rows) = (vec![0f32; width], Vec::new());
    let (mut wrong, mut loss) = (0, 0.0);
    for step in 0..steps {
        let language = choose(languages, chance.below(all));
        rows.clear();
        snippet(languages, language, bits, &mut chance, &mut rows);
        odds.fill(0.0);
        for &row in &rows {
            odds.iter_mut().zip(&weights[row * width..][..width]).for_each(|(sum, weight)| *sum += weight);
        }
        let known = &mut odds[..languages.len()];
        softmax(known);
        let best = (0..known.len()).max_by(|&a, &b| known[a].total_cmp(&known[b]));
        wrong += u64::from(best != Some(language));
        loss -= f64::from(known[language].max(1e-9).ln());
        known[language] -= 1.0;
        let norm: f32 = known.iter().map(|part| part * part).sum();
        let rate = RATE * (1.0 - step as f32 / steps as f32);
        for &row in &rows {
            squares[row] += norm;
            let rate = rate / squares[row].sqrt();
            let row = &mut weights[row * width..][..width];
            row.iter_mut().zip(&odds).for_each(|(weight, part)| *weight -= rate * part);
        }
        if (step + 1) % (steps / 20) == 0 {
            let part = (steps / 20) as f64;
            eprintln!(
                "{script} {:.0} %: loss {:.3}, wrong {:.3}",
                100.0 * step as f64 / steps as f64,
                loss / part,
                wrong as f64 / part
            );
            (wrong, loss) = (0, 0.0);
        }
    }
    let round = |weight: &f32| (weight / header.step).round().clamp(-127.0, 127.0) as i8 as u8 ^ ZERO;
    let bytes = weights.iter().map(round).collect();
    (header, bytes)
}

fn choose(languages: &[Samples], mut at: u64) -> usize {
    for (index, language) in languages.iter().enumerate() {
        match at.checked_sub(language.weight) {
            Some(rest) => at = rest,
            None => return index,
        }
    }
    0
}

/// The rows of one to twelve words in a row, now and then without their diacritics, now and then with a word of another
/// language among them.
fn snippet(languages: &[Samples], language: usize, bits: u32, chance: &mut Chance, rows: &mut Vec<usize>) {
    let words = &languages[language].words;
    let length = match chance.below(20) {
        0..5 => 1,
        5..9 => 2,
        9..14 => 3 + chance.below(3),
        _ => 6 + chance.below(7),
    };
    let start = chance.below(words.len() as u64) as usize;
    let plain = length > 2 && chance.percent(4);
    let spelling = spellings(languages[language].code).filter(|_| length > 2 && chance.percent(25));
    let mut letters = Vec::new();
    for offset in 0..length as usize {
        let guest = length > 5 && chance.percent(3);
        let words = if guest { &languages[chance.below(languages.len() as u64) as usize].words } else { words };
        letters.clear();
        let word = &words[(start + offset) % words.len()];
        letters.extend(word.chars().map(|c| if plain { bare(c) } else { spelt(c, spelling) }));
        buckets_of(&letters, bits, |row| rows.push(row));
    }
}

/// Letters of a language that old pages have in place of others: cedillas for the commas of Romanian, and Turkish read
/// in the wrong code page.
fn spellings(code: &str) -> Option<[&'static str; 2]> {
    match code {
        "ro" => Some(["şţ", "șț"]),
        "tr" => Some(["şğı", "þðý"]),
        _ => None,
    }
}

fn spelt(c: char, spelling: Option<[&str; 2]>) -> char {
    let Some([from, to]) = spelling else { return c };
    from.chars().position(|old| old == c).and_then(|at| to.chars().nth(at)).unwrap_or(c)
}

/// A letter without its diacritics.
fn bare(c: char) -> char {
    let mut base = c;
    unicode_normalization::char::decompose_canonical(c, |part| {
        if part.is_alphabetic() {
            base = part;
        }
    });
    base
}

fn softmax(odds: &mut [f32]) {
    let most = odds.iter().copied().fold(f32::MIN, f32::max);
    odds.iter_mut().for_each(|part| *part = (*part - most).exp());
    let sum: f32 = odds.iter().sum();
    odds.iter_mut().for_each(|part| *part /= sum);
}
