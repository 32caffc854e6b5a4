//! A cleaned page in; for each line of its source, whether it stays, and what each rule took of it, out.

use crate::key::is_invisible;
use crate::ledger::RuleRef;
use crate::pipeline::Cleaned;
use crate::stages::normalize::{self, SPACING};

/// One line of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its characters, white space aside.
    pub weight: u64,
    /// Whether it counts as one that stays: half of what can be seen of it does.
    pub stays: bool,
    /// Rules that took something of it, with the characters they took.
    pub taken: Vec<(RuleRef, u64)>,
}

/// The lines of the source of `cleaned`, cut at `\n`.
pub fn lines(cleaned: &Cleaned) -> Vec<Line> {
    let source = cleaned.document.source();
    let mut lines = Vec::new();
    let mut entries = cleaned.ledger.entries.iter().map(|entry| &entry.edit).peekable();
    let mut start = 0;
    for text in source.split('\n') {
        let end = start + text.len();
        let seen = text.chars().filter(|&c| is_seen(c)).count() as u64;
        let mut line = Line { weight: weight(text), stays: false, taken: Vec::new() };
        let mut gone = 0;
        while let Some(edit) = entries.peek() {
            let (from, to) = (edit.span.start.max(start), edit.span.end.min(end));
            if from < to {
                gone += note(edit.rule, &source[from..to], &mut line.taken);
            }
            // An edit that goes on behind the line is asked again for the next one.
            if edit.span.end > end || edit.span.start > end {
                break;
            }
            entries.next();
        }
        line.stays = seen > 0 && 2 * (seen - gone.min(seen)) >= seen;
        lines.push(line);
        start = end + 1;
    }
    lines
}

/// Notes what `rule` took; returns how many of the characters that can be seen are gone for good.
fn note(rule: RuleRef, text: &str, taken: &mut Vec<(RuleRef, u64)>) -> u64 {
    let is_own_spelling = (rule.0 as usize) < normalize::EDITS.len();
    if !is_own_spelling && weight(text) > 0 {
        match taken.last_mut().filter(|(last, _)| *last == rule) {
            Some((_, chars)) => *chars += weight(text),
            None => taken.push((rule, weight(text))),
        }
    }
    // Another spelling of a character is not its loss; what stood between paragraphs is gone.
    let goes = !is_own_spelling || rule == SPACING;
    if goes { text.chars().filter(|&c| is_seen(c)).count() as u64 } else { 0 }
}

/// Characters of a text, white space aside.
pub fn weight(text: &str) -> u64 {
    text.chars().filter(|&c| !is_space(c)).count() as u64
}

/// White space as Python's `str.isspace` has it, the four separators of ASCII with it: what other scorers count by.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn is_seen(c: char) -> bool {
    !is_space(c) && !is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::pipeline::Pipeline;

    #[test]
    fn tells_lines_that_stay_from_lines_that_go() {
        let pipeline = Pipeline::shipped().unwrap();
        let page = "How to prune roses\n\nFacebookTwitterPinterestEmail\n&nbsp;\nCut just above a bud that... Cut just above a bud that faces outwards, with clean shears.\n\u{200b}\n";
        let cleaned = pipeline.clean(Document::new("a", page));
        let lines = lines(&cleaned);
        let stays: Vec<bool> = lines.iter().map(|line| line.stays).collect();
        assert_eq!(stays, [true, false, false, false, true, false, false]);
        let taken: Vec<u64> = lines.iter().map(|line| line.taken.iter().map(|(_, chars)| chars).sum()).collect();
        assert_eq!(taken, [0, 0, 29, 0, 23, 0, 0]);
    }
}
