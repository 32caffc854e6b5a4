//! Host repeats: keys that stand in many documents of a host, all copies of which go.

use super::kept::Kept;
use super::log::{Log, PARTITIONS};
use super::position::Position;
use super::twice::{HashedMap, Twice};
use super::verdicts::Judgements;
use std::io;

/// Judges that all copies go of keys in so many documents of a host that `is_repeat` says so, of records of an identity on
/// the host, a position and the host; and counts, where there is an index, the documents of this run that have each key, for
/// it to keep: identity, documents, host.
pub(super) fn repeats(
    log: &Log,
    number: usize,
    kept: Option<&Kept>,
    rule: usize,
    is_repeat: impl Fn(u64, u64) -> bool,
    judgements: &mut Judgements,
) -> io::Result<Vec<u64>> {
    // Where one document may be enough, or later runs will ask, each key counts.
    let all = kept.is_some() || is_repeat(1, 0) || is_repeat(1, 1);
    let mut counted = Vec::new();
    for partition in 0..PARTITIONS {
        let mut twice = Twice::new(log.bytes(partition) / (log.width() * size_of::<u64>()));
        log.each(partition, |record| {
            twice.note(record[0]);
            Ok(())
        })?;
        let mut documents: HashedMap<u64, Times> = HashedMap::default();
        log.each(partition, |record| {
            if let &[identity, position, host] = record
                && (all || twice.has(identity))
            {
                let times = documents.entry(identity).or_insert(Times { own: 0, ahead: 0, last: u64::MAX, host });
                let document = Position(position).document();
                times.own += u64::from(times.last != document);
                times.last = document;
            }
            Ok(())
        })?;
        for ahead in kept.into_iter().flat_map(|kept| kept.counted(number)) {
            ahead.each(partition, |record| {
                if let Some(times) = documents.get_mut(&record[0]) {
                    times.ahead += record[1];
                }
                Ok(())
            })?;
        }
        log.each(partition, |record| {
            if let &[identity, position, host] = record
                && let Some(times) = documents.get(&identity)
                && is_repeat(times.own + times.ahead, host)
            {
                judgements.note(position, rule, identity)?;
            }
            Ok(())
        })?;
        if kept.is_some() {
            counted.extend(documents.iter().flat_map(|(identity, times)| [*identity, times.own, times.host]));
        }
    }
    Ok(counted)
}

/// How many documents have a key.
struct Times {
    own: u64,
    ahead: u64,
    /// The last of them.
    last: u64,
    host: u64,
}
