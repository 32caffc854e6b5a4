//! Each format that is read: the records that it gives, and that a reader goes on from any place in it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, StringViewArray, StructArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tamis::input::record::Body;
use tamis::input::{Bad, Fields, Input, Position, Reader, Reason, Record, decode, inputs};

const LIMIT: usize = 1 << 20;

fn input(path: &Path) -> Input {
    inputs(&[path.to_str().unwrap().to_owned()], None).unwrap().remove(0)
}

fn fields(text: &str) -> Fields {
    Fields { text: text.into(), ..Fields::default() }
}

fn read_as(name: &str, bytes: impl AsRef<[u8]>, fields: &Fields) -> Vec<Result<Record, Bad>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let mut reader = Reader::new(&input(&path), LIMIT, fields);
    let batches = std::iter::from_fn(|| reader.next_batch(64));
    batches.flatten().map(|raw| raw.and_then(|raw| decode(raw, fields))).collect()
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Vec<Result<Record, Bad>> {
    read_as(name, bytes, &Fields::default())
}

/// Id and text of each record, or the reason why not, and where.
fn shown(records: &[Result<Record, Bad>]) -> Vec<(String, String)> {
    let one = |record: &Result<Record, Bad>| match record {
        Ok(record) => (record.id.clone(), record.text.clone()),
        Err(bad) => (bad.reason.to_string(), format!("{}@{}", bad.origin.record, bad.at)),
    };
    records.iter().map(one).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(id, text)| (id.to_owned(), text.to_owned())).collect()
}

fn line(record: &Result<Record, Bad>) -> &str {
    match &record.as_ref().unwrap().body {
        Body::Json { line, .. } => line,
        Body::Text { .. } => unreachable!("a record of JSON"),
    }
}

