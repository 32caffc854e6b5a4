//! `document-mentions`: what a page speaks of, found out for all rules in one walk over it.

use crate::phrases::Phrases;
use crate::rules::page::{self, Page};
use crate::work;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// `document-mentions`, compiled: one of the [`Subjects`] that the rules of a book ask for.
#[derive(Clone, Debug)]
pub struct Mentions {
    /// Width of a paragraph that counts must be over this.
    pub over: usize,
    /// In so many paragraphs at least.
    pub times: usize,
    pub(super) number: usize,
    pub(super) subjects: Arc<OnceLock<Subjects>>,
}

impl Mentions {
    /// Whether the page speaks of it.
    pub fn hold(&self, page: Page<'_>) -> bool {
        let Some(subjects) = self.subjects.get() else { return false };
        page.mentioned(subjects).get(self.number).copied().unwrap_or(false)
    }
}

/// What rules ask pages for, gathered while they are compiled.
#[derive(Debug, Default)]
pub struct Gathered {
    subjects: Vec<Subject>,
    ready: Arc<OnceLock<Subjects>>,
}

#[derive(Debug)]
struct Subject {
    words: Vec<String>,
    over: usize,
    times: usize,
}

impl Gathered {
    /// Adds a subject: one of `words` in `times` paragraphs that are wider than `over`.
    pub fn add(&mut self, words: Vec<String>, over: usize, times: usize) -> Mentions {
        let number = self.subjects.len();
        self.subjects.push(Subject { words, over, times });
        Mentions { over, times, number, subjects: Arc::clone(&self.ready) }
    }

    /// Makes all that were added ready to be asked.
    pub fn finish(self) {
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (subject, number) in self.subjects.iter().zip(0..) {
            subject.words.iter().for_each(|word| by_word.entry(word.clone()).or_default().push(number));
        }
        let subjects = Subjects {
            words: Phrases::anywhere(&by_word.keys().collect::<Vec<_>>()),
            by_word: by_word.into_values().collect(),
            least: self.subjects.iter().map(|subject| subject.over).min().unwrap_or(0),
            asked: self.subjects.iter().map(|subject| (subject.over, subject.times)).collect(),
        };
        // Nobody else has set it: what is gathered is finished once.
        let _ = self.ready.set(subjects);
    }
}

/// What the rules of a book ask pages for.
#[derive(Debug)]
pub struct Subjects {
    words: Phrases,
    /// For each word the subjects that it is of.
    by_word: Vec<Vec<usize>>,
    /// The least width that one asks for.
    least: usize,
    /// For each subject the width that paragraphs must be over, and how many of them there must be.
    asked: Vec<(usize, usize)>,
}

impl Subjects {
    /// Which of them the page speaks of.
    pub fn of(&self, page: Page<'_>) -> Vec<bool> {
        // Paragraphs that speak of each subject, and the last one that was counted, from 1.
        let mut counts = vec![(0, 0); self.asked.len()];
        for index in 0..page.document.paragraphs.len() {
            let text = page.document.text(index);
            work::looked_at(1);
            if !page::is_wider(text, self.least) {
                continue;
            }
            self.words.find::<()>(page.document.key(index).text(), |word, _| {
                for &subject in &self.by_word[word as usize] {
                    let (count, last) = &mut counts[subject];
                    if *last <= index && page::is_wider(text, self.asked[subject].0) {
                        (*count, *last) = (*count + 1, index + 1);
                    }
                }
                None
            });
        }
        counts.iter().zip(&self.asked).map(|((count, _), (_, times))| count >= times).collect()
    }
}
