//! Two keys in, how like they are out: what verifies a candidate before anything is removed.

use super::shingle::{letters, roll, solid_letters};

/// Compares keys; what it needs for that is kept from pair to pair.
#[derive(Clone, Debug, Default)]
pub struct Comparer {
    left: Vec<u64>,
    right: Vec<u64>,
    set: Vec<u64>,
}

/// The bits of a slot that say on which side a shingle stands; the others are those of its hash.
const SIDES: u64 = LEFT | RIGHT;
const LEFT: u64 = 0b01;
const RIGHT: u64 = 0b10;

impl Comparer {
    /// Whether the Jaccard of the sets of shingles of `chars` characters, shared over all different ones and 0 for empty
    /// keys, is at least `least`.
    ///
    /// Copies differ in a few places. So mostly a part of what both begin with is enough, and else what both begin and end
    /// with is worked out once.
    pub fn reaches(&mut self, a: &str, b: &str, chars: usize, least: f64) -> bool {
        let chars = chars.max(1);
        if self.surely_reaches(a, b, chars, least) {
            return true;
        }
        let Self { left, right, set } = self;
        letters(a, left);
        letters(b, right);
        let shorter = left.len().min(right.len());
        if shorter == 0 {
            return 0.0 >= least;
        }
        let widths = [&left, &right].map(|letters| chars.min(letters.len()));
        let counts = [left.len() + 1 - widths[0], right.len() + 1 - widths[1]];
        // The shingles of the same beginning, and of the same end.
        let (ahead, behind) = if widths[0] == widths[1] { same_ends(left, right) } else { (0, 0) };
        let (head, tail) = ((ahead + 1).saturating_sub(widths[0]), (behind + 1).saturating_sub(widths[0]));
        let [own, others] = counts.map(|count| count - head - tail);
        set.clear();
        set.resize((2 * (counts[0] + others)).next_power_of_two(), 0);
        let mut shared = 0_usize;
        for hash in roll(&left[..ahead], widths[0]).chain(roll(&left[left.len() - behind..], widths[0])) {
            shared += usize::from(note(set, hash, SIDES) == 0);
            if shared as f64 / (shared + own + others) as f64 >= least {
                return true;
            }
        }
        let mut all = shared;
        for hash in roll(&left[head..left.len() - tail], widths[0]) {
            all += usize::from(note(set, hash, LEFT) == 0);
        }
        for hash in roll(&right[head..right.len() - tail], widths[1]) {
            match note(set, hash, RIGHT) {
                0 => all += 1,
                LEFT => shared += 1,
                _ => {}
            }
        }
        shared as f64 / all as f64 >= least
    }

    /// Whether so many different shingles stand in what both begin with that the Jaccard is at least `least` whatever
    /// follows.
    fn surely_reaches(&mut self, a: &str, b: &str, chars: usize, least: f64) -> bool {
        let (ahead, behind) = same_bytes(a, b);
        let solid = |key: &str| key[ahead..key.len() - behind].chars().filter(|c| *c != ' ').count();
        // A shingle that is not of the same beginning or end has a letter of what is between, or goes over it.
        let others = solid(a) + solid(b) + 2 * (chars - 1);
        let enough = (others as f64 * least / (1.0 - least)).min(ahead as f64) as usize + 1;
        let Self { left, set, .. } = self;
        // A few more, since some come again.
        left.clear();
        left.extend(solid_letters(&a[..ahead]).take(enough + enough / 4 + chars));
        if left.len() < enough {
            return false;
        }
        set.clear();
        set.resize((2 * left.len()).next_power_of_two(), 0);
        let mut shared = 0_usize;
        roll(left, chars).any(|hash| {
            shared += usize::from(note(set, hash, SIDES) == 0);
            shared as f64 / (shared + others) as f64 >= least
        })
    }
}

