//! The shape of a paragraph: counts and end marks that hold for any script.

use crate::class::{Class, han_run};
use crate::swar::{self, how_many, within};

/// Counts over the characters of a match key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Characters, single spaces between words among them.
    pub chars: usize,
    /// Letters of any script.
    pub letters: usize,
    /// Digits.
    pub digits: usize,
    /// Letters of Han, Kana and Hangul.
    pub wide: usize,
    /// Words: runs of letters and digits; in scripts without spaces, every two letters count as one.
    pub words: usize,
    /// How it ends.
    pub end: End,
}

/// How a paragraph ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// Without an end mark.
    #[default]
    Open,
    /// Like a sentence: `.`, `!`, `?` and their kin in other scripts, perhaps with a closing quote or bracket.
    Sentence,
    /// Cut short: `...`, `…`, `[...]`.
    Ellipsis,
}

/// Marks that end a sentence, in the form they have in match keys.
const SENTENCE_MARKS: &str = ".!?。؟۔।॥።။។՜՞։";
/// Marks that may follow the end of a sentence.
const CLOSERS: &str = "\"')]}»›」』】》〉）”’";

impl Shape {
    /// Counts `key`.
    pub fn of(key: &str) -> Self {
        let bytes = key.as_bytes();
        let mut counter = Counter::default();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            at += counter.run(rest);
            let Some(c) = key[at..].chars().next() else { break };
            counter.letter(c);
            at += c.len_utf8();
        }
        let mut shape = counter.finish();
        shape.end = End::of(key);
        shape
    }

    /// Whether it reads as Han, Kana or Hangul text: a third of its letters are, each of which says as much as two or
    /// three Latin ones (`京ICP备12345号` is Chinese).
    pub fn is_wide(&self) -> bool {
        self.wide > 0 && self.wide * 3 >= self.letters
    }

    /// Share of digits among letters and digits, 0 to 1.
    pub fn digit_share(&self) -> f64 {
        let counted = self.letters + self.digits;
        if counted == 0 { 0.0 } else { self.digits as f64 / counted as f64 }
    }
}

/// Counts as they grow.
#[derive(Default)]
struct Counter {
    shape: Shape,
    /// Letters of scripts without spaces.
    unspaced: usize,
    in_word: bool,
}

impl Counter {
    fn letter(&mut self, c: char) {
        let class = Class::of(c);
        self.shape.chars += 1;
        self.shape.letters += usize::from(class.is_letter());
        self.shape.digits += usize::from(class.is_digit());
        self.shape.wide += usize::from(class.is_wide());
        let is_unspaced = class.is_unspaced();
        let part_of_word = !is_unspaced && (class.is_letter_or_digit() || (self.in_word && matches!(c, '\'' | '-')));
        self.unspaced += usize::from(is_unspaced);
        self.shape.words += usize::from(part_of_word && !self.in_word);
        self.in_word = part_of_word;
    }

