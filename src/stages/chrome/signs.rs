//! What a key has in which a piece stands: texts one of which each piece holds, or marks that it has.

use crate::key;
use crate::phrases::Phrases;
use crate::rules::literals::Unit;
use crate::rules::marks::{Marks, Needed};
use crate::rules::pattern::Pattern;

/// What a key has in which a piece stands.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// One of these, where any are known.
    texts: Option<(Vec<String>, Phrases)>,
    /// These marks, where no texts are known.
    marks: Needed,
}

impl Signs {
    /// The signs of pieces that are one of the phrases, or matches of the pattern.
    ///
    /// Keys shed decoration at their ends, which a piece may be made of: texts and marks of that kind are no signs.
    pub fn of(phrases: &[String], pattern: Option<&Pattern>) -> Self {
        let units = pattern.map(Unit::of_pattern);
        let mut texts = phrases.to_vec();
        for unit in units.iter().flatten().flatten() {
            texts.extend(unit.texts.first().cloned().unwrap_or_default());
        }
        let is_known = units
            .as_ref()
            .is_none_or(|units| units.as_ref().is_some_and(|units| units.iter().all(|unit| !unit.texts.is_empty())));
        if is_known && !texts.iter().any(|text| text.starts_with(is_shed) || text.ends_with(is_shed)) {
            let phrases = Phrases::anywhere(&texts);
            return Self { texts: Some((texts, phrases)), marks: Needed::default() };
        }
        let hir = pattern.filter(|_| phrases.is_empty()).and_then(Pattern::hir);
        Self { texts: None, marks: hir.map(|hir| Needed::of(hir).less(is_shed)).unwrap_or_default() }
    }

    /// Texts of which a key has one, where any are known.
    pub fn texts(&self) -> Option<&[String]> {
        self.texts.as_ref().map(|(texts, _)| texts.as_slice())
    }

    /// Whether a key, which has these marks, has what is needed.
    pub fn are_in(&self, key: &str, marks: impl FnOnce() -> Marks) -> bool {
        match &self.texts {
            Some((_, phrases)) => phrases.is_match(key),
            None => self.marks.is_empty() || self.marks.are_in(marks()),
        }
    }
}

/// Whether a key may shed the character.
fn is_shed(c: char) -> bool {
    key::is_adornment(c) || key::opens(c) || key::closes(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(pattern: &str) -> Signs {
        Signs::of(&[], Some(&Pattern::new(pattern.to_owned())))
    }

    fn are_in(key: &str, pattern: &str) -> bool {
        signs(pattern).are_in(key, || Marks::of(key))
    }

    #[test]
    fn a_key_without_the_texts_or_marks_of_a_pattern_has_no_piece() {
        assert!(are_in("用追书软件", r"(看书|追书)(app|软件)"));
        assert!(!are_in("他在看", r"(看书|追书)(app|软件)"));
        assert!(are_in("字(zi)", r"\([a-z]{1,6}\)"));
        assert!(!are_in("字 zi", r"\([a-z]{1,6}\)"));
    }

    #[test]
    fn decoration_is_no_sign() {
        assert!(are_in("early years", r"\[edit\]"));
        assert!(are_in("5", r"\*[0-9]"));
        assert!(!are_in("five", r"\*[0-9]"));
    }
}
