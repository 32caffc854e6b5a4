//! Runs over made corpora, and what their ledgers say went.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tamis::input::{Bad, inputs};
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;
use tamis::rules::schema::Reach;
use tamis::run::{self, Listener, Options, Target};
use tamis::sidecar::Row;
use tamis::stats::Stats;

/// The shipped rules without those of chrome, which made words may hit by chance.
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| pipeline(&[]));

fn pipeline(above: &[Layer]) -> Pipeline {
    let stages = "stages = [\"normalize\", \"language\", \"dedup\", \"write\"]\n";
    let layers = [&[Layer::shipped(), Layer::of_text("pipeline", stages)], above].concat();
    Pipeline::of_layers(&layers, Problems::default(), |_| false).unwrap().0
}

struct Silent;

impl Listener for Silent {
    fn progress(&mut self, _: &Stats, _: u64) {}

    fn bad(&mut self, bad: &Bad) {
        panic!("{bad:?}");
    }
}

/// How a run is done.
#[derive(Clone, Copy)]
pub struct Settings {
    pub threads: usize,
    pub memory: usize,
    pub batch_bytes: usize,
    pub reach: Reach,
}

/// A line that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    pub document: String,
    pub line: usize,
    pub rule: String,
    /// Document and line of the keeper.
    pub keeper: Option<(String, usize)>,
}

/// What a run wrote.
pub struct Run {
    /// Files by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Lines that rules of dedup took, in order.
    pub removed: Vec<Removed>,
    /// What the run counted.
    pub total: Stats,
}

impl Run {
    /// All in memory, by one thread.
    pub const CORPUS: Settings = Settings { threads: 1, memory: 1 << 30, batch_bytes: 1 << 20, reach: Reach::Corpus };
    /// The same for hosts.
    pub const HOST: Settings = Settings { reach: Reach::Host, ..Self::CORPUS };
    /// The same for documents.
    pub const DOCUMENT: Settings = Settings { reach: Reach::Document, ..Self::CORPUS };
    /// Memory with which next to nothing stays in memory.
    pub const SPILLED: usize = 193 << 20;

    /// Cleans inputs of JSON lines, of records with a paragraph a line.
    pub fn of(texts: &[String], settings: &Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::within(&PIPELINE, folder.path(), texts, settings, None)
    }

    /// The same with the rules of a file `dedup.toml` above the shipped ones.
    pub fn ruled(dedup: &str, texts: &[String], settings: &Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipeline = pipeline(&[Layer::of_text("dedup", dedup)]);
        Self::within(&pipeline, folder.path(), texts, settings, None)
    }

    /// The same with an index, beside which the inputs called `name` lie.
    pub fn indexed(texts: &[String], name: &str, index: &Path, settings: &Settings) -> Self {
        Self::within(&PIPELINE, &index.parent().unwrap().join(name), texts, settings, Some(index.to_owned()))
    }

    fn within(
        pipeline: &Pipeline,
        folder: &Path,
        texts: &[String],
        settings: &Settings,
        index: Option<PathBuf>,
    ) -> Self {
        let (input, out) = (folder.join("in"), folder.join("out"));
        fs::create_dir_all(&input).unwrap();
        for (number, text) in texts.iter().enumerate() {
            fs::write(input.join(format!("{number:04}.jsonl")), text).unwrap();
        }
        let names: Vec<String> =
            (0..texts.len()).map(|number| input.join(format!("{number:04}.jsonl")).display().to_string()).collect();
        let options = Options {
            threads: settings.threads,
            memory: settings.memory,
            batch_bytes: settings.batch_bytes,
            reach: Some(settings.reach),
            index,
            ledger: true,
            ..Options::default()
        };
        let found = inputs(&names, None).unwrap();
        let summary = run::run(pipeline, &found, &Target::Folder(out.clone()), &options, &mut Silent).unwrap();
        assert_eq!(summary.total.records, texts.iter().map(|text| text.lines().count() as u64).sum::<u64>());
        let files = files_of(&out);
        assert!(files.keys().all(|name| !name.contains("partial") && !name.starts_with('.')), "{:?}", files.keys());
        let removed =
            files.iter().filter(|(name, _)| name.ends_with(".zst")).flat_map(|(_, ledger)| removed(ledger, texts));
        Self { removed: removed.collect(), files, total: summary.total }
    }

    /// The records of all shards.
    pub fn lines(&self) -> Vec<u8> {
        let shards = self.files.iter().filter(|(name, _)| name.ends_with(".jsonl") && *name != "quarantine.jsonl");
        shards.flat_map(|(_, shard)| shard.iter().copied()).collect()
    }

    /// The records written, by id: text and flags.
    pub fn records(&self) -> BTreeMap<String, (String, String)> {
        let lines = String::from_utf8(self.lines()).unwrap();
        let record = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let (id, text) = source(line);
            (id, (text, record["tamis"]["flags"].as_str().unwrap().to_owned()))
        };
        lines.lines().map(record).collect()
    }

    /// How many paragraphs each record says are copies, by id.
    pub fn copies(&self) -> BTreeMap<String, u64> {
        let lines = String::from_utf8(self.lines()).unwrap();
        let record = |line: &str| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            (source(line).0, record["tamis"]["duplicates"].as_u64().unwrap())
        };
        lines.lines().map(record).collect()
    }
}

fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn removed(ledger: &[u8], texts: &[String]) -> Vec<Removed> {
    let sources: BTreeMap<String, String> = texts.iter().flat_map(|text| text.lines()).map(source).collect();
    let rows = String::from_utf8(zstd::decode_all(ledger).unwrap()).unwrap();
    let mut removed = Vec::new();
    for row in rows.lines() {
        let row: Row = serde_json::from_str(row).unwrap();
        for edit in row.edits.iter().filter(|edit| edit.rule.starts_with("dedup/")) {
            // An edit takes the line end before a paragraph along, not the one behind it.
            let line = sources[&row.id][..edit.end_byte].matches('\n').count();
            let of = if edit.keeper_document.is_empty() { &row.id } else { &edit.keeper_document };
            let keeper = usize::try_from(edit.keeper).ok().map(|keeper| (of.clone(), keeper));
            removed.push(Removed { document: row.id.clone(), line, rule: edit.rule.clone(), keeper });
        }
    }
    removed
}

/// Id and text of a record.
fn source(record: &str) -> (String, String) {
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    let of = |name: &str| record[name].as_str().unwrap().to_owned();
    (of("id"), of("text"))
}
