//! A message that points into a file: what is wrong, where, why, and the mend.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A file that messages point into.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name in messages.
    pub path: String,
    /// Its text, with `\n` line ends.
    pub text: String,
    /// Whether it is built into the program, and so tested with it.
    pub built_in: bool,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Where in its text, in bytes.
    pub span: Range<usize>,
}

impl Place {
    /// The start of a file.
    pub fn start_of(file: &Arc<SourceFile>) -> Self {
        Self { file: Arc::clone(file), span: 0..0 }
    }

    /// Line and column of its start, both from 1; columns count characters.
    pub fn position(&self) -> (usize, usize) {
        let before = &self.file.text[..self.span.start.min(self.file.text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.path, self.position().0)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It stands in the way of a run.
    Error,
    /// A run goes on, but it is likely not what was meant.
    Warning,
}

/// One message.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the mistake, such as `rule/unknown-condition`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Why, said at the place itself.
    pub label: String,
    /// The mend.
    pub help: String,
}

impl Diagnostic {
    /// The message as the terminal shows it, with colours if asked for.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let file = &self.place.file;
        let annotation = AnnotationKind::Primary.span(self.place.span.clone()).label(self.label.as_str());
        let snippet = Snippet::source(file.text.as_str()).path(file.path.as_str()).annotation(annotation);
        let mut group = level.primary_title(self.message.as_str()).id(self.code).element(snippet);
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

/// All messages of a reading, in the order of files and places.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sorted by [`Report::sort`].
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// How many messages stand in the way of a run.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// How many do not.
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }

    /// Puts the messages in the order of files and places.
    pub fn sort(&mut self) {
        let key = |d: &Diagnostic| (d.place.file.path.clone(), d.place.span.start, d.code, d.message.clone());
        self.diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
        self.diagnostics.dedup_by(|a, b| a.place == b.place && a.code == b.code && a.message == b.message);
    }

    /// All messages as the terminal shows them, and a last line that counts them.
    pub fn render(&self, colour: bool) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&diagnostic.render(colour));
            text.push_str("\n\n");
        }
        text.push_str(&format!("{}\n", self.tally()));
        text
    }

    /// The counts in words.
    pub fn tally(&self) -> String {
        format!("{}, {}", counted(self.errors(), "error"), counted(self.warnings(), "warning"))
    }
}

/// A number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Report {}
