//! How much memory a run may take, and what fits into it.

use crate::input::{Bad, Raw, Reason};

/// Memory of a run if nothing else is said.
pub const MEMORY: usize = 1 << 30;

/// The program with its rules, before the first document. All sizes here were measured with the shipped rules.
const BASE: usize = 96 << 20;

/// What the automata of the rules remember, for each thread that they run on.
const PER_THREAD: usize = 96 << 20;

/// Least memory of a run: the program on one thread, and room for a few batches.
pub const LEAST_MEMORY: usize = 256 << 20;

/// Bytes in flight for each byte of a batch: the record, its clean line, its ledger row, and both packed.
const PER_BATCH_BYTE: usize = 4;

/// Bytes that a document needs while it is cleaned, for each of its bytes.
const PER_BYTE: usize = 10;

/// Bytes that it needs for each of its paragraphs.
const PER_PARAGRAPH: usize = 400;

/// Bytes that the longest record takes for each of its bytes while it is read, beside all that is in flight: a line
/// that grows has room for twice of it.
const PER_BYTE_READ: usize = 2;

/// Bytes that may be in flight if a run has so much memory and so many threads; a quarter of
/// what the longest record may need in any case, so that a run with more threads than there is memory for goes on.
pub fn room(memory: usize, threads: usize) -> usize {
    let taken = BASE.saturating_add(PER_THREAD.saturating_mul(threads));
    memory.saturating_sub(taken).max(room_of_record(memory) / 4)
}

/// Bytes that one record may need to be worked on. Threads have no part in it: what is put aside does not depend on them.
fn room_of_record(memory: usize) -> usize {
    (PER_BATCH_BYTE + PER_BYTE) * longest_record(memory)
}

/// Bytes of the longest record that can be worked on with so much memory.
pub fn longest_record(memory: usize) -> usize {
    (memory.saturating_sub(BASE + PER_THREAD) / (PER_BYTE_READ + PER_BATCH_BYTE + PER_BYTE)).max(1)
}

/// Bytes that cleaning a record takes, at most.
fn weight(raw: &Raw) -> usize {
    // Line ends of a text, or of a text in JSON, where they are `\n`.
    let lines = memchr::memchr2_iter(b'\n', b'\\', &raw.bytes).count();
    PER_BYTE * raw.bytes.len() + PER_PARAGRAPH * lines
}

/// What is kept of a record that is put aside for its weight: enough to recognise it.
const HEAD_BYTES: usize = 64 << 10;

/// The record, if it can be worked on with so much memory.
///
/// # Errors
/// [`Bad`] with the head of the record, where it cannot.
pub fn fitting(raw: Raw, memory: usize) -> Result<Raw, Bad> {
    let (weight, room) = (weight(&raw), room_of_record(memory));
    if weight <= room {
        return Ok(raw);
    }
    let mib = |bytes: usize| bytes >> 20;
    let detail = format!(
        "cleaning its {} bytes and many lines may take {} MiB of memory, {} MiB are free for it; see --memory",
        raw.bytes.len(),
        mib(weight),
        mib(room)
    );
    let Raw { origin, mut bytes, .. } = raw;
    let total = bytes.len() as u64;
    bytes.truncate(HEAD_BYTES);
    bytes.shrink_to_fit();
    Err(Bad { bytes_total: total, ..Bad::new(origin, 0, Reason::RecordTooLong, detail, bytes) })
}

/// Bytes that cleaning these records one after the other takes, at most, until all are written.
pub fn weight_of_batch(records: &[Result<Raw, Bad>]) -> usize {
    let bytes = |record: &Result<Raw, Bad>| record.as_ref().map_or_else(|bad| bad.bytes.len(), |raw| raw.bytes.len());
    let heaviest = records.iter().flatten().map(weight).max().unwrap_or(0);
    PER_BATCH_BYTE * records.iter().map(bytes).sum::<usize>() + heaviest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Origin;

    fn raw(bytes: Vec<u8>) -> Raw {
        let origin = Origin { input: "a.txt".into(), record: 1, offset: 0 };
        Raw::text(origin, bytes, "a")
    }

    #[test]
    fn a_record_of_many_lines_weighs_more_than_one_of_as_many_bytes() {
        let (prose, lines) = (raw(vec![b'a'; 1000]), raw(b"a\n".repeat(500)));
        assert!(weight(&lines) > 10 * weight(&prose));
        let in_json = raw(b"a\\n".repeat(500));
        assert!(weight(&in_json) > weight(&lines));
    }

    #[test]
    fn puts_a_record_aside_that_needs_more_memory_than_there_is() {
        assert!(fitting(raw(vec![b'a'; 1 << 20]), LEAST_MEMORY).is_ok());
        let bad = fitting(raw(b"a\n".repeat(1 << 20)), LEAST_MEMORY).unwrap_err();
        assert_eq!((bad.reason, bad.bytes_total, bad.bytes.len()), (Reason::RecordTooLong, 2 << 20, HEAD_BYTES));
    }

    #[test]
    fn each_record_that_is_read_fits_alone() {
        for memory in [LEAST_MEMORY, MEMORY] {
            let longest = raw(vec![b'a'; longest_record(memory)]);
            assert!(weight_of_batch(&[Ok(longest)]) <= room_of_record(memory));
            assert!(room_of_record(memory) <= room(memory, 1), "with one thread it fits");
        }
    }
}
