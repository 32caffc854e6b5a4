//! Pages in; what the stage `context` takes of them, leaves alone, or says of them.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tamis::document::Document;
use tamis::pipeline::{Cleaned, Pipeline};
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

const MENU: [&str; 18] = [
    "Home",
    "News",
    "Sport",
    "Weather",
    "Shop",
    "Jobs",
    "Travel",
    "Food",
    "Music",
    "Film",
    "Contact us",
    "About us",
    "Privacy policy",
    "Terms of use",
    "Sitemap",
    "Facebook",
    "Twitter",
    "RSS",
];

const STORY: [&str; 4] = [
    "The harbour was closed in the autumn, and for a long time nobody knew when the first boats would come back.",
    "In spring the ice went out with a noise that could be heard in the next valley, and the men began to paint.",
    "By the time the pilot had his papers in order, the tide had turned twice, and the crew had gone to sleep again.",
    "Nobody asked who had paid for the rope, since everybody knew that the rope had never been paid for at all.",
];

/// Headlines of other pages, which no rule names.
const OTHERS: [&str; 6] = [
    "Council Votes To Move Fish Market",
    "Storm Leaves Three Villages In The Dark",
    "Old Ferry Finds A New Owner",
    "Museum Opens Doors After Long Repair",
    "Pilots Ask For Better Pay",
    "Choir Sings In Empty Dry Dock",
];

fn page(parts: &[&[&str]]) -> String {
    parts.concat().join("\n")
}

fn clean(pipeline: &Pipeline, text: &str) -> Cleaned {
    pipeline.clean(Document::new("page", text))
}

fn with(rules: &str) -> Pipeline {
    let layers = [Layer::shipped(), Layer::of_text("chrome/own", rules)];
    Pipeline::of_layers(&layers, Problems::default(), |_| false).unwrap().0
}

fn flags(cleaned: &Cleaned) -> Vec<&str> {
    cleaned.document.flags.iter().copied().collect()
}

#[test]
fn the_story_stays_and_headlines_of_other_pages_go() {
    let text =
        page(&[&MENU, &["Ice in the harbour"], &STORY, &["Related stories"], &OTHERS, &["All rights reserved."]]);
    let cleaned = clean(&Pipeline::shipped().unwrap(), &text);
    for paragraph in STORY {
        assert!(cleaned.text.contains(paragraph), "{}", cleaned.text);
    }
    let left = OTHERS.iter().filter(|other| cleaned.text.contains(**other)).count();
    assert!(left <= 2, "{}", cleaned.text);
}

#[test]
fn each_removal_names_one_of_its_rules_and_off_switches_it_off() {
    let text =
        page(&[&MENU, &["Ice in the harbour"], &STORY, &["Related stories"], &OTHERS, &["All rights reserved."]]);
    let ids = |pipeline: &Pipeline| {
        let cleaned = clean(pipeline, &text);
        let removals = cleaned.document.paragraphs.iter().filter_map(|paragraph| paragraph.removal());
        removals.map(|removal| pipeline.catalog().get(removal.rule).id.clone()).collect::<Vec<_>>()
    };
    let taken = ids(&Pipeline::shipped().unwrap());
    let of_context: Vec<&String> = taken.iter().filter(|id| id.starts_with("context/")).collect();
    assert!(!of_context.is_empty());
    assert!(of_context.iter().all(|id| ["context/menu", "context/line", "context/text"].contains(&id.as_str())));
    let off = "[set]\nabout = \"x\"\noff = [\"context/menu\", \"context/line\", \"context/text\"]\n";
    assert!(!ids(&with(off)).iter().any(|id| id.starts_with("context/")));
}

#[test]
fn a_page_of_few_paragraphs_is_left_alone() {
    let text = page(&[&["Ice in the harbour"], &STORY, &OTHERS[..2]]);
    assert_eq!(clean(&Pipeline::shipped().unwrap(), &text).text, text);
}

#[test]
fn the_stricter_preset_takes_nothing_that_the_usual_one_leaves() {
    let text =
        page(&[&MENU, &["Ice in the harbour"], &STORY, &["Related stories"], &OTHERS, &["All rights reserved."]]);
    let usual = clean(&Pipeline::shipped().unwrap(), &text);
    let layers = [Layer::shipped(), Layer::precision()];
    let precise = Pipeline::of_layers(&layers, Problems::default(), |_| false).unwrap().0;
    let precise = clean(&precise, &text);
    assert!(usual.text.lines().all(|line| precise.text.lines().any(|other| other == line)));
    assert!(precise.text.len() >= usual.text.len());
}

#[test]
fn a_page_without_content_is_told_by_its_verdict_and_comes_as_it_was() {
    let pipeline = Pipeline::shipped().unwrap();
    let cases: [(&str, &[&str]); 4] = [
        ("captcha", &["Please verify you are human to go on", "Ray ID: 4f2ab1"]),
        ("error-page", &["404", "Page not found", "Back to the start"]),
        ("login-wall", &["Please log in", "Username", "Password", "Forgot password?", "Remember me"]),
        ("link-list", &["Boats", "Ropes", "Paint"]),
    ];
    for (verdict, lines) in cases {
        let text = page(&[&["Harbour News"], &MENU, lines]);
        let cleaned = clean(&pipeline, &text);
        assert_eq!(flags(&cleaned), [verdict], "{}", cleaned.text);
        assert_eq!(cleaned.text, text);
    }
}

#[test]
fn a_page_with_content_has_no_verdict() {
    let text = page(&[&MENU, &["Page not found"], &STORY, &["Please log in"], &OTHERS]);
    assert!(flags(&clean(&Pipeline::shipped().unwrap(), &text)).is_empty());
}
