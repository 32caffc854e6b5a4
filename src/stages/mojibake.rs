//! A line that was decoded in the wrong charset in, the line as it was meant out, where a round trip proves it.
//!
//! The proof has three parts: the line can be put back into bytes of the wrong charset without loss; these bytes are text
//! in another; and what comes out is as likely as what stands there is not. Where one is missing, the line stays.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};
use std::ops::Range;
use std::sync::LazyLock;

/// Characters of a line that are looked at to see whether it is suspicious.
const SAMPLE_CHARS: usize = 32;

/// Of the letters of a line in the wrong charset, so many in a hundred are odd: rare, or of no script.
const ODD_BEFORE: usize = 35;

/// And so many at most when it is read as it was meant.
const ODD_AFTER: usize = 10;

/// Letters of Chinese, Japanese or Korean that must come out where the bytes are UTF-8, and where they are in a charset
/// that fits more easily by accident.
const LETTERS_UTF8: usize = 2;
const LETTERS_LEGACY: usize = 6;

/// The same where all of the line would be signs and accented letters in a row.
const LETTERS_SOUP: usize = 4;

/// What runs of a line must weigh together.
const CERTAIN: u32 = 2;

/// How often text may have been put through the wrong charset.
const ROUNDS: usize = 3;

/// What takes the place of parts of `line`, in order; nothing for a line that is fine, at the cost of a look at it.
pub fn repairs(line: &str) -> Vec<(Range<usize>, String)> {
    if line.is_ascii() {
        return Vec::new();
    }
    if has_pair_of_latin_1(line) {
        let runs = repaired_runs(line);
        if !runs.is_empty() {
            return runs;
        }
        return reread(line, WINDOWS_1252).map(|text| (0..line.len(), text)).into_iter().collect();
    }
    if !is_odd(line) {
        return Vec::new();
    }
    let reread = [GBK, BIG5, SHIFT_JIS].into_iter().find_map(|wrong| reread(line, wrong));
    reread.map(|text| (0..line.len(), text)).into_iter().collect()
}

/// Whether a character from U+0080 to U+00FF has another outside ASCII behind it. In languages that use them they mostly
/// stand alone among ASCII letters; in bytes taken for Latin-1 they never do.
fn has_pair_of_latin_1(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr2_iter(0xc2, 0xc3, bytes).any(|at| bytes.get(at + 2).is_some_and(|next| *next >= 0x80))
}

/// The byte that Latin-1, or windows-1252 where it has a character, has for `c`.
fn latin_byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0..=0xff => u8::try_from(code).ok(),
        _ => {
            let mut room = [0; 4];
            let (bytes, _, lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut room));
            (!lossy).then(|| bytes[0])
        }
    }
}

/// Runs outside ASCII that are UTF-8 read as Latin-1 or windows-1252; all of them if that is certain, else none.
fn repaired_runs(line: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut sum = 0;
    let mut at = 0;
    while let Some(start) = line[at..].find(|c: char| !c.is_ascii() && latin_byte(c).is_some()).map(|next| at + next) {
        let rest = &line[start..];
        let length = rest.find(|c: char| c.is_ascii() || latin_byte(c).is_none()).unwrap_or(rest.len());
        at = start + length;
        if let Some(text) = as_utf8(&line[start..at]) {
            let around = (line[..start].chars().next_back(), line[at..].chars().next());
            let weight = weight(&text, around);
            sum += weight;
            if weight > 0 || !text.chars().any(is_common_han) {
                found.push((start..at, again(text)));
            }
        }
    }
    if sum >= CERTAIN { found } else { Vec::new() }
}

/// A run as the UTF-8 that it was, if it was, and is text.
fn as_utf8(run: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = run.chars().map(latin_byte).collect();
    let text = String::from_utf8(bytes?).ok()?;
    (!text.is_ascii() && text.chars().all(is_of_a_page)).then_some(text)
}

/// What was read in the wrong charset more than once.
fn again(mut text: String) -> String {
    for _ in 1..ROUNDS {
        match repaired_runs(&text) {
            runs if runs.is_empty() => break,
            runs => {
                for (range, insert) in runs.into_iter().rev() {
                    text.replace_range(range, &insert);
                }
            }
        }
    }
    text
}

