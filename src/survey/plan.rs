//! The rules that look beyond a document, and what they want to know of each: a document in, its records out.

use super::position::MOST_PARAGRAPHS;
use super::store;
use super::verdicts::Verdict;
use crate::document::Document;
use crate::ledger::RuleRef;
use crate::rules::catalog::Catalog;
use crate::rules::compile::{Rule, Shape};
use crate::rules::page::{Facts, Page};
use crate::rules::schema::{Form, Policy, Reach};
use crate::stages::dedup::{DedupKey, Duplicate, Identity, Shingler, Teaser, identity, mix, sketch};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The rules of a run that ask other documents, in the order they stack.
#[derive(Clone, Debug)]
pub struct Plan {
    rules: Vec<Rule>,
    reach: Reach,
}

/// What the survey is to know of one document. Places of paragraphs and texts are those in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// Hash of the host, if there is one.
    pub(super) host: Option<u64>,
    /// Keys whose text is asked for again, as the store has them.
    pub(super) texts: Vec<u8>,
    /// For each log of [`Plan::logs`] its records, one after the other.
    pub(super) records: Vec<Vec<u64>>,
}

/// What a log of the survey holds. The numbers of its records are given; `position` is that of the paragraph and `text`
/// the number of its key in the store, with [`WIDE`] where Han, Kana and Hangul prevail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Two halves of the identity, position.
    Exact,
    /// Two halves of the identity, position, text, the hash of each band. Of a whole document, the position is that of its
    /// first paragraph that stands.
    Near,
    /// Hash of a beginning, position, text, characters, half of the identity: paragraphs that break off.
    Beginnings,
    /// The same of paragraphs that do not.
    Wholes,
    /// Identity on the host, position, hash of the host.
    Repeats,
}

/// A flag on a document with copies that stay.
pub const DUPLICATES: &str = "duplicates";

/// Mark on the number of a text of which a third of the letters are Han, Kana or Hangul.
pub(super) const WIDE: u64 = 1 << 63;

/// Characters of the beginnings that teasers and their wholes meet by; a teaser goes by the longest that it has.
const BEGINNINGS: [usize; 7] = [10, 20, 40, 80, 160, 320, 640];

/// A log of the plan: what it holds, and for which of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogOf {
    pub kind: Kind,
    pub rule: usize,
}

impl Plan {
    /// The rules among `rules` that look beyond the document, as far as `reach` lets them; none if there are none.
    pub fn of(rules: &[Rule], reach: Reach) -> Option<Self> {
        let rules: Vec<Rule> = rules.iter().filter(|rule| rule.shape.looks_beyond_document()).cloned().collect();
        (reach > Reach::Document && !rules.is_empty()).then_some(Self { rules, reach })
    }

