//! The first pass: what documents have signed in, gathered in the order of the corpus, in memory or on disk.

use super::alike::Alike;
use super::first::firsts;
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
        }
    }

    /// Takes what the next document has signed; and its id, if ids of keepers will be asked for, for all documents or none.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be written.
    pub fn take(&mut self, signed: &Signed, id: Option<&str>) -> io::Result<()> {
        let base = self.texts.add(&signed.texts)?;
        for ((of, log), records) in self.logs.iter_mut().zip(&signed.records) {
            let mut record = vec![0; self.plan.width(*of)];
            for local in records.chunks_exact(record.len()) {
                record.copy_from_slice(local);
                let place = of.kind.position();
                record[place] = Position::new(self.documents, record[place] as usize).0;
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

    /// Finds what repeats.
    ///
    /// # Errors
    /// Where what does not fit into memory cannot be written or read.
    pub fn finish(self) -> io::Result<Verdicts> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.work.threads).build().map_err(io::Error::other)?;
        pool.install(|| self.judge())
    }

    fn judge(self) -> io::Result<Verdicts> {
        let Self { plan, work, logs, texts, ids, documents, hosts } = self;
        let size = Position::new(documents, 0).0 / super::log::PARTITIONS as u64 + 1;
        let parting = Parting::Range { from: 0, size };
        let mut judgements = Judgements::new(parting, &work);
        let mut beginnings = None;
        for (of, log) in logs {
            let rule = of.rule;
            match of.kind {
                Kind::Exact => firsts(log, &work, rule, &mut judgements, |_, _| Ok(()))?,
                Kind::Near => {
                    let Some(duplicate) = plan.duplicate(rule) else { continue };
                    let mut alike = Alike::new(duplicate, rule, &work, parting);
                    firsts(log, &work, rule, &mut judgements, |_, record| alike.take(record))?;
                    alike.judge(&texts, &mut judgements)?;
                }
                Kind::Repeats => {
                    let Some(duplicate) = plan.duplicate(rule) else { continue };
                    let of_host = |host| hosts.get(&host).copied().unwrap_or(documents);
                    let is_repeat = |times, host| duplicate.is_repeat(times, of_host(host));
                    repeats(&log, rule, is_repeat, &mut judgements)?;
                }
                Kind::Beginnings => beginnings = Some(log),
                Kind::Wholes => {
                    if let Some(beginnings) = beginnings.take() {
                        teasers(&beginnings, log, rule, &texts, &mut judgements)?;
                    }
                }
            }
        }
        Ok(judgements.into_verdicts(plan, ids))
    }
}
