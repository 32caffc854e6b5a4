//! A document under the rules: what conditions ask about the whole page, worked out once and when first asked for.

use crate::class::Class;
use crate::document::Document;
use crate::rules::conditions::Subjects;
use crate::script::{self, Script};
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
    verdicts: RefCell<HashMap<usize, bool>>,
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

/// Letters of a paragraph that are looked at for its scripts.
const SCRIPT_SAMPLE: usize = 400;

impl<'a> Page<'a> {
    /// Scripts that the page has letters of.
    pub fn scripts(&self) -> &'a [Script] {
        self.facts.scripts.get_or_init(|| {
            let mut found = Vec::new();
            for index in 0..self.document.paragraphs.len() {
                add_scripts(head(self.document.text(index), SCRIPT_SAMPLE), &mut found);
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
        if let Some(&verdict) = self.facts.verdicts.borrow().get(&number) {
            return verdict;
        }
        let verdict = decide();
        self.facts.verdicts.borrow_mut().insert(number, verdict);
        verdict
    }
}

/// So many characters at the start of a text, or all there are.
fn head(text: &str, chars: usize) -> &str {
    let mut rest = text.chars();
    match text.len() > chars && rest.nth(chars - 1).is_some() {
        true => &text[..text.len() - rest.as_str().len()],
        false => text,
    }
}

/// Adds the scripts of the letters of `text` that are not among those `found` yet.
fn add_scripts(text: &str, found: &mut Vec<Script>) {
    work::looked_at(text.len());
    let mut last = Script::Common;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        // Once there is a letter of Latin, ASCII says nothing new.
        let step = text.as_bytes()[at..].first_chunk::<16>().filter(|bytes| bytes.is_ascii());
        if step.is_some() && found.contains(&Script::Latin) {
            at += 16;
            continue;
        }
        at += c.len_utf8();
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
