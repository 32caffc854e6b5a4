//! `tamis explain`: a page as it came, with what is removed from it, by which rule, and why.

use super::exit_code::{Exit, Failure};
use super::{FieldNames, Rules, why, write_out};
use anstyle::{AnsiColor, Style};
use std::collections::BTreeMap;
use std::io::Write;
use tamis::diagnostic::counted;
use tamis::document::{Document, Paragraph};
use tamis::input::{Fields, Reader, decode, inputs};
use tamis::ledger::{Edit, Keeper, RuleRef};
use tamis::pipeline::{Cleaned, FUSE, Pipeline};
use tamis::rules::problems::nearest;
use tamis::run;

/// Shows a page with what is removed from it, by which rule, and why.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// A file, or `-` for standard input.
    #[arg(value_name = "FILE")]
    file: String,
    /// Number of the record in the file.
    #[arg(long, value_name = "N", default_value_t = 1)]
    record: u64,
    /// Show only the paragraphs that this rule changed, each between its neighbours; with `--why-kept`, this rule alone.
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Tell why the paragraph on this line stayed: the rules that came closest, condition by condition.
    #[arg(long, value_name = "LINE")]
    why_kept: Option<usize>,
    #[command(flatten)]
    fields: FieldNames,
    #[command(flatten)]
    rules: Rules,
}

const REMOVED: Style = AnsiColor::Red.on_default().strikethrough();
const PUT_IN: Style = AnsiColor::Green.on_default();
const RULE: Style = AnsiColor::Cyan.on_default();
const NUMBER: Style = Style::new().dimmed();

impl Explain {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let pipeline = self.rules.pipeline()?;
        let document = read(&self.file, self.record, &self.fields.into())?;
        let cleaned = pipeline.clean(document);
        let rule = self.rule.as_deref().map(|id| named(&pipeline, id)).transpose()?;
        if let Some(line) = self.why_kept {
            return why::tell(&pipeline, &cleaned.document, line, rule);
        }
        let mut out = anstream::stdout().lock();
        let page = Page { pipeline: &pipeline, document: &cleaned.document };
        if let Some(rule) = rule {
            return write_out(&page.changed_by(rule));
        }
        for index in 0..cleaned.document.paragraphs.len() {
            writeln!(out, "{}", page.line(index))?;
        }
        writeln!(out, "\n{}", page.tally(&cleaned))?;
        Ok(Exit::Done)
    }
}

/// The number of the rule with this id.
fn named(pipeline: &Pipeline, id: &str) -> Result<RuleRef, Failure> {
    pipeline.catalog().find(id).ok_or_else(|| {
        let ids: Vec<&str> = pipeline.catalog().iter().map(|(_, info)| info.id.as_str()).collect();
        let near = nearest(id, &ids).map_or(String::new(), |(_, id)| format!("; the nearest id is `{id}`"));
        Failure::usage(format!("error: no rule that runs has the id `{id}`{near}\n"))
    })
}

/// The document of a record of a file.
fn read(file: &str, record: u64, fields: &Fields) -> Result<Document, Failure> {
    let inputs = inputs(&[file.to_owned()], None).map_err(|error| Failure::usage(format!("error: {error}\n")))?;
    let mut seen = 0;
    for input in &inputs {
        let mut reader = Reader::new(input, tamis::input::reader::MAX_RECORD_BYTES, fields);
        while let Some(batch) = reader.next_batch(1 << 20) {
            for raw in batch {
                seen += 1;
                if seen < record {
                    continue;
                }
                let wanted = raw.and_then(|raw| decode(raw, fields));
                let wanted = wanted.map_err(|bad| {
                    Failure::usage(format!(
                        "error: {file} record {record}, byte {}: {}: {}\n",
                        bad.at, bad.reason, bad.detail
                    ))
                })?;
                return Ok(run::document(&wanted));
            }
        }
    }
    Err(Failure::usage(format!("error: {file} has {seen} records; give `--record` a number up to that\n")))
}

/// A cleaned page being shown.
struct Page<'a> {
    pipeline: &'a Pipeline,
    document: &'a Document,
}

