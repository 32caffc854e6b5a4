//! All rules of a pipeline by number: what reports, ledgers and explanations call them.

use crate::ledger::RuleRef;

/// What is known of a rule without running it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Full id: `stage/set/rule`, or `stage/rule` where a stage has one set.
    pub id: String,
    /// Why such text is no content.
    pub why: String,
    /// Name of its shape, as `removes` has it; `edit` for what normalize does.
    pub removes: String,
    /// File and line that define it.
    pub defined_at: String,
}

impl RuleInfo {
    /// The stage that runs it.
    pub fn stage(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }
}

/// The rules of a pipeline, in the order they stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    rules: Vec<RuleInfo>,
}

impl Catalog {
    /// Adds a rule and gives its number.
    pub fn add(&mut self, info: RuleInfo) -> RuleRef {
        self.rules.push(info);
        RuleRef(u32::try_from(self.rules.len() - 1).unwrap_or(u32::MAX))
    }

    /// The rule with this number.
    ///
    /// # Panics
    /// Where the number is of another catalog.
    pub fn get(&self, rule: RuleRef) -> &RuleInfo {
        &self.rules[rule.0 as usize]
    }

    /// The number of the rule with this full id.
    pub fn find(&self, id: &str) -> Option<RuleRef> {
        self.iter().find(|(_, info)| info.id == id).map(|(rule, _)| rule)
    }

    /// All rules in order.
    pub fn iter(&self) -> impl Iterator<Item = (RuleRef, &RuleInfo)> {
        (0..).map(RuleRef).zip(&self.rules)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
