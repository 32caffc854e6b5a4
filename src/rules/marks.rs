//! Marks and digits of a text as bits, and those that every match of a pattern has: most lines lack the dash, the slash or
//! the digit that a pattern asks for.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Which marks of ASCII a text has, a bit each; one bit for all digits, and one for all that is not ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u64);

/// The bit of each byte; letters and what else is not told apart have none.
const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let (mut byte, mut next) = (0, 2);
    while byte < 256 {
        if byte >= 128 {
            bits[byte] = 1;
        } else if (byte as u8).is_ascii_digit() {
            bits[byte] = 2;
        } else if (byte as u8).is_ascii_punctuation() || byte as u8 == b' ' {
            bits[byte] = 1 << next;
            next += 1;
        }
        byte += 1;
    }
    bits
};

impl Marks {
    /// The marks of `text`.
    pub fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |bits, byte| bits | BITS[usize::from(byte)]))
    }

    /// The marks one of which is the character; none where it may be one that has no bit.
    fn of_range(from: char, to: char) -> Option<Self> {
        let mut bits = 0;
        for c in from..=to.min('\u{80}') {
            let bit = BITS[c as usize];
            bits |= bit;
            if bit == 0 {
                return None;
            }
        }
        Some(Self(bits | u64::from(!to.is_ascii())))
    }
}

/// Marks that every match of a pattern has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// All of these.
    all: u64,
    /// One of each of these.
    one_of: Vec<u64>,
}

/// Sets of which one mark each is needed, at most: more would cost more than they tell.
const MOST_SETS: usize = 4;

impl Needed {
    /// What all matches of `hir` have.
    pub fn of(hir: &Hir) -> Self {
        let mut needed = Self::default();
        needed.add(hir);
        needed.one_of.retain(|set| set & needed.all == 0);
        needed.one_of.sort_unstable_by_key(|set| (set.count_ones(), *set));
        needed.one_of.dedup();
        needed.one_of.truncate(MOST_SETS);
        needed
    }

    /// Whether nothing is needed.
    pub fn is_empty(&self) -> bool {
        self.all == 0 && self.one_of.is_empty()
    }

    /// What is needed of marks that are not of a kind.
    pub fn less(mut self, is_of_kind: impl Fn(char) -> bool) -> Self {
        let of_kind = (0..128_u8).map(char::from).filter(|c| is_of_kind(*c));
        let bits = of_kind.fold(0, |bits, c| bits | BITS[c as usize]);
        self.all &= !bits;
        self.one_of.retain(|set| set & bits == 0);
        self
    }

    /// Whether a text with these marks has what is needed.
    pub fn are_in(&self, Marks(bits): Marks) -> bool {
        bits & self.all == self.all && self.one_of.iter().all(|set| bits & set != 0)
    }

    fn add(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                self.all |= literal.0.iter().fold(0, |bits, byte| bits | BITS[usize::from(*byte)]);
            }
            HirKind::Class(Class::Unicode(class)) => {
                let sets: Option<Vec<Marks>> =
                    class.iter().map(|range| Marks::of_range(range.start(), range.end())).collect();
                self.add_set(sets.map_or(0, |sets| sets.iter().fold(0, |bits, set| bits | set.0)));
            }
            HirKind::Class(Class::Bytes(_)) => {}
            HirKind::Repetition(repetition) if repetition.min == 0 => {}
            HirKind::Repetition(repetition) => self.add(&repetition.sub),
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.add(part)),
            HirKind::Alternation(parts) => self.add_one_of(&parts.iter().map(Self::of).collect::<Vec<_>>()),
        }
    }

    /// Adds what one of these needs.
    fn add_one_of(&mut self, parts: &[Self]) {
        self.all |= parts.iter().fold(u64::MAX, |bits, part| bits & part.all);
        // Of each alternative any one set: the first of one that needs a single mark is that mark.
        let sets: Option<Vec<u64>> = parts.iter().map(Self::any_set).collect();
        self.add_set(sets.map_or(0, |sets| sets.iter().fold(0, |bits, set| bits | set)));
    }

    fn any_set(&self) -> Option<u64> {
        // The lowest bit alone.
        let single = (self.all != 0).then_some(self.all & self.all.wrapping_neg());
        single.or_else(|| self.one_of.first().copied())
    }

    fn add_set(&mut self, set: u64) {
        match set.count_ones() {
            0 => {}
            1 => self.all |= set,
            _ => self.one_of.push(set),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(pattern: &str, text: &str) -> bool {
        let hir = regex_syntax::Parser::new().parse(pattern).unwrap();
        Needed::of(&hir).are_in(Marks::of(text))
    }

    #[test]
    fn a_text_without_a_needed_mark_does_not_match() {
        for (pattern, with, without) in [
            (r"\A(?:[0-9]{1,3}/[0-9]+)\z", "1/2", "12"),
            (r"(?:[a-z]+_){2,}", "a_b_", "a b"),
            (r"(?:a: ?|b= ?)c", "a: c", "ac"),
            (r"[(\[]x[)\]]", "(x]", "(x"),
            (r"[一二三]章?", "三", "3"),
            (r"(?:[0-9]x|#y)", "#y", "xy"),
        ] {
            assert!(needs(pattern, with), "{pattern} {with}");
            assert!(!needs(pattern, without), "{pattern} {without}");
        }
        for (pattern, text) in
            [(r"[a-z0-9]+", "abc"), (r"(?:a|[0-9])", "a"), (r"x?-?", ""), (r"[^_]", "a"), (r".", "a")]
        {
            assert!(needs(pattern, text), "{pattern} {text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_matches_has_what_is_needed(
            pattern in "(([a-c0-1_/#é展]|\\[[a-c0-1_/é展]{1,3}\\]|\\.)[?*+]?\\|?){1,8}", text in "[a-c0-1_/#é展]{0,8}"
        ) {
            if let Ok(regex) = regex::Regex::new(&format!(r"\A(?:{pattern})\z")) && regex.is_match(&text) {
                proptest::prop_assert!(needs(regex.as_str(), &text));
            }
        }
    }
}
