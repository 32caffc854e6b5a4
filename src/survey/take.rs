//! The first pass: what documents have signed in, gathered in the order of the corpus, in memory or on disk.

use super::alike::Alike;
use super::first::firsts;
use super::groups::{Counted, Gathered, Groups};
use super::index::{Fresh, Index, IndexError};
use super::kept::Kept;
use super::log::{Log, Parting};
use super::plan::{Kind, LogOf, Plan, Signed};
use super::position::Position;
use super::repeats::repeats;
use super::store::{Ids, Store};
use super::teasers::teasers;
use super::verdicts::{Judgements, Verdicts};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

/// Where a survey may work, and with how much.
#[derive(Clone, Debug)]
pub struct Work {
    /// Folder for what does not fit into memory. Files in it have no name.
    pub folder: PathBuf,
    /// Bytes of memory that the survey may take, about.
    pub memory: usize,
    /// Threads that find what repeats.
    pub threads: usize,
}

/// Memory that a survey takes in any case.
const LEAST_MEMORY: usize = 256 << 10;

impl Work {
    /// Bytes that one of the parts of a survey may hold, of which there are so many.
    pub(super) fn part(&self, parts: usize) -> usize {
        self.memory.max(LEAST_MEMORY) / parts
    }
}

/// Gathers what the documents of a corpus have signed.
pub struct Survey<'p> {
    plan: &'p Plan,
    work: Work,
    logs: Vec<(LogOf, Log)>,
    texts: Store,
    ids: Ids,
    documents: u64,
    /// Documents of each host.
    hosts: HashMap<u64, u64>,
    kept: Option<Kept>,
}

impl<'p> Survey<'p> {
    /// A survey for the rules of `plan`.
    pub fn new(plan: &'p Plan, work: Work) -> Self {
        let log = |of: LogOf| (of, Log::new(plan.width(of), Parting::Hash { below: 0 }, &work.folder));
        Self {
            logs: plan.logs().into_iter().map(log).collect(),
            texts: Store::new(&work.folder),
            ids: Ids::new(&work.folder),
            plan,
            work,
            documents: 0,
            hosts: HashMap::new(),
            kept: None,
        }
    }

    /// Puts what earlier runs have seen ahead, before any document is taken, and keeps what this one sees for later ones.
    /// `name` is that of the inputs: a run over the same ones takes the place of an earlier one.
    ///
    /// # Errors
    /// [`IndexError`] where the index cannot be read.
    pub fn behind(&mut self, index: Index, name: String) -> Result<(), IndexError> {
        let Self { plan, work, logs, texts, ids, .. } = self;
        let kept = Kept::begin(index, name, plan, work, logs, (texts, ids))?;
        self.kept = Some(kept);
        Ok(())
    }

    /// Ordinal of the first document: how many earlier runs have seen.
    fn first(&self) -> u64 {
        self.kept.as_ref().map_or(0, |kept| kept.documents)
    }

    /// Takes what the next document has signed; and its id, if ids of keepers will be asked for, for all documents or none.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be written.
    pub fn take(&mut self, signed: &Signed, id: Option<&str>) -> io::Result<()> {
        let (first, base) = (self.first(), self.texts.add(&signed.texts)?);
        let mut record = Vec::new();
        for ((of, log), records) in self.logs.iter_mut().zip(&signed.records) {
            for local in records.chunks_exact(self.plan.width(*of)) {
                record.clear();
                record.extend_from_slice(local);
                let place = of.kind.position();
                record[place] = Position::new(first + self.documents, record[place] as usize).0;
                if of.kind.has_text() {
                    record[place + 1] += base;
                }
                log.push(&record);
            }
        }
        if let Some(host) = signed.host {
            *self.hosts.entry(host).or_default() += 1;
        }
        id.map_or(Ok(()), |id| self.ids.add(id))?;
        self.documents += 1;
        let held = self.texts.held() + self.ids.held() + self.logs.iter().map(|(_, log)| log.held()).sum::<usize>();
        // What is left is for the second half of the work, which needs memory while this is still held.
        if held > self.work.part(2) {
            self.texts.spill()?;
            self.ids.spill()?;
            self.logs.iter_mut().try_for_each(|(_, log)| log.spill())?;
        }
        Ok(())
    }

    /// Documents taken.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Bytes that went to disk.
    pub fn spilled(&self) -> u64 {
        self.texts.spilled() + self.logs.iter().map(|(_, log)| log.spilled()).sum::<u64>()
    }

