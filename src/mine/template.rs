//! A match key in, its template out: the key with numbers and names of days and months folded to marks.

use super::dates::{DateWord, date_word};
use crate::key::MatchKey;
use crate::shape::End;
use sha2::{Digest, Sha256};

/// Stands for a number. No match key holds it, nor the marks below.
const NUMBER: char = '\u{1}';
/// Stands for the name of a month or a day.
const NAME: char = '\u{2}';
/// Stands for the day in `星期三`, `周三`.
const HAN_DAY: char = '\u{3}';
/// Stands for the half of the day in `上午`, `下午`.
const HAN_HALF: char = '\u{4}';
/// Stands for the day in `水曜日`.
const KANJI_DAY: char = '\u{5}';

const HAN_DAYS: &str = "一二三四五六日天";
const KANJI_DAYS: &str = "月火水木金土日";

/// Characters that a line may have, narrow and wide, to be looked at.
const MAX_CHARS: (usize, usize) = (120, 50);
/// Letters that a template must have: a number alone says nothing of the site.
const MIN_LETTERS: usize = 2;
/// Words, and wide letters, from which a line that ends like a sentence reads like prose.
const PROSE: (usize, usize) = (4, 8);

/// What lines of one sort have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The key with marks.
    pub text: String,
    /// Whether a number had a comma or a point inside.
    pub grouped: bool,
    /// Whether the line reads like prose.
    pub prose: bool,
    /// Characters of the key.
    pub chars: usize,
}

impl Template {
    /// The template of a key; none where the line is too long, or has no letters to tell it by.
    pub fn of(key: &MatchKey) -> Option<Self> {
        let shape = &key.shape;
        let cap = if shape.is_wide() { MAX_CHARS.1 } else { MAX_CHARS.0 };
        if shape.chars > cap || shape.letters < MIN_LETTERS {
            return None;
        }
        let mut pieces = pieces(key.text());
        let grouped = join_grouped(&mut pieces);
        fold_names(&mut pieces);
        let text: String = pieces.iter().map(Piece::text).collect();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let prose = shape.end == End::Sentence && (shape.words >= PROSE.0 && !shape.is_wide() || shape.wide >= PROSE.1);
        (letters >= MIN_LETTERS).then_some(Self { text, grouped, prose, chars: shape.chars })
    }

    /// A number for the template, the same on every machine.
    pub fn hash(&self) -> u64 {
        let digest = Sha256::digest(self.text.as_bytes());
        digest.iter().take(8).fold(0, |hash, &byte| hash << 8 | u64::from(byte))
    }
}

/// Whether nothing in a template varies.
pub fn is_constant(template: &str) -> bool {
    !template.contains(is_mark)
}

fn is_mark(c: char) -> bool {
    matches!(c, NUMBER..=KANJI_DAY)
}

/// The pattern of a template, for the whole key.
pub fn pattern(template: &str, grouped: bool) -> String {
    let mut pattern = String::new();
    let mut literal = String::new();
    for c in template.chars() {
        if is_mark(c) {
            pattern.push_str(&regex::escape(&std::mem::take(&mut literal)));
        }
        match c {
            NUMBER if grouped => pattern.push_str("[0-9]+(?:[.,][0-9]+)*"),
            NUMBER => pattern.push_str("[0-9]+"),
            NAME => pattern.push_str(r"\p{L}+\.?"),
            HAN_DAY => pattern.push_str(&format!("[{HAN_DAYS}]")),
            HAN_HALF => pattern.push_str("[上下]"),
            KANJI_DAY => pattern.push_str(&format!("[{KANJI_DAYS}]")),
            _ => literal.push(c),
        }
    }
    pattern + &regex::escape(&literal)
}

/// The words of a text, in order: runs of letters; in Han and Kana, each two letters in a row.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in text.split(|c: char| !c.is_alphabetic()).filter(|run| !run.is_empty()) {
        let unspaced = run.chars().any(crate::script::joins_without_space);
        let chars: Vec<char> = run.chars().collect();
        if unspaced && chars.len() > 2 {
            words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.push(run.to_owned());
        }
    }
    words
}

/// A part of a key.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Number,
    Name,
    Word(String),
    Other(String),
}

impl Piece {
    fn text(&self) -> String {
        match self {
            Self::Number => NUMBER.to_string(),
            Self::Name => NAME.to_string(),
            Self::Word(text) | Self::Other(text) => text.clone(),
        }
    }
}

fn pieces(key: &str) -> Vec<Piece> {
    let chars: Vec<char> = key.chars().collect();
    let has_number = chars.iter().any(char::is_ascii_digit);
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        let shown = if has_number { day_mark(&chars, at).unwrap_or(c) } else { c };
        match (pieces.last_mut(), c) {
            (Some(Piece::Number), '0'..='9') => {}
            (_, '0'..='9') => pieces.push(Piece::Number),
            (Some(Piece::Word(word)), _) if c.is_alphabetic() => word.push(shown),
            _ if c.is_alphabetic() => pieces.push(Piece::Word(shown.to_string())),
            (Some(Piece::Other(other)), _) => other.push(c),
            _ => pieces.push(Piece::Other(c.to_string())),
        }
    }
    pieces
}

