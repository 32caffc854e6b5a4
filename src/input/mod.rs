//! Names of inputs in, records out: files are found, unpacked, cut into records and decoded.
//!
//! [`find`] tells what the arguments name, [`container`] unpacks, `source` tells format and charset and has the records
//! cut out by one of `lines`, `values`, `table`, `parquet` and `warc`, all for [`reader`], one input on one thread;
//! [`record`] decodes them, on as many threads as there are. What cannot be read becomes a [`Bad`] and stops nothing.

pub mod bad;
mod batches;
mod bomb;
mod cell;
pub mod charset;
pub mod container;
pub mod find;
mod format;
mod http;
mod lines;
mod object;
mod parquet;
mod piece;
pub mod reader;
pub mod record;
mod source;
mod table;
mod transcode;
mod values;
mod warc;

pub use bad::{Bad, Reason};
pub use batches::Batches;
pub use charset::Charset;
pub use find::{Format, Input, InputError, inputs};
pub use reader::{Position, Raw, Reader};
pub use record::{Body, Fields, Record, decode};
pub use table::Header;
