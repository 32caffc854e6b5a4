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
pub(super) fn judge(text: &str, scan: &Scan<'_>) -> Verdict {
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
        return judge_wide(scan, han, kana, hangul);
    }
    match main.1 {
        Script::Common => Verdict::Nothing,
        Script::Hebrew if text.contains(YIDDISH_LETTERS) => {
            Verdict::Language { language: "yi", script: "Hebr", letters: main.0 / WEIGHT }
        }
        Script::Bengali if text.contains(ASSAMESE_LETTERS) => {
            Verdict::Language { language: "as", script: "Beng", letters: main.0 / WEIGHT }
        }
        script => match only_language(script) {
            Some(language) => Verdict::Language { language, script: script.short_name(), letters: main.0 / WEIGHT },
            None => Verdict::Open(script),
        },
    }
}

/// Double letters of Yiddish that Hebrew does not have: `װ`, `ױ`, `ײ`.
const YIDDISH_LETTERS: [char; 3] = ['\u{5f0}', '\u{5f1}', '\u{5f2}'];

/// Letters of Assamese that Bengali does not have: `ৰ`, `ৱ`.
const ASSAMESE_LETTERS: [char; 2] = ['\u{9f0}', '\u{9f1}'];

/// Judges text of Han, Kana and Hangul. Korean may be mixed with Han, Japanese mostly is: a fifth of Kana is usual, and
/// 5 % still is more than names in Chinese text bring.
fn judge_wide(scan: &Scan<'_>, han: usize, kana: usize, hangul: usize) -> Verdict {
    if hangul > kana && hangul * 3 >= han {
        return Verdict::Language { language: "ko", script: "Kore", letters: hangul };
    }
    if kana >= 2 && kana * 20 >= han + kana || han == 0 {
        return Verdict::Language { language: "ja", script: "Jpan", letters: han + kana };
    }
    let mut evidence = Evidence::default();
    scan.words().flat_map(str::chars).for_each(|c| evidence.add(c));
    if kana == 0 && evidence.is_japanese() {
        return Verdict::Language { language: "ja", script: "Jpan", letters: han };
    }
    let language = if evidence.is_cantonese() { "yue" } else { "zh" };
    Verdict::Language { language, script: evidence.script(), letters: han }
}

/// Scripts that one language is written in, or one that outweighs the others by far.
const ALONE: &[(Script, &str)] = &[
    (Script::Greek, "el"),
    (Script::Armenian, "hy"),
    (Script::Georgian, "ka"),
    (Script::Bengali, "bn"),
    (Script::Gurmukhi, "pa"),
    (Script::Gujarati, "gu"),
    (Script::Oriya, "or"),
    (Script::Tamil, "ta"),
    (Script::Telugu, "te"),
    (Script::Kannada, "kn"),
    (Script::Malayalam, "ml"),
    (Script::Sinhala, "si"),
    (Script::Thaana, "dv"),
    (Script::Thai, "th"),
    (Script::Lao, "lo"),
    (Script::Khmer, "km"),
    (Script::Myanmar, "my"),
    (Script::Cherokee, "chr"),
    (Script::Canadian_Aboriginal, "iu"),
    (Script::Ol_Chiki, "sat"),
    (Script::Tifinagh, "zgh"),
    (Script::Nko, "nqo"),
    (Script::Yi, "ii"),
];

/// The language of a script that belongs to one.
fn only_language(script: Script) -> Option<&'static str> {
    ALONE.iter().find(|(known, _)| *known == script).map(|(_, language)| *language)
}

/// Name of the script that belongs to a language.
pub(super) fn alone(language: &str) -> Option<&'static str> {
    match language {
        "zh" | "yue" => Some("Hani"),
        "as" => Some("Beng"),
        "ja" => Some("Jpan"),
        "ko" => Some("Kore"),
        _ => ALONE.iter().find(|(_, known)| *known == language).map(|(script, _)| script.short_name()),
    }
}
