//! A pattern as an automaton that is built while it runs, and says whether it matches: all that rules ask of lines.
//!
//! The crate regex would build one that runs backwards beside it, to say where a match begins, and more engines.

use regex_automata::hybrid::dfa::{Builder, Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, Compiler, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::util::prefilter::Prefilter;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Hir, Look};
use std::cell::RefCell;
use std::panic::{RefUnwindSafe, UnwindSafe};

/// The automaton of a pattern.
#[derive(Debug)]
pub struct Automaton {
    dfa: DFA,
    anchored: Anchored,
    caches: Pool<Cache, MakeCache>,
}

type MakeCache = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// Bytes of states that a thread keeps; where a pattern would need more, they are forgotten and built anew.
const CACHE_BYTES: usize = 2 << 20;
/// How often they are forgotten before it is looked at whether that pays, and how many bytes each state must have been
/// good for: as the crate regex has it.
const CLEARED_AT_LEAST: usize = 3;
const BYTES_PER_STATE: usize = 10;

thread_local! {
    /// What reads patterns. It has a table of 400 KB for sequences of UTF-8: making one for each pattern takes longer than
    /// reading most of them.
    static COMPILER: RefCell<Compiler> = RefCell::new(Compiler::new());
}

impl Automaton {
    /// The automaton of `hir`; none where it would be larger than `size_limit` bytes.
    pub fn of(hir: &Hir, size_limit: usize) -> Option<Self> {
        let size = thompson::Config::new().which_captures(WhichCaptures::None).nfa_size_limit(Some(size_limit));
        let nfa = COMPILER.with_borrow_mut(|compiler| compiler.configure(size).build_from_hir(hir).ok())?;
        let begins = hir.properties().look_set_prefix().contains(Look::Start);
        let anchored = if begins { Anchored::Yes } else { Anchored::No };
        let prefilter = if begins { None } else { Prefilter::from_hir_prefix(MatchKind::LeftmostFirst, hir) };
        let config = Config::new()
            .prefilter(prefilter)
            .cache_capacity(CACHE_BYTES)
            .skip_cache_capacity_check(true)
            .unicode_word_boundary(true)
            .minimum_cache_clear_count(Some(CLEARED_AT_LEAST))
            .minimum_bytes_per_state(Some(BYTES_PER_STATE));
        let dfa = Builder::new().configure(config).build_from_nfa(nfa).ok()?;
        let of_cache = dfa.clone();
        let caches = Pool::new(Box::new(move || of_cache.create_cache()) as MakeCache);
        Some(Self { dfa, anchored, caches })
    }

    /// Whether the pattern matches somewhere in `text`; none where the automaton gives up, as at a word boundary beside
    /// letters outside ASCII.
    pub fn is_match(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).earliest(true).anchored(self.anchored);
        let found = self.dfa.try_search_fwd(&mut self.caches.get(), &input);
        found.ok().map(|found| found.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Automaton {
        let hir = regex_syntax::Parser::new().parse(pattern).unwrap();
        Automaton::of(&hir, 1 << 20).unwrap()
    }

    #[test]
    fn an_automaton_that_is_too_large_is_none() {
        let hir = regex_syntax::Parser::new().parse(r"(\p{L}{50}){50}").unwrap();
        assert!(Automaton::of(&hir, 1 << 16).is_none());
    }

    #[test]
    fn it_gives_up_where_it_cannot_tell() {
        assert_eq!(of(r"\bshare\b").is_match("do share it"), Some(true));
        assert_eq!(of(r"\bshare\b").is_match("éshare"), None);
    }

    proptest::proptest! {
        #[test]
        fn it_says_what_the_crate_regex_says(
            pattern in r"(([a-c展]|\[a-c展]{1,3}\]|\.|\((a|bc|.b)\))(\{[0-3],1[0-3]\}|[?*+])?\|?){1,6}", text in "[a-c展]{0,24}"
        ) {
            for pattern in [format!(r"\A(?:{pattern})\z"), format!("(?:{pattern})"), format!(r"(?:{pattern})\z")] {
                if let Ok(regex) = regex::Regex::new(&pattern) {
                    let told = of(&pattern).is_match(&text);
                    proptest::prop_assert!(told.is_some() || pattern.contains(r"\b"), "{} {}", pattern, text);
                    proptest::prop_assert!(told.is_none_or(|told| told == regex.is_match(&text)), "{} {}", pattern, text);
                }
            }
        }
    }
}
