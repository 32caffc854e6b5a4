//! Two keys in, how like they are out: what verifies a candidate before anything is removed.

use super::shingle::Shingler;

/// Compares keys; what it needs for that is kept from pair to pair.
#[derive(Clone, Debug, Default)]
pub struct Comparer {
    shingler: Shingler,
    left: Vec<u64>,
    right: Vec<u64>,
    set: Vec<u64>,
}

/// The bits of a slot that say on which side a shingle stands; the others are those of its hash.
const SIDES: u64 = 0b11;
const LEFT: u64 = 0b01;
const RIGHT: u64 = 0b10;

impl Comparer {
    /// Jaccard of the sets of shingles of `chars` characters, 0 to 1: shared over all different ones; 0 for empty keys.
    pub fn jaccard(&mut self, a: &str, b: &str, chars: usize) -> f64 {
        self.shingler.shingle(a, chars, &mut self.left);
        self.shingler.shingle(b, chars, &mut self.right);
        self.set.clear();
        self.set.resize((2 * (self.left.len() + self.right.len())).next_power_of_two(), 0);
        let (mut all, mut shared) = (0_usize, 0_usize);
        for &hash in &self.left {
            all += usize::from(note(&mut self.set, hash, LEFT) == 0);
        }
        for &hash in &self.right {
            match note(&mut self.set, hash, RIGHT) {
                0 => all += 1,
                LEFT => shared += 1,
                _ => {}
            }
        }
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }
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
    let (a, b) = (numbers(a), numbers(b));
    a.iter().any(|number| {
        let stands = |digits: &str| b.iter().any(|other| other.is_placed_like(number) && other.digits == digits);
        b.iter().any(|other| other.is_placed_like(number))
            && !a.iter().any(|other| other.is_placed_like(number) && stands(&other.digits))
    })
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
        if c.is_numeric() {
            let mut digits = String::from(c);
            while let Some(&next) = chars.peek() {
                let joins = next.is_numeric() || matches!(next, '.' | ',' | ':' | '/' | '-');
                if !joins {
                    break;
                }
                digits.push(next);
                chars.next();
            }
            shown = DIGITS;
            follow(&mut numbers, shown);
            let digits = digits.trim_end_matches(|c: char| !c.is_numeric()).to_owned();
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
    use super::*;

    #[test]
    fn jaccard_is_shared_over_all() {
        let mut comparer = Comparer::default();
        assert_eq!(comparer.jaccard("abcdef", "abcdef", 3), 1.0);
        // abc bcd cde def, and abc bcd cdx: two of five.
        assert_eq!(comparer.jaccard("abcdef", "abcdx", 3), 0.4);
        assert_eq!(comparer.jaccard("aaaaaa", "aaa", 3), 1.0);
        assert_eq!(comparer.jaccard("", "", 3), 0.0);
        assert_eq!(comparer.jaccard("中文的字", "中文 的字", 2), 1.0);
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
