//! Equal keys: all copies but the first go.

use super::log::{Log, PARTITIONS, Parting};
use super::take::Work;
use super::twice::{HashedMap, Twice};
use super::verdicts::Judgements;
use rayon::prelude::*;
use std::io;

/// Bytes of a partition at most that is worked on as it is; a larger one is parted once more.
fn most_bytes(work: &Work) -> usize {
    work.part(4 * rayon::current_num_threads())
}

/// Partings one below another at most: all bits of a hash but sixteen.
const MOST_PARTINGS: u32 = 6;

/// Works on each partition of a log of hashes, several at once, and shows what came of each in their order. A partition
/// that is too large is parted once more, unless one hash makes most of it: who works on it holds one record for each hash,
/// so that one that stands very often costs no more than to be read.
pub(super) fn each_partition<T: Send>(
    log: Log,
    work: &Work,
    each: &(dyn Fn(&Log, usize) -> io::Result<T> + Sync),
    show: &mut dyn FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    below(log, work, each, show, 0, usize::MAX)
}

fn below<T: Send>(
    mut log: Log,
    work: &Work,
    each: &(dyn Fn(&Log, usize) -> io::Result<T> + Sync),
    show: &mut dyn FnMut(T) -> io::Result<()>,
    depth: u32,
    above: usize,
) -> io::Result<()> {
    let most = most_bytes(work);
    let is_large = |bytes: usize| bytes > most && bytes < above / 2 && depth < MOST_PARTINGS;
    let mut partition = 0;
    while partition < PARTITIONS {
        let bytes = log.bytes(partition);
        if is_large(bytes) {
            let mut parted = Log::new(log.width(), Parting::Hash { below: 8 * (depth + 1) }, &work.folder);
            log.each(partition, |record| parted.push_within(record, work.part(8)))?;
            log.release(partition);
            below(parted, work, each, show, depth + 1, bytes)?;
            partition += 1;
            continue;
        }
        let together = (partition..PARTITIONS).take(rayon::current_num_threads());
        let together: Vec<usize> = together.take_while(|&partition| !is_large(log.bytes(partition))).collect();
        let done: Vec<io::Result<T>> = together.par_iter().map(|&partition| each(&log, partition)).collect();
        done.into_iter().try_for_each(|done| show(done?))?;
        together.iter().for_each(|&partition| drop(log.release(partition)));
        partition += together.len();
    }
    Ok(())
}

/// What came of a partition.
struct Found {
    /// Position and keeper of each copy that goes.
    copies: Vec<(u64, u64)>,
    /// The records of the first copies, one after the other.
    firsts: Vec<u64>,
}

/// Judges that copies go, of records that begin with the two halves of an identity and a position; and shows the record
/// of each first copy, with the numbers behind its position, if it has such.
pub(super) fn firsts(
    log: Log,
    work: &Work,
    rule: usize,
    judgements: &mut Judgements,
    mut show: impl FnMut(&[u64]) -> io::Result<()>,
) -> io::Result<()> {
    let width = log.width();
    each_partition(log, work, &found, &mut |found| {
        for (position, keeper) in found.copies {
            judgements.note(position, rule, keeper)?;
        }
        found.firsts.chunks_exact(width).try_for_each(&mut show)
    })
}

fn found(log: &Log, partition: usize) -> io::Result<Found> {
    let mut twice = Twice::new(log.bytes(partition) / (log.width() * size_of::<u64>()));
    log.each(partition, |record| {
        twice.note(record[0]);
        Ok(())
    })?;
    let mut keepers: HashedMap<(u64, u64), u64> = HashedMap::default();
    let mut found = Found { copies: Vec::new(), firsts: Vec::new() };
    // In the order of the corpus: the first that is met is the keeper.
    log.each(partition, |record| {
        let &[upper, lower, position, ..] = record else { return Ok(()) };
        let keeper = if twice.has(upper) { *keepers.entry((upper, lower)).or_insert(position) } else { position };
        if keeper != position {
            found.copies.push((position, keeper));
        } else {
            found.firsts.extend_from_slice(record);
        }
        Ok(())
    })?;
    Ok(found)
}
