//! `made-of`: how much of a key its vocabularies' phrases cover, glued or separated.

use crate::class::Class;
use crate::phrases::Phrases;
use std::sync::{Arc, OnceLock};

/// A line that is put together from known phrases, such as `FacebookTwitterPinterestEmail`.
#[derive(Clone, Debug)]
pub struct MadeOf {
    list: Arc<[String]>,
    /// The same for finding them, made when a line is first asked about.
    phrases: Arc<OnceLock<Phrases>>,
    min_share: f64,
    min_phrases: usize,
}

impl MadeOf {
    /// Lines of which `phrases` cover at least `min_share` of the letters, with at least `min_phrases` of them.
    pub fn new(phrases: &[String], min_share: f64, min_phrases: usize) -> Self {
        Self { list: phrases.into(), phrases: Arc::default(), min_share, min_phrases }
    }

    /// The phrases: one of them is in every such line.
    pub fn phrases(&self) -> &[String] {
        &self.list
    }

    /// Whether `key` is such a line. Time is linear in the key, times the number of phrases that end at one place.
    pub fn holds(&self, key: &str) -> bool {
        let letters = letters_before(key);
        let total = letters[key.len()];
        if total == 0 {
            return false;
        }
        let (covered, phrases) = self.cover(key, &letters);
        self.are_enough(covered as usize, total as usize, phrases)
    }

    /// The least share of the letters.
    pub fn min_share(&self) -> f64 {
        self.min_share
    }

    /// Whether a line of `total` letters of which phrases cover so many is made of them.
    pub fn are_enough(&self, covered: usize, total: usize, phrases: usize) -> bool {
        covered as f64 >= self.min_share * total as f64 && phrases >= self.min_phrases
    }

    /// The share of the letters of `key` that phrases cover, 0 to 1, and how many phrases do.
    pub fn measure(&self, key: &str) -> (f64, usize) {
        let letters = letters_before(key);
        let (covered, phrases) = self.cover(key, &letters);
        let total = letters[key.len()].max(1);
        (f64::from(covered) / f64::from(total), phrases)
    }

    /// What is asked for, such as `90 %, phrases: 2`.
    pub fn asked(&self) -> String {
        format!("{:.0} %, phrases: {}", self.min_share * 100.0, self.min_phrases)
    }

    /// The most letters that phrases cover without overlap, and the number of phrases that do so.
    fn cover(&self, key: &str, letters: &[u32]) -> (u32, usize) {
        let phrases = self.phrases.get_or_init(|| Phrases::new(&self.list));
        let mut best: Vec<(u32, usize)> = vec![(0, 0); key.len() + 1];
        let mut filled = 0;
        phrases.find::<()>(key, |_, place| {
            // Phrases come in the order of their starts; up to there nothing better can follow.
            for at in filled + 1..=place.start {
                best[at] = best[at].max(best[at - 1]);
            }
            filled = place.start.max(filled);
            let (covered, phrases) = best[place.start];
            let gain = letters[place.end] - letters[place.start];
            best[place.end] = best[place.end].max((covered + gain, phrases + 1));
            None
        });
        best[filled..].iter().copied().max().unwrap_or_default()
    }
}

/// For each byte of `key`, and its end: letters before it.
fn letters_before(key: &str) -> Vec<u32> {
    let mut letters = vec![0; key.len() + 1];
    let mut count = 0;
    for (at, c) in key.char_indices() {
        letters[at] = count;
        count += u32::from(Class::of(c).is_letter());
        letters[at + 1..=at + c.len_utf8()].fill(count);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_of(phrases: &[&str], key: &str) -> bool {
        let phrases: Vec<String> = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        MadeOf::new(&phrases, 0.9, 2).holds(key)
    }

    #[test]
    fn sees_glued_and_separated_phrases() {
        assert!(made_of(&["facebook", "twitter", "email"], "facebooktwitteremail 12"));
        assert!(made_of(&["log in", "sign up"], "log insign up"));
        assert!(made_of(&["首页", "新闻", "体育"], "首页 | 新闻 | 体育"));
        assert!(!made_of(&["facebook", "twitter"], "facebook bought twitter's rival"));
        assert!(!made_of(&["facebook", "twitter"], "facebook"));
    }

    #[test]
    fn takes_the_split_that_covers_most() {
        assert!(made_of(&["sign", "sign in", "inbox"], "sign inbox"));
    }
}
