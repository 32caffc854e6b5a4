//! What the survey has found: removals in the order of the corpus, read once from the first document to the last.

use super::gone::Gone;
use super::groups::{Counted, Marks, Membership, Telling, largest};
use super::log::{Log, PARTITIONS, Parting};
use super::plan::Plan;
use super::position::Position;
use super::store::Ids;
use super::take::Work;
use crate::ledger::{Keeper, RuleRef};
use std::io;
use std::sync::Arc;

/// A paragraph that is a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Number of the paragraph in its document.
    pub paragraph: usize,
    /// The rule that says so.
    pub rule: RuleRef,
    /// The copy that stays; none where all go.
    pub keeper: Option<Keeper>,
    /// The group that it belongs to, where groups are asked for and it is one of the largest.
    pub group: Option<Membership>,
}

/// Verdicts in any order.
pub(super) struct Judgements {
    log: Log,
    most: usize,
    /// Positions before it are those of earlier runs, on which nothing is judged.
    first: u64,
    /// Which rules of the plan drop whole documents.
    drops: Vec<bool>,
    /// The documents that they have dropped so far.
    gone: Arc<Gone>,
}

impl Judgements {
    pub fn new(parting: Parting, work: &Work, plan: &Plan) -> Self {
        let first = if let Parting::Range { from, .. } = parting { from } else { 0 };
        let drops = (0..plan.rules().len()).map(|rule| plan.drops_documents(rule)).collect();
        let gone = Gone::from(Position(first).document());
        Self { log: Log::new(3, parting, &work.folder), most: work.part(8), first, drops, gone: Arc::new(gone) }
    }

    /// Whether a paragraph at this position is one of this run.
    pub fn is_own(&self, position: u64) -> bool {
        position >= self.first
    }

    /// Notes that the paragraph at `position` is a copy, or all of its document, by the rule with this number in the plan.
    /// `common` is what the copies of its group have in common: the position of the keeper or, for rules of which none
    /// stays, the hash of the key.
    pub fn note(&mut self, position: u64, rule: usize, common: u64) -> io::Result<()> {
        if !self.is_own(position) {
            return Ok(());
        }
        if self.drops[rule] {
            Arc::make_mut(&mut self.gone).note(Position(position).document());
        }
        self.log.push_within(&[position, rule as u64, common], self.most)
    }

    /// Documents that are dropped whole so far.
    pub fn gone(&self) -> &Arc<Gone> {
        &self.gone
    }

    /// The largest groups of copies, and what marks their copies among the verdicts.
    pub fn largest_groups(&self, plan: &Plan, work: &Work) -> io::Result<(Vec<Counted>, Marks)> {
        let telling = Telling::new(plan, Arc::clone(&self.gone));
        let groups = largest(&self.log, telling.clone(), work)?;
        let marks = Marks::new(telling, &groups);
        Ok((groups, marks))
    }

    pub fn into_verdicts(self, plan: &Plan, ids: Ids, marks: Option<Marks>) -> Verdicts {
        let rules = plan.rules().iter().enumerate();
        let rules = rules.map(|(number, rule)| (rule.rule, plan.has_keepers(number))).collect();
        let document = Position(self.first).document();
        let sorted = Vec::new().into_iter().peekable();
        Verdicts { log: self.log, rules, ids, marks, document, partition: 0, sorted }
    }
}

/// The verdicts of a partition of a log in the order of positions and rules: position, rule, what copies have in common.
pub(super) fn sorted(log: &Log, partition: usize) -> io::Result<Vec<[u64; 3]>> {
    let mut sorted = Vec::with_capacity(log.bytes(partition) / size_of::<[u64; 3]>());
    log.each(partition, |record| {
        sorted.extend(<[u64; 3]>::try_from(record));
        Ok(())
    })?;
    sorted.sort_unstable();
    Ok(sorted)
}

/// Verdicts in the order of the corpus.
pub struct Verdicts {
    log: Log,
    /// The rules of the plan, and whether copies have keepers by them.
    rules: Vec<(RuleRef, bool)>,
    ids: Ids,
    marks: Option<Marks>,
    /// The next document.
    document: u64,
    /// The next partition to sort.
    partition: usize,
    sorted: std::iter::Peekable<std::vec::IntoIter<[u64; 3]>>,
}

impl Verdicts {
    /// The verdicts on the paragraphs of the next document, in the order of the paragraphs and of the rules.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be read.
    pub fn next_document(&mut self) -> io::Result<Vec<Verdict>> {
        let document = self.document;
        self.document += 1;
        let mut verdicts = Vec::new();
        while let Some(verdict) = self.next_of(document)? {
            let group = self.marks.as_mut().and_then(|marks| marks.of(verdict));
            let [position, rule, common] = verdict;
            let (rule, has_keeper) = self.rules[rule as usize];
            let keeper = has_keeper.then_some(Position(common)).map(|keeper| Keeper {
                document: (keeper.document() != document).then_some(keeper.document()),
                paragraph: keeper.paragraph(),
            });
            verdicts.push(Verdict { paragraph: Position(position).paragraph(), rule, keeper, group });
        }
        Ok(verdicts)
    }

    /// The ids of the other documents that hold keepers, with their ordinals; where ids were taken.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be read.
    pub fn ids_of_keepers(&self, verdicts: &[Verdict]) -> io::Result<Vec<(u64, String)>> {
        let documents = verdicts.iter().filter_map(|verdict| verdict.keeper?.document);
        documents.map(|document| Ok((document, self.ids.get(document)?))).collect()
    }

    fn next_of(&mut self, document: u64) -> io::Result<Option<[u64; 3]>> {
        while self.sorted.peek().is_none() && self.partition < PARTITIONS {
            self.sorted = sorted(&self.log, self.partition)?.into_iter().peekable();
            self.log.release(self.partition);
            self.partition += 1;
        }
        Ok(self.sorted.next_if(|verdict| Position(verdict[0]).document() == document))
    }
}
