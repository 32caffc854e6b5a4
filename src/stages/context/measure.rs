//! The paragraphs of a page in, a row of features for each that stands out.

use super::Desk;
use super::line::Line;
use super::looks::Family;
use super::round::Measured;
use super::slots::Slots;
use super::sums::{Sums, is_short};
use crate::memo::Print;
use std::collections::HashMap;

/// One paragraph as it comes to the stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it is remembered by.
    pub print: Option<Print>,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
    /// White space before it on its line.
    pub indent: usize,
    /// The subject of the rule of chrome that took it, if one did: its number in `context.toml`, 0 for any other.
    pub taken: Option<u8>,
}

/// Subjects of rules that are told apart at most, the unnamed one among them.
pub const MOST_SUBJECTS: usize = 12;

/// Prose of a paragraph that counts at most, in characters.
pub(super) const MOST_MASS: f32 = 500.0;
/// What looks far away.
pub(super) const FAR: f32 = 99.0;

/// In how many paragraphs a word of a page stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread {
    /// The number of the last of them, counted from 1.
    last: u32,
    /// Of prose, and of any kind.
    pub(super) prose: u8,
    pub(super) any: u8,
}

/// Measures a page. `comments` is the number of the subject of rules for comments.
pub(super) fn measure(inputs: &[Input<'_>], comments: u8, desk: &mut Desk) -> Measured {
    let mut words = Vec::with_capacity(inputs.len() * 6);
    let lines = desk.known.lines(inputs, &mut words);
    count_words(&mut desk.spread, &lines, &words);
    let page = Page::new(inputs, lines, words, &desk.spread, comments);
    let standing: Vec<usize> = (0..inputs.len()).filter(|&at| inputs[at].taken.is_none()).collect();
    let rows = standing.iter().map(|&at| page.row(at)).collect();
    let weights = standing.iter().map(|&at| page.lines[at].weight).collect();
    let Page { lines, words, .. } = page;
    desk.spread.clear(&words);
    Measured::new(rows, standing, weights, lines, words)
}

/// A page that is being measured.
pub(super) struct Page<'a> {
    pub(super) inputs: &'a [Input<'a>],
    pub(super) lines: Vec<Line>,
    pub(super) words: Vec<u32>,
    pub(super) spread: &'a Slots<Spread>,
    pub(super) sums: Sums,
    pub(super) family: Family,
    keys: HashMap<u32, u32, BuildPlain>,
    pub(super) prose_before: Vec<f32>,
    pub(super) prose_after: Vec<f32>,
    pub(super) taken_before: Vec<(f32, u8)>,
    pub(super) taken_after: Vec<(f32, u8)>,
    pub(super) comments_before: Vec<f32>,
    pub(super) short_run: Vec<f32>,
    pub(super) span: (usize, usize),
    pub(super) wide_span: (usize, usize),
    pub(super) prose_paragraphs: f32,
}

/// Keys are hashes already.
#[derive(Clone, Copy, Default)]
struct Plain(u64);
type BuildPlain = std::hash::BuildHasherDefault<Plain>;

