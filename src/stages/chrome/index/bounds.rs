//! What the counts of a key must be for a test, small and side by side for all tests: most that are asked fail by these.

use crate::rules::conditions::ParagraphTests;
use crate::shape::{End, Shape};

/// Bounds on the counts of keys, of narrow and of wide ones.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    least: [u32; 2],
    most: [u32; 2],
    words: u32,
    /// A bit for each way to end.
    ends: u8,
    has_digits: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { least: [0; 2], most: [u32::MAX; 2], words: u32::MAX, ends: u8::MAX, has_digits: false }
    }
}

impl Bounds {
    /// What `tests` ask of counts; a share of digits is only asked to be one.
    pub fn of(tests: &ParagraphTests) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let both = |(narrow, wide): (usize, usize)| [number(narrow), number(wide)];
        let any = Self::default();
        let only = |end: End, wanted: Option<bool>| match wanted {
            Some(true) => bit(end),
            Some(false) => !bit(end),
            None => u8::MAX,
        };
        Self {
            least: tests.min_chars.map_or(any.least, both),
            most: tests.max_chars.map_or(any.most, both),
            words: tests.max_words.map_or(any.words, number),
            ends: only(End::Sentence, tests.ends_sentence) & only(End::Ellipsis, tests.truncated),
            has_digits: tests.digit_share.is_some(),
        }
    }

    /// Whether a key of these counts is within them.
    pub fn hold(&self, shape: &Shape) -> bool {
        let (chars, width) = (shape.chars, usize::from(shape.is_wide()));
        chars >= self.least[width] as usize
            && chars <= self.most[width] as usize
            && shape.words <= self.words as usize
            && self.ends & bit(shape.end) != 0
            && (shape.digits > 0 || !self.has_digits)
    }
}

fn bit(end: End) -> u8 {
    1 << end as u8
}
