//! Texts made to cost time or stack: long, periodic, nested, glued.

use super::{SHIPPED, assert_accounted, clean};

/// Asserts that the shipped pipeline comes through `source` and accounts for it.
#[track_caller]
fn assert_passes(source: &str) {
    assert_accounted(&SHIPPED, source, &clean(&SHIPPED, source));
}

#[test]
fn a_line_of_ellipses() {
    assert_passes(&"a...".repeat(100_000));
    assert_passes(&"北约…".repeat(30_000));
}

#[test]
fn a_line_of_open_braces() {
    assert_passes(&"{".repeat(200_000));
    assert_passes(&"[".repeat(200_000));
}

#[test]
fn records_nested_without_end() {
    assert_passes(&r#"{"a":"#.repeat(50_000));
    assert_passes(&r#"[{"a":"#.repeat(50_000));
    assert_passes(&format!("{}1{}", r#"{"a":"#.repeat(50_000), "}".repeat(50_000)));
}

#[test]
fn quotes_and_backslashes() {
    assert_passes(&format!(r#"{{"a":"{}"#, r"\".repeat(100_000)));
    assert_passes(&format!(r#"{{"a":{}"#, r#""":"#.repeat(60_000)));
}

#[test]
fn many_short_lines() {
    assert_passes(&"×\n".repeat(20_000));
    assert_passes(&"0\n".repeat(20_000));
    assert_passes(&"FacebookTwitterPinterestEmail\n0\n".repeat(5_000));
}

#[test]
fn the_same_line_over_and_over() {
    assert_passes(
        &"The quick survey of all twelve harbours took the crew three weeks, nobody could say who ordered it or why.\n"
            .repeat(2_000),
    );
    assert_passes(&"The quick survey of all twelve harbours took...\n".repeat(2_000));
}

#[test]
fn one_line_of_glued_phrases() {
    assert_passes(&"FacebookTwitterPinterestEmail".repeat(5_000));
    assert_passes(&"展开更多".repeat(20_000));
    assert_passes(&"京ICP备2023020795号-1".repeat(5_000));
}

#[test]
fn characters_that_never_end_a_piece() {
    assert_passes(&format!("e{}", "\u{301}".repeat(50_000)));
    assert_passes(&"\u{1100}".repeat(50_000));
    assert_passes(&"&".repeat(100_000));
    assert_passes(&"&#x".repeat(50_000));
    assert_passes(&"\u{200b}\u{feff}".repeat(50_000));
    assert_passes(&"\u{fdfa}".repeat(10_000));
}
