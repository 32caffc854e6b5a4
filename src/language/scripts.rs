//! What the scripts of a paragraph say about its language: for most scripts everything, for a few only which
//! languages a model has to choose from.

use super::han::Evidence;
use super::scan::Scan;
use crate::script::Script;

/// What follows from the scripts of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// No letters.
    Nothing,
    /// The script, or its characters, name the language.
    Language {
        language: &'static str,
        /// ISO 15924 code.
        script: &'static str,
        /// Letters that bear the verdict out.
        letters: usize,
    },
    /// Several languages are written in this script.
    Open(Script),
}

/// One letter of Han, Kana or Hangul says as much as two or three of an alphabet: it weighs 5 against 2.
const WIDE_WEIGHT: usize = 5;
const WEIGHT: usize = 2;

/// Judges by the script with the most letters, wide letters weighed [`WIDE_WEIGHT`] to [`WEIGHT`].
pub(super) fn judge(text: &str, scan: &Scan) -> Verdict {
    let kana = scan.letters_of(Script::Hiragana) + scan.letters_of(Script::Katakana);
    let han = scan.letters_of(Script::Han) + scan.letters_of(Script::Bopomofo);
    let hangul = scan.letters_of(Script::Hangul);
    let wide = (han + kana + hangul) * WIDE_WEIGHT;
    // Of equal scripts the one that came first wins.
    let mut main = (0, Script::Common);
    for &(script, letters) in scan.counts() {
        let narrow = !crate::script::is_wide(script) && !matches!(script, Script::Common | Script::Inherited);
        if narrow && letters * WEIGHT > main.0 {
            main = (letters * WEIGHT, script);
        }
    }
    if wide > 0 && wide >= main.0 {
        return judge_wide(text, han, kana, hangul);
    }
    match main.1 {
        Script::Common => Verdict::Nothing,
        Script::Hebrew if text.contains(YIDDISH_LETTERS) => {
            Verdict::Language { language: "yi", script: "Hebr", letters: main.0 / WEIGHT }
        }
        script => match only_language(script) {
            Some(language) => Verdict::Language { language, script: script.short_name(), letters: main.0 / WEIGHT },
            None => Verdict::Open(script),
        },
    }
}

/// Double letters of Yiddish that Hebrew does not have: `װ`, `ױ`, `ײ`.
const YIDDISH_LETTERS: [char; 3] = ['\u{5f0}', '\u{5f1}', '\u{5f2}'];

/// Judges text of Han, Kana and Hangul. Korean may be mixed with Han, Japanese mostly is: a fifth of Kana is usual, and
/// 5 % still is more than names in Chinese text bring.
fn judge_wide(text: &str, han: usize, kana: usize, hangul: usize) -> Verdict {
    if hangul > kana && hangul * 3 >= han {
        return Verdict::Language { language: "ko", script: "Kore", letters: hangul };
    }
    if kana >= 2 && kana * 20 >= han + kana {
        return Verdict::Language { language: "ja", script: "Jpan", letters: han + kana };
    }
    let mut evidence = Evidence::default();
    text.chars().filter(|&c| crate::script::of(c) == Script::Han).for_each(|c| evidence.add(c));
    if kana == 0 && evidence.is_japanese() {
        return Verdict::Language { language: "ja", script: "Jpan", letters: han };
    }
    let language = if evidence.is_cantonese() { "yue" } else { "zh" };
    Verdict::Language { language, script: evidence.script(), letters: han }
}

/// The language that a script is written in where there is one, or one that outweighs the others by far.
fn only_language(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Ethiopic => "am",
        Script::Bengali => "bn",
        Script::Gurmukhi => "pa",
        Script::Gujarati => "gu",
        Script::Oriya => "or",
        Script::Tamil => "ta",
        Script::Telugu => "te",
        Script::Kannada => "kn",
        Script::Malayalam => "ml",
        Script::Sinhala => "si",
        Script::Thaana => "dv",
        Script::Thai => "th",
        Script::Lao => "lo",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        Script::Tibetan => "bo",
        Script::Cherokee => "chr",
        Script::Canadian_Aboriginal => "iu",
        Script::Ol_Chiki => "sat",
        Script::Tifinagh => "zgh",
        Script::Nko => "nqo",
        Script::Yi => "ii",
        _ => return None,
    })
}
