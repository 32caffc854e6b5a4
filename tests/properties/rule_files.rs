//! Rule files: whatever stands in one, reading it ends in a pipeline or in messages, and any pipeline accounts for all.

use super::rule_file::{reads, reads_bytes};
use super::rule_sets::rule_set;
use super::{assert_accounted, clean, texts};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fs;
use std::sync::LazyLock;
use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::load::LoadError;
use tamis::rules::problems::Problems;

/// The shipped rule files: id and text.
static FILES: LazyLock<Vec<(String, String)>> =
    LazyLock::new(|| Layer::shipped().files.into_iter().map(|file| (file.id, file.file.text.clone())).collect());

/// What a slip of the hand puts into a rule file.
const SLIPS: &[&str] = &[
    "'",
    "\"",
    "“",
    "＂",
    "[",
    "]",
    "[[rules]]\n",
    "[set]\n",
    "{",
    "}",
    "=",
    ",",
    "\n",
    "#",
    "\\",
    "(",
    ")",
    "(?",
    "*",
    "\u{0}",
    "\u{feff}",
    "\u{200b}",
    "é",
    "é\u{301}",
    "中",
    "-1",
    "1e400",
    "nan",
    "inf",
    "0.5",
    "18446744073709551615",
    "9223372036854775807",
    "0xffffffffffffffff",
    "1979-05-27",
    "true",
    "[[1]]",
    "[]",
    "{}",
    "''",
    "\"\\u0000\"",
    "when.is = []\n",
    "when.matches = '.'\n",
    "when.max-chars = 18446744073709551615\n",
    "off = [\"\"]\n",
    "'(a{1000}){1000}'",
    "'[[:^alpha:]'",
    "'(?i)A'",
    "'\\pL'",
    "@x",
    "\"@\"",
    "...",
    "'''\n",
    "id = \"\"\n",
    "examples.removed = [[]]\n",
    "examples.kept = [\"\"]\n",
];

/// A change of a text at one place.
#[derive(Clone, Debug)]
enum Slip {
    PutIn(Index, &'static str),
    TakeOut(Index, usize),
    Again(Index, Index, usize),
    Number(Index, &'static str),
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        (any::<Index>(), select(SLIPS)).prop_map(|(at, text)| Slip::PutIn(at, text)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, chars)| Slip::TakeOut(at, chars)),
        (any::<Index>(), any::<Index>(), 1_usize..80).prop_map(|(from, to, chars)| Slip::Again(from, to, chars)),
        (any::<Index>(), select(&["0", "-1", "18446744073709551615", "9223372036854775807", "1.5", "''", "[]"][..]))
            .prop_map(|(at, number)| Slip::Number(at, number)),
    ]
}

impl Slip {
    fn of(&self, text: &str) -> String {
        let part = |from: &str, chars: usize| text[from.len()..].chars().take(chars).collect::<String>();
        match self {
            Self::PutIn(at, put_in) => {
                let head = texts::head(text, *at);
                format!("{head}{put_in}{}", &text[head.len()..])
            }
            Self::TakeOut(at, chars) => {
                let head = texts::head(text, *at);
                format!("{head}{}", &text[head.len() + part(head, *chars).len()..])
            }
            Self::Again(from, to, chars) => {
                let (again, head) = (part(texts::head(text, *from), *chars), texts::head(text, *to));
                format!("{head}{again}{}", &text[head.len()..])
            }
            Self::Number(at, number) => {
                let numbers: Vec<(usize, &str)> = text
                    .match_indices(" = ")
                    .map(|(at, _)| at + 3)
                    .map(|at| (at, text[at..].split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default()))
                    .filter(|(_, digits)| !digits.is_empty())
                    .collect();
                if numbers.is_empty() {
                    return text.to_owned();
                }
                let (at, digits) = numbers[at.index(numbers.len())];
                format!("{}{number}{}", &text[..at], &text[at + digits.len()..])
            }
        }
    }
}

#[test]
fn a_shipped_file_is_sound_and_a_broken_one_is_told() {
    let (id, text) = FILES.iter().find(|(id, _)| id == "chrome/teasers").unwrap();
    assert!(reads(id, text));
    assert!(!reads(id, &text.replace("why", "wy")));
}

proptest! {
    #![proptest_config(texts::cases(150))]

    #[test]
    fn slips_in_a_shipped_file_end_in_messages(file: Index, slips in proptest::collection::vec(slip(), 1..4)) {
        let (id, text) = &FILES[file.index(FILES.len())];
        let slipped = slips.iter().fold(text.clone(), |text, slip| slip.of(&text));
        reads(id, &slipped);
    }

    #[test]
    fn any_bytes_end_in_messages(bytes in proptest::collection::vec(any::<u8>(), 0..200), name in select(&["chrome/x.toml", "pipeline.toml", "x.toml", "chrome/y.yaml"][..])) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("chrome")).unwrap();
        fs::write(folder.path().join(name), &bytes).unwrap();
        let problems = Problems::default();
        let layer = Layer::of_folder(folder.path(), &problems).unwrap();
        let read = Pipeline::of_layers(&[layer], problems, |_| true);
        let readable = name.ends_with(".toml") && name != "x.toml" && std::str::from_utf8(&bytes).is_ok();
        match read {
            Ok(_) => prop_assert!(readable, "bytes that are no rule file are none"),
            Err(report) => prop_assert!(report.errors() > 0 && report.render(true).contains("error")),
        }
    }

    #[test]
    fn bytes_of_any_file_end_in_messages(first: u8, bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        reads_bytes(&[&[first], bytes.as_slice()].concat());
    }

    #[test]
    fn any_text_ends_in_messages(text in texts::text(), file: Index) {
        reads(&FILES[file.index(FILES.len())].0, &text);
    }
}

proptest! {
    #![proptest_config(texts::cases(200))]

    #[test]
    fn any_rules_account_for_all_they_take((rules, id) in rule_set(), source in texts::text()) {
        match Pipeline::of_layers(&[Layer::of_text(id, &rules)], Problems::default(), |_| false) {
            Ok((pipeline, _)) => assert_accounted(&pipeline, &source, &clean(&pipeline, &source)),
            Err(report) => prop_assert!(report.errors() > 0 && !report.render(true).is_empty()),
        }
    }
}

#[test]
fn a_user_folder_that_is_not_there_is_told_apart_from_mistakes() {
    let told = Pipeline::of_folders(&["/nowhere/at/all"]);
    assert!(matches!(told, Err(LoadError::Folder { .. })));
}
