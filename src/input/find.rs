//! Arguments of a command in, the inputs that they name out, in a fixed order.

use super::format;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;
use walkdir::WalkDir;

/// The name of standard input.
pub const STDIN: &str = "-";

/// Suffixes of the inputs that tamis reads, and what is in them.
const KINDS: [(&str, Format); 9] = [
    (".txt", Format::Text),
    (".jsonl", Format::Jsonl),
    (".ndjson", Format::Jsonl),
    (".json", Format::Json),
    (".csv", Format::Csv),
    (".tsv", Format::Tsv),
    (".parquet", Format::Parquet),
    (".wet", Format::Warc),
    (".warc", Format::Warc),
];

/// Suffixes of compressed files that may follow those.
const PACKED: [&str; 4] = [".gz", ".zst", ".bz2", ".xz"];

/// How documents lie in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One document a file: its text.
    Text,
    /// One document a line: a JSON object.
    Jsonl,
    /// JSON objects over any number of lines: the elements of an array, or one after the other.
    Json,
    /// A table with a header; commas between fields, or semicolons or tabs if the header has those and no comma.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A Parquet file.
    Parquet,
    /// The records of a WARC or WET file that hold text.
    Warc,
}

/// What becomes one output shard: a file, the text files of a folder, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// As it was named: path of the file or folder, or `-`.
    pub name: String,
    /// Name of the output shard, without suffix; no two inputs of a run share it.
    pub shard: String,
    /// The files in reading order; `-` stands for standard input.
    pub files: Vec<PathBuf>,
    /// What the name says is in them, or the user; `None` is told by the first bytes, which have a say in any case.
    pub format: Option<Format>,
}

/// Why an argument names no input.
#[derive(Debug, Error)]
pub enum InputError {
    /// There is no such file.
    #[error("there is no file or folder `{0}`; check the name, and the folder that the command runs in")]
    NotFound(String),
    /// Files match the pattern not at all, or none is of a known kind.
    #[error("no file of a known kind matches `{0}`; tamis reads {known}", known = known())]
    NoMatch(String),
    /// The pattern cannot be read.
    #[error("`{pattern}` is no pattern: {source}; write `[*]` for a star that stands for itself")]
    Pattern {
        /// The argument.
        pattern: String,
        /// What is wrong with it.
        source: glob::PatternError,
    },
    /// The suffix says nothing.
    #[error(
        "neither the suffix of `{0}` nor its first bytes tell what is in it; tamis reads {known}; rename it, or pass it to standard input",
        known = known()
    )]
    UnknownKind(String),
    /// A folder without a file to read.
    #[error("the folder `{0}` holds no file of a known kind; tamis reads {known}", known = known())]
    EmptyFolder(String),
    /// The system does not let us look.
    #[error("cannot look into `{path}`: {source}; check who may read it")]
    Unreadable {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// Standard input is named twice.
    #[error("`-` is named twice, but standard input can be read only once; name it once")]
    StdinTwice,
}

fn known() -> String {
    let suffixes: Vec<_> = KINDS.iter().map(|(suffix, _)| *suffix).collect();
    format!("{}, each plain or with one of {}", suffixes.join(" "), PACKED.join(" "))
}

/// The inputs that `args` name, in this order: files, folders, quoted patterns, `-` for standard input.
///
/// A folder stands for the files of a known kind anywhere in it, sorted by path, hidden ones aside; links to folders
/// are not followed. Its text files together are one input, each other file is one of its own. `format` says what
/// comes through standard input and pipes, and otherwise the first byte tells.
///
/// # Errors
/// [`InputError`] for the first argument that names no input.
pub fn inputs(args: &[String], format: Option<Format>) -> Result<Vec<Input>, InputError> {
    let mut inputs = Vec::new();
    for arg in args {
        if arg == STDIN {
            if inputs.iter().any(|input: &Input| input.name == STDIN) {
                return Err(InputError::StdinTwice);
            }
            inputs.push(Input { name: arg.clone(), shard: "stdin".into(), files: vec![arg.into()], format });
        } else if let Ok(metadata) = fs::metadata(arg) {
            inputs.extend(named(Path::new(arg), &metadata, format)?);
        } else if arg.contains(['*', '?', '[']) {
            inputs.extend(matching(arg)?);
        } else {
            return Err(missing(arg));
        }
    }
    tell_apart(&mut inputs);
    Ok(inputs)
}

/// Why `arg` cannot be looked at, when no pattern is meant either.
fn missing(arg: &str) -> InputError {
    match fs::metadata(arg) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => InputError::Unreadable { path: arg.into(), source },
        _ => InputError::NotFound(arg.into()),
    }
}

