//! The tables at the end of a run: what each stage and rule took, and what was put aside.

use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write as _;
use tamis::report::Report;

/// The tables of a report, and its sums in words.
pub fn text(report: &Report) -> String {
    let total = &report.total;
    let share = |chars: u64| format!("{:.1} %", 100.0 * chars as f64 / total.chars_in.max(1) as f64);
    let mut rules = table(["rule", "documents", "edits", "characters", "of the text"]);
    for rule in &report.rules {
        let count = rule.count;
        rules.add_row([
            rule.id.clone(),
            count.documents.to_string(),
            count.edits.to_string(),
            count.chars.to_string(),
            share(count.chars),
        ]);
    }
    let mut stages = table(["stage", "edits", "characters", "of the text"]);
    for stage in &report.stages {
        let count = stage.count;
        stages.add_row([stage.id.clone(), count.edits.to_string(), count.chars.to_string(), share(count.chars)]);
    }
    let mut text = format!("{rules}\n\n{stages}\n\n");
    let mut say = |what: &str, words: String| {
        let _ = writeln!(text, "{what:<12} {words}");
    };
    say(
        "read",
        format!("{} records, {} paragraphs, {} characters", total.records, total.paragraphs_in, total.chars_in),
    );
    let kept = share(total.chars_out);
    say(
        "written",
        format!(
            "{} documents, {} paragraphs, {} characters ({kept})",
            total.written, total.paragraphs_out, total.chars_out
        ),
    );
    let reasons: Vec<String> = report.quarantined.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    say("quarantined", format!("{} records{reasons}", total.quarantined));
    if total.passed_over > 0 {
        say("passed over", format!("{} records without text", total.passed_over));
    }
    for (reason, count) in &report.dropped {
        say("dropped", format!("{count} documents: {reason}"));
    }
    for (flag, count) in &report.flags {
        say("flagged", format!("{count} documents: {flag}"));
    }
    if let Some(times) = &report.times {
        let stages: Vec<String> =
            times.stages.iter().map(|time| format!("{} {:.2} s", time.id, time.seconds)).collect();
        let (seconds, rate) = (times.seconds, times.mb_per_second);
        say("took", format!("{seconds:.1} s, {rate:.1} MB/s, {} threads; {}", times.threads, stages.join(", ")));
    }
    text
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