fn pack(bytes: &[u8], how: &str) -> Vec<u8> {
    match how {
        ".gz" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        ".bz2" => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        ".xz" => {
            let options = lzma_rust2::XzOptions::with_preset(0);
            let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        ".zst" => zstd::encode_all(bytes, 1).unwrap(),
        _ => bytes.to_vec(),
    }
}

const PACKED: [&str; 5] = ["", ".gz", ".zst", ".bz2", ".xz"];

#[test]
fn json_over_several_lines_becomes_records_on_one() {
    let array = "[\n  {\n    \"id\": 1,\n    \"text\": \"a\\n  b\"\n  },\n  {\"id\": 2, \"text\": \"c\"}, 3\n]\n";
    for name in ["a.json", "a.jsonl"] {
        let records = read(name, array);
        assert_eq!(shown(&records), pairs(&[("1", "a\n  b"), ("2", "c"), ("not-an-object", "3@71")]), "{name}");
        assert_eq!(line(&records[0]), r#"{"id": 1,"text": "a\n  b"}"#);
    }
    assert_eq!(shown(&read("a.json", "{\n\"id\": 1,\n\"text\": \"a\"\n}")), pairs(&[("1", "a")]));
    assert_eq!(
        shown(&read("a.json", "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\"}\n")),
        pairs(&[("1", "a"), ("2", "b")])
    );
    let broken = read("a.json", "[\n{\n\"text\":\n 01},\n{\"id\":2,\"text\":\"b\"},\n{\"te");
    assert_eq!(shown(&broken), pairs(&[("malformed-json", "1@14"), ("2", "b"), ("truncated-input", "3@43")]));
}

#[test]
fn a_table_becomes_objects_with_its_columns_in_order() {
    let csv = "\u{feff}url,id,text\r\nhttp://a/,1,\"one,\r\n\"\"two\"\"\"\r\n\r\n,2,\r\n,3\r\n,4,\"open";
    let records = read("a.csv", csv);
    let expected = [("1", "one,\r\n\"two\""), ("2", ""), ("malformed-row", "3@52"), ("truncated-input", "4@64")];
    assert_eq!(shown(&records), pairs(&expected));
    assert_eq!(line(&records[0]), r#"{"url":"http://a/","id":"1","text":"one,\r\n\"two\""}"#);
    assert_eq!(records[0].as_ref().unwrap().url.as_deref(), Some("http://a/"));
    assert_eq!(shown(&read("a.tsv", "id\ttext\n1\ta, b\n")), pairs(&[("1", "a, b")]));
    assert_eq!(shown(&read("a.csv", "id;text\n1;a, b\n")), pairs(&[("1", "a, b")]));
    assert_eq!(shown(&read_as("a.csv", "id,body.html\n1,a\n", &fields("body.html"))), pairs(&[("1", "a")]));
    let records = read("a.csv", "id,content\n1,a\n2,b\n");
    let bad = records[0].as_ref().unwrap_err();
    assert_eq!((records.len(), bad.reason), (1, Reason::NoText));
    assert_eq!(
        bad.detail,
        "there is no column `text` among `id`, `content`; name the one with the text by `--text-field`"
    );
    assert_eq!(shown(&read("a.csv", "id,text\n")), pairs(&[("empty-input", "1@8")]));
}

/// A WARC record.
fn warc(kind: &str, content_type: &str, number: u32, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.com/{number}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
         WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(content_type: &str, number: u32, body: &[u8]) -> Vec<u8> {
    let header = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n");
    warc("response", "application/http; msgtype=response", number, &[header.as_bytes(), body].concat())
}

#[test]
fn warc_records_that_hold_text_become_objects_and_others_are_counted() {
    let gbk = encoding_rs::GBK.encode("港口在潮水退去之后显得很安静").0;
    let records = [
        warc("warcinfo", "application/warc-fields", 1, b"software: x\r\n"),
        warc("conversion", "text/plain", 2, "潮\n\nWARC/1.0\nb".as_bytes()),
        warc("request", "application/http", 3, b"GET / HTTP/1.1\r\n\r\n"),
        answer("text/html", 4, b"<p>a</p>"),
        answer("text/plain; charset=gb2312", 5, &gbk),
        answer("text/plain", 6, &gbk),
        answer("text/plain; charset=euc-kr", 7, b"\xff\xff\xff"),
        b"lost bytes\nmore of them\n".to_vec(),
        warc("conversion", "text/plain", 8, b"last"),
    ];
    let expected = pairs(&[
        ("urn:uuid:2", "潮\n\nWARC/1.0\nb"),
        ("urn:uuid:5", "港口在潮水退去之后显得很安静"),
        ("urn:uuid:6", "港口在潮水退去之后显得很安静"),
    ]);
    // As dumps have it, each record is packed by itself.
    for how in PACKED {
        let packed: Vec<u8> = records.iter().flat_map(|record| pack(record, how)).collect();
        let found = read(&format!("a.warc{how}"), packed);
        assert_eq!(shown(&found)[..3], expected, "{how}");
        let reasons: Vec<_> = found.iter().filter_map(|record| Some(record.as_ref().err()?.reason)).collect();
        assert_eq!(reasons, [Reason::Undecodable, Reason::MalformedWarc]);
        assert_eq!(shown(&found)[5..], pairs(&[("urn:uuid:8", "last")]));
        assert_eq!(
            line(&found[1]),
            r#"{"id":"urn:uuid:5","url":"http://example.com/5","date":"2026-01-02T03:04:05Z","content_type":"text/plain; charset=gb2312","language":"","text":"港口在潮水退去之后显得很安静"}"#
        );
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.warc"), records.concat()).unwrap();
    let mut reader = Reader::new(&input(&folder.path().join("a.warc")), LIMIT, &Fields::default());
    while reader.next_batch(1).is_some() {}
    assert_eq!(reader.passed_over(), 3);
    let cut = records.concat();
    let found = read("a.warc", &cut[..cut.len() - 6]);
    assert_eq!(found.last().unwrap().as_ref().unwrap_err().reason, Reason::TruncatedInput);
}

fn table(columns: Vec<(&str, ArrayRef)>, rows_of_a_group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(rows_of_a_group));
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn each_kind_of_text_column_of_a_parquet_file_is_read() {
    let texts = ["港口", "b\n", "港口"];
    let mut dictionary = StringDictionaryBuilder::<Int32Type>::new();
    texts.iter().for_each(|text| dictionary.append_value(text));
    let columns: [ArrayRef; 5] = [
        Arc::new(StringArray::from(texts.to_vec())),
        Arc::new(LargeStringArray::from(texts.to_vec())),
        Arc::new(StringViewArray::from(texts.to_vec())),
        Arc::new(dictionary.finish()),
        Arc::new(BinaryArray::from(texts.map(str::as_bytes).to_vec())),
    ];
    for column in columns {
        let kind = column.data_type().clone();
        let bytes = table(vec![("id", Arc::new(Int64Array::from(vec![1, 2, 3]))), ("text", column)], 2);
        for how in PACKED {
            let records = read(&format!("a.parquet{how}"), pack(&bytes, how));
            assert_eq!(shown(&records), pairs(&[("1", "港口"), ("2", "b\n"), ("3", "港口")]), "{kind} {how}");
        }
    }
}

#[test]
fn all_columns_of_a_parquet_file_become_fields_nested_ones_too() {
    let mut list = ListBuilder::new(StringBuilder::new());
    list.append_value([Some("a"), None]);
    list.append_null();
    let body: ArrayRef = Arc::new(StringArray::from(vec![Some("one"), None]));
    let content = StructArray::from(vec![(Arc::new(Field::new("body", DataType::Utf8, true)), body)]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("n", Arc::new(Int64Array::from(vec![i64::MAX, -1]))),
        ("x", Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
        ("yes", Arc::new(BooleanArray::from(vec![true, false]))),
        ("day", Arc::new(Date32Array::from(vec![0, 20_000]))),
        ("at", Arc::new(TimestampMicrosecondArray::from(vec![0, 1_700_000_000_000_001]).with_timezone("UTC"))),
        ("tags", Arc::new(list.finish())),
        ("raw", Arc::new(BinaryArray::from(vec![&b"\xff\xfe"[..], b"ok"]))),
        ("content", Arc::new(content)),
    ];
    let records = read_as("a.parquet", table(columns, 9), &fields("content.body"));
    let expected = r#"{"n":9223372036854775807,"x":0.5,"yes":true,"day":"1970-01-01","at":"1970-01-01T00:00:00Z","tags":["a",null],"raw":"//4=","content":{"body":"one"}}"#;
    assert_eq!(line(&records[0]), expected);
    assert_eq!(records[0].as_ref().unwrap().text, "one");
    let bad = records[1].as_ref().unwrap_err();
    let row = r#"{"n":-1,"x":"NaN","yes":false,"day":"2024-10-04","at":"2023-11-14T22:13:20.000001Z","tags":null,"raw":"ok","content":{"body":null}}"#;
    assert_eq!((bad.reason, std::str::from_utf8(&bad.bytes).unwrap()), (Reason::TextNotAString, row));
}

#[test]
fn a_parquet_file_without_the_column_says_which_it_has() {
    let bytes = table(
        vec![("content", Arc::new(StringArray::from(vec!["a", "b"]))), ("n", Arc::new(Int64Array::from(vec![1, 2])))],
        9,
    );
    let records = read("a.parquet", &bytes);
    assert_eq!(records.len(), 1);
    let bad = records[0].as_ref().unwrap_err();
    assert_eq!(
        bad.detail,
        "there is no column `text` among `content`, `n`; name the one with the text by `--text-field`"
    );
    let long = "x".repeat(2 * LIMIT);
    let long = table(vec![("text", Arc::new(StringArray::from(vec!["a", &long, "c"])))], 9);
    assert_eq!(shown(&read("a.parquet", long)), pairs(&[("a/1", "a"), ("record-too-long", "2@1"), ("a/3", "c")]));
    let records = read("a.parquet", &bytes[..bytes.len() - 9]);
    assert_eq!(shown(&records), pairs(&[("malformed-parquet", "1@0")]));
}

/// Reads all of an input in batches of one, and again from each place on.
fn assert_resumes(input: &Input) {
    let read = |reader: &mut Reader| std::iter::from_fn(|| reader.next_batch(1)).flatten().collect::<Vec<_>>();
    let mut reader = Reader::new(input, LIMIT, &Fields::default());
    let all = read(&mut reader);
    let (end, passed_over) = (reader.position(), reader.passed_over());
    let mut reader = Reader::new(input, LIMIT, &Fields::default());
    let mut places: Vec<Position> = vec![reader.position()];
    while reader.next_batch(1).is_some() {
        places.push(reader.position());
    }
    assert_eq!(places.len(), all.len() + 1);
    for (number, &place) in places.iter().enumerate() {
        let place: Position = serde_json::from_str(&serde_json::to_string(&place).unwrap()).unwrap();
        let mut reader = Reader::new(input, LIMIT, &Fields::default());
        reader.skip_to(place);
        assert_eq!(reader.position().records, place.records);
        assert_eq!(read(&mut reader), all[number..], "{} from record {number}", input.name);
        assert_eq!((reader.position(), reader.passed_over()), (end, passed_over));
    }
}

#[test]
fn a_reader_goes_on_from_any_record_of_any_format() {
    let folder = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let warc =
        [warc("warcinfo", "x", 1, b"a"), warc("conversion", "text/plain", 2, b"b"), answer("text/html", 3, b"c")];
    let warc = [warc.concat(), warc.concat(), warc.concat()].concat();
    let texts = table(vec![("text", Arc::new(StringArray::from(vec!["a", "b", "c", "d", "e"])))], 2);
    let inputs: [(&str, &[u8]); 8] = [
        ("a.jsonl", b"\xef\xbb\xbf{\"text\":\"a\"}\n\n{\"text\":1}\r\n{\"text\":\"c\"}"),
        ("a.json", b"[{\"text\":\"a\"},\n{\"text\":1},{\"text\":\"c\"}"),
        ("a.csv", b"id,text\n1,\"a\n\"\n2\n3,c\n"),
        ("utf16.jsonl", &utf16),
        ("a.warc", &warc),
        ("a.parquet", &texts),
        ("empty.jsonl", b"\n"),
        ("none.jsonl", b""),
    ];
    for (name, bytes) in inputs {
        for how in ["", ".gz"] {
            let path = folder.path().join(format!("{name}{how}"));
            fs::write(&path, pack(bytes, how)).unwrap();
            assert_resumes(&input(&path));
        }
    }
    let pages = folder.path().join("pages");
    fs::create_dir(&pages).unwrap();
    for (name, text) in [("a.txt", "a"), ("b.txt", ""), ("c.txt", "c")] {
        fs::write(pages.join(name), text).unwrap();
    }
    assert_resumes(&input(&pages));
}
