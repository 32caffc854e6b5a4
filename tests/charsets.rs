//! Pages in the charsets that dumps have: what comes out is, byte for byte, what comes out of the same pages in UTF-8.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, KOI8_R, SHIFT_JIS, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Pages of our own making, with some chrome, in languages that the samples have little of.
const PAGES: [(&str, &str); 5] = [
    (
        "traditional",
        "首頁 > 新聞 > 地方\n港口在潮水退去之後顯得很安靜,漁民們開始修補漁網,孩子們在岸邊撿貝殼。\n\n分享到Facebook\n到了傍晚,船隻\
         陸續回來,碼頭上又熱鬧起來。\n",
    ),
    (
        "japanese",
        "ホーム > ニュース\n潮が引いたあとの港はとても静かで、漁師たちは網を直しはじめた。\nツイート シェア ブックマーク\n夕方になると船\
         が次々に戻ってきて、岸壁はまたにぎやかになった。\n",
    ),
    (
        "korean",
        "홈 > 뉴스\n썰물이 지나간 항구는 매우 조용했고 어부들은 그물을 고치기 시작했다.\n공유하기\n저녁이 되자 배들이 하나둘 돌아왔고 \
         부두는 다시 붐볐다.\n",
    ),
    (
        "russian",
        "Главная > Новости\nГавань была тихой после отлива, и рыбаки начали чинить сети.\nПоделиться в соцсетях\nК вечеру лодки \
         вернулись, и на причале снова стало шумно.\n",
    ),
    (
        "french",
        "Accueil > Actualités\nAprès la marée, le port était très calme ; les pêcheurs réparaient leurs filets déchirés.\nPartager\n\
         Le soir, les bateaux revinrent et le quai s'anima de nouveau, à la grande joie des enfants.\n",
    ),
];

/// The texts of the samples and those of ours, by name.
fn pages() -> BTreeMap<String, String> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let files = fs::read_dir(samples).unwrap().flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let texts =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let named = |path: &Path| path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    let mut pages: BTreeMap<_, _> = texts.map(|path| (named(&path), fs::read_to_string(&path).unwrap())).collect();
    pages.extend(PAGES.map(|(name, text)| (name.to_owned(), text.to_owned())));
    pages
}

