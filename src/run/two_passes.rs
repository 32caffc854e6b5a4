//! A run in two passes, for rules that look beyond a document: the first cleans by half and surveys, the second takes out
//! what the survey found and writes.
//!
//! Between them documents wait in a file, so that nothing is worked out twice. That file and those of the survey have no
//! name: they are gone when the run ends, however it ends. A run that is gone on with surveys all over again, and then
//! writes from where it was broken off.

use super::clean::begun;
use super::flow::{Item, flow};
use super::folder::InputPrint;
use super::halves::{self, Half, HalfBatch, Waiting};
use super::pack::{OpenBatch, PackedBatch, Whence};
use super::{Batch, Batches, Job, Listener, Options, RunError, Sink, Start, Target, memory};
use crate::document::Names;
use crate::input::{Bad, Input};
use crate::output::Form;
use crate::pipeline::Pipeline;
use crate::survey::index::Index;
use crate::survey::{Groups, Plan, Signed, Survey, Verdict, Verdicts, Work};
use sha2::{Digest, Sha256};
use std::io;

/// A batch at the end of the first pass.
struct Surveyed {
    half: HalfBatch,
    signed: Vec<Signed>,
    ids: Vec<String>,
    first_bad: Option<Bad>,
}

/// A batch at the start of the second pass, with what the survey found for each of its documents.
struct Judged {
    half: HalfBatch,
    verdicts: Vec<Found>,
}

/// The verdicts on the paragraphs of a document, and ids of the documents that hold keepers of them.
type Found = (Vec<Verdict>, Vec<(u64, String)>);

/// Cleans `inputs` in two passes, with the rules of `plan`; batches before `start` are surveyed but not written.
///
/// # Errors
/// [`RunError`] where something cannot be written, or a strict run meets a bad record.
pub(super) fn run(
    job: Job,
    plan: &Plan,
    listener: &mut dyn Listener,
    sink: &mut Sink,
    start: Start,
) -> Result<(), RunError> {
    let Job { pipeline, inputs, forms, target, options } = job;
    let folder = match (&options.temporary, target) {
        (Some(folder), _) | (None, Target::Folder(folder)) => folder.clone(),
        (None, Target::Stdout) => std::env::temp_dir(),
    };
    let kept = |error| RunError::Temporary { folder: folder.clone(), error };
    // Half of what there is for what is worked on, half for what is remembered.
    let room = memory::room(options.memory, options.threads) / 2;
    let names = Names::default();
    let with_ids = options.ledger || options.index.is_some();
    let mut waiting = Waiting::create(&folder).map_err(kept)?;
    let mut survey = Survey::new(plan, Work { folder: folder.clone(), memory: room, threads: options.threads });
    if let Some(folder) = &options.index {
        survey.behind(Index::open(folder, plan)?, name_of(inputs))?;
    }
    let mut batches = Batches::new(inputs, forms, options, Start::default());
    let mut bytes = 0;
    flow(
        options.threads,
        room,
        || batches.next().map(|batch| Item { weight: batch.weight, value: batch }),
        |batch| first_pass(pipeline, plan, options, &names, batch),
        |surveyed: io::Result<Surveyed>| {
            let Surveyed { half, signed, ids, first_bad } = surveyed?;
            if let Some(bad) = first_bad.filter(|_| options.strict) {
                return Err(RunError::Strict(Box::new(bad)));
            }
            waiting.add(&half).map_err(kept)?;
            for (signed, id) in signed.iter().zip(&ids) {
                survey.take(signed, with_ids.then_some(id.as_str())).map_err(kept)?;
            }
            let Whence { input, bytes: of_batch, read, .. } = half.whence;
            bytes += of_batch;
            listener.read(input, read.0, read.1);
            listener.surveyed(survey.documents(), bytes);
            Ok(())
        },
    )?;
    listener.judging();
    let (mut verdicts, fresh) = survey.finish().map_err(kept)?;
    let mut waited = waiting.rewind().map_err(kept)?;
    let mut written = Written { start, is_behind: start == Start::default() };
    let groups = fresh.as_ref().map(|fresh| &fresh.groups);
    let mut next = || {
        loop {
            let Item { weight, value } = judged(waited.next()?, &mut verdicts, options.ledger);
            let value = match value {
                // What is written already is in the groups all the same.
                Ok(judged) if !written.wants(judged.half.whence) => match gather_only(groups, &names, judged) {
                    Ok(()) => continue,
                    Err(error) => Err(error),
                },
                value => value,
            };
            return Some(Item { weight, value });
        }
    };
    flow(
        options.threads,
        room,
        &mut next,
        |judged: io::Result<Judged>| second_pass(pipeline, plan, options, forms, (&names, groups), judged?),
        |packed: io::Result<PackedBatch>| sink.take(packed?, listener),
    )?;
    sink.finish()?;
    // Last: a run that is broken off before has left the index as it was, and one that is done again is the same segment.
    if let (Some(folder), Some(fresh)) = (&options.index, fresh) {
        Index::open(folder, plan)?.commit(fresh, pipeline.catalog())?;
    }
    Ok(())
}