/// The mark for the character at `at`, where it names a day or a half of one in Chinese or Japanese.
fn day_mark(chars: &[char], at: usize) -> Option<char> {
    let before = |back: usize| at.checked_sub(back).and_then(|at| chars.get(at)).copied();
    let (last, last_two, next) = (before(1), (before(2), before(1)), chars.get(at + 1).copied());
    let after_week =
        matches!(last, Some('周' | '週')) || matches!(last_two, (Some('星'), Some('期')) | (Some('礼'), Some('拜')));
    match chars[at] {
        c if after_week && HAN_DAYS.contains(c) => Some(HAN_DAY),
        '上' | '下' if next == Some('午') => Some(HAN_HALF),
        c if next == Some('曜') && KANJI_DAYS.contains(c) => Some(KANJI_DAY),
        _ => None,
    }
}

/// Makes `1,234` and `3.5` one number each; whether there was one.
fn join_grouped(pieces: &mut Vec<Piece>) -> bool {
    let mut grouped = false;
    let mut at = 1;
    while at + 1 < pieces.len() {
        let separates = matches!(&pieces[at], Piece::Other(text) if text == "," || text == ".");
        if separates && pieces[at - 1] == Piece::Number && pieces[at + 1] == Piece::Number {
            pieces.drain(at..at + 2);
            grouped = true;
        } else {
            at += 1;
        }
    }
    grouped
}

/// Characters that may stand between two parts of a date.
const MAX_GAP: usize = 3;

/// Makes names of months and days marks, from numbers outwards.
fn fold_names(pieces: &mut [Piece]) {
    if !pieces.contains(&Piece::Number) {
        return;
    }
    // `mon, jan 3`: the month stands beside the number, the day beside the month.
    for _ in 0..3 {
        for at in 0..pieces.len() {
            let Piece::Word(word) = &pieces[at] else { continue };
            let folds = match date_word(word) {
                Some(DateWord::Plain) => true,
                Some(DateWord::BesideNumber) => is_beside_date(pieces, at),
                None => false,
            };
            if folds {
                pieces[at] = Piece::Name;
            }
        }
    }
    for at in 1..pieces.len() {
        if pieces[at - 1] == Piece::Name
            && let Piece::Other(text) = &mut pieces[at]
            && text.starts_with('.')
            // A full stop at the end of the line is not the name's.
            && text.len() > 1
        {
            text.remove(0);
        }
    }
}

fn is_beside_date(pieces: &[Piece], at: usize) -> bool {
    let is_date = |piece: Option<&Piece>| matches!(piece, Some(Piece::Number | Piece::Name));
    let small_gap =
        |piece: Option<&Piece>| matches!(piece, Some(Piece::Other(text)) if text.chars().count() <= MAX_GAP);
    let side = |near: Option<&Piece>, far: Option<&Piece>| is_date(near) || (small_gap(near) && is_date(far));
    let before = |back: usize| at.checked_sub(back).and_then(|at| pieces.get(at));
    side(before(1), before(2)) || side(pieces.get(at + 1), pieces.get(at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> String {
        Template::of(&MatchKey::new(text)).map_or(String::new(), |template| template.text)
    }

    #[test]
    fn folds_numbers_and_dates() {
        let same = |a: &str, b: &str| assert_eq!(template(a), template(b));
        same("Posted on Monday, 3 May 2021 at 9:15 pm", "Posted on Fri, 12 Jan. 2019 at 10:02 am");
        same("1,234 views", "12 views");
        same("Am 3. März 2020 gelesen", "Am 17. Mai 2019 gelesen");
        same("发表于 2020年3月4日 星期三 上午 9:30", "发表于 2019年12月14日 星期日 下午 11:30");
        same("2020年3月4日(水曜日)更新", "2021年11月14日(日曜日)更新");
        same("【 Reply #12 】", "» Reply #3");
        assert_ne!(template("May I help?"), template("March I help?"));
        assert_ne!(template("1 reply"), template("2 replies"));
        assert_eq!(template("12.50 | 3"), "");
        assert!(is_constant(&template("Sun and wind")) && !is_constant(&template("Harbour, Sun 3")));
    }

    #[test]
    fn patterns_match_what_they_were_made_of() {
        for text in ["Posted on Monday, 3 May 2021 (edited)", "1,234 views", "a.b* [3] (x|y)?", "周三 12:00 下午茶"]
        {
            let key = MatchKey::new(text);
            let template = Template::of(&key).unwrap();
            let regex = regex::Regex::new(&format!(r"\A(?:{})\z", pattern(&template.text, template.grouped))).unwrap();
            assert!(regex.is_match(key.text()), "{regex}");
        }
    }

    #[test]
    fn cuts_words_by_script() {
        assert_eq!(words("share this, 3 times"), ["share", "this", "times"]);
        assert_eq!(words("查看更多"), ["查看", "看更", "更多"]);
    }
}