/// The inputs under a path that exists.
fn named(path: &Path, metadata: &fs::Metadata, format: Option<Format>) -> Result<Vec<Input>, InputError> {
    let name = path.to_string_lossy().into_owned();
    if metadata.is_dir() {
        let inputs = folder(path)?;
        return if inputs.is_empty() { Err(InputError::EmptyFolder(name)) } else { Ok(inputs) };
    }
    match file(path) {
        Some(input) => Ok(vec![input]),
        None if metadata.is_file() => match format::of_file(path) {
            Some(format) => Ok(vec![Input { name, shard: stem(path), files: vec![path.into()], format: Some(format) }]),
            None => Err(InputError::UnknownKind(name)),
        },
        None => Ok(vec![Input { name, shard: stem(path), files: vec![path.into()], format }]),
    }
}

/// The inputs that a pattern matches; files of unknown kind are passed over.
fn matching(pattern: &str) -> Result<Vec<Input>, InputError> {
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let paths = glob::glob_with(pattern, options);
    let paths = paths.map_err(|source| InputError::Pattern { pattern: pattern.into(), source })?;
    let mut inputs = Vec::new();
    for path in paths {
        let path = path.map_err(|error| InputError::Unreadable {
            path: error.path().to_string_lossy().into_owned(),
            source: error.into(),
        })?;
        if path.is_dir() {
            inputs.extend(folder(&path)?);
        } else {
            inputs.extend(file(&path));
        }
    }
    if inputs.is_empty() { Err(InputError::NoMatch(pattern.into())) } else { Ok(inputs) }
}

/// The text files of a folder as one input, then each other file of a known kind.
fn folder(root: &Path) -> Result<Vec<Input>, InputError> {
    let hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let mut texts = Vec::new();
    let mut others = Vec::new();
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_path_buf();
            unreadable(&path, error.into_io_error().unwrap_or_else(|| io::Error::other("the links go in a circle")))
        })?;
        let path = entry.path();
        // A link to a file is that file; a link to a folder might lead back here.
        let is_file = entry.file_type().is_file() || (entry.path_is_symlink() && path.is_file());
        match file(path) {
            Some(Input { format: Some(Format::Text), .. }) if is_file => texts.push(path.to_path_buf()),
            Some(input) if is_file => others.push(input),
            _ => {}
        }
    }
    texts.sort();
    others.sort_by(|a, b| a.files.cmp(&b.files));
    let name = root.to_string_lossy().into_owned();
    let shard = folder_shard(root);
    let texts = (!texts.is_empty()).then_some(Input { name, shard, files: texts, format: Some(Format::Text) });
    Ok(texts.into_iter().chain(others).collect())
}

fn unreadable(path: &Path, source: io::Error) -> InputError {
    InputError::Unreadable { path: path.to_string_lossy().into_owned(), source }
}

/// The name of a folder, also of `.` and `..`.
fn folder_shard(root: &Path) -> String {
    let whole = root.canonicalize();
    let name = root.file_name().or_else(|| whole.as_deref().ok().and_then(Path::file_name));
    name.map_or_else(|| "input".into(), |name| name.to_string_lossy().into_owned())
}

/// A file as an input of its own, if its suffix is known.
fn file(path: &Path) -> Option<Input> {
    let name = path.to_string_lossy().into_owned();
    let format = Some(split(&path.file_name()?.to_string_lossy())?.1);
    Some(Input { name, shard: stem(path), files: vec![path.into()], format })
}

/// Name of a file without folders and without the suffixes that say how to read it: `part-1` of `a/part-1.jsonl.gz`.
pub fn stem(path: &Path) -> String {
    if path == Path::new(STDIN) {
        return "stdin".into();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    split(&name).map_or(name.as_ref(), |(stem, _)| stem).to_owned()
}

/// The stem of a file name, and what its suffix says is in it.
fn split(name: &str) -> Option<(&str, Format)> {
    let plain = PACKED.iter().find_map(|suffix| strip(name, suffix)).unwrap_or(name);
    let (stem, format) = KINDS.iter().find_map(|&(suffix, format)| Some((strip(plain, suffix)?, format)))?;
    // Common Crawl calls its files `.warc.wet.gz`.
    Some((strip(stem, ".warc").unwrap_or(stem), format))
}

/// `name` without `suffix`, in whichever case; a name that is nothing else has no suffix.
fn strip<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(suffix.len()).filter(|&at| at > 0)?;
    name.get(at..)?.eq_ignore_ascii_case(suffix).then(|| &name[..at])
}

