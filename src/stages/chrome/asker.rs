//! What is known of lines by themselves, asked once.

use super::index::{Index, Marked};
use crate::key::MatchKey;
use crate::memo::Memo;
use std::sync::Arc;

/// What is known of a line by itself.
#[derive(Debug)]
pub struct Known {
    /// Its match key.
    pub key: Arc<MatchKey>,
    /// Numbers of the tests that hold of it, in order.
    pub holding: Box<[u32]>,
}

/// What one thread works with: the lines that it knows, and scratch for asking about others.
#[derive(Debug, Default)]
pub struct Asker {
    memo: Memo<Arc<Known>>,
    marked: Marked,
    found: Vec<u32>,
}

impl Asker {
    /// What is known of the line `text`.
    pub fn line(&mut self, text: &str, index: &Index) -> Arc<Known> {
        let Self { memo, marked, found } = self;
        memo.recall(text, || {
            let key = Arc::new(MatchKey::new(text));
            found.clear();
            index.ask(text, &key, marked, found);
            Arc::new(Known { key, holding: found.as_slice().into() })
        })
    }
}
