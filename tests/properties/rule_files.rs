//! Rule files: whatever stands in one, reading it ends in a pipeline or in messages, and any pipeline accounts for all.

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

/// Reads one file as a layer by itself, tries its examples, and renders what there is to say. Whether it is sound.
fn reads(id: &str, text: &str) -> bool {
    let (sound, report) = match Pipeline::of_layers(&[Layer::of_text(id, text)], Problems::default(), |_| true) {
        Ok((_, notes)) => (true, notes),
        Err(report) => (false, report),
    };
    assert_eq!(sound, report.errors() == 0);
    for diagnostic in &report.diagnostics {
        let (line, column) = diagnostic.place.position();
        assert!(line >= 1 && column >= 1 && !diagnostic.message.is_empty());
        assert!(diagnostic.render(false).contains(diagnostic.code));
    }
    sound
}

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
    fn any_text_ends_in_messages(text in texts::text(), file: Index) {
        reads(&FILES[file.index(FILES.len())].0, &text);
    }
}

/// A phrase of a rule.
fn phrase() -> impl Strategy<Value = String> {
    prop_oneof![
        texts::line().prop_map(|line| line.chars().take(12).collect()),
        select(
            &[
                "×",
                "a",
                "展开",
                "read more",
                "0",
                "…",
                "...",
                "备",
                "the",
                "Joined",
                "\u{200b}",
                "@words",
                " ",
                "e\u{301}"
            ][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn pattern() -> impl Strategy<Value = &'static str> {
    select(
        &[
            r".",
            r".*",
            r"",
            r"\p{Han}+",
            r"[a-z ]{1,9}",
            r"\s",
            r"a|b|",
            r"(the|of) ",
            r"[0-9]+",
            r"…|\.\.\.",
            r"\A.",
            r".\z",
            r"\b",
        ][..],
    )
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..30, 1 => select(vec![60, 200, 1_000, u64::from(u32::MAX), i64::MAX as u64])]
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let inner: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            c if c.is_control() => format!("\\u{:04X}", c as u32),
            c => c.to_string(),
        })
        .collect();
    format!("\"{inner}\"")
}

fn phrases() -> impl Strategy<Value = String> {
    proptest::collection::vec(phrase(), 1..4)
        .prop_map(|list| format!("[{}]", list.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")))
}

/// A condition on a paragraph alone.
fn own_condition() -> impl Strategy<Value = String> {
    prop_oneof![
        (select(&["is", "starts-with", "ends-with", "contains-any", "contains-all"][..]), phrases())
            .prop_map(|(key, list)| format!("{key} = {list}")),
        (pattern(), any::<bool>()).prop_map(|(pattern, find)| format!("matches = '{pattern}', find = {find}")),
        (select(&["max-chars", "max-chars-wide", "min-chars", "min-chars-wide", "max-words"][..]), number())
            .prop_map(|(key, n)| format!("{key} = {n}")),
        (select(&["ends-sentence", "truncated", "is-url"][..]), any::<bool>())
            .prop_map(|(key, truth)| format!("{key} = {truth}")),
        (0..=10_u8).prop_map(|tenths| format!("digit-share = {}.{}", tenths / 10, tenths % 10)),
        number()
            .prop_map(|n| format!("made-of = {{ vocabularies = [\"words\"], min-share = 0.5, min-phrases = {n} }}")),
    ]
}

/// Any condition.
fn condition() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => own_condition(),
        1 => (select(&["head", "tail", "before-first-long", "after-last-long"][..]), number()).prop_map(|(key, n)| format!("zone = {{ {key} = {n} }}")),
        1 => (number(), select(&["either", "before", "after", "both"][..])).prop_map(|(n, side)| format!("near = {{ within = {n}, side = \"{side}\" }}")),
        1 => number().prop_map(|n| format!("repeats = {n}")),
        1 => (select(&["followed-by", "preceded-by"][..]), number(), own_condition()).prop_map(|(key, n, own)| format!("{key} = {{ within = {n}, {own} }}")),
        1 => (number(), own_condition()).prop_map(|(n, own)| format!("document-has = {{ times = {n}, {own} }}")),
        1 => (phrases(), number()).prop_map(|(list, n)| format!("document-mentions = {{ words = {list}, in-paragraphs-over = {n}, times = 1 }}")),
        1 => select(&["scripts = [\"Han\"]", "languages = [\"en\"]", "hosts = [\"example.com\"]"][..]).prop_map(str::to_owned),
    ]
}

