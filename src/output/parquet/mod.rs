//! Lines of JSON in, Parquet files out: [`schema`] says which columns there are, [`column`] gathers their values,
//! [`piece`] makes a file of a batch, and one file of many.

pub mod column;
pub mod piece;
pub mod schema;

pub use piece::{ending, pack};
pub use schema::{facts_type, of_layout};
