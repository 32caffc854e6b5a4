//! Patterns of rule files: compiled for match keys, with the mistakes that a pattern can hold pointed at.

use super::automaton::Automaton;
use super::fields::Located;
use super::problems::Problems;
use super::relaxed::{self, Relaxed};
use crate::diagnostic::Place;
use crate::key;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast, ErrorKind, LiteralKind};
use regex_syntax::hir::Hir;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Bytes that a compiled pattern may take: a bound on what a rule file can make the program spend.
pub const SIZE_LIMIT: usize = 4 << 20;

/// Bytes of a text up to which a pattern is asked as it is: of longer ones few match, and automata with bounds take long.
const SHORT: usize = 160;

/// Where in a key a pattern must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The whole of it.
    Whole,
    /// Anywhere.
    Free,
    /// From its start.
    Start,
    /// Up to its end.
    End,
}

impl Anchor {
    /// The pattern text that holds `pattern` to its place.
    pub fn around(self, pattern: &str) -> String {
        match self {
            Self::Whole => format!(r"\A(?:{pattern})\z"),
            Self::Free => format!("(?:{pattern})"),
            Self::Start => format!(r"\A(?:{pattern})"),
            Self::End => format!(r"(?:{pattern})\z"),
        }
    }
}

/// Patterns of a rule as one regex, built when it is first asked: most rules never meet a line that may hold a match.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<Source>);

#[derive(Debug)]
struct Source {
    text: String,
    hir: OnceLock<Option<Hir>>,
    /// For long texts.
    loose: OnceLock<Option<Relaxed>>,
    relaxed: OnceLock<Option<Relaxed>>,
    automaton: OnceLock<Option<Automaton>>,
    regex: OnceLock<Result<Regex, regex::Error>>,
}

impl Pattern {
    pub(crate) fn new(text: String) -> Self {
        let (hir, loose, relaxed, automaton, regex) = Default::default();
        Self(Arc::new(Source { text, hir, loose, relaxed, automaton, regex }))
    }

    /// The text of the regex.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// What it says, read; none where it is wrong.
    pub fn hir(&self) -> Option<&Hir> {
        self.0.hir.get_or_init(|| regex_syntax::Parser::new().parse(&self.0.text).ok()).as_ref()
    }

    fn built(&self) -> &Result<Regex, regex::Error> {
        self.0.regex.get_or_init(|| RegexBuilder::new(&self.0.text).size_limit(SIZE_LIMIT).build())
    }

    /// The regex; none where it is too large to build, which is noted when a file of a user is read.
    pub fn regex(&self) -> Option<&Regex> {
        self.built().as_ref().ok()
    }

    /// Whether it matches.
    pub fn is_match(&self, text: &str) -> bool {
        let Source { loose, relaxed, automaton, .. } = &*self.0;
        let of = |long: u32| self.hir().and_then(|hir| Relaxed::of(hir, long));
        if text.len() > SHORT
            && loose.get_or_init(|| of(relaxed::ANY)).as_ref().is_some_and(|loose| loose.rules_out(text))
        {
            return false;
        }
        let relaxed = relaxed.get_or_init(|| of(relaxed::LONG));
        let told = relaxed.as_ref().and_then(|relaxed| relaxed.tells(text));
        let told = told.or_else(|| {
            let automaton = automaton.get_or_init(|| self.hir().and_then(|hir| Automaton::of(hir, SIZE_LIMIT)));
            automaton.as_ref()?.is_match(text)
        });
        told.unwrap_or_else(|| self.regex().is_some_and(|regex| regex.is_match(text)))
    }
}

/// Any one of `patterns`, anchored; none where one of them is wrong, which is noted. Patterns of the files that are
/// built into the program are taken for sound: they are tested with it.
pub fn compile(patterns: &[Located<String>], anchor: Anchor, problems: &Problems) -> Option<Pattern> {
    let sound: Vec<&str> = patterns
        .iter()
        .filter(|pattern| pattern.place.file.built_in || is_sound(pattern, problems))
        .map(|pattern| pattern.as_str())
        .collect();
    if sound.len() < patterns.len() || sound.is_empty() {
        return None;
    }
    let union = sound.iter().map(|pattern| format!("(?:{pattern})")).collect::<Vec<_>>().join("|");
    let pattern = Pattern::new(anchor.around(&union));
    let place = &patterns[0].place;
    if !place.file.built_in
        && let Err(error) = pattern.built()
    {
        note(place, problems, error.to_string(), "lower its counted repetitions, or split it into several");
        return None;
    }
    Some(pattern)
}

fn note(place: &Place, problems: &Problems, reason: String, help: &str) {
    problems.error("rule/bad-regex", place, "the pattern does not compile", reason, help);
}

