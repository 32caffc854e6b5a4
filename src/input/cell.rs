//! A row of an Arrow batch in, the JSON object that it stands for out.

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{as_date, as_datetime, as_time};
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTemporalType, Date32Type, Date64Type, Decimal128Type, DurationMicrosecondType,
    DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::{DataType, TimeUnit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::{Debug, Display};
use std::io::Write;

/// Adds the object of a row: its columns in order, nested ones as objects and arrays.
pub fn write_row(batch: &RecordBatch, row: usize, out: &mut Vec<u8>) {
    let mut between = b'{';
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        out.push(between);
        between = b',';
        string(field.name(), out);
        out.push(b':');
        value(column, row, out);
    }
    if between == b'{' {
        out.push(b'{');
    }
    out.push(b'}');
}

/// Adds one value. Times are written as in ISO 8601, decimals and numbers beyond JSON as strings, bytes as text where
/// they are UTF-8 and else in base64; a type without a form in JSON is null.
fn value(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    if array.is_null(row) {
        out.extend_from_slice(b"null");
        return;
    }
    match array.data_type() {
        DataType::Utf8 => string(array.as_string::<i32>().value(row), out),
        DataType::LargeUtf8 => string(array.as_string::<i64>().value(row), out),
        DataType::Utf8View => string(array.as_string_view().value(row), out),
        DataType::Boolean => shown(array.as_boolean().value(row), out),
        DataType::Int8 => number::<Int8Type>(array, row, out),
        DataType::Int16 => number::<Int16Type>(array, row, out),
        DataType::Int32 => number::<Int32Type>(array, row, out),
        DataType::Int64 => number::<Int64Type>(array, row, out),
        DataType::UInt8 => number::<UInt8Type>(array, row, out),
        DataType::UInt16 => number::<UInt16Type>(array, row, out),
        DataType::UInt32 => number::<UInt32Type>(array, row, out),
        DataType::UInt64 => number::<UInt64Type>(array, row, out),
        DataType::Float16 => float(array.as_primitive::<Float16Type>().value(row).to_f64(), out),
        DataType::Float32 => single(array.as_primitive::<Float32Type>().value(row), out),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row), out),
        DataType::Decimal128(_, _) => string(&array.as_primitive::<Decimal128Type>().value_as_string(row), out),
        DataType::Binary => bytes(array.as_binary::<i32>().value(row), out),
        DataType::LargeBinary => bytes(array.as_binary::<i64>().value(row), out),
        DataType::BinaryView => bytes(array.as_binary_view().value(row), out),
        DataType::FixedSizeBinary(_) => bytes(array.as_fixed_size_binary().value(row), out),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let key = dictionary.normalized_keys().get(row).copied().unwrap_or_default();
            value(dictionary.values(), key, out);
        }
        DataType::Struct(_) => structure(array.as_struct(), row, out),
        DataType::List(_) => list(&array.as_list::<i32>().value(row), out),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row), out),
        DataType::FixedSizeList(_, _) => list(&array.as_fixed_size_list().value(row), out),
        DataType::Map(_, _) => list(&array.as_map().value(row), out),
        kind => time(kind, array, row, out),
    }
}

fn time(kind: &DataType, array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    match kind {
        DataType::Date32 => date::<Date32Type>(array, row, out),
        DataType::Date64 => moment::<Date64Type>(array, row, "", out),
        DataType::Timestamp(unit, zone) => {
            // With a zone the count is in UTC, without one it is of no place.
            let zone = if zone.is_some() { "Z" } else { "" };
            match unit {
                TimeUnit::Second => moment::<TimestampSecondType>(array, row, zone, out),
                TimeUnit::Millisecond => moment::<TimestampMillisecondType>(array, row, zone, out),
                TimeUnit::Microsecond => moment::<TimestampMicrosecondType>(array, row, zone, out),
                TimeUnit::Nanosecond => moment::<TimestampNanosecondType>(array, row, zone, out),
            }
        }
        DataType::Time32(TimeUnit::Second) => clock::<Time32SecondType>(array, row, out),
        DataType::Time32(_) => clock::<Time32MillisecondType>(array, row, out),
        DataType::Time64(TimeUnit::Microsecond) => clock::<Time64MicrosecondType>(array, row, out),
        DataType::Time64(_) => clock::<Time64NanosecondType>(array, row, out),
        DataType::Duration(TimeUnit::Second) => number::<DurationSecondType>(array, row, out),
        DataType::Duration(TimeUnit::Millisecond) => number::<DurationMillisecondType>(array, row, out),
        DataType::Duration(TimeUnit::Microsecond) => number::<DurationMicrosecondType>(array, row, out),
        DataType::Duration(TimeUnit::Nanosecond) => number::<DurationNanosecondType>(array, row, out),
        _ => out.extend_from_slice(b"null"),
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    // A vector takes all that is written, and a string is always JSON.
    let _ = serde_json::to_writer(out, text);
}

fn shown(value: impl Display, out: &mut Vec<u8>) {
    let _ = write!(out, "{value}");
}

fn number<T: ArrowPrimitiveType<Native: Display>>(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    shown(array.as_primitive::<T>().value(row), out);
}

/// A number, or its name in a string where JSON has none: `NaN`, `inf`.
fn float(value: f64, out: &mut Vec<u8>) {
    if value.is_finite() {
        let _ = serde_json::to_writer(out, &value);
    } else {
        string(&value.to_string(), out);
    }
}

/// With the digits of single precision.
fn single(value: f32, out: &mut Vec<u8>) {
    if value.is_finite() {
        let _ = serde_json::to_writer(out, &value);
    } else {
        string(&value.to_string(), out);
    }
}

fn bytes(value: &[u8], out: &mut Vec<u8>) {
    match std::str::from_utf8(value) {
        Ok(text) => string(text, out),
        Err(_) => string(&STANDARD.encode(value), out),
    }
}

/// A time that can be shown, or null where it is beyond the calendar.
fn iso(value: Option<impl Debug>, zone: &str, out: &mut Vec<u8>) {
    match value {
        Some(value) => string(&format!("{value:?}{zone}"), out),
        None => out.extend_from_slice(b"null"),
    }
}

fn moment<T: ArrowTemporalType<Native: Into<i64>>>(array: &dyn Array, row: usize, zone: &str, out: &mut Vec<u8>) {
    iso(as_datetime::<T>(array.as_primitive::<T>().value(row).into()), zone, out);
}

fn date<T: ArrowTemporalType<Native: Into<i64>>>(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    iso(as_date::<T>(array.as_primitive::<T>().value(row).into()), "", out);
}

fn clock<T: ArrowTemporalType<Native: Into<i64>>>(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    iso(as_time::<T>(array.as_primitive::<T>().value(row).into()), "", out);
}

fn structure(array: &StructArray, row: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, column)) in array.column_names().into_iter().zip(array.columns()).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        string(name, out);
        out.push(b':');
        value(column, row, out);
    }
    out.push(b'}');
}

/// All of an array; a map is an array of `key` and `value`, as Parquet has it.
fn list(values: &dyn Array, out: &mut Vec<u8>) {
    out.push(b'[');
    for row in 0..values.len() {
        if row > 0 {
            out.push(b',');
        }
        value(values, row, out);
    }
    out.push(b']');
}
