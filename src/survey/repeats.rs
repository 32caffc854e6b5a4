//! Host repeats: keys that stand in many documents of a host, all copies of which go.

use super::log::{Log, PARTITIONS};
use super::position::Position;
use super::twice::{HashedMap, Twice};
use super::verdicts::Judgements;
use std::io;

/// Judges that all copies go of keys in so many documents of a host that `is_repeat` says so, of records of an identity on
/// the host, a position and the host.
pub(super) fn repeats(
    log: &Log,
    rule: usize,
    is_repeat: impl Fn(u64, u64) -> bool,
    judgements: &mut Judgements,
) -> io::Result<()> {
    // Where one document may be enough, each key counts.
    let alone = is_repeat(1, 0) || is_repeat(1, 1);
    for partition in 0..PARTITIONS {
        let mut twice = Twice::new(log.bytes(partition) / (log.width() * size_of::<u64>()));
        log.each(partition, |record| {
            twice.note(record[0]);
            Ok(())
        })?;
        let mut documents: HashedMap<u64, (u64, u64)> = HashedMap::default();
        log.each(partition, |record| {
            if let &[identity, position, _] = record
                && (alone || twice.has(identity))
            {
                let (times, last) = documents.entry(identity).or_insert((0, u64::MAX));
                let document = Position(position).document();
                *times += u64::from(*last != document);
                *last = document;
            }
            Ok(())
        })?;
        log.each(partition, |record| {
            if let &[identity, position, host] = record
                && let Some(&(times, _)) = documents.get(&identity)
                && is_repeat(times, host)
            {
                judgements.note(position, rule, None)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
