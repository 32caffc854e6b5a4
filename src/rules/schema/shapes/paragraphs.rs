//! Shapes that take several paragraphs together: blocks, pairs, heads and tails, runs.

use crate::rules::fields::{Fields, KEY, Located};
use crate::rules::schema::conditions::{ConditionsSpec, MOST_AWAY};

/// What a block does when it meets no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutEnd {
    /// Takes nothing.
    Keep,
    /// Takes the start alone.
    Start,
    /// Takes what it has seen up to the paragraph that stopped it.
    Stop,
}

/// `until`, `abort-on` and `block = { ... }`
#[derive(Clone, Debug)]
pub struct BlockSpec {
    /// The end anchor.
    pub until: ConditionsSpec,
    /// What stops the block: body text.
    pub abort_on: ConditionsSpec,
    /// Whether the end anchor goes too.
    pub include_end: bool,
    /// Paragraphs at most, the start among them; 40 by default.
    pub max_paragraphs: usize,
    /// Characters at most; 8,000 by default.
    pub max_chars: usize,
    /// Without an end.
    pub without_end: WithoutEnd,
    /// Short paragraphs before the start that go too.
    pub look_behind: LookBehindSpec,
}

/// `look-behind = { paragraphs = 1, max-chars = 40 }`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookBehindSpec {
    /// So many at most; 0 by default.
    pub paragraphs: usize,
    /// Of so many characters at most; 40 by default.
    pub max_chars: usize,
}

/// `pairs = { numbers = [...], dates = [...], ... }`: labels by the type of their value.
#[derive(Clone, Debug)]
pub struct PairsSpec {
    /// Labels of counts.
    pub numbers: Vec<Located<String>>,
    /// Labels of dates and times.
    pub dates: Vec<Located<String>>,
    /// Labels of percentages.
    pub percents: Vec<Located<String>>,
    /// Labels of a few words.
    pub words: Vec<Located<String>>,
    /// Lines of the same box that have no value; they do not count as pairs.
    pub alone: Vec<Located<String>>,
    /// Different labels needed, 2 by default and at least.
    pub min: usize,
    /// Short paragraphs before the first that go too.
    pub look_behind: LookBehindSpec,
}

/// An end of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `removes = "head"`
    Head,
    /// `removes = "tail"`
    Tail,
}

/// `abort-on` and `cut = { max-share = 0.3, include-anchor = true }`
#[derive(Clone, Debug)]
pub struct ZoneCutSpec {
    /// What holds it back: body text.
    pub abort_on: ConditionsSpec,
    /// Share of the document's characters that may go; 0.3 by default.
    pub max_share: f64,
    /// Whether the anchor goes too; it does by default.
    pub include_anchor: bool,
}

/// `run = { min-paragraphs = 8, min-seeds = 2, seeds = [...] }`
#[derive(Clone, Debug)]
pub struct RunSpec {
    /// Paragraphs in a row at least, those that other rules took among them; 8 by default.
    pub min_paragraphs: usize,
    /// So many of them other rules must have taken; 2 by default.
    pub min_seeds: usize,
    /// The rules that count; any if empty.
    pub seeds: Vec<Located<String>>,
}

/// Paragraphs that a block may span.
const MOST_IN_BLOCK: usize = 500;

impl LookBehindSpec {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let Some(table) = fields.table("look-behind", KEY) else { return Self::default() };
        let spec = Self {
            paragraphs: table.count_up_to("paragraphs", MOST_AWAY).map_or(1, |count| count.value),
            max_chars: table.count("max-chars").map_or(40, |count| count.value),
        };
        table.finish();
        spec
    }
}

impl BlockSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
        let mut spec = Self {
            until: ConditionsSpec::read(rule, "until"),
            abort_on: ConditionsSpec::read(rule, "abort-on"),
            include_end: false,
            max_paragraphs: 40,
            max_chars: 8_000,
            without_end: WithoutEnd::Keep,
            look_behind: LookBehindSpec::default(),
        };
        let choices = [("keep", WithoutEnd::Keep), ("start", WithoutEnd::Start), ("stop", WithoutEnd::Stop)];
        if let Some(fields) = rule.table("block", KEY) {
            spec.include_end = fields.boolean("include-end").is_some_and(|truth| truth.value);
            spec.max_paragraphs =
                fields.count_up_to("max-paragraphs", MOST_IN_BLOCK).map_or(spec.max_paragraphs, |count| count.value);
            spec.max_chars = fields.count("max-chars").map_or(spec.max_chars, |count| count.value);
            spec.without_end = fields.choice("without-end", &choices).map_or(WithoutEnd::Keep, |choice| choice.value);
            spec.look_behind = LookBehindSpec::read(&fields);
            fields.finish();
        }
        spec
    }
}

impl PairsSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
        let empty = Vec::new;
        let mut spec = Self {
            numbers: empty(),
            dates: empty(),
            percents: empty(),
            words: empty(),
            alone: empty(),
            min: 2,
            look_behind: LookBehindSpec::default(),
        };
        let Some(fields) = rule.table("pairs", KEY) else {
            rule.missing("pairs", "list the labels by the type of their value: `pairs.numbers = [\"posts\"]`");
            return spec;
        };
        let labels = |key| fields.strings(key).unwrap_or_default();
        spec.numbers = labels("numbers");
        spec.dates = labels("dates");
        spec.percents = labels("percents");
        spec.words = labels("words");
        spec.alone = labels("alone");
        spec.min = fields.count("min").map_or(2, |count| count.value.max(2));
        spec.look_behind = LookBehindSpec::read(&fields);
        fields.finish();
        spec
    }
}

impl ZoneCutSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
        let abort_on = ConditionsSpec::read(rule, "abort-on");
        let mut spec = Self { abort_on, max_share: 0.3, include_anchor: true };
        if let Some(fields) = rule.table("cut", KEY) {
            spec.max_share = fields.share("max-share").map_or(spec.max_share, |share| share.value);
            spec.include_anchor = fields.boolean("include-anchor").is_none_or(|truth| truth.value);
            fields.finish();
        }
        spec
    }
}

impl RunSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
        let mut spec = Self { min_paragraphs: 8, min_seeds: 2, seeds: Vec::new() };
        if let Some(fields) = rule.table("run", KEY) {
            spec.min_paragraphs = fields.count("min-paragraphs").map_or(spec.min_paragraphs, |count| count.value);
            spec.min_seeds = fields.count("min-seeds").map_or(spec.min_seeds, |count| count.value);
            spec.seeds = fields.strings("seeds").unwrap_or_default();
            fields.finish();
        }
        spec
    }
}
