//! A page on which next to nothing reads like content in, what it is instead out.

use super::round::Measured;
use crate::document::Document;

/// A question whether a human looks at the page.
pub const CAPTCHA: &str = "captcha";
/// A message that there is no such page, or that it may not be seen.
pub const ERROR_PAGE: &str = "error-page";
/// A door without a key.
pub const LOGIN_WALL: &str = "login-wall";
/// Links and nothing else.
pub const LINK_LIST: &str = "link-list";
/// None of these.
pub const NO_CONTENT: &str = "no-content";

/// The verdicts that are told by phrases, in the order they are tried.
pub const VERDICTS: [&str; 3] = [CAPTCHA, ERROR_PAGE, LOGIN_WALL];

/// Paragraphs from which on short lines make a list of links, and the share of them that must be short.
const LIST_PARAGRAPHS: usize = 15;
const LIST_SHARE: f32 = 0.7;
/// Width under which a line is short.
const SHORT: f32 = 60.0;
/// Characters of a paragraph in which phrases are looked for.
const LOOKED_AT: usize = 300;

/// What the page is. Phrases are looked for in all paragraphs, those that rules took among them.
pub fn of(document: &Document, page: &Measured, phrases: &[(&'static str, Vec<String>)]) -> &'static str {
    let says = |phrases: &[String]| {
        (0..document.paragraphs.len()).any(|index| {
            let key = document.key(index).text();
            key.len() <= LOOKED_AT && phrases.iter().any(|phrase| key.contains(phrase.as_str()))
        })
    };
    if let Some((verdict, _)) = phrases.iter().find(|(_, phrases)| says(phrases)) {
        return verdict;
    }
    let short = page.lines.iter().filter(|line| line.width < SHORT).count();
    if page.lines.len() >= LIST_PARAGRAPHS && short as f32 >= LIST_SHARE * page.lines.len() as f32 {
        LINK_LIST
    } else {
        NO_CONTENT
    }
}
