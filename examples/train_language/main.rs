//! Trains the model of languages, `src/language/model.bin`, from the folder that `scripts/language_data.py` fills:
//! `cargo run --release --example train_language -- FOLDER`. The same folder gives the same bytes.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a tool for those who work on the model: it stops at the first surprise"
)]

mod chance;
mod learn;
mod ngrams;

use chance::Chance;
use learn::Samples;
use std::path::{Path, PathBuf};
use tamis::language::model::{self, Header, Table, write};
use tamis::script::Script;

/// Scripts of several languages: bits of the table; languages of lingua's models; languages of texts alone.
const TABLES: &[(&str, u32, &str, &str)] = &[
    (
        "Latn",
        14,
        "af az bs ca cs cy da de en eo es et eu fi fr ga hr hu id is it la lg lt lv mi ms nb nl nn pl pt ro sk sl sn so sq st sv \
         sw tl tn tr ts vi xh yo zu",
        "ak ast br ceb crh ee fj fo fur fy gd gl gn ha hsb ht ig ilo jv ku lb ln mg mt nso ny oc om pap qu rw sg sm sr-Latn ss su \
         tk to tpi uz ve war wo und",
    ),
    ("Cyrl", 13, "be bg kk mk mn ru sr uk", "cv ky os sah tg tt tyv az-Cyrl uz-Cyrl und"),
    ("Arab", 13, "ar fa ur", "ckb pnb ps skr ug"),
    ("Deva", 12, "", "hi mr ne bho mai sa"),
    ("Hebr", 11, "he", "yi"),
    ("Ethi", 11, "", "am ti"),
    ("Tibt", 11, "", "bo dz"),
];

/// What stands for all languages that the model does not know: a hundred of them, of which it has a page each.
const UNKNOWN: &str = "und";

/// Words drawn of each language.
const WORDS: usize = 400_000;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect_folder());
    let tables = std::thread::scope(|scope| {
        let train = |(script, bits, many, few): &(&str, u32, &str, &str)| train(&folder, script, *bits, many, few);
        let threads: Vec<_> = TABLES.iter().map(|table| scope.spawn(move || train(table))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mut file = Vec::new();
    for (header, weights) in &tables {
        write(&Table { header: header.clone(), weights }, &mut file);
    }
    std::fs::write("src/language/model.bin", file).unwrap();
}

trait ExpectFolder {
    fn expect_folder(self) -> String;
}

impl ExpectFolder for Option<String> {
    fn expect_folder(self) -> String {
        self.unwrap_or_else(|| {
            eprintln!("name the folder that scripts/language_data.py has filled");
            std::process::exit(2)
        })
    }
}

fn train(folder: &Path, script: &str, bits: u32, many: &str, few: &str) -> (Header, Vec<u8>) {
    let mut languages = Vec::new();
    for code in many.split_whitespace() {
        let words = ngrams::Words::read(&folder.join("ngrams"), code).unwrap();
        let mut chance = Chance(languages.len() as u64);
        let words = (0..WORDS).map(|_| words.draw(&mut chance)).collect();
        languages.push(Samples { code, words, weight: learn::WHOLE });
    }
    for code in few.split_whitespace() {
        let text = std::fs::read_to_string(folder.join(format!("texts/{code}.txt"))).unwrap();
        let weight = if code == UNKNOWN { 2 * learn::WHOLE } else { learn::WHOLE / 2 };
        languages.push(Samples { code, words: words_of(&text, script), weight });
    }
    learn::learn(script, bits, &languages)
}

/// Words of a script as the model spells them.
fn words_of(text: &str, script: &str) -> Vec<String> {
    let (mut words, mut buffer) = (Vec::new(), Vec::new());
    let script = Script::from_short_name(script).unwrap();
    model::words_of(text, script, &mut buffer, |word| words.push(word.iter().collect()));
    words
}
