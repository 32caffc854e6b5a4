//! The languages of a document, from the labels of its paragraphs.

use super::label::{Label, UNKNOWN};

/// One language's part of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// As in [`Label`].
    pub language: &'static str,
    /// As in [`Label`].
    pub script: &'static str,
    /// Share of the document's letters, 0 to 1.
    pub share: f64,
    /// Mean score of its paragraphs, weighted by letters.
    pub score: f64,
}

/// The languages of a document by their share of its letters, the largest first; equal shares by code.
pub type Mix = Vec<Share>;

/// The languages of a document, from the label and the number of letters of each of its paragraphs.
///
/// `und` paragraphs have a share like any other. Chinese paragraphs that do not tell their form (`Hani`) count
/// with the form that most of the document's Chinese has. A document without letters is all `und`; one without
/// paragraphs has no languages.
pub fn mix(labels: impl IntoIterator<Item = (Label, usize)>) -> Mix {
    let mut mix: Mix = Vec::new();
    for (label, letters) in labels {
        add(&mut mix, &label, letters as f64, f64::from(label.score) * letters as f64);
    }
    settle_hani(&mut mix);
    let letters: f64 = mix.iter().map(|share| share.share).sum();
    if letters == 0.0 {
        mix.truncate(1);
        mix.iter_mut()
            .for_each(|only| *only = Share { language: UNKNOWN, script: only.script, share: 1.0, score: 0.0 });
        return mix;
    }
    mix.retain(|share| share.share > 0.0);
    for share in &mut mix {
        share.score /= share.share;
        share.share /= letters;
    }
    mix.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| (a.language, a.script).cmp(&(b.language, b.script))));
    mix
}

/// Adds letters, and the sum of their scores, to the share of a language.
fn add(mix: &mut Mix, label: &Label, letters: f64, score: f64) {
    let same = |share: &&mut Share| (share.language, share.script) == (label.language, label.script);
    match mix.iter_mut().find(same) {
        Some(share) => {
            share.share += letters;
            share.score += score;
        }
        None => mix.push(Share { language: label.language, script: label.script, share: letters, score }),
    }
}

/// Lets Chinese of no telling form count with the form that prevails.
fn settle_hani(mix: &mut Mix) {
    for language in ["zh", "yue"] {
        let of = |mix: &Mix, script| {
            mix.iter()
                .find(|share| (share.language, share.script) == (language, script))
                .map_or(0.0, |share| share.share)
        };
        let (simplified, traditional) = (of(mix, "Hans"), of(mix, "Hant"));
        if simplified == traditional {
            continue;
        }
        let script = if simplified > traditional { "Hans" } else { "Hant" };
        if let Some(at) = mix.iter().position(|share| (share.language, share.script) == (language, "Hani")) {
            let open = mix.remove(at);
            add(mix, &Label { language, script, score: 0.0 }, open.share, open.score);
        }
    }
}
