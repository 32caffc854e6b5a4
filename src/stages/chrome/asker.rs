//! What is known of lines by themselves, asked once.

use super::index::{Index, Marked};
use crate::key::MatchKey;
use crate::memo::{Memo, Print};
use std::collections::HashMap;
use std::sync::Arc;

/// Lines that a thread remembers at most: eight megabytes of them.
const MOST: usize = 1 << 19;
/// Lists of tests at most; where there are more, all is forgotten.
const MOST_LISTS: usize = 1 << 16;

/// What one thread works with: the lines that it knows, and scratch for asking about others.
#[derive(Debug, Default)]
pub struct Asker {
    /// For each line the number of a list.
    memo: Memo<u32, MOST>,
    lists: Lists,
    marked: Marked,
    found: Vec<u32>,
}

/// Lists of tests that hold of the same line. There are few of them: most lines are of a few kinds.
#[derive(Debug, Default)]
struct Lists {
    lists: Vec<Arc<[u32]>>,
    numbers: HashMap<Arc<[u32]>, u32>,
}

impl Lists {
    fn number(&mut self, list: &[u32]) -> u32 {
        if let Some(number) = self.numbers.get(list) {
            return *number;
        }
        let (list, number): (Arc<[u32]>, u32) = (list.into(), self.lists.len() as u32);
        self.lists.push(Arc::clone(&list));
        self.numbers.insert(list, number);
        number
    }
}

impl Asker {
    /// Looks at where lines stand that will be asked about.
    pub fn fetch(&self, lines: impl Iterator<Item = Print>) {
        self.memo.fetch(lines);
    }

    /// Numbers of the tests that hold of the line `text`, in order. Its key goes to `take_key`, if it is made for that.
    pub fn line(&mut self, text: &str, print: Option<Print>, index: &Index, take_key: impl FnOnce(MatchKey)) -> &[u32] {
        if self.lists.lists.len() > MOST_LISTS {
            (self.memo, self.lists) = Default::default();
        }
        let Self { memo, lists, marked, found } = self;
        let ask = || {
            let key = MatchKey::new(text);
            found.clear();
            index.ask(text, &key, marked, found);
            take_key(key);
            lists.number(found)
        };
        let number = memo.recall(print, ask);
        &lists.lists[number as usize]
    }
}
