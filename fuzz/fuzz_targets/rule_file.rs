//! Any bytes as a rule file: what the property tests try a few hundred times, for as long as one likes.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/properties/rule_file.rs"]
mod rule_file;

fuzz_target!(|bytes: &[u8]| {
    rule_file::reads_bytes(bytes);
});
