//! Scripts of characters, as the Unicode Character Database has them (UAX #24), and what follows for counting.

pub use unicode_script::Script;
use unicode_script::UnicodeScript;

/// The script of a character; `Common` for digits, punctuation and white space.
pub fn of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\u{7f}' => Script::Common,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Script::Han,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' => Script::Latin,
        '\u{410}'..='\u{44f}' => Script::Cyrillic,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{3041}'..='\u{3096}' => Script::Hiragana,
        '\u{30a1}'..='\u{30fa}' => Script::Katakana,
        _ => c.script(),
    }
}

/// Whether the script is written in wide letters of which one says as much as several Latin ones: Han, Kana, Hangul.
pub fn is_wide(script: Script) -> bool {
    matches!(script, Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo)
}

/// Whether the script is written without spaces between words.
pub fn is_unspaced(script: Script) -> bool {
    matches!(
        script,
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
    )
}

/// Whether white space between two such characters means nothing: Han and Kana, where page layouts spread headings
/// (`首    页`).
pub fn joins_without_space(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
        || (c > '\u{ffff}' && of(c) == Script::Han)
}

/// The script that a rule file names, such as `Han` or `Cyrillic`.
pub fn by_name(name: &str) -> Option<Script> {
    Script::from_full_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_say_of_every_character_what_the_table_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(of(c), c.script(), "{c:?} U+{:04X}", c as u32);
        }
    }
}
