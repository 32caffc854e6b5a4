//! The paragraphs of a page in, the features of each out: what the model of `context.toml` weighs.

use super::line::{End, Family, Line};
use std::collections::HashMap;

/// One paragraph as it comes to the stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// Its text.
    pub text: &'a str,
    /// Whether a blank line stands before it.
    pub after_blank: bool,
    /// White space before it on its line.
    pub indent: usize,
    /// The subject of the rule of chrome that took it, if one did: its number in `context.toml`, 0 for any other.
    pub taken: Option<u8>,
}

/// Subjects of rules that are told apart at most, the unnamed one among them.
pub const MOST_SUBJECTS: usize = 12;

macro_rules! features {
    ($($variant:ident $name:literal [$($class:literal),*] $about:literal)*) => {
        /// What is measured of a paragraph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "`ALL` says what each is")]
        pub enum Feature { $($variant),* }

        /// All features: name, classes if it names one of several, and what it is.
        pub const ALL: &[(Feature, &str, &[&str], &str)] = &[$((Feature::$variant, $name, &[$($class),*], $about)),*];
    };
}

features! {
    Width "width" [] "characters; a wide one counts as two and a half"
    Words "words" [] "words"
    End "end" ["letter", "digit", "sentence", "question", "ellipsis", "colon", "comma", "closed", "mark"] "how it ends"
    Start "start" ["capital", "small", "uncased", "digit", "bullet", "quote", "mark"] "how it starts"
    Function "function" [] "share of function words or characters; below 0 where none are known for the script"
    Person "person" [] "words that speak to the reader or for the makers (you, our, 您), in a hundred words"
    Capitals "capitals" [] "share of words that begin with a capital; below 0 where the script has none"
    Upper "upper" [] "share of letters that are capitals"
    Digits "digits" [] "share of digits among letters and digits"
    Commas "commas" [] "commas and semicolons"
    Sentences "sentences" [] "ends of sentences"
    Separators "separators" [] "marks that menus put between entries: | · » /"
    Symbols "symbols" [] "share of other marks"
    Links "links" [] "addresses and names with @"
    Dates "dates" [] "dates and times in digits"
    Colons "colons" [] "colons"
    Quotes "quotes" [] "quotes and brackets"
    Foreign "foreign" ["same", "none", "other"] "whether its script is that of most of the page"
    Family "script" ["none", "latin", "cyrillic", "greek", "han", "kana", "hangul", "arabic", "other"] "script of most of the page"
    Blank "blank" ["none", "before", "after", "both"] "blank lines around it"
    Indent "indent" [] "white space before it"
    Repeats "repeats" [] "how often its letters occur on the page"
    Forms "forms" [] "how often a paragraph of its form occurs within ten before and behind"
    Cohesion "cohesion" [] "share of its words that other prose of the page has; below 0 where it has no such words"
    Echo "echo" [] "share of its words that any other paragraph of the page has"
    Index "index" [] "paragraphs before it"
    Left "left" [] "paragraphs behind it"
    Place "place" [] "paragraphs before it, share"
    MassBefore "prose-before" [] "share of the prose of the page that stands before it"
    ToProseBefore "to-prose-before" [] "paragraphs back to the last prose"
    ToProseAfter "to-prose-after" [] "paragraphs on to the next prose"
    Near1 "prose-1" [] "prose in the paragraphs beside it, in characters"
    Before3 "prose-3-before" [] "prose in the three before it, characters a paragraph"
    After3 "prose-3-after" [] "the same of the three behind"
    Before8 "prose-8-before" [] "the same of the eight before"
    After8 "prose-8-after" [] "the same of the eight behind"
    Around20 "prose-20" [] "the same of twenty before and behind"
    Span "span" [] "paragraphs to the densest span of prose: below 0 before it, 0 inside"
    WideSpan "wide-span" [] "the same with gaps counted for less"
    SpanShare "span-share" [] "share of the prose of the page that is in the densest span"
    SpanMass "span-mass" [] "prose of the densest span, in characters"
    ProseShare "prose-share" [] "share of paragraphs that are prose"
    Paragraphs "paragraphs" [] "paragraphs of the page"
    Taken1 "taken-1" [] "paragraphs beside it that rules of chrome took"
    TakenBefore "taken-before" [] "paragraphs back to the last that rules took"
    TakenAfter "taken-after" [] "paragraphs on to the next that rules took"
    Taken8 "taken-8" [] "share of eight before and behind that rules took"
    TakenBefore8 "taken-8-before" [] "share of eight before that rules took"
    TakenAfter8 "taken-8-after" [] "share of eight behind that rules took"
    TakenAbove "taken-above" [] "share of all before it that rules took"
    TakenBelow "taken-below" [] "share of all behind it that rules took"
    SubjectBefore "subject-before" ["any"] "subject of the last paragraph before it that rules took"
    SubjectAfter "subject-after" ["any"] "subject of the next one behind it"
    SinceSubject "since-subject" ["any"] "subject of rules that took most of what went within thirty before it"
    Dates5 "dates-5" [] "share of five before and behind that have dates"
    Ellipses5 "ellipses-5" [] "share of five before and behind that are cut short"
    Short5 "short-5" [] "share of five before and behind that are short"
    Titles5 "titles-5" [] "share of five before and behind that look like headlines"
    Persons8 "person-8" [] "words that speak to the reader in eight before and behind"
    ShortRun "short-run" [] "length of the run of short paragraphs that it is in"
    SameRun "same-run" [] "neighbours in a row of much the same length"
    Contrast "contrast" [] "its width by the mean of four neighbours, as a logarithm to base two"
    Odds "odds" [] "logarithm of the odds that the first round gives it"
    Content3Before "content-3-before" [] "share of content, by characters, in the three before it, as the first round sees it"
    Content3After "content-3-after" [] "the same of the three behind"
    Content8Before "content-8-before" [] "the same of the eight before"
    Content8After "content-8-after" [] "the same of the eight behind"
    Content20 "content-20" [] "the same of twenty before and behind"
    Core "core" [] "paragraphs to the densest span of content, as the first round sees it: below 0 before it, 0 inside"
    WideCore "wide-core" [] "the same with gaps counted for less"
    CoreMass "core-mass" [] "content of that span, in characters"
    ContentBefore "content-before" [] "share of the content of the page that stands before it"
    ContentShare "content-share" [] "share of content in the page, by characters"
    Kinship "kinship" [] "mean of the chances of other paragraphs that have its words; below 0 where it has no such words"
    ToContentBefore "to-content-before" [] "paragraphs back to the last that is content almost surely"
    ToContentAfter "to-content-after" [] "paragraphs on to the next"
    Comments "comments" [] "paragraphs since one that a rule for comments took, if any did"
}

