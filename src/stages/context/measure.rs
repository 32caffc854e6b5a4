//! The paragraphs of a page in, a row of features for each that stands out.

use super::Desk;
use super::features::{COUNT, Feature, Row};
use super::line::Line;
use super::looks::Family;
use super::round::Measured;
use super::slots::Slots;
use super::sums::{Sum, Sums, is_short};
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
    prose: u8,
    any: u8,
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

struct Page<'a> {
    inputs: &'a [Input<'a>],
    lines: Vec<Line>,
    words: Vec<u32>,
    spread: &'a Slots<Spread>,
    sums: Sums,
    family: Family,
    keys: HashMap<u32, u32, BuildPlain>,
    prose_before: Vec<f32>,
    prose_after: Vec<f32>,
    taken_before: Vec<(f32, u8)>,
    taken_after: Vec<(f32, u8)>,
    comments_before: Vec<f32>,
    short_run: Vec<f32>,
    span: (usize, usize),
    wide_span: (usize, usize),
    prose_paragraphs: f32,
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
            let times = page.keys.get(&line.key).copied().unwrap_or(1);
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

    fn row(&self, at: usize) -> Row {
        let mut row = [0.0; COUNT];
        self.text_features(at, &mut row);
        self.place_features(at, &mut row);
        self.window_features(at, &mut row);
        self.taken_features(at, &mut row);
        row
    }

    fn text_features(&self, at: usize, row: &mut Row) {
        use Feature as F;
        let line = &self.lines[at];
        let mut put = |feature: F, value: f32| row[feature as usize] = value;
        put(F::Width, line.width);
        put(F::Words, line.words);
        put(F::End, f32::from(line.end as u8));
        put(F::Start, f32::from(line.start as u8));
        put(F::Function, line.function);
        put(F::Person, 100.0 * line.person / line.words.max(1.0));
        put(F::Capitals, line.capitals);
        put(F::Upper, line.upper);
        put(F::Digits, line.digits);
        put(F::Commas, line.commas);
        put(F::Sentences, line.sentences);
        put(F::Separators, line.separators);
        put(F::Symbols, line.symbols);
        put(F::Links, line.links);
        put(F::Dates, line.dates);
        put(F::Colons, line.colons);
        put(F::Quotes, line.quotes);
        let foreign = if line.family == self.family {
            0.0
        } else if line.family == Family::None {
            1.0
        } else {
            2.0
        };
        put(F::Foreign, foreign);
        put(F::Site, 100.0 * line.site / line.words.max(1.0));
        put(F::Shouts, line.shouts);
        put(F::Family, f32::from(self.family as u8));
        let blank = u8::from(self.inputs[at].after_blank)
            + 2 * u8::from(self.inputs.get(at + 1).is_some_and(|next| next.after_blank));
        put(F::Blank, f32::from(blank));
        put(F::Indent, self.inputs[at].indent as f32);
        put(F::Repeats, self.keys.get(&line.key).copied().unwrap_or(1) as f32);
        let (cohesion, echo) = self.cohesion(line);
        put(F::Cohesion, cohesion);
        put(F::Echo, echo);
    }

    fn cohesion(&self, line: &Line) -> (f32, f32) {
        let words = &self.words[line.first_word as usize..line.last_word as usize];
        let own = u8::from(line.is_prose());
        let (mut in_prose, mut anywhere) = (0.0f32, 0.0f32);
        for word in words {
            let Spread { prose, any, .. } = self.spread.get(*word);
            in_prose += f32::from(u8::from(prose > own));
            anywhere += f32::from(u8::from(any > 1));
        }
        if words.is_empty() {
            return (-1.0, -1.0);
        }
        (in_prose / words.len() as f32, anywhere / words.len() as f32)
    }

    fn place_features(&self, at: usize, row: &mut Row) {
        use Feature as F;
        let count = self.lines.len();
        let mut put = |feature: F, value: f32| row[feature as usize] = value;
        put(F::Index, at as f32);
        put(F::Left, (count - 1 - at) as f32);
        put(F::Place, at as f32 / count as f32);
        let all = self.sums.above(Sum::Mass, count);
        put(F::MassBefore, if all > 0.0 { self.sums.above(Sum::Mass, at) / all } else { 0.5 });
        put(F::ToProseBefore, self.prose_before[at]);
        put(F::ToProseAfter, self.prose_after[at]);
        put(F::Span, distance(at, self.span));
        put(F::WideSpan, distance(at, self.wide_span));
        let in_span = self.sums.between(Sum::Mass, self.span.0, self.span.1);
        put(F::SpanShare, if all > 0.0 { in_span / all } else { 0.0 });
        put(F::SpanMass, in_span);
        put(F::ProseShare, self.prose_paragraphs / count as f32);
        put(F::Paragraphs, count as f32);
    }

    fn window_features(&self, at: usize, row: &mut Row) {
        use Feature as F;
        let mut put = |feature: F, value: f32| row[feature as usize] = value;
        let mass = |before, after| self.sums.mean(Sum::Mass, at, before, after);
        put(F::Near1, mass(1, 1));
        put(F::Before3, mass(3, 0));
        put(F::After3, mass(0, 3));
        put(F::Before8, mass(8, 0));
        put(F::After8, mass(0, 8));
        put(F::Around20, mass(20, 20));
        let five = |kind| self.sums.mean(kind, at, 5, 5);
        put(F::Dates5, five(Sum::Dates));
        put(F::Ellipses5, five(Sum::Ellipses));
        put(F::Short5, five(Sum::Short));
        put(F::Titles5, five(Sum::Titles));
        put(F::Names5, five(Sum::Names));
        put(F::Templates5, five(Sum::Templates));
        put(F::Asks5, five(Sum::Asks));
        let eight = |kind| self.sums.near(kind, at, 8, 8);
        put(F::Persons8, eight(Sum::Persons));
        put(F::Sites8, eight(Sum::Sites));
        put(F::Shouts8, eight(Sum::Shouts));
        put(F::ShortRun, self.short_run[at]);
        let (width, around) = (self.lines[at].width, self.sums.mean(Sum::Width, at, 2, 2));
        put(F::Contrast, ((width + 4.0) / (around + 4.0)).log2());
        let alike = |other: &Line| (other.width - width).abs() <= 3.0 + 0.25 * width;
        let before = self.lines[..at].iter().rev().take(10).take_while(|line| alike(line)).count();
        let after = self.lines[at + 1..].iter().take(10).take_while(|line| alike(line)).count();
        put(F::SameRun, (before + after) as f32);
        let form = self.lines[at].form;
        let around = &self.lines[at.saturating_sub(10)..(at + 11).min(self.lines.len())];
        put(F::Forms, around.iter().filter(|line| line.form == form).count() as f32);
    }

    fn taken_features(&self, at: usize, row: &mut Row) {
        use Feature as F;
        let mut put = |feature: F, value: f32| row[feature as usize] = value;
        let share = |before, after| self.sums.mean(Sum::Taken, at, before, after);
        put(F::Taken1, self.sums.near(Sum::Taken, at, 1, 1));
        put(F::TakenBefore, self.taken_before[at].0);
        put(F::TakenAfter, self.taken_after[at].0);
        put(F::Taken8, share(8, 8));
        put(F::TakenBefore8, share(8, 0));
        put(F::TakenAfter8, share(0, 8));
        let count = self.lines.len();
        put(F::TakenAbove, self.sums.above(Sum::Taken, at) / at.max(1) as f32);
        put(F::TakenBelow, self.sums.below(Sum::Taken, at) / (count - at - 1).max(1) as f32);
        put(F::CommentsAbove, self.sums.above(Sum::Comments, at));
        put(F::CommentsBelow, self.sums.below(Sum::Comments, at));
        put(F::DatesAbove, self.sums.above(Sum::Dates, at));
        put(F::DatesBelow, self.sums.below(Sum::Dates, at));
        // No subject is class 0.
        let subject = |(far, subject): (f32, u8)| if far < FAR { f32::from(subject) + 1.0 } else { 0.0 };
        put(F::SubjectBefore, subject(self.taken_before[at]));
        put(F::SubjectAfter, subject(self.taken_after[at]));
        put(F::SinceSubject, self.since_subject(at));
        put(F::Comments, self.comments_before[at]);
    }

    /// The subject that took most within thirty paragraphs before, as a class.
    fn since_subject(&self, at: usize) -> f32 {
        let mut counts = [0u8; MOST_SUBJECTS];
        for input in &self.inputs[at.saturating_sub(30)..at] {
            if let Some(subject) = input.taken {
                counts[usize::from(subject).min(MOST_SUBJECTS - 1)] += 1;
            }
        }
        let best = (0..MOST_SUBJECTS).rev().max_by_key(|&subject| counts[subject]).unwrap_or(0);
        if counts[best] == 0 { 0.0 } else { best as f32 + 1.0 }
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