/// How much a run that would be `text`, between two characters, speaks for the line being in the wrong charset.
///
/// Two or more letters of a script other than Latin, or punctuation of three bytes (`â€™`), are no accident. One Latin
/// letter may be: a capital Ã before a closing quote, É before an ellipsis, Â before a no-break space. It counts only
/// where a letter follows, or a small letter goes ahead, neither of which a capital does; and `á»…`, which may be Spanish,
/// counts half.
fn weight(text: &str, (before, after): (Option<char>, Option<char>)) -> u32 {
    let letters = text.chars().filter(|&c| c >= '\u{370}' && c.is_alphabetic() && !is_latin_letter(c)).count();
    if letters >= 2 || text.chars().any(is_mark) {
        return CERTAIN;
    }
    let first = text.chars().next().unwrap_or_default();
    let inside = after.is_some_and(char::is_alphanumeric);
    let certain = match first {
        // `Â` and a symbol: no capital stands behind a figure or before a sign.
        '\u{a1}'..='\u{bf}' => {
            !matches!(first, '\u{ab}' | '\u{bb}' | '\u{b4}') && !before.is_some_and(char::is_alphabetic)
        }
        '\u{a0}' => before.is_some_and(|c| c.is_ascii_digit()),
        // With a no-break space as its second half.
        'à' => inside && before.is_some_and(char::is_lowercase),
        '\u{1e00}'.. => return u32::from(is_latin_letter(first) && inside),
        c => is_latin_letter(c) && (inside || before.is_some_and(char::is_lowercase)),
    };
    if certain { CERTAIN } else { 0 }
}

fn is_latin_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}' | '\u{259}' | '\u{1e00}'..='\u{1eff}')
        && !matches!(c, '×' | '÷')
}

/// Punctuation and signs that UTF-8 has three or four bytes for.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203a}' | '\u{20ac}' | '\u{2122}' | '\u{2190}'..='\u{21ff}'
        | '\u{25a0}'..='\u{27bf}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' | '\u{1f300}'..='\u{1faff}')
}

/// Whether pages have such a character, apart from ASCII.
fn is_of_a_page(c: char) -> bool {
    is_mark(c)
        || is_latin_letter(c)
        || is_common_han(c)
        || matches!(c, '\t' | ' '..='~' | '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2c6}'..='\u{2dc}' | '\u{301}' | '\u{384}'..='\u{3ce}'
            | '\u{401}'..='\u{45f}' | '\u{490}'..='\u{491}' | '\u{5b0}'..='\u{5ea}' | '\u{60c}'..='\u{669}' | '\u{671}'..='\u{6d3}'
            | '\u{901}'..='\u{963}' | '\u{981}'..='\u{9fb}' | '\u{b82}'..='\u{bcd}' | '\u{e01}'..='\u{e5b}' | '\u{10d0}'..='\u{10f6}'
            | '\u{2009}' | '\u{200b}'..='\u{200d}' | '\u{202f}' | '\u{2211}' | '\u{2212}' | '\u{2248}' | '\u{2260}'..='\u{2265}'
            | '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{fe0f}' | '\u{fb01}' | '\u{fb02}')
}

/// Han characters that are in common use somewhere: the first level of GB 2312, Big5 or JIS X 0208, which sort by use.
fn is_common_han(c: char) -> bool {
    let Some(index) = u32::from(c).checked_sub(0x4e00).and_then(|index| usize::try_from(index).ok()) else {
        return false;
    };
    COMMON_HAN.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
}

/// One bit a character from U+4E00 to U+9FFF.
static COMMON_HAN: LazyLock<[u64; 0x5200 / 64]> = LazyLock::new(|| {
    let mut bits = [0; 0x5200 / 64];
    for (encoding, leads) in [(GBK, 0xb0..=0xd7), (BIG5, 0xa4..=0xc6), (EUC_JP, 0xb0..=0xcf)] {
        for lead in leads {
            let trails = if encoding == BIG5 { 0x40..=0xfe } else { 0xa1..=0xfe };
            for pair in trails.map(|trail: u8| [lead, trail]) {
                let text = encoding.decode_without_bom_handling_and_without_replacement(&pair);
                let c = text.and_then(|text| text.chars().next()).map_or(0, u32::from);
                let index = c.checked_sub(0x4e00).filter(|index| *index < 0x5200);
                if let Some(index) = index.and_then(|index| usize::try_from(index).ok()) {
                    bits[index / 64] |= 1 << (index % 64);
                }
            }
        }
    }
    bits
});

