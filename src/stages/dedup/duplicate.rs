//! `duplicate`: a paragraph that repeats an earlier one, to the letter or nearly.

use super::minhash::{bands, jaccard, shingles, signature};
use crate::document::Document;
use crate::rules::compile::Compiler;
use crate::rules::schema::{DuplicateSpec, Form};
use crate::work;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What makes two paragraphs the same.
#[derive(Clone, Debug)]
pub struct Duplicate {
    form: Form,
    min_chars: usize,
    min_chars_wide: usize,
    min_jaccard: f64,
    shingle_chars: usize,
    labels: Vec<String>,
}

/// A paragraph that takes part: its number and its dedup key.
type Item<'d> = (usize, &'d str);

impl Duplicate {
    /// Compiles the table `duplicate`.
    pub fn compile(spec: &DuplicateSpec, compiler: &Compiler<'_>) -> Self {
        let mut labels = compiler.phrases(&spec.labels, true);
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        Self {
            form: spec.form,
            min_chars: spec.min_chars,
            min_chars_wide: spec.min_chars_wide,
            min_jaccard: spec.min_jaccard,
            shingle_chars: spec.shingle_chars,
            labels,
        }
    }

    /// Paragraphs that repeat an earlier one, each with its keeper. What was lifted out of a left-over counts as later
    /// than what stands on the page.
    pub fn find(&self, document: &Document) -> Vec<(usize, usize)> {
        let mut items: Vec<Item<'_>> = document.standing().filter_map(|index| self.item(document, index)).collect();
        items.sort_by_key(|(index, _)| (document.paragraphs[*index].is_lifted(), *index));
        match self.form {
            _ if items.len() < 2 => Vec::new(),
            Form::Exact => exact(&items),
            Form::Near => self.near(&items),
        }
    }

    /// The paragraph with its dedup key: its match key without a label at its start. None where it is too short.
    fn item<'d>(&self, document: &'d Document, index: usize) -> Option<Item<'d>> {
        let key = document.key(index);
        work::looked_at(key.text().len());
        let floor = if key.shape.is_wide() { self.min_chars_wide } else { self.min_chars };
        (key.shape.chars >= floor).then(|| (index, self.without_label(key.text())))
    }

    fn without_label<'k>(&self, key: &'k str) -> &'k str {
        let rest = self.labels.iter().find_map(|label| key.strip_prefix(label.as_str()));
        let rest = rest.map_or(key, |rest| rest.trim_start_matches([' ', ':', '.', '-', ']', '】', ')']));
        if rest.is_empty() { key } else { rest }
    }

    fn near(&self, items: &[Item<'_>]) -> Vec<(usize, usize)> {
        let sets: Vec<Vec<u64>> = items.iter().map(|(_, key)| shingles(key, self.shingle_chars)).collect();
        let mut buckets: HashMap<u64, usize> = HashMap::new();
        let mut found = Vec::new();
        for (at, (index, key)) in items.iter().enumerate() {
            let mut keepers: Vec<usize> = Vec::new();
            for band in bands(&signature(&sets[at])) {
                let keeper = *buckets.entry(band).or_insert(at);
                if keeper != at && !keepers.contains(&keeper) {
                    keepers.push(keeper);
                }
            }
            keepers.sort_unstable();
            let keeper = keepers.into_iter().find(|&keeper| {
                work::looked_at(items[keeper].1.len() + key.len());
                same_numbers(items[keeper].1, key) && jaccard(&sets[keeper], &sets[at]) >= self.min_jaccard
            });
            found.extend(keeper.map(|keeper| (*index, items[keeper].0)));
        }
        found
    }
}

/// Paragraphs whose key has the SHA-256 of an earlier one; its first 128 bits are compared.
fn exact(items: &[Item<'_>]) -> Vec<(usize, usize)> {
    let mut keepers: HashMap<[u8; 16], usize> = HashMap::new();
    let mut found = Vec::new();
    for (index, key) in items {
        let mut identity = [0; 16];
        identity.copy_from_slice(&Sha256::digest(key.as_bytes())[..16]);
        match keepers.get(&identity) {
            Some(keeper) => found.push((*index, *keeper)),
            None => {
                keepers.insert(identity, *index);
            }
        }
    }
    found
}

/// Whether two keys hold the same numbers in the same order: paragraphs that differ in a number are not the same.
fn same_numbers(a: &str, b: &str) -> bool {
    let numbers = |key: &str| {
        let runs = key.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty());
        runs.map(str::to_owned).collect::<Vec<_>>()
    };
    numbers(a) == numbers(b)
}
