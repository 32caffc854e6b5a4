//! `removes` and the tables that go with it: what a rule takes out.

use super::conditions::{ConditionsSpec, MOST_AWAY};
use crate::rules::fields::{Fields, KEY, Located};

/// What a rule takes out.
#[derive(Clone, Debug)]
pub enum ShapeSpec {
    /// Whole paragraphs.
    Paragraph,
    /// A piece at the start, at the end, or anywhere in a paragraph.
    Piece(Place, PieceSpec),
    /// From a start to an end anchor.
    Block(Box<BlockSpec>),
    /// Label and value lines.
    Pairs(PairsSpec),
    /// All before or behind an anchor.
    ZoneCut(End, Box<ZoneCutSpec>),
    /// Short paragraphs in a row.
    Run(RunSpec),
    /// JSON left in the text.
    Json(JsonSpec),
    /// A beginning whose whole stands beside it.
    Teaser(TeaserSpec),
    /// A repeat of an earlier paragraph.
    Duplicate(DuplicateSpec),
}

/// Where in a paragraph a piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `removes = "prefix"`
    Start,
    /// `removes = "suffix"`
    End,
    /// `removes = "match"`
    Anywhere,
}

/// `piece = { is = [...], matches = '...', after = '...', before = '...' }`
#[derive(Clone, Debug, Default)]
pub struct PieceSpec {
    /// Phrases.
    pub is: Option<Vec<Located<String>>>,
    /// Patterns.
    pub matches: Option<Vec<Located<String>>>,
    /// A pattern that what stands before the piece must end with.
    pub after: Option<Located<String>>,
    /// A pattern that what stands behind the piece must start with.
    pub before: Option<Located<String>>,
}

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

/// `json = { min-chars = 300, min-keys = 3, paragraphs = [...], metadata... }`
#[derive(Clone, Debug)]
pub struct JsonSpec {
    /// Characters at least; 300 by default.
    pub min_chars: usize,
    /// Different keys at least; 3 by default.
    pub min_keys: usize,
    /// Fields lifted into paragraphs where the page does not have their text elsewhere.
    pub paragraphs: Vec<String>,
    /// Fields lifted into the metadata: name there, and the keys to take it from, the first found first.
    pub metadata: Vec<(String, Vec<String>)>,
}

/// Where the whole of a teaser stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Right behind it in the same paragraph.
    Paragraph,
    /// In another paragraph of the document.
    Document,
}

/// `teaser = { within = "paragraph", min-chars = 20, ... }`
#[derive(Clone, Debug)]
pub struct TeaserSpec {
    /// Where the whole stands.
    pub within: Within,
    /// Characters of the beginning at least; 20 by default.
    pub min_chars: usize,
    /// The same where Han, Kana and Hangul prevail; 10 by default.
    pub min_chars_wide: usize,
    /// Phrases that may stand between the ellipsis and the whole.
    pub markers: Vec<Located<String>>,
}

/// What makes two paragraphs the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Equal keys.
    Exact,
    /// Like shingles.
    Near,
}

/// `duplicate = { form = "exact", min-chars = 50, ... }`
#[derive(Clone, Debug)]
pub struct DuplicateSpec {
    /// What makes two paragraphs the same.
    pub form: Form,
    /// Characters at least; 50 by default.
    pub min_chars: usize,
    /// The same where Han, Kana and Hangul prevail; 20 by default.
    pub min_chars_wide: usize,
    /// For near: Jaccard of the character shingles at least; 0.85 by default.
    pub min_jaccard: f64,
    /// For near: characters of a shingle; 5 by default.
    pub shingle_chars: usize,
    /// Labels that may be stuck to the start of a paragraph and do not count.
    pub labels: Vec<Located<String>>,
}

/// Paragraphs that a block may span.
const MOST_IN_BLOCK: usize = 500;

/// The names that `removes` takes.
pub const SHAPES: &[&str] =
    &["block", "duplicate", "head", "json", "match", "pairs", "paragraph", "prefix", "run", "suffix", "tail", "teaser"];

