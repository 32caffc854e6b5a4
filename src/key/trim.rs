//! What keys shed at their ends: decoration, and brackets around all of them.

use crate::class::Class;

/// Characters that pages set before and behind a line to adorn it: the bullets, bars and lines of the design's match
/// key, and the arrows, boxes and stars that flattened pages show in the same places.
const DECORATION: &str = "<>«»‹›■□●○◆◇▶►▸▷◀◂◁▲△▼▽★☆•·・∙‧|¦│*-_=~→←↑↓➤➜✓✔☰";
/// Brackets that pages set around a line; only both of a pair are shed.
const BRACKETS: &[(char, char)] = &[('[', ']'), ('【', '】'), ('「', '」'), ('『', '』'), ('〔', '〕'), ('《', '》')];

/// A key without the decoration at its ends, and without brackets around all of it.
pub fn trimmed(key: &str) -> &str {
    let mut rest = key.trim_matches(is_adornment);
    while let Some(inner) = BRACKETS.iter().find_map(|pair| unbracketed(rest, *pair)) {
        rest = inner.trim_matches(is_adornment);
    }
    rest
}

/// What stands within brackets that belong together and are around all of `text`.
fn unbracketed(text: &str, (open, close): (char, char)) -> Option<&str> {
    let inner = text.strip_prefix(open)?.strip_suffix(close)?;
    let mut depth = 0;
    let closed_early = inner.chars().any(|c| {
        depth += i32::from(c == open) - i32::from(c == close);
        depth < 0
    });
    (!closed_early).then_some(inner)
}

/// Whether a key sheds this character at its ends.
pub fn is_adornment(c: char) -> bool {
    if c.is_ascii_alphanumeric() || Class::of(c).is_wide() {
        return false;
    }
    let pictured = matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}');
    // Crosses are the buttons that close dialogs: they say something.
    let cross = matches!(c, '\u{2715}'..='\u{2718}' | '\u{274c}');
    c == ' ' || DECORATION.contains(c) || (pictured && !cross)
}

/// Whether it is an opening bracket that a key may shed.
pub fn opens(c: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == c)
}

/// Whether it is a closing bracket that a key may shed.
pub fn closes(c: char) -> bool {
    BRACKETS.iter().any(|(_, close)| *close == c)
}
