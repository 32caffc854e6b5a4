//! Bytes of unknown charset in, text out, or the first byte that is none.
//!
//! What is UTF-8 is UTF-8; else what the bytes are said to be counts, and else what they look like. Bytes that are not
//! of that charset are no text: nothing is put in their place.

use super::bad::Reason;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::string::FromUtf8Error;

/// Bytes that are looked at to tell a charset: the detector reads some 12 MB a second.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Bytes outside ASCII that are needed to tell a charset by them. Fewer are as likely damage.
const TELLING_BYTES: usize = 4;

/// Bytes outside ASCII that are UTF-8 by no accident: each two bytes of GB18030 text have a chance of about one in seven
/// to be valid UTF-8.
const CERTAIN_BYTES: usize = 12;

/// Of a page in the charset that it looks like, one character in so many may be a control. Bytes at random have one in
/// ten.
const CHARS_A_CONTROL: usize = 200;

/// Bytes in which a page or an XML file says its charset.
const DECLARATION_BYTES: usize = 1024;

/// What is known of the charset of some bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// Nothing.
    #[default]
    Unknown,
    /// What the head of the input looks like.
    Likely(&'static Encoding),
    /// What the record, or a header of it, says of itself.
    Said(&'static Encoding),
    /// What the user says, or a mark at the start: it is nothing else.
    Declared(&'static Encoding),
    /// The reader has made UTF-8 of it, and left what was not of this charset as it was.
    Converted(&'static Encoding),
}

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The first byte at fault, where that can be told.
    pub index: usize,
    /// [`Reason::InvalidUtf8`] or [`Reason::Undecodable`].
    pub reason: Reason,
    /// The same in words.
    pub detail: String,
}

/// The charset of this name, as the WHATWG lists them: `gbk`, `big5`, `shift_jis`, `windows-1251` …
pub fn named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// The text that `bytes` are.
///
/// # Errors
/// [`Undecodable`] where they are none, or it cannot be told in which charset.
pub fn decode(bytes: Vec<u8>, charset: Charset) -> Result<String, Undecodable> {
    match charset {
        Charset::Declared(encoding) if encoding != UTF_8 => return decode_as(bytes, encoding),
        Charset::Declared(_) => return utf8(bytes).map_err(|error| not_utf8(error, UTF_8)),
        Charset::Converted(encoding) => return utf8(bytes).map_err(|error| not_utf8(error, encoding)),
        _ => {}
    }
    let expected = match charset {
        Charset::Said(encoding) | Charset::Likely(encoding) if encoding != UTF_8 => Some(encoding),
        _ => None,
    };
    let bytes = match utf8(bytes) {
        Ok(text) if is_certain(text.as_bytes(), expected) => return Ok(text),
        Ok(text) => text.into_bytes(),
        Err(error) if expected.is_none() => {
            let head = &error.as_bytes()[..error.as_bytes().len().min(HEAD_BYTES)];
            return match of_head(head, error.as_bytes().len() <= HEAD_BYTES) {
                Charset::Unknown => Err(not_utf8(error, UTF_8)),
                found => decode_as_found(error.into_bytes(), found),
            };
        }
        Err(error) => error.into_bytes(),
    };
    match expected {
        Some(encoding) => decode_as(bytes, encoding),
        // Valid UTF-8 with zeros in it may be UTF-16 of Latin letters.
        None => decode_as_found(bytes, Charset::Unknown),
    }
}

/// Whether bytes that are valid UTF-8 are meant as such.
fn is_certain(bytes: &[u8], expected: Option<&'static Encoding>) -> bool {
    match expected {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => false,
        // Letters of one byte follow each other as UTF-8 has it in no language.
        Some(encoding) if encoding.is_single_byte() => true,
        Some(_) => {
            let telling = bytes.iter().filter(|byte| !byte.is_ascii()).take(CERTAIN_BYTES).count();
            telling == 0 || telling == CERTAIN_BYTES
        }
        None => memchr::memchr(0, bytes).is_none() || utf16(&bytes[..bytes.len().min(HEAD_BYTES)]).is_none(),
    }
}

fn decode_as_found(bytes: Vec<u8>, found: Charset) -> Result<String, Undecodable> {
    match found {
        Charset::Declared(encoding) | Charset::Said(encoding) => decode_as(bytes, encoding),
        Charset::Likely(encoding) => match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) if looks_like_text(&text) => Ok(text.into_owned()),
            Some(_) => {
                let detail = format!("the bytes look like {}, and yet are no text in it", encoding.name());
                Err(Undecodable { bytes, index: 0, reason: Reason::Undecodable, detail })
            }
            None => decode_as(bytes, encoding),
        },
        _ => match utf16(&bytes[..bytes.len().min(HEAD_BYTES)]) {
            Some(encoding) => decode_as(bytes, encoding),
            None => utf8(bytes).map_err(|error| not_utf8(error, UTF_8)),
        },
    }
}