impl ShapeSpec {
    /// Reads the tables of the shape called `name`; none where there is no such shape.
    pub fn read(rule: &Fields<'_>, name: &str) -> Option<Self> {
        Some(match name {
            "paragraph" => Self::Paragraph,
            "prefix" => Self::Piece(Place::Start, PieceSpec::read(rule)),
            "suffix" => Self::Piece(Place::End, PieceSpec::read(rule)),
            "match" => Self::Piece(Place::Anywhere, PieceSpec::read(rule)),
            "block" => Self::Block(Box::new(BlockSpec::read(rule))),
            "pairs" => Self::Pairs(PairsSpec::read(rule)),
            "head" => Self::ZoneCut(End::Head, Box::new(ZoneCutSpec::read(rule))),
            "tail" => Self::ZoneCut(End::Tail, Box::new(ZoneCutSpec::read(rule))),
            "run" => Self::Run(RunSpec::read(rule)),
            "json" => Self::Json(JsonSpec::read(rule)),
            "teaser" => Self::Teaser(TeaserSpec::read(rule)),
            "duplicate" => Self::Duplicate(DuplicateSpec::read(rule)),
            _ => return None,
        })
    }
}

impl PieceSpec {
    fn read(rule: &Fields<'_>) -> Self {
        let mend = "say what the piece is: `piece.is = [\"…\"]` or `piece.matches = '…'`";
        let Some(fields) = rule.table("piece", KEY) else {
            rule.missing("piece", mend);
            return Self::default();
        };
        let spec = Self {
            is: fields.strings("is"),
            matches: fields.strings("matches"),
            after: fields.string("after"),
            before: fields.string("before"),
        };
        if spec.is.is_none() && spec.matches.is_none() {
            fields.missing("is", mend);
        }
        fields.finish();
        spec
    }
}

impl LookBehindSpec {
    fn read(fields: &Fields<'_>) -> Self {
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
    fn read(rule: &Fields<'_>) -> Self {
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
    fn read(rule: &Fields<'_>) -> Self {
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
    fn read(rule: &Fields<'_>) -> Self {
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
    fn read(rule: &Fields<'_>) -> Self {
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

impl JsonSpec {
    fn read(rule: &Fields<'_>) -> Self {
        let mut spec = Self { min_chars: 300, min_keys: 3, paragraphs: Vec::new(), metadata: Vec::new() };
        let Some(fields) = rule.table("json", KEY) else { return spec };
        let plain = |list: Vec<Located<String>>| list.into_iter().map(|text| text.value).collect::<Vec<_>>();
        spec.min_chars = fields.count("min-chars").map_or(spec.min_chars, |count| count.value);
        spec.min_keys = fields.count("min-keys").map_or(spec.min_keys, |count| count.value);
        spec.paragraphs = fields.strings("paragraphs").map(plain).unwrap_or_default();
        let lists = fields.named_lists("metadata");
        spec.metadata = lists.into_iter().map(|(name, keys)| (name.value, plain(keys))).collect();
        fields.finish();
        spec
    }
}

impl TeaserSpec {
    fn read(rule: &Fields<'_>) -> Self {
        let mut spec = Self { within: Within::Paragraph, min_chars: 20, min_chars_wide: 10, markers: Vec::new() };
        let Some(fields) = rule.table("teaser", KEY) else { return spec };
        let choices = [("paragraph", Within::Paragraph), ("document", Within::Document)];
        spec.within = fields.choice("within", &choices).map_or(spec.within, |choice| choice.value);
        spec.min_chars = fields.count("min-chars").map_or(spec.min_chars, |count| count.value);
        spec.min_chars_wide = fields.count("min-chars-wide").map_or(spec.min_chars_wide, |count| count.value);
        spec.markers = fields.strings("markers").unwrap_or_default();
        fields.finish();
        spec
    }
}

impl DuplicateSpec {
    fn read(rule: &Fields<'_>) -> Self {
        let mut spec = Self {
            form: Form::Exact,
            min_chars: 50,
            min_chars_wide: 20,
            min_jaccard: 0.85,
            shingle_chars: 5,
            labels: Vec::new(),
        };
        let Some(fields) = rule.table("duplicate", KEY) else { return spec };
        let choices = [("exact", Form::Exact), ("near", Form::Near)];
        spec.form = fields.choice("form", &choices).map_or(spec.form, |choice| choice.value);
        spec.min_chars = fields.count("min-chars").map_or(spec.min_chars, |count| count.value);
        spec.min_chars_wide = fields.count("min-chars-wide").map_or(spec.min_chars_wide, |count| count.value);
        spec.min_jaccard = fields.share("min-jaccard").map_or(spec.min_jaccard, |share| share.value);
        spec.shingle_chars =
            fields.count_up_to("shingle-chars", MOST_AWAY).map_or(spec.shingle_chars, |count| count.value.max(1));
        spec.labels = fields.strings("labels").unwrap_or_default();
        fields.finish();
        spec
    }
}
