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
    /// Under which its verdict on a page is remembered.
    number: usize,
    words: Arc<Words>,
}

impl Mentions {
    /// Whether the page speaks of it.
    pub fn hold(&self, page: Page<'_>) -> bool {
        page.verdict(self.number, || self.are_in(page))
    }

    /// The shortest paragraphs are looked at first, until those that are left cannot change the answer: on most pages the
    /// longest ones need not be read.
    fn are_in(&self, page: Page<'_>) -> bool {
        let all = page.by_length();
        // None is wider than its bytes are many.
        let may_count = &all[all.partition_point(|(bytes, _)| *bytes <= self.over)..];
        let mut found = 0;
        for (&(_, at), left) in may_count.iter().zip((1..=may_count.len()).rev()) {
            if found + left < self.times {
                return false;
            }
            let counts = page::is_wider(page.document.text(at), self.over);
            found += usize::from(counts && self.words.are_in(page.document.key(at).text()));
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
    /// One of `words` in `times` paragraphs that are wider than `over`; `number` is the condition's, if it is a new one.
    pub fn add(&mut self, words: Vec<String>, over: usize, times: usize, number: usize) -> Mentions {
        let same = |(asked, mentions): &&(Vec<String>, Mentions)| {
            *asked == words && (mentions.over, mentions.times) == (over, times)
        };
        if let Some((_, known)) = self.asked.iter().find(same) {
            return known.clone();
        }
        let mentions = Mentions { over, times, number, words: Arc::new(Words::of(&words)) };
        self.asked.push((words, mentions.clone()));
        mentions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::rules::page::Facts;
    use crate::rules::settings::NormalizeSettings;
    use crate::stages::Stage;
    use crate::stages::normalize::Normalize;

    proptest::proptest! {
        #[test]
        fn enough_paragraphs_speak_of_it_or_not_whichever_are_read(
            texts in proptest::collection::vec("(Cookies |cookie |sugar |奶油){1,6}[a-z]{0,20}", 0..9),
            over in 0..40_usize,
            times in 0..5_usize,
            many in proptest::bool::ANY
        ) {
            let mut words = vec!["cookie".to_owned(), "奶油".to_owned()];
            words.extend((0..if many { FEW } else { 0 }).map(|number| format!("word {number}")));
            let mentions = Gathered::default().add(words.clone(), over, times, 0);
            let mut document = Document::new("page", texts.join("\n"));
            Normalize::new(&NormalizeSettings::default()).apply(&mut document);
            let speaks = |at: &usize| {
                let (text, key) = (document.text(*at), document.key(*at).text());
                page::is_wider(text, over) && words.iter().any(|word| key.contains(word.as_str()))
            };
            let held = mentions.hold(Page { document: &document, facts: &Facts::default() });
            proptest::prop_assert_eq!(held, document.standing().filter(speaks).count() >= times);
        }
    }

    #[test]
    fn rules_that_ask_for_the_same_share_a_number() {
        let mut gathered = Gathered::default();
        let mut number = |times, new| gathered.add(vec!["cookie".to_owned()], 60, times, new).number;
        assert_eq!([number(1, 0), number(2, 1), number(1, 2)], [0, 1, 0]);
    }
}
