//! `[[rules]]`: a decision with an id, its reason, and examples that hold it to its word.

use super::conditions::ConditionsSpec;
use super::examples::ExamplesSpec;
use super::set::ScopeSpec;
use super::shapes::{SHAPES, ShapeSpec};
use crate::diagnostic::SourceFile;
use crate::rules::fields::{Fields, Located, suggestion};
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
    /// The file it stands in.
    pub file: Arc<SourceFile>,
}

impl RuleSpec {
    /// Reads one table of `[[rules]]` of the set with id `set`; none where id or shape cannot be told.
    pub fn read(fields: Fields<'_>, set: &str) -> Option<Self> {
        let id = fields.required_string("id", "give it a name that says what it finds: `id = \"cookie-banner\"`");
        if let Some(id) = &id {
            check_id(&fields, id);
        }
        let why = fields.required_string("why", "say why such text is no content: `why = \"…\"`");
        let mend = "say what it takes out: `removes = \"paragraph\"`";
        let removes = fields.required_string("removes", mend);
        let shape = removes.as_ref().and_then(|name| read_shape(&fields, name));
        let spec = Self {
            full_id: format!("{set}/{}", id.as_ref().map_or("", |id| id.as_str())),
            id: id?,
            why: why.map(|why| why.value).unwrap_or_default(),
            shape: shape?,
            removes: removes?.value,
            scope: ScopeSpec::read(&fields),
            when: ConditionsSpec::read(&fields, "when"),
            unless: ConditionsSpec::read(&fields, "unless"),
            examples: ExamplesSpec::read(&fields),
            file: Arc::clone(fields.file()),
        };
        fields.finish();
        Some(spec)
    }
}

fn read_shape(fields: &Fields<'_>, name: &Located<String>) -> Option<ShapeSpec> {
    let shape = ShapeSpec::read(fields, name);
    if shape.is_none() {
        fields.problems().error(
            "rule/unknown-shape",
            fields.file(),
            name.span.clone(),
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
            fields.file(),
            id.span.clone(),
            format!("`{}` is no id", id.value),
            "ids are lower-case ASCII letters and digits, joined by single hyphens",
            "write it like `cookie-banner`",
        );
    }
}