impl std::hash::Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl<'a> Page<'a> {
    fn new(
        inputs: &'a [Input<'a>],
        lines: Vec<Line>,
        words: Vec<u32>,
        spread: &'a Slots<Spread>,
        comments: u8,
    ) -> Self {
        let count = inputs.len();
        let stands = |at: usize| inputs[at].taken.is_none();
        let mut page = Self {
            inputs,
            spread,
            sums: Sums::with_room(count),
            family: Family::None,
            keys: HashMap::default(),
            prose_before: vec![FAR; count],
            prose_after: vec![FAR; count],
            taken_before: vec![(FAR, 0); count],
            taken_after: vec![(FAR, 0); count],
            comments_before: vec![FAR; count],
            short_run: vec![0.0; count],
            span: (0, 0),
            wide_span: (0, 0),
            prose_paragraphs: 0.0,
            lines,
            words,
        };
        let mut by_family = [0.0f32; 9];
        for line in &page.lines {
            *page.keys.entry(line.key).or_default() += 1;
        }
        for (at, line) in page.lines.iter().enumerate() {
            let times = page.times(line);
            page.sums.push(line, stands(at), inputs[at].taken == Some(comments), times);
            if stands(at) {
                by_family[line.family as usize] += line.width.min(MOST_MASS);
                page.prose_paragraphs += f32::from(u8::from(line.is_prose()));
            }
        }
        page.family = main_family(&by_family);
        page.distances(comments);
        page.runs();
        page.span = page.densest(350.0, 40.0);
        page.wide_span = page.densest(200.0, 15.0);
        page
    }

    /// How often what a line says stands on the page.
    pub(super) fn times(&self, line: &Line) -> u32 {
        self.keys.get(&line.key).copied().unwrap_or(1)
    }

    fn stands(&self, at: usize) -> bool {
        self.inputs[at].taken.is_none()
    }

    fn is_prose(&self, at: usize) -> bool {
        self.stands(at) && self.lines[at].is_prose()
    }

    fn distances(&mut self, comments: u8) {
        let (mut prose, mut taken, mut since) = (FAR, (FAR, 0), FAR);
        for at in 0..self.lines.len() {
            self.prose_before[at] = prose;
            self.taken_before[at] = taken;
            self.comments_before[at] = since;
            prose = if self.is_prose(at) { 1.0 } else { prose + 1.0 };
            since += 1.0;
            taken.0 += 1.0;
            if let Some(subject) = self.inputs[at].taken {
                taken = (1.0, subject);
                if subject == comments {
                    since = 1.0;
                }
            }
        }
        let (mut prose, mut taken) = (FAR, (FAR, 0));
        for at in (0..self.lines.len()).rev() {
            self.prose_after[at] = prose;
            self.taken_after[at] = taken;
            prose = if self.is_prose(at) { 1.0 } else { prose + 1.0 };
            taken.0 += 1.0;
            if let Some(subject) = self.inputs[at].taken {
                taken = (1.0, subject);
            }
        }
    }

    fn runs(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            let mut end = at;
            while end < self.lines.len() && is_short(&self.lines[end]) {
                end += 1;
            }
            let run = (end - at) as f32;
            self.short_run[at..end].fill(run);
            at = end.max(at + 1);
        }
    }

    /// The run of paragraphs with the largest sum of prose, where each other paragraph costs `gap`.
    fn densest(&self, most: f32, gap: f32) -> (usize, usize) {
        let (mut best, mut best_sum, mut start, mut sum) = ((0, 0), 0.0, 0, 0.0f32);
        for at in 0..self.lines.len() {
            let line = &self.lines[at];
            sum += match self.inputs[at].taken {
                Some(_) => -gap,
                None if line.is_prose() => line.width.min(most) - gap,
                None => -gap,
            };
            if sum <= 0.0 {
                (start, sum) = (at + 1, 0.0);
            } else if sum > best_sum {
                (best, best_sum) = ((start, at + 1), sum);
            }
        }
        best
    }
}

fn main_family(by_family: &[f32; 9]) -> Family {
    // Japanese has lines of Han alone, such as headings.
    if by_family[Family::Kana as usize] > by_family[Family::Han as usize] * 0.3
        && by_family[Family::Kana as usize] > by_family[Family::Latin as usize] * 0.5
    {
        return Family::Kana;
    }
    let mut best = Family::None;
    for family in &Family::ALL[1..] {
        if by_family[*family as usize] > by_family[best as usize].max(if best == Family::None { 0.0 } else { f32::MIN })
        {
            best = *family;
        }
    }
    best
}

/// Counts in how many paragraphs of prose, and of any kind, each word stands.
fn count_words(spread: &mut Slots<Spread>, lines: &[Line], words: &[u32]) {
    for (number, line) in (1..).zip(lines) {
        let prose = u8::from(line.is_prose());
        for word in &words[line.first_word as usize..line.last_word as usize] {
            let slot = spread.get_mut(*word);
            if slot.last != number {
                *slot =
                    Spread { last: number, prose: slot.prose.saturating_add(prose), any: slot.any.saturating_add(1) };
            }
        }
    }
}

/// Paragraphs from `at` to a span: below 0 before it, 0 inside.
pub(super) fn distance(at: usize, (from, to): (usize, usize)) -> f32 {
    if to == 0 {
        return FAR;
    }
    if at < from {
        -((from - at) as f32)
    } else if at >= to {
        (at + 1 - to) as f32
    } else {
        0.0
    }
}