/// `removes` with the tables of the shape.
fn shape() -> impl Strategy<Value = String> {
    let piece = (
        select(&["prefix", "suffix", "match"][..]),
        prop_oneof![
            phrases().prop_map(|list| format!("is = {list}")),
            pattern().prop_map(|pattern| format!("matches = '{pattern}'")),
            (pattern(), pattern()).prop_map(|(pattern, after)| format!("matches = '{pattern}', after = '{after}'")),
        ],
    );
    prop_oneof![
        3 => Just("removes = \"paragraph\"".to_owned()),
        3 => piece.prop_map(|(place, piece)| format!("removes = \"{place}\"\npiece = {{ {piece} }}")),
        2 => (own_condition(), number(), number(), select(&["keep", "start", "stop"][..]), any::<bool>(), number()).prop_map(|(until, paragraphs, chars, without, end, behind)| format!(
            "removes = \"block\"\nuntil = {{ {until} }}\nblock = {{ max-paragraphs = {paragraphs}, max-chars = {chars}, without-end = \"{without}\", include-end = {end}, look-behind = {{ paragraphs = {behind} }} }}"
        )),
        1 => (phrases(), phrases(), number()).prop_map(|(numbers, words, behind)| format!(
            "removes = \"pairs\"\npairs = {{ numbers = {numbers}, words = {words}, look-behind = {{ paragraphs = {behind} }} }}"
        )),
        1 => (number(), number()).prop_map(|(chars, keys)| format!("removes = \"json\"\njson = {{ min-chars = {chars}, min-keys = {keys}, paragraphs = [\"abstract\", \"title\", \"articleBody\"] }}")),
        1 => (select(&["paragraph", "document"][..]), number(), phrases()).prop_map(|(within, chars, markers)| format!(
            "removes = \"teaser\"\nteaser = {{ within = \"{within}\", min-chars = {chars}, markers = {markers} }}"
        )),
        1 => (select(&["exact", "near"][..]), number(), number(), phrases()).prop_map(|(form, chars, shingle, labels)| format!(
            "removes = \"duplicate\"\nduplicate = {{ form = \"{form}\", min-chars = {chars}, min-chars-wide = {chars}, shingle-chars = {shingle}, min-jaccard = 0.3, labels = {labels} }}"
        )),
    ]
}

/// A rule set of a few rules.
fn rule_set() -> impl Strategy<Value = (String, &'static str)> {
    let rule = (shape(), proptest::collection::vec(condition(), 1..3), proptest::option::of(condition()));
    let rules = proptest::collection::vec(rule, 1..5);
    (phrases(), rules, any::<bool>()).prop_map(|(words, mut rules, repeats)| {
        // Each stage has its shapes.
        rules.retain(|(shape, ..)| !repeats || shape.contains("duplicate") || shape.contains("teaser"));
        rules.retain(|(shape, ..)| repeats || !shape.contains("duplicate"));
        let mut text = format!("[set]\nabout = \"Any\"\n[vocabulary]\nwords = {words}\n");
        for (number, (shape, when, unless)) in rules.iter_mut().enumerate() {
            let key = |condition: &String| condition.split(' ').next().map(str::to_owned);
            when.dedup_by_key(|condition| key(condition));
            text +=
                &format!("[[rules]]\nid = \"r{number}\"\nwhy = \"Any.\"\n{shape}\nwhen = {{ {} }}\n", when.join(", "));
            if let Some(unless) = unless {
                text += &format!("unless = {{ {unless} }}\n");
            }
            text += "examples.removed = [\"a\"]\nexamples.kept = [\"b\"]\n";
        }
        (text, if repeats { "dedup" } else { "chrome/x" })
    })
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
