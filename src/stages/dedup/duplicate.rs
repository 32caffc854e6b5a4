//! `duplicate`: a paragraph that repeats an earlier one, to the letter or nearly, in its document; and what the survey of
//! a corpus asks of the rule.

use super::bands::Banding;
use super::compare::{Comparer, differ_in_a_number};
use super::shingle::Shingler;
use super::sketch::sketch;
use crate::document::Document;
use crate::rules::compile::Compiler;
use crate::rules::schema::{DuplicateSpec, Form, Policy, Reach};
use crate::shape::Shape;
use crate::work;
use memchr::memchr;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;

/// What makes two paragraphs the same.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// Equal, alike, or many times on a host.
    pub form: Form,
    /// How far the other copy may be.
    pub within: Reach,
    /// What becomes of the copies.
    pub policy: Policy,
    /// Share of a document's characters that must be copies for them to go.
    pub drop_if_share_over: f64,
    /// For near: Jaccard at least.
    pub min_jaccard: f64,
    /// For near: how signatures are cut up.
    pub banding: Banding,
    /// Whether digits are all the same.
    pub fold_digits: bool,
    /// For host repeats: documents at least.
    pub min_documents: usize,
    /// For host repeats: share of the documents of the host at least.
    pub min_share: f64,
    /// Within a document: copies that must stand there, the first among them.
    min_times: usize,
    /// Within a document: paragraphs from one copy to the next at most.
    max_away: usize,
    shingle_chars: usize,
    shingle_chars_wide: usize,
    chars: (usize, usize),
    chars_wide: (usize, usize),
    labels: Vec<String>,
}

/// The form in which a paragraph is compared: its match key without a label at its start, digits perhaps all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DedupKey<'d> {
    /// The key's text. White space in it does not count.
    pub text: Cow<'d, str>,
    /// Whether Han, Kana and Hangul prevail.
    pub wide: bool,
}

/// A paragraph that takes part: its number and its dedup key.
type Item<'d> = (usize, DedupKey<'d>);

impl Duplicate {
    /// Compiles the table `duplicate`.
    pub fn compile(spec: &DuplicateSpec, compiler: &Compiler<'_>) -> Self {
        let mut labels = compiler.phrases(&spec.labels, true);
        labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
        let banding = Banding::choose(spec.min_jaccard, spec.recall.value).unwrap_or_else(|out| {
            if matches!(spec.form, Form::Near | Form::NearDocument) {
                compiler.out_of_reach(&spec.recall, spec.min_jaccard, out);
            }
            out.nearest
        });
        Self {
            form: spec.form,
            within: spec.within,
            policy: spec.policy,
            drop_if_share_over: spec.drop_if_share_over,
            min_jaccard: spec.min_jaccard,
            banding,
            fold_digits: spec.fold_digits,
            min_documents: spec.min_documents,
            min_share: spec.min_share,
            min_times: spec.min_times,
            max_away: spec.max_away,
            shingle_chars: spec.shingle_chars,
            shingle_chars_wide: spec.shingle_chars_wide,
            chars: (spec.min_chars, spec.max_chars),
            chars_wide: (spec.min_chars_wide, spec.max_chars_wide),
            labels,
        }
    }

    /// Characters of a shingle of a key.
    pub fn shingle_chars(&self, wide: bool) -> usize {
        if wide { self.shingle_chars_wide } else { self.shingle_chars }
    }