/// The text that `bytes` are in UTF-8. Nearly all are: a proof in vectors and a copy take less than the proof of the
/// standard library, which is asked where they are not.
fn utf8(bytes: Vec<u8>) -> Result<String, FromUtf8Error> {
    match simdutf8::basic::from_utf8(&bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => String::from_utf8(bytes),
    }
}

fn decode_as(bytes: Vec<u8>, encoding: &'static Encoding) -> Result<String, Undecodable> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
        return Ok(text.into_owned());
    }
    let index = first_malformed(&bytes, encoding);
    let byte = bytes.get(index).copied().unwrap_or_default();
    let detail = format!("byte {byte:#04x} at offset {index} of the record is not {}", encoding.name());
    Err(Undecodable { bytes, index, reason: Reason::Undecodable, detail })
}

/// The byte from which on `bytes` are not of the charset.
fn first_malformed(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut room = [0; 4096];
    let mut read = 0;
    loop {
        let (result, count, _) = decoder.decode_to_utf8_without_replacement(&bytes[read..], &mut room, true);
        read += count;
        match result {
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::InputEmpty => return read.min(bytes.len().saturating_sub(1)),
            encoding_rs::DecoderResult::Malformed(length, behind) => {
                return read.saturating_sub(usize::from(length) + usize::from(behind));
            }
        }
    }
}

fn not_utf8(error: FromUtf8Error, from: &'static Encoding) -> Undecodable {
    let index = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let byte = bytes.get(index).copied().unwrap_or_default();
    let (reason, name) =
        if from == UTF_8 { (Reason::InvalidUtf8, "UTF-8") } else { (Reason::Undecodable, from.name()) };
    let detail = format!("byte {byte:#04x} at offset {index} of the record is not {name}");
    Undecodable { bytes, index, reason, detail }
}

/// What the first bytes of an input or a document tell of its charset; `whole` if there are no more.
pub fn of_head(head: &[u8], whole: bool) -> Charset {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return if encoding == UTF_8 { Charset::Unknown } else { Charset::Declared(encoding) };
    }
    if let Some(encoding) = utf16(head) {
        return Charset::Likely(encoding);
    }
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => !whole && error.error_len().is_none(),
    };
    if valid || is_damaged_utf8(head) {
        return Charset::Unknown;
    }
    if let Some(encoding) = declaration(head) {
        return Charset::Said(encoding);
    }
    if head.iter().filter(|byte| !byte.is_ascii()).take(TELLING_BYTES).count() < TELLING_BYTES {
        return Charset::Unknown;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    Charset::Likely(detector.guess(None, Utf8Detection::Deny))
}

/// Whether bytes that are not UTF-8 are rather damaged UTF-8 than another charset: they have as many characters in its
/// pattern (overlong ones and surrogates too) as bytes outside it. Text in a legacy charset has few by accident.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut within, mut outside, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        let more = match bytes[at] {
            ..0x80 => {
                at += 1;
                continue;
            }
            0xc0..0xe0 => 1,
            0xe0..0xf0 => 2,
            0xf0..0xf8 => 3,
            _ => 0,
        };
        let follow = bytes[at + 1..].iter().take(more).take_while(|&&byte| byte & 0xc0 == 0x80).count();
        // A character that the end cuts off is neither.
        let cut = at + 1 + follow == bytes.len();
        if more > 0 && follow == more {
            within += 1;
            at += 1 + more;
        } else {
            outside += usize::from(!cut);
            at += 1;
        }
    }
    within > 0 && within >= outside
}

