//! Texts one of which every match of a pattern holds: what lets most patterns be passed over without being run.

use super::marks::{Marks, Needed};
use super::pattern::Pattern;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Texts of a list at most; a longer one would be no filter.
const MOST: usize = 200;
/// Letters of a character class that are told apart.
const MOST_OF_CLASS: usize = 8;

/// Characters of the longest text that `pattern`, which is anchored at both ends, matches; none where there is no bound.
pub fn longest(pattern: &Pattern) -> Option<usize> {
    let hir = pattern.hir()?;
    is_whole(hir).then(|| chars_of(hir)).flatten()
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
pub fn ends(pattern: &Pattern) -> Option<Vec<String>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Suffix).limit_total(MOST);
    let found = extractor.extract(pattern.hir()?);
    let texts = found.literals()?.iter().map(|literal| std::str::from_utf8(literal.as_bytes()).ok().map(str::to_owned));
    texts.collect()
}

/// What is known of all texts that one of the alternatives of a pattern matches.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Lists of texts, up to [`MOST_LISTS`] of them; of each list one text is in every match.
    pub texts: Vec<Vec<String>>,
    edges: Option<Edges>,
    longest: Option<usize>,
    marks: Needed,
    /// The alternative as a pattern of its own; none for texts.
    pub pattern: Option<Pattern>,
}

/// Lists of texts of a unit at most.
pub const MOST_LISTS: usize = 4;
/// Texts of a list that are looked for one by one at most; a pattern is faster than more.
const MOST_TRIED: usize = 8;
/// Units of a pattern at most; of more alternatives nothing is known.
const MOST_UNITS: usize = 100;

impl Unit {
    /// What every match has in which one of `texts` is.
    pub fn of_texts(texts: Vec<String>) -> Self {
        Self { texts: vec![texts], ..Self::default() }
    }

    /// The alternatives of `pattern`: each text that it matches fits one of them. None where of one of them neither texts
    /// nor edges are known.
    pub fn of_pattern(pattern: &Pattern) -> Option<Vec<Self>> {
        let tells = |unit: &Self| !unit.texts.is_empty() || unit.edges.is_some();
        Self::of_each(pattern).filter(|units| units.iter().all(tells))
    }

    /// The same where not even marks are known of one of them.
    pub fn by_marks(pattern: &Pattern) -> Option<Vec<Self>> {
        Self::of_each(pattern).filter(|units| units.iter().all(|unit| !unit.marks.is_empty()))
    }

    fn of_each(pattern: &Pattern) -> Option<Vec<Self>> {
        let hir = pattern.hir()?;
        let is_whole = is_whole(hir);
        let mut units = Vec::new();
        for alternative in alternatives(hir) {
            let parts = match alternative.kind() {
                HirKind::Concat(parts) => parts.as_slice(),
                _ => std::slice::from_ref(alternative),
            };
            let mut texts: Vec<Vec<String>> =
                parts.iter().filter_map(of).filter(|texts| texts.iter().all(|text| is_telling(text))).collect();
            texts.sort_by_key(|texts| std::cmp::Reverse(worth(texts)));
            texts.dedup();
            texts.truncate(MOST_LISTS);
            let edges = if is_whole { Edges::of(alternative) } else { None };
            let longest = if is_whole { chars_of(alternative) } else { None };
            let marks = Needed::of(alternative);
            let pattern = Some(Pattern::new(anchored(hir, alternative)));
            units.push(Self { texts, edges, longest, marks, pattern });
        }
        (units.len() <= MOST_UNITS).then_some(units)
    }

    /// Characters of the longest text that matches, where there is a bound.
    pub fn longest(&self) -> Option<usize> {
        self.longest
    }

    /// Whether texts that match may begin with the byte, and whether they may end with it.
    pub fn edges_may_be(&self, byte: u8) -> (bool, bool) {
        self.edges.map_or((true, true), |edges| (edges.first.has(byte), edges.last.has(byte)))
    }

    /// Whether a text of so many characters that has these marks may match, which are asked for last.
    pub fn fits(&self, text: &str, chars: usize, marks: impl FnOnce() -> Marks) -> bool {
        let has_one = |texts: &Vec<String>| {
            texts.len() > MOST_TRIED
                || texts.iter().any(|part| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some())
        };
        self.longest.is_none_or(|longest| chars <= longest)
            && self.edges.is_none_or(|edges| edges.fit(text))
            && (self.marks.is_empty() || self.marks.are_in(marks()))
            && self.texts.iter().all(has_one)
    }
}

/// An alternative of `hir` with the anchors around it.
fn anchored(hir: &Hir, alternative: &Hir) -> String {
    let looks = hir.properties();
    let anchor = |is_there: bool, anchor| if is_there { anchor } else { "" };
    let start = anchor(looks.look_set_prefix().contains(Look::Start), r"\A");
    let end = anchor(looks.look_set_suffix().contains(Look::End), r"\z");
    format!("{start}(?:{alternative}){end}")
}

/// The alternatives of a pattern, or the pattern, less the anchors around it.
fn alternatives(hir: &Hir) -> Vec<&Hir> {
    match hir.kind() {
        HirKind::Concat(parts) => {
            let mut inner = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
            match (inner.next(), inner.next()) {
                (Some(only), None) => alternatives(only),
                _ => vec![hir],
            }
        }
        HirKind::Capture(capture) => alternatives(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().flat_map(alternatives).collect(),
        _ => vec![hir],
    }
}

/// Bytes with which a text may begin or end, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes([u64; 4]);

impl Bytes {
    fn add(&mut self, from: u8, to: u8) {
        (from..=to).for_each(|byte| self.0[usize::from(byte >> 6)] |= 1 << (byte & 63));
    }

    fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }
}