    /// Its rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// SHA-256 of all that says what is a duplicate, in hexadecimal: what two runs with the same one signed can be compared.
    pub fn fingerprint(&self) -> String {
        let mut sha = Sha256::new();
        sha.update(self.reach.name());
        for rule in &self.rules {
            sha.update(format!("\n{:?}", rule.shape));
        }
        sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Its logs.
    pub(super) fn logs(&self) -> Vec<LogOf> {
        let kinds = |rule: &Rule| match &rule.shape {
            Shape::Duplicate(duplicate) => match duplicate.form {
                Form::Exact => vec![Kind::Exact],
                Form::Near | Form::NearDocument => vec![Kind::Near],
                Form::HostRepeat => vec![Kind::Repeats],
            },
            _ => vec![Kind::Beginnings, Kind::Wholes],
        };
        let numbered = self.rules.iter().enumerate();
        numbered.flat_map(|(rule, of)| kinds(of).into_iter().map(move |kind| LogOf { kind, rule })).collect()
    }

    /// Numbers in a record of a log.
    pub(super) fn width(&self, log: LogOf) -> usize {
        match log.kind {
            Kind::Exact | Kind::Repeats => 3,
            Kind::Near => 4 + self.duplicate(log.rule).map_or(0, |duplicate| duplicate.banding.bands),
            Kind::Beginnings | Kind::Wholes => 5,
        }
    }

    /// The shape of a rule, if it is a duplicate.
    pub(super) fn duplicate(&self, rule: usize) -> Option<&Duplicate> {
        match &self.rules[rule].shape {
            Shape::Duplicate(duplicate) => Some(duplicate),
            _ => None,
        }
    }

    /// Whether a rule drops whole documents.
    pub(super) fn drops_documents(&self, rule: usize) -> bool {
        self.duplicate(rule).is_some_and(Duplicate::drops_documents)
    }

    /// Whether a rule is about whole documents, dropped or flagged.
    pub(super) fn is_of_documents(&self, rule: usize) -> bool {
        self.duplicate(rule).is_some_and(|duplicate| duplicate.form == Form::NearDocument)
    }

    /// Whether one of equal paragraphs stays by a rule.
    pub(super) fn has_keepers(&self, rule: usize) -> bool {
        self.duplicate(rule).is_none_or(|duplicate| duplicate.form != Form::HostRepeat)
    }

    /// What the survey is to know of a document: of one that was dropped nothing, since it keeps no copy. Pure.
    pub fn sign(&self, document: &Document) -> Signed {
        let logs = self.logs();
        if document.dropped.is_some() {
            return Signed { records: vec![Vec::new(); logs.len()], ..Signed::default() };
        }
        let facts = Facts::default();
        let page = Page { document, facts: &facts };
        let applies: Vec<bool> = self.rules.iter().map(|rule| rule.applies(page)).collect();
        let mut signer = Signer {
            signed: Signed { records: vec![Vec::new(); logs.len()], ..Signed::default() },
            host: document.host.as_deref().map(|host| identity(host)[0]),
            ..Signer::default()
        };
        signer.signed.host = signer.host;
        for (nth, index) in document.standing().take_while(|index| *index < MOST_PARAGRAPHS).enumerate() {
            signer.known = None;
            signer.stored = None;
            signer.is_first = nth == 0;
            let mut log = 0;
            for (number, rule) in self.rules.iter().enumerate() {
                let logs_of_rule = logs[log..].iter().take_while(|log| log.rule == number).count();
                if applies[number] && rule.holds(page, index) {
                    self.sign_paragraph(&mut signer, rule, log, document, index);
                }
                log += logs_of_rule;
            }
        }
        signer.signed
    }

    /// Takes out of a document what the survey found to be copies, as the rules will have it, or drops all of it.
    /// `catalog` is that of the rules.
    pub fn apply(&self, document: &mut Document, verdicts: &[Verdict], catalog: &Catalog) {
        for (rule, duplicate) in self.rules_of_documents() {
            if !verdicts.iter().any(|verdict| verdict.rule == rule) {
                continue;
            }
            if duplicate.drops_documents() {
                document.dropped.get_or_insert_with(|| catalog.get(rule).id.as_str().into());
                return;
            }
            document.flags.insert(DUPLICATES);
        }
        let of_documents: Vec<RuleRef> = self.rules_of_documents().map(|(rule, _)| rule).collect();
        for rule in self.rules.iter().filter(|rule| !of_documents.contains(&rule.rule)) {
            let found: Vec<&Verdict> = verdicts
                .iter()
                .filter(|verdict| verdict.rule == rule.rule && document.paragraphs[verdict.paragraph].stands())
                .collect();
            let (policy, share) = match &rule.shape {
                Shape::Duplicate(duplicate) => (duplicate.policy, duplicate.drop_if_share_over),
                _ => (Policy::Drop, 0.0),
            };
            if found.is_empty() {
                continue;
            }
            let chars = |index: usize| document.text(index).chars().count();
            let copies: usize = found.iter().map(|verdict| chars(verdict.paragraph)).sum();
            let drops = policy == Policy::Drop
                && (share == 0.0 || copies as f64 > share * document.standing().map(chars).sum::<usize>() as f64);
            if drops {
                for verdict in found {
                    document.paragraphs[verdict.paragraph].remove(rule.rule, verdict.keeper);
                }
            } else {
                document.flags.insert(DUPLICATES);
                document.copies_that_stay.extend(found.iter().map(|verdict| verdict.paragraph));
            }
        }
    }

    /// The rules about whole documents.
    fn rules_of_documents(&self) -> impl Iterator<Item = (RuleRef, &Duplicate)> {
        self.rules.iter().filter_map(|rule| match &rule.shape {
            Shape::Duplicate(duplicate) if duplicate.form == Form::NearDocument => Some((rule.rule, duplicate)),
            _ => None,
        })
    }

    fn sign_paragraph(&self, signer: &mut Signer, rule: &Rule, log: usize, document: &Document, index: usize) {
        match &rule.shape {
            Shape::Duplicate(duplicate) => {
                let Some(salt) = self.salt(duplicate.within, signer.host) else { return };
                let key = match duplicate.form {
                    Form::NearDocument if signer.is_first => duplicate.key_of_all(document),
                    Form::NearDocument => None,
                    _ => duplicate.key(document, index),
                };
                if let Some(key) = key {
                    signer.duplicate(duplicate, &key, salt, log, index);
                }
            }
            Shape::Teaser(teaser) => {
                if let Some(salt) = self.salt(Reach::Corpus, signer.host) {
                    signer.teaser(teaser, document, salt, log, index);
                }
            }
            _ => {}
        }
    }

    /// What keeps hosts apart for a rule that looks as far as `within`: the hash of the host, or nothing where it looks at
    /// the whole corpus. None where it looks at hosts and the document has none.
    fn salt(&self, within: Reach, host: Option<u64>) -> Option<u64> {
        if self.reach.min(within) == Reach::Corpus { Some(0) } else { host }
    }
}

/// What is at hand while a document is signed.
#[derive(Default)]
struct Signer {
    signed: Signed,
    host: Option<u64>,
    /// Whether the paragraph is the first that stands.
    is_first: bool,
    shingler: Shingler,
    hashes: Vec<u64>,
    values: Vec<u64>,
    /// The identity of the paragraph's key that was asked for last, and the key's place.
    known: Option<(*const u8, usize, Identity)>,
    /// The same for the number of its text.
    stored: Option<(*const u8, usize, u64)>,
}

impl Signer {
    fn duplicate(&mut self, duplicate: &Duplicate, key: &DedupKey<'_>, salt: u64, log: usize, index: usize) {
        if matches!(key.text, Cow::Owned(_)) {
            // Another text may come to stand in the same place.
            (self.known, self.stored) = (None, None);
        }
        let [upper, lower] = self.identity(&key.text);
        let upper = salted(upper, salt);
        let position = index as u64;
        match duplicate.form {
            Form::Exact => self.signed.records[log].extend([upper, lower, position]),
            Form::HostRepeat => self.signed.records[log].extend([upper, position, salt]),
            Form::Near | Form::NearDocument => {
                self.shingler.shingle(&key.text, duplicate.shingle_chars(key.wide), &mut self.hashes);
                self.values.resize(duplicate.banding.values(), 0);
                if sketch(&self.hashes, &mut self.values) {
                    let text = self.text(&key.text) | if key.wide { WIDE } else { 0 };
                    let records = &mut self.signed.records[log];
                    records.extend([upper, lower, position, text]);
                    records.extend(duplicate.banding.hashes(&self.values).map(|band| salted(band, salt)));
                }
            }
        }
        if matches!(key.text, Cow::Owned(_)) {
            (self.known, self.stored) = (None, None);
        }
    }