/// By what inputs are known to an index: the beginning of the SHA-256 of their prints.
fn name_of(inputs: &[Input]) -> String {
    let mut sha = Sha256::new();
    for InputPrint { files, bytes, sha256, .. } in inputs.iter().map(InputPrint::of) {
        sha.update(format!("{files} {bytes} {sha256}\n"));
    }
    sha.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What an earlier run has written of these batches.
struct Written {
    start: Start,
    is_behind: bool,
}

impl Written {
    /// Whether a batch, which comes behind those that were asked for before, is still to be written.
    fn wants(&mut self, Whence { input, end, .. }: Whence) -> bool {
        let Start { input: first, position } = self.start;
        let wants = self.is_behind || input > first || (input == first && position.is_none());
        self.is_behind = wants || (input == first && position == Some(end));
        wants
    }
}

fn first_pass(
    pipeline: &Pipeline,
    plan: &Plan,
    options: &Options,
    names: &Names,
    batch: Batch,
) -> io::Result<Surveyed> {
    let halves: Vec<Half> = begun(pipeline, options, batch.records).collect();
    let documents = || halves.iter().flatten().map(|(_, document)| document);
    let signed: Vec<Signed> = documents().map(|document| plan.sign(document)).collect();
    let ids = documents().map(|document| document.id.clone()).collect();
    let first_bad = halves.iter().find_map(|half| half.as_ref().err()).cloned();
    let packed = halves::pack(&halves, names)?;
    let documents = signed.len() as u64;
    let Batch { input, bytes, end, read, weight, .. } = batch;
    let whence = Whence { input, bytes, end, read };
    let half = HalfBatch { whence, weight, documents, packed };
    Ok(Surveyed { half, signed, ids, first_bad })
}

/// A batch that waited, with the verdicts on its documents, which follow those of the batch before.
fn judged(half: io::Result<HalfBatch>, verdicts: &mut Verdicts, with_ids: bool) -> Item<io::Result<Judged>> {
    let judged = half.and_then(|half| {
        let found = (0..half.documents).map(|_| {
            let found = verdicts.next_document()?;
            let ids = if with_ids { verdicts.ids_of_keepers(&found)? } else { Vec::new() };
            Ok((found, ids))
        });
        Ok(Judged { verdicts: found.collect::<io::Result<_>>()?, half })
    });
    Item { weight: judged.as_ref().map_or(0, |judged| judged.half.weight), value: judged }
}

fn gather_only(groups: Option<&Groups>, names: &Names, judged: Judged) -> io::Result<()> {
    let Some(groups) = groups else { return Ok(()) };
    let documents = halves::unpack(&judged.half.packed, names)?.into_iter().flatten();
    documents.zip(&judged.verdicts).for_each(|((_, document), (found, _))| groups.gather(&document, found));
    Ok(())
}

fn second_pass(
    pipeline: &Pipeline,
    plan: &Plan,
    options: &Options,
    forms: &[Form],
    (names, groups): (&Names, Option<&Groups>),
    judged: Judged,
) -> io::Result<PackedBatch> {
    let Judged { half: HalfBatch { whence, packed, .. }, verdicts } = judged;
    let mut verdicts = verdicts.into_iter();
    let mut open = OpenBatch::of_about(whence.bytes, &forms[whence.input]);
    for half in halves::unpack(&packed, names)? {
        let cleaned = half.map(|(record, mut document)| {
            let (found, ids) = verdicts.next().unwrap_or_default();
            if let Some(groups) = groups {
                groups.gather(&document, &found);
            }
            plan.apply(&mut document, &found, pipeline.catalog());
            document.keepers.extend(ids);
            (record, pipeline.end(document))
        });
        open.add(pipeline, options, cleaned);
    }
    open.finish(whence)
}
