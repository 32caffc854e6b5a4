//! Verdicts of conditions on the text and the shape of a paragraph.

use super::Verdict;
use super::closest::nearest_phrase;
use crate::key::MatchKey;
use crate::rules::conditions::ParagraphTests;
use crate::rules::page::Page;
use crate::shape::End;

/// Each condition by itself.
pub fn each(tests: &ParagraphTests, page: Page<'_>, index: usize) -> Vec<Verdict> {
    let alone = |one: ParagraphTests| one.hold_at(page, index);
    let key = page.document.key(index);
    let mut verdicts = of_shape(tests, key, &alone);
    verdicts.extend(of_text(tests, key, &alone).into_iter().map(Verdict::on_text));
    verdicts
}

/// All conditions as one: what they are in `unless`, where one on the text must hold and all on the shape.
pub fn together(tests: &ParagraphTests, page: Page<'_>, index: usize) -> Option<Verdict> {
    let parts = each(tests, page, index);
    let of = |on_text| parts.iter().filter(move |part| part.on_text == on_text).map(Verdict::label);
    let text = of(true).collect::<Vec<_>>().join(" or ");
    let shape = of(false).collect::<Vec<_>>().join(" and ");
    let name = [text, shape].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" and ");
    let holds = tests.spare_at(page, index);
    let telling = parts.iter().filter(|part| part.holds == holds && !part.seen.is_empty());
    let seen = telling.map(|part| part.seen.clone()).collect::<Vec<_>>().join("; ");
    (!parts.is_empty()).then(|| Verdict::new(&name, "", holds, seen))
}

/// Asks a condition that stands alone.
type Alone<'a> = &'a dyn Fn(ParagraphTests) -> bool;

fn of_shape(tests: &ParagraphTests, key: &MatchKey, alone: Alone<'_>) -> Vec<Verdict> {
    // Without `..`: a new condition must be asked here, or in `of_text`.
    let ParagraphTests {
        max_chars,
        min_chars,
        max_words,
        digit_share,
        ends_sentence,
        truncated,
        is_url,
        is: _,
        pattern: _,
        starts_with: _,
        ends_with: _,
        contains_any: _,
        contains_any_of: _,
        contains_all: _,
        made_of: _,
    } = tests;
    let none = ParagraphTests::default;
    let shape = &key.shape;
    let by_width = |(narrow, wide): (usize, usize)| if shape.is_wide() { wide } else { narrow };
    let mut verdicts = Vec::new();
    let mut add = |name, asked: String, one, seen: String| verdicts.push(Verdict::new(name, asked, alone(one), seen));
    if let Some(caps) = max_chars {
        let one = ParagraphTests { max_chars: *max_chars, ..none() };
        add("max-chars", cap(by_width(*caps)), one, has(shape.chars));
    }
    if let Some(floors) = min_chars {
        let one = ParagraphTests { min_chars: *min_chars, ..none() };
        add("min-chars", by_width(*floors).to_string(), one, has(shape.chars));
    }
    if let Some(words) = max_words {
        let one = ParagraphTests { max_words: *max_words, ..none() };
        add("max-words", words.to_string(), one, has(shape.words));
    }
    if let Some(share) = digit_share {
        let one = ParagraphTests { digit_share: *digit_share, ..none() };
        add("digit-share", share.to_string(), one, format!("it is {:.2}", shape.digit_share()));
    }
    if let Some(wanted) = ends_sentence {
        let one = ParagraphTests { ends_sentence: *ends_sentence, ..none() };
        add("ends-sentence", wanted.to_string(), one, ends(shape.end).to_owned());
    }
    if let Some(wanted) = truncated {
        let one = ParagraphTests { truncated: *truncated, ..none() };
        add("truncated", wanted.to_string(), one, ends(shape.end).to_owned());
    }
    if let Some(wanted) = is_url {
        add("is-url", wanted.to_string(), ParagraphTests { is_url: *is_url, ..none() }, String::new());
    }
    verdicts
}

