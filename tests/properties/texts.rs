//! Texts like those of scraped pages, and unlike them: strategies of the property tests.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::LazyLock;
use tamis::rules::RuleBook;

/// How a property is tried: the same cases on every run, unless `PROPTEST_RNG_SEED` or `PROPTEST_CASES` say otherwise.
pub fn cases(cases: u32) -> ProptestConfig {
    use proptest::test_runner::RngSeed;
    let default = ProptestConfig::default();
    let said = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if said { default.cases } else { cases },
        rng_seed: if default.rng_seed == RngSeed::Random { RngSeed::Fixed(4711) } else { default.rng_seed },
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..default
    }
}

/// Inputs of `samples/`.
pub const SAMPLES: [&str; 4] = [
    include_str!("../../samples/journal-index/000_1a315e94b96f8259.txt"),
    include_str!("../../samples/paper-record-zh/001_2c9f4eca55af6f73.txt"),
    include_str!("../../samples/paper-record-en/002_e6ac276ee0e78a3c.txt"),
    include_str!("../../samples/xenforo-thread/003_87ed16cc0efeee3f.txt"),
];

/// Lines of the samples.
static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| SAMPLES.iter().flat_map(|text| text.lines()).collect());

/// Pages of the examples of the shipped rules: what each takes, and its near misses.
static EXAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let book = RuleBook::shipped().unwrap();
    let examples = |rule: &tamis::rules::schema::RuleSpec| [rule.examples.removed.clone(), rule.examples.kept.clone()];
    book.rules.iter().flat_map(examples).flatten().map(|example| example.page.join("\n")).collect()
});

/// Text in which lines of pages, chrome, odd characters and left-overs stand in any order, glued or apart.
pub fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => line(),
        4 => select(&**EXAMPLES),
        2 => proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        2 => odd(),
        1 => entity(),
        1 => json(),
        1 => teaser(),
    ];
    proptest::collection::vec((piece, separator()), 0..12)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, separator)| piece + separator).collect())
}

/// A line of a sample.
pub fn line() -> impl Strategy<Value = String> {
    select(&**LINES).prop_map(str::to_owned)
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => Just("\n"),
        1 => select(&["\r\n", "\n\n", "", " ", "\r", "\n \n\t", "\u{2028}", "\u{85}", "\u{3000}", "\u{b}", "\n  "][..]),
    ]
}

/// Characters that pages hold and programs stumble over.
pub fn odd() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "\u{200b}",
        "\u{feff}",
        "\u{ad}",
        "\u{2060}",
        "\u{a0}",
        "\u{3000}",
        "\u{2009}",
        "\u{202f}",
        "\u{200d}",
        "\u{200e}",
        "\u{fe0f}",
        "\u{301}",
        "\u{323}",
        "\u{302}",
        "\u{308}",
        "e",
        "o",
        "A",
        "中",
        "文",
        "か",
        "\u{3099}",
        "ｶ",
        "ﾞ",
        "ガ",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "각",
        "ㅎ",
        "🎉",
        "👨\u{200d}👩\u{200d}👧",
        "🇫🇷",
        "×",
        "»",
        "【",
        "】",
        "…",
        "...",
        "مرحبا",
        "\u{64b}",
        "ﷺ",
        "ﬁ",
        "Ⅷ",
        "①",
        "²",
        "ß",
        "İ",
        "ı",
        "ς",
        "\r",
        "\n",
        "\u{2029}",
        "\t",
        " ",
        "\u{e000}",
        "\u{f8ff}",
        "\u{10ffff}",
        "\0",
        "\u{7f}",
        "&",
        ";",
        "#",
        "0",
        "9",
        "-",
        "—",
        "“",
        "’",
        "|",
        "•",
        "\u{0344}",
        "\u{1e9b}",
    ];
    proptest::collection::vec(select(ODD), 0..12).prop_map(|parts| parts.concat())
}

/// Character references, whole, cut, nested, of nothing, of white space.
fn entity() -> impl Strategy<Value = String> {
    const ENTITIES: &[&str] = &[
        "&amp;",
        "&nbsp;",
        "&amp;nbsp;",
        "&#160;",
        "&#xA0;",
        "&#8203;",
        "&#0;",
        "&#x110000;",
        "&#55296;",
        "&#10;",
        "&#13;",
        "&#38;",
        "&#38;lt;",
        "&lt;",
        "&gt;",
        "&hellip;",
        "&copy",
        "&;",
        "&#;",
        "&#x;",
        "&amp",
        "&quot;",
        "&#x301;",
        "e&#769;",
        "&zwj;",
        "&#12288;",
        "&#99999999999999999999;",
        "&laquo;展开&raquo;",
    ];
    proptest::collection::vec(select(ENTITIES), 1..5).prop_map(|parts| parts.concat())
}

/// A record of a site's own programs, whole or cut anywhere, alone on its line or behind something.
fn json() -> impl Strategy<Value = String> {
    let parts = (line(), line(), any::<Index>(), select(&["", "window.state = ", "[", "Harbours {\"a\""][..]), 0..4);
    parts.prop_map(|(title, body, cut, before, way)| {
        let inner = serde_json::json!({ "articleBody": body, "headline": title, "@type": "Article" });
        let record = serde_json::json!({
            "title": title, "abstract": body, "authors": ["A. Writer", "B. Writer"], "doi": "10.1000/1", "pages": null,
            "journal": { "name": "Coasts", "volume": "1" }, "n": 17.5, "state": inner.to_string(), "x": [{ "y": inner }],
            "filler": "the quick survey of all twelve harbours took the crew three weeks",
        });
        let record = record.to_string();
        match way {
            0 | 1 => format!("{before}{record}"),
            2 => format!("{before}{record};</script>"),
            _ => format!("{before}{}", head(&record, cut)),
        }
    })
}

/// A beginning that breaks off, and its whole, in one paragraph or two.
fn teaser() -> impl Strategy<Value = String> {
    let between = select(&["...", "…", "……展开更多", "... read more\n", "...\n", "…\n\n", "[…] "][..]);
    (line(), any::<Index>(), between).prop_map(|(line, cut, between)| format!("{}{between}{line}", head(&line, cut)))
}

/// The part of a text before any of its characters.
pub fn head(text: &str, cut: Index) -> &str {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    &text[..ends[cut.index(ends.len())]]
}
