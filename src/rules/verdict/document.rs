//! Verdicts of scopes and of conditions on the document.

use super::Verdict;
use crate::rules::conditions::{Conditions, DocumentTests, Scope};
use crate::rules::page::Page;

/// Each list of a scope by itself.
pub fn of_scope(scope: &Scope, page: Page<'_>) -> Vec<Verdict> {
    // Without `..`: a new list must be asked here.
    let Scope { kinds, hosts, languages, scripts } = scope;
    let none = Scope::default;
    let document = page.document;
    let mut verdicts = Vec::new();
    let mut add =
        |name, asked: String, one: Scope, seen| verdicts.push(Verdict::new(name, asked, one.holds(page), seen));
    if let Some(list) = kinds {
        let known: Vec<String> = document.kinds.iter().map(|kind| kind.to_string()).collect();
        let seen = if known.is_empty() { "the page is of no kind".into() } else { are("the page is", &known) };
        add("kinds", list.join(", "), Scope { kinds: kinds.clone(), ..none() }, seen);
    }
    if let Some(list) = hosts {
        let seen = document.host.as_ref().map_or("the page has no host".to_owned(), |host| format!("it is {host}"));
        add("hosts", list.join(", "), Scope { hosts: hosts.clone(), ..none() }, seen);
    }
    if let Some(list) = languages {
        let known: Vec<String> = document.mix.iter().map(|share| share.language.to_owned()).collect();
        let seen = are("the page is in", &known);
        add("languages", list.join(", "), Scope { languages: languages.clone(), ..none() }, seen);
    }
    if let Some(list) = scripts {
        let names = list.iter().map(|script| script.full_name().to_owned()).collect::<Vec<_>>();
        let known: Vec<String> = page.scripts().iter().map(|script| script.full_name().to_owned()).collect();
        let seen = are("the page has", &known);
        add("scripts", names.join(", "), Scope { scripts: scripts.clone(), ..none() }, seen);
    }
    verdicts
}

/// Each condition by itself.
pub fn each(tests: &DocumentTests, page: Page<'_>) -> Vec<Verdict> {
    let mut verdicts = of_scope(&tests.scope, page);
    verdicts.extend(of_contents(tests, page));
    verdicts
}

/// The guards of an `unless`, in which all lists of a scope count as one.
pub fn guards(tests: &DocumentTests, page: Page<'_>) -> Vec<Verdict> {
    let lists = of_scope(&tests.scope, page);
    let name = lists.iter().map(Verdict::label).collect::<Vec<_>>().join(" and ");
    let seen = lists.iter().map(|list| list.seen.clone()).collect::<Vec<_>>().join("; ");
    let scope = (!lists.is_empty()).then(|| Verdict::new(&name, "", tests.scope.holds(page), seen));
    scope.into_iter().chain(of_contents(tests, page)).collect()
}

fn of_contents(tests: &DocumentTests, page: Page<'_>) -> Vec<Verdict> {
    // Without `..`: a new condition must be asked here.
    let DocumentTests { scope: _, mentions, has } = tests;
    let mut verdicts = Vec::new();
    // The number of the paragraph does not matter to a condition on the document.
    let holds = |document| Conditions { document, ..Conditions::default() }.all_hold(page, 0);
    if let Some(spec) = mentions {
        let asked = format!("in {} paragraphs over {}", spec.times, spec.over);
        let one = DocumentTests { mentions: mentions.clone(), ..DocumentTests::default() };
        verdicts.push(Verdict::new("document-mentions", asked, holds(one), ""));
    }
    if let Some((_, times, _)) = has {
        let one = DocumentTests { has: has.clone(), ..DocumentTests::default() };
        verdicts.push(Verdict::new("document-has", format!("in {times} paragraphs"), holds(one), ""));
    }
    verdicts
}

fn are(what: &str, known: &[String]) -> String {
    if known.is_empty() { format!("{what} none") } else { format!("{what} {}", known.join(", ")) }
}
