//! Reads `context.toml`: margins, guards, subjects of rules, and the weights of the two rounds.

use super::fields::{Fields, KEY, Located};
use super::problems::suggestion;
use crate::diagnostic::Place;
use crate::key::MatchKey;
use crate::stages::context::{
    ALL, ContextSettings, Feature, MOST_SUBJECTS, Model, Pair, READINGS, ReadingRule, Steps, USES, VERDICTS,
};

/// Names of the margins.
pub const MARGINS: [(&str, usize); 2] = [("usual", 0), ("precision", 1)];

/// Reads the keys of the file.
pub fn read(fields: &Fields<'_>) -> ContextSettings {
    let mut settings = ContextSettings::default();
    let chosen = fields.choice("margin", &MARGINS).map_or(0, |margin| margin.value);
    if let Some(margins) = fields.table("margins", KEY) {
        let both = [margins.share("usual"), margins.share("precision")];
        settings.margin = both[chosen].as_ref().map_or(0.0, |margin| margin.value as f32);
        settings.unsure_margin = margins.share("nothing-known").map_or(1.0, |margin| margin.value as f32);
        settings.careful_margin = margins.share("careful").map_or(1.0, |margin| margin.value as f32);
        margins.finish();
    }
    if let Some(guards) = fields.table("guards", KEY) {
        settings.kinds = guards.strings("kinds").map(plain).unwrap_or_default();
        settings.careful_kinds = guards.strings("careful-kinds").map(plain).unwrap_or_default();
        settings.min_paragraphs = guards.count("min-paragraphs").map_or(0, |count| count.value);
        settings.min_content = guards.count("min-content").map_or(0.0, |count| count.value as f32);
        guards.finish();
    }
    settings.rules = read_rules(fields);
    settings.verdicts = read_verdicts(fields);
    settings.subjects =
        fields.named_lists("subjects").into_iter().map(|(name, parts)| (name.value, plain(parts))).collect();
    if settings.subjects.len() > MOST_SUBJECTS - 2 {
        let message = format!("more than {} subjects", MOST_SUBJECTS - 2);
        let help = "make two of them one";
        fields.problems().error("rule/too-large", &fields.key_place("subjects"), message, "too many", help);
        settings.subjects.truncate(MOST_SUBJECTS - 2);
    }
    let subjects = settings.subjects.len();
    for (round, key) in ["first", "second"].into_iter().enumerate() {
        if let Some(table) = fields.table(key, KEY) {
            let (model, places) = read_model(&table, subjects);
            *[&mut settings.first, &mut settings.second][round] = model;
            settings.places[round] = places;
            table.finish();
        }
    }
    settings
}

fn plain(list: Vec<Located<String>>) -> Vec<String> {
    list.into_iter().map(|text| text.value).collect()
}

fn read_rules(fields: &Fields<'_>) -> Vec<ReadingRule> {
    let Some(table) = fields.table("rules", KEY) else { return Vec::new() };
    let rule = |(reading, name): (_, &'static str)| {
        let why = table.required_string(name, "say why such text is no content")?;
        let full_id = format!("context/{name}");
        Some(ReadingRule { reading, full_id, why: why.value, place: table.key_place(name), enabled: true })
    };
    let rules = READINGS.into_iter().filter_map(rule).collect();
    table.finish();
    rules
}

fn read_verdicts(fields: &Fields<'_>) -> Vec<(&'static str, Vec<String>)> {
    let Some(table) = fields.table("verdicts", KEY) else { return Vec::new() };
    let folded = |phrases: Vec<Located<String>>| {
        phrases.iter().map(|phrase| MatchKey::new(&phrase.value).text().to_owned()).collect()
    };
    let verdicts = VERDICTS.iter().filter_map(|name| Some((*name, folded(table.strings(name)?)))).collect();
    table.finish();
    verdicts
}

/// Reads the weights of a round, and where each row of them stands.
fn read_model(fields: &Fields<'_>, subjects: usize) -> (Model, Vec<Place>) {
    let (mut model, mut places) = (Model::default(), Vec::new());
    for table in fields.tables("features", "feature", KEY) {
        if let Some((steps, rows)) = read_steps(&table, subjects) {
            model.features.push(steps);
            places.extend(rows);
        }
        table.finish();
    }
    for table in fields.tables("pairs", "pair", KEY) {
        if let Some((pair, rows)) = read_pair(&table, &model) {
            model.pairs.push(pair);
            places.extend(rows);
        }
        table.finish();
    }
    (model, places)
}