/// Gives the second input of a shard name `-2` behind it, the third `-3`; letter case does not tell files apart.
fn tell_apart(inputs: &mut [Input]) {
    let mut taken = HashSet::new();
    for input in inputs {
        let mut shard = input.shard.clone();
        let mut number = 1;
        while !taken.insert(shard.to_lowercase()) {
            number += 1;
            shard = format!("{}-{number}", input.shard);
        }
        input.shard = shard;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn find(root: &tempfile::TempDir, args: &[&str]) -> Result<Vec<Input>, InputError> {
        let args: Vec<_> = args.iter().map(|arg| root.path().join(arg).to_str().unwrap().to_owned()).collect();
        inputs(&args, None)
    }

    fn shards(inputs: &[Input]) -> Vec<&str> {
        inputs.iter().map(|input| input.shard.as_str()).collect()
    }

    #[test]
    fn makes_one_input_of_the_texts_of_a_folder_and_one_of_each_other_file() {
        let root = tree(&["d/b.txt", "d/a/c.txt.gz", "d/z.jsonl", "d/y.JSON.zst", "d/about.md", "d/.git/x.txt"]);
        let found = find(&root, &["d"]).unwrap();
        assert_eq!(shards(&found), ["d", "y", "z"]);
        assert_eq!(found[0].files, [root.path().join("d/a/c.txt.gz"), root.path().join("d/b.txt")]);
        assert_eq!(found[0].format, Some(Format::Text));
    }

    #[test]
    fn numbers_inputs_of_the_same_shard_name() {
        let root = tree(&["a/p.jsonl", "b/p.jsonl.gz", "c/P.txt"]);
        assert_eq!(shards(&find(&root, &["a", "b/p.jsonl.gz", "c/P.txt"]).unwrap()), ["p", "p-2", "P-3"]);
    }

    #[test]
    fn resolves_patterns_and_passes_over_unknown_kinds() {
        let root = tree(&["part-2.jsonl", "part-1.jsonl.gz", "part-3.md"]);
        assert_eq!(shards(&find(&root, &["part-*"]).unwrap()), ["part-1", "part-2"]);
        assert!(matches!(find(&root, &["*.md"]), Err(InputError::NoMatch(_))));
        assert!(matches!(find(&root, &["***"]), Err(InputError::Pattern { .. })));
    }

    #[test]
    fn takes_a_file_with_a_star_in_its_name_for_that_file() {
        let root = tree(&["a[1].txt", "a1.txt"]);
        assert_eq!(shards(&find(&root, &["a[1].txt"]).unwrap()), ["a[1]"]);
    }

    #[test]
    fn tells_a_file_of_unknown_suffix_by_its_first_bytes() {
        let root = tree(&["part-00000", "CC-1.warc.wet.gz"]);
        fs::write(root.path().join("part-00000"), "{\"text\":\"a\"}\n").unwrap();
        let found = find(&root, &["part-00000", "CC-1.warc.wet.gz"]).unwrap();
        assert_eq!(shards(&found), ["part-00000", "CC-1"]);
        assert_eq!([found[0].format, found[1].format], [Some(Format::Jsonl), Some(Format::Warc)]);
    }

    #[test]
    fn says_what_is_wrong_and_what_to_do() {
        let root = tree(&["notes.md", "d/notes.md"]);
        let message = |arg| find(&root, &[arg]).unwrap_err().to_string();
        assert!(message("none.txt").starts_with("there is no file or folder `"));
        assert!(message("notes.md").ends_with("rename it, or pass it to standard input"));
        assert!(message("d").contains("holds no file of a known kind; tamis reads .txt .jsonl"));
    }

    #[test]
    fn names_standard_input_once() {
        let found = inputs(&["-".into()], Some(Format::Jsonl)).unwrap();
        assert_eq!((found[0].shard.as_str(), found[0].format), ("stdin", Some(Format::Jsonl)));
        assert!(matches!(inputs(&["-".into(), "-".into()], None), Err(InputError::StdinTwice)));
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_to_files_but_not_to_folders() {
        let root = tree(&["d/a.txt", "blob.jsonl"]);
        std::os::unix::fs::symlink(root.path().join("d"), root.path().join("d/loop")).unwrap();
        std::os::unix::fs::symlink(root.path().join("blob.jsonl"), root.path().join("d/b.jsonl")).unwrap();
        assert_eq!(shards(&find(&root, &["d"]).unwrap()), ["d", "b"]);
    }
}
