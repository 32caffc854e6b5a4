//! The text of a paragraph in, counts over its characters out: one pass, and no more than the ends of a long one.

use super::counter::Counter;
use super::looks::{End, Family, Start};

/// Bytes from the start of a paragraph that are counted. What is longer is content almost surely; its counts are those
/// of its beginning, scaled.
const LOOKED_AT: usize = 360;
/// Bytes from the end of a longer one that are looked at for how it ends.
const TAIL: usize = 24;

/// Counts over the characters of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// Characters in widths of a Latin letter; a wide one counts as two and a half.
    pub width: f32,
    /// Characters less white space.
    pub weight: f32,
    /// Words; in Han and Kana every two characters count as one.
    pub words: f32,
    /// Share of function words among the words, 0 to 1; for Han and Kana of such characters; less than 0 where none are
    /// known for the script.
    pub function: f32,
    /// Words that speak to or for somebody.
    pub person: f32,
    /// Share of words with a capital among those of three letters and more, less than 0 where the script has none.
    pub capitals: f32,
    /// Share of letters that are capitals.
    pub upper: f32,
    /// Share of digits among letters and digits.
    pub digits: f32,
    /// Commas and their kin.
    pub commas: f32,
    /// Ends of sentences inside and at the end.
    pub sentences: f32,
    /// Marks that menus put between entries.
    pub separators: f32,
    /// Share of other marks among the characters.
    pub symbols: f32,
    /// Addresses and names with `@`.
    pub links: f32,
    /// Dates and times of digits.
    pub dates: f32,
    /// Colons inside.
    pub colons: f32,
    /// Quotes and brackets.
    pub quotes: f32,
    /// Words that sites use of themselves.
    pub site: f32,
    /// Marks of loud or chatty writing: `!`, `??`, `:)`.
    pub shouts: f32,
    /// How it ends.
    pub end: End,
    /// How it starts.
    pub start: Start,
    /// What it is written in.
    pub family: Family,
    /// Hash of its letters and digits.
    pub key: u32,
    /// Hash of its form: letters and digits by kind, other marks as they are.
    pub form: u32,
    /// First and last of its words in the list of the page.
    pub first_word: u32,
    /// Behind the last.
    pub last_word: u32,
}

impl Line {
    /// Counts `text`, and puts the hashes of its words that say something of their own into `words`.
    pub fn of(text: &str, words: &mut Vec<u32>) -> Self {
        let whole = text.len();
        let head = &text[..boundary(text, LOOKED_AT.min(whole))];
        let scale = if head.len() < whole { whole as f32 / head.len() as f32 } else { 1.0 };
        let mut line = Self { first_word: words.len() as u32, ..Self::default() };
        let mut counter = Counter::default();
        counter.read(head, words, &mut line);
        line.last_word = words.len() as u32;
        counter.finish(scale, &mut line);
        let tail = &text[boundary(text, whole.saturating_sub(TAIL))..];
        line.end = End::of(tail);
        line.start = Start::of(head);
        line
    }

    /// Whether it reads like running text.
    pub fn is_prose(&self) -> bool {
        let whole = matches!(self.end, End::Sentence | End::Question | End::Ellipsis | End::Colon | End::Closed);
        self.width >= 70.0 && (whole || self.sentences >= 1.0 || self.width >= 160.0) && self.symbols < 0.2
    }
}

/// The last boundary of characters up to byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}
