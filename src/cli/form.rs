//! Options of the form of the output: fields, kind of file, size of shards, card.

use super::exit_code::Failure;
use super::size::size;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use tamis::output::{FileKind, Preset, Wanted};

/// Form of the output.
#[derive(Debug, clap::Args)]
pub struct FormArgs {
    /// Whose fields records have: `same` for their own and one more, `dolma`, `datatrove`, `hf` for Hugging Face datasets,
    /// `text` for the text alone. See docs/outputs.md; if not given, `write.toml` says it.
    #[arg(long = "as", visible_alias = "preset", value_name = "PRESET", value_parser = presets())]
    pub preset: Option<Preset>,
    /// Kind of file: that of the input if not given, and `jsonl` where that is none of these; with `--as text`, `jsonl`
    /// stands for plain lines.
    #[arg(long = "format", value_name = "FORMAT", value_parser = kinds())]
    pub kind: Option<FileKind>,
    /// Begin a new shard, `NAME-00001.jsonl` and so on, before one has more bytes than this, not compressed: `512MB`,
    /// `1GiB`. Without it an input is one shard.
    #[arg(long, value_name = "SIZE", requires = "out", value_parser = shard_bytes)]
    pub shard_size: Option<u64>,
    /// Leave out the dataset card, `README.md`.
    #[arg(long, requires = "out")]
    pub no_card: bool,
}

fn presets() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::name)).try_map(|name| Preset::named(&name).ok_or("unknown"))
}

fn kinds() -> impl TypedValueParser<Value = FileKind> {
    let named = |name: String| FileKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or("unknown");
    PossibleValuesParser::new(FileKind::ALL.map(FileKind::name)).try_map(named)
}

/// Bytes of a shard, at least one.
fn shard_bytes(text: &str) -> Result<u64, String> {
    match size(text)? {
        0 => Err("a shard holds one record at least; leave `--shard-size` out for one shard an input".into()),
        bytes => u64::try_from(bytes).map_err(|error| error.to_string()),
    }
}

/// Sees to it that what is wanted can be written.
///
/// # Errors
/// [`Failure`] where it cannot.
pub fn check(wanted: &Wanted, to_stdout: bool) -> Result<(), Failure> {
    if wanted.kind != Some(FileKind::Parquet) {
        return Ok(());
    }
    let why = if wanted.preset == Preset::Text {
        "plain text has no columns for Parquet; choose another preset, such as `--as hf`, or leave `--format` out"
    } else if to_stdout {
        "Parquet cannot be written to standard output; name a folder with `--out`, or write lines with `--format jsonl`"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("error: {why}\n")))
}

/// Options that change no byte of the output, and whether a value follows them.
const WITHOUT_EFFECT: [(&str, bool); 9] = [
    ("--threads", true),
    ("-j", true),
    ("--checkpoint-every", true),
    ("--resume", false),
    ("--times", false),
    ("--quiet", false),
    ("-q", false),
    ("--no-color", false),
    ("--color", true),
];

/// The command as the user typed it, for a shell; less what changes nothing of the output, and where that goes.
pub fn command_line(arguments: impl IntoIterator<Item = String>) -> String {
    let mut words = vec!["tamis".to_owned()];
    let mut arguments = arguments.into_iter().skip(1);
    while let Some(argument) = arguments.next() {
        let is = |name: &str| {
            let rest = argument.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('=') || !name.starts_with("--"))
        };
        if let Some((name, has_value)) = WITHOUT_EFFECT.into_iter().find(|(name, _)| is(name)) {
            if has_value && argument == name {
                arguments.next();
            }
        } else if is("--out") || is("-o") {
            if ["--out", "-o"].contains(&argument.as_str()) {
                arguments.next();
            }
            words.extend(["--out".to_owned(), "DIR".to_owned()]);
        } else {
            words.push(quoted(&argument));
        }
    }
    words.join(" ")
}

/// A word of a shell on one line.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    match word {
        "" => "''".to_owned(),
        _ if word.chars().all(plain) => word.to_owned(),
        _ => format!("'{}'", word.replace('\'', r"'\''").replace(['\n', '\r'], " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_tells_what_the_output_depends_on() {
        let line = |words: &[&str]| command_line(words.iter().map(|word| (*word).to_owned()));
        let words =
            ["/usr/bin/tamis", "clean", "a b/*.jsonl", "it's", "--out", "/tmp/x", "--as=hf", "-j4", "--threads", "2"];
        assert_eq!(line(&words), r"tamis clean 'a b/*.jsonl' 'it'\''s' --out DIR --as=hf");
        assert_eq!(
            line(&["tamis", "clean", "-", "--out=x", "--resume", "-q", "--ledger"]),
            "tamis clean - --out DIR --ledger"
        );
    }
}
