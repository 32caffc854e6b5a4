//! What the detector as a whole says about short texts in many languages.

use super::*;

fn label(text: &str) -> (&'static str, &'static str) {
    let label = Detector::default().label(text);
    assert_eq!(label.language == "und", label.score == 0.0, "{text}: {label:?}");
    (label.language, label.script)
}

#[test]
fn names_languages_by_their_script() {
    for (text, language, script) in [
        ("今天下午我们去图书馆看书", "zh", "Hans"),
        ("今天下午我們去圖書館看書", "zh", "Hant"),
        ("佢哋今日唔得閒，聽日先嚟睇你", "yue", "Hant"),
        ("今日の午後、図書館へ行きます", "ja", "Jpan"),
        ("東京駅周辺地図", "ja", "Jpan"),
        ("오늘 오후에 도서관에 갑니다", "ko", "Kore"),
        ("บ่ายนี้เราจะไปห้องสมุด", "th", "Thai"),
        ("Σήμερα το απόγευμα πάμε στη βιβλιοθήκη", "el", "Grek"),
        ("היום אחר הצהריים נלך לספרייה ונקרא ספרים חדשים", "he", "Hebr"),
        ("מיר װעלן הײַנט גײן אין ביבליאָטעק", "yi", "Hebr"),
        ("დღეს შუადღისას ბიბლიოთეკაში წავალთ", "ka", "Geor"),
        ("Այսօր կեսօրին գրադարան ենք գնալու", "hy", "Armn"),
        ("আজ বিকেলে আমরা লাইব্রেরিতে যাব", "bn", "Beng"),
        ("இன்று மாலை நூலகத்திற்குச் செல்வோம்", "ta", "Taml"),
        ("ዛሬ ከሰዓት በኋላ ወደ ቤተ መጻሕፍት እንሄዳለን", "am", "Ethi"),
        ("ថ្ងៃនេះយើងទៅបណ្ណាល័យ", "km", "Khmr"),
    ] {
        assert_eq!(label(text), (language, script), "{text}");
    }
}

#[test]
fn asks_the_model_where_a_script_has_many_languages() {
    for (text, language, script) in [
        ("This afternoon we are going to the library to read some of the new books.", "en", "Latn"),
        ("Heute Nachmittag gehen wir in die Bibliothek und lesen einige der neuen Bücher.", "de", "Latn"),
        ("Cet après-midi, nous allons à la bibliothèque pour lire quelques nouveaux livres.", "fr", "Latn"),
        ("Esta tarde vamos a la biblioteca para leer algunos de los libros nuevos.", "es", "Latn"),
        ("Dziś po południu idziemy do biblioteki, żeby poczytać nowe książki.", "pl", "Latn"),
        ("Bu öğleden sonra yeni kitapları okumak için kütüphaneye gidiyoruz.", "tr", "Latn"),
        ("Chiều nay chúng tôi đến thư viện để đọc mấy quyển sách mới.", "vi", "Latn"),
        ("Astăzi după-amiază mergem la bibliotecă și citim cărțile noi împreună.", "ro", "Latn"),
        ("Сегодня днём мы пойдём в библиотеку читать новые книги.", "ru", "Cyrl"),
        ("Сьогодні вдень ми підемо до бібліотеки читати нові книжки.", "uk", "Cyrl"),
        ("سنذهب بعد ظهر اليوم إلى المكتبة لقراءة بعض الكتب الجديدة", "ar", "Arab"),
        ("امروز بعد از ظهر برای خواندن کتاب‌های تازه به کتابخانه می‌رویم", "fa", "Arab"),
        ("आज दोपहर हम कुछ नई किताबें पढ़ने के लिए पुस्तकालय जा रहे हैं", "hi", "Deva"),
    ] {
        assert_eq!(label(text), (language, script), "{text}");
    }
}

#[test]
fn weighs_chinese_letters_above_the_latin_names_among_them() {
    assert_eq!(label("使用 PostgreSQL 和 Elasticsearch 搭建搜索服务的方法"), ("zh", "Hans"));
    assert_eq!(label("The word 图书馆 means library in Chinese, as every pupil knows.").0, "en");
    assert_eq!(label("他很喜欢の这个字"), ("zh", "Hans"));
}

#[test]
fn says_und_where_there_is_no_language() {
    for (text, script) in [
        ("", "Zyyy"),
        ("2021-04-05 12:30", "Zyyy"),
        ("https://example.org/a/b.html?id=1", "Zyyy"),
        ("★★★☆☆ 4.5 / 5", "Zyyy"),
        ("TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA==", "Zyyy"),
        ("for (int i = 0; i < count; i++) { total += values[i]; }", "Latn"),
    ] {
        assert_eq!(label(text), ("und", script), "{text}");
    }
}

#[test]
fn reads_through_links_and_numbers() {
    let text =
        "Read the full report at https://example.org/files/2021/report-final.pdf before the meeting on 2021-05-01.";
    assert_eq!(label(text).0, "en");
}

#[test]
fn chooses_among_the_allowed_languages() {
    let text = "Vi går på biblioteket i eftermiddag for at læse nogle af de nye bøger.";
    for engine in [Engine::Tamis, Engine::Whatlang] {
        let settings = Settings { engine, allow: vec!["en", "da"], ..Settings::default() };
        assert_eq!(Detector::new(settings).label(text).language, "da");
    }
    assert_eq!(code("deu"), Ok("de"));
    assert_eq!(code("klingon"), Err(UnknownLanguage("klingon".into())));
}

