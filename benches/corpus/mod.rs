//! A corpus for measuring: pages of English, Chinese and Russian prose with the short lines of sites around it, the same
//! for the same size. About two lines of three are short, as on real pages, and one byte of seven stands in them.

/// Words of each language, from which sentences are drawn.
const WORDS: [&str; 3] = [
    "the harbour of a small town lies open to wind and tide all year while boats from the north bring salt wool and news",
    "港口 小镇 全年 风浪 船只 北方 带来 盐 羊毛 消息 居民 修建 石墙 灯塔 历史 记载 商人 道路 冬季 渔业",
    "гавань небольшого города весь год открыта ветру и приливу корабли с севера привозят соль шерсть и новости",
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

fn paragraph(draw: &mut Draw, language: usize) -> String {
    let words: Vec<&str> = WORDS[language].split(' ').collect();
    let (space, stop) = if language == 1 { ("", "。") } else { (" ", ". ") };
    let mut text = String::new();
    for _ in 0..2 + draw.below(6) {
        let sentence: Vec<&str> = (0..6 + draw.below(14)).map(|_| words[draw.below(words.len())]).collect();
        text.push_str(&sentence.join(space));
        text.push_str(stop);
    }
    text.trim_end().to_owned()
}

/// Pages of together at least `bytes` bytes.
pub fn pages(bytes: usize) -> Vec<String> {
    let mut draw = Draw(1);
    let (mut pages, mut total) = (Vec::new(), 0);
    while total < bytes {
        let language = draw.below(3);
        let mut page = String::new();
        for _ in 0..4 + draw.below(8) {
            for _ in 0..draw.below(5) {
                page.push_str(CHROME[draw.below(CHROME.len())]);
                page.push('\n');
            }
            page.push_str(&paragraph(&mut draw, language));
            page.push_str("\n\n");
        }
        total += page.len();
        pages.push(page);
    }
    pages
}

/// The pages as JSON lines.
pub fn jsonl(bytes: usize) -> String {
    let line = |(number, text): (usize, String)| format!("{}\n", serde_json::json!({ "id": number, "text": text }));
    pages(bytes).into_iter().enumerate().map(line).collect()
}
