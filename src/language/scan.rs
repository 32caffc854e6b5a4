//! The part of a paragraph that is language: letters by script, less addresses, ids and the like.

use crate::script::{self, Script};

/// Characters of a paragraph that are looked at; the rest of a longer one is taken to be of the same kind.
const SCAN_CHARS: usize = 1000;

/// ASCII letters in a row that no word has. German and Finnish compounds in use stay below 40.
const MAX_WORD_LETTERS: usize = 45;

/// Marks that programs and data are full of and prose is not.
const CODE_MARKS: &[u8] = b"{}[]<>;=|\\_$#&^~*+()`";

/// What a paragraph consists of.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
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
    /// The first letters and combining marks in lower case; whatever stood between words is one space.
    pub(super) sample: String,
}

impl Scan {
    /// Looks at the first [`SCAN_CHARS`] characters of `text` and keeps a sample of `sample_chars`.
    pub(super) fn of(text: &str, sample_chars: usize) -> Self {
        let text = text.char_indices().nth(SCAN_CHARS).map_or(text, |(end, _)| &text[..end]);
        let mut scan = Self::default();
        let mut sampled = 0;
        for word in text.split_whitespace() {
            for piece in pieces(word) {
                match Kind::of(piece) {
                    Kind::Address => continue,
                    Kind::Identifier => {
                        scan.identifiers += 1;
                        scan.machine += piece.len();
                        scan.take_marks(piece);
                    }
                    Kind::Id => {
                        scan.machine += piece.len();
                        scan.take_marks(piece);
                    }
                    Kind::Words => {
                        scan.words += usize::from(piece.chars().any(char::is_alphabetic));
                        scan.take_marks(piece);
                        scan.take_words(piece, &mut sampled, sample_chars);
                    }
                }
            }
            scan.end_word(&mut sampled);
        }
        scan
    }

    /// Counts what is visible in `piece`.
    fn take_marks(&mut self, piece: &str) {
        self.visible += piece.chars().count();
        self.code_marks += piece.bytes().filter(|byte| CODE_MARKS.contains(byte)).count();
    }

    /// Counts the letters of `piece` and adds them to the sample while it has room.
    fn take_words(&mut self, piece: &str, sampled: &mut usize, sample_chars: usize) {
        for c in piece.chars() {
            let script = script::of(c);
            let letter = c.is_alphabetic() || !matches!(script, Script::Common | Script::Inherited | Script::Unknown);
            if letter && c.is_alphabetic() {
                self.letters += 1;
                self.count(script);
            }
            if *sampled >= sample_chars {
                continue;
            }
            if letter || script == Script::Inherited {
                *sampled += 1;
                self.sample.extend(plain(c).to_lowercase());
            } else {
                self.end_word(sampled);
            }
        }
    }

    fn end_word(&mut self, sampled: &mut usize) {
        if !self.sample.is_empty() && !self.sample.ends_with(' ') {
            *sampled += 1;
            self.sample.push(' ');
        }
    }

    fn count(&mut self, script: Script) {
        match self.counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((script, 1)),
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

    /// Whether what is visible is no language: less than half of it are letters of words, or marks and words of code
    /// abound. Meant for scripts with spaces, of which a language model says something about anything.
    pub(super) fn is_machine_made(&self) -> bool {
        self.letters * 2 < self.visible
            || self.machine * 2 > self.visible
            || self.code_marks * 12 > self.visible
            || (self.code_marks * 25 > self.visible && self.identifiers * 4 > self.words)
    }
}

/// A letter as the model spells it: it knows the Romanian letters with cedilla alone, which new text has with comma.
fn plain(c: char) -> char {
    match c {
        'ș' | 'Ș' => 'ş',
        'ț' | 'Ț' => 'ţ',
        _ => c,
    }
}

/// The longest parts of `word` that are all ASCII or all not, so that `京ICP备123号` or a link in Chinese text comes
/// apart. A word of a script with spaces stays whole (`naïve`).
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let whole = word.is_ascii() || !word.chars().any(|c| script::is_unspaced(script::of(c)) || is_wide_mark(c));
    let mut rest = word;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if whole {
            rest.len()
        } else {
            rest.find(|c: char| c.is_ascii() != first.is_ascii()).unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Punctuation of full width, which stands without spaces.
fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// What a word without spaces is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A link or e-mail address, which may stand in any text.
    Address,
    /// Letters and digits mixed, or letters without end: hashes, base64, serial numbers.
    Id,
    /// A name or expression of a program.
    Identifier,
    /// Anything else.
    Words,
}

impl Kind {
    fn of(piece: &str) -> Self {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.len() < 3 {
            return Kind::Words;
        }
        if is_address(bare) {
            return Kind::Address;
        }
        if !piece.is_ascii() {
            return Kind::Words;
        }
        let letters = bare.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = bare.bytes().filter(u8::is_ascii_digit).count();
        if (letters > 0 && digits > 0 && bare.len() > 3) || is_endless(bare) {
            return Kind::Id;
        }
        let inside = |marks: &[&str]| marks.iter().any(|mark| bare.contains(mark));
        if letters > 0 && inside(&["_", "::", "->", "=>", "()", "=", "<", "\\", "{", ";", "[", "$"]) {
            return Kind::Identifier;
        }
        Kind::Words
    }
}

/// Whether `bare` is a link, a host with a path, or an e-mail address.
fn is_address(bare: &str) -> bool {
    let starts = |prefix: &str| bare.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if bare.contains("://") || starts("www.") || starts("mailto:") {
        return true;
    }
    if let Some((user, host)) = bare.split_once('@') {
        return !user.is_empty() && host.contains('.');
    }
    let host = bare.split(['/', '?']).next().unwrap_or(bare);
    let has_path = host.len() < bare.len();
    let end = host.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| {
        let is_host = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        is_host && (has_path || matches!(end, "com" | "org" | "net" | "cn" | "edu" | "gov" | "html" | "php"))
    })
}

/// Whether ASCII letters follow each other in a longer row than any word has.
fn is_endless(bare: &str) -> bool {
    bare.split(|c: char| !c.is_ascii_alphabetic()).any(|run| run.len() > MAX_WORD_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_links_and_addresses_out() {
        let scan = Scan::of("See https://example.org/a?b=c or write to desk@example.org, please.", 200);
        assert_eq!(scan.sample.trim(), "see or write to please");
        assert!(!scan.is_machine_made());
        assert_eq!(Scan::of("http://example.org/path/to/page", 200).letters, 0);
    }

    #[test]
    fn keeps_chinese_text_around_links() {
        let scan = Scan::of("详情请见https://example.org/news/1.html。谢谢", 200);
        assert_eq!(scan.letters, 6);
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
            assert!(Scan::of(text, 200).is_machine_made(), "{text}");
        }
    }

    #[test]
    fn takes_prose_with_marks_for_prose() {
        for text in [
            "The committee (founded in 1998) met again on Tuesday; nothing new was decided (see below).",
            "Rock & roll, he said, is here to stay, and so is the H5N1 virus.",
            "Die Donaudampfschifffahrtsgesellschaft sucht einen neuen Kapitän.",
        ] {
            assert!(!Scan::of(text, 200).is_machine_made(), "{text}");
        }
    }
}