fn read_steps(fields: &Fields<'_>, subjects: usize) -> Option<(Steps, Vec<Place>)> {
    let names: Vec<&str> = ALL.iter().map(|(_, name, ..)| *name).collect();
    let name = fields.required_name("is", &names, "name what is measured: `is = \"width\"`");
    let from = fields.numbers("from");
    let rows: Vec<Option<Located<Vec<f32>>>> = USES.iter().map(|use_| fields.numbers(use_)).collect();
    let name = name?;
    let Some(&(feature, _, classes, _)) = ALL.iter().find(|(_, known, ..)| *known == name.value) else {
        let help = suggestion(&name.value, &names, "features");
        let message = format!("no feature is called `{}`", name.value);
        fields.problems().error("context/unknown-feature", &name.place, message, "unknown", help);
        return None;
    };
    check_steps(fields, feature, from.as_ref(), !classes.is_empty());
    let from = from.map(|from| from.value).unwrap_or_default();
    let steps = Steps::count(feature, &from, subjects);
    let mut weights: [Vec<f32>; 5] = Default::default();
    let mut places = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        if let Some(row) = row.filter(|row| check_count(fields, row, steps)) {
            weights[at] = row.value;
            places.push(row.place);
        }
    }
    Some((Steps { feature, from, steps, weights }, places))
}

/// Notes steps that do not grow, and steps of what names a class.
fn check_steps(fields: &Fields<'_>, feature: Feature, from: Option<&Located<Vec<f32>>>, names_class: bool) {
    let Some(from) = from else { return };
    let name = ALL[feature as usize].1;
    if names_class && !from.value.is_empty() {
        let (message, label) = (format!("`{name}` has no steps"), "it names a class, and has a weight for each");
        fields.problems().error("context/bad-steps", &from.place, message, label, "leave `from` out");
    } else if from.value.windows(2).any(|two| two[0] >= two[1]) {
        let (message, label) =
            (format!("the steps of `{name}` do not grow"), "each must be larger than the one before");
        fields.problems().error("context/bad-steps", &from.place, message, label, "sort the numbers");
    }
}

fn check_count(fields: &Fields<'_>, row: &Located<Vec<f32>>, steps: usize) -> bool {
    if row.value.len() == steps {
        return true;
    }
    let message = format!("{} weights, and {steps} steps", row.value.len());
    let help = "write a weight for what is below the first number of `from`, and one from each number on; or let `tamis fit` do it";
    fields.problems().error("context/wrong-count", &row.place, message, format!("{steps} are needed"), help);
    false
}

fn read_pair(fields: &Fields<'_>, model: &Model) -> Option<(Pair, Vec<Place>)> {
    let of = fields.strings("of");
    let rows = fields.rows("weights");
    if fields.is_probe() {
        return None;
    }
    let of = of.unwrap_or_default();
    let find = |name: &Located<String>| {
        let is = |steps: &Steps| ALL[steps.feature as usize].1 == name.value;
        let found = model.features.iter().position(is);
        if found.is_none() {
            let names: Vec<&str> = model.features.iter().map(|steps| ALL[steps.feature as usize].1).collect();
            let message = format!("no feature of this round is called `{}`", name.value);
            let help = suggestion(&name.value, &names, "features of this round");
            fields.problems().error("context/unknown-feature", &name.place, message, "unknown", help);
        }
        found
    };
    let [first, second] = of.as_slice() else {
        let (label, help) = ("two are needed", "write `of = [\"width\", \"end\"]`");
        fields.problems().error(
            "context/wrong-count",
            &fields.key_place("of"),
            "`of` names no two features",
            label,
            help,
        );
        return None;
    };
    let of = [find(first)?, find(second)?];
    let rows = rows?;
    let (down, across) = (model.features[of[0]].steps, model.features[of[1]].steps);
    if rows.len() != down {
        let message = format!("{} rows, and {down} steps of `{}`", rows.len(), first.value);
        let (label, help) = (format!("{down} are needed"), "write a row for each step of the first feature");
        fields.problems().error("context/wrong-count", &fields.key_place("weights"), message, label, help);
        return None;
    }
    let fits: Vec<bool> = rows.iter().map(|row| check_count(fields, row, across)).collect();
    if fits.contains(&false) {
        return None;
    }
    let places = rows.iter().map(|row| row.place.clone()).collect();
    Some((Pair { of, weights: rows.into_iter().map(|row| row.value).collect() }, places))
}