/// How many features there are.
pub const COUNT: usize = ALL.len();

/// The features of a paragraph, by number.
pub type Row = [f32; COUNT];

/// A page measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// A row for each paragraph that stands.
    pub rows: Vec<Row>,
    /// The numbers of these paragraphs.
    pub standing: Vec<usize>,
    /// Characters of each, white space aside.
    pub weights: Vec<f32>,
    /// Lines of all paragraphs.
    pub lines: Vec<Line>,
    words: Vec<u32>,
}

/// What looks like content almost surely, as a chance.
const SURE: f32 = 0.9;

impl Measured {
    /// Puts in what the first round found: the logarithm of the odds of each paragraph that stands to be content.
    pub fn add_first_round(&mut self, odds: &[f32]) {
        use Feature as F;
        let count = odds.len();
        let chances: Vec<f32> = odds.iter().map(|&odds| super::chain::sigmoid(odds)).collect();
        let mut sums = Vec::with_capacity(count + 1);
        let (mut content, mut all) = (0.0f32, 0.0f32);
        sums.push((content, all));
        for (chance, weight) in chances.iter().zip(&self.weights) {
            content += chance * weight;
            all += weight;
            sums.push((content, all));
        }
        let core = densest(&chances, &self.weights, 0.5, 10.0);
        let wide = densest(&chances, &self.weights, 0.25, 0.0);
        let core_mass = sums[core.1].0 - sums[core.0].0;
        let mut to_before = vec![FAR; count];
        let mut to_after = vec![FAR; count];
        let mut far = FAR;
        for at in 0..count {
            to_before[at] = far;
            far = if chances[at] > SURE { 1.0 } else { far + 1.0 };
        }
        far = FAR;
        for at in (0..count).rev() {
            to_after[at] = far;
            far = if chances[at] > SURE { 1.0 } else { far + 1.0 };
        }
        let kinship = self.kinship(&chances);
        for at in 0..count {
            let share = |from: usize, to: usize| {
                let (content, all) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
                if all > 0.0 { content / all } else { 0.0 }
            };
            let back = |by: usize| at.saturating_sub(by);
            let on = |by: usize| (at + 1 + by).min(count);
            let row = &mut self.rows[at];
            let mut put = |feature: F, value: f32| row[feature as usize] = value;
            put(F::Odds, odds[at]);
            put(F::Content3Before, share(back(3), at));
            put(F::Content3After, share(at + 1, on(3)));
            put(F::Content8Before, share(back(8), at));
            put(F::Content8After, share(at + 1, on(8)));
            put(F::Content20, share(back(20), on(20)));
            put(F::Core, distance(at, core));
            put(F::WideCore, distance(at, wide));
            put(F::CoreMass, core_mass);
            put(F::ContentBefore, if content > 0.0 { sums[at].0 / content } else { 0.5 });
            put(F::ContentShare, share(0, count));
            put(F::Kinship, kinship[at]);
            put(F::ToContentBefore, to_before[at]);
            put(F::ToContentAfter, to_after[at]);
        }
    }

