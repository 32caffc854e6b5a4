//! The ledger as a file at a shard's side: a row for each record, in the order of the shard, with every change of its
//! text; and the way back from rows to [`Ledger`]s.

use crate::ledger::{Edit, Entry, Keeper, Ledger, RuleRef};
use crate::pipeline::Cleaned;
use crate::rules::Catalog;
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// The changes of one record. All columns stand in every row, with one type each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The record's id.
    pub id: String,
    /// Its address, empty where it has none.
    pub url: String,
    /// Its changes, sorted and disjoint.
    pub edits: Vec<RowEdit>,
}

/// One change of a record's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowEdit {
    /// Full id of the rule.
    pub rule: String,
    /// First byte of the source, in UTF-8.
    pub start_byte: usize,
    /// One past the last byte.
    pub end_byte: usize,
    /// What stood there.
    pub removed: String,
    /// What stands in its place.
    pub insert: String,
    /// For a duplicate: number of the paragraph that stays, from 0; else -1.
    pub keeper: i64,
    /// For a duplicate of another document's paragraph: id of that document; else empty.
    #[serde(default)]
    pub keeper_document: String,
}

impl Row {
    /// The row of a cleaned record.
    pub fn of(cleaned: &Cleaned, catalog: &Catalog) -> Self {
        let keepers = &cleaned.document.keepers;
        let edit = |Entry { edit, removed }: &Entry| RowEdit {
            rule: catalog.get(edit.rule).id.clone(),
            start_byte: edit.span.start,
            end_byte: edit.span.end,
            removed: removed.clone(),
            insert: edit.insert.clone(),
            keeper: edit.keeper.and_then(|keeper| i64::try_from(keeper.paragraph).ok()).unwrap_or(-1),
            keeper_document: edit.keeper.and_then(|keeper| keepers.get(&keeper.document?)).cloned().unwrap_or_default(),
        };
        Self {
            id: cleaned.document.id.clone(),
            url: cleaned.document.url.clone().unwrap_or_default(),
            edits: cleaned.ledger.entries.iter().map(edit).collect(),
        }
    }

    /// The ledger that the row was made of, its rules numbered by their place in the row.
    pub fn ledger(self) -> Ledger {
        let entry = |(rule, edit): (u32, RowEdit)| Entry {
            edit: Edit {
                // A row that was tampered with may end before it starts; what it restores then will not fit.
                span: Span { start: edit.start_byte, end: edit.end_byte },
                insert: edit.insert,
                rule: RuleRef(rule),
                // Whose keeper stands in another document is told by its id; restoring does not ask.
                keeper: usize::try_from(edit.keeper).ok().map(Keeper::here),
            },
            removed: edit.removed,
        };
        Ledger { entries: (0..).zip(self.edits).map(entry).collect() }
    }
}
