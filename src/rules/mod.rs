//! Rule files: found, read strictly, stacked, and compiled into what the stages run.

mod automaton;
pub mod catalog;
pub mod compile;
pub mod conditions;
pub mod context;
pub mod examples;
pub mod fields;
pub mod files;
pub mod json_schema;
pub mod language;
pub mod lint;
pub mod literals;
pub mod load;
pub mod made_of;
pub mod marks;
pub mod node;
pub mod page;
pub mod pattern;
pub mod probe;
pub mod problems;
pub mod relaxed;
pub mod render;
pub mod schema;
pub mod settings;
pub mod verdict;

pub use catalog::{Catalog, RuleInfo};
pub use files::Layer;
pub use load::RuleBook;
