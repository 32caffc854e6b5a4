//! `examples`: pages of a line or more that a rule must and must not touch.

use crate::diagnostic::Place;
use crate::rules::fields::{Fields, Item, KEY, Located};

/// The examples of a rule.
#[derive(Clone, Debug, Default)]
pub struct ExamplesSpec {
    /// The rule touches each of these.
    pub removed: Vec<ExampleSpec>,
    /// And leaves each of these as it is: near misses.
    pub kept: Vec<ExampleSpec>,
}

/// One example.
#[derive(Clone, Debug)]
pub struct ExampleSpec {
    /// Its paragraphs.
    pub page: Vec<String>,
    /// What is left of them. Where not given, a removed example leaves no paragraph, or where the rule takes pieces
    /// just another text; a kept one leaves all.
    pub leaves: Option<Vec<String>>,
    /// Where it stands in its file.
    pub place: Place,
}

impl ExamplesSpec {
    /// Reads `examples` of a rule; both kinds must be there.
    pub fn read(rule: &Fields<'_>) -> Self {
        let mend = "add `examples.removed` with a line the rule takes, and `examples.kept` with a near miss";
        let Some(fields) = rule.required_table("examples", KEY, mend) else { return Self::default() };
        let spec = Self { removed: list(&fields, "removed", mend), kept: list(&fields, "kept", mend) };
        fields.finish();
        spec
    }
}

fn list(fields: &Fields<'_>, key: &'static str, mend: &str) -> Vec<ExampleSpec> {
    let items = fields.items(key);
    if items.is_empty() || fields.is_probe() {
        fields.missing(key, mend);
    }
    items.into_iter().filter_map(ExampleSpec::read).collect()
}

fn texts(list: Vec<Located<String>>) -> Vec<String> {
    list.into_iter().map(|text| text.value).collect()
}

impl ExampleSpec {
    fn read(item: Item<'_>) -> Option<Self> {
        match item {
            Item::Strings(page, place) => Some(Self { page: texts(page), leaves: None, place }),
            Item::Table(fields) => {
                let page = fields.strings("page");
                if page.is_none() {
                    fields.missing("page", "list the paragraphs of the example: `page = [\"…\"]`");
                }
                let leaves = fields.strings("leaves").map(texts);
                let place = fields.place().clone();
                fields.finish();
                Some(Self { page: texts(page?), leaves, place })
            }
        }
    }
}
