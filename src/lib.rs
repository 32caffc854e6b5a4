//! tamis: a sieve for scraped web text.
//!
//! Documents in, each the flattened text of a web page; the same documents out without the chrome of their sites and
//! without repeats, and for each removed byte the rule that took it.

pub mod diagnostic;
pub mod document;
pub mod input;
pub mod key;
pub mod language;
pub mod ledger;
pub mod output;
pub mod pipeline;
pub mod quarantine;
pub mod report;
pub mod rules;
pub mod run;
pub mod script;
pub mod shape;
pub mod span;
pub mod stages;
pub mod stats;
