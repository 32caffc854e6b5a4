//! Raw records in, documents half clean out. Pure, so that records can be worked on in parallel.

use super::Options;
use super::halves::Half;
use crate::document::Document;
use crate::input::{Bad, Raw, Record, decode};
use crate::pipeline::Pipeline;

/// Bytes of records whose documents go through the stages together: as many as stay near the processor.
const GROUP_BYTES: usize = 128 << 10;

/// Records decoded, and their documents through the first half of cleaning, in order; a few of them are worked on ahead.
pub fn begun(
    pipeline: &Pipeline,
    options: &Options,
    records: impl IntoIterator<Item = Result<Raw, Bad>>,
) -> impl Iterator<Item = Half> {
    let mut records = records.into_iter().peekable();
    let size = |record: &Result<Raw, Bad>| record.as_ref().map_or(0, |raw| raw.bytes.len());
    let groups = std::iter::from_fn(move || {
        let mut group = vec![records.next()?];
        let mut bytes = size(&group[0]);
        while let Some(record) = records.next_if(|next| bytes + size(next) <= GROUP_BYTES) {
            bytes += size(&record);
            group.push(record);
        }
        Some(begin(pipeline, options, group))
    });
    groups.flatten()
}

fn begin(pipeline: &Pipeline, options: &Options, records: Vec<Result<Raw, Bad>>) -> impl Iterator<Item = Half> {
    let decoded: Vec<Result<Record, Bad>> =
        records.into_iter().map(|record| decode(record?, &options.fields)).collect();
    let mut documents: Vec<Document> = decoded.iter().flatten().map(document).collect();
    pipeline.begin(&mut documents);
    let mut documents = documents.into_iter();
    // There is one for each record that was decoded.
    decoded.into_iter().map(move |record| record.map(|record| (record, documents.next().unwrap_or_default())))
}

/// The document of a record, not yet cleaned.
pub fn document(record: &Record) -> Document {
    let mut document = Document::new(record.id.clone(), record.source());
    document.origin = record.origin.clone();
    document.host = record.url.as_deref().and_then(host);
    document.url = record.url.clone();
    document.flags.extend(record.flags.iter().copied());
    document
}

/// The host of an address, in lower case, without port and `www.`.
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}
