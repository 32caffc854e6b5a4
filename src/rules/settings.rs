//! Settings of the stages that have no rules of their own: `pipeline.toml`, `normalize.toml`, `language.toml`,
//! `write.toml`.

use super::fields::{Fields, KEY, Located};
use super::problems::suggestion;
use super::schema::Reach;
use crate::output::Preset;

/// The stages, in the one order that they can run in.
pub const STAGES: &[&str] = &["normalize", "language", "chrome", "context", "dedup", "write"];

/// `pipeline.toml`: which stages run, and the limits of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct PipelineSettings {
    /// In the order of [`STAGES`].
    pub stages: Vec<&'static str>,
    /// How far rules of dedup may look.
    pub dedup_within: Reach,
    /// Share of its letters that a document may lose to line rules of chrome before it is kept unclean.
    pub max_share: f64,
    /// Documents of fewer letters are not held to `max_share`.
    pub from_chars: usize,
    /// Share of a run's characters that one rule of chrome may take before the run says that a limit is passed.
    pub max_rule_share: f64,
    /// The same for all rules of chrome together.
    pub max_run_share: f64,
    /// Runs of fewer characters are not held to these.
    pub run_from_chars: usize,
}

/// `normalize.toml`: one spelling for each character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalizeSettings {
    /// Composed characters (NFC).
    pub compose: bool,
    /// Reads text that was decoded in the wrong charset as it was meant.
    pub mojibake: bool,
    /// Takes controls, zero-width and private-use characters out.
    pub invisible: bool,
    /// Turns spaces of other widths into plain ones.
    pub spaces: bool,
    /// Character references to decode, such as `&nbsp;`.
    pub entities: Vec<String>,
    /// Keeps ASCII white space at the start of a line.
    pub keep_indent: bool,
}

/// `write.toml`: the record that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteSettings {
    /// Whether records carry the field `tamis`.
    pub facts: bool,
    /// Whose fields records have, unless the command line says otherwise.
    pub preset: Preset,
}

impl Default for PipelineSettings {
    fn default() -> Self {
        Self {
            stages: STAGES.to_vec(),
            dedup_within: Reach::Document,
            max_share: 1.0,
            from_chars: 500,
            max_rule_share: 1.0,
            max_run_share: 1.0,
            run_from_chars: 1_000_000,
        }
    }
}

impl Default for NormalizeSettings {
    fn default() -> Self {
        Self { compose: true, mojibake: true, invisible: true, spaces: true, entities: Vec::new(), keep_indent: true }
    }
}

impl Default for WriteSettings {
    fn default() -> Self {
        Self { facts: true, preset: Preset::default() }
    }
}

pub(super) fn plain(list: Vec<Located<String>>) -> Vec<String> {
    list.into_iter().map(|text| text.value).collect()
}

impl PipelineSettings {
    /// Reads the keys of the file.
    pub fn read(fields: &Fields<'_>) -> Self {
        let mut settings = Self::default();
        // Asked before files are read, of the layer as a whole.
        fields.boolean("stands-alone");
        if let Some(names) = fields.strings("stages") {
            settings.stages = read_stages(fields, &names);
        }
        let within = fields.choice("dedup-within", &Reach::CHOICES);
        settings.dedup_within = within.map_or(settings.dedup_within, |choice| choice.value);
        if let Some(limits) = fields.table("limits", KEY) {
            settings.max_share = limits.share("max-share").map_or(settings.max_share, |share| share.value);
            settings.from_chars = limits.count("from-chars").map_or(settings.from_chars, |count| count.value);
            let share = |key, default| limits.share(key).map_or(default, |share| share.value);
            settings.max_rule_share = share("max-rule-share", settings.max_rule_share);
            settings.max_run_share = share("max-run-share", settings.max_run_share);
            let from = limits.count("run-from-chars");
            settings.run_from_chars = from.map_or(settings.run_from_chars, |count| count.value);
            limits.finish();
        }
        settings
    }
}

fn read_stages(fields: &Fields<'_>, names: &[Located<String>]) -> Vec<&'static str> {
    let mut stages = Vec::new();
    for name in names {
        let Some(at) = STAGES.iter().position(|stage| *stage == name.value) else {
            let (message, help) = (format!("no stage is called `{}`", name.value), suggestion(name, STAGES, "stages"));
            fields.problems().error("pipeline/unknown-stage", &name.place, message, "unknown", help);
            continue;
        };
        if stages.last().is_some_and(|last| STAGES.iter().position(|stage| stage == last) >= Some(at)) {
            let message = format!("`{}` cannot run here", name.value);
            let help = format!("the order is {}", STAGES.join(", "));
            let label = "a stage before it needs its result";
            fields.problems().error("pipeline/order", &name.place, message, label, help);
            continue;
        }
        stages.push(STAGES[at]);
    }
    if stages.len() < names.len() {
        return stages;
    }
    if stages.last() != Some(&"write") {
        let help = "end the list with `write`";
        let message = "the pipeline does not end with `write`";
        let label = "what comes out is a record";
        fields.problems().error("pipeline/order", &fields.key_place("stages"), message, label, help);
    }
    if stages.first() != Some(&"normalize") {
        let help = "begin the list with `normalize`";
        let message = "the pipeline does not begin with `normalize`";
        let label = "every stage works on the paragraphs that it makes";
        fields.problems().error("pipeline/order", &fields.key_place("stages"), message, label, help);
    }
    stages
}

impl NormalizeSettings {
    /// Reads the keys of the file.
    pub fn read(fields: &Fields<'_>) -> Self {
        let switch = |key| fields.boolean(key).is_none_or(|truth| truth.value);
        Self {
            compose: switch("compose"),
            mojibake: switch("mojibake"),
            invisible: switch("invisible"),
            spaces: switch("spaces"),
            keep_indent: switch("keep-indent"),
            entities: fields.strings("entities").map(plain).unwrap_or_default(),
        }
    }
}

/// Reads the head that a file of settings may have.
pub fn read_header(fields: &Fields<'_>) {
    if let Some(header) = fields.table("set", KEY) {
        header.required_string("about", "say what the file sets: `about = \"…\"`");
        header.finish();
    }
}

impl WriteSettings {
    /// Reads the keys of the file.
    pub fn read(fields: &Fields<'_>) -> Self {
        let presets = Preset::ALL.map(|preset| (preset.name(), preset));
        Self {
            facts: fields.boolean("facts").is_none_or(|truth| truth.value),
            preset: fields.choice("as", &presets).map_or_else(Preset::default, |preset| preset.value),
        }
    }
}