/// Letters of Chinese, Japanese and Korean that a page would have.
fn is_east_asian(c: char) -> bool {
    is_common_han(c) || matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Of the first characters outside ASCII, whether many are such as bytes taken for another charset become.
fn is_odd(text: &str) -> bool {
    let (odd, all) = oddness(text.chars().filter(|c| !c.is_ascii()).take(SAMPLE_CHARS));
    odd * 100 >= all * ODD_BEFORE
}

/// How many of these are rare or of no script, and how many there are.
fn oddness(chars: impl Iterator<Item = char>) -> (usize, usize) {
    let is_rare = |c: char| {
        matches!(c, '\u{2e80}'..='\u{2fff}' | '\u{3400}'..='\u{9fff}' | '\u{e000}'..='\u{faff}' | '\u{ff61}'..='\u{ffef}')
            && !is_common_han(c)
            || matches!(c, '\u{80}'..='\u{9f}' | '\u{20000}'..)
    };
    chars.fold((0, 0), |(odd, all), c| (odd + usize::from(is_rare(c)), all + 1))
}

/// The line as it was meant, if it was read in the charset `wrong`.
fn reread(line: &str, wrong: &'static Encoding) -> Option<String> {
    let bytes = if wrong == WINDOWS_1252 {
        if !is_soup(line) {
            return None;
        }
        line.chars().map(latin_byte).collect::<Option<Vec<u8>>>()?
    } else {
        let (bytes, _, lossy) = wrong.encode(line);
        let back = wrong.decode_without_bom_handling_and_without_replacement(&bytes);
        (!lossy && back.is_some_and(|back| back == line)).then(|| bytes.into_owned())?
    };
    let (text, letters) = match String::from_utf8(bytes) {
        Ok(text) => (text, LETTERS_UTF8),
        Err(error) => {
            let letters = if wrong == WINDOWS_1252 { LETTERS_SOUP } else { LETTERS_LEGACY };
            (in_legacy_charset(error.as_bytes(), wrong)?, letters)
        }
    };
    is_text(&text, letters).then_some(text)
}

/// The text that the bytes are in the charset that they look like.
fn in_legacy_charset(bytes: &[u8], wrong: &'static Encoding) -> Option<String> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let right = detector.guess(None, Utf8Detection::Deny);
    let of_east_asia = [GBK, GB18030, BIG5, EUC_KR, EUC_JP, SHIFT_JIS].contains(&right);
    let text =
        right.decode_without_bom_handling_and_without_replacement(bytes).filter(|_| of_east_asia && right != wrong)?;
    (*right.encode(&text).0 == *bytes).then(|| text.into_owned())
}

/// Whether `text` has so many letters of Chinese, Japanese or Korean, and hardly anything else outside ASCII but marks.
fn is_text(text: &str, letters: usize) -> bool {
    let outside = || text.chars().filter(|c| !c.is_ascii());
    let sound = outside().filter(|&c| is_east_asian(c) || is_mark(c) || c == '·').count();
    let all = outside().count();
    (all - sound) * 100 <= all * ODD_AFTER && outside().filter(|&c| is_east_asian(c)).count() >= letters
}

/// Whether the characters outside ASCII are not words of a language: they outnumber ASCII letters, signs stand among the
/// letters, and they do not follow each other as in a table of characters.
fn is_soup(line: &str) -> bool {
    let outside: Vec<char> = line.chars().filter(|c| !c.is_ascii()).collect();
    let letters = line.chars().filter(char::is_ascii_alphabetic).count();
    let signs = outside.iter().filter(|c| !c.is_alphabetic() || matches!(c, 'ª' | 'µ' | 'º')).count();
    let steps = outside.windows(2).filter(|pair| u32::from(pair[0]) + 1 == u32::from(pair[1])).count();
    outside.len() >= 2 * LETTERS_SOUP
        && outside.len() > letters
        && signs * 10 >= outside.len()
        && steps * 4 <= outside.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    const CHINESE: &str = "港口在潮水退去之后显得很安静，渔民们开始修补渔网。";
    const TAIWANESE: &str = "港口在潮水退去之後顯得很安靜，漁民們開始修補漁網。";

    fn repaired(line: &str) -> String {
        let mut line = line.to_owned();
        for (range, insert) in repairs(&line).into_iter().rev() {
            line.replace_range(range, &insert);
        }
        line
    }

    /// `text` in the charset `right`, read in `wrong`.
    fn misread(text: &str, right: &'static Encoding, wrong: &'static Encoding) -> String {
        let bytes = right.encode(text).0;
        wrong.decode_without_bom_handling(&bytes).0.into_owned()
    }

    #[test]
    fn mends_utf_8_read_as_latin_1_or_windows_1252() {
        for text in [
            "it’s a “test” – naïve…",
            "Après la marée, déjà vu à Orléans",
            "Гавань была тихой",
            CHINESE,
            "Łódź wróciła",
            "100\u{a0}km · 20 °C",
            "Việt Nam hiện đại",
            "그 항구는 매우 조용했고",
            "🙂 ok",
            "ÉTAT",
        ] {
            let wrong = misread(text, encoding_rs::UTF_8, WINDOWS_1252);
            assert_ne!(wrong, text);
            assert_eq!(repaired(&wrong), text, "{wrong}");
            let latin: String = text.bytes().map(char::from).collect();
            assert_eq!(repaired(&latin), text, "{latin}");
        }
        let twice = misread(&misread("it’s", encoding_rs::UTF_8, WINDOWS_1252), encoding_rs::UTF_8, WINDOWS_1252);
        assert_eq!(repaired(&twice), "it’s", "{twice}");
    }

    #[test]
    fn mends_utf_8_read_as_gbk() {
        assert_eq!(repaired("浠婂ぉ澶╂皵"), "今天天气");
        let text = "港口在潮水退去之后显得很安静";
        assert_eq!(repaired(&misread(text, encoding_rs::UTF_8, GBK)), text);
        assert_eq!(repaired(&misread(text, encoding_rs::UTF_8, GB18030)), text);
    }

    #[test]
    fn mends_charsets_of_east_asia_read_as_another_or_as_latin_1() {
        let korean = "썰물이 지나간 항구는 매우 조용했고 어부들은 그물을 고치기 시작했다.";
        let japanese = "潮が引いたあとの港はとても静かで、漁師たちは網を直しはじめた。";
        for (text, right, wrong) in [
            (CHINESE, GBK, WINDOWS_1252),
            ("今天天气很好", GBK, WINDOWS_1252),
            (TAIWANESE, BIG5, WINDOWS_1252),
            (korean, EUC_KR, WINDOWS_1252),
            (TAIWANESE, BIG5, GBK),
            (japanese, SHIFT_JIS, GBK),
        ] {
            let line = misread(text, right, wrong);
            assert_eq!(repaired(&line), text, "{} as {}", right.name(), wrong.name());
        }
    }

    #[test]
    fn leaves_text_of_which_bytes_are_lost() {
        let line = misread(CHINESE, encoding_rs::UTF_8, GBK);
        assert!(line.contains('\u{fffd}'));
        assert_eq!(repairs(&line), []);
    }

    #[test]
    fn leaves_text_that_is_plausible_as_it_stands() {
        for text in [
            "« lié\u{a0}» été\u{a0}! MANHÃ\u{a0}– IRMÔ «está»… CAFÉ… „Ä“ Spaß» ¿Qué? ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ",
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß ¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿",
            "Â\u{a0}",
            "PÅ” L’É« 20\u{a0}°C",
            "½ ¾ ¼ ±1° €100–€200 “É” ‘Ö’",
            CHINESE,
            TAIWANESE,
            "魑魅魍魎 饕餮 龘靐齉爩 彳亍 踟蹰 囹圄 耄耋 氤氲 旖旎 皈依 觊觎",
            "联通 锟斤拷锟斤拷 烫烫烫",
            "駅前の図書館 円 ｶﾀｶﾅ ﾃｽﾄ",
            "浠水县 婂 澶 皵",
            "Ïðèâåò ìèð",
            "Ελλάδα",
            "한국어",
            "ภาษาไทย",
        ] {
            assert_eq!(repairs(text), [], "{text}");
        }
    }
}
