//! The languages that a label may have: codes, names, and how they are told.

use super::model;
use super::scripts;

/// A language that a label may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// As in [`super::Label`]: ISO 639-1, ISO 639-3 where there is none.
    pub code: &'static str,
    /// ISO 639-3; of a macrolanguage its own code (`ara`, `msa`, `zho`).
    pub code3: &'static str,
    /// English name.
    pub name: &'static str,
}

/// All of them, by code. Names as in ISO 639-3, shortened.
const KNOWN: &str = "\
af afr Afrikaans|ak aka Akan|am amh Amharic|ar ara Arabic|as asm Assamese|ast ast Asturian|az aze Azerbaijani|ba bak Bashkir|\
be bel Belarusian|bg bul Bulgarian|bho bho Bhojpuri|bn ben Bengali|bo bod Tibetan|br bre Breton|bs bos Bosnian|ca cat Catalan|\
ceb ceb Cebuano|chr chr Cherokee|ckb ckb Central Kurdish|crh crh Crimean Tatar|cs ces Czech|cv chv Chuvash|cy cym Welsh|\
da dan Danish|de deu German|dv div Dhivehi|dz dzo Dzongkha|ee ewe Ewe|el ell Greek|en eng English|eo epo Esperanto|\
es spa Spanish|et est Estonian|eu eus Basque|fa fas Persian|fi fin Finnish|fj fij Fijian|fo fao Faroese|fr fra French|\
fur fur Friulian|fy fry Western Frisian|ga gle Irish|gd gla Scottish Gaelic|gl glg Galician|gn grn Guarani|gu guj Gujarati|\
ha hau Hausa|he heb Hebrew|hi hin Hindi|hr hrv Croatian|hsb hsb Upper Sorbian|ht hat Haitian|hu hun Hungarian|hy hye Armenian|\
id ind Indonesian|ig ibo Igbo|ii iii Nuosu|ilo ilo Iloko|is isl Icelandic|it ita Italian|iu iku Inuktitut|ja jpn Japanese|\
jv jav Javanese|ka kat Georgian|kk kaz Kazakh|km khm Khmer|kn kan Kannada|ko kor Korean|ku kur Kurdish|ky kir Kirghiz|\
la lat Latin|lb ltz Luxembourgish|lg lug Ganda|ln lin Lingala|lo lao Lao|lt lit Lithuanian|lv lav Latvian|mai mai Maithili|\
mg mlg Malagasy|mi mri Maori|mk mkd Macedonian|ml mal Malayalam|mn mon Mongolian|mr mar Marathi|ms msa Malay|mt mlt Maltese|\
my mya Burmese|nb nob Norwegian Bokmål|ne nep Nepali|nl nld Dutch|nn nno Norwegian Nynorsk|nqo nqo N'Ko|nso nso Northern Sotho|\
ny nya Nyanja|oc oci Occitan|om orm Oromo|or ori Odia|os oss Ossetian|pa pan Panjabi|pap pap Papiamento|pl pol Polish|\
pnb pnb Western Panjabi|ps pus Pashto|pt por Portuguese|qu que Quechua|ro ron Romanian|ru rus Russian|rw kin Kinyarwanda|\
sa san Sanskrit|sah sah Yakut|sat sat Santali|sd snd Sindhi|sg sag Sango|si sin Sinhala|sk slk Slovak|skr skr Saraiki|\
sl slv Slovenian|sm smo Samoan|sn sna Shona|so som Somali|sq sqi Albanian|sr srp Serbian|ss ssw Swati|st sot Southern Sotho|\
su sun Sundanese|sv swe Swedish|sw swa Swahili|ta tam Tamil|te tel Telugu|tg tgk Tajik|th tha Thai|ti tir Tigrinya|\
tk tuk Turkmen|tl tgl Tagalog|tn tsn Tswana|to ton Tonga|tpi tpi Tok Pisin|tr tur Turkish|ts tso Tsonga|tt tat Tatar|\
tyv tyv Tuvinian|ug uig Uighur|uk ukr Ukrainian|ur urd Urdu|uz uzb Uzbek|ve ven Venda|vi vie Vietnamese|war war Waray|\
wo wol Wolof|xh xho Xhosa|yi yid Yiddish|yo yor Yoruba|yue yue Cantonese|zgh zgh Standard Moroccan Tamazight|zh zho Chinese|\
zu zul Zulu";

/// The 30 commonest languages of the web.
pub const COMMON: &[&str] = &[
    "en", "ru", "de", "ja", "es", "fr", "zh", "it", "pt", "pl", "tr", "nl", "fa", "vi", "cs", "ko", "id", "hu", "el",
    "ar", "sv", "ro", "uk", "sk", "th", "fi", "da", "nb", "bg", "he",
];

/// The languages that a label may have, by code.
pub fn known() -> impl Iterator<Item = Known> {
    KNOWN.split('|').filter_map(|row| {
        let (code, rest) = row.split_once(' ')?;
        let (code3, name) = rest.split_once(' ')?;
        Some(Known { code, code3, name })
    })
}

/// The language with this code, ISO 639-1 or 639-3.
pub fn find(name: &str) -> Option<Known> {
    // Codes of a member in place of its macrolanguage, or the other way round, as data sets have them.
    let name = match name {
        "cmn" => "zh",
        "pes" => "fa",
        "no" => "nb",
        "zlm" => "ms",
        "fil" => "tl",
        "twi" => "ak",
        "ydd" => "yi",
        "kmr" => "ku",
        "azj" => "az",
        "plt" => "mg",
        "uzn" => "uz",
        "khk" => "mn",
        "pbt" => "ps",
        name => name,
    };
    known().find(|known| known.code == name || known.code3 == name)
}

/// A code of up to four letters as a number: many are compared at once.
pub type Number = u32;

/// The number of a code.
pub fn number(code: &str) -> Number {
    code.bytes().take(4).fold(0, |all, byte| all << 8 | Number::from(byte))
}

/// The code equal to `name`, of a language that a label may have.
pub fn known_code(name: &str) -> Option<&'static str> {
    known().find(|known| known.code == name).map(|known| known.code)
}

impl Known {
    /// How it is told by default: the scripts that it is alone in, or where the model knows it.
    pub fn told_by(&self) -> Vec<String> {
        let alone = scripts::alone(self.code).map(|script| format!("script {script}"));
        let tables = model::models().iter().filter(|model| model.codes.contains(&self.code));
        let modelled = tables.map(|model| format!("model {}", model.table.header.script));
        let letters = super::letters::is_told(self.code).then(|| "letters".to_owned());
        alone.into_iter().chain(modelled).chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_languages_share_a_code() {
        let mut codes: Vec<_> = known().flat_map(|known| [known.code, known.code3]).collect();
        codes.sort_unstable();
        codes.dedup();
        assert!(known().is_sorted_by_key(|known| known.code));
        // Where there is no two-letter code, both are the same.
        let same = known().filter(|known| known.code == known.code3).count();
        assert_eq!(codes.len() + same, known().count() * 2);
        assert_eq!(find("nob"), find("nb"));
    }

    #[test]
    fn every_language_is_told_somehow_and_every_answer_is_known() {
        for language in known() {
            assert!(!language.told_by().is_empty(), "{}", language.code);
        }
        for model in model::models() {
            assert_eq!(model.codes.len(), model.table.header.languages.len());
        }
    }
}
