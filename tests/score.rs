//! A labelled file in, the score that its labels ask for out.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use tamis::input::inputs;
use tamis::pipeline::Pipeline;
use tamis::score::{Options, Score, score};

const PAGES: &str = r#"{"id":"a","lang":"en","source":"one","text":"Roses\nFacebookTwitterPinterest\nOld wood goes first.\nMenu","keep":[1,0,1,0]}
{"id":"b","lang":"en","source":"one","text":"Buttons are called\nFacebookTwitterPinterest\nFacebookTwitterWhatsApp","keep":[1,1,0],"skip":[2]}
{"id":"c","lang":"de","source":"two","text":"Rosen\nFacebookTwitterPinterest","keep":[1,0]}
{"id":"d","lang":"de","source":"two","text":"ohne Zeilen","with":["ohne"]}
{"id":"e","text":"x","keep":[1,0]}
"#;

fn scored(options: &Options) -> Score {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labelled.jsonl");
    fs::write(&path, PAGES).unwrap();
    score(&Pipeline::shipped().unwrap(), &inputs(&[path.display().to_string()], None).unwrap(), options)
}

#[test]
fn counts_characters_and_paragraphs_that_stay_and_go() {
    let score = scored(&Options { worst: 1, aside: Vec::new() });
    let total = score.total;
    // Content: roses 5, sentence 17, buttons 16, row 24, rosen 5. Chrome: two rows of 24, menu 4.
    let counts = |shares: tamis::score::tally::Shares| {
        (shares.content_kept, shares.content_lost, shares.chrome_kept, shares.chrome_gone)
    };
    assert_eq!(counts(total.characters), (43, 24, 4, 48));
    assert_eq!(counts(total.paragraphs), (4, 1, 1, 2));
    assert_eq!((total.documents, score.unlabelled, score.bad.len()), (3, 1, 1));
    assert!((total.pages.lossy - 1.0 / 3.0).abs() < 1e-9 && score.languages["de"].characters.f1 == 1.0);
}

#[test]
fn names_the_rule_that_took_content_and_the_line() {
    let score = scored(&Options { worst: 1, aside: Vec::new() });
    let rule = &score.rules[0];
    assert_eq!((rule.id.as_str(), rule.hits), ("chrome/common/network-row", 4));
    assert_eq!((rule.right_chars, rule.wrong_chars, rule.unscored_chars), (48, 24, 23));
    let worst = &rule.worst[0];
    assert_eq!((worst.document.as_str(), worst.line, worst.text.as_str()), ("b", 2, "FacebookTwitterPinterest"));
}

#[test]
fn a_source_set_aside_counts_nowhere_else() {
    let score = scored(&Options { worst: 0, aside: vec!["one".to_owned()] });
    assert_eq!((score.total.documents, score.sources["one"].documents), (1, 2));
    assert!(score.rules.iter().all(|rule| rule.wrong_chars == 0 && rule.worst.is_empty()));
}

#[test]
fn the_keys_of_the_json_are_stable() {
    let json = serde_json::to_value(scored(&Options::default())).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&json), "bad languages rules rules_sha256 sources tamis total unlabelled");
    assert_eq!(keys(&json["total"]), "characters documents pages paragraphs");
    assert_eq!(keys(&json["rules"][0]), "hits id precision right_chars unscored_chars worst wrong_chars");
}
