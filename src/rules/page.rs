//! A document under the rules: what conditions ask about the whole page, worked out once and when first asked for.

use crate::document::Document;
use crate::script::{Found, Script};
use crate::swar;
use crate::work;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is known of a page beyond its paragraphs.
#[derive(Debug, Default)]
pub struct Facts {
    scripts: RefCell<Read>,
    /// First and last paragraph of at least so many characters, by that number.
    long: RefCell<HashMap<usize, Ends>>,
    counts: OnceCell<HashMap<u64, usize>>,
    by_length: OnceCell<Vec<(usize, usize)>>,
    /// Verdicts of conditions on the document, by their number in the compiled rules, as far as they are known.
    verdicts: RefCell<Vec<Option<bool>>>,
}

/// The scripts of a page, as far as it was read for them.
#[derive(Debug, Default)]
struct Read {
    found: Found,
    /// Paragraphs that were read.
    paragraphs: usize,
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
    pub fn scripts(&self) -> Vec<Script> {
        self.read_until(|_| false);
        self.facts.scripts.borrow().found.list().to_vec()
    }

    /// Whether the page has letters of this script. It is read no further than that takes.
    pub fn has_script(&self, script: Script) -> bool {
        self.read_until(|found| found.list().contains(&script))
    }

    /// Reads on for scripts until `is_enough` of what was found; whether it came to that.
    fn read_until(&self, is_enough: impl Fn(&Found) -> bool) -> bool {
        let Read { found, paragraphs } = &mut *self.facts.scripts.borrow_mut();
        while !is_enough(found) {
            if *paragraphs == self.document.paragraphs.len() {
                return false;
            }
            found.add(self.document.text(*paragraphs));
            *paragraphs += 1;
        }
        true
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

    /// All paragraphs, the shortest first: how many bytes each has, and its number.
    pub fn by_length(&self) -> &'a [(usize, usize)] {
        self.facts.by_length.get_or_init(|| {
            let paragraphs = 0..self.document.paragraphs.len();
            let mut all: Vec<_> = paragraphs.map(|index| (self.document.text(index).len(), index)).collect();
            all.sort_unstable();
            all
        })
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

/// Whether a text is wider than so many Latin letters. Of most texts their bytes tell, many of which are looked at at once.
pub fn is_wider(text: &str, than: usize) -> bool {
    // No character is wider than its bytes are many, none has more than four.
    if text.len() <= than || text.len() / 4 > than || text.is_ascii() {
        return text.len() > than;
    }
    let count = |of_kind: fn(u8) -> bool| swar::count(text.as_bytes(), of_kind);
    let chars = count(|byte| byte & 0xc0 != 0x80);
    let at_least = |wide: usize| chars + wide * 3 / 2 > than;
    // U+5000 to U+9FFF are wide all of them; what is wide is from U+3000 to U+DFFF.
    at_least(count(|byte| (0xe5..=0xe9).contains(&byte)))
        || at_least(count(|byte| (0xe3..=0xed).contains(&byte))) && width(text) > than
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
        fn a_text_is_wider_than_what_its_width_is_over(
            text in "([a-z ]{0,9}|[一-三鿀-鿿䷀、， ]{0,9}|[가-각ぁ-がア-ガ]{0,5}|[а-яé—🙂]{0,4}|\\PC{0,6}){0,9}",
            than in 0..120_usize
        ) {
            proptest::prop_assert_eq!(is_wider(&text, than), width(&text) > than);
        }
    }
}
