//! Made corpora: paragraphs of made-up words, and copies of them of each kind.

use serde_json::json;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Original,
    Exact,
    Respaced,
    Near,
    OtherNumber,
    Teaser,
    Furniture,
}

/// What a line is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tongue {
    Latin,
    Han,
}

/// A line of a corpus.
#[derive(Clone, Debug)]
pub struct Line {
    pub document: String,
    pub number: usize,
    pub kind: Kind,
    pub tongue: Tongue,
    pub text: String,
}

/// Documents of a line each, as JSON records.
#[derive(Default)]
pub struct Corpus {
    pub records: Vec<String>,
    pub ids: Vec<String>,
    pub lines: Vec<Line>,
}

/// Chance, the same each time: SplitMix64 (S. Vigna, public domain).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) % most as u64) as usize
    }

    pub fn word(&mut self, tongue: Tongue) -> String {
        match tongue {
            Tongue::Latin => {
                let syllables =
                    ["ka", "lo", "mi", "ter", "sun", "del", "ro", "ven", "pa", "shi", "gor", "nu", "be", "fal"];
                (0..=self.below(3)).map(|_| syllables[self.below(syllables.len())]).collect()
            }
            Tongue::Han => {
                let of = |chance: &mut Self| char::from_u32(0x4e00 + chance.below(3000) as u32).unwrap_or('字');
                (0..=self.below(2)).map(|_| of(self)).collect()
            }
        }
    }

    pub fn words(&mut self, tongue: Tongue) -> Vec<String> {
        // A number in each, so that there is one to differ in.
        let count = 40 + self.below(60);
        let mut words: Vec<String> = (0..count).map(|_| self.word(tongue)).collect();
        let year = (1800 + self.below(200)).to_string();
        words[count / 2] = year;
        words
    }
}

pub fn joined(words: &[String], tongue: Tongue) -> String {
    match tongue {
        Tongue::Latin => format!("{}.", words.join(" ")),
        Tongue::Han => format!("{}。", words.concat()),
    }
}

impl Corpus {
    fn add(&mut self, host: usize, lines: Vec<(Kind, Tongue, String)>) {
        let id = format!("d{}", self.ids.len());
        let text: Vec<&str> = lines.iter().map(|(_, _, text)| text.as_str()).collect();
        let url = format!("https://host{host}.example/{id}");
        self.records.push(format!("{}\n", json!({ "id": id, "url": url, "text": text.join("\n") })));
        for (number, (kind, tongue, text)) in lines.into_iter().enumerate() {
            self.lines.push(Line { document: id.clone(), number, kind, tongue, text });
        }
        self.ids.push(id);
    }

    /// All records.
    pub fn text(&self) -> String {
        self.records.concat()
    }

    /// Of so many documents; each has an original and a copy of one of an earlier document.
    pub fn made(seed: u64, documents: usize) -> Self {
        let mut chance = Chance(seed);
        let mut corpus = Self::default();
        let mut originals: Vec<(Vec<String>, Tongue)> = Vec::new();
        for number in 0..documents {
            let tongue = if number % 2 == 0 { Tongue::Latin } else { Tongue::Han };
            let words = chance.words(tongue);
            let mut lines = vec![(Kind::Original, tongue, joined(&words, tongue))];
            if number > 10 {
                let (words, tongue) = &originals[chance.below(originals.len())];
                let kind = [Kind::Exact, Kind::Respaced, Kind::Near, Kind::OtherNumber, Kind::Teaser][number % 5];
                lines.push((kind, *tongue, copy(&mut chance, words, *tongue, kind, number)));
            }
            originals.push((words, tongue));
            corpus.add(number % 7, lines);
        }
        corpus
    }

    /// Of so many hosts with so many pages each, with so many lines of the host on each page around its own text.
    pub fn of_hosts(hosts: usize, pages: usize, furniture: usize) -> Self {
        let mut chance = Chance(5);
        let mut corpus = Self::default();
        for host in 0..hosts {
            let tongue = if host % 2 == 0 { Tongue::Latin } else { Tongue::Han };
            let line = |chance: &mut Chance| (0..4).map(|_| chance.word(tongue)).collect::<Vec<_>>().join(" ");
            let lines: Vec<String> = (0..furniture).map(|_| line(&mut chance)).collect();
            for _ in 0..pages {
                let mut page: Vec<(Kind, Tongue, String)> =
                    lines.iter().map(|line| (Kind::Furniture, tongue, line.clone())).collect();
                for _ in 0..3 {
                    let at = chance.below(page.len());
                    page.insert(at, (Kind::Original, tongue, joined(&chance.words(tongue), tongue)));
                }
                corpus.add(host, page);
            }
        }
        corpus
    }
}

fn copy(chance: &mut Chance, words: &[String], tongue: Tongue, kind: Kind, number: usize) -> String {
    let mut words = words.to_vec();
    match kind {
        Kind::Respaced if tongue == Tongue::Latin => joined(&words, tongue).to_uppercase().replace(' ', "  "),
        Kind::Respaced => format!("\u{3000}{}", joined(&words, tongue).replace('。', "。 ")),
        Kind::Near => {
            // Two words of forty or more: a Jaccard of 0.8 and more.
            for at in [3, 9] {
                words[at] = chance.word(tongue);
            }
            joined(&words, tongue)
        }
        Kind::OtherNumber => {
            let at = words.len() / 2;
            words[at] = (3000 + number).to_string();
            joined(&words, tongue)
        }
        Kind::Teaser => {
            let part = joined(&words[..words.len() / 2], tongue);
            format!("{}...", part.trim_end_matches(['.', '。']))
        }
        _ => joined(&words, tongue),
    }
}
