//! What a stage may take of a document, and rules of a run, before nobody believes it.

use super::Pipeline;
use crate::document::Document;
use crate::rules::catalog::RuleInfo;
use crate::rules::settings::PipelineSettings;
use crate::stats::Stats;

/// A flag on a document that would have lost too much to be believed.
pub const FUSE: &str = "fuse";

/// The stages that the limits hold for.
const LIMITED: [&str; 2] = ["chrome", "context"];

impl Pipeline {
    /// Brings back what this stage took, and flags the document, where rules of chrome, or they and `context` together,
    /// took more of its letters than the limit allows. Left-over JSON does not count: it often is most of a page.
    pub(super) fn hold_to_limits(&self, stage: &str, document: &mut Document) {
        if !LIMITED.contains(&stage) || !self.takes_too_much(document) {
            return;
        }
        document.flags.insert(FUSE);
        for paragraph in &mut document.paragraphs {
            let of_stage = |info: &RuleInfo| info.stage() == stage && info.removes != "json";
            if paragraph.removal().is_some_and(|removal| of_stage(self.catalog.get(removal.rule))) {
                paragraph.reinstate();
            }
        }
    }

    /// Whether more of the letters of a document are gone than the limit allows.
    fn takes_too_much(&self, document: &Document) -> bool {
        let is_taken = |index: &usize| {
            let removal = document.paragraphs[*index].removal();
            removal.is_some_and(|removal| self.catalog.get(removal.rule).removes != "json")
        };
        let taken: usize = (0..document.paragraphs.len()).filter(is_taken).map(|index| document.letters(index)).sum();
        let is_within = |all: usize| taken as f64 <= self.settings.max_share * all as f64;
        let mut all = taken;
        for index in document.standing() {
            // Of most pages the first paragraphs tell.
            if is_within(all) {
                return false;
            }
            all += document.letters(index);
        }
        all >= self.settings.from_chars && !is_within(all)
    }

    /// The limits of `pipeline.toml` that a run with these counts has passed, in words: one rule that took too much of
    /// it, or all of chrome together. Left-over JSON does not count.
    pub fn passed_limits(&self, stats: &Stats) -> Vec<String> {
        let PipelineSettings { max_rule_share, max_run_share, run_from_chars, .. } = self.settings;
        if stats.chars_in < run_from_chars as u64 {
            return Vec::new();
        }
        let share = |chars: u64| chars as f64 / stats.chars_in as f64;
        let of_chrome = stats.rules.iter().map(|(rule, count)| (self.catalog.get(*rule), count.chars));
        let of_chrome = of_chrome.filter(|(info, _)| LIMITED.contains(&info.stage()) && info.removes != "json");
        let words = |what: &str, chars: u64, key: &str, most: f64| {
            let (took, most) = (share(chars) * 100.0, most * 100.0);
            format!("{what} took {took:.1} % of the run; `limits.{key}` of pipeline.toml is {most:.1} %")
        };
        let rules = of_chrome.clone().filter(|(_, chars)| share(*chars) > max_rule_share);
        let mut passed: Vec<String> =
            rules.map(|(info, chars)| words(&info.id, chars, "max-rule-share", max_rule_share)).collect();
        let all = of_chrome.map(|(_, chars)| chars).sum();
        if share(all) > max_run_share {
            passed.push(words("chrome", all, "max-run-share", max_run_share));
        }
        passed
    }
}
