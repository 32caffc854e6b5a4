//! The scripts that a page has letters of.

use super::{Script, of};
use crate::class::{Class, begins_with_mark, han_run};
use crate::swar;
use crate::work;

/// Scripts in the order in which letters of them were found.
#[derive(Debug, Default)]
pub struct Found {
    list: Vec<Script>,
    /// Whether those of them are among it of which most text is: their letters say nothing new.
    latin: bool,
    cyrillic: bool,
    greek: bool,
    han: bool,
}

/// Characters of a paragraph that are looked at for its scripts.
const SAMPLE: usize = 400;

impl Found {
    /// The scripts.
    pub fn list(&self) -> &[Script] {
        &self.list
    }

    /// Adds those that letters of `text`, up to [`SAMPLE`] characters of it, are of. Letters that several scripts share
    /// are of none.
    pub fn add(&mut self, text: &str) {
        work::looked_at(text.len().min(SAMPLE));
        let bytes = text.as_bytes();
        let (mut at, mut left) = (0, SAMPLE);
        while left > 0 {
            (at, left) = self.behind_known(bytes, at, left);
            if left == 0 {
                break;
            }
            let Some(c) = text[at..].chars().next() else { break };
            (at, left) = (at + c.len_utf8(), left - 1);
            if Class::of(c).is_letter() {
                self.note(of(c));
            }
        }
    }

    fn note(&mut self, script: Script) {
        if matches!(script, Script::Common | Script::Inherited) || self.list.contains(&script) {
            return;
        }
        self.list.push(script);
        match script {
            Script::Latin => self.latin = true,
            Script::Cyrillic => self.cyrillic = true,
            Script::Greek => self.greek = true,
            Script::Han => self.han = true,
            _ => {}
        }
    }

    /// Where the next character is of those from byte `at` on that may say something new, and how many of `left` are left
    /// from there on.
    #[inline(always)]
    fn behind_known(&self, bytes: &[u8], mut at: usize, mut left: usize) -> (usize, usize) {
        while left > 0 {
            let (length, chars) = match bytes[at..] {
                [0..=0x7f, ..] if self.latin => match swar::word_at(bytes, at) {
                    Some(word) if left >= 8 && swar::beyond_ascii(word) == 0 => (8, 8),
                    _ => (1, 1),
                },
                // U+00C0 to U+027F; U+0400 to U+047F; U+0380 to U+03BF; U+5000 to U+9FFF; U+4E00 to U+4FFF.
                [0xc3..=0xc9, ..] if self.latin => (2, 1),
                [0xd0 | 0xd1, ..] if self.cyrillic => (2, 1),
                [0xce, ..] if self.greek => (2, 1),
                [0xe5..=0xe9, ..] if self.han => {
                    let run = han_run(&bytes[at..]).min(left);
                    (3 * run, run)
                }
                [0xe4, 0xb8..=0xbf, ..] if self.han => (3, 1),
                _ if begins_with_mark(&bytes[at..]) => (3, 1),
                _ => break,
            };
            (at, left) = (at + length, left - chars);
        }
        (at, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn scripts_are_those_of_the_first_letters(
            texts in proptest::collection::vec("([a-z ]{0,30}|[一-三鿀-鿿、，Ａ ]{0,6}|[а-яλϣ]{0,4}|[é×ɏ]{0,3}|\\PC{0,6}){0,40}", 0..4)
        ) {
            let (mut found, mut plainly) = (Found::default(), Vec::new());
            for text in &texts {
                found.add(text);
                for c in text.chars().take(SAMPLE).filter(|c| Class::of(*c).is_letter()) {
                    if !matches!(of(c), Script::Common | Script::Inherited) && !plainly.contains(&of(c)) {
                        plainly.push(of(c));
                    }
                }
            }
            proptest::prop_assert_eq!(found.list(), plainly);
        }
    }
}
