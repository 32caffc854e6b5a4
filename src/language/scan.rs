//! The part of a paragraph that is language: letters by script, less addresses, ids and the like.

use super::kinds::{Kinds, LETTER, MARK, SUSPECT, WIDE};
use super::suspect::{Kind, MAX_WORD_LETTERS, pieces};
use crate::class::{Class, han_run};
use crate::script::{self, Script};
use std::ops::Range;

/// Bytes of a long paragraph that are looked at: the rest of it is taken to be of the same kind.
const HEAD: usize = 600;
const MIDDLE: usize = 300;

/// What a paragraph consists of.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan<'a> {
    text: &'a str,
    /// Letters per script, in the order of appearance.
    counts: Vec<(Script, usize)>,
    /// Letters of all scripts.
    pub(super) letters: usize,
    /// Characters that are not white space, addresses left out.
    visible: usize,
    /// Of these, marks of code.
    code_marks: usize,
    /// Of these, characters of ids, hashes, identifiers.
    machine: usize,
    /// Words that read like identifiers: `snake_case`, `a.b()`, `x=1`, `Type::new`.
    identifiers: usize,
    /// Words that are none of this.
    words: usize,
    /// Where in the text they stand.
    spans: Vec<Range<usize>>,
}

/// Room for the words of a text.
#[derive(Debug, Default)]
pub(super) struct Room(Vec<Range<usize>>);

impl<'a> Scan<'a> {
    /// Looks at `text`; of a long one at [`HEAD`] bytes from its start and [`MIDDLE`] from its middle. `room` is what an
    /// earlier scan left.
    pub(super) fn of(text: &'a str, room: Room) -> Self {
        let Room(mut spans) = room;
        spans.clear();
        let mut scan = Self { text, spans, ..Self::default() };
        if text.len() <= HEAD + 2 * MIDDLE {
            scan.take(0..text.len());
        } else {
            let middle = boundary(text, text.len() / 2);
            scan.take(0..boundary(text, HEAD));
            scan.take(middle..boundary(text, middle + MIDDLE));
        }
        scan
    }

    /// What it leaves for the next.
    pub(super) fn into_room(self) -> Room {
        Room(self.spans)
    }

    /// Looks at a part of the text, word by word. It has not so many bytes that counts leave [`Kinds`].
    fn take(&mut self, part: Range<usize>) {
        let bytes = &self.text.as_bytes()[..part.end];
        let mut at = part.start;
        while at < bytes.len() {
            if bytes[at] <= b' ' {
                at += 1;
                continue;
            }
            let start = at;
            let mut kinds = Kinds::default();
            while at < bytes.len() && bytes[at] > b' ' {
                kinds.add(bytes[at]);
                at += 1;
            }
            self.take_word(start..at, kinds, bytes[at - 1]);
        }
    }

    /// Takes a word with the kinds of bytes that it has, and its last one.
    fn take_word(&mut self, span: Range<usize>, kinds: Kinds, last: u8) {
        let letters = kinds.count(LETTER);
        // What is suspect inside a word, such as a full stop, is not at its end, if it is no digit.
        let is_suspect = kinds.count(SUSPECT) > Kinds::of(last).count(SUSPECT) || last.is_ascii_digit();
        if is_suspect || letters > MAX_WORD_LETTERS {
            self.take_suspect(span);
        } else if kinds.count(WIDE) > 0 {
            self.take_words(span);
        } else {
            self.take_plain(span, letters, kinds.count(MARK));
        }
    }

    /// Takes a word of ASCII.
    fn take_plain(&mut self, span: Range<usize>, letters: usize, marks: usize) {
        self.visible += span.len();
        self.code_marks += marks;
        if letters > 0 {
            self.words += 1;
            self.letters += letters;
            self.count(Script::Latin, letters);
            self.spans.push(span);
        }
    }

