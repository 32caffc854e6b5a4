//! A pattern without the upper bounds of its long repetitions: what an automaton runs fast.
//!
//! `.{0,30}(?:a|b).{0,160}` has an automaton of a state for each count on each path, which grows while it runs; `.*(?:a|b).*`
//! has few. All that the first matches the second does, and in a text of at most 30 characters no repetition gets to its
//! bound, so that there both say the same.

use super::automaton::Automaton;
use super::pattern::SIZE_LIMIT;
use regex_syntax::hir::{Hir, HirKind, Repetition};

/// Repetitions that may come at least so often lose their bound: shorter ones are cheap as they are.
pub const LONG: u32 = 10;
/// Repetitions that lose it for long texts, nearly none of which match.
pub const ANY: u32 = 2;

/// A pattern that matches whatever another one does.
#[derive(Debug)]
pub struct Relaxed {
    automaton: Automaton,
    /// Characters of a text up to which both match the same.
    exact_up_to: usize,
}

impl Relaxed {
    /// The relaxed form of `hir`, in which repetitions that may come `long` times or more have no bound; none where it has
    /// no such repetition.
    pub fn of(hir: &Hir, long: u32) -> Option<Self> {
        let mut least = u32::MAX;
        let relaxed = relaxed(hir, long, &mut least);
        let automaton = if least < u32::MAX { Automaton::of(&relaxed, SIZE_LIMIT)? } else { return None };
        Some(Self { automaton, exact_up_to: least as usize })
    }

    /// Whether a text surely does not match.
    pub fn rules_out(&self, text: &str) -> bool {
        self.automaton.is_match(text) == Some(false)
    }

    /// Whether the pattern matches, where its relaxed form tells.
    pub fn tells(&self, text: &str) -> Option<bool> {
        if !self.automaton.is_match(text)? {
            return Some(false);
        }
        let is_short = text.len() <= self.exact_up_to || text.chars().count() <= self.exact_up_to;
        is_short.then_some(true)
    }
}

/// `hir` without the bounds of repetitions of `long` times and more, the least of which is kept in `least`.
fn relaxed(hir: &Hir, long: u32, least: &mut u32) -> Hir {
    let mut each = |parts: &[Hir]| parts.iter().map(|part| relaxed(part, long, least)).collect::<Vec<_>>();
    match hir.kind() {
        HirKind::Concat(parts) => Hir::concat(each(parts)),
        HirKind::Alternation(parts) => Hir::alternation(each(parts)),
        HirKind::Capture(capture) => relaxed(&capture.sub, long, least),
        HirKind::Repetition(repetition) => {
            let Repetition { min, max, greedy, sub } = repetition;
            let sub = Box::new(relaxed(sub, long, least));
            let max = max.filter(|max| {
                let is_long = *max >= long;
                *least = if is_long { (*least).min(*max) } else { *least };
                !is_long
            });
            Hir::repetition(Repetition { min: *min, max, greedy: *greedy, sub })
        }
        _ => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Option<Relaxed> {
        Relaxed::of(&regex_syntax::Parser::new().parse(pattern).unwrap(), LONG)
    }

    #[test]
    fn tells_that_long_texts_do_not_match_and_that_short_ones_do() {
        let relaxed = of(r"\A(?:.{0,12}(?:版权|copyright).{0,20})\z").unwrap();
        assert_eq!(relaxed.tells("a line that says nothing of it"), Some(false));
        assert_eq!(relaxed.tells("版权 2024 某某报"), Some(true));
        assert_eq!(relaxed.tells("a long line that tells of copyright"), None);
        assert!(of(r"\A[0-9]{1,4}年\z").is_none());
    }

    proptest::proptest! {
        #[test]
        fn what_it_tells_is_what_the_pattern_says(
            pattern in r"(([a-c展]|\[[a-c展]{1,3}\]|\.|\((a|bc|.b)\))(\{[0-3],1[0-3]\}|\{1,4\}|[?*+])?\|?){1,6}", text in "[a-c展]{0,24}",
            long in 2..12_u32
        ) {
            for pattern in [format!(r"\A(?:{pattern})\z"), format!("(?:{pattern})")] {
                if let Ok(regex) = regex::Regex::new(&pattern)
                    && let Some(relaxed) = Relaxed::of(&regex_syntax::Parser::new().parse(&pattern).unwrap(), long)
                    && let Some(told) = relaxed.tells(&text)
                {
                    proptest::prop_assert_eq!(told, regex.is_match(&text), "{} {}", pattern, text);
                }
            }
        }
    }
}