/// The bytes that two keys begin with, and those that both end with, in whole characters; the same bytes are not in both.
fn same_bytes(a: &str, b: &str) -> (usize, usize) {
    let count = |a: &mut dyn Iterator<Item = (&u8, &u8)>| a.take_while(|(a, b)| a == b).count();
    let mut ahead = count(&mut a.as_bytes().iter().zip(b.as_bytes()));
    while !a.is_char_boundary(ahead) {
        ahead -= 1;
    }
    let (a, b) = (&a[ahead..], &b[ahead..]);
    let mut behind = count(&mut a.as_bytes().iter().rev().zip(b.as_bytes().iter().rev()));
    while !a.is_char_boundary(a.len() - behind) {
        behind -= 1;
    }
    (ahead, behind)
}

/// How many letters are the same at the beginning, and how many of the others at the end.
fn same_ends(a: &[u64], b: &[u64]) -> (usize, usize) {
    let same = |(a, b): &(&u64, &u64)| a == b;
    let ahead = a.iter().zip(b).take_while(same).count();
    let behind = a[ahead..].iter().rev().zip(b[ahead..].iter().rev()).take_while(same).count();
    (ahead, behind)
}

/// Notes that a shingle stands on `side`, and gives the sides that it was known to stand on. `set` has free slots.
fn note(set: &mut [u64], hash: u64, side: u64) -> u64 {
    let mask = set.len() - 1;
    let mut at = (hash >> 32) as usize & mask;
    loop {
        let slot = &mut set[at];
        if *slot == 0 || *slot & !SIDES == hash & !SIDES {
            let known = *slot & SIDES;
            *slot = hash & !SIDES | known | side;
            return known;
        }
        at = (at + 1) & mask;
    }
}

/// Whether the keys differ in a number: whether, in the same place, one has a number that the other has another for.
///
/// A place is told by the three characters on either side, white space left out and numbers in them not looked at; so
/// "took 21 days" and "took 24 days" differ, and so do two rows of a table, while a sentence more or less with a number in
/// it is a difference like any other. A number runs on over `.`, `,`, `:`, `/` and `-` between digits.
pub fn differ_in_a_number(a: &str, b: &str) -> bool {
    if [a, b].iter().any(|key| !key.contains(is_numeric)) {
        return false;
    }
    let (a, b) = (numbers(a), numbers(b));
    a.iter().any(|number| {
        let stands = |digits: &str| b.iter().any(|other| other.is_placed_like(number) && other.digits == digits);
        b.iter().any(|other| other.is_placed_like(number))
            && !a.iter().any(|other| other.is_placed_like(number) && stands(&other.digits))
    })
}

/// Whether a character is a digit or number of any script. Of the blocks of Kana, Han and Hangul none is, and in texts of
/// these it would take long to look up.
fn is_numeric(c: char) -> bool {
    !matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        && c.is_numeric()
}

/// A number and what stands around it.
struct Number {
    digits: String,
    before: [char; AROUND],
    after: [char; AROUND],
}

impl Number {
    fn is_placed_like(&self, other: &Self) -> bool {
        self.before == other.before && self.after == other.after
    }
}

/// Characters that tell the place of a number.
const AROUND: usize = 3;
/// Numbers of a key that are looked at: a bound on the work for tables.
const MOST_NUMBERS: usize = 64;
/// What stands for a number beside another one.
const DIGITS: char = '0';

fn numbers(key: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut before = ['\0'; AROUND];
    let mut chars = key.chars().filter(|c| *c != ' ').peekable();
    while let Some(c) = chars.next() {
        let mut shown = c;
        if is_numeric(c) {
            let mut digits = String::from(c);
            while let Some(&next) = chars.peek() {
                let joins = is_numeric(next) || matches!(next, '.' | ',' | ':' | '/' | '-');
                if !joins {
                    break;
                }
                digits.push(next);
                chars.next();
            }
            shown = DIGITS;
            follow(&mut numbers, shown);
            let digits = digits.trim_end_matches(|c| !is_numeric(c)).to_owned();
            if numbers.len() == MOST_NUMBERS {
                break;
            }
            numbers.push(Number { digits, before, after: ['\0'; AROUND] });
        } else {
            follow(&mut numbers, shown);
        }
        before.rotate_left(1);
        before[AROUND - 1] = shown;
    }
    numbers
}

