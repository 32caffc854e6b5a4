//! Conditions on a document: where a rule applies, what the page speaks of, what it has.

use super::{Mentions, ParagraphTests};
use crate::rules::page::Page;
use crate::script::Script;

/// Conditions on a document, each with a number under which its verdict on a page is remembered.
#[derive(Clone, Debug, Default)]
pub struct DocumentTests {
    /// Kinds, hosts, languages, scripts.
    pub scope: Scope,
    /// What the document speaks of.
    pub mentions: Option<Mentions>,
    /// Paragraphs that the document has: how many at least, and what they are like.
    pub has: Option<(usize, usize, Box<ParagraphTests>)>,
}

/// Where a rule applies. Of each list that is given, one must hold.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Kinds of page.
    pub kinds: Option<Vec<String>>,
    /// Hosts, and all below them.
    pub hosts: Option<Vec<String>>,
    /// Languages, as `zh` or `zh-Hans`.
    pub languages: Option<Vec<String>>,
    /// Scripts.
    pub scripts: Option<Vec<Script>>,
}

impl DocumentTests {
    pub(super) fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.mentions.is_none() && self.has.is_none()
    }

    pub(super) fn hold(&self, page: Page<'_>) -> bool {
        self.scope.holds(page)
            && self.mentions.as_ref().is_none_or(|mentions| mentions.hold(page))
            && self.has.as_ref().is_none_or(|(number, times, tests)| page.verdict(*number, || has(page, *times, tests)))
    }

    pub(super) fn any_holds(&self, page: Page<'_>) -> bool {
        let in_scope = !self.scope.is_empty() && self.scope.holds(page);
        let Self { mentions, has: wanted, .. } = self;
        in_scope
            || mentions.as_ref().is_some_and(|mentions| mentions.hold(page))
            || wanted.as_ref().is_some_and(|(number, times, tests)| page.verdict(*number, || has(page, *times, tests)))
    }
}

fn has(page: Page<'_>, times: usize, tests: &ParagraphTests) -> bool {
    let mut found = (0..page.document.paragraphs.len()).filter(|&index| tests.hold_at(page, index));
    times == 0 || found.nth(times - 1).is_some()
}

impl Scope {
    /// Whether it holds everywhere.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_none() && self.hosts.is_none() && self.languages.is_none() && self.scripts.is_none()
    }

    /// Whether the page is within it.
    pub fn holds(&self, page: Page<'_>) -> bool {
        let document = page.document;
        let one_of = |list: &Option<Vec<String>>, has: &dyn Fn(&str) -> bool| {
            list.as_ref().is_none_or(|list| list.iter().any(|item| has(item)))
        };
        one_of(&self.kinds, &|kind| document.kinds.iter().any(|known| **known == *kind))
            && one_of(&self.hosts, &|host| document.host.as_deref().is_some_and(|known| is_at_or_below(known, host)))
            && one_of(&self.languages, &|language| {
                document.mix.iter().any(|share| is_language(share.language, share.script, language))
            })
            && self.scripts.as_ref().is_none_or(|list| list.iter().any(|script| page.has_script(*script)))
    }
}

/// Whether a host is `domain` or below it: `forum.example.com` is below `example.com`.
pub fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_language(language: &str, script: &str, wanted: &str) -> bool {
    match wanted.split_once('-') {
        None => language == wanted,
        Some((wanted, subtag)) => language == wanted && script == subtag,
    }
}