    /// A paragraph that breaks off is a beginning; any other may be the whole of beginnings of each length.
    fn teaser(&mut self, teaser: &Teaser, document: &Document, salt: u64, log: usize, index: usize) {
        if let Some(beginning) = teaser.beginning(document, index) {
            let chars = solid_chars(&beginning).count();
            let last = beginnings(&beginning).last();
            if let Some((_, hash)) = last {
                let [upper, _] = identity(&beginning);
                let text = store::put(&beginning, &mut self.signed.texts);
                let record = [salted(hash, salt), index as u64, text, chars as u64, upper];
                self.signed.records[log].extend(record);
            }
            return;
        }
        let key = document.key(index);
        let least = if key.shape.is_wide() { 0 } else { BEGINNINGS[1] };
        if key.shape.chars <= least.max(BEGINNINGS[0]) {
            return;
        }
        let chars = solid_chars(key.text()).count();
        let [upper, _] = self.identity(key.text());
        let text = self.text(key.text());
        let records = &mut self.signed.records[log + 1];
        for (_, hash) in beginnings(key.text()).filter(|(length, _)| *length >= least && *length < chars) {
            records.extend([salted(hash, salt), index as u64, text, chars as u64, upper]);
        }
    }

    fn identity(&mut self, key: &str) -> Identity {
        let place = (key.as_ptr(), key.len());
        match self.known {
            Some((start, length, known)) if (start, length) == place => known,
            _ => {
                let found = identity(key);
                self.known = Some((place.0, place.1, found));
                found
            }
        }
    }

    fn text(&mut self, key: &str) -> u64 {
        let place = (key.as_ptr(), key.len());
        match self.stored {
            Some((start, length, text)) if (start, length) == place => text,
            _ => {
                let text = store::put(key, &mut self.signed.texts);
                self.stored = Some((place.0, place.1, text));
                text
            }
        }
    }
}

/// A hash among those of the same host.
fn salted(hash: u64, salt: u64) -> u64 {
    if salt == 0 { hash } else { mix(hash ^ salt) }
}

fn solid_chars(key: &str) -> impl Iterator<Item = char> + '_ {
    key.chars().filter(|c| *c != ' ')
}

/// The hashes of the first so many characters of a key, white space left out, for each length of [`BEGINNINGS`] that it
/// has.
fn beginnings(key: &str) -> impl Iterator<Item = (usize, u64)> + '_ {
    let mut chars = solid_chars(key);
    let (mut length, mut hash) = (0, 0_u64);
    BEGINNINGS.into_iter().map_while(move |wanted| {
        while length < wanted {
            hash = (hash.rotate_left(5) ^ u64::from(u32::from(chars.next()?))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            length += 1;
        }
        Some((wanted, mix(hash ^ wanted as u64)))
    })
}

impl Kind {
    /// Which number of a record is the position.
    pub fn position(self) -> usize {
        match self {
            Self::Exact | Self::Near => 2,
            Self::Beginnings | Self::Wholes | Self::Repeats => 1,
        }
    }

    /// Whether the number behind the position is that of a text.
    pub fn has_text(self) -> bool {
        matches!(self, Self::Near | Self::Beginnings | Self::Wholes)
    }
}