/// The first and last bytes of what a pattern matches: most patterns begin or end with a few letters alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edges {
    first: Bytes,
    last: Bytes,
}

impl Edges {
    /// The edges of the texts that are matched as a whole; none where the empty text is.
    fn of(hir: &Hir) -> Option<Self> {
        let mut edges = Self { first: Bytes::default(), last: Bytes::default() };
        let may_be_empty = add_edge(hir, &mut edges.first, End::First) || add_edge(hir, &mut edges.last, End::Last);
        (!may_be_empty).then_some(edges)
    }

    /// Whether a text has such edges.
    fn fit(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        bytes.first().is_some_and(|byte| self.first.has(*byte)) && bytes.last().is_some_and(|byte| self.last.has(*byte))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// Adds the bytes at one end of what `hir` matches; returns whether it matches the empty text.
fn add_edge(hir: &Hir, bytes: &mut Bytes, end: End) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let edge = if end == End::First { literal.0.first() } else { literal.0.last() };
            edge.inspect(|byte| bytes.add(**byte, **byte)).is_none()
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().for_each(|range| add_chars(range.start(), range.end(), bytes, end));
            false
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().for_each(|range| bytes.add(range.start(), range.end()));
            false
        }
        HirKind::Repetition(repetition) => add_edge(&repetition.sub, bytes, end) || repetition.min == 0,
        HirKind::Capture(capture) => add_edge(&capture.sub, bytes, end),
        HirKind::Concat(parts) if end == End::First => parts.iter().all(|part| add_edge(part, bytes, end)),
        HirKind::Concat(parts) => parts.iter().rev().all(|part| add_edge(part, bytes, end)),
        HirKind::Alternation(parts) => {
            // Each of them has edges to add: no short cut.
            let empty = parts.iter().filter(|part| add_edge(part, bytes, end)).count();
            empty > 0
        }
    }
}

/// Adds the first or last bytes of the characters of a range.
fn add_chars(from: char, to: char, bytes: &mut Bytes, end: End) {
    let lead = |c: char| c.encode_utf8(&mut [0; 4]).as_bytes()[0];
    if from.is_ascii() {
        bytes.add(lead(from), lead(to).min(0x7f));
    }
    match end {
        _ if to.is_ascii() => {}
        End::First => bytes.add(lead(from.max('\u{80}')), lead(to)),
        End::Last => bytes.add(0x80, 0xbf),
    }
}

/// Whether a pattern is anchored at both ends.
fn is_whole(hir: &Hir) -> bool {
    let looks = hir.properties();
    looks.look_set_prefix().contains(Look::Start) && looks.look_set_suffix().contains(Look::End)
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

    fn of_pattern(pattern: &str) -> Option<Vec<Unit>> {
        Unit::of_pattern(&Pattern::new(pattern.to_owned()))
    }

    #[test]
    fn finds_what_every_match_holds() {
        let required =
            |pattern: &str| Some(of_pattern(pattern)?.into_iter().map(|unit| unit.texts).collect::<Vec<_>>());
        assert_eq!(
            required(r".{0,40}(share on|follow us).*"),
            Some(vec![vec![vec!["share on".to_owned(), "follow us".to_owned()]]])
        );
        assert_eq!(required(r"(last edited(:| by).{0,60}|#[0-9]{1,5}x)"), None);
        assert_eq!(required(r"京icp备 ?[0-9]+号").map(|units| units[0].len()), Some(2));
        assert_eq!(required(r"[0-9]+"), None);
        assert_eq!(required(r"(a|b)?"), None);
    }

    #[test]
    fn knows_how_long_a_match_can_be() {
        assert_eq!(longest(&Pattern::new(r"\A(?:.{0,40}分享[a-z]{2}|[0-9]+?x?)\z".to_owned())), None);
        assert_eq!(longest(&Pattern::new(r"\A(?:.{0,40}分享[a-z]{2}|(?:ab?){3})\z".to_owned())), Some(44));
        assert_eq!(longest(&Pattern::new("abc".to_owned())), None);
    }

    #[test]
    fn knows_with_which_bytes_a_match_begins_and_ends() {
        let fits = |pattern: &str, text: &str| {
            let units = of_pattern(pattern).unwrap();
            units.iter().any(|unit| unit.fits(text, text.chars().count(), || Marks::of(text)))
        };
        let pattern = r"\A(?:[0-9]{1,3}(楼|#)|(?:re: ?)?share.*|é?[à-ü]x)\z";
        for text in ["12楼", "1#", "re: share", "share on", "éüx"] {
            assert!(fits(pattern, text), "{text}");
        }
        for text in ["home", "#1", "楼", "", "12345#", "1x"] {
            assert!(!fits(pattern, text), "{text}");
        }
        assert!(of_pattern(r"\A(?:a*)\z").is_none());
        assert!(of_pattern(r"[0-9]").is_none());
    }

    #[test]
    fn each_alternative_has_lists_of_its_own() {
        let units = of_pattern(r"\A(?:(?:by|for) subscribing .{0,9}(terms|rules)|.*cookies)\z").unwrap();
        let lists: Vec<usize> = units.iter().map(|unit| unit.texts.len()).collect();
        assert_eq!(lists, [3, 1]);
        assert_eq!(units[0].texts[0], [" subscribing "]);
    }
}
