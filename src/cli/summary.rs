//! The tables at the end of a run, on standard error: what each stage and rule took, and what was put aside.

use comfy_table::{CellAlignment, Table, presets};
use std::path::Path;
use tamis::pipeline::Pipeline;
use tamis::report::{by_chars, total};
use tamis::run::Done;

/// Prints the summary of a run.
pub fn print(pipeline: &Pipeline, done: &[Done], out: Option<&Path>) {
    let stats = total(done);
    let share = |chars: u64| format!("{:.1} %", 100.0 * chars as f64 / stats.chars_in.max(1) as f64);
    let mut rules = table(["rule", "documents", "edits", "characters", "of the text"]);
    for named in by_chars(pipeline, &stats) {
        let count = named.count;
        rules.add_row([
            named.id,
            count.documents.to_string(),
            count.edits.to_string(),
            count.chars.to_string(),
            share(count.chars),
        ]);
    }
    let mut stages = table(["stage", "edits", "characters", "of the text"]);
    for (name, count) in stats.stages(pipeline.catalog()) {
        stages.add_row([name, count.edits.to_string(), count.chars.to_string(), share(count.chars)]);
    }
    eprintln!("{rules}\n\n{stages}\n");
    eprintln!(
        "read         {} records, {} paragraphs, {} characters",
        stats.records, stats.paragraphs_in, stats.chars_in
    );
    let kept = share(stats.chars_out);
    eprintln!(
        "written      {} documents, {} paragraphs, {} characters ({kept})",
        stats.written, stats.paragraphs_out, stats.chars_out
    );
    let reasons = stats.quarantined.iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>();
    let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    eprintln!("quarantined  {} records{reasons}", stats.quarantined());
    for (flag, count) in &stats.flags {
        eprintln!("flagged      {count} documents: {flag}");
    }
    if let Some(folder) = out {
        eprintln!("see          {}", folder.join("report.json").display());
    }
}

/// A table whose first column is text and whose others are numbers.
pub fn table<const N: usize>(head: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