#[test]
fn asks_more_of_some_languages() {
    let text = "Dan je lep in sonce sije.";
    let settings = |score| Settings { min_scores: vec![("sl", score)], ..Settings::default() };
    assert_eq!(Detector::new(settings(0.3)).label(text).language, "sl");
    assert_eq!(Detector::new(settings(1.0)).label(text).language, "und");
}

/// Labels of paragraphs of one document.
fn labels(texts: &[&str]) -> Vec<&'static str> {
    Detector::default().labels(texts).into_iter().map(|label| label.language).collect()
}

#[test]
fn takes_short_paragraphs_for_what_their_document_is_in() {
    let german = "Heute Nachmittag gehen wir in die Bibliothek und lesen einige der neuen Bücher.";
    let dutch = "Vanmiddag gaan we naar de bibliotheek om een paar van de nieuwe boeken te lezen.";
    assert_eq!(labels(&["Was ist das?", german, "Alle Tage", "Foto: Anna"]), ["de"; 4]);
    assert_eq!(labels(&["Foto: Anna", dutch, "Wat is dat?"]), ["nl"; 3]);
    // A sentence that is plainly in another language stays so.
    assert_eq!(labels(&[german, dutch, german]), ["de", "nl", "de"]);
}

#[test]
fn takes_the_short_lines_of_a_page_together() {
    let menu = ["Startseite", "Über uns", "Nachrichten", "Kontakt", "Datenschutz", "Suche", "Alle Beiträge"];
    assert_eq!(labels(&menu), ["de"; 7]);
}

#[test]
fn takes_headings_without_kana_on_a_japanese_page_for_japanese() {
    let japanese = "今日の午後、図書館へ行って新しい本を何冊か読みます。";
    assert_eq!(labels(&["会社概要", japanese]), ["ja", "ja"]);
    assert_eq!(labels(&["公司介绍", "今天下午我们去图书馆看几本新书。"]), ["zh", "zh"]);
}

fn of(language: &'static str, script: &'static str) -> Label {
    Label { language, script, score: if language == "und" { 0.0 } else { 1.0 } }
}

#[test]
fn sorts_a_mix_by_share_and_then_by_code() {
    let mix = mix([(of("fr", "Latn"), 10), (of("en", "Latn"), 10), (of("de", "Latn"), 30), (of("und", "Latn"), 5)]);
    let languages: Vec<_> = mix.iter().map(|share| share.language).collect();
    assert_eq!(languages, ["de", "en", "fr", "und"]);
    assert!((mix[0].share - 30.0 / 55.0).abs() < 1e-9);
}

#[test]
fn counts_open_chinese_with_the_form_that_prevails() {
    let found = mix([(of("zh", "Hani"), 4), (of("zh", "Hant"), 6), (of("zh", "Hans"), 2)]);
    assert_eq!((found[0].script, found.len()), ("Hant", 2));
    assert!((found[0].share - 10.0 / 12.0).abs() < 1e-9);
    assert_eq!(mix([(of("zh", "Hani"), 4)])[0].script, "Hani");
}

#[test]
fn never_leaves_a_document_with_paragraphs_without_a_mix() {
    let found = mix([(Label::default(), 0), (Label::default(), 0)]);
    assert_eq!(found, [Share { language: "und", script: "Zyyy", share: 1.0, score: 0.0 }]);
    assert!(mix([]).is_empty());
}

proptest::proptest! {
    #[test]
    fn labels_any_text_the_same_way_twice(text in "[a-zA-Zа-я\u{5d0}-\u{5f2}\u{621}-\u{6d2}अ-ह一-龥ぁ-ヶ가-힣ก-๛ßþőə0-9 .,;{}=/@:_\u{0}\u{300}\u{200d}]{0,120}|\\PC{0,60}") {
        let detector = Detector::default();
        let label = detector.label(&text);
        proptest::prop_assert_eq!(label, detector.label(&text));
        proptest::prop_assert!((0.0..=1.0).contains(&label.score));
        proptest::prop_assert_eq!(label.script.len(), 4);
    }

    #[test]
    fn labels_of_a_document_do_not_depend_on_other_documents(
        document in proptest::collection::vec("[a-zA-Zа-яא-ת一-龥ぁ-ヶ가-힣ßåþőə0-9 .,]{0,80}", 1..8),
        other in proptest::collection::vec("[a-zA-Zа-яא-ת一-龥ぁ-ヶ가-힣ßåþőə0-9 .,]{0,80}", 0..8),
    ) {
        let label = |detector: &Detector, texts: &[String]| detector.labels(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let detector = Detector::default();
        let alone = label(&detector, &document);
        label(&detector, &other);
        proptest::prop_assert_eq!(&alone, &label(&detector, &document));
        proptest::prop_assert_eq!(&alone, &label(&Detector::default(), &document));
        // Nor on the thread.
        let elsewhere = std::thread::scope(|scope| scope.spawn(|| label(&detector, &document)).join());
        proptest::prop_assert_eq!(Some(alone), elsewhere.ok());
    }
}
