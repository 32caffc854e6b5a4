//! Lines of a batch in, a Parquet file of one row group out; and what makes one file of such files, one behind the other.
//!
//! A reader of Parquet begins at the end, where it is told at which bytes the values of each column are, and does not
//! mind what stands between them. So a shard in the making is a row of whole files, as gzip files are rows of members:
//! batches are packed in parallel, and a run can go on behind any of them. In the end a last footer tells of all.

use super::column::Rows;
use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// What a file begins and ends with.
const MAGIC: &[u8; 4] = b"PAR1";

/// Behind a footer: its length in four bytes, and [`MAGIC`].
const TAIL_BYTES: u64 = 8;

/// A file of one row group with the rows that `lines` are, in the columns of `schema`.
///
/// The same lines give the same bytes. Without lines there is no row group.
///
/// # Errors
/// Where a line does not fit the schema, which none does that was encoded for it.
pub fn pack(lines: &[u8], schema: &Arc<Schema>) -> io::Result<Vec<u8>> {
    let mut rows = Rows::new(schema.fields());
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        rows.push(line)?;
    }
    let rows = rows.finish();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties()?)).map_err(io::Error::other)?;
    if !arrow_array::Array::is_empty(&rows) {
        let batch = RecordBatch::try_new(schema.clone(), rows.columns().to_vec()).map_err(io::Error::other)?;
        writer.write(&batch).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(io::Error::other)
}

/// How pieces are written: zstd at its default level; no page indexes, which would have to be moved with the footers,
/// and no statistics and dictionary of the texts, which are all different.
fn properties() -> io::Result<WriterProperties> {
    let text = || ColumnPath::from("text");
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(io::Error::other)?))
        .set_created_by(concat!("tamis ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_max_row_group_row_count(None)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_column_statistics_enabled(text(), EnabledStatistics::None)
        .set_column_dictionary_enabled(text(), false)
        .build())
}

/// The footer that makes one file of the pieces of which `file` consists; empty if there is but one.
///
/// # Errors
/// Where it cannot be read, or does not consist of pieces.
pub fn ending<F: Read + Seek>(file: &mut F) -> io::Result<Vec<u8>> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut pieces = Vec::new();
    while end > 0 {
        let (start, piece) = last_piece(file, end)?;
        pieces.push((start, piece));
        end = start;
    }
    if pieces.len() < 2 {
        return Ok(Vec::new());
    }
    pieces.reverse();
    let mut groups = Vec::new();
    for (start, piece) in &pieces {
        for group in piece.row_groups() {
            groups.push(moved(group, *start, groups.len()).map_err(io::Error::other)?);
        }
    }
    let first = pieces[0].1.file_metadata();
    let whole = FileMetaData::new(
        first.version(),
        groups.iter().map(RowGroupMetaData::num_rows).sum(),
        first.created_by().map(str::to_owned),
        first.key_value_metadata().cloned(),
        first.schema_descr_ptr(),
        first.column_orders().cloned(),
    );
    let mut footer = Vec::new();
    let whole = ParquetMetaData::new(whole, groups);
    ParquetMetaDataWriter::new(&mut footer, &whole).finish().map_err(io::Error::other)?;
    Ok(footer)
}

/// The piece that ends at byte `end`: where it starts, and what its footer says.
fn last_piece<F: Read + Seek>(file: &mut F, end: u64) -> io::Result<(u64, ParquetMetaData)> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the unfinished Parquet shard is damaged");
    let mut read = |start: u64, bytes: u64| {
        let mut buffer = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut buffer)?;
        io::Result::Ok(buffer)
    };
    let tail = read(end.checked_sub(TAIL_BYTES).ok_or_else(broken)?, TAIL_BYTES)?;
    let (length, magic) = tail.split_at(4);
    let length = u64::from(u32::from_le_bytes(length.try_into().map_err(io::Error::other)?));
    let footer = end.checked_sub(TAIL_BYTES + length).filter(|_| magic == MAGIC).ok_or_else(broken)?;
    let metadata = ParquetMetaDataReader::decode_metadata(&read(footer, length)?).map_err(io::Error::other)?;
    let values: i64 = metadata.row_groups().iter().map(RowGroupMetaData::compressed_size).sum();
    let values = u64::try_from(values).map_err(io::Error::other)?;
    let start = footer.checked_sub(values + MAGIC.len() as u64).ok_or_else(broken)?;
    if read(start, MAGIC.len() as u64)? != MAGIC {
        return Err(broken());
    }
    Ok((start, metadata))
}

