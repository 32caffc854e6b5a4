//! Texts one of which every match of a pattern holds: what lets most patterns be passed over without being run.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Texts of a list at most; a longer one would be no filter.
const MOST: usize = 200;
/// Letters of a character class that are told apart.
const MOST_OF_CLASS: usize = 8;

/// Texts one of which is in every text that `pattern` matches; none where no such list can be told.
pub fn required(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    of(&hir).filter(|texts| texts.iter().all(|text| is_telling(text)))
}

/// Characters of the longest text that `pattern`, which is anchored at both ends, matches; none where there is no bound.
pub fn longest(pattern: &str) -> Option<usize> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let looks = hir.properties();
    let is_whole = looks.look_set_prefix().contains(Look::Start) && looks.look_set_suffix().contains(Look::End);
    is_whole.then(|| chars_of(&hir)).flatten()
}

/// Characters that a match has at most.
fn chars_of(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(|text| text.chars().count()),
        HirKind::Class(_) => Some(1),
        HirKind::Repetition(repetition) => {
            let once = chars_of(&repetition.sub)?;
            if once == 0 { Some(0) } else { once.checked_mul(usize::try_from(repetition.max?).ok()?) }
        }
        HirKind::Capture(capture) => chars_of(&capture.sub),
        HirKind::Concat(parts) => parts.iter().try_fold(0_usize, |sum, part| sum.checked_add(chars_of(part)?)),
        HirKind::Alternation(parts) => parts.iter().try_fold(0, |most: usize, part| Some(most.max(chars_of(part)?))),
    }
}

/// Texts with one of which every match of `pattern` ends; none where they are too many.
pub fn ends(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Suffix).limit_total(MOST);
    let found = extractor.extract(&hir);
    let texts = found.literals()?.iter().map(|literal| std::str::from_utf8(literal.as_bytes()).ok().map(str::to_owned));
    texts.collect()
}

/// Whether a text is rare enough to look for: two characters, or one that is not ASCII.
pub fn is_telling(text: &str) -> bool {
    text.len() >= 2
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(vec![text.to_owned()])
        }
        HirKind::Class(Class::Unicode(class)) => {
            let count: usize = class.iter().map(|range| range.len()).sum();
            let letters = class.iter().flat_map(|range| range.start()..=range.end()).map(String::from);
            (count <= MOST_OF_CLASS).then(|| letters.collect())
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(of).max_by_key(|texts| worth(texts)),
        HirKind::Alternation(parts) => {
            let lists: Option<Vec<Vec<String>>> = parts.iter().map(of).collect();
            let texts = lists?.concat();
            (texts.len() <= MOST).then_some(texts)
        }
        _ => None,
    }
}

/// How well a list filters: by its shortest text, then by how short the list is.
fn worth(texts: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    (texts.iter().map(String::len).min().unwrap_or(0), std::cmp::Reverse(texts.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_every_match_holds() {
        let texts = |pattern: &str| required(pattern).unwrap_or_default().join(" ");
        assert_eq!(texts(r".{0,40}(share on|follow us).*"), "share on follow us");
        assert_eq!(texts(r"(last edited(:| by).{0,60}|#[0-9]{1,5}x)"), "");
        assert_eq!(texts(r"京icp备 ?[0-9]+号"), "京icp备");
        assert_eq!(texts(r"[0-9]+ (views|reads)"), "views reads");
        assert_eq!(required(r"[0-9]+"), None);
        assert_eq!(required(r"(a|b)?"), None);
    }

    #[test]
    fn knows_how_long_a_match_can_be() {
        assert_eq!(longest(r"\A(?:.{0,40}分享[a-z]{2}|[0-9]+?x?)\z"), None);
        assert_eq!(longest(r"\A(?:.{0,40}分享[a-z]{2}|(?:ab?){3})\z"), Some(44));
        assert_eq!(longest("abc"), None);
    }
}
