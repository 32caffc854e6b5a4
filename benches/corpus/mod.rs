//! A corpus for measuring: pages of English, Chinese and Russian prose with the short lines of sites around it, the same
//! for the same size.
//!
//! The proportions are those of 2000 real pages of some forty languages: three lines of four take up to 40 bytes, one of
//! eight up to 100, one of twelve up to 300, the rest more; half of the lines stand on one page alone. Words are made of
//! syllables, the frequent ones often (Zipf), so that they are as many as in real text; no text of others is in it.

/// That of the program, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Syllables of each language, of which words are made; of Chinese, characters.
const SYLLABLES: [&str; 3] = [
    "the of to and in ha ber ri ver con ter tion ly ing stone wa light mar ket win do pre sent al ways re port ed sea town",
    "的 一 是 在 港 口 小 镇 年 风 浪 船 北 方 来 盐 羊 毛 消 息 居 民 修 建 石 墙 灯 塔 历 史 记 载 商 人 道 路 冬 季 渔 业 了 不 有 这 上 们 到 时 大 地",
    "га вань не го ро да весь год от кры та вет ру при ли ву ко раб ли се ве ра при во зят соль шерсть но вос ти на по с",
];

/// Short lines of sites.
const CHROME: &[&str] = &[
    "Home",
    "Log in",
    "Share on Facebook",
    "FacebookTwitterPinterestEmail",
    "Read more »",
    "12 comments",
    "Advertisement",
    "© 2019 Example Media. All rights reserved.",
    "Privacy Policy",
    "首页",
    "登录 | 注册",
    "分享到：",
    "展开更多",
    "京ICP备12345678号-1",
    "上一篇：没有了",
    "阅读(1660) 评论(5)",
    "Войти",
    "Поделиться",
    "Читать далее",
    "0",
    "×",
    "Joined",
    "Dec 18, 2010",
    "Messages",
    "4,888",
    "Related Articles",
    "Subscribe to our newsletter",
    "Back to top",
    "1 2 3 Next",
];

/// A linear congruential generator (Knuth, MMIX): small, and the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// The words of a language, the most frequent first.
fn words(draw: &mut Draw, language: usize) -> Vec<String> {
    let syllables: Vec<&str> = SYLLABLES[language].split(' ').collect();
    (0..WORDS).map(|_| (0..1 + draw.below(3)).map(|_| syllables[draw.below(syllables.len())]).collect()).collect()
}

/// Words of each language.
const WORDS: usize = 20_000;

/// What pages are made of.
struct Maker {
    draw: Draw,
    words: [Vec<String>; 3],
}

impl Maker {
    fn new() -> Self {
        let mut draw = Draw(1);
        let words = [0, 1, 2].map(|language| words(&mut draw, language));
        Self { draw, words }
    }

    /// A word: the chance of each is about one over its place.
    fn word(&mut self, language: usize) -> &str {
        let chance = self.draw.below(1 << 20) as f64 / f64::from(1 << 20);
        &self.words[language][(WORDS as f64).powf(chance) as usize - 1]
    }

    fn words(&mut self, language: usize, count: usize) -> String {
        let mut text = self.word(language).to_owned();
        for _ in 1..count {
            let word = self.word(language).to_owned();
            if language != 1 {
                text.push(' ');
            }
            text.push_str(&word);
        }
        text
    }

    fn paragraph(&mut self, language: usize, sentences: usize) -> String {
        let stop = if language == 1 { "。" } else { ". " };
        let mut text = String::new();
        for _ in 0..sentences {
            let count = 6 + self.draw.below(14);
            text.push_str(&self.words(language, count));
            text.push_str(if self.draw.below(3) == 0 { if language == 1 { "，" } else { ", " } } else { stop });
        }
        text.push_str(&self.words(language, 4));
        text + stop.trim_end()
    }

    /// A line of a site: known ones, titles that come once, numbers and dates.
    fn line(&mut self, language: usize) -> String {
        match self.draw.below(10) {
            0..=3 => CHROME[self.draw.below(CHROME.len())].to_owned(),
            4..=7 => {
                let count = 1 + self.draw.below(6);
                self.words(language, count)
            }
            8 => format!("{}", self.draw.below(100_000)),
            _ => format!(
                "20{:02}-{:02}-{:02} {}",
                self.draw.below(26),
                1 + self.draw.below(12),
                1 + self.draw.below(28),
                self.draw.below(9_000)
            ),
        }
    }

    fn page(&mut self) -> String {
        let language = self.draw.below(3);
        let mut page = String::new();
        for _ in 0..4 + self.draw.below(8) {
            for _ in 0..self.draw.below(20) {
                page.push_str(&self.line(language));
                page.push('\n');
            }
            let sentences = if self.draw.below(3) == 0 { 3 + self.draw.below(8) } else { 1 };
            page.push_str(&self.paragraph(language, sentences));
            page.push_str("\n\n");
        }
        page
    }
}

/// Pages of together at least `bytes` bytes.
pub fn pages(bytes: usize) -> Vec<String> {
    let mut maker = Maker::new();
    fill(bytes, || maker.page())
}

/// Pages of paragraphs of more than 300 bytes alone, of together at least `bytes` bytes.
#[allow(dead_code, reason = "one of the benches asks for them")]
pub fn long_paragraphs(bytes: usize) -> Vec<String> {
    let mut maker = Maker::new();
    fill(bytes, || {
        let language = maker.draw.below(3);
        let paragraphs: Vec<String> = (0..8).map(|_| maker.paragraph(language, 8)).collect();
        paragraphs.join("\n")
    })
}

fn fill(bytes: usize, mut page: impl FnMut() -> String) -> Vec<String> {
    let (mut pages, mut total) = (Vec::new(), 0);
    while total < bytes {
        pages.push(page());
        total += pages.last().map_or(0, String::len);
    }
    pages
}

/// The pages as JSON lines.
#[allow(dead_code, reason = "one of the benches asks for them")]
pub fn jsonl(bytes: usize) -> String {
    let line = |(number, text): (usize, String)| format!("{}\n", serde_json::json!({ "id": number, "text": text }));
    pages(bytes).into_iter().enumerate().map(line).collect()
}