/// Notes a character behind the last numbers that it is near to.
fn follow(numbers: &mut [Number], c: char) {
    for number in numbers.iter_mut().rev().take(AROUND) {
        if let Some(free) = number.after.iter_mut().find(|after| **after == '\0') {
            *free = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shingle::{Shingler, mix};
    use super::*;
    use std::collections::HashSet;

    fn jaccard(a: &str, b: &str, chars: usize) -> f64 {
        let shingles = |key: &str| {
            let mut hashes = Vec::new();
            Shingler::default().shingle(key, chars, &mut hashes);
            hashes.into_iter().collect::<HashSet<u64>>()
        };
        let (a, b) = (shingles(a), shingles(b));
        a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
    }

    #[test]
    fn jaccard_is_shared_over_all() {
        for (a, b, chars, exactly) in [
            ("abcdef", "abcdef", 3, 1.0),
            // abc bcd cde def, and abc bcd cdx: two of five.
            ("abcdef", "abcdx", 3, 0.4),
            ("aaaaaa", "aaa", 3, 1.0),
            ("中文的字", "中文 的字", 2, 1.0),
            ("", "", 3, 0.0),
            ("abc", "", 3, 0.0),
        ] {
            let mut comparer = Comparer::default();
            assert!(comparer.reaches(a, b, chars, exactly), "{a} {b}");
            assert!(!comparer.reaches(a, b, chars, exactly + 1e-9), "{a} {b}");
        }
    }

    #[test]
    fn what_is_the_same_at_both_ends_changes_no_answer() {
        let mut comparer = Comparer::default();
        let mut draw = 1_u64;
        let mut below = |most: u64| {
            draw = mix(draw.wrapping_add(0x9e37_79b9_7f4a_7c15));
            (draw % most) as usize
        };
        let (mut near, mut far) = (0, 0);
        for _ in 0..3000 {
            // Few letters, so that shingles come again.
            let letters = ['a', 'b', ' ', '中'];
            let mut text = |most| (0..below(most)).map(|_| letters[below(4)]).collect::<Vec<char>>();
            let (mut a, insert) = (text(60), text(12));
            let b = a.clone();
            let at = below(a.len() as u64 + 1);
            a.splice(at..(at + below(8)).min(b.len()), insert);
            let (a, b) = (String::from_iter(a), String::from_iter(b));
            for chars in [1, 3, 5] {
                let exactly = jaccard(&a, &b, chars);
                for least in [exactly, exactly + 1e-9, 0.75, 0.3] {
                    assert_eq!(
                        comparer.reaches(&a, &b, chars, least),
                        exactly >= least,
                        "{a} / {b}: {exactly} {least}"
                    );
                }
                *if exactly >= 0.75 { &mut near } else { &mut far } += 1;
            }
        }
        assert!(near > 1000 && far > 1000, "{near} {far}");
    }

    #[test]
    fn a_number_in_the_place_of_another_is_a_difference() {
        for (a, b) in [
            ("the survey took 21 days.", "the survey took 24 days."),
            ("it handled 3,400 ships", "it handled 4,500 ships"),
            ("in 2019 the port had 12", "in 2020 the port had 12"),
            ("第12章 出发", "第13章 出发"),
            ("paris|2,100,000|105", "paris|2,100,000|106"),
            ("it was in 2019.", "it was in 2020."),
        ] {
            assert!(differ_in_a_number(a, b), "{a} / {b}");
            assert!(differ_in_a_number(b, a), "{b} / {a}");
        }
    }

    #[test]
    fn what_is_a_number_is_said_by_unicode() {
        assert!(('\0'..=char::MAX).all(|c| is_numeric(c) == c.is_numeric()));
    }

    #[test]
    fn a_number_more_or_less_or_elsewhere_is_no_such_difference() {
        for (a, b) in [
            ("the survey took 21 days.", "the survey took 21 days."),
            ("the survey took 21 days.", "the survey took three weeks."),
            ("in 2019 the port had ships", "the port had ships"),
            ("room 12, and later room 14, and then", "room 12, and then"),
            ("a survey of 12", "a survey of 12."),
        ] {
            assert!(!differ_in_a_number(a, b), "{a} / {b}");
            assert!(!differ_in_a_number(b, a), "{b} / {a}");
        }
    }
}
