//! The features of a paragraph: of its text, of its place, of what stands around it, of what was taken there.

use super::features::{COUNT, Feature, Row};
use super::line::Line;
use super::looks::Family;
use super::measure::{FAR, MOST_SUBJECTS, Page, Spread, distance};
use super::sums::Sum;

impl Page<'_> {
    /// The features of the paragraph with number `at`, which stands.
    pub(super) fn row(&self, at: usize) -> Row {
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
        put(F::Repeats, self.times(line) as f32);
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
