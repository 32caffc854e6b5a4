//! tamis: a sieve for scraped web text.
//!
//! Documents in, each the flattened text of a web page; the same documents out without the chrome of their sites and
//! without repeats, and for each removed byte the rule that took it.
//!
//! ```
//! use tamis::{document::Document, pipeline::Pipeline};
//!
//! let pipeline = Pipeline::shipped()?;
//! let page = "How to prune roses\nFacebookTwitterPinterestEmail\nOld wood goes first.";
//! let cleaned = pipeline.clean(Document::new("roses", page));
//! assert_eq!(cleaned.text, "How to prune roses\nOld wood goes first.");
//! for entry in &cleaned.ledger.entries {
//!     println!("{}: {:?}", pipeline.catalog().get(entry.edit.rule).id, entry.removed);
//! }
//! assert_eq!(cleaned.ledger.restore(&cleaned.text)?, page);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The way of a document is [`pipeline`]; its parts are [`document`] (text, paragraphs, edits), [`rules`] (files of
//! rules, read and compiled), [`stages`] (what runs them) and [`ledger`] (the account). [`run`] takes many documents
//! from [`input`] to [`output`] in parallel.

// What unit tests share with the tests of `tests/` calls the crate by its name.
#[cfg(test)]
extern crate self as tamis;

pub mod class;
pub mod clock;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod draw;
pub mod fit;
pub mod input;
pub mod key;
pub mod language;
pub mod ledger;
mod memo;
pub mod mine;
pub mod output;
pub mod phrases;
pub mod pipeline;
pub mod quarantine;
pub mod report;
pub mod rules;
pub mod run;
pub mod sample;
pub mod score;
pub mod script;
pub mod shape;
pub mod sidecar;
pub mod span;
pub mod stages;
pub mod stats;
pub mod survey;
mod swar;
mod work;