impl Page<'_> {
    /// The paragraphs that a rule changed, each between its neighbours; `--` stands for what is left out.
    fn changed_by(&self, rule: RuleRef) -> String {
        let count = self.document.paragraphs.len();
        let changed: Vec<usize> = (0..count).filter(|&at| why::rules_of(self.document, at).contains(&rule)).collect();
        let id = &self.pipeline.catalog().get(rule).id;
        if changed.is_empty() {
            return format!("{RULE}{id}{RULE:#} changes nothing here\n");
        }
        let mut text = String::new();
        let mut next = 0;
        for &at in &changed {
            let from = at.saturating_sub(1).max(next);
            if from > next {
                text.push_str("   --\n");
            }
            let to = count.min(at + 2);
            (from..to).for_each(|index| text.extend([&self.line(index), "\n"]));
            next = to.max(next);
        }
        if next < count {
            text.push_str("   --\n");
        }
        let paragraphs = counted(changed.len(), "paragraph");
        format!("{text}\n{RULE}{id}{RULE:#} changes {paragraphs} of {count}\n")
    }

    /// A paragraph on a line: its line in the source, a mark, its text with the changes in it, and their rules.
    fn line(&self, index: usize) -> String {
        let paragraph = &self.document.paragraphs[index];
        let source = self.document.source();
        let number = self.document.line(index);
        let (mark, text) = match paragraph.removal() {
            Some(_) => ('-', format!("{REMOVED}{}{REMOVED:#}", paragraph.span().of(source))),
            None if paragraph.put_back().is_some() => ('!', paragraph.text(source).to_owned()),
            None if paragraph.is_lifted() => ('+', format!("{PUT_IN}{}{PUT_IN:#}", paragraph.text(source))),
            None if paragraph.edits().is_empty() => (' ', paragraph.text(source).to_owned()),
            None => ('~', marked(source, paragraph)),
        };
        format!("{NUMBER}{number:>5}{NUMBER:#} {mark} {text}{}", self.reasons(paragraph))
    }

    /// The rules that changed a paragraph, each with its reason.
    fn reasons(&self, paragraph: &Paragraph) -> String {
        let mut rules: Vec<(RuleRef, Option<Keeper>)> = match paragraph.removal().or(paragraph.put_back()) {
            Some(removal) => vec![(removal.rule, removal.keeper)],
            None => paragraph.edits().iter().map(|edit| (edit.rule, edit.keeper)).collect(),
        };
        rules.dedup();
        let line = |(rule, keeper): (RuleRef, Option<Keeper>)| {
            let info = self.pipeline.catalog().get(rule);
            let kept = keeper
                .map_or(String::new(), |keeper| format!(" It stays on line {}.", self.document.line(keeper.paragraph)));
            format!("\n        {RULE}{}{RULE:#}: {}{kept}", info.id, info.why)
        };
        rules.into_iter().map(line).collect()
    }

    /// The counts below the page.
    fn tally(&self, cleaned: &Cleaned) -> String {
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &cleaned.ledger.entries {
            *by_rule.entry(&self.pipeline.catalog().get(entry.edit.rule).id).or_default() +=
                entry.removed.chars().count();
        }
        let chars = |text: &str| text.chars().count();
        let kinds = self.document.kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(", ");
        let languages =
            self.document.mix.iter().map(|share| format!("{} {:.0} %", share.language, share.share * 100.0));
        let mut text = format!(
            "{} of {} characters stay; kind: {}; languages: {}",
            chars(&cleaned.text),
            chars(self.document.source()),
            if kinds.is_empty() { "none" } else { &kinds },
            languages.collect::<Vec<_>>().join(", "),
        );
        if self.document.flags.contains(FUSE) {
            text.push_str(&format!(
                "\nthe fuse blew: rules of chrome would take more than {:.0} % of the letters (`limits.max-share` of \
                 pipeline.toml), so all lines that they took, marked `!`, were put back",
                self.pipeline.settings().max_share * 100.0
            ));
        }
        for (rule, chars) in by_rule {
            text.push_str(&format!("\n{chars:>8} {RULE}{rule}{RULE:#}"));
        }
        text
    }
}

/// The source of a paragraph with each change in it: `[-what goes-]`, `{+what comes+}`.
fn marked(source: &str, paragraph: &Paragraph) -> String {
    let mut text = String::new();
    let mut at = paragraph.span().start;
    for Edit { span, insert, .. } in paragraph.edits() {
        text.push_str(&source[at..span.start]);
        if !span.is_empty() {
            text.push_str(&format!("{REMOVED}[-{}-]{REMOVED:#}", span.of(source)));
        }
        if !insert.is_empty() {
            text.push_str(&format!("{PUT_IN}{{+{insert}+}}{PUT_IN:#}"));
        }
        at = span.end;
    }
    text.push_str(&source[at..paragraph.span().end]);
    text
}
