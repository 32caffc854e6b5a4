//! Reads `language.toml`: how languages are told, and what becomes of text in those that are not wanted.

use super::fields::{Fields, KEY, Located};
use crate::language::{Engine, Settings, code};
use crate::stages::language::{Do, Form, Wanted};

/// What `language.toml` sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LanguageSettings {
    /// How the language of a paragraph is told.
    pub detector: Settings,
    /// What becomes of other languages than those wanted.
    pub wanted: Wanted,
    /// How records name languages.
    pub form: Form,
}

impl LanguageSettings {
    /// Reads the keys of the file.
    pub fn read(fields: &Fields<'_>) -> Self {
        let default = Settings::default();
        let count = |key, default| fields.count(key).map_or(default, |count| count.value);
        let detector = Settings {
            engine: fields.choice("engine", Engine::NAMES).map_or(default.engine, |engine| engine.value),
            min_letters: count("min-letters", default.min_letters),
            min_letters_wide: count("min-letters-wide", default.min_letters_wide),
            min_score: fields.share("min-score").map_or(default.min_score, |share| share.value as f32),
            min_scores: min_scores(fields),
            sample_letters: count("sample-letters", default.sample_letters),
            neighbours: fields.boolean("neighbours").map_or(default.neighbours, |truth| truth.value),
            allow: codes(fields, fields.strings("allow").unwrap_or_default()),
        };
        Self { detector, wanted: read_wanted(fields), form: read_form(fields) }
    }
}

fn read_wanted(fields: &Fields<'_>) -> Wanted {
    let mut wanted = Wanted::default();
    if let Some(table) = fields.table("wanted", KEY) {
        wanted.languages = codes(&table, table.strings("languages").unwrap_or_default());
        let choice = |key| table.choice(key, Do::NAMES).map_or(Do::Keep, |choice| choice.value);
        wanted.other_paragraphs = choice("other-paragraphs");
        wanted.other_documents = choice("other-documents");
        wanted.mixed_documents = choice("mixed-documents");
        let share = |key, default| table.share(key).map_or(default, |share| share.value);
        wanted.min_share = share("min-share", wanted.min_share);
        wanted.mixed_from = share("mixed-from", wanted.mixed_from);
        table.finish();
    }
    wanted
}

fn read_form(fields: &Fields<'_>) -> Form {
    let mut form = Form::default();
    if let Some(table) = fields.table("labels", KEY) {
        form.three_letters =
            table.choice("codes", &[("iso639-1", false), ("iso639-3", true)]).is_some_and(|it| it.value);
        form.script = table.boolean("script").is_some_and(|truth| truth.value);
        table.finish();
    }
    form
}

/// The least scores of single languages.
fn min_scores(fields: &Fields<'_>) -> Vec<(&'static str, f32)> {
    let named = fields.named_shares("min-scores").into_iter();
    named.filter_map(|(name, share)| Some((known(fields, &name)?, share as f32))).collect()
}

/// The codes that a list names.
fn codes(fields: &Fields<'_>, names: Vec<Located<String>>) -> Vec<&'static str> {
    names.iter().filter_map(|name| known(fields, name)).collect()
}

/// The code of the language named; notes it if there is none.
fn known(fields: &Fields<'_>, name: &Located<String>) -> Option<&'static str> {
    let found = code(&name.value);
    if let Err(error) = &found {
        let help = "languages are named by ISO 639-1 or 639-3 codes, such as `en` or `deu`; `tamis langs` lists them";
        fields.problems().error("language/unknown-language", &name.place, error.to_string(), "unknown", help);
    }
    found.ok()
}
