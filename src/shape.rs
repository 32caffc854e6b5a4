//! The shape of a paragraph: counts and end marks that hold for any script.

use crate::class::Class;

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
        let mut shape = if key.is_ascii() { Self::of_ascii(key.as_bytes()) } else { Self::of_any(key) };
        shape.end = End::of(key);
        shape
    }

    /// Counts without the end, a few bytes at a time.
    fn of_ascii(key: &[u8]) -> Self {
        let is_start = |byte: u8, before: u8| byte.is_ascii_alphanumeric() & !before.is_ascii_alphanumeric();
        let starts = count(key.get(1..).unwrap_or_default(), key, is_start);
        let first = key.first().is_some_and(u8::is_ascii_alphanumeric);
        Self {
            chars: key.len(),
            letters: count(key, key, |byte, _| byte.is_ascii_alphabetic()),
            digits: count(key, key, |byte, _| byte.is_ascii_digit()),
            words: usize::from(first) + starts - joints(key),
            ..Self::default()
        }
    }

    /// Counts without the end, one character after the other.
    fn of_any(key: &str) -> Self {
        let mut shape = Self::default();
        let (mut unspaced, mut in_word) = (0, false);
        for c in key.chars() {
            let class = Class::of(c);
            shape.chars += 1;
            shape.letters += usize::from(class.is_letter());
            shape.digits += usize::from(class.is_digit());
            shape.wide += usize::from(class.is_wide());
            let is_unspaced = class.is_unspaced();
            let part_of_word = !is_unspaced && (class.is_letter_or_digit() || (in_word && matches!(c, '\'' | '-')));
            unspaced += usize::from(is_unspaced);
            shape.words += usize::from(part_of_word && !in_word);
            in_word = part_of_word;
        }
        shape.words += unspaced_words(unspaced);
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

/// How many pairs of bytes of two rows fit; in vectors, which the compiler makes of this.
fn count(first: &[u8], second: &[u8], fits: impl Fn(u8, u8) -> bool) -> usize {
    const MOST: usize = u8::MAX as usize;
    let of = |(first, second): (&[u8], &[u8])| -> u8 {
        first.iter().zip(second).map(|(one, other)| u8::from(fits(*one, *other))).sum()
    };
    first.chunks(MOST).zip(second.chunks(MOST)).map(|chunks| usize::from(of(chunks))).sum()
}

/// Places where apostrophes and hyphens join letters and digits to one word.
fn joints(key: &[u8]) -> usize {
    let mut joints = 0;
    let mut end = 0;
    for at in memchr::memchr2_iter(b'\'', b'-', key) {
        if at < end {
            continue;
        }
        let marks = key[at..].iter().take_while(|byte| matches!(byte, b'\'' | b'-')).count();
        end = at + marks;
        let inside = at > 0 && key[at - 1].is_ascii_alphanumeric();
        joints += usize::from(inside && key.get(end).is_some_and(u8::is_ascii_alphanumeric));
    }
    joints
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
        fn counts_of_ascii_are_those_of_its_characters(text in "[a-c0-1 .'-]{0,12}|[ -~]{0,600}") {
            proptest::prop_assert_eq!(Shape::of_ascii(text.as_bytes()), Shape::of_any(&text));
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
