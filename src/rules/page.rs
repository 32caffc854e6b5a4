//! A document under the rules: what conditions ask about the whole page, worked out once and when first asked for.

use crate::class::{self, Class};
use crate::document::Document;
use crate::rules::conditions::Subjects;
use crate::script::{self, Script};
use crate::swar;
use crate::work;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is known of a page beyond its paragraphs.
#[derive(Debug, Default)]
pub struct Facts {
    scripts: OnceCell<Vec<Script>>,
    /// First and last paragraph of at least so many characters, by that number.
    long: RefCell<HashMap<usize, Ends>>,
    counts: OnceCell<HashMap<u64, usize>>,
    /// What the page speaks of, by number.
    mentioned: OnceCell<Vec<bool>>,
    /// Verdicts of other conditions on the document, by their number in the compiled rules.
    verdicts: RefCell<Vec<Option<bool>>>,
}

/// The first and the last paragraph of some kind.
type Ends = (Option<usize>, Option<usize>);

/// A document together with its facts, as conditions see it.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The document.
    pub document: &'a Document,
    /// What is known of it.
    pub facts: &'a Facts,
}

/// Characters of a paragraph that are looked at for its scripts.
const SCRIPT_SAMPLE: usize = 400;

impl Facts {
    /// Notes the verdict of the document condition with this number.
    pub fn note_verdict(&self, number: usize, verdict: bool) {
        let mut verdicts = self.verdicts.borrow_mut();
        let count = verdicts.len().max(number + 1);
        verdicts.resize(count, None);
        verdicts[number] = Some(verdict);
    }
}

impl<'a> Page<'a> {
    /// Scripts that the page has letters of.
    pub fn scripts(&self) -> &'a [Script] {
        self.facts.scripts.get_or_init(|| {
            let mut found = Vec::new();
            for index in 0..self.document.paragraphs.len() {
                add_scripts(self.document.text(index), &mut found);
            }
            found
        })
    }

    /// Number of the first paragraph of at least so many characters, wide letters counted as two and a half.
    pub fn first_long(&self, chars: usize) -> Option<usize> {
        self.long(chars).0
    }

    /// Number of the last such paragraph.
    pub fn last_long(&self, chars: usize) -> Option<usize> {
        self.long(chars).1
    }

    fn long(&self, chars: usize) -> Ends {
        *self.facts.long.borrow_mut().entry(chars).or_insert_with(|| {
            let is_long = |&index: &usize| {
                let text = self.document.text(index);
                work::looked_at(1);
                chars == 0 || is_wider(text, chars - 1)
            };
            let mut all = 0..self.document.paragraphs.len();
            let first = all.clone().find(is_long);
            (first, all.rfind(is_long))
        })
    }

    /// How often the key of a paragraph occurs in the page.
    pub fn occurrences(&self, index: usize) -> usize {
        let counts = self.facts.counts.get_or_init(|| {
            let mut counts = HashMap::new();
            for other in 0..self.document.paragraphs.len() {
                work::looked_at(1);
                *counts.entry(hash(self.document.key(other).text())).or_insert(0) += 1;
            }
            counts
        });
        counts.get(&hash(self.document.key(index).text())).copied().unwrap_or(0)
    }

    /// Which of the subjects that rules ask for the page speaks of.
    pub fn mentioned(&self, subjects: &Subjects) -> &'a [bool] {
        self.facts.mentioned.get_or_init(|| subjects.of(*self))
    }

    /// The verdict of the document condition with this number, which `decide` finds when it is first asked for.
    pub fn verdict(&self, number: usize, decide: impl FnOnce() -> bool) -> bool {
        // Deciding may ask for others.
        let known = self.facts.verdicts.borrow().get(number).copied().flatten();
        known.unwrap_or_else(|| {
            let verdict = decide();
            self.facts.note_verdict(number, verdict);
            verdict
        })
    }
}

/// Adds the scripts of the letters of `text`, up to [`SCRIPT_SAMPLE`], that are not among those `found` yet.
fn add_scripts(text: &str, found: &mut Vec<Script>) {
    work::looked_at(text.len().min(SCRIPT_SAMPLE));
    let bytes = text.as_bytes();
    let mut last = Script::Common;
    let (mut at, mut left) = (0, SCRIPT_SAMPLE);
    while left > 0 {
        let near = &bytes[at..bytes.len().min(at + HAN_BYTES * left)];
        let known = quickly(near, last, found).min(left);
        if known > 0 {
            at += known * if bytes[at].is_ascii() { 1 } else { HAN_BYTES };
            left -= known;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        (at, left) = (at + c.len_utf8(), left - 1);
        if is_surely(c, last) || !Class::of(c).is_letter() {
            continue;
        }
        let script = script::of(c);
        if last != script && !found.contains(&script) {
            found.push(script);
        }
        last = script;
    }
}

/// Bytes of the letters that [`class::han_run`] finds.
const HAN_BYTES: usize = 3;

/// Characters at the start of `bytes`, which is UTF-8, that say nothing new: ASCII once there is a letter of Latin, or
/// letters of Han behind another one.
fn quickly(bytes: &[u8], last: Script, found: &[Script]) -> usize {
    match bytes.first() {
        Some(0..=0x7f) if found.contains(&Script::Latin) => {
            let words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
            8 * words.take_while(|&word| swar::beyond_ascii(word) == 0).count()
        }
        Some(0xe5..=0xe9) if last == Script::Han => class::han_run(bytes),
        _ => 0,
    }
}

/// Whether a character is told at once to be of the script of the letter before.
fn is_surely(c: char, script: Script) -> bool {
    match script {
        Script::Latin => c.is_ascii(),
        Script::Han => ('\u{4e00}'..='\u{9fff}').contains(&c),
        Script::Cyrillic => ('\u{410}'..='\u{44f}').contains(&c),
        _ => false,
    }
}

/// Characters of a text in widths of a Latin letter: a wide letter (Han, Kana, Hangul) counts as two and a half.
pub fn width(text: &str) -> usize {
    work::looked_at(text.len());
    if text.is_ascii() {
        return text.len();
    }
    let (mut narrow, mut wide) = (0, 0);
    for c in text.chars() {
        let is_wide = matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        narrow += usize::from(!is_wide);
        wide += usize::from(is_wide);
    }
    narrow + wide * 5 / 2
}

/// Whether a text is wider than so many Latin letters; no more of it is looked at than that takes.
pub fn is_wider(text: &str, than: usize) -> bool {
    // No character is wider than its bytes are many, none narrower than a Latin letter.
    text.len() > than && (text.is_ascii() || text.chars().nth(than).is_some() || width(text) > than)
}

fn hash(text: &str) -> u64 {
    work::looked_at(text.len());
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn scripts_are_those_of_the_first_letters(text in "([a-z ]{0,30}|[一-三鿀-鿿、 ]{0,6}|[а-яλ]{0,4}|\\PC{0,6}){0,80}") {
            // Letters of no script in particular, such as `ª`, count behind others alone.
            let (mut plainly, mut last) = (Vec::new(), Script::Common);
            for c in text.chars().take(SCRIPT_SAMPLE).filter(|c| Class::of(*c).is_letter()) {
                let script = script::of(c);
                if script != last && !plainly.contains(&script) {
                    plainly.push(script);
                }
                last = script;
            }
            let mut found = Vec::new();
            add_scripts(&text, &mut found);
            proptest::prop_assert_eq!(found, plainly);
        }
    }
}
