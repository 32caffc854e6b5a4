//! Chrome planted among prose is found, prose is not proposed, and what is proposed runs as it is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tamis::document::Document;
use tamis::input::inputs;
use tamis::mine::{Mined, Options, mine};
use tamis::pipeline::Pipeline;

/// Hosts of the dump, how many documents each has, and the lines of its template. `{n}` is a number, `{d}` a date; what
/// stands in braces otherwise is one of several adornments of the same line.
const HOSTS: &[(&str, usize, &[&str])] = &[
    (
        "tides.example.org",
        40,
        &[
            "Skip to the tide tables",
            "{*}Harbour noticeboard{*}",
            "Moored on {d} by the harbour master",
            "{n} boats are watching this berth",
            "Ring the bell to answer",
            "Berth #{n} · {n} knots · signal flag",
            "The harbour office keeps this board in order and asks you to do the same.",
        ],
    ),
    (
        "loom.example.com",
        30,
        &[
            "Weavers' guild | patterns | yarn shop",
            "Pattern no. {n}, woven {n} times",
            "Untie this knot",
            "Last spun: {d}",
            "* Spindle of the month *",
            "Guild dues are payable by {d}",
        ],
    ),
    (
        "chaye.example.cn",
        30,
        &["{*}茶友入席{*}", "本帖已泡{n}道茶", "煮水于 {n}年{n}月{n}日 {w} {n}:{n}", "请先净手再续杯", "添柴({n})"],
    ),
    ("", 25, &["Turn the page of this almanac", "Almanac sheet {n} of {n}"]),
];

const EN: [&[&str]; 4] = [
    &[
        "The old ferryman",
        "A girl from the salt pans",
        "Our second cousin",
        "Nobody in the valley",
        "The surveyor",
        "My aunt",
        "A tall stranger",
    ],
    &[
        "remembered",
        "drew",
        "paid for",
        "had never seen",
        "described",
        "hid",
        "carried home",
        "argued about",
        "slowly forgot",
    ],
    &[
        "the drowned orchard",
        "a lamp of green glass",
        "the seventh bridge",
        "three letters",
        "the winter road",
        "a broken oar",
        "the map of wells",
    ],
    &[
        "before the rain came",
        "while the bells rang",
        "for reasons of her own",
        "as the tide went out",
        "in the year of the comet",
        "without a word",
        "under the lime trees",
    ],
];
const ZH: [&[&str]; 4] = [
    &["老船工", "山里的孩子", "我的姑妈", "守塔的人", "那位画师", "赶集的妇人"],
    &["记得", "描绘过", "从未见过", "悄悄藏起", "反复谈起", "慢慢忘记了"],
    &["沉在水底的果园", "一盏绿色的灯", "第七座石桥", "冬天的小路", "半截船桨", "村口的古井"],
    &["在雨来之前", "钟声响起的时候", "潮水退去以后", "彗星出现的那一年", "谁也没有告诉", "坐在椴树下面"],
];

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    fn sentence(&mut self, wide: bool) -> String {
        let number = self.roll(900) + 7;
        if wide {
            let parts: String = ZH.iter().map(|list| self.of(list)).collect();
            format!("{parts},前后算来共有{number}回。")
        } else {
            let parts = EN.iter().map(|list| self.of(list)).collect::<Vec<_>>().join(" ");
            format!("{parts}, some {number} times in all.")
        }
    }

    /// A paragraph of several sentences, or now and then a short one of its own.
    fn prose(&mut self, wide: bool) -> String {
        (0..2 + self.roll(3)).map(|_| self.sentence(wide)).collect::<Vec<_>>().join(if wide { "" } else { " " })
    }

    fn chrome(&mut self, template: &str) -> String {
        let mut line = template.to_owned();
        while let Some(at) = line.find("{n}") {
            line.replace_range(at..at + 3, &(self.roll(4000) + 1).to_string());
        }
        let months = ["January", "February", "March", "May", "June", "October", "December"];
        let days = ["Monday", "Wednesday", "Sunday"];
        let date = format!("{}, {} {} {}", self.of(&days), self.roll(28) + 1, self.of(&months), 2000 + self.roll(25));
        let adornment = self.of(&["", "★", "» ", " | ", "●"]);
        line.replace("{d}", &date).replace("{w}", self.of(&["星期一", "周三", "星期日"])).replace("{*}", adornment)
    }
}

