//! What a record says of its cleaning.

use super::{Cleaned, Pipeline};
use crate::document::Document;
use crate::output::{Facts, LanguageShare};

impl Pipeline {
    /// What a record says of its cleaning.
    pub fn facts(&self, cleaned: &Cleaned) -> Facts {
        let document = &cleaned.document;
        let main = document.mix.first();
        let chars = |text: &str| text.chars().count() as u64;
        let (mut chrome, mut duplicate) = (0, 0);
        for entry in &cleaned.ledger.entries {
            match self.catalog.get(entry.edit.rule).stage() {
                "chrome" | "context" => chrome += chars(&entry.removed),
                "dedup" => duplicate += chars(&entry.removed),
                _ => {}
            }
        }
        Facts {
            language: main.map_or_else(|| "und".to_owned(), |share| self.form.of(share.language, share.script)),
            language_score: main.map_or(0.0, |share| share.score),
            script: main.map_or("Zyyy", |share| share.script).to_owned(),
            languages: document
                .mix
                .iter()
                .map(|share| LanguageShare {
                    language: self.form.of(share.language, share.script),
                    script: share.script.to_owned(),
                    share: share.share,
                })
                .collect(),
            kind: document.kinds.first().map(|kind| kind.to_string()).unwrap_or_default(),
            chars_in: chars(document.source()),
            chars_out: chars(&cleaned.text),
            removed_chrome: chrome,
            removed_duplicate: duplicate,
            duplicates: self.duplicates(document),
            flags: document.flags.iter().copied().collect::<Vec<_>>().join(" "),
            lifted: Facts::lifted(&document.lifted),
        }
    }

    /// How many paragraphs of a document are copies: those that `dedup` took, and those that it let stand.
    fn duplicates(&self, document: &Document) -> u64 {
        let is_copy = |index: &usize| {
            let removal = document.paragraphs[*index].removal();
            document.copies_that_stay.contains(index)
                || removal.is_some_and(|removal| self.catalog.get(removal.rule).stage() == "dedup")
        };
        (0..document.paragraphs.len()).filter(is_copy).count() as u64
    }
}
