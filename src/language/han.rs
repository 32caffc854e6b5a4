//! The written forms of Han text, by characters that stand in one form alone.

use std::sync::LazyLock;

/// Characters of the Simplified, Traditional and Japanese forms; source and licence stand at its head.
const VARIANTS: &str = include_str!("han_variants.txt");

/// First and last character of the table.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9fff}';

/// What a character tells, for each character from `FIRST` to `LAST`: its form in the two lowest bits, and above them the
/// place in `CANTONESE`, from 1, if it stands there.
static SIGNS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut signs = vec![0; (LAST as usize) - (FIRST as usize) + 1];
    for line in VARIANTS.lines() {
        let (form, characters) = match line.split_at_checked(5) {
            Some(("Hans ", rest)) => (SIMPLIFIED, rest),
            Some(("Hant ", rest)) => (TRADITIONAL, rest),
            Some(("Jpan ", rest)) => (JAPANESE, rest),
            _ => continue,
        };
        for c in characters.chars() {
            if let Some(sign) = place(c).and_then(|at| signs.get_mut(at)) {
                *sign = form;
            }
        }
    }
    for (c, word) in CANTONESE.chars().zip(1u8..) {
        if let Some(sign) = place(c).and_then(|at| signs.get_mut(at)) {
            *sign |= word << 2;
        }
    }
    signs
});

fn place(c: char) -> Option<usize> {
    (c as usize).checked_sub(FIRST as usize)
}

/// The written forms that a character may belong to; 0 is any.
const SIMPLIFIED: u8 = 1;
const TRADITIONAL: u8 = 2;
const JAPANESE: u8 = 3;

/// Characters that are everyday words of written Cantonese and rare in other Chinese.
const CANTONESE: &str = "嘅喺咗唔佢哋嚟啲冇乜嘢睇";

/// Counts of telling characters in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    han: usize,
    /// Of each form.
    forms: [usize; 4],
    cantonese: usize,
    /// One bit for each character of `CANTONESE` that occurs.
    cantonese_seen: u32,
}

impl Evidence {
    /// Takes a character into account, if it is a Han character.
    pub(super) fn add(&mut self, c: char) {
        let Some(&sign) = place(c).and_then(|at| SIGNS.get(at)) else { return };
        self.han += 1;
        self.forms[usize::from(sign & 3)] += 1;
        if sign > 3 {
            self.cantonese += 1;
            self.cantonese_seen |= 1 << (sign >> 2);
        }
    }

    fn of_form(&self, form: u8) -> usize {
        self.forms[usize::from(form)]
    }

    /// `Hans` or `Hant`, whichever has more characters of its own; `Hani` where neither has.
    pub(super) fn script(&self) -> &'static str {
        match self.of_form(SIMPLIFIED).cmp(&self.of_form(TRADITIONAL)) {
            std::cmp::Ordering::Greater => "Hans",
            std::cmp::Ordering::Less => "Hant",
            std::cmp::Ordering::Equal => "Hani",
        }
    }

    /// Whether it is Cantonese: two or more of its words, and 3 % of the characters.
    pub(super) fn is_cantonese(&self) -> bool {
        self.cantonese_seen.count_ones() >= 2 && self.cantonese * 100 >= self.han * 3
    }

    /// Whether it is Japanese without Kana, such as a heading: characters that only Japan simplified (`駅`, `気`), at
    /// least 5 %, and none that only China did.
    pub(super) fn is_japanese(&self) -> bool {
        let japanese = self.of_form(JAPANESE);
        self.of_form(SIMPLIFIED) == 0 && japanese > 0 && japanese * 20 >= self.han
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(text: &str) -> Evidence {
        let mut evidence = Evidence::default();
        text.chars().for_each(|c| evidence.add(c));
        evidence
    }

    #[test]
    fn tells_simplified_from_traditional() {
        assert_eq!(evidence("国家图书馆今天开门").script(), "Hans");
        assert_eq!(evidence("國家圖書館今天開門").script(), "Hant");
    }

    #[test]
    fn does_not_guess_without_evidence() {
        assert_eq!(evidence("北京大学").script(), "Hans");
        assert_eq!(evidence("上海中山公园").script(), "Hans");
        assert_eq!(evidence("中山公司今天上午").script(), "Hani");
        assert_eq!(evidence("国國").script(), "Hani");
    }

    #[test]
    fn takes_no_side_on_characters_of_both_forms() {
        for c in "后里台干面余云松".chars() {
            assert_eq!(evidence(&c.to_string()).script(), "Hani", "{c}");
        }
    }

    #[test]
    fn knows_cantonese_by_its_words() {
        assert!(evidence("佢哋今日唔喺屋企").is_cantonese());
        assert!(!evidence("他們今天不在家").is_cantonese());
    }

    #[test]
    fn knows_japanese_headings_without_kana() {
        assert!(evidence("東京駅周辺地図").is_japanese());
        assert!(!evidence("東京車站周邊地圖").is_japanese());
        assert!(!evidence("给予単位").is_japanese());
    }
}
