//! Labels the standing paragraphs of a document, sums up its languages, and lets go what is in others than those wanted.

mod form;
mod wanted;

pub use form::Form;
pub use wanted::{Do, OTHER_DOCUMENT, OTHER_PARAGRAPH, Wanted, paragraph_rule};

use super::Stage;
use crate::document::Document;
use crate::language::{Detector, mix};

/// Says what each paragraph and the whole document is written in; changes no text.
#[derive(Clone, Debug)]
pub struct LanguageStage {
    /// Labels paragraphs.
    pub detector: Detector,
    /// What becomes of other languages than those wanted.
    pub wanted: Wanted,
}

impl LanguageStage {
    /// A stage that asks `detector`, and keeps text in any language.
    pub fn new(detector: Detector) -> Self {
        Self { detector, wanted: Wanted::default() }
    }

    /// Labels the paragraphs that have come since, and works out the mix of what stands.
    pub fn sum_up(&self, document: &mut Document) {
        let standing: Vec<usize> = document.standing().collect();
        for &index in &standing {
            if document.paragraphs[index].is_lifted() {
                document.paragraphs[index].label = self.detector.label(document.text(index));
            }
        }
        let labels = standing.iter().map(|&index| (document.paragraphs[index].label, document.letters(index)));
        document.mix = mix(labels);
    }

    /// At the end of the way: sums up once more, and lets go what is not wanted.
    pub fn finish(&self, document: &mut Document) {
        self.sum_up(document);
        let before = document.standing().count();
        self.wanted.apply_to_paragraphs(document);
        self.wanted.apply_to_document(document);
        if document.standing().count() < before {
            self.sum_up(document);
        }
    }

    /// Sets the label of every paragraph that stands, and the mix of the document from those labels.
    pub fn label_document(&self, document: &mut Document) {
        let standing: Vec<usize> = document.standing().collect();
        let texts: Vec<&str> = standing.iter().map(|&index| document.text(index)).collect();
        let prints: Vec<_> = standing.iter().map(|&index| document.print(index)).collect();
        let labels = self.detector.labels_of(&texts, &prints);
        for (index, label) in standing.into_iter().zip(labels) {
            document.paragraphs[index].label = label;
        }
        self.sum_up(document);
    }
}

impl Stage for LanguageStage {
    fn name(&self) -> &'static str {
        "language"
    }

    fn apply(&self, document: &mut Document) {
        self.label_document(document);
    }

    fn forget(&self) {
        self.detector.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;
    use crate::ledger::RuleRef;
    use crate::span::Span;

    /// A document with a paragraph for each line.
    fn document(source: &str) -> Document {
        let mut document = Document::new("page", source);
        let mut start = 0;
        for line in source.split('\n') {
            let span = Span::new(start, start + line.len());
            document.paragraphs.push(Paragraph::new(source, span, Vec::new()));
            start = span.end + 1;
        }
        document
    }

    fn stage() -> LanguageStage {
        LanguageStage::new(Detector::default())
    }

    #[test]
    fn labels_paragraphs_and_sums_them_up() {
        let mut document = document(
            "这家小店的老板说，他们每天早上五点就开始准备食材。\nThe owner of the shop says that they begin at five in the morning.\n12:30",
        );
        stage().label_document(&mut document);
        let languages: Vec<_> = document.paragraphs.iter().map(|paragraph| paragraph.label.language).collect();
        assert_eq!(languages, ["zh", "en", "und"]);
        assert_eq!(document.mix[0].language, "en");
        assert_eq!(document.mix[1].script, "Hans");
        assert!((document.mix.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn passes_over_paragraphs_that_were_removed() {
        let mut document =
            document("Сегодня утром в городе выпал первый снег.\nThe first snow fell in town this morning.");
        document.paragraphs[0].remove(RuleRef(0), None);
        stage().label_document(&mut document);
        assert_eq!(document.paragraphs[0].label.language, "und");
        assert_eq!(document.mix.len(), 1);
        assert_eq!(document.mix[0].language, "en");
    }

    #[test]
    fn leaves_an_empty_document_without_languages() {
        let mut document = Document::new("page", "");
        stage().label_document(&mut document);
        assert!(document.mix.is_empty());
    }
}
