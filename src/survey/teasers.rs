//! Teasers across documents: a paragraph that breaks off, and another that begins the same and goes on.

use super::log::{Log, PARTITIONS};
use super::store::Store;
use super::twice::HashedMap;
use super::verdicts::Judgements;
use std::io;

/// Who is shown records that are to be kept.
type Keep<'k> = dyn FnMut(&[u64]) -> io::Result<()> + 'k;

/// Wholes of a beginning that are tried, the first of different ones; of those much longer, as many again.
const MOST_TRIED: usize = 8;
/// Characters that a whole must have more than a beginning: more than an ellipsis.
const MORE_CHARS: u64 = 3;

/// A paragraph that may be a whole.
#[derive(Clone, Copy)]
struct Whole {
    position: u64,
    text: u64,
    chars: u64,
    identity: u64,
}

/// The wholes of a bucket: paragraphs that begin with the same so many characters.
#[derive(Default)]
struct Bucket {
    /// Characters of its longest beginning.
    longest: u64,
    /// The first ones.
    any: Vec<Whole>,
    /// The first of those that are longer than all beginnings.
    long: Vec<Whole>,
}

/// Judges that paragraphs go that break off and whose whole stands elsewhere. Both logs hold records of the hash of a
/// beginning, position, text, characters and identity. `keep` is shown the first of equal wholes.
pub(super) fn teasers(
    beginnings: &Log,
    mut wholes: Log,
    rule: usize,
    texts: &Store,
    judgements: &mut Judgements,
    mut keep: Option<&mut Keep<'_>>,
) -> io::Result<()> {
    for partition in 0..PARTITIONS {
        if let Some(keep) = &mut keep {
            keep_firsts(&wholes, partition, keep)?;
        }
        let mut buckets: HashedMap<u64, Bucket> = HashedMap::default();
        beginnings.each(partition, |record| {
            if let &[hash, _, _, chars, _] = record {
                let bucket = buckets.entry(hash).or_default();
                bucket.longest = bucket.longest.max(chars);
            }
            Ok(())
        })?;
        if !buckets.is_empty() {
            wholes.each(partition, |record| {
                if let &[hash, position, text, chars, identity] = record
                    && let Some(bucket) = buckets.get_mut(&hash)
                {
                    let whole = Whole { position, text, chars, identity };
                    note(&mut bucket.any, whole);
                    if chars > bucket.longest + MORE_CHARS {
                        note(&mut bucket.long, whole);
                    }
                }
                Ok(())
            })?;
        }
        wholes.release(partition);
        judge(beginnings, partition, &buckets, rule, texts, judgements)?;
    }
    Ok(())
}

fn keep_firsts(wholes: &Log, partition: usize, keep: &mut Keep<'_>) -> io::Result<()> {
    let mut known: HashedMap<(u64, u64), ()> = HashedMap::default();
    wholes.each(partition, |record| {
        let is_new = known.insert((record[0], record[4]), ()).is_none();
        if is_new { keep(record) } else { Ok(()) }
    })
}

/// Notes one of the first wholes that are not the same.
fn note(wholes: &mut Vec<Whole>, whole: Whole) {
    if wholes.len() < MOST_TRIED && wholes.iter().all(|known| known.identity != whole.identity) {
        wholes.push(whole);
    }
}

fn judge(
    beginnings: &Log,
    partition: usize,
    buckets: &HashedMap<u64, Bucket>,
    rule: usize,
    texts: &Store,
    judgements: &mut Judgements,
) -> io::Result<()> {
    // The same beginning may stand very often: its whole is looked for once.
    let mut known: HashedMap<(u64, u64), Option<u64>> = HashedMap::default();
    let (mut beginning, mut whole) = (String::new(), String::new());
    beginnings.each(partition, |record| {
        let &[hash, position, text, chars, identity] = record else { return Ok(()) };
        let keeper = match known.get(&(hash, identity)) {
            Some(keeper) => *keeper,
            None => {
                let bucket = buckets.get(&hash);
                let mut tried: Vec<&Whole> =
                    bucket.into_iter().flat_map(|bucket| bucket.any.iter().chain(&bucket.long)).collect();
                tried.sort_by_key(|whole| whole.position);
                tried.retain(|whole| whole.chars > chars + MORE_CHARS);
                texts.read(text, &mut beginning)?;
                let mut keeper = None;
                for candidate in tried {
                    texts.read(candidate.text, &mut whole)?;
                    if starts_with(&whole, &beginning) {
                        keeper = Some(candidate.position);
                        break;
                    }
                }
                known.insert((hash, identity), keeper);
                keeper
            }
        };
        if let Some(keeper) = keeper {
            judgements.note(position, rule, keeper)?;
        }
        Ok(())
    })
}

/// Whether a key starts like another, white space left out.
fn starts_with(key: &str, start: &str) -> bool {
    let mut chars = key.chars().filter(|c| *c != ' ');
    start.chars().filter(|c| *c != ' ').all(|wanted| chars.next() == Some(wanted))
}
