//! Values of JSON in, an Arrow column out.

use arrow_array::builder::{BooleanBuilder, NullBufferBuilder, PrimitiveBuilder, StringBuilder};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, FieldRef, Fields, TimeUnit};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

/// The values of a column so far.
pub struct Column {
    values: Values,
    is_nullable: bool,
}

enum Values {
    Text(StringBuilder),
    Truth(BooleanBuilder),
    Scalars(Box<dyn Scalars>),
    Struct(Struct),
    List(List),
}

struct Struct {
    fields: Fields,
    columns: Vec<Column>,
    validity: NullBufferBuilder,
}

struct List {
    item: FieldRef,
    column: Box<Column>,
    lengths: Vec<usize>,
    validity: NullBufferBuilder,
}

/// A value of JSON that is one number, or stands for one.
#[derive(Clone, Copy, Debug)]
enum Scalar<'a> {
    Int(i128),
    Float(f64),
    Text(&'a str),
}

trait Scalars: Send {
    fn push(&mut self, scalar: Scalar<'_>) -> bool;
    fn push_null(&mut self);
    fn finish(&mut self) -> ArrayRef;
    fn len(&self) -> usize;
}

struct Primitives<T: ArrowPrimitiveType, F> {
    builder: PrimitiveBuilder<T>,
    read: F,
}

impl<T, F> Scalars for Primitives<T, F>
where
    T: ArrowPrimitiveType,
    F: Fn(Scalar<'_>) -> Option<T::Native> + Send,
{
    fn push(&mut self, scalar: Scalar<'_>) -> bool {
        let value = (self.read)(scalar);
        if let Some(value) = value {
            self.builder.append_value(value);
        }
        value.is_some()
    }

    fn push_null(&mut self) {
        self.builder.append_null();
    }

    fn finish(&mut self) -> ArrayRef {
        Arc::new(self.builder.finish())
    }

    fn len(&self) -> usize {
        arrow_array::builder::ArrayBuilder::len(&self.builder)
    }
}

fn primitives<T: ArrowPrimitiveType>(
    kind: &DataType,
    read: impl Fn(Scalar<'_>) -> Option<T::Native> + Send + 'static,
) -> Values {
    Values::Scalars(Box::new(Primitives { builder: PrimitiveBuilder::<T>::new().with_data_type(kind.clone()), read }))
}

fn ints<T: ArrowPrimitiveType<Native: TryFrom<i128>>>(kind: &DataType) -> Values {
    primitives::<T>(kind, |scalar| match scalar {
        Scalar::Int(value) => value.try_into().ok(),
        _ => None,
    })
}

/// A floating-point number; what JSON has no number for stands there as text: `NaN`, `inf`.
fn float(scalar: Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Int(value) => Some(value as f64),
        Scalar::Float(value) => Some(value),
        Scalar::Text(text) => text.parse().ok(),
    }
}

/// Times since 1970 in a unit, from the form of ISO 8601 that rows are shown in.
fn moments<T: ArrowPrimitiveType<Native = i64>>(kind: &DataType, nanoseconds_of_unit: i128) -> Values {
    primitives::<T>(kind, move |scalar| match scalar {
        Scalar::Text(text) => i64::try_from(nanoseconds(text)?.div_euclid(nanoseconds_of_unit)).ok(),
        _ => None,
    })
}

fn nanoseconds(text: &str) -> Option<i128> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let moment = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?.and_utc();
    Some(i128::from(moment.timestamp()) * 1_000_000_000 + i128::from(moment.timestamp_subsec_nanos()))
}

fn days(text: &str) -> Option<i32> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).ok()
}

/// A decimal number in units of its last digit.
fn decimal(text: &str, scale: i8) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let scale = usize::try_from(scale).unwrap_or(0);
    if part.len() > scale {
        return None;
    }
    format!("{whole}{part:0<scale$}").parse().ok()
}

impl Column {
    /// An empty column of a type that [`schema`](super::schema) gives.
    pub fn new(kind: &DataType, is_nullable: bool) -> Self {
        let values = match kind {
            DataType::Boolean => Values::Truth(BooleanBuilder::new()),
            DataType::Int8 => ints::<Int8Type>(kind),
            DataType::Int16 => ints::<Int16Type>(kind),
            DataType::Int32 => ints::<Int32Type>(kind),
            DataType::Int64 => ints::<Int64Type>(kind),
            DataType::UInt8 => ints::<UInt8Type>(kind),
            DataType::UInt16 => ints::<UInt16Type>(kind),
            DataType::UInt32 => ints::<UInt32Type>(kind),
            DataType::UInt64 => ints::<UInt64Type>(kind),
            DataType::Float32 => primitives::<Float32Type>(kind, |scalar| float(scalar).map(|value| value as f32)),
            DataType::Float64 => primitives::<Float64Type>(kind, float),
            DataType::Date32 => primitives::<Date32Type>(kind, |scalar| match scalar {
                Scalar::Text(text) => days(text),
                _ => None,
            }),
            &DataType::Decimal128(_, scale) => primitives::<Decimal128Type>(kind, move |scalar| match scalar {
                Scalar::Text(text) => decimal(text, scale),
                _ => None,
            }),
            DataType::Timestamp(TimeUnit::Second, _) => moments::<TimestampSecondType>(kind, 1_000_000_000),
            DataType::Timestamp(TimeUnit::Millisecond, _) => moments::<TimestampMillisecondType>(kind, 1_000_000),
            DataType::Timestamp(TimeUnit::Microsecond, _) => moments::<TimestampMicrosecondType>(kind, 1_000),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => moments::<TimestampNanosecondType>(kind, 1),
            DataType::Struct(fields) => Values::Struct(Struct::new(fields.clone())),
            DataType::List(item) => Values::List(List {
                item: item.clone(),
                column: Box::new(Self::new(item.data_type(), item.is_nullable())),
                lengths: Vec::new(),
                validity: NullBufferBuilder::new(0),
            }),
            _ => Values::Text(StringBuilder::new()),
        };
        Self { values, is_nullable }
    }

