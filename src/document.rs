//! A page on its way through the pipeline: a source text that never changes, and the paragraphs that stages edit.

mod half;

pub use half::{Names, Packer, Unpacker};

use crate::class;
use crate::key::MatchKey;
use crate::language::{Label, Mix};
use crate::ledger::{self, Edit, Keeper, Ledger, RuleRef};
use crate::memo::Print;
use crate::span::Span;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Where a document comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The input as it was named, `-` for standard input.
    pub input: String,
    /// Number of the record in the input, from 1.
    pub record: u64,
    /// First byte of the record in the (decompressed) input.
    pub offset: u64,
}

/// One page: its source text, its paragraphs, and what the stages have found out about it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The record's id, or one made from its origin.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Address of the page, if the record has one.
    pub url: Option<String>,
    /// Host of `url`, in lower case, without port and `www.`.
    pub host: Option<String>,
    source: Box<str>,
    /// In the order of the source; removed ones stay in the list, so that neighbours can be asked about them.
    pub paragraphs: Vec<Paragraph>,
    /// Kinds of page that were recognised, the strongest first.
    pub kinds: Vec<Arc<str>>,
    /// Shares of the languages.
    pub mix: Mix,
    /// Fields lifted out of left-over JSON: name to value.
    pub lifted: BTreeMap<String, String>,
    /// Remarks on the whole document, such as a blown fuse.
    pub flags: BTreeSet<&'static str>,
    /// Numbers of the paragraphs that are copies and stay, since a rule only flags them.
    pub copies_that_stay: BTreeSet<usize>,
    /// Ids of the documents that hold keepers of its paragraphs, by their ordinal.
    pub keepers: BTreeMap<u64, String>,
    /// The rule by which the whole document is dropped, if one did.
    pub dropped: Option<Arc<str>>,
}

/// Why, and for the sake of which other paragraph, a paragraph goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The rule that took it.
    pub rule: RuleRef,
    /// For a duplicate: the paragraph that stays.
    pub keeper: Option<Keeper>,
}

/// A change of a paragraph's current text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Bytes of the current text.
    pub range: Range<usize>,
    /// What comes in their place.
    pub insert: String,
    /// The rule that asks for it.
    pub rule: RuleRef,
}

/// One non-blank line of a page, less the white space around it.
#[derive(Clone, Debug)]
pub struct Paragraph {
    span: Span,
    /// Blank lines before it in the source.
    pub blank_lines: usize,
    /// White space before it on its line that is kept with it.
    pub indent: Span,
    edits: Vec<Edit>,
    text: Option<String>,
    /// Language and script.
    pub label: Label,
    removal: Option<Removal>,
    put_back: Option<Removal>,
    lifted: bool,
    key: OnceCell<Box<MatchKey>>,
    letters: OnceCell<usize>,
    print: OnceCell<Option<Print>>,
}

impl Paragraph {
    /// The paragraph at `span` of `source`, with `edits` inside it that are sorted and disjoint.
    pub fn new(source: &str, span: Span, edits: Vec<Edit>) -> Self {
        let text = (!edits.is_empty()).then(|| ledger::apply(source, span, &edits));
        Self {
            span,
            blank_lines: 0,
            indent: Span::empty_at(span.start),
            edits,
            text,
            label: Label::default(),
            removal: None,
            put_back: None,
            lifted: false,
            key: OnceCell::new(),
            letters: OnceCell::new(),
            print: OnceCell::new(),
        }
    }

    /// A paragraph that stands nowhere in the source: `text` lifted out of a left-over that ends at byte `at`.
    pub fn lifted(source: &str, at: usize, text: String, rule: RuleRef) -> Self {
        let span = Span::empty_at(at);
        let edit = Edit { span, insert: text, rule, keeper: None };
        Self { lifted: true, ..Self::new(source, span, vec![edit]) }
    }

    /// Its place in the source.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Its text as it now is.
    pub fn text<'a>(&'a self, source: &'a str) -> &'a str {
        self.text.as_deref().unwrap_or_else(|| self.span.of(source))
    }

