//! Clean documents in, shards out: [`layout`] says which fields a record has, [`encode`] writes its line, [`frame`] and
//! [`parquet`] pack the lines of a batch, and [`form`] says for each input which of all that, and under which name.

pub mod card;
pub mod encode;
mod error;
mod fields;
pub mod form;
pub mod frame;
pub mod layout;
pub mod parquet;
pub mod preset;

pub use card::{CARD, Card};
pub use encode::{Facts, LanguageShare, encode, encode_restored, encode_row};
pub use error::OutputError;
pub use form::{Form, Packing, Wanted};
pub use frame::{Compression, pack};
pub use layout::Layout;
pub use preset::{FileKind, Preset};
