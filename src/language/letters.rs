//! Languages that give themselves away by letters: the ones that the model does not know, and Arabic script, of whose
//! letters the model knows nothing.

use super::scan::Scan;
use crate::script::Script;

/// A language and the letters that it has beyond the common stock of its script.
struct Alphabet {
    language: &'static str,
    script: Script,
    letters: &'static str,
}

const fn alphabet(language: &'static str, script: Script, letters: &'static str) -> Alphabet {
    Alphabet { language, script, letters }
}

/// Of languages that cover the letters found equally well, the first is answered: small alphabets stand before larger
/// ones that include them. Compare the exemplar characters of Unicode CLDR, main alphabets, less the letters of Russian
/// (Cyrillic), Arabic (Arabic) and English (Latin). The Turkish row is Turkish read in the wrong code page, `þ` for `ş`, `ð` for `ğ`, `ý` for `ı`.
const ALPHABETS: &[Alphabet] = &[
    alphabet("mn", Script::Cyrillic, "өү"),
    alphabet("ky", Script::Cyrillic, "өүң"),
    alphabet("uz", Script::Cyrillic, "ғқҳў"),
    alphabet("cv", Script::Cyrillic, "ӑӗҫӳ"),
    alphabet("tg", Script::Cyrillic, "ғӣқӯҳҷ"),
    alphabet("tt", Script::Cyrillic, "әөүҗңһ"),
    alphabet("ba", Script::Cyrillic, "әөүғҡңһҙҫ"),
    alphabet("kk", Script::Cyrillic, "әғқңөұүһі"),
    alphabet("fa", Script::Arabic, "پچژگکی"),
    alphabet("ug", Script::Arabic, "پچژگڭھەۇۆۈۋې"),
    alphabet("ur", Script::Arabic, "پچژگکیٹڈڑںہھے"),
    alphabet("ckb", Script::Arabic, "پچژگکیڕڵۆێەڤھ"),
    alphabet("ps", Script::Arabic, "پچژګکیټځڅډړږښڼۍې"),
    alphabet("sd", Script::Arabic, "پچڪڳڱگھٻڀٺٽٿڄڃڇڊڌڍڏڙڦڻ"),
    alphabet("is", Script::Latin, "þðáéíóúýæö"),
    alphabet("fo", Script::Latin, "ðáíóúýæø"),
    alphabet("tr", Script::Latin, "þðýöüç"),
    alphabet("mt", Script::Latin, "ħġċżà"),
];

/// Letters in the lists above that languages of the model also have: they tell the listed languages apart, but do not
/// speak for one of them against the model.
const SHARED: &str = "іўáéíóúýæöøüçċżà";

/// Letters of a text that are looked at.
const MOST_LETTERS: usize = 200;

/// Share of a text's letters that must be telling ones: fewer are names and quotations. Set by judgement: one letter
/// in fifty.
const MIN_SHARE: f64 = 0.02;

/// The language that the letters of `scan` in `script` point to, if they point to one.
pub(super) fn language(scan: &Scan<'_>, script: Script) -> Option<&'static str> {
    let alphabets = || ALPHABETS.iter().filter(|alphabet| alphabet.script == script);
    alphabets().next()?;
    let (mut letters, mut telling) = (0, 0);
    let mut found: Vec<(char, usize)> = Vec::new();
    let sample = scan.sample(script, MOST_LETTERS);
    for c in sample.chars().filter(|&c| c != ' ' && !c.is_ascii()) {
        letters += 1;
        if alphabets().any(|alphabet| alphabet.letters.contains(c)) {
            telling += usize::from(!SHARED.contains(c));
            match found.iter_mut().find(|(known, _)| *known == c) {
                Some((_, count)) => *count += 1,
                None => found.push((c, 1)),
            }
        }
    }
    letters += sample.bytes().filter(u8::is_ascii_lowercase).count();
    if telling < 2 || (telling as f64) < MIN_SHARE * letters as f64 {
        return None;
    }
    let covered = |alphabet: &Alphabet| -> usize {
        found.iter().filter(|(c, _)| alphabet.letters.contains(*c)).map(|(_, count)| count).sum()
    };
    alphabets().rev().max_by_key(|alphabet| covered(alphabet)).map(|best| best.language)
}

/// Languages of which our own model has seen nothing, and those that it takes them for.
const UNMODELLED: &[(&str, &[&str])] = &[
    ("ba", &["tt", "kk", "ky", "tyv", "sah", "und"]),
    ("sd", &["ar", "fa", "ur", "ps", "pnb", "skr", "ckb", "ug", "und"]),
];

/// The language without a model that the letters point to, where the model answered one that it is taken for.
pub(super) fn unmodelled(scan: &Scan<'_>, script: Script, answer: &str) -> Option<&'static str> {
    let candidates = || UNMODELLED.iter().filter(|(_, taken_for)| taken_for.contains(&answer));
    let of_script = |(language, _): &&(&str, &[&str])| {
        ALPHABETS.iter().any(|alphabet| alphabet.language == *language && alphabet.script == script)
    };
    candidates().find(of_script)?;
    let found = language(scan, script)?;
    candidates().any(|(language, _)| *language == found).then_some(found)
}

/// Whether only letters tell a language.
pub(super) fn is_told(language: &str) -> bool {
    UNMODELLED.iter().any(|(known, _)| *known == language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::scan::Room;

    fn of(text: &str, script: Script) -> Option<&'static str> {
        language(&Scan::of(text, Room::default()), script)
    }

    #[test]
    fn tells_languages_with_letters_of_their_own() {
        let cyrillic = Script::Cyrillic;
        assert_eq!(of("Бүгін ауа райы жақсы, біз қалаға барамыз", cyrillic), Some("kk"));
        assert_eq!(of("Өнөөдөр цаг агаар сайхан байна, бид хот руу явна", cyrillic), Some("mn"));
        assert_eq!(of("Имрӯз ҳаво хуб аст, мо ба шаҳр меравем", cyrillic), Some("tg"));
        assert_eq!(of("امروز هوا خوب است و ما به شهر می‌رویم، گفت پدر", Script::Arabic), Some("fa"));
        assert_eq!(of("آج موسم بہت اچھا ہے اور ہم شہر جا رہے ہیں", Script::Arabic), Some("ur"));
        assert_eq!(of("Það er gott veður í dag og við förum í bæinn", Script::Latin), Some("is"));
        assert_eq!(of("Bugün hava çok güzel, þehirde dolaþmaya çýkacaðýz", Script::Latin), Some("tr"));
        assert_eq!(of("Бүген һава бик яхшы, без шәһәргә барабыз, җәй җитте", cyrillic), Some("tt"));
    }

    #[test]
    fn leaves_the_rest_to_the_model() {
        assert_eq!(of("Сегодня хорошая погода, и мы поедем в город", Script::Cyrillic), None);
        assert_eq!(of("Сьогодні гарна погода, і ми їдемо до міста", Script::Cyrillic), None);
        assert_eq!(of("الطقس جميل اليوم ونحن ذاهبون إلى المدينة", Script::Arabic), None);
        assert_eq!(of("Está fazendo um dia bonito e vamos à cidade", Script::Latin), None);
    }
}
