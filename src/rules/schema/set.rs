//! A rule file as a whole: `[set]`, `[vocabulary]`, `[[kinds]]`, `[[rules]]`, `[change]`.

use super::conditions::ConditionsSpec;
use super::rule::{RuleSpec, check_id};
use crate::diagnostic::Place;
use crate::rules::fields::{CONDITION, Fields, KEY, Located};
use crate::rules::node::Table;
use std::sync::Arc;

/// A rule set as written. Its rules are read once it is known what later sets change of them.
#[derive(Clone, Debug)]
pub struct SetSpec {
    /// Its path below the rules folder, without ending: `chrome/zh`.
    pub id: String,
    /// What it is about.
    pub about: String,
    /// Where its rules apply.
    pub scope: ScopeSpec,
    /// Sets that it mends: its rules take the place of theirs of the same name, and may use their vocabularies.
    pub extends: Vec<Located<String>>,
    /// Full ids of rules, of any set, to switch off.
    pub off: Vec<Located<String>>,
    /// Named lists of phrases.
    pub vocabularies: Vec<(Located<String>, Vec<Located<String>>)>,
    /// Kinds of page.
    pub kinds: Vec<KindSpec>,
    /// Rules, in the order of the file.
    pub rules: Vec<RawRule>,
    /// Keys of rules of any set to replace: full id, keys.
    pub changes: Vec<(Located<String>, Table)>,
}

/// `scope = { kinds = [...], hosts = [...], languages = [...], scripts = [...] }`: all that are given must hold.
#[derive(Clone, Debug, Default)]
pub struct ScopeSpec {
    /// The page is of one of these kinds.
    pub kinds: Option<Vec<Located<String>>>,
    /// Its host is one of these, or below one (`example.com` holds for `forum.example.com`).
    pub hosts: Option<Vec<Located<String>>>,
    /// One of these languages takes part in it.
    pub languages: Option<Vec<Located<String>>>,
    /// It has letters of one of these scripts.
    pub scripts: Option<Vec<Located<String>>>,
}

/// A kind of page as written.
#[derive(Clone, Debug)]
pub struct KindSpec {
    /// Its name, such as `xenforo`.
    pub id: Located<String>,
    /// What it is.
    pub about: String,
    /// How many different signs a page must show.
    pub at_least: usize,
    /// The signs.
    pub signs: Vec<ConditionsSpec>,
    /// Where it stands.
    pub place: Place,
}

/// A rule as it stands in its file, not read yet.
#[derive(Clone, Debug)]
pub struct RawRule {
    /// Its name in the set.
    pub id: Located<String>,
    /// Its keys.
    pub table: Table,
    /// Where it stands.
    pub place: Place,
}

impl SetSpec {
    /// Reads the set with id `id`.
    pub fn read(id: &str, fields: Fields<'_>) -> Self {
        let mut set = Self {
            id: id.to_owned(),
            about: String::new(),
            scope: ScopeSpec::default(),
            extends: Vec::new(),
            off: Vec::new(),
            vocabularies: fields.named_lists("vocabulary"),
            kinds: Vec::new(),
            rules: Vec::new(),
            changes: fields.named_tables("change"),
        };
        let mend = "begin the file with `[set]` and `about = \"…\"`";
        if let Some(header) = fields.required_table("set", KEY, mend) {
            set.about = header.required_string("about", mend).map(|about| about.value).unwrap_or_default();
            set.scope = ScopeSpec::read(&header);
            set.extends = header.strings("extends").unwrap_or_default();
            set.off = header.strings("off").unwrap_or_default();
            header.finish();
        }
        let kinds = fields.tables("kinds", "kind", KEY);
        set.kinds = kinds.into_iter().filter_map(KindSpec::read).collect();
        let rules = fields.tables("rules", "rule", KEY);
        set.rules = rules.iter().filter_map(read_id).collect();
        if fields.is_probe() {
            rules.into_iter().for_each(|rule| drop(RuleSpec::read(rule, "", "", Arc::default())));
        }
        fields.finish();
        set
    }
}

/// A rule with its id; none where it has none.
fn read_id(rule: &Fields<'_>) -> Option<RawRule> {
    let id = rule.required_string("id", "give it a name that says what it finds: `id = \"cookie-banner\"`")?;
    check_id(rule, &id);
    Some(RawRule { id, table: rule.whole().clone(), place: rule.place().clone() })
}

impl ScopeSpec {
    /// Reads `scope` of a set or a rule.
    pub fn read(parent: &Fields<'_>) -> Self {
        let Some(fields) = parent.table("scope", KEY) else { return Self::default() };
        let spec = Self {
            kinds: fields.strings("kinds"),
            hosts: fields.strings("hosts"),
            languages: fields.strings("languages"),
            scripts: fields.strings("scripts"),
        };
        fields.finish();
        spec
    }
}

impl KindSpec {
    /// Reads one table of `[[kinds]]`; none where it has no id.
    pub fn read(fields: Fields<'_>) -> Option<Self> {
        let id = fields.required_string("id", "give the kind a name: `id = \"xenforo\"`");
        if let Some(id) = &id {
            check_id(&fields, id);
        }
        let about = fields.required_string("about", "say what it is: `about = \"…\"`");
        let signs = fields.tables("signs", "sign", CONDITION);
        if signs.is_empty() {
            fields.missing("signs", "list what such pages show: `signs = [{ is = [\"…\"] }, …]`");
        }
        let read_sign = |sign: Fields<'_>| {
            let conditions = ConditionsSpec::of_paragraph(&sign);
            sign.finish();
            conditions
        };
        let spec = Self {
            id: id?,
            about: about.map(|about| about.value).unwrap_or_default(),
            at_least: fields.count("at-least").map_or(2, |count| count.value.max(1)),
            signs: signs.into_iter().map(read_sign).collect(),
            place: fields.place().clone(),
        };
        fields.finish();
        Some(spec)
    }
}