/// UTF-16 without a mark: told by what its units would be.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    if head.len() < 4 {
        return None;
    }
    let share = |unit: fn([u8; 2]) -> u16| {
        let units = || head.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let common = units().filter(|&unit| is_common(unit)).count();
        // Text of any length has spaces, line ends or marks of its script among its letters.
        let telling = units().filter(|unit| matches!(unit, 0x9..=0xd | 0x20..=0x7e | 0x3000..=0x3002 | 0xff0c)).count();
        (telling > 0).then_some(common * 2)
    };
    let (little, big) = (share(u16::from_le_bytes).unwrap_or(0), share(u16::from_be_bytes).unwrap_or(0));
    let most = little.max(big) * 100 >= head.len() * 96 && little != big;
    (most && has_zeros_or_breaks(head)).then_some(if little > big { UTF_16LE } else { UTF_16BE })
}

/// Whether some bytes are zero, as in UTF-16 of ASCII, or they are not UTF-8.
fn has_zeros_or_breaks(head: &[u8]) -> bool {
    memchr::memchr(0, head).is_some() || std::str::from_utf8(head).is_err()
}

/// UTF-16 units of characters that pages are made of.
fn is_common(unit: u16) -> bool {
    matches!(unit, 0x9..=0xd | 0x20..=0x7e | 0xa0..=0x17f | 0x370..=0x52f | 0x590..=0x6ff | 0xe00..=0xe7f
        | 0x1e00..=0x1eff | 0x2010..=0x2030 | 0x3000..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xfeff | 0xff00..=0xff65)
}