    /// Takes a word that may be no word, in the pieces that it has.
    fn take_suspect(&mut self, span: Range<usize>) {
        let text = self.text;
        let word = &text[span.clone()];
        let mut start = span.start;
        for piece in word.split(char::is_whitespace).flat_map(|part| pieces(part).chain([""])) {
            if piece.is_empty() {
                start += text[start..span.end].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            match Kind::of(piece) {
                Kind::Address => {}
                Kind::Identifier => {
                    self.identifiers += 1;
                    self.machine += piece.len();
                    self.take_marks(piece);
                }
                Kind::Id => {
                    self.machine += piece.len();
                    self.take_marks(piece);
                }
                Kind::Words => self.take_words(start..start + piece.len()),
            }
            start += piece.len();
        }
    }

    /// Counts what is visible in `piece`.
    fn take_marks(&mut self, piece: &str) {
        self.visible += piece.chars().count();
        self.code_marks += piece.bytes().map(|byte| Kinds::of(byte).count(MARK)).sum::<usize>();
    }

    /// Counts the letters at `span`.
    fn take_words(&mut self, span: Range<usize>) {
        let text = self.text;
        let word = &text[span.clone()];
        let before = self.letters;
        let (mut run, mut at) = ((Script::Common, 0), 0);
        while let Some(c) = word[at..].chars().next() {
            let (script, length, letters) = alike(word, at, c);
            at += length;
            self.visible += if letters > 0 { letters } else { 1 };
            if c.is_ascii() {
                self.code_marks += Kinds::of(c as u8).count(MARK);
            }
            if letters > 0 {
                if script != run.0 {
                    self.count(run.0, run.1);
                    run = (script, 0);
                }
                run.1 += letters;
                self.letters += letters;
            }
        }
        self.count(run.0, run.1);
        if self.letters > before {
            self.words += 1;
            self.spans.push(span);
        }
    }

    fn count(&mut self, script: Script, letters: usize) {
        if letters == 0 {
            return;
        }
        match self.counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += letters,
            None => self.counts.push((script, letters)),
        }
    }

    /// Letters of a script.
    pub(super) fn letters_of(&self, script: Script) -> usize {
        self.counts.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count)
    }

    /// Letters per script, in the order of appearance.
    pub(super) fn counts(&self) -> &[(Script, usize)] {
        &self.counts
    }

    /// Where the words looked at stand.
    pub(super) fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    /// The words with these numbers, with the marks around them.
    pub(super) fn words_at(&self, numbers: Range<usize>) -> impl Iterator<Item = &'a str> {
        self.spans[numbers].iter().map(|span| &self.text[span.clone()])
    }

    /// The words looked at, with the marks around them.
    pub(super) fn words(&self) -> impl ExactSizeIterator<Item = &'a str> + Clone {
        let text = self.text;
        self.spans.iter().map(move |span| &text[span.clone()])
    }

    /// The first letters of `script`, at most `most`, in lower case; whatever stands between words is one space.
    pub(super) fn sample(&self, script: Script, most: usize) -> String {
        let mut sample = String::new();
        let mut room = most;
        for word in self.words() {
            for c in word.chars().filter(|&c| [script, Script::Inherited].contains(&script::of(c))).take(room) {
                room -= 1;
                sample.extend(plain(c).to_lowercase());
            }
            if !sample.is_empty() && !sample.ends_with(' ') {
                sample.push(' ');
            }
        }
        sample
    }

    /// Whether what is visible is no language: less than half of it are letters of words, or marks and words of code
    /// abound. Meant for scripts with spaces, of which a language model says something about anything.
    pub(super) fn is_machine_made(&self) -> bool {
        self.letters * 2 < self.visible
            || self.machine * 2 > self.visible
            || self.code_marks * 12 > self.visible
            || (self.code_marks * 25 > self.visible && self.identifiers * 4 > self.words)
    }
}