/// The page in a charset, if it can hold it.
fn held(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE {
        return Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    let (bytes, _, lossy) = encoding.encode(text);
    // A decoder may have another character for some bytes than the encoder was given.
    let back = encoding.decode_without_bom_handling(&bytes).0;
    (!lossy && back == text).then(|| bytes.into_owned())
}

/// What tamis makes of these files: all that it writes, by name; but for the card, which shows the command.
fn cleaned(files: &BTreeMap<String, Vec<u8>>, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join("in").join(name), bytes).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    let run = command.current_dir(folder.path());
    let run = run.args(["clean", "in", "--out", "out", "--quiet", "--ledger", "--no-card"]).args(more);
    let run = run.output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let files = fs::read_dir(folder.path().join("out")).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

/// Asserts that the pages which `encoding` can hold come out as their UTF-8 versions do; returns how many there are.
#[track_caller]
fn assert_same(encoding: &'static Encoding, chosen: impl Fn(&str, &str) -> bool, more: &[&str]) -> usize {
    let pages = pages().into_iter().filter(|(name, text)| chosen(name, text));
    let mut files: [BTreeMap<String, Vec<u8>>; 2] = Default::default();
    for (name, text) in pages {
        if let Some(bytes) = held(&text, encoding) {
            files[0].insert(format!("{name}.txt"), text.into_bytes());
            files[1].insert(format!("{name}.txt"), bytes);
        }
    }
    let [expected, found] = &files;
    assert!(expected.is_empty() || expected != found);
    if !expected.is_empty() {
        let (expected, found) = (cleaned(expected, &[]), cleaned(found, more));
        assert!(expected.contains_key("in.jsonl") && !expected["in.jsonl"].is_empty());
        assert_eq!(expected["quarantine.jsonl"], b"", "{}", encoding.name());
        for (name, bytes) in &expected {
            assert!(found.get(name) == Some(bytes), "{name} from {}", encoding.name());
        }
    }
    expected.len()
}

/// Whether a third of a page is of letters that its charset has two bytes for.
fn is_of_east_asia(_: &str, text: &str) -> bool {
    3 * text.chars().filter(|&c| c >= '\u{2e80}').count() > text.chars().count()
}

#[test]
fn pages_in_gb18030_and_big5_come_out_as_those_in_utf_8() {
    assert!(assert_same(GB18030, is_of_east_asia, &[]) >= 5);
    assert!(assert_same(BIG5, is_of_east_asia, &[]) >= 1);
}

#[test]
fn pages_in_charsets_of_japan_and_korea_come_out_as_those_in_utf_8() {
    for encoding in [SHIFT_JIS, EUC_JP] {
        assert_eq!(assert_same(encoding, |name, _| name == "japanese", &[]), 1);
    }
    assert_eq!(assert_same(EUC_KR, |name, _| name == "korean", &[]), 1);
}

#[test]
fn pages_in_charsets_of_one_byte_come_out_as_those_in_utf_8() {
    for (encoding, page) in [(WINDOWS_1251, "russian"), (KOI8_R, "russian"), (WINDOWS_1252, "french")] {
        assert_eq!(assert_same(encoding, |name, _| name == page, &[]), 1);
    }
}

#[test]
fn all_pages_in_utf_16_and_in_a_charset_that_is_declared_come_out_as_those_in_utf_8() {
    let all = pages().len();
    assert_eq!(assert_same(UTF_16LE, |_, _| true, &["--charset", "utf-16le"]), all);
    assert!(assert_same(GB18030, |_, _| true, &["--charset", "gb18030"]) >= all - 2);
    assert_eq!(
        assert_same(UTF_16LE, is_of_east_asia, &[]),
        pages().iter().filter(|(name, text)| is_of_east_asia(name, text)).count()
    );
}

#[test]
fn records_and_tables_in_a_charset_come_out_as_those_in_utf_8() {
    let text = PAGES[0].1.replace('\n', "\\n");
    let lines = format!("{{\"id\":\"港\",\"text\":\"{text}\",\"n\":\"餐\"}}\n").repeat(3);
    let array = format!("[\n{}\n]\n", lines.trim_end().replace('\n', ",\n"));
    let table = format!("id,text,註\n港,\"{}\",功\n", PAGES[0].1).repeat(1);
    let files = |bytes: &dyn Fn(&str) -> Vec<u8>| -> BTreeMap<String, Vec<u8>> {
        [("a.jsonl", &lines), ("b.json", &array), ("c.csv", &table)]
            .map(|(name, text)| (name.to_owned(), bytes(text)))
            .into()
    };
    let expected = cleaned(&files(&|text| text.as_bytes().to_vec()), &[]);
    assert_eq!(expected["quarantine.jsonl"], b"");
    for encoding in [BIG5, GB18030, UTF_16LE] {
        let found = cleaned(&files(&|text| held(text, encoding).unwrap()), &[]);
        for name in ["a.jsonl", "b.jsonl", "c.jsonl", "quarantine.jsonl"] {
            assert_eq!(
                String::from_utf8_lossy(&found[name]),
                String::from_utf8_lossy(&expected[name]),
                "{} {name}",
                encoding.name()
            );
        }
    }
}

#[test]
fn bytes_that_are_not_of_the_charset_declared_are_put_aside_as_they_came() {
    let page = BIG5.encode(PAGES[0].1).0.into_owned();
    let files = BTreeMap::from([("a.txt".to_owned(), page)]);
    let found = cleaned(&files, &["--charset", "utf-8"]);
    let row: serde_json::Value = serde_json::from_slice(&found["quarantine.jsonl"]).unwrap();
    assert_eq!((row["reason"].as_str(), row["at"].as_u64()), (Some("invalid-utf-8"), Some(0)));
    assert_eq!(found["in.jsonl"], b"");
    let found = cleaned(&files, &["--charset", "euc-kr"]);
    assert!(String::from_utf8_lossy(&found["quarantine.jsonl"]).contains("\"reason\":\"undecodable\""));
}
