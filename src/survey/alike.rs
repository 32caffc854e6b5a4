//! Near duplicates: paragraphs that share a bucket with an earlier one, and, when the two are compared, are alike.

use super::first::each_partition;
use super::log::{Log, PARTITIONS, Parting};
use super::plan::WIDE;
use super::store::Store;
use super::take::Work;
use super::twice::{HashedMap, Twice};
use super::verdicts::Judgements;
use crate::stages::dedup::{Comparer, Duplicate};
use rayon::prelude::*;
use std::io;

/// The buckets of a rule, and what comes of them.
pub(super) struct Alike<'d> {
    duplicate: &'d Duplicate,
    rule: usize,
    work: &'d Work,
    /// Where positions are parted.
    parting: Parting,
    /// Hash of a bucket, position, text.
    buckets: Log,
}

/// Numbers of a pair: position and text of the later paragraph, position and text of the first of the bucket.
const PAIR: usize = 4;

impl<'d> Alike<'d> {
    pub fn new(duplicate: &'d Duplicate, rule: usize, work: &'d Work, parting: Parting) -> Self {
        let buckets = Log::new(3, Parting::Hash { below: 0 }, &work.folder);
        Self { duplicate, rule, work, parting, buckets }
    }

    /// Takes a record of [`Kind::Near`](super::plan::Kind): the paragraph into its buckets.
    pub fn take(&mut self, record: &[u64]) -> io::Result<()> {
        let [_, _, position, text, bands @ ..] = record else { return Ok(()) };
        let most = self.work.part(8);
        bands.iter().try_for_each(|band| self.buckets.push_within(&[*band, *position, *text], most))
    }

    /// Compares each paragraph with the first of each of its buckets, and judges that those go that are alike.
    pub fn judge(self, texts: &Store, judgements: &mut Judgements) -> io::Result<()> {
        let Self { duplicate, rule, work, parting, buckets } = self;
        let mut pairs = Log::new(PAIR, parting, &work.folder);
        each_partition(buckets, work, &pairs_of, &mut |found| {
            let own = found.chunks_exact(PAIR).filter(|pair| judgements.is_own(pair[0]));
            own.into_iter().try_for_each(|pair| pairs.push_within(pair, work.part(8)))
        })?;
        for partition in 0..PARTITIONS {
            for (position, keeper) in verified(duplicate, pairs.take(partition)?, texts)? {
                judgements.note(position, rule, keeper)?;
            }
        }
        Ok(())
    }
}

/// The pairs of a partition of buckets, one after the other: each paragraph with the first of its bucket.
fn pairs_of(log: &Log, partition: usize) -> io::Result<Vec<u64>> {
    let mut twice = Twice::new(log.bytes(partition) / (log.width() * size_of::<u64>()));
    log.each(partition, |record| {
        twice.note(record[0]);
        Ok(())
    })?;
    let mut firsts: HashedMap<u64, (u64, u64)> = HashedMap::default();
    log.each(partition, |record| {
        if let &[bucket, position, text] = record
            && twice.has(bucket)
        {
            let first = firsts.entry(bucket).or_insert((position, text));
            *first = (*first).min((position, text));
        }
        Ok(())
    })?;
    let mut pairs = Vec::new();
    log.each(partition, |record| {
        if let &[bucket, position, text] = record
            && twice.has(bucket)
            && let Some(&(first, of_first)) = firsts.get(&bucket)
            && first != position
        {
            pairs.extend([position, text, first, of_first]);
        }
        Ok(())
    })?;
    Ok(pairs)
}

/// Of the pairs of a range of positions those that are alike: the position, and that of the first keeper that it is like.
fn verified(duplicate: &Duplicate, pairs: Vec<u64>, texts: &Store) -> io::Result<Vec<(u64, u64)>> {
    let mut pairs: Vec<[u64; PAIR]> =
        pairs.chunks_exact(PAIR).map(|pair| [pair[0], pair[1], pair[2], pair[3]]).collect();
    pairs.par_sort_unstable_by_key(|pair| (pair[0], pair[2]));
    pairs.dedup();
    let of_paragraph: Vec<&[[u64; PAIR]]> = pairs.chunk_by(|a, b| a[0] == b[0]).collect();
    let verdicts: Vec<io::Result<Option<(u64, u64)>>> = of_paragraph
        .into_par_iter()
        .map_init(Desk::default, |desk, candidates| desk.first_alike(duplicate, candidates, texts))
        .collect();
    verdicts.into_iter().filter_map(Result::transpose).collect()
}

/// What is at hand while pairs are compared.
#[derive(Default)]
struct Desk {
    comparer: Comparer,
    text: String,
    other: String,
}

impl Desk {
    fn first_alike(
        &mut self,
        duplicate: &Duplicate,
        candidates: &[[u64; PAIR]],
        texts: &Store,
    ) -> io::Result<Option<(u64, u64)>> {
        let Some(&[position, text, ..]) = candidates.first() else { return Ok(None) };
        texts.read(text & !WIDE, &mut self.text)?;
        for &[_, _, keeper, other] in candidates {
            texts.read(other & !WIDE, &mut self.other)?;
            if duplicate.is_near(&self.text, &self.other, text & WIDE != 0, &mut self.comparer) {
                return Ok(Some((position, keeper)));
            }
        }
        Ok(None)
    }
}
