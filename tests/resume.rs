//! Runs that are killed and gone on with: what they write is what a run writes that was left alone.
//!
//! `tests/kill_resume.sh` runs the first test over inputs of full size.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "resume/refused.rs"]
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Numbers that look like chance and are the same each time (Marsaglia, Xorshift RNGs, 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// Paragraphs of the samples.
fn paragraphs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut files: Vec<_> = fs::read_dir(root)
        .unwrap()
        .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Inputs of each kind in `folder`, of about so many bytes together.
fn write_inputs(folder: &Path, bytes: usize) {
    let (pool, mut chance) = (paragraphs(), Chance(42));
    let mut page = |number: usize| {
        let lines = (0..20 + chance.below(40)).map(|_| pool[chance.below(pool.len())].as_str());
        lines.collect::<Vec<_>>().join("\n") + &format!("\n{number}")
    };
    let mut records = |name: &str, bytes: usize| {
        let mut lines = String::new();
        for number in 0.. {
            let host = number % 7;
            let record = serde_json::json!({
                "id": format!("{name}-{number}"), "url": format!("https://h{host}.example.org/{number}"), "text": page(number),
            });
            // Some are bad.
            let record = record.to_string();
            lines += if number % 50 == 49 { &record[1..] } else { &record };
            lines.push('\n');
            if lines.len() > bytes {
                break;
            }
        }
        lines
    };
    let part = bytes / 8;
    fs::create_dir_all(folder.join("pages/sub")).unwrap();
    fs::write(folder.join("plain.jsonl"), records("plain", 3 * part)).unwrap();
    let file = fs::File::create(folder.join("packed.jsonl.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(records("packed", 2 * part).as_bytes()).unwrap();
    gzip.finish().unwrap();
    let squeezed = zstd::encode_all(records("squeezed", 2 * part).as_bytes(), 1).unwrap();
    fs::write(folder.join("squeezed.jsonl.zst"), squeezed).unwrap();
    fs::write(folder.join("cut.jsonl.zst"), &zstd::encode_all(records("cut", 4000).as_bytes(), 1).unwrap()[..500])
        .unwrap();
    fs::write(folder.join("empty.jsonl"), "").unwrap();
    let mut left = part;
    for number in 0.. {
        let page = page(number);
        left = left.saturating_sub(page.len());
        let folder = folder.join(if number % 3 == 0 { "pages" } else { "pages/sub" });
        fs::write(folder.join(format!("{number:06}.txt")), page).unwrap();
        if left == 0 {
            break;
        }
    }
}

/// The program, or another build of it that `TAMIS_PROGRAM` names.
fn program() -> String {
    std::env::var("TAMIS_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_tamis").to_owned())
}

fn tamis(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).args(["clean", "--quiet"]).args(arguments);
    command
}

/// All that is below a folder, hidden files too.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    files
        .into_iter()
        .map(|(path, bytes)| (path[path.rfind("out").unwrap()..].split_once('/').unwrap().1.to_owned(), bytes))
        .collect()
}

/// The groups of copies that the runs of an index found; nothing where there is none.
fn groups(index: &Path) -> String {
    let Ok(runs) = fs::read_dir(index) else { return String::new() };
    runs.filter_map(|run| fs::read_to_string(run.unwrap().path().join("groups.jsonl")).ok()).collect()
}

/// Waits until the process ends, or kills it at its time; whether it ended by itself.
fn ends_within(mut child: Child, time: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < time {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return true;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    // On Unix this is SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    false
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn a_run_killed_at_any_moment_and_gone_on_with_writes_the_same_bytes() {
    let files = killed_and_gone_on_with(number("TAMIS_KILL_BYTES", 400_000), number("TAMIS_KILLS", 6), &[]);
    // A shard and its ledger for each input; quarantine, report and card.
    assert_eq!(files.len(), 2 * 6 + 3, "{files:?}");
}

#[test]
fn parquet_shards_of_a_size_in_folders_are_gone_on_with_as_well() {
    let options = ["--format", "parquet", "--shard-size", "60KB", "--as", "dolma"];
    let files = killed_and_gone_on_with(300_000, 4, &options);
    let shards = files.iter().filter(|name| name.starts_with("documents/plain-0000") && name.ends_with(".parquet"));
    assert!(shards.count() > 1, "{files:?}");
}

#[test]
fn so_are_two_passes_with_an_index() {
    let files = killed_and_gone_on_with(200_000, 4, &["--dedup", "corpus", "--index", "seen"]);
    assert!(files.len() > 12, "{files:?}");
}

/// Kills a run with these options so often, and goes on with it; the files that it wrote, which are those of a run that
/// was let alone.
fn killed_and_gone_on_with(bytes: usize, kills: usize, options: &[&str]) -> Vec<String> {
    let full = bytes > 10_000_000;
    let home = tempfile::tempdir().unwrap();
    write_inputs(&home.path().join("in"), bytes);
    let inputs = [
        "in/plain.jsonl",
        "in/packed.jsonl.gz",
        "in/cut.jsonl.zst",
        "in/squeezed.jsonl.zst",
        "in/empty.jsonl",
        "in/pages",
    ];
    let mut shared = [&inputs[..], &["--ledger", "--threads", "2"], options].concat();
    if !full {
        // So that the small inputs have many batches.
        shared.extend(["--batch-bytes", "8000", "--checkpoint-every", "0"]);
    }
    let start = Instant::now();
    assert!(tamis(home.path(), &[&shared[..], &["--out", "out-1"]].concat()).status().unwrap().success());
    let undisturbed = start.elapsed();
    let expected = tree(&home.path().join("out-1"));
    let groups = groups(&home.path().join("seen"));
    assert_eq!(groups.lines().count() > 10, options.contains(&"--index"), "{groups}");

    let mut chance = Chance(7);
    let (mut killed, mut starts) = (0, 0);
    while killed < kills {
        // Killed later than half way through what is left in one of four cases: all moments of a run have their turn.
        starts += 1;
        let micros = usize::try_from(undisturbed.as_micros()).unwrap() * 2 / kills.max(2);
        let time = Duration::from_micros(chance.below(micros) as u64);
        let resumed = tamis(home.path(), &[&shared[..], &["--out", "out-2", "--resume"]].concat());
        let child = { resumed }.stderr(Stdio::null()).spawn().unwrap();
        if ends_within(child, time) {
            assert_eq!(tree(&home.path().join("out-2")), expected, "after {killed} kills");
            assert_eq!(self::groups(&home.path().join("seen")), groups, "after {killed} kills");
            fs::remove_dir_all(home.path().join("out-2")).unwrap();
        } else {
            killed += 1;
        }
    }
    let last = tamis(home.path(), &[&shared[..], &["--out", "out-2", "--resume"]].concat()).output().unwrap();
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    assert!(tree(&home.path().join("out-2")) == expected, "the files of a run that was killed differ");
    println!(
        "{bytes} bytes of input, {killed} kills, {starts} starts, {} files equal, undisturbed {undisturbed:?}",
        expected.len()
    );
    expected.into_keys().collect()
}