    /// Counts characters at the start of `bytes`, which is UTF-8, that are quickly counted: ASCII by words of eight, letters
    /// of Cyrillic and Latin-1, Han. Returns how many bytes they are.
    #[inline(always)]
    fn run(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let count = match byte {
                0..=0x7f => match swar::word_at(bytes, at) {
                    Some(word) => self.ascii(word),
                    None => 0,
                },
                0xc3 | 0xd0 | 0xd1 => self.two_byte_letters(&bytes[at..]),
                0xe5..=0xe9 => self.han(&bytes[at..]),
                _ => 0,
            };
            if count == 0 {
                break;
            }
            at += count;
        }
        at
    }

    /// Eight bytes, if all are ASCII and none is a mark that may join words. Returns how many were counted.
    #[inline(always)]
    fn ascii(&mut self, word: u64) -> usize {
        if swar::beyond_ascii(word) != 0 || within(word, b'\'', b'\'') | within(word, b'-', b'-') != 0 {
            return 0;
        }
        let (letters, digits) = (swar::letters(word), within(word, b'0', b'9'));
        let of_words = letters | digits;
        let before = of_words << 8 | if self.in_word { 0x80 } else { 0 };
        self.shape.chars += 8;
        self.shape.letters += how_many(letters);
        self.shape.digits += how_many(digits);
        self.shape.words += how_many(of_words & !before);
        self.in_word = of_words >> 63 == 1;
        8
    }

    /// Letters of two bytes: U+0410 to U+044F, and of Latin-1 but the signs of times and division.
    fn two_byte_letters(&mut self, bytes: &[u8]) -> usize {
        let is_letter = |pair: &&[u8]| match pair[0] {
            0xc3 => pair[1] != 0x97 && pair[1] != 0xb7,
            0xd0 => pair[1] >= 0x90,
            0xd1 => pair[1] < 0x90,
            _ => false,
        };
        let count = bytes.chunks_exact(2).take_while(is_letter).count();
        self.shape.chars += count;
        self.shape.letters += count;
        self.shape.words += usize::from(count > 0 && !self.in_word);
        self.in_word |= count > 0;
        2 * count
    }

    /// Letters of a [`han_run`].
    fn han(&mut self, bytes: &[u8]) -> usize {
        let count = han_run(bytes);
        self.shape.chars += count;
        self.shape.letters += count;
        self.shape.wide += count;
        self.unspaced += count;
        self.in_word &= count == 0;
        3 * count
    }

    fn finish(mut self) -> Shape {
        self.shape.words += unspaced_words(self.unspaced);
        self.shape
    }
}

/// Words in so many letters of a script without spaces: most words of Chinese, Japanese and Thai text have two letters
/// or more, function words one.
fn unspaced_words(letters: usize) -> usize {
    letters.div_ceil(2)
}

impl End {
    /// How `text` ends; white space and closing marks after the end do not count.
    pub fn of(text: &str) -> Self {
        if text.chars().next_back().is_some_and(|c| Class::of(c).is_letter_or_digit()) {
            return End::Open;
        }
        let text = text.trim_end();
        let bare = text.trim_end_matches(|c: char| CLOSERS.contains(c) || c.is_whitespace());
        if ends_with_ellipsis(text) || ends_with_ellipsis(bare) {
            End::Ellipsis
        } else if bare
            .chars()
            .next_back()
            .is_some_and(|c| SENTENCE_MARKS.contains(c) || matches!(c, '！' | '？' | '．' | '｡'))
        {
            End::Sentence
        } else {
            End::Open
        }
    }
}

/// Whether `text` ends with dots that stand for what was left out.
pub fn ends_with_ellipsis(text: &str) -> bool {
    ["...", "…", "。。。", "··", "[..]"].iter().any(|mark| text.ends_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_by_script() {
        assert_eq!(Shape::of("read the whole story").words, 4);
        assert_eq!(Shape::of("网站须在首页底部标明备案号").words, 7);
        assert_eq!(Shape::of("don't stop").words, 2);
        assert!(Shape::of("京icp备2023020795号-1").is_wide());
    }

    proptest::proptest! {
        #[test]
        fn counts_by_runs_are_those_of_characters(
            text in "[a-c0-1 .'-]{0,40}|[ -~]{0,100}|\\PC{0,12}|([a-c0-1 .'-]{0,20}([é×÷àЯяАЁё展开한䷀一]|[\0-\x7f]){0,3}){0,5}"
        ) {
            let mut counter = Counter::default();
            text.chars().for_each(|c| counter.letter(c));
            let mut counts = counter.finish();
            counts.end = End::of(&text);
            proptest::prop_assert_eq!(Shape::of(&text), counts);
        }
    }

    #[test]
    fn knows_the_ends_of_sentences() {
        for text in ["done.", "完成。", "he said \"no!\"", "(see above.)", "क्या है?", "यह है।", "真的？", "活动）。"]
        {
            assert_eq!(End::of(text), End::Sentence, "{text}");
        }
        for text in ["to answer...", "增长……", "more […]", "more [...]"] {
            assert_eq!(End::of(text), End::Ellipsis, "{text}");
        }
        assert_eq!(End::of("Related Articles"), End::Open);
    }
}
