//! The dataset card of a run: `README.md` beside the shards, with the head that Hugging Face reads.
//!
//! It says what is known of the data, and the same for the same run, whenever and wherever it was done. What tamis cannot
//! know, such as the licence, is left to whoever publishes it.

use super::Preset;
use crate::report::Report;
use crate::stats::DocumentCount;
use std::fmt::Write;

/// Name of the card.
pub const CARD: &str = "README.md";

/// A language is named if one document in so many is in it: rarer ones are mostly mistakes.
const ONE_IN: u64 = 1_000;

/// What a card tells.
pub struct Card<'a> {
    /// What happened.
    pub report: &'a Report,
    /// Whose fields records have.
    pub preset: Preset,
    /// Whether they tell of their cleaning.
    pub facts: bool,
    /// The command of the run, for a shell.
    pub command: &'a str,
}

/// By what a card is known again.
const SIGN: &str = "cleaned with tamis ";

impl Card<'_> {
    /// Whether a file is a card of tamis.
    pub fn is_card(bytes: &[u8]) -> bool {
        memchr::memmem::find(bytes, SIGN.as_bytes()).is_some()
    }

    /// The card, in Markdown.
    pub fn text(&self) -> String {
        let mut text = String::from("---\n");
        self.head(&mut text);
        text.push_str("---\n\n# Clean web text\n\n");
        let _ = writeln!(
            text,
            "Scraped pages less site chrome and repeats, {SIGN}{}. What is not said here, the licence first of \
             all, is for whoever publishes the data to say: `license` in the head, and a description.\n",
            self.report.tamis
        );
        self.counts(&mut text);
        self.languages(&mut text);
        text.push_str(&self.fields());
        let _ = writeln!(
            text,
            "\n## How it was made\n\n    {}\n\nRules: SHA-256 `{}`. `report.json` tells what each rule took, \
             `quarantine.jsonl` which records could not be read.",
            self.command, self.report.rules_sha256
        );
        text
    }

    fn head(&self, text: &mut String) {
        let languages = self.named().map(|(code, _)| code).filter(|code| (2..=3).contains(&code.len()));
        list(text, "", "language", &languages.collect::<Vec<_>>());
        list(text, "", "size_categories", &[size_category(self.report.total.written)]);
        let configs = self.configs();
        if !configs.is_empty() {
            text.push_str("configs:\n");
        }
        for (name, shards) in &configs {
            let name = if configs.len() == 1 { "default" } else { name };
            let _ = writeln!(text, "- config_name: {name}");
            if self.preset == Preset::Text {
                text.push_str("  sample_by: paragraph\n");
            }
            text.push_str("  data_files:\n  - split: train\n");
            list(text, "    ", "path", shards);
        }
    }

    /// The shards that hold records, by the kind of file: one loader reads one kind.
    fn configs(&self) -> Vec<(&'static str, Vec<&str>)> {
        let mut configs: Vec<(&'static str, Vec<&str>)> = Vec::new();
        let inputs = self.report.inputs.iter().filter(|input| input.counts.written > 0);
        for shard in inputs.flat_map(|input| &input.shards) {
            let kind = match shard.rsplit('/').next().unwrap_or(shard) {
                name if name.ends_with(".parquet") => "parquet",
                name if [".txt", ".txt.gz", ".txt.zst"].iter().any(|suffix| name.ends_with(suffix)) => "text",
                _ => "json",
            };
            match configs.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, shards)) => shards.push(shard),
                None => configs.push((kind, vec![shard])),
            }
        }
        configs
    }

    /// Languages that enough documents are in, the most frequent first.
    fn named(&self) -> impl Iterator<Item = (&str, &DocumentCount)> {
        let known = self.report.languages.iter().filter(|(code, _)| *code != "und");
        let mut known: Vec<_> = known
            .filter(|(_, count)| count.documents.saturating_mul(ONE_IN) >= self.report.total.written)
            .map(|(code, count)| (code.as_str(), count))
            .collect();
        known.sort_by(|a, b| b.1.documents.cmp(&a.1.documents).then_with(|| a.0.cmp(b.0)));
        known.into_iter()
    }

    fn counts(&self, text: &mut String) {
        let total = &self.report.total;
        let rows = [
            ("records read", total.records),
            ("records here", total.written),
            ("put aside, since they could not be read", total.quarantined),
            ("dropped whole, by a rule", total.dropped),
            ("characters before", total.chars_in),
            ("characters here", total.chars_out),
        ];
        text.push_str("| | |\n| --- | ---: |\n");
        for (name, count) in rows {
            let _ = writeln!(text, "| {name} | {count} |");
        }
    }

    fn languages(&self, text: &mut String) {
        text.push_str("\n## Languages\n\n| main language | documents | characters |\n| --- | ---: | ---: |\n");
        let (mut documents, mut chars) = (0, 0);
        for (code, count) in self.named() {
            let _ = writeln!(text, "| {code} | {} | {} |", count.documents, count.chars_out);
            documents += count.documents;
            chars += count.chars_out;
        }
        let total = &self.report.total;
        let (documents, chars) = (total.written.saturating_sub(documents), total.chars_out.saturating_sub(chars));
        if documents > 0 {
            let _ = writeln!(text, "| others, or none that can be told | {documents} | {chars} |");
        }
    }

    fn fields(&self) -> String {
        let rest = "a JSON object in a string: the other fields of the record";
        let fields = match self.preset {
            Preset::Same => "Those of the records that came in; text files have `id`, `text`, `source`.".to_owned(),
            Preset::Hf => format!("`id`, `text`, `source`, `url`; `metadata`, {rest}."),
            Preset::Datatrove => format!("`text`, `id`; `metadata`, {rest}, with `source` and `url`."),
            Preset::Dolma => format!("`id`, `text`, `source`; `metadata` with `url` and `fields`, {rest}."),
            Preset::Text => "Documents are separated by blank lines; each of their lines is a paragraph.".to_owned(),
        };
        let own = match self.preset {
            Preset::Text => "",
            _ if !self.facts => "",
            Preset::Hf => " Further columns tell the language, the kind of page, and what cleaning took.",
            Preset::Dolma => " `metadata.tamis` tells the language, the kind of page, and what cleaning took.",
            _ => " `tamis` tells the language, the kind of page, and what cleaning took.",
        };
        format!("\n## Fields\n\n{fields}{own}\n")
    }
}

/// A list of YAML; all of its items are quoted, or `no` were no language.
fn list(text: &mut String, indent: &str, name: &str, items: &[&str]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "{indent}{name}:");
    for item in items {
        let item = serde_json::Value::from(*item);
        let _ = writeln!(text, "{indent}- {item}");
    }
}

/// The class of sizes that Hugging Face sorts datasets into.
fn size_category(documents: u64) -> &'static str {
    match documents {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        1_000_000_000..10_000_000_000 => "1B<n<10B",
        10_000_000_000..100_000_000_000 => "10B<n<100B",
        100_000_000_000..1_000_000_000_000 => "100B<n<1T",
        _ => "n>1T",
    }
}
