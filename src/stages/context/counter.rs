//! The counts of a line as they grow, character by character.

use super::line::Line;
use super::looks::Family;
use super::words::{self, Role};
use crate::class::{Class, lower};
use crate::script::{self, Script};

/// What is counted on the way.
#[derive(Default)]
pub(super) struct Counter {
    narrow: u32,
    wide: u32,
    spaces: u32,
    letters: u32,
    uppers: u32,
    digits: u32,
    commas: u32,
    sentences: u32,
    separators: u32,
    symbols: u32,
    links: u32,
    dates: u32,
    colons: u32,
    quotes: u32,
    shouts: u32,
    sites: u32,
    words: u32,
    functions: u32,
    persons: u32,
    long_words: u32,
    capitals: u32,
    unspaced: u32,
    function_letters: u32,
    by_family: [u32; 9],
}

/// A word that is being read.
#[derive(Clone, Copy, Default)]
struct Word {
    letters: u32,
    hash: u32,
    capital: bool,
    last: char,
}

impl Counter {
    /// Counts `text`: hashes of it go to `line`, those of its words that say something of their own to `words`.
    pub(super) fn read(&mut self, text: &str, words: &mut Vec<u32>, line: &mut Line) {
        let (mut word, mut number) = (Word { hash: words::EMPTY, ..Word::default() }, (0u32, 0u32));
        let (mut before, mut before_that) = (' ', ' ');
        let (mut key, mut form, mut last_form) = (words::EMPTY, words::EMPTY, ' ');
        let mut last_han = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().unwrap_or(' ');
            let digit = c.is_ascii_digit();
            let letter = !digit && Class::of(c).is_letter();
            if !digit && number.0 > 0 {
                self.number(number, c, next);
                number = (0, 0);
            }
            let kind = if letter {
                let low = lower(c);
                key = words::with(key, low);
                self.letter(c, low, &mut word, &mut last_han, words);
                'a'
            } else if digit {
                key = words::with(key, c);
                self.digits += 1;
                self.narrow += 1;
                number = (number.0 + 1, number.1.wrapping_mul(10).wrapping_add(c as u32 - '0' as u32));
                word.letters += 1;
                word.hash = words::with(word.hash, c);
                '0'
            } else {
                let inside =
                    matches!(c, '\'' | '’' | '-' | '\u{ad}') && word.letters > 0 && Class::of(next).is_letter();
                if !inside {
                    self.word(&mut word, words);
                }
                if is_wide_mark(c) {
                    self.wide += 1
                } else {
                    self.narrow += 1
                }
                self.mark(c, before, before_that, next);
                last_han = None;
                if c.is_whitespace() { ' ' } else { c }
            };
            if kind != last_form || !matches!(kind, 'a' | '0' | ' ') {
                form = words::with(form, kind);
                last_form = kind;
            }
            (before_that, before) = (before, c);
        }
        self.number(number, ' ', ' ');
        self.word(&mut word, words);
        (line.key, line.form) = (key, form);
    }

    fn letter(&mut self, c: char, low: char, word: &mut Word, last_han: &mut Option<char>, words: &mut Vec<u32>) {
        self.letters += 1;
        let script = if c.is_ascii() { Script::Latin } else { script::of(c) };
        let family = Family::of(script);
        self.by_family[family as usize] += 1;
        if matches!(family, Family::Han | Family::Kana) {
            self.wide += 1;
            self.unspaced += 1;
            self.word(word, words);
            let role = if script == Script::Hiragana { Role::Function } else { words::role_of_han(c) };
            self.function_letters += u32::from(role == Role::Function);
            self.persons += u32::from(role == Role::Person);
            if role == Role::Other {
                if let Some(last) = last_han.replace(c) {
                    let pair = words::with(words::with(words::EMPTY, last), c);
                    self.sites += u32::from(words::role(pair) == Role::Site);
                    words.push(pair);
                }
            } else {
                *last_han = None;
            }
            return;
        }
        if family == Family::Hangul {
            self.wide += 1
        } else {
            self.narrow += 1
        }
        let upper = c != low;
        self.uppers += u32::from(upper);
        word.capital |= upper && word.letters == 0;
        word.letters += 1;
        word.last = low;
        word.hash = words::with(word.hash, low);
    }

    /// Ends the word that was being read.
    fn word(&mut self, word: &mut Word, words: &mut Vec<u32>) {
        let Word { letters, hash, capital, last } =
            std::mem::replace(word, Word { hash: words::EMPTY, ..Word::default() });
        if letters == 0 {
            return;
        }
        self.words += 1;
        let particle = letters > 1 && "은는이가을를에의다고로도서지".contains(last);
        let role = words::role(hash);
        match role {
            Role::Function => self.functions += 1,
            Role::Person => self.persons += 1,
            Role::Other if particle => self.functions += 1,
            Role::Other | Role::Site => {
                self.sites += u32::from(role == Role::Site);
                if letters >= 4 {
                    words.push(hash);
                }
            }
        }
        if letters >= 3 {
            self.long_words += 1;
            self.capitals += u32::from(capital);
        }
    }

    /// A run of digits ends before `c`.
    fn number(&mut self, (digits, value): (u32, u32), c: char, next: char) {
        let year = digits == 4 && (1900..2100).contains(&value);
        let part = (1..=2).contains(&digits) && matches!(c, ':' | '/' | '.' | '-') && next.is_ascii_digit();
        let named = digits > 0 && matches!(c, '年' | '月' | '日' | '时' | '時' | '년' | '월' | '일');
        self.dates += u32::from(year || part || named);
    }

    fn mark(&mut self, c: char, before: char, before_that: char, next: char) {
        let smile = matches!(c, ')' | '(' | 'D') && matches!(before, ':' | ';' | '-');
        let loud = matches!(c, '!' | '！') || (matches!(c, '?' | '？' | '.') && before == c);
        self.shouts += u32::from(smile || loud);
        match c {
            _ if c.is_whitespace() => self.spaces += 1,
            ',' | '،' | '、' | '，' | ';' | '；' | '؛' => self.commas += 1,
            '.' => {
                let ends = Class::of(before).is_letter() && before_that.is_alphanumeric() && !next.is_alphanumeric();
                self.sentences += u32::from(ends || (before == ')' && next == ' '));
            }
            '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '۔' => self.sentences += 1,
            '|' | '·' | '•' | '»' | '›' | '｜' | '→' | '«' => self.separators += 1,
            '/' | '>' | '-' | '–' | '—' | '*' if before == ' ' => self.separators += 1,
            '/' if before == '/' && before_that == ':' => self.links += 1,
            '@' => self.links += 1,
            ':' | '：' => self.colons += 1,
            '"' | '“' | '”' | '„' | '(' | ')' | '「' | '」' | '『' | '』' | '《' | '》' | '（' | '）' | '\'' | '’'
            | '‘' | '[' | ']' | '【' | '】' => self.quotes += 1,
            '-' | '–' | '—' | '…' | '/' => {}
            _ => self.symbols += 1,
        }
    }

    /// Puts what was counted into `line`, `scale` times.
    pub(super) fn finish(&self, scale: f32, line: &mut Line) {
        let count = |number: u32| number as f32 * scale;
        let share = |part: u32, of: u32| if of == 0 { 0.0 } else { part as f32 / of as f32 };
        let chars = self.narrow + self.wide;
        line.width = (self.narrow as f32 + 2.5 * self.wide as f32) * scale;
        line.weight = count(chars - self.spaces);
        line.words = (self.words as f32 + self.unspaced as f32 / 2.0) * scale;
        line.family = self.family();
        line.function = match line.family {
            Family::Han | Family::Kana => share(self.function_letters, self.unspaced),
            Family::None | Family::Other => -1.0,
            _ => share(self.functions + self.persons.min(self.words), self.words),
        };
        line.person = count(self.persons);
        let cased = matches!(line.family, Family::Latin | Family::Cyrillic | Family::Greek);
        line.capitals = if cased { share(self.capitals, self.long_words) } else { -1.0 };
        line.upper = share(self.uppers, self.letters);
        line.digits = share(self.digits, self.letters + self.digits);
        line.commas = count(self.commas);
        line.sentences = count(self.sentences);
        line.separators = count(self.separators);
        line.symbols = share(self.symbols, chars - self.spaces);
        line.links = count(self.links);
        line.dates = count(self.dates);
        line.colons = count(self.colons);
        line.quotes = count(self.quotes);
        line.site = count(self.sites);
        line.shouts = count(self.shouts);
    }

    fn family(&self) -> Family {
        let of = |family: Family| self.by_family[family as usize];
        if of(Family::Kana) > 0 && 8 * of(Family::Kana) >= of(Family::Han) && of(Family::Kana) * 4 >= of(Family::Latin)
        {
            return Family::Kana;
        }
        // A wide letter says as much as two or three others.
        let says = |family: &Family| of(*family) * if matches!(family, Family::Han | Family::Hangul) { 3 } else { 1 };
        Family::ALL.into_iter().rev().max_by_key(says).filter(|family| of(*family) > 0).unwrap_or_default()
    }
}

fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}')
}
