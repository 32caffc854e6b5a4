//! `tamis test`: rules on their examples, with a diff where one does not hold.

use super::exit_code::{Exit, Failure};
use super::{Rules, is_within};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use tamis::diagnostic::counted;
use tamis::rules::compile::compile;
use tamis::rules::examples::{Outcome, try_alone, try_together};
use tamis::rules::problems::Problems;

/// Tries rules on their examples: alone, and in the full set.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// Full id of a rule, or the start of several, such as `chrome/zh`; all if not given.
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    rules: Rules,
}

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

impl Test {
    /// Runs the command.
    pub fn run(self) -> Result<Exit, Failure> {
        let book = self.rules.book()?;
        let problems = Problems::default();
        let compiled = compile(&book, &problems);
        problems.into_report().map_err(|report| Failure::usage(report.render(true)))?;
        let named = |id: &str| self.id.as_deref().is_none_or(|wanted| is_within(id, wanted));
        let rules = book.rules.iter().filter(|spec| spec.enabled && named(&spec.full_id)).count();
        if rules == 0 {
            let id = self.id.unwrap_or_default();
            return Err(Failure::usage(format!("error: no rule has the id `{id}`; see `tamis rules list`\n")));
        }
        let alone = try_alone(&book, &compiled, |spec| named(&spec.full_id));
        let together: Vec<Outcome> = try_together(&book, &compiled).into_iter().filter(|o| named(&o.rule)).collect();
        let mut broken = 0;
        for (outcomes, how) in [(&alone, "alone"), (&together, "in the full set")] {
            for outcome in outcomes.iter().filter(|outcome| !outcome.holds) {
                broken += 1;
                anstream::println!("{}", shown(outcome, how));
            }
        }
        anstream::println!(
            "{}, {}: {}",
            counted(rules, "rule"),
            counted(alone.len(), "example"),
            if broken == 0 { format!("{GOOD}all hold{GOOD:#}") } else { format!("{BAD}{broken} do not hold{BAD:#}") },
        );
        Ok(if broken == 0 { Exit::Done } else { Exit::No })
    }
}

/// A broken example: the page, and how what is left differs from what should be.
fn shown(outcome: &Outcome, how: &str) -> String {
    let what = if outcome.list == "removed" { "does not go" } else { "does not stay" };
    let mut text = format!("{BAD}{}{BAD:#}: an example {what}, tried {how} ({})\n", outcome.rule, outcome.place);
    let wanted = outcome.wanted.as_deref().unwrap_or_default();
    for line in &outcome.page {
        let (is_left, is_wanted) = (outcome.left.contains(line), wanted.contains(line));
        let line = match (is_left, is_wanted) {
            (true, false) => format!("{BAD}+ {line}{BAD:#}  <- stays, and should go"),
            (false, true) => format!("{BAD}- {line}{BAD:#}  <- goes, and should stay"),
            (true, true) => format!("  {line}"),
            (false, false) => format!("{GOOD}- {line}{GOOD:#}"),
        };
        let _ = writeln!(text, "    {line}");
    }
    for line in outcome.left.iter().filter(|line| !outcome.page.contains(line)) {
        let _ = writeln!(text, "    = {line}");
    }
    let changed = outcome.changed_by.join(", ");
    let _ = writeln!(text, "    changed by: {}", if changed.is_empty() { "no rule" } else { &changed });
    text
}
