//! `[[rules]]`: a decision with an id, its reason, and examples that hold it to its word.

use super::conditions::ConditionsSpec;
use super::examples::ExamplesSpec;
use super::set::ScopeSpec;
use super::shapes::{SHAPES, ShapeSpec};
use crate::rules::fields::{Fields, Located};
use crate::rules::node::Table;
use crate::rules::problems::suggestion;
use std::sync::Arc;

/// A rule as written.
#[derive(Clone, Debug)]
pub struct RuleSpec {
    /// Its name in its set: what it finds, such as `cookie-banner`.
    pub id: Located<String>,
    /// Full id, `stage/set/rule`, such as `chrome/en/cookie-banner`.
    pub full_id: String,
    /// Why such text is no content.
    pub why: String,
    /// What it takes out.
    pub shape: ShapeSpec,
    /// Name of the shape as in the file.
    pub removes: String,
    /// Where it applies, beyond the scope of its set.
    pub scope: ScopeSpec,
    /// What must hold.
    pub when: ConditionsSpec,
    /// What must not.
    pub unless: ConditionsSpec,
    /// What it must and must not take.
    pub examples: ExamplesSpec,
    /// The set whose file it stands in: where its vocabularies are looked for first.
    pub home: String,
    /// Scope of the file that it stands in.
    pub set_scope: Arc<ScopeSpec>,
    /// Whether it runs.
    pub enabled: bool,
    /// The rule as it stands in its file, with what other sets change of it.
    pub table: Table,
}

impl RuleSpec {
    /// Reads a rule; none where its shape cannot be told. `full_id` names it, `home` is the set that it stands in and
    /// `set_scope` the scope of that file.
    pub fn read(fields: Fields<'_>, full_id: &str, home: &str, set_scope: Arc<ScopeSpec>) -> Option<Self> {
        let table = fields.whole();
        let id = fields.required_string("id", "give it a name");
        let why = fields.required_string("why", "say why such text is no content: `why = \"…\"`");
        let removes = fields.required_name("removes", SHAPES, "say what it takes out: `removes = \"paragraph\"`");
        let shape = removes.as_ref().and_then(|name| read_shape(&fields, name));
        let scope = ScopeSpec::read(&fields);
        let (when, unless) = (ConditionsSpec::read(&fields, "when"), ConditionsSpec::read(&fields, "unless"));
        let examples = ExamplesSpec::read(&fields);
        let enabled = fields.boolean("enabled").is_none_or(|truth| truth.value);
        if fields.is_probe() {
            SHAPES.iter().for_each(|name| drop(ShapeSpec::read(&fields, name)));
        }
        // The keys of a shape that cannot be told would all be called unknown.
        if shape.is_some() {
            fields.finish();
        }
        Some(Self {
            id: id?,
            full_id: full_id.to_owned(),
            why: why.map(|why| why.value).unwrap_or_default(),
            shape: shape?,
            removes: removes?.value,
            scope,
            when,
            unless,
            examples,
            home: home.to_owned(),
            set_scope,
            enabled,
            table: table.clone(),
        })
    }
}

fn read_shape(fields: &Fields<'_>, name: &Located<String>) -> Option<ShapeSpec> {
    let shape = ShapeSpec::read(fields, name);
    if shape.is_none() {
        fields.problems().error(
            "rule/unknown-shape",
            &name.place,
            format!("a rule cannot remove `{}`", name.value),
            "no shape has this name",
            suggestion(name, SHAPES, "shapes"),
        );
    }
    shape
}

/// Ids are kebab-case, so that they can stand in paths, reports and file names.
pub(super) fn check_id(fields: &Fields<'_>, id: &Located<String>) {
    let well_formed = !id.is_empty()
        && id
            .split('-')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if !well_formed {
        fields.problems().error(
            "rule/bad-id",
            &id.place,
            format!("`{}` is no id", id.value),
            "ids are lower-case ASCII letters and digits, joined by single hyphens",
            "write it like `cookie-banner`",
        );
    }
}