/// The last character boundary of `text` up to byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The script of `c`, which stands at byte `at` of `text`, how many bytes it and letters like it take, and how many letters
/// they are.
#[inline(always)]
fn alike(text: &str, at: usize, c: char) -> (Script, usize, usize) {
    let rest = &text.as_bytes()[at..];
    match c {
        '\u{5000}'..='\u{9fff}' => {
            let letters = han_run(rest);
            (Script::Han, 3 * letters, letters)
        }
        '\u{400}'..='\u{47f}' => {
            let letters = rest.chunks_exact(2).take_while(|letter| matches!(letter[0], 0xd0 | 0xd1)).count();
            (Script::Cyrillic, 2 * letters, letters)
        }
        _ => {
            let script = script::of(c);
            (script, c.len_utf8(), usize::from(is_letter(c, script)))
        }
    }
}

/// Whether a character of this script is a letter.
fn is_letter(c: char, script: Script) -> bool {
    match script {
        Script::Latin | Script::Cyrillic | Script::Han | Script::Hangul => true,
        Script::Common => false,
        _ => Class::of(c).is_letter(),
    }
}

/// A letter as whatlang spells it: it knows the Romanian letters with cedilla alone, which new text has with comma.
fn plain(c: char) -> char {
    match c {
        'ș' | 'Ș' => 'ş',
        'ț' | 'Ț' => 'ţ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Scan<'_> {
        Scan::of(text, Room::default())
    }

    #[test]
    fn leaves_links_and_addresses_out() {
        let scan = scanned("See https://example.org/a?b=c or write to desk@example.org, please.");
        assert_eq!(scan.sample(Script::Latin, 200).trim(), "see or write to please");
        assert!(!scan.is_machine_made());
        assert_eq!(scanned("http://example.org/path/to/page").letters, 0);
    }

    #[test]
    fn keeps_chinese_text_around_links() {
        let scan = scanned("详情请见https://example.org/news/1.html。谢谢");
        assert_eq!(scan.letters, 6);
    }

    #[test]
    fn counts_letters_by_script() {
        let scan = scanned("Łódź (3 сентября), naïve: 東京 3rd a.m.");
        assert_eq!(scan.counts(), [(Script::Latin, 13), (Script::Cyrillic, 8), (Script::Han, 2)]);
        assert_eq!(scan.words().collect::<Vec<_>>(), ["Łódź", "сентября),", "naïve:", "東京", "3rd", "a.m."]);
    }

    #[test]
    fn marks_around_words_are_no_letters() {
        assert_eq!(scanned("\"Then, they say,\" she said - well!").letters, 22);
        assert_eq!(scanned("Then they say (she said) well").letters, 22);
    }

    #[test]
    fn looks_at_start_and_middle_of_long_text() {
        let text = format!("{}{}", "первое слово ".repeat(200), "the second half ".repeat(300));
        let scan = scanned(&text);
        assert!(scan.letters_of(Script::Cyrillic) > 200 && scan.letters_of(Script::Latin) > 200);
        assert!(scan.letters < 900);
    }

    #[test]
    fn sees_code_and_ids() {
        for text in [
            "if (node.left != null) { return depth(node.left) + 1; }",
            "let total = items.iter().map(|item| item.price).sum::<u64>();",
            "d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890",
            "TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA==",
            "+49 30 901820 / 2021-04-05 12:30:00",
            ".menu li a { color: #333; margin: 0 auto; padding: 2px 4px }",
        ] {
            assert!(scanned(text).is_machine_made(), "{text}");
        }
    }

    #[test]
    fn takes_prose_with_marks_for_prose() {
        for text in [
            "The committee (founded in 1998) met again on Tuesday; nothing new was decided (see below).",
            "Rock & roll, he said, is here to stay, and so is the H5N1 virus.",
            "Die Donaudampfschifffahrtsgesellschaft sucht einen neuen Kapitän.",
        ] {
            assert!(!scanned(text).is_machine_made(), "{text}");
        }
    }
}
