//! What becomes of paragraphs and documents in languages that are not wanted, and of documents in several.

use crate::document::Document;
use crate::language::Mix;
use crate::ledger::RuleRef;
use crate::rules::RuleInfo;
use crate::stages::normalize::EDITS;

/// What is done with text in other languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Do {
    /// Nothing.
    #[default]
    Keep,
    /// The document gets a flag.
    Flag,
    /// It goes.
    Drop,
}

impl Do {
    /// Names in rule files.
    pub const NAMES: &[(&str, Self)] = &[("keep", Self::Keep), ("flag", Self::Flag), ("drop", Self::Drop)];
}

/// The languages wanted, and what becomes of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Codes as in [`crate::language::Label`]; empty for all.
    pub languages: Vec<&'static str>,
    /// What becomes of paragraphs in other languages. One of which the language is not known is not in another.
    pub other_paragraphs: Do,
    /// What becomes of documents of whose letters, of known language, less than `min_share` are in the languages wanted.
    pub other_documents: Do,
    /// See `other_documents`.
    pub min_share: f64,
    /// What becomes of documents in which two languages have a share of `mixed_from` each.
    pub mixed_documents: Do,
    /// See `mixed_documents`.
    pub mixed_from: f64,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            other_paragraphs: Do::Keep,
            other_documents: Do::Keep,
            min_share: 0.5,
            mixed_documents: Do::Keep,
            mixed_from: 0.2,
        }
    }
}

/// Flags on documents.
const OTHER: &str = "other-language";
const MIXED: &str = "mixed-languages";

/// The rules by which paragraphs and documents go.
pub const OTHER_PARAGRAPH: &str = "language/other-paragraph";
/// See [`OTHER_PARAGRAPH`].
pub const OTHER_DOCUMENT: &str = "language/other-document";
/// See [`OTHER_PARAGRAPH`].
pub const MIXED_DOCUMENT: &str = "language/mixed-document";

/// The number of [`OTHER_PARAGRAPH`] in every catalog: it follows the edits of normalize.
const PARAGRAPH_RULE: RuleRef = RuleRef(EDITS.len() as u32);

/// What the catalog says of [`OTHER_PARAGRAPH`], the one rule here that changes text.
pub fn paragraph_rule() -> RuleInfo {
    RuleInfo {
        id: OTHER_PARAGRAPH.to_owned(),
        why: "It is in none of the languages that `wanted.languages` of language.toml names.".to_owned(),
        removes: "paragraph".to_owned(),
        defined_at: "built in".to_owned(),
    }
}

impl Wanted {
    /// Removes, flags or drops what is in other languages, by the labels and the mix of the document.
    pub fn apply_to_paragraphs(&self, document: &mut Document) {
        if self.languages.is_empty() || self.other_paragraphs == Do::Keep {
            return;
        }
        for index in document.standing().collect::<Vec<_>>() {
            if self.is_other(document.paragraphs[index].label.language) {
                document.flags.insert(OTHER);
                if self.other_paragraphs == Do::Drop {
                    document.paragraphs[index].remove(PARAGRAPH_RULE, None);
                }
            }
        }
    }

    /// Flags or drops the document by its mix.
    pub fn apply_to_document(&self, document: &mut Document) {
        let mut act = |what: Do, flag: &'static str, rule: &'static str| match what {
            Do::Keep => {}
            Do::Flag => {
                document.flags.insert(flag);
            }
            Do::Drop => document.dropped = document.dropped.take().or_else(|| Some(rule.into())),
        };
        if self.other_documents != Do::Keep && self.share(&document.mix).is_some_and(|share| share < self.min_share) {
            act(self.other_documents, OTHER, OTHER_DOCUMENT);
        }
        let parts = document.mix.iter().filter(|part| part.language != "und" && part.share >= self.mixed_from);
        let mut languages: Vec<&str> = parts.map(|part| part.language).collect();
        languages.dedup();
        if self.mixed_documents != Do::Keep && languages.len() > 1 {
            act(self.mixed_documents, MIXED, MIXED_DOCUMENT);
        }
    }

    fn is_other(&self, language: &str) -> bool {
        language != "und" && !self.languages.contains(&language)
    }

    /// Share of the wanted languages in the letters of which the language is known, if there are any.
    fn share(&self, mix: &Mix) -> Option<f64> {
        let sum = |of: &dyn Fn(&str) -> bool| -> f64 {
            mix.iter().filter(|part| of(part.language)).map(|part| part.share).sum()
        };
        let known = sum(&|language| language != "und");
        (known > 0.0 && !self.languages.is_empty()).then(|| 1.0 - sum(&|language| self.is_other(language)) / known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Share;

    fn document(mix: &[(&'static str, f64)]) -> Document {
        let mut document = Document::new("page", "");
        let share = |&(language, share)| Share { language, script: "Latn", share, score: 1.0 };
        document.mix = mix.iter().map(share).collect();
        document
    }

    fn dropped(wanted: &Wanted, mix: &[(&'static str, f64)]) -> Option<String> {
        let mut document = document(mix);
        wanted.apply_to_document(&mut document);
        document.dropped.as_deref().map(str::to_owned)
    }

    #[test]
    fn drops_documents_that_are_mostly_in_other_languages() {
        let wanted = Wanted { languages: vec!["en"], other_documents: Do::Drop, ..Wanted::default() };
        assert_eq!(dropped(&wanted, &[("de", 0.6), ("en", 0.4)]).as_deref(), Some(OTHER_DOCUMENT));
        assert_eq!(dropped(&wanted, &[("en", 0.6), ("de", 0.4)]), None);
        // What is not known is no other language.
        assert_eq!(dropped(&wanted, &[("und", 0.8), ("en", 0.2)]), None);
        assert_eq!(dropped(&wanted, &[("und", 1.0)]), None);
        assert_eq!(dropped(&Wanted { languages: Vec::new(), ..wanted }, &[("de", 1.0)]), None);
    }

    #[test]
    fn flags_documents_in_two_languages() {
        let wanted = Wanted { mixed_documents: Do::Flag, ..Wanted::default() };
        let mut mixed = document(&[("de", 0.6), ("en", 0.4)]);
        wanted.apply_to_document(&mut mixed);
        assert!(mixed.flags.contains(MIXED) && mixed.dropped.is_none());
        let mut quoting = document(&[("de", 0.9), ("en", 0.1)]);
        wanted.apply_to_document(&mut quoting);
        assert!(quoting.flags.is_empty());
    }
}
