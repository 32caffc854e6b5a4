//! Languages of paragraphs and documents: text in, a [`Label`] out, and the [`Mix`] of many labels.
//!
//! A paragraph is first stripped of addresses and ids (`scan`); what looks like code is not labelled. The script
//! with the most letters names the language where it can (`scripts`), with Han text told apart by characters
//! (`han`); else a model is asked (`engine`): our own (`model`), or whatlang. Where a paragraph is too short to be sure of,
//! the others of its document weigh in (`neighbours`).

mod codes;
mod detector;
mod engine;
mod han;
mod kinds;
mod label;
mod letters;
mod mix;
pub mod model;
mod neighbours;
mod scan;
mod scripts;
mod settings;
mod suspect;

pub use codes::{COMMON, Known, find, known, known_code};
pub use detector::Detector;
pub use label::Label;
pub use mix::{Mix, Share, mix};
pub use settings::{Engine, Settings, UnknownLanguage, code};

#[cfg(test)]
mod tests;
