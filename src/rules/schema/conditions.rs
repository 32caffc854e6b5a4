//! `when`, `unless`, `until` and `abort-on`: what must hold of a paragraph, its place and its document.

use crate::rules::fields::{CONDITION, Fields, Located};

type Phrases = Option<Vec<Located<String>>>;

/// Conditions as written. All that are given must hold; in `unless`, any one that holds spares the paragraph.
#[derive(Clone, Debug, Default)]
pub struct ConditionsSpec {
    /// `is`: the key is one of these.
    pub is: Phrases,
    /// `matches`: one of these patterns matches the whole key.
    pub matches: Phrases,
    /// `find = true`: the patterns may match anywhere.
    pub find: Option<Located<bool>>,
    /// `starts-with`
    pub starts_with: Phrases,
    /// `ends-with`
    pub ends_with: Phrases,
    /// `contains-any`: at least `min-hits` of these, one by default.
    pub contains_any: Phrases,
    /// `min-hits`
    pub min_hits: Option<Located<usize>>,
    /// `contains-all`
    pub contains_all: Phrases,
    /// `made-of`
    pub made_of: Option<MadeOfSpec>,
    /// `default-guards = false`: no caps of their own for phrases.
    pub default_guards: Option<Located<bool>>,
    /// `max-chars`, for all scripts unless `max-chars-wide` is given.
    pub max_chars: Option<Located<usize>>,
    /// `max-chars-wide`: where Han, Kana and Hangul prevail.
    pub max_chars_wide: Option<Located<usize>>,
    /// `min-chars`
    pub min_chars: Option<Located<usize>>,
    /// `min-chars-wide`
    pub min_chars_wide: Option<Located<usize>>,
    /// `max-words`
    pub max_words: Option<Located<usize>>,
    /// `digit-share`: at least this share of letters and digits are digits.
    pub digit_share: Option<Located<f64>>,
    /// `ends-sentence`
    pub ends_sentence: Option<Located<bool>>,
    /// `truncated`: ends with an ellipsis.
    pub truncated: Option<Located<bool>>,
    /// `is-url`: one address and nothing else.
    pub is_url: Option<Located<bool>>,
    /// `zone`
    pub zone: Option<ZoneSpec>,
    /// `near`
    pub near: Option<NearSpec>,
    /// `repeats`: the key occurs at least so often in the document.
    pub repeats: Option<Located<usize>>,
    /// `followed-by`
    pub followed_by: Option<NeighbourSpec>,
    /// `preceded-by`
    pub preceded_by: Option<NeighbourSpec>,
    /// `kind`: the page is of one of these kinds.
    pub kind: Phrases,
    /// `hosts`
    pub hosts: Phrases,
    /// `languages`
    pub languages: Phrases,
    /// `scripts`
    pub scripts: Phrases,
    /// `document-mentions`
    pub document_mentions: Option<MentionsSpec>,
    /// `document-has`
    pub document_has: Option<HasSpec>,
}

/// `made-of = { vocabularies = [...], min-share = 0.9, min-phrases = 2 }`
#[derive(Clone, Debug)]
pub struct MadeOfSpec {
    /// Names of vocabularies whose phrases count.
    pub vocabularies: Vec<Located<String>>,
    /// Share of the key's letters that phrases must cover, 0.9 by default.
    pub min_share: f64,
    /// How many phrases at least, 1 by default.
    pub min_phrases: usize,
}

/// `zone = { head = 5, tail = 20, before-first-long = 200, after-last-long = 200 }`: in any of those given.
#[derive(Clone, Debug)]
pub struct ZoneSpec {
    /// Among the first so many paragraphs.
    pub head: Option<usize>,
    /// Among the last so many.
    pub tail: Option<usize>,
    /// Before the first paragraph of so many characters.
    pub before_first_long: Option<usize>,
    /// After the last one.
    pub after_last_long: Option<usize>,
}

/// On which side a neighbour stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before or after.
    Either,
    /// Before.
    Before,
    /// After.
    After,
    /// On both sides.
    Both,
}

/// `near = { within = 1, side = "either", rules = [...] }`
#[derive(Clone, Debug)]
pub struct NearSpec {
    /// How many paragraphs away at most, 1 by default.
    pub within: usize,
    /// On which side.
    pub side: Side,
    /// Rules one of which removed the neighbour; any rule if not given.
    pub rules: Vec<Located<String>>,
}

/// `followed-by = { within = 1, is = [...] }`
#[derive(Clone, Debug)]
pub struct NeighbourSpec {
    /// How many paragraphs away at most, 1 by default.
    pub within: usize,
    /// What the neighbour must be like.
    pub conditions: Box<ConditionsSpec>,
}

/// `document-mentions = { words = [...], in-paragraphs-over = 80, times = 3 }`
#[derive(Clone, Debug)]
pub struct MentionsSpec {
    /// Phrases.
    pub words: Vec<Located<String>>,
    /// Paragraphs of more characters than this count; 80 by default, 32 of them where Han, Kana and Hangul prevail.
    pub in_paragraphs_over: usize,
    /// In so many paragraphs at least, 3 by default.
    pub times: usize,
}

