//! Characters that show nothing, or other than what they are, and whether a text may have any.

/// Characters that show nothing and carry no meaning. Joiners, directional marks and variation selectors do carry one.
pub(super) fn is_stray(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{200b}'
            | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{f0000}'..='\u{10ffff}'
    )
}

/// Spaces other than the plain and the ideographic one.
pub(super) fn is_odd_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}')
}

/// Whether a text may have a character reference, or one of the characters that are [stray](is_stray) or
/// [odd spaces](is_odd_space), as far as the bytes by which they begin tell.
pub(super) fn may_change(text: &str) -> bool {
    let bytes = text.as_bytes();
    let may = |byte: u8| match byte {
        0x80.. => (byte == 0xc2) | (byte == 0xe1) | (byte == 0xe2) | (byte >= 0xee),
        _ => !((byte == b'\t') | (b' '..=b'%').contains(&byte) | (b'\''..=b'~').contains(&byte)),
    };
    let changes = |at: usize| match bytes[at] {
        // U+00A1 to U+00BF less the soft hyphen; U+2010 to U+2027 and all from U+2080 on; full-width forms.
        0xc2 => matches!(bytes[at + 1], 0..=0xa0 | 0xad),
        0xe2 => !matches!((bytes[at + 1], bytes[at + 2]), (0x80, 0x90..=0xa7) | (0x82.., _)),
        0xef => !matches!(bytes[at + 1], 0xbc | 0xbd),
        byte => !(0xf0..=0xf2).contains(&byte),
    };
    any_place(bytes, may, changes)
}

/// Whether one of `bytes` `is` what is looked for, which only some of them `may` be: that is asked of many at once.
pub(super) fn any_place(bytes: &[u8], may: impl Fn(u8) -> bool, is: impl Fn(usize) -> bool) -> bool {
    const AT_ONCE: usize = 32;
    bytes.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE)).any(|(chunk, start)| {
        // Without a short cut, which vectors do not have.
        let any = chunk.iter().fold(false, |any, &byte| any | may(byte));
        any && (start..start + chunk.len()).any(|at| may(bytes[at]) && is(at))
    })
}