    /// The form of its text that rules compare.
    pub fn key(&self, source: &str) -> &MatchKey {
        self.key.get_or_init(|| Box::new(MatchKey::new(self.text(source))))
    }

    /// Changes inside it so far.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The rule that took it, if one did.
    pub fn removal(&self) -> Option<Removal> {
        self.removal
    }

    /// Whether it still stands.
    pub fn stands(&self) -> bool {
        self.removal.is_none()
    }

    /// Whether it was lifted out of a left-over rather than found on the page.
    pub fn is_lifted(&self) -> bool {
        self.lifted
    }

    /// Takes it out; the first rule to do so stays the one named.
    pub fn remove(&mut self, rule: RuleRef, keeper: Option<Keeper>) {
        self.removal.get_or_insert(Removal { rule, keeper });
    }

    /// Brings it back as it was before it was removed.
    pub fn reinstate(&mut self) {
        self.put_back = self.removal.take();
    }

    /// The rule that took it before it was brought back.
    pub fn put_back(&self) -> Option<Removal> {
        self.put_back
    }

    /// Changes the current text at sorted, disjoint places.
    pub fn replace(&mut self, source: &str, replacements: Vec<Replacement>) {
        if replacements.is_empty() {
            return;
        }
        self.edits = compose(self.span, std::mem::take(&mut self.edits), replacements);
        self.text = Some(ledger::apply(source, self.span, &self.edits));
        (self.key, self.letters, self.print) = Default::default();
    }
}

/// The edits of the source that amount to `edits` first and `replacements` of the resulting text second.
///
/// A replacement that begins or ends inside the insert of an earlier edit splits that edit: the part of the
/// insert that stays becomes an insertion of its own, and what the edit had taken counts as the replacement's.
fn compose(within: Span, edits: Vec<Edit>, replacements: Vec<Replacement>) -> Vec<Edit> {
    let mut composed = Vec::with_capacity(edits.len() + replacements.len());
    let mut earlier = edits.into_iter();
    let mut next = earlier.next();
    // Where the two texts run in step: byte `current` of the edited text is byte `origin` of the source.
    let (mut current, mut origin) = (0, within.start);
    for Replacement { range, insert, rule } in replacements {
        let mut start = None;
        while let Some(edit) = next.take() {
            let from = current + (edit.span.start - origin);
            let to = from + edit.insert.len();
            if to > range.start {
                if from < range.start {
                    let head = edit.insert[..range.start - from].to_owned();
                    composed.push(Edit { span: Span::empty_at(edit.span.start), insert: head, ..edit.clone() });
                    start = Some(edit.span.start);
                }
                next = Some(edit);
                break;
            }
            (current, origin) = (to, edit.span.end);
            composed.push(edit);
            next = earlier.next();
        }
        let start = start.unwrap_or_else(|| origin + (range.start - current));
        while let Some(edit) = next.take() {
            let from = current + (edit.span.start - origin);
            let to = from + edit.insert.len();
            if from >= range.end {
                next = Some(edit);
                break;
            }
            if to > range.end {
                let tail = edit.insert[range.end - from..].to_owned();
                (current, origin) = (range.end, edit.span.end);
                next = Some(Edit { span: Span::empty_at(edit.span.end), insert: tail, ..edit });
                break;
            }
            (current, origin) = (to, edit.span.end);
            next = earlier.next();
        }
        let end = origin + (range.end - current);
        composed.push(Edit { span: Span::new(start, end), insert, rule, keeper: None });
        (current, origin) = (range.end, end);
    }
    composed.extend(next);
    composed.extend(earlier);
    composed.retain(|edit| !edit.is_idle());
    composed
}

impl Document {
    /// A document of `source`, not yet split into paragraphs.
    pub fn new(id: impl Into<String>, source: impl Into<Box<str>>) -> Self {
        Self { id: id.into(), source: source.into(), ..Self::default() }
    }

    /// The text as it came, which never changes.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Current text of the paragraph with number `index`.
    pub fn text(&self, index: usize) -> &str {
        self.paragraphs[index].text(&self.source)
    }

