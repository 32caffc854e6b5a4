//! What rules name: phrases, patterns, vocabularies, other rules.

use super::Compiler;
use crate::diagnostic::Place;
use crate::key;
use crate::ledger::RuleRef;
use crate::rules::fields::Located;
use crate::rules::pattern::{self, Anchor, Pattern};
use crate::rules::problems::{nearest, suggestion};
use crate::stages::dedup::OutOfReach;

impl Compiler<'_> {
    /// Notes an error of the file at hand.
    pub fn error(&self, code: &'static str, place: &Place, message: String, label: &str, help: &str) {
        self.problems.error(code, place, message, label, help);
    }

    /// Warns of a share of near duplicates that no signature finds.
    pub fn out_of_reach(&self, recall: &Located<f64>, min_jaccard: f64, out: OutOfReach) {
        let asked = recall.value;
        let message = format!("no signature finds {asked} of the pairs of Jaccard {min_jaccard}");
        let label = format!("{} values find {:.3} of them", out.nearest.values(), out.recall);
        self.problems.warning(
            "rule/out-of-reach",
            &recall.place,
            message,
            label,
            "raise `min-jaccard` or lower `recall`",
        );
    }

    /// Patterns of the file at hand as one.
    pub fn patterns(&self, patterns: &[Located<String>], anchor: Anchor) -> Option<Pattern> {
        pattern::compile(patterns, anchor, self.problems)
    }

    /// Phrases as match keys, those of vocabularies (`@name`) among them.
    pub fn phrases(&self, list: &[Located<String>], trim: bool) -> Vec<String> {
        let mut keys = Vec::new();
        for phrase in list {
            match phrase.strip_prefix('@') {
                Some(name) => {
                    let known = self.vocabulary(name, &phrase.place);
                    keys.extend(known.iter().map(|phrase| key::of_phrase(phrase, trim)).filter(|key| !key.is_empty()));
                }
                None => {
                    let folded = key::of_phrase(phrase, trim);
                    if folded.is_empty() {
                        let message = format!("the phrase `{}` says nothing", phrase.value);
                        let label = "its match key is empty: decoration and white space do not count";
                        self.error(
                            "rule/empty-phrase",
                            &phrase.place,
                            message,
                            label,
                            "take it out, or match it by its place",
                        );
                    } else {
                        keys.push(folded);
                    }
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The phrases of a vocabulary: of this set, of one that it extends, or named in full as `set/vocabulary`.
    pub(super) fn vocabulary(&self, name: &str, place: &Place) -> &[String] {
        if let Some((_, vocabulary)) = self.book.vocabulary(self.set, name) {
            return &vocabulary.phrases;
        }
        let own_start = format!("{}/", self.set);
        let known: Vec<&str> =
            self.book.vocabularies.keys().map(|full| full.strip_prefix(&own_start).unwrap_or(full)).collect();
        let message = format!("no vocabulary is called `{name}`");
        self.error("rule/unknown-vocabulary", place, message, "not defined", &suggestion(name, &known, "vocabularies"));
        &[]
    }

    /// The rules that a list of full ids names; `*` at the end of one stands for all that begin like it.
    pub fn rules_named(&self, key: &str, ids: &[Located<String>]) -> Vec<RuleRef> {
        let mut rules = Vec::new();
        for id in ids {
            let start = id.strip_suffix('*');
            let named = |full: &str| start.map_or(full == id.value, |start| full.starts_with(start));
            let before = rules.len();
            rules.extend(self.catalog.iter().filter(|(_, info)| named(&info.id)).map(|(rule, _)| rule));
            if rules.len() == before && !self.is_off(named) {
                let known: Vec<&str> = self.catalog.iter().map(|(_, info)| info.id.as_str()).collect();
                let near = nearest(id.trim_end_matches('*'), &known).map_or("chrome/zh/expand", |(_, id)| id);
                let help = format!("write a full id such as `{near}`");
                let message = format!("`{key}` names no rule: `{}`", id.value);
                self.error("rule/unknown-rule", &id.place, message, "no rule has this id", &help);
            }
        }
        rules
    }

    /// Whether a rule so named exists and is switched off.
    fn is_off(&self, named: impl Fn(&str) -> bool) -> bool {
        self.book.rules.iter().any(|spec| !spec.enabled && named(&spec.full_id))
    }
}
