//! The kinds of change that the stage makes, by number: they are the first rules of every catalog.

use crate::ledger::RuleRef;
use crate::rules::RuleInfo;

/// A kind of change that the stage makes by itself, named like a rule.
pub struct BuiltIn {
    id: &'static str,
    why: &'static str,
}

/// White space between and around paragraphs.
pub const SPACING: RuleRef = RuleRef(0);
/// Characters without a look of their own.
pub const INVISIBLE: RuleRef = RuleRef(1);
/// Spaces of other widths.
pub const SPACES: RuleRef = RuleRef(2);
/// Character references.
pub const ENTITIES: RuleRef = RuleRef(3);
/// Composed characters.
pub const COMPOSE: RuleRef = RuleRef(4);
/// Text that was decoded in the wrong charset.
pub const MOJIBAKE: RuleRef = RuleRef(5);

/// The changes by number: they are the first rules of every catalog.
pub const EDITS: &[BuiltIn] = &[
    BuiltIn { id: "normalize/spacing", why: "White space around paragraphs is layout, not text." },
    BuiltIn { id: "normalize/invisible", why: "Controls, zero-width and private-use characters show nothing." },
    BuiltIn {
        id: "normalize/spaces",
        why: "Spaces of other widths are layout; searches and tokenizers stumble over them.",
    },
    BuiltIn { id: "normalize/entities", why: "A character reference that was not decoded stands for its character." },
    BuiltIn { id: "normalize/compose", why: "One letter, one spelling: Unicode normalization form C." },
    BuiltIn {
        id: "normalize/mojibake",
        why: "Text that was decoded in the wrong charset is read as it was meant, where a round trip proves it.",
    },
];

impl BuiltIn {
    /// What the catalog says of it.
    pub fn info(&self) -> RuleInfo {
        RuleInfo {
            id: self.id.to_owned(),
            why: self.why.to_owned(),
            removes: "edit".to_owned(),
            defined_at: "rules/normalize.toml".to_owned(),
        }
    }
}