    /// Finds what repeats; with an index also the segment of this run, whose files wait in its partial folder, and whose
    /// groups want what the second pass sees.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be written or read.
    pub fn finish(self) -> io::Result<(Verdicts, Option<Fresh>)> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.work.threads).build().map_err(io::Error::other)?;
        pool.install(|| self.judge())
    }

    fn judge(self) -> io::Result<(Verdicts, Option<Fresh>)> {
        let first = Position::new(self.first(), 0).0;
        let Self { plan, work, logs, texts, ids, documents, hosts, mut kept } = self;
        let size = Position::new(documents, 0).0 / super::log::PARTITIONS as u64 + 1;
        let parting = Parting::Range { from: first, size };
        let mut judgements = Judgements::new(parting, &work, plan);
        let mut beginnings = None;
        let mut logs: Vec<_> = logs.into_iter().enumerate().collect();
        logs.sort_by_key(|(_, (of, _))| !plan.drops_documents(of.rule));
        for (number, (of, mut log)) in logs {
            // Lines of a host keep nothing: their pages all count, dropped or not.
            if !judgements.gone().is_empty() && !plan.drops_documents(of.rule) && of.kind != Kind::Repeats {
                log.pass_over(of.kind.position(), Arc::clone(judgements.gone()));
            }
            let keeps = kept.is_some();
            let mut keep =
                |record: &[u64]| kept.as_mut().map_or(Ok(()), |kept| kept.keep(number, of.kind, record, work.part(8)));
            match of.kind {
                Kind::Exact => firsts(log, &work, of.rule, &mut judgements, keep)?,
                Kind::Near => {
                    let Some(duplicate) = plan.duplicate(of.rule) else { continue };
                    let mut alike = Alike::new(duplicate, of.rule, &work, parting);
                    firsts(log, &work, of.rule, &mut judgements, |record| {
                        keep(record)?;
                        alike.take(record)
                    })?;
                    alike.judge(&texts, &mut judgements)?;
                }
                Kind::Repeats => {
                    let Some(duplicate) = plan.duplicate(of.rule) else { continue };
                    let counts = Counts { own: &hosts, ahead: kept.as_ref().map(|kept| &kept.hosts), documents };
                    let is_repeat = |times, host| duplicate.is_repeat(times, counts.of(host));
                    let counted = repeats(&log, number, kept.as_ref(), of.rule, is_repeat, &mut judgements)?;
                    for record in counted.chunks_exact(3) {
                        kept.as_mut().map_or(Ok(()), |kept| kept.keep(number, of.kind, record, work.part(8)))?;
                    }
                }
                Kind::Beginnings => beginnings = Some(log),
                Kind::Wholes => {
                    if let Some(beginnings) = beginnings.take() {
                        teasers(&beginnings, log, of.rule, &texts, &mut judgements, keeps.then_some(&mut keep))?;
                    }
                }
            }
        }
        let Some(kept) = kept else { return Ok((judgements.into_verdicts(plan, ids, None), None)) };
        let segment = kept.save(&texts, &ids, documents, &hosts, &work)?;
        let (largest, marks) = judgements.largest_groups(plan, &work)?;
        let groups = largest.iter().map(|group| gathered(group, plan, &kept, &ids)).collect::<io::Result<_>>()?;
        let fresh = Fresh { segment, groups: Groups::new(groups) };
        Ok((judgements.into_verdicts(plan, ids, Some(marks)), Some(fresh)))
    }
}

/// A group of which nothing is gathered yet.
fn gathered(group: &Counted, plan: &Plan, kept: &Kept, ids: &Ids) -> io::Result<Gathered> {
    let rule = group.rule as usize;
    let (of, keeper) = if plan.has_keepers(rule) {
        let keeper = Position(group.common);
        let (run, document) = kept.run_of(keeper.document());
        let of = format!("{run}/{document}/{}", keeper.paragraph());
        (of, Some((ids.get(keeper.document())?, keeper.paragraph())))
    } else {
        (format!("{:016x}", group.common), None)
    };
    Ok(Gathered {
        rule: plan.rules()[rule].rule,
        is_of_documents: plan.is_of_documents(rule),
        of,
        keeper,
        copies: group.copies,
        chars: AtomicU64::new(0),
        sample: OnceLock::new(),
    })
}

/// Documents of hosts.
struct Counts<'c> {
    own: &'c HashMap<u64, u64>,
    ahead: Option<&'c HashMap<u64, u64>>,
    /// Of this run.
    documents: u64,
}

impl Counts<'_> {
    fn of(&self, host: u64) -> u64 {
        let count = |hosts: &HashMap<u64, u64>| hosts.get(&host).copied().unwrap_or(0);
        // A rule that looks at the whole corpus knows no hosts.
        if host == 0 { self.documents } else { count(self.own) + self.ahead.map_or(0, count) }
    }
}