fn of_text(tests: &ParagraphTests, key: &MatchKey, alone: Alone<'_>) -> Vec<Verdict> {
    let none = ParagraphTests::default;
    let text = key.text();
    let mut verdicts = Vec::new();
    if let Some(list) = &tests.is {
        let holds = alone(ParagraphTests { is: tests.is.clone(), ..none() });
        verdicts.push(listed("is", holds, "", list.len(), nearest_phrase(text, list.iter().map(AsRef::as_ref))));
    }
    if tests.pattern.is_some() {
        let holds = alone(ParagraphTests { pattern: tests.pattern.clone(), ..none() });
        verdicts.push(Verdict::new("matches", "", holds, ""));
    }
    if !tests.starts_with.is_empty() {
        let list = &tests.starts_with;
        let holds = alone(ParagraphTests { starts_with: list.clone(), ..none() });
        let found = list.iter().find(|start| text.starts_with(start.as_str())).map_or("", String::as_str);
        verdicts.push(listed("starts-with", holds, found, list.len(), None));
    }
    if !tests.ends_with.is_empty() {
        let list = &tests.ends_with;
        let holds = alone(ParagraphTests { ends_with: list.clone(), ..none() });
        let found = list.iter().find(|end| text.ends_with(end.as_str())).map_or("", String::as_str);
        verdicts.push(listed("ends-with", holds, found, list.len(), None));
    }
    if let Some((phrases, min_hits)) = &tests.contains_any {
        let holds = alone(ParagraphTests { contains_any: tests.contains_any.clone(), ..none() });
        let found = phrases.first(text).map_or("", |found| &text[found]);
        let verdict = listed("contains-any", holds, found, phrases.len(), None);
        let asked = if *min_hits > 1 { format!("(min-hits {min_hits})") } else { String::new() };
        verdicts.push(Verdict { asked, ..verdict });
    }
    if !tests.contains_all.is_empty() {
        let holds = alone(ParagraphTests { contains_all: tests.contains_all.clone(), ..none() });
        let missing = tests.contains_all.iter().find(|phrase| !text.contains(phrase.as_str()));
        let seen = missing.map_or(String::new(), |phrase| format!("it lacks \"{phrase}\""));
        verdicts.push(Verdict::new("contains-all", "", holds, seen));
    }
    if let Some(made_of) = &tests.made_of {
        let holds = alone(ParagraphTests { made_of: tests.made_of.clone(), ..none() });
        let (share, phrases) = made_of.measure(text);
        let seen = format!("{} of its letters, phrases: {phrases}", percent(share));
        verdicts.push(Verdict::new("made-of", made_of.asked(), holds, seen));
    }
    verdicts
}

/// The verdict of a list of phrases, one of which was `found`, or is near.
fn listed(name: &str, holds: bool, found: &str, phrases: usize, near: Option<(usize, &str)>) -> Verdict {
    let near = near.filter(|_| !holds);
    let seen = match near {
        _ if !found.is_empty() => format!("\"{found}\""),
        Some((_, phrase)) => format!("nearest is \"{phrase}\""),
        None if holds => String::new(),
        None if phrases == 1 => "not the phrase it names".to_owned(),
        None => format!("none of {phrases} phrases"),
    };
    Verdict { distance: near.map(|(distance, _)| distance), ..Verdict::new(name, "", holds, seen) }
}

/// A cap in characters; where only the other width has one, there is none.
fn cap(chars: usize) -> String {
    if chars >= usize::MAX / 64 { "none".to_owned() } else { chars.to_string() }
}

fn has(count: usize) -> String {
    format!("the key has {count}")
}

/// How a paragraph ends, in words.
pub fn ends(end: End) -> &'static str {
    match end {
        End::Open => "it ends without an end mark",
        End::Sentence => "it ends like a sentence",
        End::Ellipsis => "it ends with an ellipsis",
    }
}

/// A share in words.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
