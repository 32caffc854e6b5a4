//! A rule file as a whole: `[set]`, `[vocabulary]`, `[[kinds]]`, `[[rules]]`.

use super::conditions::ConditionsSpec;
use super::rule::{RuleSpec, check_id};
use crate::diagnostic::SourceFile;
use crate::rules::fields::{CONDITION, Fields, KEY, Located, Problems};
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

/// A rule set as written.
#[derive(Clone, Debug)]
pub struct SetSpec {
    /// Its path below the rules folder, without ending: `chrome/zh`.
    pub id: String,
    /// The file.
    pub file: Arc<SourceFile>,
    /// What it is about.
    pub about: String,
    /// Where its rules apply.
    pub scope: ScopeSpec,
    /// Full ids of rules, of any set, to switch off.
    pub off: Vec<Located<String>>,
    /// Named lists of phrases.
    pub vocabularies: Vec<(Located<String>, Vec<Located<String>>)>,
    /// Kinds of page.
    pub kinds: Vec<KindSpec>,
    /// Rules, in the order of the file.
    pub rules: Vec<RuleSpec>,
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
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    /// Where.
    pub span: Range<usize>,
}

impl SetSpec {
    /// Reads the set with id `id` out of the parsed `table` of `file`.
    pub fn read(id: &str, file: &Arc<SourceFile>, table: &DeTable<'_>, problems: &Problems) -> Self {
        let fields = Fields::new(problems, file, table, "rule file", 0..0, KEY);
        let mut set = Self {
            id: id.to_owned(),
            file: Arc::clone(file),
            about: String::new(),
            scope: ScopeSpec::default(),
            off: Vec::new(),
            vocabularies: fields.named_lists("vocabulary"),
            kinds: Vec::new(),
            rules: Vec::new(),
        };
        let mend = "begin the file with `[set]` and `about = \"…\"`";
        match fields.table("set", KEY) {
            None => fields.missing("set", mend),
            Some(header) => {
                set.about = header.required_string("about", mend).map(|about| about.value).unwrap_or_default();
                set.scope = ScopeSpec::read(&header);
                set.off = header.strings("off").unwrap_or_default();
                header.finish();
            }
        }
        let kinds = fields.tables("kinds", "kind", KEY);
        set.kinds = kinds.into_iter().filter_map(KindSpec::read).collect();
        let rules = fields.tables("rules", "rule", KEY);
        set.rules = rules.into_iter().filter_map(|rule| RuleSpec::read(rule, id)).collect();
        fields.finish();
        set
    }
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
    fn read(fields: Fields<'_>) -> Option<Self> {
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
            file: Arc::clone(fields.file()),
            span: fields.span(),
        };
        fields.finish();
        Some(spec)
    }
}
