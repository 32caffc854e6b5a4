//! Rule files as texts: the shipped ones, and those of a user's folder.

use super::node::{Table, Value};
use super::problems::Problems;
use crate::diagnostic::{Place, SourceFile};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use walkdir::WalkDir;

mod shipped {
    include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
}

/// The stages whose rule file is one file, not a folder.
pub const SINGLE_FILES: &[&str] = &["context", "dedup", "language", "normalize", "pipeline", "write"];
/// The stages whose rule sets are files of a folder.
pub const FOLDERS: &[&str] = &["chrome"];

/// Folder of the schemas that editors read; nothing in it is a rule file.
pub const SCHEMA_FOLDER: &str = "schema/";

/// One file of a layer.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// Path below the rules folder without ending: `chrome/zh`, `dedup`.
    pub id: String,
    /// Its text.
    pub file: Arc<SourceFile>,
}

/// A folder of rule files.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// In the order of their ids.
    pub files: Vec<RuleFile>,
}

impl Layer {
    /// The rule files built into the program.
    pub fn shipped() -> Self {
        let file = |(path, text): &(&str, &str)| RuleFile {
            id: path.trim_end_matches(".toml").to_owned(),
            file: Arc::new(SourceFile {
                path: format!("rules/{path}"),
                text: text.replace("\r\n", "\n"),
                built_in: true,
            }),
        };
        Self { files: shipped::SHIPPED.iter().map(file).collect() }
    }

    /// A layer of one file, for tests and tools.
    pub fn of_text(id: &str, text: &str) -> Self {
        let file = SourceFile { path: format!("{id}.toml"), text: text.replace("\r\n", "\n"), built_in: false };
        Self { files: vec![RuleFile { id: id.to_owned(), file: Arc::new(file) }] }
    }

    /// What `--precision` lays over all rules: the stage `context` takes less.
    pub fn precision() -> Self {
        Self::of_text("context", "margin = \"precision\"\n")
    }

    /// Whether its `pipeline.toml` says that the layers under it do not count.
    pub fn stands_alone(&self) -> bool {
        let pipeline = self.files.iter().find(|file| file.id == "pipeline");
        let table = pipeline.map(|file| Table::parse(&file.file, &Problems::default()));
        let entry = table.as_ref().and_then(|table| table.get("stands-alone"));
        entry.is_some_and(|entry| entry.node.value == Value::Boolean(true))
    }

    /// The rule files of a folder. Files that are no UTF-8 or stand where no stage reads them are noted.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn of_folder(folder: &Path, problems: &Problems) -> io::Result<Self> {
        fs::read_dir(folder)?;
        let mut layer = Self::default();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            let ending = entry.path().extension().unwrap_or_default().to_string_lossy().to_lowercase();
            if !entry.file_type().is_file() || !["toml", "yaml", "yml", "json"].contains(&ending.as_str()) {
                continue;
            }
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let id = below.with_extension("").to_string_lossy().replace('\\', "/");
            if id.starts_with(SCHEMA_FOLDER) {
                continue;
            }
            let bytes = fs::read(entry.path())?;
            let path = entry.path().display().to_string();
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            let file = Arc::new(SourceFile { path, text, built_in: false });
            if note_misplaced(&id, &ending, &bytes, &file, problems) {
                layer.files.push(RuleFile { id, file });
            }
        }
        layer.files.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(layer)
    }
}

/// Notes what keeps a file from being read as a rule file; true where nothing does.
fn note_misplaced(id: &str, ending: &str, bytes: &[u8], file: &Arc<SourceFile>, problems: &Problems) -> bool {
    let in_folder = id.split_once('/').is_some_and(|(folder, rest)| FOLDERS.contains(&folder) && !rest.contains('/'));
    let place = Place::start_of(file);
    if let Err(error) = std::str::from_utf8(bytes) {
        let message = "the file is not UTF-8".to_owned();
        let label = format!("byte {} is not", error.valid_up_to());
        problems.error("file/not-utf-8", &place, message, label, "save it as UTF-8");
    } else if ending != "toml" {
        let message = format!("`.{ending}` is no rule file");
        problems.error(
            "file/unknown-file",
            &place,
            message,
            "it would be passed over",
            "rule files are TOML: name it `.toml`",
        );
    } else if !in_folder && !SINGLE_FILES.contains(&id) {
        let message = format!("no stage reads `{id}.toml`");
        let singles = SINGLE_FILES.iter().map(|name| format!("`{name}.toml`")).collect::<Vec<_>>().join(", ");
        let help = format!("put rule sets into `chrome/`; other files: {singles}");
        problems.error("file/unknown-file", &place, message, "it would be passed over", help);
    } else {
        return true;
    }
    false
}
