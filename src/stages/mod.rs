//! The steps of the pipeline, in running order.

pub mod language;
