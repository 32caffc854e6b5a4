//! What reading code would read, asked of it without a file: the keys, and what each takes.

use std::cell::RefCell;

/// What a key takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A string.
    String,
    /// A string or a list of strings.
    Strings,
    /// A whole number from 0.
    Count,
    /// A share from 0 to 1.
    Share,
    /// A list of numbers.
    Numbers,
    /// A list of lists of numbers.
    Rows,
    /// `true` or `false`.
    Boolean,
    /// One of these strings.
    Choice(Vec<String>),
    /// A table.
    Table,
    /// A list of tables.
    Tables,
    /// A list of strings, lists of strings, or tables.
    Items,
    /// A table of free keys, each with a string or a list of strings.
    NamedLists,
    /// A table of free keys, each with a share from 0 to 1.
    NamedShares,
    /// A table of free keys, each with a table.
    NamedTables,
}

/// What was asked for while probing: dotted path and type of each key.
#[derive(Debug, Default)]
pub struct Probe {
    /// In the order of asking; `[]` after the key of a list stands for its items.
    pub keys: RefCell<Vec<(String, Takes)>>,
    /// Paths of the keys that must be there.
    pub required: RefCell<Vec<String>>,
}
