//! Shapes told by a text: pieces of paragraphs, JSON left-overs, teasers, duplicates.

use crate::diagnostic::Place as FilePlace;
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
    /// In any document of the corpus, or of the host where the run looks no further.
    Corpus,
}

/// How far a rule looks for the other copy, or a run lets its rules look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In the document.
    #[default]
    Document,
    /// In the documents of the same host.
    Host,
    /// In all documents.
    Corpus,
}

impl Reach {
    /// All of them by name.
    pub const CHOICES: [(&str, Self); 3] =
        [("document", Self::Document), ("host", Self::Host), ("corpus", Self::Corpus)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::CHOICES.into_iter().find(|(_, reach)| *reach == self).map_or("", |(name, _)| name)
    }
}

/// What becomes of a paragraph that is a duplicate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// It goes.
    #[default]
    Drop,
    /// It stays, and the document gets the flag `duplicates`.
    Flag,
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
    /// Like shingles of all standing paragraphs: the whole document goes.
    NearDocument,
    /// Equal keys in many documents of one host: all copies go.
    HostRepeat,
}

/// `duplicate = { form = "exact", min-chars = 50, ... }`
#[derive(Clone, Debug)]
pub struct DuplicateSpec {
    /// What makes two paragraphs the same.
    pub form: Form,
    /// How far the other copy may be; in the document by default, for host repeats on the host, for
    /// documents in the corpus.
    pub within: Reach,
    /// Characters at least; 50 by default, 200 for documents, 2 for host repeats.
    pub min_chars: usize,
    /// The same where Han, Kana and Hangul prevail; 20 by default, 80 for documents, 2 for host repeats.
    pub min_chars_wide: usize,
    /// Characters at most; no bound by default, 120 for host repeats.
    pub max_chars: usize,
    /// The same where Han, Kana and Hangul prevail; 50 by default for host repeats.
    pub max_chars_wide: usize,
    /// For near: Jaccard of the character shingles at least; 0.85 by default.
    pub min_jaccard: f64,
    /// For near: share of the pairs of that Jaccard that must be found; 0.99 by default.
    pub recall: Located<f64>,
    /// For near: characters of a shingle; 5 by default.
    pub shingle_chars: usize,
    /// The same where Han, Kana and Hangul prevail; 3 by default.
    pub shingle_chars_wide: usize,
    /// Whether digits are all the same.
    pub fold_digits: bool,
    /// For host repeats: documents of a host at least that have the paragraph; 5 by default.
    pub min_documents: usize,
    /// For host repeats: share of the documents of the host at least; 0.3 by default.
    pub min_share: f64,
    /// Within a document: copies of it that must stand there, the first among them; 2 by default.
    pub min_times: usize,
    /// Within a document: paragraphs from one copy to the next at most; no bound by default.
    pub max_away: usize,
    /// What becomes of the copies.
    pub policy: Policy,
    /// Copies go only where they are more than this share of a document's characters; 0 by default.
    pub drop_if_share_over: f64,
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
        let choices = [("paragraph", Within::Paragraph), ("document", Within::Document), ("corpus", Within::Corpus)];
        spec.within = fields.choice("within", &choices).map_or(spec.within, |choice| choice.value);
        spec.min_chars = fields.count("min-chars").map_or(spec.min_chars, |count| count.value);
        spec.min_chars_wide = fields.count("min-chars-wide").map_or(spec.min_chars_wide, |count| count.value);
        spec.markers = fields.strings("markers").unwrap_or_default();
        fields.finish();
        spec
    }
}

impl DuplicateSpec {
    /// What holds of a form where nothing is said.
    fn usual(form: Form, place: FilePlace) -> Self {
        let repeat = form == Form::HostRepeat;
        let (within, min_chars, min_chars_wide) = match form {
            Form::Exact | Form::Near => (Reach::Document, 50, 20),
            Form::NearDocument => (Reach::Corpus, 200, 80),
            Form::HostRepeat => (Reach::Host, 2, 2),
        };
        Self {
            form,
            within,
            min_chars,
            min_chars_wide,
            max_chars: if repeat { 120 } else { usize::MAX },
            max_chars_wide: if repeat { 50 } else { usize::MAX },
            min_jaccard: 0.85,
            recall: Located { value: 0.99, place },
            shingle_chars: 5,
            shingle_chars_wide: 3,
            fold_digits: false,
            min_documents: 5,
            min_share: 0.3,
            min_times: 2,
            max_away: usize::MAX,
            policy: Policy::Drop,
            drop_if_share_over: 0.0,
            labels: Vec::new(),
        }
    }

    pub(super) fn read(rule: &Fields<'_>) -> Self {
        let Some(fields) = rule.table("duplicate", KEY) else { return Self::usual(Form::Exact, rule.place().clone()) };
        let choices = [
            ("exact", Form::Exact),
            ("near", Form::Near),
            ("near-document", Form::NearDocument),
            ("host-repeat", Form::HostRepeat),
        ];
        let form = fields.choice("form", &choices).map_or(Form::Exact, |choice| choice.value);
        let mut spec = Self::usual(form, fields.place().clone());
        let count = |key, default| fields.count(key).map_or(default, |count| count.value);
        let share = |key, default| fields.share(key).map_or(default, |share| share.value);
        let few = |key, default| fields.count_up_to(key, MOST_AWAY).map_or(default, |count| count.value.max(1));
        // What is about documents cannot look within one.
        let reaches = if spec.within == Reach::Document { &Reach::CHOICES[..] } else { &Reach::CHOICES[1..] };
        spec.within = fields.choice("within", reaches).map_or(spec.within, |choice| choice.value);
        spec.min_chars = count("min-chars", spec.min_chars);
        spec.min_chars_wide = count("min-chars-wide", spec.min_chars_wide);
        spec.max_chars = count("max-chars", spec.max_chars);
        spec.max_chars_wide = count("max-chars-wide", spec.max_chars_wide);
        spec.min_jaccard = share("min-jaccard", spec.min_jaccard);
        spec.recall = fields.share("recall").unwrap_or(spec.recall);
        spec.shingle_chars = few("shingle-chars", spec.shingle_chars);
        spec.shingle_chars_wide = few("shingle-chars-wide", spec.shingle_chars_wide);
        spec.fold_digits = fields.boolean("fold-digits").is_some_and(|truth| truth.value);
        spec.min_documents = count("min-documents", spec.min_documents);
        spec.min_share = share("min-share", spec.min_share);
        spec.min_times = count("min-times", spec.min_times);
        spec.max_away = count("max-away", spec.max_away);
        let policies = [("drop", Policy::Drop), ("flag", Policy::Flag)];
        spec.policy = fields.choice("policy", &policies).map_or(spec.policy, |choice| choice.value);
        spec.drop_if_share_over = share("drop-if-share-over", spec.drop_if_share_over);
        spec.labels = fields.strings("labels").unwrap_or_default();
        fields.finish();
        spec
    }
}