    fn kinship(&self, chances: &[f32]) -> Vec<f32> {
        let of = |at: usize| {
            let line = &self.lines[self.standing[at]];
            &self.words[line.first_word as usize..line.last_word as usize]
        };
        let mut slots = vec![(0.0f32, 0.0f32); SLOTS];
        for (at, chance) in chances.iter().enumerate() {
            for word in of(at) {
                let slot = &mut slots[*word as usize % SLOTS];
                *slot = (slot.0 + chance, slot.1 + 1.0);
            }
        }
        let mean = |at: usize| {
            let (mut sum, mut count) = (0.0, 0.0);
            for word in of(at) {
                let (chance, times) = slots[*word as usize % SLOTS];
                if times > 1.0 {
                    sum += ((chance - chances[at]) / (times - 1.0)).max(0.0);
                    count += 1.0;
                }
            }
            if count > 0.0 { sum / count } else { -1.0 }
        };
        (0..chances.len()).map(mean).collect()
    }
}

/// The run of paragraphs with the largest sum of characters of content, less `least` of all characters and `gap` for
/// each paragraph.
fn densest(chances: &[f32], weights: &[f32], least: f32, gap: f32) -> (usize, usize) {
    let (mut best, mut best_sum, mut start, mut sum) = ((0, 0), 0.0, 0, 0.0f32);
    for (at, (chance, weight)) in chances.iter().zip(weights).enumerate() {
        sum += (chance - least) * weight.min(MOST_MASS) - gap * (1.0 - chance);
        if sum <= 0.0 {
            (start, sum) = (at + 1, 0.0);
        } else if sum > best_sum {
            (best, best_sum) = ((start, at + 1), sum);
        }
    }
    best
}

/// What a paragraph is in sums.
#[derive(Clone, Copy, Default)]
struct Sums {
    mass: f32,
    taken: f32,
    dates: f32,
    ellipses: f32,
    short: f32,
    titles: f32,
    persons: f32,
    width: f32,
}

impl std::ops::Sub for Sums {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            mass: self.mass - other.mass,
            taken: self.taken - other.taken,
            dates: self.dates - other.dates,
            ellipses: self.ellipses - other.ellipses,
            short: self.short - other.short,
            titles: self.titles - other.titles,
            persons: self.persons - other.persons,
            width: self.width - other.width,
        }
    }
}