/// The row group of a piece as it stands in a file in which the piece begins at byte `start`.
fn moved(group: &RowGroupMetaData, start: u64, number: usize) -> Result<RowGroupMetaData, ParquetError> {
    let by = i64::try_from(start)?;
    let columns: Result<Vec<ColumnChunkMetaData>, _> = group
        .columns()
        .iter()
        .map(|column| {
            let dictionary = column.dictionary_page_offset().map(|offset| offset + by);
            let data = column.data_page_offset() + by;
            column.clone().into_builder().set_data_page_offset(data).set_dictionary_page_offset(dictionary).build()
        })
        .collect();
    let builder = group.clone().into_builder().set_column_metadata(columns?);
    let builder = builder.set_file_offset(group.file_offset().unwrap_or(MAGIC.len() as i64) + by);
    builder.set_ordinal(i32::try_from(number)?).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::layout::Layout;
    use crate::output::parquet::schema::{of_columns, of_layout};
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_schema::{DataType, Field, TimeUnit};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use std::fs::{self, File};
    use std::io::Cursor;
    use std::path::Path;

    fn table() -> Arc<Schema> {
        Arc::new(of_layout(Layout::Table, false))
    }

    fn line(text: &str) -> String {
        let text = serde_json::to_string(text).unwrap();
        format!("{{\"id\":\"a\",\"text\":{text},\"source\":\"s\",\"url\":\"\",\"metadata\":\"{{}}\"}}\n")
    }

    fn written(path: &Path, pieces: &[Vec<u8>]) {
        let mut whole = pieces.concat();
        let footer = ending(&mut Cursor::new(&whole)).unwrap();
        whole.extend_from_slice(&footer);
        fs::write(path, whole).unwrap();
    }

    fn read(path: &Path) -> (usize, Vec<RecordBatch>) {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        let groups = builder.metadata().num_row_groups();
        (groups, builder.with_batch_size(1 << 20).build().unwrap().map(Result::unwrap).collect())
    }

    #[test]
    fn any_number_of_pieces_is_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        for count in [1, 2, 7] {
            let texts: Vec<String> =
                (0..count).map(|number| format!("中{number}\0").repeat(1 + number * 1000)).collect();
            let pieces: Vec<Vec<u8>> =
                texts.iter().map(|text| pack((line(text) + &line("b")).as_bytes(), &table()).unwrap()).collect();
            written(&path, &pieces);
            let (groups, batches) = read(&path);
            assert_eq!((groups, batches.iter().map(RecordBatch::num_rows).sum::<usize>()), (count, 2 * count));
            let column = |batch: &RecordBatch| {
                let values = batch.column_by_name("text").unwrap().as_string::<i32>().clone();
                values.iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>()
            };
            let expected: Vec<String> = texts.into_iter().flat_map(|text| [text, "b".to_owned()]).collect();
            assert_eq!(batches.iter().flat_map(column).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn no_lines_are_a_file_without_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        written(&path, &[pack(b"", &table()).unwrap()]);
        assert_eq!(read(&path).1.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
    }

    #[test]
    fn the_same_lines_are_the_same_bytes() {
        let lines = line("a").repeat(100);
        assert_eq!(pack(lines.as_bytes(), &table()).unwrap(), pack(lines.as_bytes(), &table()).unwrap());
    }

    #[test]
    fn what_is_damaged_is_told() {
        let piece = pack(line("a").as_bytes(), &table()).unwrap();
        let damaged = [&piece[1..], &piece[..piece.len() - 1], b"x"];
        for bytes in damaged {
            assert!(ending(&mut Cursor::new([bytes, &piece[..0]].concat())).is_err());
            assert!(ending(&mut Cursor::new([&piece[..], bytes].concat())).is_err());
        }
    }

    #[test]
    fn a_line_that_does_not_fit_is_told() {
        for line in ["{\"id\":1}", "{}", "[1]", "{", &line("a").replace("\"s\"", "null")] {
            assert!(pack(line.as_bytes(), &table()).is_err(), "{line}");
        }
    }

    #[test]
    fn columns_of_an_input_keep_their_types() {
        let item = |kind| Arc::new(Field::new("item", kind, true));
        let columns = [
            ("text", DataType::LargeUtf8, r#""x""#),
            ("n", DataType::Int8, "-5"),
            ("u", DataType::UInt64, "18446744073709551615"),
            ("f", DataType::Float64, r#""NaN""#),
            ("g", DataType::Float32, "0.1"),
            ("b", DataType::Boolean, "true"),
            ("d", DataType::Date32, r#""1969-12-31""#),
            ("t", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), r#""2024-02-29T12:00:00.000001Z""#),
            ("s", DataType::Timestamp(TimeUnit::Second, None), r#""1960-01-01T00:00:00""#),
            ("c", DataType::Decimal128(9, 2), r#""-12.50""#),
            ("l", DataType::LargeList(item(DataType::Int64)), "[1,null]"),
            ("o", DataType::Struct(vec![Field::new("k", DataType::Utf8View, true)].into()), r#"{"k":"v"}"#),
        ];
        let fields: Vec<Field> = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), false)).collect();
        let schema = Arc::new(of_columns(&Schema::new(fields), false));
        let members: Vec<String> = columns.iter().map(|(name, _, value)| format!("\"{name}\":{value}")).collect();
        let nulls: Vec<String> = columns.iter().map(|(name, _, _)| format!("\"{name}\":null")).collect();
        let lines = format!("{{{}}}\n{{{}}}\n{{}}\n", members.join(","), nulls.join(","));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        written(&path, &[pack(lines.as_bytes(), &schema).unwrap()]);
        let batch = read(&path).1.remove(0);
        assert_eq!(batch.num_rows(), 3);
        for column in batch.columns() {
            assert_eq!((column.is_null(0), column.is_null(1), column.is_null(2)), (false, true, true));
        }
        let shown = |name: &str| format!("{:?}", batch.column_by_name(name).unwrap().slice(0, 1));
        assert!(shown("u").contains("18446744073709551615") && shown("f").contains("NaN"), "{}", shown("u"));
        assert!(
            shown("d").contains("1969-12-31") && shown("t").contains("2024-02-29T12:00:00.000001"),
            "{}",
            shown("t")
        );
        assert!(shown("s").contains("1960-01-01T00:00:00") && shown("c").contains("-1250"), "{}", shown("c"));
        let kinds = |name: &str| batch.schema().field_with_name(name).unwrap().data_type().clone();
        assert_eq!(kinds("c"), DataType::Decimal128(9, 2));
        assert_eq!(kinds("t"), DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())));
        assert_eq!((kinds("n"), kinds("g"), kinds("text")), (DataType::Int8, DataType::Float32, DataType::Utf8));
    }
}
