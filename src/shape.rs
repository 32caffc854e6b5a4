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

    /// Counts without the end: ASCII by pieces, the rest one character after the other.
    fn of_any(key: &str) -> Self {
        let mut counter = Counter::default();
        let mut at = 0;
        while let Some(byte) = key.as_bytes().get(at) {
            if byte.is_ascii()
                && let Some(piece) = key.as_bytes()[at..].first_chunk().filter(|piece| piece.is_ascii())
            {
                counter.piece(piece);
                at += piece.len();
                continue;
            }
            let han = key.as_bytes()[at..].chunks_exact(3).take_while(|c| (0xe5..=0xe9).contains(&c[0])).count();
            if han > 0 {
                counter.han(han);
                at += 3 * han;
                continue;
            }
            let Some(c) = key[at..].chars().next() else { break };
            counter.letter(c);
            at += c.len_utf8();
        }
        counter.finish()
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

/// Bytes of a piece.
const PIECE: usize = 16;

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

    /// So many letters from U+5000 to U+9FFF, which are of Han all of them.
    fn han(&mut self, count: usize) {
        self.shape.chars += count;
        self.shape.letters += count;
        self.shape.wide += count;
        self.unspaced += count;
        self.in_word = false;
    }

    /// A piece of ASCII, all bytes at once unless marks in it may join words.
    fn piece(&mut self, piece: &[u8; PIECE]) {
        if piece.iter().fold(false, |joins, byte| joins | matches!(byte, b'\'' | b'-')) {
            return piece.iter().for_each(|byte| self.letter(char::from(*byte)));
        }
        let sum = |fits: fn(&u8) -> bool| usize::from(piece.iter().map(|byte| u8::from(fits(byte))).sum::<u8>());
        self.shape.chars += PIECE;
        self.shape.letters += sum(u8::is_ascii_alphabetic);
        self.shape.digits += sum(u8::is_ascii_digit);
        let of_words = piece.map(|byte| byte.is_ascii_alphanumeric());
        let starts = of_words[1..].iter().zip(&of_words).map(|(here, before)| u8::from(*here & !before)).sum::<u8>();
        self.shape.words += usize::from(starts) + usize::from(of_words[0] && !self.in_word);
        self.in_word = of_words[PIECE - 1];
    }

    fn finish(mut self) -> Shape {
        self.shape.words += unspaced_words(self.unspaced);
        self.shape
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
        fn counts_by_pieces_are_those_of_characters(text in "[a-c0-1 .'-]{0,40}|[ -~]{0,600}|([a-c0-1 .'-]{0,20}[é展한]?){0,4}") {
            let mut counter = Counter::default();
            text.chars().for_each(|c| counter.letter(c));
            let counts = counter.finish();
            proptest::prop_assert_eq!(Shape::of_any(&text), counts);
            proptest::prop_assert!(!text.is_ascii() || Shape::of_ascii(text.as_bytes()) == counts);
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