/// Notes what is wrong with one pattern by itself.
fn is_sound(pattern: &Located<String>, problems: &Problems) -> bool {
    if let Some(control) = pattern.chars().find(|c| c.is_control()) {
        let code = control as u32;
        let reason = format!("it holds the control character U+{code:04X}");
        let help = "write patterns between single quotes: in \"…\" a backslash begins an escape of TOML";
        note(&pattern.place, problems, reason, help);
        return false;
    }
    let parsed = ast::parse::Parser::new().parse(pattern);
    let (span, kind) = match parsed {
        Ok(tree) => {
            return match regex_syntax::Parser::new().parse(pattern) {
                Ok(_) => !note_unmatchable(&tree, pattern, problems),
                Err(error) => {
                    note(
                        &pattern.place,
                        problems,
                        last_line(&error.to_string()),
                        "see the syntax of the `regex` crate",
                    );
                    false
                }
            };
        }
        Err(error) => (*error.span(), error.kind().clone()),
    };
    let place = inside(pattern, span.start.offset..span.end.offset);
    note(&place, problems, kind.to_string(), mend(&kind));
    false
}

fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// The place in the file of `range` in the pattern; the whole pattern where escapes of TOML come between.
fn inside(pattern: &Located<String>, range: Range<usize>) -> Place {
    let Place { file, span } = &pattern.place;
    let written = file.text.get(span.clone()).unwrap_or_default();
    let lead = if written.starts_with("'''\n") {
        4
    } else if written.starts_with("'''") {
        3
    } else if written.starts_with('\'') {
        1
    } else {
        return pattern.place.clone();
    };
    let start = span.start + lead + range.start;
    let next = file.text[start..].chars().next().map_or(0, char::len_utf8);
    Place { file: file.clone(), span: start..(start + range.len().max(next)).min(span.end) }
}

/// The mend for a mistake of a kind.
fn mend(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnsupportedLookAround => {
            "look-around is not supported; use `unless`, `piece.after` or `piece.before`"
        }
        ErrorKind::UnsupportedBackreference => {
            "backreferences are not supported: they cannot be matched in linear time"
        }
        ErrorKind::GroupUnclosed => r"close the group with `)`, or write `\(` for the character",
        ErrorKind::GroupUnopened => r"open the group with `(`, or write `\)` for the character",
        ErrorKind::ClassUnclosed => r"close the class with `]`, or write `\[` for the character",
        ErrorKind::RepetitionMissing => {
            r"put something before it to repeat, or write `\*`, `\+`, `\?` for the character"
        }
        ErrorKind::EscapeUnrecognized => "write the character without the backslash",
        _ => "see the syntax of the `regex` crate",
    }
}

/// Notes a literal that no match key holds: an upper-case or full-width character.
fn note_unmatchable(tree: &Ast, pattern: &Located<String>, problems: &Problems) -> bool {
    let mut finder = Unmatchable { found: None };
    let Ok(found) = ast::visit(tree, &mut finder);
    let Some((range, c)) = found else { return false };
    let folded = key::of_phrase(&c.to_string(), false);
    let help = match folded.as_str() {
        "" => format!("leave `{c}` out: keys do not hold it"),
        folded => format!("write `{folded}` for `{c}`"),
    };
    problems.error(
        "rule/never-matches",
        &inside(pattern, range),
        "the pattern cannot match",
        "match keys are lower case, half width, with plain quotes and dashes",
        help,
    );
    true
}

struct Unmatchable {
    found: Option<(Range<usize>, char)>,
}

impl ast::Visitor for &mut Unmatchable {
    type Output = Option<(Range<usize>, char)>;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<Self::Output, Self::Err> {
        Ok(self.found.clone())
    }

    fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), Self::Err> {
        if let ast::ClassSetItem::Range(range) = item
            && self.found.is_none()
            && !is_matchable(range.start.c)
            && !is_matchable(range.end.c)
        {
            self.found = Some((range.span.start.offset..range.span.end.offset, range.start.c));
        }
        Ok(())
    }

    fn visit_pre(&mut self, tree: &Ast) -> Result<(), Self::Err> {
        let Ast::Literal(literal) = tree else { return Ok(()) };
        let written = matches!(literal.kind, LiteralKind::Verbatim | LiteralKind::Meta | LiteralKind::Superfluous);
        if written && self.found.is_none() && !is_matchable(literal.c) {
            self.found = Some((literal.span.start.offset..literal.span.end.offset, literal.c));
        }
        Ok(())
    }
}

/// Whether a match key can hold the character as it is.
fn is_matchable(c: char) -> bool {
    c == ' ' || key::of_phrase(&c.to_string(), false) == c.to_string() || !c.is_alphanumeric() && c.is_ascii()
}