/// A dump: its records, the planted lines by template, the lines of prose.
struct Dump {
    jsonl: String,
    planted: Vec<(&'static str, Vec<String>)>,
    prose: BTreeSet<String>,
}

fn dump() -> Dump {
    let mut dice = Dice(20);
    let mut dump = Dump { jsonl: String::new(), planted: Vec::new(), prose: BTreeSet::new() };
    for (host, documents, templates) in HOSTS {
        let first = dump.planted.len();
        dump.planted.extend(templates.iter().map(|template| (*template, Vec::new())));
        let wide = host.ends_with(".cn");
        for number in 0..*documents {
            let mut lines: Vec<String> = Vec::new();
            for (at, template) in templates.iter().enumerate() {
                let prose = dice.prose(wide);
                dump.prose.insert(prose.clone());
                lines.push(prose);
                // Not every page shows every line.
                if dice.roll(10) > 0 {
                    let line = dice.chrome(template);
                    dump.planted[first + at].1.push(line.clone());
                    lines.push(line);
                }
            }
            // Prose with the words of a line.
            let quoted = if wide {
                format!("{}说:请先净手再续杯,这句话我至今记得。", dice.of(ZH[0]))
            } else {
                format!("{} said that one should ring the bell to answer, and {}", dice.of(EN[0]), dice.sentence(false))
            };
            dump.prose.insert(quoted.clone());
            lines.push(quoted);
            let text = lines.join("\n");
            let url = if host.is_empty() { String::new() } else { format!("http://www.{host}/{number}") };
            let id = format!("{host}/{number}");
            let record = if url.is_empty() {
                serde_json::json!({ "id": id, "text": text })
            } else {
                serde_json::json!({ "id": id, "url": url, "text": text })
            };
            let _ = writeln!(dump.jsonl, "{record}");
        }
    }
    dump
}

const NO_FOLDERS: [&str; 0] = [];

fn mined(folder: &Path, jsonl: &str, options: &Options) -> Mined {
    let path = folder.join("dump.jsonl");
    fs::write(&path, jsonl).unwrap();
    let inputs = inputs(&[path.display().to_string()], None).unwrap();
    mine(&NO_FOLDERS, &inputs, options).unwrap()
}

/// A rules folder with the mined set in it.
fn saved(folder: &Path, mined: &Mined) -> std::path::PathBuf {
    let rules = folder.join("rules");
    fs::create_dir_all(rules.join("chrome")).unwrap();
    fs::write(rules.join("chrome/mined.toml"), &mined.text).unwrap();
    rules
}

#[test]
fn finds_planted_chrome_and_proposes_no_prose() {
    let folder = tempfile::tempdir().unwrap();
    let dump = dump();
    let mined = mined(folder.path(), &dump.jsonl, &Options::default());
    let rules = saved(folder.path(), &mined);

    let (_, notes) = Pipeline::check(&[&rules]).unwrap_or_else(|error| panic!("{error}\n{}", mined.text));
    assert!(notes.diagnostics.is_empty(), "{notes}\n{}", mined.text);

    let (pipeline, _) = Pipeline::of_folders(&[&rules]).unwrap();
    let shipped = Pipeline::shipped().unwrap();
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for line in dump.jsonl.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut document = Document::new("a", record["text"].as_str().unwrap());
        document.host = record["url"].as_str().and_then(tamis::run::host);
        let left = |pipeline: &Pipeline| -> BTreeSet<String> {
            // What `context` makes of a page follows from what rules took of it.
            let mut document = document.clone();
            pipeline.apply_all_but("context", &mut document);
            document.standing().map(|index| document.text(index).trim().to_owned()).collect()
        };
        gone.extend(left(&shipped).difference(&left(&pipeline)).cloned());
    }
    let is_found = |lines: &[String]| lines.iter().all(|line| gone.contains(line.trim()));
    let missed: Vec<_> =
        dump.planted.iter().filter(|(_, lines)| !is_found(lines)).map(|(template, _)| template).collect();
    assert_eq!(dump.planted.len(), 20);
    assert!(missed.is_empty(), "missed: {missed:?}\n{}", mined.text);
    let eaten: Vec<_> = dump.prose.intersection(&gone).collect();
    assert!(eaten.is_empty(), "{eaten:?}\n{}", mined.text);
}

#[test]
fn says_where_lines_stand_and_gives_near_misses_of_the_dump() {
    let folder = tempfile::tempdir().unwrap();
    let mined = mined(folder.path(), &dump().jsonl, &Options::default());
    let text = &mined.text;
    assert!(text.contains(r#"scope.hosts = ["tides.example.org"]"#), "{text}");
    assert!(text.contains("of 40 documents of tides.example.org."), "{text}");
    assert!(
        text.contains(r"when.matches = 'moored on \p{L}+\.?, [0-9]+ \p{L}+\.? [0-9]+ by the harbour master'"),
        "{text}"
    );
    assert!(text.contains("说:请先净手再续杯,这句话我至今记得。"), "{text}");
    assert!(text.contains("should ring the bell to answer"), "{text}");
    assert_eq!((mined.documents, mined.hosts, mined.bad), (125, 4, 0));
}

#[test]
fn does_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let jsonl = dump().jsonl;
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| mined(folder.path(), &jsonl, &Options::default()).text)
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn proposes_at_most_so_many_lines_and_nothing_that_a_rule_takes() {
    let folder = tempfile::tempdir().unwrap();
    let jsonl: String = (0..9)
        .map(|n| {
            let text = format!(
                "Story {n} of {}\nFacebookTwitterPinterestEmail\nOil the hinge\nWind the clock\nIt was told {n} times.",
                n + 4
            );
            serde_json::json!({ "id": n, "text": text }).to_string() + "\n"
        })
        .collect();
    let mined = mined(folder.path(), &jsonl, &Options { most: 2, ..Options::default() });
    assert_eq!(mined.lines, 2, "{}", mined.text);
    assert!(!mined.text.to_lowercase().contains("facebook"), "{}", mined.text);
}

#[test]
fn a_dump_without_repeats_gives_an_empty_set_that_loads() {
    let folder = tempfile::tempdir().unwrap();
    let mined =
        mined(folder.path(), "{\"text\":\"Once.\"}\n{\"text\":\"Twice upon a time\"}\n{bad\n", &Options::default());
    assert_eq!((mined.rules, mined.documents, mined.bad), (0, 2, 1));
    assert!(Pipeline::check(&[saved(folder.path(), &mined)]).is_ok());
}
