//! Files of each format and each packing, made for the tests.

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use std::io::Write;
use std::sync::Arc;

/// A record that is sound.
pub const GOOD: &str = "{\"id\":\"first\",\"text\":\"The harbour silted up.\"}\n";

/// What gzip makes of bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What Zstandard makes of them.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// What bzip2 makes of them.
pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What xz makes of them.
pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of so many records.
pub fn parquet(rows: i64) -> Vec<u8> {
    let texts: Vec<String> = (0..rows).map(|row| format!("The harbour silted up {row} times.")).collect();
    let columns: [(&str, ArrayRef); 2] =
        [("id", Arc::new(Int64Array::from_iter_values(0..rows))), ("text", Arc::new(StringArray::from(texts)))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A record of an archive.
pub fn warc(id: u32, text: &str) -> String {
    let length = text.len();
    let header = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nWARC-Record-ID";
    format!("{header}: <{id}>\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n")
}

/// Records whose texts compress badly.
pub fn lines(count: u32) -> String {
    let word = |number: u32| number.wrapping_mul(2_654_435_761).rotate_left(number % 32);
    let text = |line: u32| (0..40).map(|n| format!("{:x} ", word(line * 64 + n))).collect::<String>();
    (1..=count).map(|line| format!("{{\"id\":\"{line}\",\"text\":\"{}\"}}\n", text(line).trim_end())).collect()
}
