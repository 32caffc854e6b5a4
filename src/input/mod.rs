//! Names of inputs in, records out: files are found, unpacked, cut into records and decoded.
//!
//! [`find`] tells what the arguments name, [`container`] unpacks, [`reader`] cuts into raw records, one input on one
//! thread, and [`record`] decodes them, on as many threads as there are. What cannot be read becomes a [`Bad`] and
//! stops nothing.

pub mod bad;
mod batches;
pub mod container;
pub mod find;
mod object;
pub mod reader;
pub mod record;

pub use bad::{Bad, Reason};
pub use batches::Batches;
pub use find::{Format, Input, InputError, inputs};
pub use reader::{Raw, Reader};
pub use record::{Body, Fields, Record, decode};
