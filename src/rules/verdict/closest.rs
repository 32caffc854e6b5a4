//! Which rules came closest to a paragraph that stayed.

use super::{Clause, Trial};
use crate::rules::compile::Rule;
use crate::rules::page::Page;

/// How close a rule came; the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// A condition on the words holds.
    Words,
    /// A phrase of a list is a few letters off.
    NearPhrase,
    /// It asks for no words, and a single condition fails.
    AllButOne,
}

/// The rules that came closest to the paragraph with number `index`, at most so many: first those of which a condition on
/// the words holds, by fewest failed conditions, then those with a phrase that is a few letters off, then those that ask
/// for no words and fail in a single condition. Ties go by the order of the rules.
pub fn closest(rules: &[Rule], page: Page<'_>, index: usize, most: usize) -> Vec<Trial> {
    let trials = rules.iter().map(|rule| Trial::of(rule, page, index));
    let mut close: Vec<(Closeness, usize, usize, Trial)> = trials
        .filter_map(|trial| {
            let distance = trial.verdicts.iter().filter_map(|verdict| verdict.distance).min();
            Some((closeness(&trial)?, trial.failed(), distance.unwrap_or(0), trial))
        })
        .collect();
    close.sort_by_key(|(closeness, failed, distance, _)| (*closeness, *failed, *distance));
    close.into_iter().take(most).map(|(.., trial)| trial).collect()
}

/// How close the rule came; none where it is not about such a paragraph.
fn closeness(trial: &Trial) -> Option<Closeness> {
    let asking = || trial.verdicts.iter().filter(|verdict| verdict.clause != Clause::Unless);
    let mut words = asking().filter(|verdict| verdict.on_text).peekable();
    if words.peek().is_none() {
        let some_hold = asking().any(|verdict| verdict.clause == Clause::When && verdict.holds);
        return (some_hold && trial.failed() <= 1).then_some(Closeness::AllButOne);
    }
    let mut near = false;
    for verdict in words {
        if verdict.holds {
            return Some(Closeness::Words);
        }
        near |= verdict.distance.is_some();
    }
    near.then_some(Closeness::NearPhrase)
}

/// Letters that a near phrase may differ in at most, however long it is.
const MOST_EDITS: usize = 3;

/// The nearest of `phrases` to a key, and the letters between them: up to a quarter of the shorter one's, three at most.
pub fn nearest_phrase<'p>(key: &str, phrases: impl Iterator<Item = &'p str>) -> Option<(usize, &'p str)> {
    let chars = key.chars().count();
    let close = |phrase: &'p str| {
        let other = phrase.chars().count();
        let allowed = (chars.min(other) / 4).min(MOST_EDITS);
        // The length alone tells most of them apart, at no cost.
        let distance = (chars.abs_diff(other) <= allowed).then(|| strsim::damerau_levenshtein(key, phrase))?;
        (distance <= allowed).then_some((distance, phrase))
    };
    phrases.filter_map(close).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_phrase_that_is_a_letter_off() {
        let phrases = ["add to basket", "add to cart", "no"];
        assert_eq!(nearest_phrase("add to baskets", phrases.into_iter()), Some((1, "add to basket")));
        assert_eq!(nearest_phrase("on", phrases.into_iter()), None);
        assert_eq!(nearest_phrase("an article on roses", phrases.into_iter()), None);
    }
}