    /// Letters of the current text of the paragraph with number `index`.
    pub fn letters(&self, index: usize) -> usize {
        *self.paragraphs[index].letters.get_or_init(|| class::letters(self.text(index)))
    }

    /// What the current text of the paragraph with number `index` is remembered by.
    pub fn print(&self, index: usize) -> Option<Print> {
        *self.paragraphs[index].print.get_or_init(|| Print::of(self.text(index)))
    }

    /// Match key of the paragraph with number `index`.
    pub fn key(&self, index: usize) -> &MatchKey {
        self.paragraphs[index].key(&self.source)
    }

    /// Notes `key` as that of the paragraph with number `index`, which has the text that it was made of.
    pub fn set_key(&mut self, index: usize, key: MatchKey) {
        debug_assert_eq!(key, MatchKey::new(self.text(index)));
        self.paragraphs[index].key = OnceCell::from(Box::new(key));
    }

    /// Line of the source that the paragraph with number `index` stands on, from 1.
    pub fn line(&self, index: usize) -> usize {
        memchr::memchr_iter(b'\n', &self.source.as_bytes()[..self.paragraphs[index].span.start]).count() + 1
    }

    /// Changes the current text of a paragraph at sorted, disjoint places.
    pub fn replace(&mut self, index: usize, replacements: Vec<Replacement>) {
        self.paragraphs[index].replace(&self.source, replacements);
    }

    /// Numbers of the paragraphs that still stand.
    pub fn standing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.paragraphs.len()).filter(|&index| self.paragraphs[index].stands())
    }

    /// All changes of the source, sorted and disjoint. Between two paragraphs that stay there is one line end,
    /// or two where a blank line stood anywhere between them; what else stood there goes to `spacing`.
    pub fn edits(&self, spacing: RuleRef) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut gap = Gap { from: 0, blank: false, first: true };
        for paragraph in &self.paragraphs {
            gap.blank |= paragraph.blank_lines > 0;
            if let Some(removal) = paragraph.removal {
                gap.leave(paragraph, removal, &mut edits);
            } else {
                gap.close(&self.source, paragraph, spacing, &mut edits);
                edits.extend(paragraph.edits.iter().cloned());
            }
        }
        edits.push(Edit::removal(Span::new(gap.from, self.source.len()), spacing));
        edits.retain(|edit| !edit.is_idle() && edit.span.of(&self.source) != edit.insert);
        edits
    }

    /// The text left and the account of how it came about.
    pub fn finish(&self, spacing: RuleRef) -> (String, Ledger) {
        let edits = self.edits(spacing);
        let text = ledger::apply(&self.source, Span::new(0, self.source.len()), &edits);
        (text, Ledger::of(&self.source, edits))
    }
}

/// What lies between the last paragraph that stayed and the one at hand.
struct Gap {
    /// First byte of the source that no edit or kept paragraph accounts for yet.
    from: usize,
    blank: bool,
    first: bool,
}

impl Gap {
    /// Takes a removed paragraph, and the white space before it, out.
    fn leave(&mut self, paragraph: &Paragraph, removal: Removal, edits: &mut Vec<Edit>) {
        let span = Span::new(self.from, paragraph.span.end);
        edits.push(Edit { keeper: removal.keeper, ..Edit::removal(span, removal.rule) });
        self.from = paragraph.span.end;
    }

    /// Puts the line ends and the indent of a paragraph that stays in place of the white space before it.
    fn close(&mut self, source: &str, paragraph: &Paragraph, spacing: RuleRef, edits: &mut Vec<Edit>) {
        let line_ends = match (self.first, self.blank) {
            (true, _) => "",
            (false, false) => "\n",
            (false, true) => "\n\n",
        };
        let (indent, span) = (paragraph.indent.of(source), Span::new(self.from, paragraph.span.start));
        let stands_so = span.of(source).strip_prefix(line_ends).is_some_and(|rest| rest == indent);
        if !stands_so {
            edits.push(Edit { span, insert: format!("{line_ends}{indent}"), rule: spacing, keeper: None });
        }
        *self = Gap { from: paragraph.span.end, blank: false, first: false };
    }
}