    /// Values so far.
    fn len(&self) -> usize {
        match &self.values {
            Values::Text(builder) => arrow_array::builder::ArrayBuilder::len(builder),
            Values::Truth(builder) => arrow_array::builder::ArrayBuilder::len(builder),
            Values::Scalars(scalars) => scalars.len(),
            Values::Struct(of) => of.validity.len(),
            Values::List(of) => of.lengths.len(),
        }
    }

    fn push_null(&mut self) {
        match &mut self.values {
            Values::Text(builder) => builder.append_null(),
            Values::Truth(builder) => builder.append_null(),
            Values::Scalars(scalars) => scalars.push_null(),
            Values::Struct(of) => {
                of.columns.iter_mut().for_each(Self::push_null);
                of.validity.append_null();
            }
            Values::List(of) => {
                of.lengths.push(0);
                of.validity.append_null();
            }
        }
    }

    fn push<E: Error>(&mut self, scalar: Scalar<'_>) -> Result<(), E> {
        let pushed = match (&mut self.values, scalar) {
            (Values::Text(builder), Scalar::Text(text)) => {
                builder.append_value(text);
                true
            }
            (Values::Scalars(scalars), scalar) => scalars.push(scalar),
            _ => false,
        };
        if pushed { Ok(()) } else { Err(E::custom(format!("{scalar:?} does not fit the column"))) }
    }

    /// All values, as an array.
    pub fn finish(self) -> ArrayRef {
        match self.values {
            Values::Text(mut builder) => Arc::new(builder.finish()),
            Values::Truth(mut builder) => Arc::new(builder.finish()),
            Values::Scalars(mut scalars) => scalars.finish(),
            Values::Struct(of) => Arc::new(of.finish()),
            Values::List(mut of) => {
                let offsets = OffsetBuffer::from_lengths(of.lengths);
                Arc::new(ListArray::new(of.item, offsets, of.column.finish(), of.validity.finish()))
            }
        }
    }
}

/// Rows of a table: objects whose fields are the columns.
pub struct Rows(Struct);

impl Rows {
    /// No rows of these columns.
    pub fn new(fields: &Fields) -> Self {
        Self(Struct::new(fields.clone()))
    }

    /// Adds the row of a line.
    ///
    /// # Errors
    /// What is wrong with it: it is no object, or has a value that does not fit its column.
    pub fn push(&mut self, line: &[u8]) -> serde_json::Result<()> {
        let mut parser = serde_json::Deserializer::from_slice(line);
        (&mut parser).deserialize_map(Walk(&mut self.0))?;
        parser.end()
    }

    /// All rows.
    pub fn finish(self) -> StructArray {
        self.0.finish()
    }
}

impl Struct {
    fn new(fields: Fields) -> Self {
        let columns = fields.iter().map(|field| Column::new(field.data_type(), field.is_nullable())).collect();
        Self { fields, columns, validity: NullBufferBuilder::new(0) }
    }

    fn finish(mut self) -> StructArray {
        let columns: Vec<ArrayRef> = self.columns.into_iter().map(Column::finish).collect();
        StructArray::new(self.fields, columns, self.validity.finish())
    }
}

/// Reads an object into a row.
struct Walk<'a>(&'a mut Struct);

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let row = self.0.validity.len();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let free = |(field, column): &(&FieldRef, &mut Column)| *field.name() == name && column.len() == row;
            match self.0.fields.iter().zip(&mut self.0.columns).find(free) {
                Some((_, column)) => map.next_value_seed(column)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        for (field, column) in self.0.fields.iter().zip(&mut self.0.columns) {
            if column.len() == row {
                if !field.is_nullable() {
                    return Err(A::Error::custom(format!("`{}` is missing", field.name())));
                }
                column.push_null();
            }
        }
        self.0.validity.append_non_null();
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Column {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Column {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of the column's type")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if !self.is_nullable {
            return Err(E::custom("null in a column without nulls"));
        }
        self.push_null();
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match &mut self.values {
            Values::Truth(builder) => builder.append_value(value),
            _ => return Err(E::custom(format!("{value} does not fit the column"))),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.push(Scalar::Int(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.push(Scalar::Int(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.push(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.push(Scalar::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Values::List(list) = &mut self.values else {
            return Err(A::Error::custom("an array does not fit the column"));
        };
        let mut length = 0;
        while seq.next_element_seed(&mut *list.column)?.is_some() {
            length += 1;
        }
        list.lengths.push(length);
        list.validity.append_non_null();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        match &mut self.values {
            Values::Struct(of) => Walk(of).visit_map(map),
            _ => Err(A::Error::custom("an object does not fit the column")),
        }
    }
}