/// The charset that an XML declaration or a `meta` element at the start names.
fn declaration(head: &[u8]) -> Option<&'static Encoding> {
    let head = head[..head.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    let start = memchr::memmem::find(&head, b"<?xml").or_else(|| memchr::memmem::find(&head, b"<meta"))?;
    let named = ["encoding=", "charset="].iter().find_map(|key| {
        let at = start + memchr::memmem::find(&head[start..], key.as_bytes())? + key.len();
        let name = head[at..].split(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
        name.into_iter().take(2).find_map(Encoding::for_label)
    });
    named.filter(|&encoding| encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE)
}

/// Whether a text has no more controls than pages have.
fn looks_like_text(text: &str) -> bool {
    let odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    text.chars().filter(odd).count() * CHARS_A_CONTROL <= text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, GB18030, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    };

    const SAMPLES: &[(&str, &[&Encoding])] = &[
        ("港口在潮水退去之后显得很安静，渔民们开始修补渔网。", &[GBK, GB18030]),
        ("港口在潮水退去之後顯得很安靜，漁民們開始修補漁網。", &[BIG5]),
        ("潮が引いたあとの港はとても静かで、漁師たちは網を直しはじめた。", &[SHIFT_JIS, EUC_JP]),
        ("썰물이 지나간 항구는 매우 조용했고 어부들은 그물을 고치기 시작했다.", &[EUC_KR]),
        ("Гавань была тихой после отлива, и рыбаки начали чинить сети.", &[WINDOWS_1251, KOI8_R]),
        ("Après la marée, le port était très calme ; les pêcheurs réparaient leurs filets déchirés.", &[WINDOWS_1252]),
        ("Po odpływie port był bardzo cichy, a rybacy zaczęli naprawiać sieci. Łódź wróciła.", &[WINDOWS_1250]),
    ];

    fn utf16_bytes(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn tells_the_usual_charsets_by_a_sentence() {
        for (text, encodings) in SAMPLES {
            assert_eq!(decode((*text).into(), Charset::Unknown).as_deref(), Ok(*text));
            for encoding in *encodings {
                let (bytes, _, lossy) = encoding.encode(text);
                assert!(!lossy, "{}", encoding.name());
                assert_eq!(decode(bytes.to_vec(), Charset::Unknown).as_deref(), Ok(*text), "{}", encoding.name());
                assert_eq!(decode(bytes.to_vec(), Charset::Declared(encoding)).as_deref(), Ok(*text));
                assert_eq!(decode(bytes.to_vec(), Charset::Said(encoding)).as_deref(), Ok(*text));
            }
            for (big, mark) in [(false, ""), (true, ""), (false, "\u{feff}"), (true, "\u{feff}")] {
                let text = format!("{mark}{text}\n");
                assert_eq!(decode(utf16_bytes(&text, big), Charset::Unknown), Ok(text));
            }
        }
    }

    #[test]
    fn utf_8_is_utf_8_whatever_a_header_says_but_not_against_the_user() {
        let text = "潮水退去之后";
        assert_eq!(decode(text.into(), Charset::Said(GBK)).as_deref(), Ok(text));
        assert_eq!(decode(text.into(), Charset::Likely(GBK)).as_deref(), Ok(text));
        assert_ne!(decode(text.into(), Charset::Declared(GBK)).as_deref(), Ok(text));
        let page = GBK.encode("通").0.to_vec();
        assert!(std::str::from_utf8(&page).is_ok(), "two bytes may be both");
        assert_eq!(decode(page, Charset::Likely(GBK)).as_deref(), Ok("通"));
    }

    #[test]
    fn tells_damaged_utf_8_from_another_charset() {
        let damaged = |bytes: &[u8]| decode(bytes.to_vec(), Charset::Unknown).unwrap_err();
        for bytes in
            [&b"caf\xe9"[..], b"\xe4\xb8\xad\xff", b"a\xc0\xafb\xc1\x81\xe0\x80\x80", b"\xed\xa0\xbd\xed\xb8\x80"]
        {
            let Undecodable { reason, bytes: kept, .. } = damaged(bytes);
            assert_eq!((reason, kept.as_slice()), (Reason::InvalidUtf8, bytes));
        }
        let page = "潮水退去之后".repeat(20);
        let at = page.len() - 1;
        assert_eq!(
            (damaged(&page.as_bytes()[..at]).index, damaged(&page.as_bytes()[..at]).reason),
            (at - 2, Reason::InvalidUtf8)
        );
    }

    #[test]
    fn points_at_the_first_byte_that_is_not_of_the_charset_said() {
        let mut bytes = GBK.encode("潮水退去").0.to_vec();
        bytes.insert(4, 0xff);
        let bad = decode(bytes.clone(), Charset::Declared(GBK)).unwrap_err();
        assert_eq!((bad.index, bad.reason, bad.bytes), (4, Reason::Undecodable, bytes));
        assert!(bad.detail.ends_with("is not GBK"), "{}", bad.detail);
        let bad = decode(vec![0, 0x41, 0xd8], Charset::Declared(UTF_16BE)).unwrap_err();
        assert_eq!(bad.index, 2);
    }

    #[test]
    fn bytes_at_random_are_no_text() {
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(noise, Charset::Unknown).is_err());
    }

    #[test]
    fn reads_what_a_page_says_of_itself() {
        let page = |head: &str| [head.as_bytes(), &GBK.encode("潮水").0].concat();
        for head in
            ["<?xml version='1.0' encoding=\"GB2312\"?>", "<meta http-equiv=x content='text/html; charset=gbk'>"]
        {
            assert_eq!(of_head(&page(head), true), Charset::Said(GBK), "{head}");
        }
        assert_eq!(of_head(&page("charset=gbk"), true), Charset::Likely(GBK), "without an element it is a text");
    }

    #[test]
    fn zeros_in_a_page_do_not_make_it_utf_16() {
        let text = "a line\0 with\0 zeros\0\0";
        assert_eq!(decode(text.into(), Charset::Unknown).as_deref(), Ok(text));
    }
}