impl std::ops::Add for Sums {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            mass: self.mass + other.mass,
            taken: self.taken + other.taken,
            dates: self.dates + other.dates,
            ellipses: self.ellipses + other.ellipses,
            short: self.short + other.short,
            titles: self.titles + other.titles,
            persons: self.persons + other.persons,
            width: self.width + other.width,
        }
    }
}

/// Prose of a paragraph that counts at most, in characters.
const MOST_MASS: f32 = 500.0;
/// What looks far away.
const FAR: f32 = 99.0;

/// Measures a page. `comments` is the number of the subject of rules for comments.
pub fn measure(inputs: &[Input<'_>], comments: u8) -> Measured {
    let mut words = Vec::with_capacity(inputs.len() * 6);
    let lines: Vec<Line> = inputs.iter().map(|input| Line::of(input.text, &mut words)).collect();
    let page = Page::new(inputs, lines, words, comments);
    let standing: Vec<usize> = (0..inputs.len()).filter(|&at| inputs[at].taken.is_none()).collect();
    let rows = standing.iter().map(|&at| page.row(at)).collect();
    let weights = standing.iter().map(|&at| page.lines[at].weight).collect();
    Measured { rows, standing, weights, lines: page.lines, words: page.words }
}

struct Page<'a> {
    inputs: &'a [Input<'a>],
    lines: Vec<Line>,
    words: Vec<u32>,
    /// For each slot of a hash: in how many paragraphs of prose, and in how many of any kind, its words occur.
    spread: Vec<(u8, u8)>,
    sums: Vec<Sums>,
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

/// Slots for words of a page; a power of two.
const SLOTS: usize = 1 << 13;

