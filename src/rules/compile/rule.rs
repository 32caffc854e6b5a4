//! A rule ready to run, and what it takes out.

use crate::ledger::RuleRef;
use crate::rules::conditions::{Conditions, ParagraphTests, Scope};
use crate::rules::page::Page;
use crate::rules::schema::{Reach, Within};
use crate::stages::chrome::{Block, Json, Pairs, Piece, Run, ZoneCut};
use crate::stages::dedup::{Duplicate, Teaser};
use std::sync::Arc;

/// A rule ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its number in the catalog.
    pub rule: RuleRef,
    /// Scope of its set and its own.
    pub(super) scopes: [Scope; 2],
    /// What must hold.
    pub when: Conditions,
    /// What must not.
    pub unless: Conditions,
    /// What it takes out.
    pub shape: Shape,
}

/// What a rule takes out, ready to run.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Whole paragraphs.
    Paragraph,
    /// A piece of a paragraph.
    Piece(Box<Piece>),
    /// From a start to an end anchor.
    Block(Box<Block>),
    /// Label and value lines.
    Pairs(Pairs),
    /// All before or behind an anchor.
    ZoneCut(Box<ZoneCut>),
    /// Short paragraphs in a row.
    Run(Run),
    /// JSON left in the text.
    Json(Json),
    /// A beginning whose whole stands beside it.
    Teaser(Teaser),
    /// A repeat of an earlier paragraph.
    Duplicate(Duplicate),
}

impl Shape {
    /// Whether it takes whole paragraphs, one by one.
    pub fn is_paragraph(&self) -> bool {
        matches!(self, Self::Paragraph)
    }

    /// Whether it asks other documents.
    pub fn looks_beyond_document(&self) -> bool {
        match self {
            Self::Duplicate(duplicate) => duplicate.within > Reach::Document,
            Self::Teaser(teaser) => teaser.within() == Within::Corpus,
            _ => false,
        }
    }

    /// Whether what it takes are whole paragraphs.
    pub fn takes_paragraphs(&self) -> bool {
        matches!(self, Self::Paragraph | Self::Block(_) | Self::Pairs(_) | Self::ZoneCut(_) | Self::Run(_))
    }
}

/// A kind of page ready to be recognised.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name.
    pub id: Arc<str>,
    /// How many different signs a page must show.
    pub at_least: usize,
    /// The signs.
    pub signs: Vec<ParagraphTests>,
}

/// A page in the scope of a rule, for trying the rule on its examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleScope {
    /// Its kinds.
    pub kinds: Vec<String>,
    /// Its host, if it must have one.
    pub hosts: Vec<String>,
    /// Its languages, as `zh` or `zh-Hans`.
    pub languages: Vec<String>,
}

impl Rule {
    /// Scope of its set and its own.
    pub fn scopes(&self) -> &[Scope; 2] {
        &self.scopes
    }

    /// Whether the page is in its scope.
    pub fn applies(&self, page: Page<'_>) -> bool {
        self.scopes.iter().all(|scope| scope.holds(page))
    }

    /// What a page must be for the rule to apply, of each list of its scopes the first; and where it is to fire, also
    /// what its conditions ask of the page.
    pub fn sample_scope(&self, is_to_fire: bool) -> SampleScope {
        let first = |list: fn(&Scope) -> Option<&Vec<String>>| {
            let asked = is_to_fire.then_some(&self.when.document.scope);
            let scopes = self.scopes.iter().chain(asked);
            scopes.filter_map(list).filter_map(|list| list.first().cloned()).collect::<Vec<_>>()
        };
        SampleScope {
            kinds: first(|scope| scope.kinds.as_ref()),
            hosts: first(|scope| scope.hosts.as_ref()),
            languages: first(|scope| scope.languages.as_ref()),
        }
    }

    /// Whether it asks what other rules have removed, and so does nothing by itself.
    pub fn leans_on_others(&self) -> bool {
        self.when.place.near.is_some() || matches!(self.shape, Shape::Run(_))
    }

    /// Whether its conditions on a paragraph by itself allow it to fire.
    pub fn fits(&self, page: Page<'_>, index: usize) -> bool {
        self.when.paragraph.hold_at(page, index) && !self.unless.paragraph.spare_at(page, index)
    }

    /// Whether its conditions on place and page allow it to fire: with [`Self::fits`], the other half of
    /// [`Self::holds`].
    pub fn stands(&self, page: Page<'_>, index: usize) -> bool {
        self.when.holds_around(page, index) && !self.unless.spares_around(page, index)
    }

    /// Whether it fires on the paragraph with number `index`.
    pub fn holds(&self, page: Page<'_>, index: usize) -> bool {
        self.fits(page, index) && self.stands(page, index)
    }
}
