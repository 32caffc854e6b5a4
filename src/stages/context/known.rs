//! Lines that were counted lately: menus say the same on every page of a site.

use super::line::Line;
use super::measure::Input;
use crate::memo::{Memo, Print};

/// What a thread remembers: counts of lines, some fifteen megabytes of them.
#[derive(Debug, Default)]
pub struct Known(Memo<Counted, MOST>);

/// Lines at most.
const MOST: usize = 1 << 16;
/// Bytes of a line that is remembered: longer ones seldom come again.
const LONGEST: usize = 160;

/// The counts of a line and its words, in a list of their own.
#[derive(Debug, Default)]
struct Counted {
    line: Line,
    words: Box<[u32]>,
}

impl Known {
    /// The counts of all paragraphs of a page, whose words go to `words`.
    pub fn lines(&mut self, inputs: &[Input<'_>], words: &mut Vec<u32>) -> Vec<Line> {
        let print = |input: &Input<'_>| input.print.filter(|_| input.text.len() <= LONGEST);
        self.0.fetch(inputs.iter().filter_map(print));
        inputs.iter().map(|input| self.line(input.text, print(input), words)).collect()
    }

    fn line(&mut self, text: &str, print: Option<Print>, words: &mut Vec<u32>) -> Line {
        let first = words.len();
        if let Some(Counted { line, words: known }) = print.and_then(|print| self.0.get(print)) {
            words.extend_from_slice(known);
            return Line { first_word: first as u32, last_word: words.len() as u32, ..*line };
        }
        let line = Line::of(text, words);
        if let Some(print) = print {
            self.0.note(print, Counted { line, words: words[first..].into() });
        }
        line
    }
}
