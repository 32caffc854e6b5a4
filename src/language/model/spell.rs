//! The words of a text as the model spells them: letters of one script in lower case.

use crate::class::lower;
use crate::script::{self, Script};

/// Calls `each` with every word of `text` in `script`: a longest run of its letters, in lower case. Letters of other
/// scripts part words. So do combining marks in Latin and Cyrillic, as in the data of the model; in Arabic and Hebrew,
/// where points and vowel signs are seldom written, they are passed over.
pub fn words_of(text: &str, script: Script, word: &mut Vec<char>, mut each: impl FnMut(&[char])) {
    let latin = script == Script::Latin;
    word.clear();
    for c in text.chars() {
        let letter = match c {
            'a'..='z' if latin => Some(c),
            'A'..='Z' if latin => Some(c.to_ascii_lowercase()),
            '\0'..='\u{7f}' => None,
            _ if is_point(c) => continue,
            YIDDISH_DOUBLE..='\u{5f2}' => {
                word.extend(doubled(c));
                continue;
            }
            _ => (script::of(c) == script && is_letter(c)).then(|| lower(c)),
        };
        match letter {
            Some(letter) => word.push(letter),
            None if word.is_empty() => {}
            None => {
                each(word);
                word.clear();
            }
        }
    }
    if !word.is_empty() {
        each(word);
        word.clear();
    }
}

/// First of the three double letters of Yiddish, which most write as two letters.
const YIDDISH_DOUBLE: char = '\u{5f0}';

fn doubled(c: char) -> [char; 2] {
    match c {
        YIDDISH_DOUBLE => ['ו', 'ו'],
        '\u{5f1}' => ['ו', 'י'],
        _ => ['י', 'י'],
    }
}

/// Whether a character of the model's script is part of words; its digits and marks between words are not.
fn is_letter(c: char) -> bool {
    c < '\u{530}' || c.is_alphabetic() || matches!(c, '\u{93c}' | '\u{94d}')
}

/// Points and vowel signs of Hebrew and Arabic, the stroke that lengthens Arabic words, and joiners.
fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c5}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200d}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, script: Script) -> Vec<String> {
        let (mut words, mut word) = (Vec::new(), Vec::new());
        words_of(text, script, &mut word, |word| words.push(word.iter().collect()));
        words
    }

    #[test]
    fn takes_words_of_one_script_in_lower_case() {
        assert_eq!(
            words("Die »Größe« der ÄRZTE, 3-mal по-русски", Script::Latin),
            ["die", "größe", "der", "ärzte", "mal"]
        );
        assert_eq!(words("Die »Größe«, 3-mal ПО-русски Ўсё", Script::Cyrillic), ["по", "русски", "ўсё"]);
        assert_eq!(words("कि यह हिन्दी है।", Script::Devanagari), ["कि", "यह", "हिन्दी", "है"]);
        assert_eq!(words("የሰው፡ልጅ፡ሁሉ።", Script::Ethiopic), ["የሰው", "ልጅ", "ሁሉ"]);
    }

    #[test]
    fn passes_over_points() {
        assert_eq!(words("שָׁלוֹם", Script::Hebrew), ["שלום"]);
        assert_eq!(words("װײַן", Script::Hebrew), ["וויין"]);
        assert_eq!(words("مُحَمَّد", Script::Arabic), ["محمد"]);
    }
}
