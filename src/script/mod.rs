//! Scripts of characters, as the Unicode Character Database has them (UAX #24), and what follows for counting.

mod found;

pub use found::Found;
pub use unicode_script::Script;
use unicode_script::UnicodeScript;

/// The script of a character; `Common` for digits, punctuation and white space.
#[inline]
pub fn of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\u{7f}' => Script::Common,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Script::Han,
        // The commonest ranges that are of one script: looking the others up takes ten times as long.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2b8}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Script::Cyrillic,
        '\u{388}'..='\u{38a}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3e1}' => Script::Greek,
        '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => Script::Arabic,
        '\u{904}'..='\u{950}' => Script::Devanagari,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        '\u{3041}'..='\u{3096}' => Script::Hiragana,
        '\u{30a1}'..='\u{30fa}' => Script::Katakana,
        '\u{a0}'..='\u{a9}'
        | '\u{2010}'..='\u{2064}'
        | '\u{2190}'..='\u{23ff}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff20}' => Script::Common,
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
