//! The written forms of Han text, by characters that stand in one form alone.

use std::sync::LazyLock;

/// Characters of the Simplified, Traditional and Japanese forms; source and licence stand at its head.
const VARIANTS: &str = include_str!("han_variants.txt");

/// First and last character of the table.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9fff}';

/// The form a character stands in, for each character from `FIRST` to `LAST`.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms = vec![Form::Any; (LAST as usize) - (FIRST as usize) + 1];
    for line in VARIANTS.lines() {
        let (form, characters) = match line.split_at_checked(5) {
            Some(("Hans ", rest)) => (Form::Simplified, rest),
            Some(("Hant ", rest)) => (Form::Traditional, rest),
            Some(("Jpan ", rest)) => (Form::Japanese, rest),
            _ => continue,
        };
        for c in characters.chars() {
            if let Some(slot) = (c as usize).checked_sub(FIRST as usize).and_then(|at| forms.get_mut(at)) {
                *slot = form;
            }
        }
    }
    forms
});

/// The written form that a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Any,
    Simplified,
    Traditional,
    Japanese,
}

/// Characters that are everyday words of written Cantonese and rare in other Chinese.
const CANTONESE: &str = "嘅喺咗唔佢哋嚟啲冇乜嘢睇";

/// Counts of telling characters in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    han: usize,
    simplified: usize,
    traditional: usize,
    japanese: usize,
    cantonese: usize,
    /// One bit for each character of `CANTONESE` that occurs.
    cantonese_seen: u16,
}

impl Evidence {
    /// Takes one Han character into account.
    pub(super) fn add(&mut self, c: char) {
        self.han += 1;
        let form = (c as usize).checked_sub(FIRST as usize).and_then(|at| FORMS.get(at));
        match form {
            Some(Form::Simplified) => self.simplified += 1,
            Some(Form::Traditional) => self.traditional += 1,
            Some(Form::Japanese) => self.japanese += 1,
            Some(Form::Any) | None => {}
        }
        if let Some(at) = CANTONESE.chars().position(|known| known == c) {
            self.cantonese += 1;
            self.cantonese_seen |= 1 << at;
        }
    }

    /// `Hans` or `Hant`, whichever has more characters of its own; `Hani` where neither has.
    pub(super) fn script(&self) -> &'static str {
        match self.simplified.cmp(&self.traditional) {
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
        self.simplified == 0 && self.japanese > 0 && self.japanese * 20 >= self.han
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
