//! Scores the language detector on labelled TSV files: `label<TAB>text` in, a line of figures for each file out. `--errors` lists what
//! is wrong, `--min-score=S` sets the model's least score.

use std::collections::BTreeMap;
use std::process::ExitCode;
use tamis::language::{Detector, Label, Settings};

/// The 30 commonest languages of the web, ISO 639-3, in the order of the development set's README.
const COMMON: &str = "eng rus deu jpn spa fra cmn ita por pol tur nld fas vie ces kor ind hun ell ara swe ron ukr slk \
                      tha fin dan nob bul heb";

/// ISO 639-3 to the codes of [`Label`], where the two differ and a language of the sets is concerned.
const CODES: &str = "afr:af aka:ak amh:am ara:ar aze:az azj:az bel:be ben:bn bod:bo bul:bg cat:ca ces:cs cmn:zh cym:cy \
                     dan:da deu:de div:dv ell:el eng:en epo:eo est:et fao:fo fas:fa fin:fi fra:fr guj:gu heb:he hin:hi \
                     hrv:hr hun:hu hye:hy ind:id isl:is ita:it jav:jv jpn:ja kan:kn kat:ka kaz:kk khm:km kir:ky kor:ko \
                     lao:lo lat:la lav:lv lit:lt mal:ml mar:mr mkd:mk mlt:mt mon:mn khk:mn mya:my nep:ne nld:nl nob:nb \
                     ori:or pan:pa pes:fa pol:pl por:pt pus:ps pbt:ps ron:ro rus:ru sin:si slk:sk slv:sl sna:sn snd:sd \
                     spa:es srp:sr swe:sv tam:ta tat:tt bak:ba chv:cv tel:te tgk:tg tgl:tl tha:th tuk:tk tur:tr uig:ug \
                     ukr:uk urd:ur uzb:uz uzn:uz vie:vi yid:yi ydd:yi zho:zh zul:zu";

/// What came out for one expected language.
#[derive(Clone, Copy, Default)]
struct Tally {
    expected: usize,
    answered: usize,
    right: usize,
}

impl Tally {
    fn f1(&self) -> f64 {
        if self.right == 0 { 0.0 } else { 2.0 * self.right as f64 / (self.expected + self.answered) as f64 }
    }
}

/// The code in [`Label`] for a label of the sets.
fn code(label: &str) -> &str {
    CODES.split_whitespace().filter_map(|pair| pair.split_once(':')).find(|pair| pair.0 == label).map_or(label, |p| p.1)
}

/// The answer in the terms of the labels: the written form where these ask for it.
fn answer(expected: &str, label: Label) -> String {
    match (expected.starts_with("zh-"), label.language) {
        (true, "zh" | "yue") => format!("zh-{}", label.script),
        _ => label.language.to_owned(),
    }
}

/// Kinds of `nonlang`, for which `und` is right.
const KINDS: &[&str] = &["code", "base64", "number", "hash", "url", "phone", "date", "symbols", "emoji", "und", "zxx"];

fn score(detector: &Detector, text: &str, verbose: bool) -> String {
    let common: Vec<&str> = COMMON.split_whitespace().map(code).collect();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut count, mut right, mut und, mut wrong, mut common_count, mut common_right) = (0, 0, 0, 0, 0, 0);
    for line in text.lines() {
        let Some((labels, text)) = line.split_once('\t') else { continue };
        let text = text.replace("\\n", "\n");
        let labels: Vec<&str> = labels.split(',').collect();
        // A document of several paragraphs has a label for each; a single text has one.
        let parts: Vec<&str> = match labels.len() {
            1 => vec![&text],
            _ => text.split('\n').filter(|part| !part.trim().is_empty()).collect(),
        };
        for (label, part) in labels.iter().zip(parts) {
            let expected = if KINDS.contains(label) { "und" } else { code(label) };
            let found = answer(expected, detector.label(part));
            if verbose && found != expected {
                println!("{label}\t{found}\t{part}");
            }
            let hit = usize::from(found == expected);
            count += 1;
            right += hit;
            und += usize::from(found == "und");
            wrong += usize::from(found != "und" && hit == 0);
            if common.contains(&expected) {
                common_count += 1;
                common_right += hit;
            }
            let tally = tallies.entry(expected.to_owned()).or_default();
            tally.expected += 1;
            tally.right += hit;
            tallies.entry(found).or_default().answered += 1;
        }
    }
    let scored: Vec<f64> = common
        .iter()
        .filter_map(|&language| tallies.get(language))
        .filter(|tally| tally.expected > 0)
        .map(Tally::f1)
        .collect();
    let share = |part: usize, whole: usize| if whole == 0 { f64::NAN } else { part as f64 / whole as f64 };
    let macro_f1 = scored.iter().sum::<f64>() / scored.len() as f64;
    format!(
        "{count:>6} {:>7.3} {common_count:>6} {:>7.3} {macro_f1:>7.3} {:>7.3} {:>7.3}",
        share(right, count),
        share(common_right, common_count),
        share(und, count),
        share(wrong, count),
    )
}

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let verbose = flags.iter().any(|flag| flag == "--errors");
    let min_score = flags.iter().find_map(|flag| flag.strip_prefix("--min-score=")?.parse().ok());
    let defaults = Settings::default();
    let settings = Settings { min_score: min_score.unwrap_or(defaults.min_score), ..defaults };
    let detector = match Detector::new(settings) {
        Ok(detector) => detector,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    println!(
        "{:<16} {:>6} {:>7} {:>6} {:>7} {:>7} {:>7} {:>7}",
        "file", "count", "acc", "n30", "acc30", "f1-30", "und", "wrong"
    );
    for file in files {
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let name = std::path::Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let figures = score(&detector, &text, verbose);
                println!("{name:<16} {figures}");
            }
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
