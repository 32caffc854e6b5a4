//! Tests for rows of known phrases, all asked at once.

use super::marked::Marked;
use crate::class::{self, Class};
use crate::key::MatchKey;
use crate::memo::LineHasher;
use crate::phrases::Phrases;
use crate::rules::made_of::MadeOf;
use crate::work;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Tests for rows of known phrases that ask for the same share of a line's letters.
///
/// A line is looked at from its start until no phrases of all tests together can cover enough of it: of prose that is after
/// a few words. What gets to its end is a candidate for those tests whose own phrases in it have enough letters, even if
/// none lay over another.
#[derive(Debug, Default)]
pub struct Rows {
    members: Vec<(u32, MadeOf)>,
    phrases: Phrases,
    /// For each phrase its letters, and the members that know it.
    by_phrase: Vec<(usize, Vec<usize>)>,
    /// The share of letters that they ask for.
    share: f64,
    /// Characters of the longest key that one of them holds of.
    cap: usize,
}

impl Rows {
    /// Adds a test with its number and its cap to those that ask for the same share.
    pub fn add(all: &mut Vec<Self>, number: u32, made_of: MadeOf, cap: usize) {
        let share = made_of.min_share();
        let place = all.iter().position(|rows| rows.share == share).unwrap_or_else(|| {
            all.push(Self { share, ..Self::default() });
            all.len() - 1
        });
        all[place].cap = all[place].cap.max(cap);
        all[place].members.push((number, made_of));
    }

    /// Files the phrases of the tests.
    pub fn build(&mut self) {
        let mut places: HashMap<&str, usize, BuildHasherDefault<LineHasher>> = HashMap::default();
        let mut list: Vec<&str> = Vec::new();
        for (member, (_, made_of)) in self.members.iter().enumerate() {
            for phrase in made_of.phrases() {
                let place = *places.entry(phrase).or_insert(list.len());
                if place == list.len() {
                    list.push(phrase);
                    self.by_phrase.push((class::letters(phrase), Vec::new()));
                }
                self.by_phrase[place].1.push(member);
            }
        }
        self.phrases = Phrases::new(&list);
    }

    /// Marks the tests that may hold of `key`.
    pub fn candidates(&self, key: &MatchKey, marked: &mut Marked) {
        if key.shape.chars > self.cap || !self.may_cover(key, marked) {
            return;
        }
        self.count(key.text(), marked);
        for (member, (number, made_of)) in self.members.iter().enumerate() {
            let (letters, phrases) = marked.found[member];
            if made_of.are_enough(letters, key.shape.letters, phrases) {
                marked.add(&[*number]);
            }
        }
    }

    /// Whether phrases of all members together cover as many letters as one of them asks for.
    fn may_cover(&self, key: &MatchKey, marked: &mut Marked) -> bool {
        let (text, total) = (key.text(), key.shape.letters);
        let is_lost = |lost: u32| ((total as f64) - f64::from(lost)) < self.share * total as f64;
        let lost = &mut marked.lost;
        lost.clear();
        lost.push(0);
        let set = |lost: &mut Vec<u32>, at: usize, count: u32| {
            lost.resize(lost.len().max(at + 1), u32::MAX);
            lost[at] = lost[at].min(count);
        };
        // Where the phrase ends that goes on farthest.
        let mut reached = 0;
        for (at, c) in text.char_indices() {
            work::looked_at(1);
            let here = lost[at];
            if !is_lost(here) {
                self.phrases.at(text, at, |_, end| {
                    set(lost, end, here);
                    reached = reached.max(end);
                });
            } else if at >= reached {
                return false;
            }
            set(lost, at + c.len_utf8(), here.saturating_add(u32::from(Class::of(c).is_letter())));
        }
        !is_lost(lost[text.len()])
    }

    /// Counts the letters and phrases of each member in `text`.
    fn count(&self, text: &str, marked: &mut Marked) {
        marked.found.clear();
        marked.found.resize(self.members.len(), (0, 0));
        self.phrases.find::<()>(text, |number, _| {
            let (letters, members) = &self.by_phrase[number as usize];
            for &member in members {
                let (sum, phrases) = &mut marked.found[member];
                *sum += letters;
                *phrases += 1;
            }
            None
        });
    }
}