    /// The key of a paragraph that takes part; none where it is too short or too long, or says nothing.
    pub fn key<'d>(&self, document: &'d Document, index: usize) -> Option<DedupKey<'d>> {
        let key = document.key(index);
        work::looked_at(key.text().len());
        let wide = key.shape.is_wide();
        let (least, most) = if wide { self.chars_wide } else { self.chars };
        let text = self.without_label(key.text());
        let fits = (least..=most).contains(&key.shape.chars) && !text.is_empty();
        fits.then(|| DedupKey { text: self.folded(text), wide })
    }

    /// The key of a whole document, that of all standing paragraphs; none where it is too short or too long.
    pub fn key_of_all(&self, document: &Document) -> Option<DedupKey<'static>> {
        let mut text = String::new();
        let mut shape = Shape::default();
        for key in document.standing().map(|index| document.key(index)) {
            shape.chars += key.shape.chars;
            shape.letters += key.shape.letters;
            shape.wide += key.shape.wide;
            text.push_str(key.text());
            text.push(' ');
        }
        work::looked_at(text.len());
        let wide = shape.is_wide();
        let (least, most) = if wide { self.chars_wide } else { self.chars };
        let fits = shape.chars > 0 && (least..=most).contains(&shape.chars);
        fits.then(|| DedupKey { text: Cow::Owned(self.folded(&text).into_owned()), wide })
    }

    /// Whether whole documents are dropped by it.
    pub fn drops_documents(&self) -> bool {
        self.form == Form::NearDocument && self.policy == Policy::Drop
    }

    fn without_label<'k>(&self, key: &'k str) -> &'k str {
        let rest = self.labels.iter().find_map(|label| key.strip_prefix(label.as_str()));
        let rest = rest.map_or(key, |rest| rest.trim_start_matches([' ', ':', '.', '-', ']', '】', ')']));
        if rest.is_empty() { key } else { rest }
    }

    fn folded<'k>(&self, key: &'k str) -> Cow<'k, str> {
        if self.fold_digits && key.contains(char::is_numeric) {
            Cow::Owned(key.chars().map(|c| if c.is_numeric() { '0' } else { c }).collect())
        } else {
            Cow::Borrowed(key)
        }
    }

    /// Whether two keys that may be near duplicates are: alike as far as the rule asks, and with no number of one in the
    /// place of another number of the other.
    pub fn is_near(&self, a: &str, b: &str, wide: bool, comparer: &mut Comparer) -> bool {
        work::looked_at(a.len() + b.len());
        comparer.reaches(a, b, self.shingle_chars(wide), self.min_jaccard)
            && (self.fold_digits || !differ_in_a_number(a, b))
    }

    /// Paragraphs that repeat an earlier one of the document, each with its keeper. What was lifted out of a left-over
    /// counts as later than what stands on the page. Forms that are about documents take each paragraph for one of its
    /// own; a host repeat has no keeper but itself.
    pub fn find(&self, document: &Document) -> Vec<(usize, usize)> {
        let key = |index| Some((index, self.key(document, index)?));
        let mut items: Vec<Item<'_>> = document.standing().filter_map(key).collect();
        items.sort_by_key(|(index, _)| (document.paragraphs[*index].is_lifted(), *index));
        match self.form {
            _ if items.len() < 2 => Vec::new(),
            Form::Exact => self.copies_that_go(document, exact(&items)),
            Form::Near | Form::NearDocument => self.copies_that_go(document, self.near(&items)),
            Form::HostRepeat => self.repeats(&items, document.standing().count()),
        }
    }

    /// Those of `found`, copies with their keepers, of which the page has enough and that stand near enough to the copy
    /// before. What was lifted out of a left-over is a copy of its own making, and goes in any case.
    fn copies_that_go(&self, document: &Document, found: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        if self.min_times <= 2 && self.max_away == usize::MAX {
            return found;
        }
        let mut places = vec![0; document.paragraphs.len()];
        document.standing().enumerate().for_each(|(place, index)| places[index] = place);
        let mut times: HashMap<usize, usize> = HashMap::new();
        found.iter().for_each(|(_, keeper)| *times.entry(*keeper).or_insert(1) += 1);
        let mut last: HashMap<usize, usize> = HashMap::new();
        let goes = |&(index, keeper): &(usize, usize)| {
            let before = last.insert(keeper, index).unwrap_or(keeper);
            let near = places[index].saturating_sub(places[before]) <= self.max_away;
            document.paragraphs[index].is_lifted() || times[&keeper] >= self.min_times && near
        };
        found.into_iter().filter(goes).collect()
    }

    fn near(&self, items: &[Item<'_>]) -> Vec<(usize, usize)> {
        let (mut shingler, mut comparer) = (Shingler::default(), Comparer::default());
        let (mut hashes, mut values) = (Vec::new(), vec![0; self.banding.values()]);
        let mut buckets: HashMap<u64, usize> = HashMap::new();
        let mut found = Vec::new();
        for (at, (index, key)) in items.iter().enumerate() {
            shingler.shingle(&key.text, self.shingle_chars(key.wide), &mut hashes);
            let mut keepers: Vec<usize> = Vec::new();
            sketch(&hashes, &mut values);
            for band in self.banding.hashes(&values) {
                let keeper = *buckets.entry(band).or_insert(at);
                if keeper != at && !keepers.contains(&keeper) {
                    keepers.push(keeper);
                }
            }
            keepers.sort_unstable();
            let mut keepers = keepers.into_iter().map(|keeper| &items[keeper]);
            let keeper = keepers.find(|(_, other)| self.is_near(&other.text, &key.text, key.wide, &mut comparer));
            found.extend(keeper.map(|(keeper, _)| (*index, *keeper)));
        }
        found
    }

    fn repeats(&self, items: &[Item<'_>], all: usize) -> Vec<(usize, usize)> {
        let mut times: HashMap<Identity, usize> = HashMap::new();
        let identities: Vec<Identity> = items.iter().map(|(_, key)| identity(&key.text)).collect();
        identities.iter().for_each(|identity| *times.entry(*identity).or_default() += 1);
        let goes = |identity: &Identity| self.is_repeat(times[identity] as u64, all as u64);
        let found = items.iter().zip(&identities).filter(|(_, identity)| goes(identity));
        found.map(|((index, _), _)| (*index, *index)).collect()
    }

    /// Whether a key in so many of the documents of a host is a repeat.
    pub fn is_repeat(&self, documents: u64, of: u64) -> bool {
        documents >= self.min_documents as u64 && documents as f64 >= self.min_share * of as f64
    }
}

/// The first 128 bits of the SHA-256 of a key, white space left out.
pub type Identity = [u64; 2];

/// The identity of a key.
pub fn identity(key: &str) -> Identity {
    let digest = match memchr(b' ', key.as_bytes()) {
        None => Sha256::digest(key),
        Some(first) => Sha256::digest(solid(key, first)),
    };
    let half = |at: usize| digest[at..at + 8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    [half(0), half(8)]
}

/// The bytes of a key less its spaces, the first of which is at `first`.
fn solid(key: &str, first: usize) -> Vec<u8> {
    let mut solid = key.as_bytes().to_vec();
    let mut end = first;
    // Each byte is put down, and stays where it is no space: words are too short to be looked for.
    for byte in &key.as_bytes()[first..] {
        solid[end] = *byte;
        end += usize::from(*byte != b' ');
    }
    solid.truncate(end);
    solid
}

/// Paragraphs whose key has the identity of an earlier one.
fn exact(items: &[Item<'_>]) -> Vec<(usize, usize)> {
    let mut alike: HashMap<Looks, usize> = HashMap::new();
    let all: Vec<Looks> = items.iter().map(|(_, key)| looks(&key.text)).collect();
    all.iter().for_each(|looks| *alike.entry(*looks).or_default() += 1);
    let mut keepers: HashMap<Identity, usize> = HashMap::new();
    let mut found = Vec::new();
    for ((index, key), _) in items.iter().zip(&all).filter(|(_, looks)| alike[looks] > 1) {
        let keeper = *keepers.entry(identity(&key.text)).or_insert(*index);
        if keeper != *index {
            found.push((*index, keeper));
        }
    }
    found
}

/// How many bytes a key has, and which are its last, white space left out: most keys of a page are told apart by that.
type Looks = (usize, [u8; 8]);

fn looks(key: &str) -> Looks {
    let bytes = key.as_bytes();
    let mut last = [0; 8];
    last.iter_mut().zip(bytes.iter().rev().filter(|byte| **byte != b' ')).for_each(|(to, byte)| *to = *byte);
    (bytes.len() - memchr::memchr_iter(b' ', bytes).count(), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_has_no_part_in_an_identity() {
        for key in ["the masons of the bay", " a  b ", "灯塔 由 花岗岩砌成", "灯塔", " ", ""] {
            assert_eq!(identity(key), identity(&key.replace(' ', "")), "{key}");
        }
        assert_eq!(identity("a b")[0] >> 56, 0xfb, "it is the beginning of SHA-256, as indexes have it");
    }
}
