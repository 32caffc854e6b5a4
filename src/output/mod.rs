//! Clean documents in, shards of JSON lines out, named and packed as their inputs.

pub mod encode;
mod error;
pub mod frame;

pub use encode::{Facts, LanguageShare, encode, encode_restored, encode_row};
pub use error::OutputError;
pub use frame::{Compression, pack};

use crate::input::Input;
use std::path::Path;

/// File name of the shard that an input becomes: compressed if the input's name says that it is.
pub fn shard_name(input: &Input) -> String {
    format!("{}.jsonl{}", input.shard, Compression::of(Path::new(&input.name)).suffix())
}

/// File name of the ledger at the side of that shard.
pub fn ledger_name(input: &Input) -> String {
    format!("{}.ledger.jsonl.zst", input.shard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_compression_of_the_input() {
        let name =
            |name: &str| shard_name(&Input { name: name.into(), shard: "a".into(), files: vec![], format: None });
        assert_eq!(name("x/a.txt"), "a.jsonl");
        assert_eq!(name("a.json.gz"), "a.jsonl.gz");
        assert_eq!(name("a.jsonl.ZST"), "a.jsonl.zst");
        assert_eq!(name("-"), "a.jsonl");
    }
}
