//! The survey of a corpus: keys and signatures of all its paragraphs in, a read-only list of removals out.
//!
//! [`Plan::sign`] makes of a document what the survey wants to know of it, in parallel; [`Survey::take`] gathers it in the
//! order of the corpus, in memory as far as it may and on disk beyond; [`Survey::finish`] finds, partition by partition,
//! what repeats, and gives [`Verdicts`] in the order of the corpus, for a second pass over the documents.

mod alike;
mod first;
mod gone;
mod groups;
pub mod index;
mod kept;
mod log;
mod plan;
mod position;
mod repeats;
mod store;
mod take;
mod teasers;
mod twice;
mod verdicts;

pub use groups::{Group, Groups, MOST_GROUPS, Membership};
pub use plan::{Plan, Signed};
pub use position::{MOST_PARAGRAPHS, Position};
pub use take::{Survey, Work};
pub use verdicts::{Verdict, Verdicts};
