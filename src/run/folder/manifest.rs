//! What a run was begun with, and whether it can be gone on with: the same program, rules, options and inputs.

use crate::input::Input;
use crate::pipeline::Pipeline;
use crate::run::Options;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes at either end of a file by which it is known again.
const END_BYTES: u64 = 64 << 10;

/// Differences that are told; the others are counted.
const TOLD: usize = 5;

/// All that the output of a run depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program.
    pub tamis: String,
    /// SHA-256 of all rule files.
    pub rules_sha256: String,
    /// Options that change the output, by name.
    pub options: BTreeMap<String, String>,
    /// The inputs, in order.
    pub inputs: Vec<InputPrint>,
}

/// By what an input is known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputPrint {
    /// As it was named.
    pub name: String,
    /// Name of its shard, without suffix.
    pub shard: String,
    /// How many files it has.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// SHA-256 of their paths and sizes, and of the first and last 64 KiB of each.
    pub sha256: String,
}

impl Manifest {
    /// What a run over `inputs` depends on.
    ///
    /// A file that cannot be read is as good as an empty one here: the run itself says what is wrong with it.
    pub fn of(pipeline: &Pipeline, inputs: &[Input], options: &Options) -> Self {
        Self {
            tamis: env!("CARGO_PKG_VERSION").to_owned(),
            rules_sha256: pipeline.fingerprint().to_owned(),
            options: options.that_change_output(),
            inputs: inputs.iter().map(InputPrint::of).collect(),
        }
    }

    /// What is otherwise now than when the run was begun, in words; nothing if it can be gone on with.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.tamis != now.tamis {
            changes.push(format!("the program was tamis {}, now it is {}", self.tamis, now.tamis));
        }
        if self.rules_sha256 != now.rules_sha256 {
            let short = |hash: &str| hash.chars().take(12).collect::<String>();
            let (then, now) = (short(&self.rules_sha256), short(&now.rules_sha256));
            changes.push(format!("the rules are others: their SHA-256 was {then}…, now it is {now}…"));
        }
        let names = self.options.keys().chain(now.options.keys().filter(|name| !self.options.contains_key(*name)));
        for name in names {
            let of =
                |manifest: &Self| manifest.options.get(name).map_or("not set".to_owned(), |value| format!("`{value}`"));
            if of(self) != of(now) {
                changes.push(format!("`{name}` was {}, now it is {}", of(self), of(now)));
            }
        }
        changes.extend(self.changed_inputs(now));
        changes
    }

    fn changed_inputs(&self, now: &Self) -> Vec<String> {
        let mut changes: Vec<String> = self.inputs.iter().zip(&now.inputs).filter_map(|(a, b)| a.change(b)).collect();
        if self.inputs.len() != now.inputs.len() {
            changes.push(format!("there were {} inputs, now there are {}", self.inputs.len(), now.inputs.len()));
        }
        if changes.len() > TOLD {
            let more = changes.len() - TOLD;
            changes.truncate(TOLD);
            changes.push(format!("and {more} more inputs are others"));
        }
        changes
    }
}

impl InputPrint {
    /// That of an input.
    pub fn of(input: &Input) -> Self {
        let mut print = Self {
            name: input.name.clone(),
            shard: input.shard.clone(),
            files: input.files.len(),
            bytes: 0,
            sha256: String::new(),
        };
        let mut hasher = Sha256::new();
        for path in &input.files {
            let (bytes, ends) = ends(path).unwrap_or_default();
            print.bytes += bytes;
            let path = path.to_string_lossy();
            for part in [path.as_bytes(), &bytes.to_le_bytes(), &ends] {
                hasher.update((part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        print.sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        print
    }

    /// What is otherwise in `now`.
    fn change(&self, now: &Self) -> Option<String> {
        if (&self.name, &self.shard) != (&now.name, &now.shard) {
            return Some(format!("the input `{}` stands where `{}` stood", now.name, self.name));
        }
        if self.files != now.files {
            return Some(format!("the input `{}` had {} files, now it has {}", self.name, self.files, now.files));
        }
        if self.bytes != now.bytes {
            return Some(format!("the input `{}` had {} bytes, now it has {}", self.name, self.bytes, now.bytes));
        }
        (self.sha256 != now.sha256).then(|| format!("the input `{}` has other bytes than it had", self.name))
    }
}

/// Size of a file, and its first and last bytes. Of what is no file nothing is read: it could be read only once.
fn ends(path: &Path) -> io::Result<(u64, Vec<u8>)> {
    let size = std::fs::metadata(path)?;
    if !size.is_file() {
        return Ok((0, Vec::new()));
    }
    let (mut file, size) = (File::open(path)?, size.len());
    let mut ends = Vec::new();
    file.by_ref().take(END_BYTES).read_to_end(&mut ends)?;
    if size > 2 * END_BYTES {
        file.seek(SeekFrom::End(-i64::try_from(END_BYTES).unwrap_or_default()))?;
    }
    file.take(END_BYTES).read_to_end(&mut ends)?;
    Ok((size, ends))
}
