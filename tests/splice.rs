//! What holds for any record: a new text and the field `tamis` go in, all other bytes stay as they were.
#![allow(clippy::unwrap_used)]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;
use tamis::document::Origin;
use tamis::input::{Fields, Raw, Record, decode};
use tamis::output::{Facts, encode};

fn read(line: &str) -> Record {
    let raw = Raw::json(Origin::default(), line);
    decode(raw, &Fields::default()).unwrap()
}

fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from)];
    let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number, ".*".prop_map(Value::from)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let object = btree_map(".*", inner.clone(), 0..4).prop_map(|map| map.into_iter().collect());
        prop_oneof![vec(inner, 0..4).prop_map(Value::from), object]
    })
}

/// Members of an object, spaced in whatever way, none of them one that tamis reads.
fn members() -> impl Strategy<Value = Vec<String>> {
    let space = "[ \t]{0,2}";
    let member = (space, "[a-z]{6}|[中文]{1,2}", space, value(), space);
    vec(member.prop_map(|(a, name, b, value, c)| format!("{a}\"{name}\"{b}:{b}{value}{c}")), 0..3)
}

/// Where an existing field `tamis` stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Own {
    Before,
    Behind,
    Absent,
}

/// An object without its closing brace.
fn object(ahead: &[String], text: &str, behind: &[String], own: Own, facts: &str) -> String {
    let mut members = ahead.to_vec();
    let own = |place| (own == place).then(|| format!("\"tamis\" :{facts} "));
    members.extend(own(Own::Before));
    members.push(format!("\"text\": {text}"));
    members.extend(own(Own::Behind));
    members.extend_from_slice(behind);
    format!("{{{}", members.join(","))
}

/// A string as JSON, with all that is not ASCII as an escape if `escaped`.
fn quoted(text: &str, escaped: bool) -> String {
    let quoted = Value::from(text).to_string();
    let mut units = [0; 2];
    let mut escape = |c: char| c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    quoted.chars().map(|c| if escaped && !c.is_ascii() { escape(c) } else { c.to_string() }).collect()
}

proptest! {
    #[test]
    fn leaves_all_bytes_but_text_and_own_field_as_they_were(
        (ahead, behind) in (members(), members()),
        (old, escaped, new) in (any::<String>(), any::<bool>(), any::<String>()),
        (own, was) in (prop_oneof![Just(Own::Before), Just(Own::Behind), Just(Own::Absent)], value()),
        rest in "[ \t]{0,2}",
    ) {
        let line = object(&ahead, &quoted(&old, escaped), &behind, own, &was.to_string()) + "}" + &rest;
        let record = read(&line);
        prop_assert_eq!(record.source(), &old);

        let facts = Facts { chars_in: 7, ..Facts::default() };
        let mut written = Vec::new();
        encode(&record, &new, Some(&facts), &mut written);
        let written = String::from_utf8(written).unwrap();
        let facts = serde_json::to_string(&facts).unwrap();
        let added = if own == Own::Absent { format!(",\"tamis\":{facts}") } else { String::new() };
        let expected = object(&ahead, &quoted(&new, false), &behind, own, &facts) + &added + "}" + &rest + "\n";
        prop_assert_eq!(&written, &expected);

        let again = read(written.strip_suffix('\n').unwrap());
        prop_assert_eq!(again.source(), &new);
    }
}
