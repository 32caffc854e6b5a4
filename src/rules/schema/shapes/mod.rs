//! `removes` and the tables that go with it: what a rule takes out.

mod paragraphs;
mod texts;

pub use paragraphs::{BlockSpec, End, LookBehindSpec, PairsSpec, RunSpec, WithoutEnd, ZoneCutSpec};
pub use texts::{DuplicateSpec, Form, JsonSpec, PieceSpec, Place, Policy, Reach, TeaserSpec, Within};

use crate::rules::fields::Fields;

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
