//! Shapes told by a text: pieces of paragraphs, JSON left-overs, teasers, duplicates.

use crate::rules::fields::{Fields, KEY, Located};
use crate::rules::schema::conditions::MOST_AWAY;

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

impl PieceSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
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

impl JsonSpec {
    pub(super) fn read(rule: &Fields<'_>) -> Self {
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
    pub(super) fn read(rule: &Fields<'_>) -> Self {
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
    pub(super) fn read(rule: &Fields<'_>) -> Self {
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
