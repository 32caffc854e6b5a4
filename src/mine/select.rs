//! Candidates in, rules to propose out: which lines repeat often enough, and which of them make one rule.

use super::survey::{Candidate, Host, Survey};
use super::template::{is_constant, words};
use super::{MIN_SHARED, Options};
use std::collections::{BTreeMap, HashSet};

/// Share of a host's documents in which a line that reads like prose must stand.
const PROSE_SHARE: f64 = 0.5;
/// Hosts that a rule names at most; one that was found on more holds everywhere.
const MAX_SCOPE: usize = 8;
/// Words, and characters, of an id at most.
const ID_SIZE: (usize, usize) = (5, 40);

/// A line to take out.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What was found.
    pub candidate: Candidate,
    /// Documents in which it stands, on the hosts of the rule.
    pub documents: u64,
}

/// A rule to propose.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id in the set.
    pub id: String,
    /// Hosts that it is for; everywhere if empty.
    pub hosts: Vec<String>,
    /// Documents of these hosts.
    pub of: u64,
    /// The lines that it takes: one with numbers, or constant ones.
    pub lines: Vec<Proposal>,
    /// Lines that it takes, for examples.
    pub removed: Vec<String>,
    /// Lines that it does not take.
    pub kept: Vec<String>,
}

/// Where a line is chrome: numbers of hosts, or everywhere.
type Place = Vec<usize>;

/// The rules to propose, those that stand in most documents first within their hosts.
pub fn select(survey: &Survey, options: &Options) -> Vec<Draft> {
    let mut found: Vec<(Place, Proposal)> = Vec::new();
    for candidate in &survey.candidates {
        if let Some((place, documents)) = place(candidate, survey, options) {
            found.push((place, Proposal { candidate: candidate.clone(), documents }));
        }
    }
    let text = |proposal: &Proposal| proposal.candidate.template.text.clone();
    found.sort_by(|(_, a), (_, b)| b.documents.cmp(&a.documents).then_with(|| text(a).cmp(&text(b))));
    found.truncate(options.most);
    let mut by_place: BTreeMap<Place, Vec<Proposal>> = BTreeMap::new();
    for (place, proposal) in found {
        by_place.entry(place).or_default().push(proposal);
    }
    let mut ids = HashSet::new();
    by_place.into_iter().flat_map(|(place, lines)| drafts(&place, lines, survey, &mut ids)).collect()
}

/// Where a candidate repeats often enough, and in how many documents of there.
fn place(candidate: &Candidate, survey: &Survey, options: &Options) -> Option<(Place, u64)> {
    let is_frequent = |(&host, &documents): (&usize, &u64)| {
        let share = documents as f64 / survey.hosts[host].documents as f64;
        let often = documents >= options.min_documents || (documents >= MIN_SHARED && share >= options.min_share);
        often && (!candidate.template.prose || share >= PROSE_SHARE)
    };
    let hosts: Place = candidate.hosts.iter().filter(|entry| is_frequent(*entry)).map(|(&host, _)| host).collect();
    let everywhere: u64 = candidate.hosts.values().sum();
    let is_named = |host: &Host| !host.name.is_empty();
    if !hosts.is_empty() {
        let on_hosts = hosts.iter().filter_map(|host| candidate.hosts.get(host)).sum();
        let scoped = hosts.len() <= MAX_SCOPE && hosts.iter().all(|&host| is_named(&survey.hosts[host]));
        return Some(if scoped { (hosts, on_hosts) } else { (Vec::new(), everywhere) });
    }
    // Rare on each host, but the same on many: a part of the software that they share.
    let hosts = candidate.hosts.keys().filter(|&&host| is_named(&survey.hosts[host])).count() as u64;
    (hosts >= options.min_documents.max(MIN_SHARED) && !candidate.template.prose).then_some((Vec::new(), everywhere))
}

/// The rules for the lines of one place: one for all constant lines, one for each with numbers.
fn drafts(place: &Place, lines: Vec<Proposal>, survey: &Survey, ids: &mut HashSet<String>) -> Vec<Draft> {
    let hosts: Vec<String> = place.iter().map(|&host| survey.hosts[host].name.clone()).collect();
    let of = match place.as_slice() {
        [] => survey.documents,
        hosts => hosts.iter().map(|&host| survey.hosts[host].documents).sum(),
    };
    let (constant, varying): (Vec<Proposal>, Vec<Proposal>) = lines.into_iter().partition(is_phrase);
    let mut drafts = Vec::new();
    let mut add = |id: String, lines: Vec<Proposal>| {
        drafts.push(Draft { id, hosts: hosts.clone(), of, lines, removed: Vec::new(), kept: Vec::new() });
    };
    match constant.len() {
        0 => {}
        1 => add(free_id(&id_of(&constant[0].candidate.template.text), ids), constant),
        _ => {
            let name = hosts.first().map_or("repeated lines".to_owned(), |host| format!("lines of {host}"));
            add(free_id(&id_of(&name), ids), constant);
        }
    }
    for line in varying {
        add(free_id(&id_of(&line.candidate.template.text), ids), vec![line]);
    }
    drafts
}

/// Signs by which `check` tells a pattern among phrases; and the sign of a vocabulary.
const NO_PHRASE: &[&str] = &["\\", ".*", ".+", "(?:", "[0-9]", "[a-z]", "@"];

/// Whether a line can stand in a list of phrases.
pub fn is_phrase(line: &Proposal) -> bool {
    let sample = line.candidate.samples.first().map_or("", String::as_str);
    is_constant(&line.candidate.template.text) && !NO_PHRASE.iter().any(|sign| sample.contains(sign))
}

/// An id made of the words of a line.
fn id_of(text: &str) -> String {
    let mut id = String::new();
    let all = words(&text.to_lowercase());
    let ascii = all.iter().filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    for word in ascii.take(ID_SIZE.0) {
        if id.len() + word.len() >= ID_SIZE.1 {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(word);
    }
    id
}

/// The id with a number behind it, if it is taken; `line-…` for none.
fn free_id(id: &str, taken: &mut HashSet<String>) -> String {
    let numbered = |number: usize| match (id, number) {
        ("", number) => format!("line-{number}"),
        (id, 1) => id.to_owned(),
        (id, number) => format!("{id}-{number}"),
    };
    let free = (1..).map(numbered).find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(free.clone());
    free
}
