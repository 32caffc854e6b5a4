//! How texts end that a suffix can be taken from: a look at two characters passes most paragraphs over.

use crate::key;
use crate::rules::literals;
use crate::rules::pattern::Pattern;

/// The last characters of what a rule looks for at the end of a key.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    /// The last but one, where it is known, and the last; none where any end may do.
    pairs: Option<Vec<(Option<char>, char)>>,
}

impl Ends {
    /// The ends of keys, less the decoration that is not looked at, that end with one of the phrases or a match of the
    /// pattern.
    pub fn of(phrases: &[String], pattern: Option<&Pattern>) -> Self {
        let mut texts = phrases.to_vec();
        if let Some(pattern) = pattern {
            let Some(ends) = literals::ends(pattern) else { return Self::default() };
            texts.extend(ends);
        }
        let pair = |text: &String| {
            let mut back = text.chars().rev();
            let last = back.next()?;
            Some((back.next(), last))
        };
        let mut pairs: Option<Vec<_>> = texts.iter().map(pair).collect();
        if let Some(pairs) = &mut pairs {
            pairs.retain(|(_, last)| !is_passed_over(*last));
            pairs.sort_unstable();
            pairs.dedup();
        }
        Self { pairs }
    }

    /// Whether the key of `text` may end so; where that is not easily told, it may.
    pub fn may_end(&self, text: &str) -> bool {
        let Some(pairs) = &self.pairs else { return true };
        let mut back = text.chars().rev();
        let last = loop {
            let Some(c) = back.next() else { return false };
            match key::folded_simply(c) {
                None => return true,
                Some(folded) if is_passed_over(folded) => {}
                Some(folded) => break (c, folded),
            }
        };
        let before = match last.0 {
            '…' => Some('.'),
            _ => back.next().and_then(key::folded_simply).filter(|c| *c != ' '),
        };
        let fits = |&(wanted, end): &(Option<char>, char)| {
            end == last.1 && (wanted.is_none() || before.is_none() || wanted == before)
        };
        pairs.iter().any(fits)
    }
}

/// Decoration and closing brackets at the end of a key are of the piece.
fn is_passed_over(c: char) -> bool {
    key::is_adornment(c) || key::closes(c)
}
