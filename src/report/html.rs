//! A report as one page that needs nothing else: tables with bars, and pages with what went from them marked.
//!
//! Scraped text stands in it. It is escaped by the template engine, and the page's own policy lets no script run, load
//! or send anything, should a piece of it get through.

use super::Report;
use crate::stats::{DocumentCount, from_chars};
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, context};
use serde::Serialize;

/// Hosts that the page names.
const NAMED_HOSTS: usize = 30;

/// The page.
///
/// # Errors
/// What the template engine says; there is nothing to say in a released program.
pub fn page(report: &Report) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("thousands", thousands);
    environment.add_filter("percent", percent);
    environment.add_filter("decimal", |number: f64| format!("{number:.1}"));
    environment.add_filter("width", width);
    environment.add_template("page.html", include_str!("page.html"))?;
    let mut further_hosts = report.hosts.others;
    report.hosts.largest.iter().skip(NAMED_HOSTS).for_each(|host| further_hosts += host.count);
    environment.get_template("page.html")?.render(context! {
        report => Value::from(Serde(report)),
        languages => languages(report),
        lengths => lengths(report),
        further_hosts => Value::from(Serde(further_hosts)),
    })
}

/// A language and the width of its bar.
#[derive(Serialize)]
struct LanguageRow {
    name: String,
    #[serde(flatten)]
    count: DocumentCount,
    share: String,
}

/// The languages, the one with most text first.
fn languages(report: &Report) -> Value {
    let most = report.languages.values().map(|count| count.chars_in).max().unwrap_or(0);
    let row = |(name, count): (&String, &DocumentCount)| LanguageRow {
        name: name.clone(),
        share: share(count.chars_in, most),
        count: *count,
    };
    let mut rows: Vec<LanguageRow> = report.languages.iter().map(row).collect();
    rows.sort_by(|a, b| b.count.chars_in.cmp(&a.count.chars_in).then_with(|| a.name.cmp(&b.name)));
    Value::from(Serde(rows))
}

/// A class of length and the widths of its bars.
#[derive(Serialize)]
struct LengthRow {
    from: u64,
    before: u64,
    after: u64,
    before_share: String,
    after_share: String,
}

/// The classes from the first to the last that holds a document.
fn lengths(report: &Report) -> Value {
    let (before, after) = (&report.lengths.before, &report.lengths.after);
    let holds = |class: &usize| before[*class] + after[*class] > 0;
    let classes = 0..before.len();
    let (first, last) = (classes.clone().find(holds), classes.rev().find(holds));
    let most = before.iter().chain(after).copied().max().unwrap_or(0);
    let row = |class: usize| LengthRow {
        from: from_chars(class),
        before: before[class],
        after: after[class],
        before_share: share(before[class], most),
        after_share: share(after[class], most),
    };
    let rows = first.zip(last).map_or(Vec::new(), |(first, last)| (first..=last).map(row).collect());
    Value::from(Serde(rows))
}

/// `part` of `whole` in per cent, as a width.
fn share(part: u64, whole: u64) -> String {
    format!("{:.2}", 100.0 * part as f64 / whole.max(1) as f64)
}

/// The width of a bar of `chars`, if the longest one of `rows` fills the place.
fn width(chars: u64, rows: &Value) -> String {
    let most = rows.try_iter().into_iter().flatten().filter_map(|row| row.get_attr("chars").ok()?.as_usize());
    share(chars, most.max().unwrap_or(0) as u64)
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// A count with thin spaces between its thousands.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}
