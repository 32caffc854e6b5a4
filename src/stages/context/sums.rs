//! Paragraphs one after the other in; how much of something stands in any stretch of them, out.

use super::line::Line;
use super::looks::End;
use super::measure::MOST_MASS;

/// What is summed up.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum Sum {
    /// Characters of prose.
    Mass,
    /// Paragraphs that rules of chrome took.
    Taken,
    /// Those of them that are about comments.
    Comments,
    /// Short paragraphs with dates.
    Dates,
    /// Paragraphs that are cut short.
    Ellipses,
    /// Short ones.
    Short,
    /// Those that look like headlines.
    Titles,
    /// Those that look like names.
    Names,
    /// Those that come three times and more.
    Templates,
    /// Questions.
    Asks,
    /// Words that speak to the reader.
    Persons,
    /// Words that sites use of themselves.
    Sites,
    /// Marks of loud writing.
    Shouts,
    /// Characters.
    Width,
}

const KINDS: usize = Sum::Width as usize + 1;

/// Width under which a line is short, and up to which one with a date is a stamp, in Latin letters.
const SHORT: f32 = 45.0;
const STAMP: f32 = 90.0;

/// Sums of all paragraphs before each place.
#[derive(Clone, Debug)]
pub(super) struct Sums(Vec<[f32; KINDS]>);

impl Sums {
    /// Of no paragraphs yet, with room for `count`.
    pub fn with_room(count: usize) -> Self {
        let mut sums = Vec::with_capacity(count + 1);
        sums.push([0.0; KINDS]);
        Self(sums)
    }

    /// Adds a paragraph that stands or not, whose letters occur so many times on the page.
    pub fn push(&mut self, line: &Line, stands: bool, about_comments: bool, times: u32) {
        let one = |truth: bool| f32::from(u8::from(truth));
        let standing = |number: f32| if stands { number } else { 0.0 };
        let title = (25.0..130.0).contains(&line.width)
            && matches!(line.end, End::Letter | End::Closed | End::Question | End::Digit);
        let name = line.width < 30.0 && line.words <= 3.0 && line.end == End::Letter && line.digits < 0.01;
        let mut sums = self.0.last().copied().unwrap_or([0.0; KINDS]);
        let mut add = |kind: Sum, number: f32| sums[kind as usize] += number;
        add(Sum::Mass, standing(if line.is_prose() { line.width.min(MOST_MASS) } else { 0.0 }));
        add(Sum::Taken, one(!stands));
        add(Sum::Comments, one(about_comments));
        add(Sum::Dates, one(is_stamp(line)));
        add(Sum::Ellipses, one(line.end == End::Ellipsis));
        add(Sum::Short, one(is_short(line)));
        add(Sum::Titles, one(title && stands));
        add(Sum::Names, one(name));
        add(Sum::Templates, one(times >= 3));
        add(Sum::Asks, one(line.end == End::Question));
        add(Sum::Persons, standing(line.person));
        add(Sum::Sites, line.site.min(4.0));
        add(Sum::Shouts, standing(line.shouts.min(5.0)));
        add(Sum::Width, line.width.min(400.0));
        self.0.push(sums);
    }

    /// What stands in the paragraphs from `from` up to `to`, that one not among them.
    pub fn between(&self, kind: Sum, from: usize, to: usize) -> f32 {
        self.0[to][kind as usize] - self.0[from][kind as usize]
    }

    /// What stands before a paragraph.
    pub fn above(&self, kind: Sum, at: usize) -> f32 {
        self.0[at][kind as usize]
    }

    /// What stands behind it.
    pub fn below(&self, kind: Sum, at: usize) -> f32 {
        self.between(kind, at + 1, self.count())
    }

    /// What stands in `before` paragraphs before it and `after` behind it, itself not among them.
    pub fn near(&self, kind: Sum, at: usize, before: usize, after: usize) -> f32 {
        let (from, to) = self.window(at, before, after);
        self.between(kind, from, to) - self.between(kind, at, at + 1)
    }

    /// The same by paragraph.
    pub fn mean(&self, kind: Sum, at: usize, before: usize, after: usize) -> f32 {
        let (from, to) = self.window(at, before, after);
        self.near(kind, at, before, after) / ((to - from - 1) as f32).max(1.0)
    }

    /// Paragraphs.
    pub fn count(&self) -> usize {
        self.0.len() - 1
    }

    fn window(&self, at: usize, before: usize, after: usize) -> (usize, usize) {
        (at.saturating_sub(before), (at + 1 + after).min(self.count()))
    }
}

/// Whether a line is short and no sentence.
pub(super) fn is_short(line: &Line) -> bool {
    line.width < SHORT && line.end != End::Sentence
}

/// Whether a line is short and has a date.
pub(super) fn is_stamp(line: &Line) -> bool {
    line.dates > 0.0 && line.width < STAMP
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums() -> Sums {
        let lines = ["Ann Smith", "3 May 2011", "What now?", "Ann Smith", "Old wood goes first."];
        let mut sums = Sums::with_room(lines.len());
        for (at, text) in lines.iter().enumerate() {
            sums.push(&Line::of(text, &mut Vec::new()), at != 3, false, 1);
        }
        sums
    }

    #[test]
    fn a_window_leaves_the_paragraph_itself_out() {
        let sums = sums();
        assert_eq!(sums.near(Sum::Names, 0, 1, 4), 1.0);
        assert_eq!(sums.near(Sum::Asks, 2, 2, 2), 0.0);
        assert_eq!(sums.mean(Sum::Dates, 0, 5, 2), 0.5);
        assert_eq!(sums.mean(Sum::Taken, 4, 1, 1), 1.0);
    }

    #[test]
    fn above_below_and_the_paragraph_itself_make_all() {
        let sums = sums();
        for at in 0..sums.count() {
            let own = sums.between(Sum::Width, at, at + 1);
            let all = sums.above(Sum::Width, at) + own + sums.below(Sum::Width, at);
            assert_eq!(all, sums.between(Sum::Width, 0, sums.count()));
        }
    }
}
