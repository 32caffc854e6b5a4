//! Rule sets drawn at random: every shape and condition, sound in most cases.

use super::texts;
use proptest::prelude::*;
use proptest::sample::select;

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

/// A rule set of a few rules, and the id of its file.
pub fn rule_set() -> impl Strategy<Value = (String, &'static str)> {
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