impl<'a> Page<'a> {
    fn new(inputs: &'a [Input<'a>], lines: Vec<Line>, words: Vec<u32>, comments: u8) -> Self {
        let count = inputs.len();
        let stands = |at: usize| inputs[at].taken.is_none();
        let mut page = Self {
            inputs,
            spread: spread(&lines, &words),
            sums: Vec::with_capacity(count + 1),
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
        let (mut sums, mut by_family) = (Sums::default(), [0.0f32; 9]);
        page.sums.push(sums);
        for (at, line) in page.lines.iter().enumerate() {
            let one = sums_of(line, stands(at));
            sums = sums + one;
            page.sums.push(sums);
            if stands(at) {
                by_family[line.family as usize] += line.width.min(MOST_MASS);
                page.prose_paragraphs += f32::from(u8::from(line.is_prose()));
            }
            *page.keys.entry(line.key).or_default() += 1;
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
            let short = |at: usize| self.lines[at].width < 45.0 && self.lines[at].end != End::Sentence;
            let mut end = at;
            while end < self.lines.len() && short(end) {
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

    /// Sums of `before` paragraphs before `at` and `after` behind it, itself not among them, and how many they are.
    fn window(&self, at: usize, before: usize, after: usize) -> (Sums, f32) {
        let from = at.saturating_sub(before);
        let to = (at + 1 + after).min(self.lines.len());
        let own = self.sums[at + 1] - self.sums[at];
        let sums = self.sums[to] - self.sums[from];
        let count = (to - from - 1) as f32;
        (sums - own, count.max(1.0))
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
            let (prose, any) = self.spread[*word as usize % SLOTS];
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
        let all = self.sums[count].mass;
        put(F::MassBefore, if all > 0.0 { self.sums[at].mass / all } else { 0.5 });
        put(F::ToProseBefore, self.prose_before[at]);
        put(F::ToProseAfter, self.prose_after[at]);
        put(F::Span, distance(at, self.span));
        put(F::WideSpan, distance(at, self.wide_span));
        let in_span = self.sums[self.span.1].mass - self.sums[self.span.0].mass;
        put(F::SpanShare, if all > 0.0 { in_span / all } else { 0.0 });
        put(F::SpanMass, in_span);
        put(F::ProseShare, self.prose_paragraphs / count as f32);
        put(F::Paragraphs, count as f32);
    }

    fn window_features(&self, at: usize, row: &mut Row) {
        use Feature as F;
        let mut put = |feature: F, value: f32| row[feature as usize] = value;
        let mass = |before, after| {
            let (sums, count) = self.window(at, before, after);
            sums.mass / count
        };
        put(F::Near1, mass(1, 1));
        put(F::Before3, mass(3, 0));
        put(F::After3, mass(0, 3));
        put(F::Before8, mass(8, 0));
        put(F::After8, mass(0, 8));
        put(F::Around20, mass(20, 20));
        let (five, count) = self.window(at, 5, 5);
        put(F::Dates5, five.dates / count);
        put(F::Ellipses5, five.ellipses / count);
        put(F::Short5, five.short / count);
        put(F::Titles5, five.titles / count);
        put(F::Persons8, self.window(at, 8, 8).0.persons);
        put(F::ShortRun, self.short_run[at]);
        let (two, count) = self.window(at, 2, 2);
        let width = self.lines[at].width;
        put(F::Contrast, ((width + 4.0) / (two.width / count + 4.0)).log2());
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
        let share = |before, after| {
            let (sums, count) = self.window(at, before, after);
            sums.taken / count
        };
        put(F::Taken1, self.window(at, 1, 1).0.taken);
        put(F::TakenBefore, self.taken_before[at].0);
        put(F::TakenAfter, self.taken_after[at].0);
        put(F::Taken8, share(8, 8));
        put(F::TakenBefore8, share(8, 0));
        put(F::TakenAfter8, share(0, 8));
        let count = self.lines.len();
        put(F::TakenAbove, self.sums[at].taken / at.max(1) as f32);
        put(F::TakenBelow, (self.sums[count].taken - self.sums[at + 1].taken) / (count - at - 1).max(1) as f32);
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

fn sums_of(line: &Line, stands: bool) -> Sums {
    let one = |truth: bool| f32::from(u8::from(truth));
    let short = line.width < 45.0 && line.end != End::Sentence;
    let title = (25.0..130.0).contains(&line.width)
        && matches!(line.end, End::Letter | End::Closed | End::Question | End::Digit);
    Sums {
        mass: if stands && line.is_prose() { line.width.min(MOST_MASS) } else { 0.0 },
        taken: one(!stands),
        dates: one(line.dates > 0.0 && line.width < 90.0),
        ellipses: one(line.end == End::Ellipsis),
        short: one(short),
        titles: one(title && stands),
        persons: if stands { line.person } else { 0.0 },
        width: line.width.min(400.0),
    }
}

fn main_family(by_family: &[f32; 9]) -> Family {
    const ALL: [Family; 9] = [
        Family::None,
        Family::Latin,
        Family::Cyrillic,
        Family::Greek,
        Family::Han,
        Family::Kana,
        Family::Hangul,
        Family::Arabic,
        Family::Other,
    ];
    // Japanese has lines of Han alone, such as headings.
    if by_family[Family::Kana as usize] > by_family[Family::Han as usize] * 0.3
        && by_family[Family::Kana as usize] > by_family[Family::Latin as usize] * 0.5
    {
        return Family::Kana;
    }
    let mut best = Family::None;
    for family in &ALL[1..] {
        if by_family[*family as usize] > by_family[best as usize].max(if best == Family::None { 0.0 } else { f32::MIN })
        {
            best = *family;
        }
    }
    best
}

/// In how many paragraphs of prose, and of any kind, the words of each slot occur.
fn spread(lines: &[Line], words: &[u32]) -> Vec<(u8, u8)> {
    let mut spread = vec![(0u8, 0u8); SLOTS];
    let mut last = vec![u32::MAX; SLOTS];
    for (at, line) in lines.iter().enumerate() {
        let prose = u8::from(line.is_prose());
        for word in &words[line.first_word as usize..line.last_word as usize] {
            let slot = *word as usize % SLOTS;
            if last[slot] != at as u32 {
                last[slot] = at as u32;
                spread[slot] = (spread[slot].0.saturating_add(prose), spread[slot].1.saturating_add(1));
            }
        }
    }
    spread
}

/// Paragraphs from `at` to a span: below 0 before it, 0 inside.
fn distance(at: usize, (from, to): (usize, usize)) -> f32 {
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
