//! `document-mentions`: whether enough paragraphs of a page speak of something.

use crate::phrases::Phrases;
use crate::rules::page::{self, Page};
use crate::work;
use memchr::memmem::Finder;
use std::sync::Arc;

/// `document-mentions`, compiled.
#[derive(Clone, Debug)]
pub struct Mentions {
    /// Width of a paragraph that counts must be over this.
    pub over: usize,
    /// In so many paragraphs at least.
    pub times: usize,
    number: usize,
    words: Arc<Words>,
}

impl Mentions {
    /// Whether the page speaks of it.
    pub fn hold(&self, page: Page<'_>) -> bool {
        page.mentions(self.number, || self.are_in(page))
    }

    /// The shortest paragraphs are looked at first, until those that are left cannot change the answer: on most pages the
    /// longest ones need not be read.
    fn are_in(&self, page: Page<'_>) -> bool {
        let counts = |at: &&usize| page::is_wider(page.document.text(**at), self.over);
        let wide: Vec<usize> = page.by_length().iter().filter(counts).copied().collect();
        let mut found = 0;
        for (at, left) in wide.iter().zip((1..=wide.len()).rev()) {
            if found + left < self.times {
                return false;
            }
            found += usize::from(self.words.are_in(page.document.key(*at).text()));
            if found >= self.times {
                return true;
            }
        }
        self.times == 0
    }
}

/// Words, one of which is looked for.
#[derive(Debug)]
enum Words {
    /// A few, one by one.
    Few(Vec<Finder<'static>>),
    /// Many, all at once.
    Many(Box<Phrases>),
}

/// Words that are looked for one by one at most.
const FEW: usize = 8;

impl Words {
    fn of(words: &[String]) -> Self {
        match words.len() {
            0..=FEW => Self::Few(words.iter().map(|word| Finder::new(word).into_owned()).collect()),
            _ => Self::Many(Box::new(Phrases::anywhere(words))),
        }
    }

    fn are_in(&self, key: &str) -> bool {
        work::looked_at(key.len());
        match self {
            Self::Few(words) => words.iter().any(|word| word.find(key.as_bytes()).is_some()),
            Self::Many(words) => words.is_match(key),
        }
    }
}

/// What rules ask pages for, gathered while they are compiled: rules that ask for the same share the answer.
#[derive(Debug, Default)]
pub struct Gathered {
    asked: Vec<(Vec<String>, Mentions)>,
}

impl Gathered {
    /// One of `words` in `times` paragraphs that are wider than `over`.
    pub fn add(&mut self, words: Vec<String>, over: usize, times: usize) -> Mentions {
        let same = |(asked, mentions): &&(Vec<String>, Mentions)| {
            *asked == words && (mentions.over, mentions.times) == (over, times)
        };
        if let Some((_, known)) = self.asked.iter().find(same) {
            return known.clone();
        }
        let mentions = Mentions { over, times, number: self.asked.len(), words: Arc::new(Words::of(&words)) };
        self.asked.push((words, mentions.clone()));
        mentions
    }
}
