//! What a run takes from an index and keeps for later ones.

use super::index::{BY_HASH, COUNTED, HOST, HOSTS, IDS, Index, IndexError, PLACES, Segment, TEXTS, at, log_name};
use super::log::{Ahead, Log, PARTITIONS};
use super::plan::{Kind, LogOf, Plan};
use super::position::Position;
use super::store::{Ids, Store};
use super::take::Work;
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// What a run takes from the segments ahead of it, and keeps for those behind.
pub(super) struct Kept {
    pub index: Index,
    /// Name of its own segment.
    pub name: String,
    /// Documents of the segments ahead.
    pub documents: u64,
    /// Number of its own first text.
    texts: u64,
    /// Documents of each host in the segments ahead.
    pub hosts: HashMap<u64, u64>,
    counted: Vec<(usize, Log)>,
    /// Its own first copies, for each log of the plan; for host repeats, how many documents have a key.
    logs: Vec<Log>,
}

impl Kept {
    /// Sets the segments ahead of the logs and stores of a survey for a run over inputs known by `name`.
    ///
    /// # Errors
    /// [`IndexError`] where they cannot be read.
    pub fn begin(
        index: Index,
        name: String,
        plan: &Plan,
        work: &Work,
        logs: &mut [(LogOf, Log)],
        (texts, ids): (&mut Store, &mut Ids),
    ) -> Result<Self, IndexError> {
        let width = |of: LogOf| if of.kind == Kind::Repeats { COUNTED } else { plan.width(of) };
        let kept = plan.logs().into_iter().map(|of| Log::new(width(of), BY_HASH, &work.folder)).collect();
        let (mut documents, mut hosts, mut counted) = (0, HashMap::new(), Vec::new());
        for segment in index.ahead(&name) {
            let file = |file: &str| index.file(&segment.name, file);
            let base = texts.end();
            for (number, (of, log)) in logs.iter_mut().enumerate() {
                let path = file(&log_name(number));
                let ahead = Log::open(&path, width(*of), BY_HASH).map_err(at(&path))?;
                if of.kind == Kind::Repeats {
                    counted.push((number, ahead));
                    continue;
                }
                let mut shifts = vec![0; plan.width(*of)];
                shifts[of.kind.position()] = Position::new(documents, 0).0;
                if of.kind.has_text() {
                    shifts[of.kind.position() + 1] = base;
                }
                log.set_ahead(Ahead { log: ahead, shifts });
            }
            texts.set_ahead(Store::open(&file(TEXTS)).map_err(at(&file(TEXTS)))?);
            ids.set_ahead(&file(IDS), &file(PLACES)).map_err(at(&file(IDS)))?;
            count_hosts(&file(HOSTS), &mut hosts).map_err(at(&file(HOSTS)))?;
            documents += segment.documents;
        }
        Ok(Self { texts: texts.end(), index, name, documents, hosts, counted, logs: kept })
    }

    /// The run that a document is of, and its ordinal there.
    pub fn run_of(&self, document: u64) -> (&str, u64) {
        let mut first = 0;
        for Segment { name, documents, .. } in self.index.ahead(&self.name) {
            if document < first + documents {
                return (name, document - first);
            }
            first += documents;
        }
        (&self.name, document - first)
    }

    /// Records of host repeats ahead, of the log with this number: identity, documents, host.
    pub fn counted(&self, number: usize) -> impl Iterator<Item = &Log> {
        self.counted.iter().filter(move |(of, _)| *of == number).map(|(_, log)| log)
    }

    /// Keeps a first copy, if it is of this run: a record of the log with this number.
    pub fn keep(&mut self, number: usize, kind: Kind, record: &[u64], most: usize) -> io::Result<()> {
        let place = kind.position();
        let base = Position::new(self.documents, 0).0;
        if kind == Kind::Repeats {
            return self.logs[number].push_within(record, most);
        }
        if record[place] < base {
            return Ok(());
        }
        let mut own = record.to_vec();
        own[place] -= base;
        if kind.has_text() {
            own[place + 1] -= self.texts;
        }
        self.logs[number].push_within(&own, most)
    }

    /// Writes all that is kept into the partial folder of the segment.
    pub fn save(
        &self,
        texts: &Store,
        ids: &Ids,
        documents: u64,
        hosts: &HashMap<u64, u64>,
        work: &Work,
    ) -> io::Result<Segment> {
        let folder = self.index.partial(&self.name)?;
        let mut paragraphs = 0;
        for (number, log) in self.logs.iter().enumerate() {
            log.save(&folder.join(log_name(number)))?;
            let bytes: usize = (0..PARTITIONS).map(|partition| log.bytes(partition)).sum();
            paragraphs = paragraphs.max((bytes / (log.width() * size_of::<u64>())) as u64);
        }
        texts.save(&folder.join(TEXTS))?;
        ids.save(&folder.join(IDS), &folder.join(PLACES))?;
        let mut of_hosts = Log::new(HOST, BY_HASH, &work.folder);
        let mut sorted: Vec<(&u64, &u64)> = hosts.iter().collect();
        sorted.sort_unstable();
        sorted.into_iter().for_each(|(host, documents)| of_hosts.push(&[*host, *documents]));
        of_hosts.save(&folder.join(HOSTS))?;
        Ok(Segment { name: self.name.clone(), documents, paragraphs })
    }
}

fn count_hosts(path: &Path, hosts: &mut HashMap<u64, u64>) -> io::Result<()> {
    let log = Log::open(path, HOST, BY_HASH)?;
    (0..PARTITIONS).try_for_each(|partition| {
        log.each(partition, |record| {
            *hosts.entry(record[0]).or_default() += record[1];
            Ok(())
        })
    })
}