/// `document-has = { times = 1, min-chars = 200 }`
#[derive(Clone, Debug)]
pub struct HasSpec {
    /// So many paragraphs at least, 1 by default.
    pub times: usize,
    /// What they must be like.
    pub conditions: Box<ConditionsSpec>,
}

impl ConditionsSpec {
    /// Reads the conditions under `key` of `rule`; none where the key is missing.
    pub fn read(rule: &Fields<'_>, key: &'static str) -> Self {
        let Some(fields) = rule.table(key, CONDITION) else { return Self::default() };
        let mut spec = Self::of_paragraph(&fields);
        spec.zone = fields.table("zone", CONDITION).map(ZoneSpec::read);
        spec.near = fields.table("near", CONDITION).map(NearSpec::read);
        spec.repeats = fields.count("repeats");
        spec.followed_by = fields.table("followed-by", CONDITION).map(NeighbourSpec::read);
        spec.preceded_by = fields.table("preceded-by", CONDITION).map(NeighbourSpec::read);
        spec.kind = fields.strings("kind");
        spec.hosts = fields.strings("hosts");
        spec.languages = fields.strings("languages");
        spec.scripts = fields.strings("scripts");
        spec.document_mentions = fields.table("document-mentions", CONDITION).map(MentionsSpec::read);
        spec.document_has = fields.table("document-has", CONDITION).map(HasSpec::read);
        fields.finish();
        spec
    }

    /// Reads the conditions on a paragraph alone: its text and shape.
    pub fn of_paragraph(fields: &Fields<'_>) -> Self {
        Self {
            is: fields.strings("is"),
            matches: fields.strings("matches"),
            find: fields.boolean("find"),
            starts_with: fields.strings("starts-with"),
            ends_with: fields.strings("ends-with"),
            contains_any: fields.strings("contains-any"),
            min_hits: fields.count("min-hits"),
            contains_all: fields.strings("contains-all"),
            made_of: fields.table("made-of", CONDITION).map(MadeOfSpec::read),
            default_guards: fields.boolean("default-guards"),
            max_chars: fields.count("max-chars"),
            max_chars_wide: fields.count("max-chars-wide"),
            min_chars: fields.count("min-chars"),
            min_chars_wide: fields.count("min-chars-wide"),
            max_words: fields.count("max-words"),
            digit_share: fields.share("digit-share"),
            ends_sentence: fields.boolean("ends-sentence"),
            truncated: fields.boolean("truncated"),
            is_url: fields.boolean("is-url"),
            ..Self::default()
        }
    }
}

impl MadeOfSpec {
    fn read(fields: Fields<'_>) -> Self {
        if !fields.has("vocabularies") {
            fields.missing("vocabularies", "name the vocabularies whose phrases count: `vocabularies = [\"…\"]`");
        }
        let spec = Self {
            vocabularies: fields.strings("vocabularies").unwrap_or_default(),
            min_share: fields.share("min-share").map_or(0.9, |share| share.value),
            min_phrases: fields.count("min-phrases").map_or(1, |count| count.value),
        };
        fields.finish();
        spec
    }
}

impl ZoneSpec {
    fn read(fields: Fields<'_>) -> Self {
        let count = |key| fields.count(key).map(|count| count.value);
        let spec = Self {
            head: count("head"),
            tail: count("tail"),
            before_first_long: count("before-first-long"),
            after_last_long: count("after-last-long"),
        };
        fields.finish();
        spec
    }
}

/// Paragraphs away that a condition may look, and a removal may reach back.
pub const MOST_AWAY: usize = 50;

/// The names of [`Side`].
const SIDES: &[(&str, Side)] =
    &[("either", Side::Either), ("before", Side::Before), ("after", Side::After), ("both", Side::Both)];

impl NearSpec {
    fn read(fields: Fields<'_>) -> Self {
        let spec = Self {
            within: fields.count_up_to("within", MOST_AWAY).map_or(1, |count| count.value),
            side: fields.choice("side", SIDES).map_or(Side::Either, |side| side.value),
            rules: fields.strings("rules").unwrap_or_default(),
        };
        fields.finish();
        spec
    }
}

impl NeighbourSpec {
    fn read(fields: Fields<'_>) -> Self {
        let within = fields.count_up_to("within", MOST_AWAY).map_or(1, |count| count.value);
        let spec = Self { within, conditions: Box::new(ConditionsSpec::of_paragraph(&fields)) };
        fields.finish();
        spec
    }
}

impl MentionsSpec {
    fn read(fields: Fields<'_>) -> Self {
        if !fields.has("words") {
            fields.missing("words", "list what the document must speak of: `words = [\"…\"]`");
        }
        let spec = Self {
            words: fields.strings("words").unwrap_or_default(),
            in_paragraphs_over: fields.count("in-paragraphs-over").map_or(80, |count| count.value),
            times: fields.count("times").map_or(3, |count| count.value),
        };
        fields.finish();
        spec
    }
}

impl HasSpec {
    fn read(fields: Fields<'_>) -> Self {
        let times = fields.count("times").map_or(1, |count| count.value);
        let spec = Self { times, conditions: Box::new(ConditionsSpec::of_paragraph(&fields)) };
        fields.finish();
        spec
    }
}
