//! The commonest words of the languages met most: a second witness where the model is not sure.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that carry grammar rather than matter, so that they occur in any text; those that tell a language from its
/// neighbours (Danish `af`, Norwegian `av`) come first.
const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in is that was for on are with as his he at by this had not but from have which you were their been has would who will about they said it what when we there an if more can than them",
    ),
    (
        "de",
        "der die das und ist nicht mit den von zu auf für im ein eine des dem sich auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch",
    ),
    (
        "fr",
        "le la les de des du et est une dans pour que qui sur pas au avec par plus ce il sont cette aux ne mais nous ont été elle se leur fait comme ou ses lui sans vous même tout ils après être",
    ),
    (
        "es",
        "el la los las de del y que en un una por con para es no su lo como más al pero sus le ya este fue ha sin sobre esta también muy hasta desde cuando todo hay donde se son entre era años",
    ),
    (
        "pt",
        "o os a as de do da dos das e que em um uma não por com para é se mais no na ao como mas foi ele sua ou ser quando muito há já está eu também só pelo pela até isso ela entre são seu",
    ),
    (
        "it",
        "il lo la gli le di del della dei delle e che è non un una per con si da in nel nella sono al alla come più ma anche dal questo ha se io ci suo sul tra essere stato dalla ai loro perché degli",
    ),
    (
        "ca",
        "el la els les de del dels i que en un una per amb és no al als és com més però aquest aquesta seva seu ser ha van també són va molt quan fins des on",
    ),
    (
        "ro",
        "și şi de la în a nu că cu pe din un o este pentru care mai ce se să au fost al ale sunt dar ca prin după fi are lui lor sau cel această acest fără",
    ),
    (
        "nl",
        "de het een van en in is dat op te zijn met voor niet aan er die om ook als dan maar bij nog uit naar heeft wordt door over zij hij ze was werd ik je tot worden deze heb wat geen meer hun",
    ),
    (
        "af",
        "die van en het is nie in wat te vir met op hy sy dat ek jy hulle ons word was om nog ook maar deur kan al as uit daar",
    ),
    (
        "sv",
        "och att det som en på är av för med den till inte har de ett om var jag sig från vi så kan när men han hon nu efter vid också eller skulle detta där bara mot",
    ),
    (
        "da",
        "af og at det som en på er for med den til ikke har de et om var jeg sig fra vi så kan men han hun nu efter ved også eller skulle dette der hvor meget blev mere noget hvad kun deres bliver mod over under nogle",
    ),
    (
        "nb",
        "av og at det som en på er for med den til ikke har de et om var jeg seg fra vi så kan men han hun nå etter ved også eller skulle dette der hvor mye ble mer noe hva bare deres blir han siden før mot over under noen sier",
    ),
    (
        "fi",
        "ja on ei se että oli hän mutta joka kun niin ovat myös kuin tai sen ole jos mukaan jo vain ne olla sitä minä mitä nyt hänen sekä siitä voi vielä",
    ),
    ("et", "ja on ei see et oli ta aga mis kui ka oma või ning siis selle nii ma seda nad veel kes olid pole välja"),
    (
        "hu",
        "a az és hogy nem is egy de van meg ez volt csak már mint még azt el ha vagy ki kell lesz ezt amely akkor minden pedig után aki ami szerint között volna lehet mely ezek azok amikor két új nagy sem ne be fel le",
    ),
    (
        "pl",
        "w i na z się nie do to że jest o jak a po co ale za od przez dla czy są był tym już tak może jego które który oraz było być tylko jeszcze aby ze we przy nad pod między będzie można które tego tej nie",
    ),
    (
        "cs",
        "a v se na je že to s z do o i ve ale za by jako po k si jsem pro jsou byl aby když již které který jeho ještě podle však není být bylo kde než nebo tak",
    ),
    (
        "sk",
        "a v sa na je že to s z do o i vo ale za by ako po k si som pre sú bol aby keď už ktoré ktorý jeho ešte podľa však nie byť bolo kde než alebo tak",
    ),
    ("sl", "in je v na se da za so ki z ne pa po s o tudi kot bi od do iz pri bil ni še lahko kar ali kako če že"),
    (
        "hr",
        "i je u na se da za su s od koji što kao a ne to o iz će bi nije ili do po kako samo biti koja koje ako još sam",
    ),
    (
        "tr",
        "ve bir bu da de için ile çok ne o olarak daha gibi ama olan var kadar en sonra ben her mi değil şey diye ki iki göre ya ancak kendi bunu zaman yeni olduğu oldu olduğunu ise bütün sonra",
    ),
    (
        "id",
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada oleh bisa mereka adalah telah atau kami lebih sudah dia sebagai tersebut anda",
    ),
    (
        "tl",
        "ang ng sa na at mga ay ni si para ito hindi ko siya kung may pa niya ka isang nang ako naman lang kay din o",
    ),
    (
        "vi",
        "và của là có không các được cho trong một những với người này đã để khi đến cũng ra từ như ở tôi nhưng sẽ về đó thì",
    ),
    ("lt", "ir yra kad į iš su ne tai kaip bet o už buvo jis dėl tik ar jo nuo taip apie po per savo dar prie"),
    ("lv", "un ir ka no uz ar par bet tas kā arī pie nav bija vai lai tā viņš tikai pēc kas gan jau"),
    ("eo", "la de kaj en estas al ne por ke li mi kiel tio kun sed vi ili pri ankaŭ oni el ĉi aŭ pli kiu estis"),
    (
        "ru",
        "и в не на что я с он как это по но из у за то все так его к было от же для бы она только мы они или был уже есть о до еще когда если там ее чем где со их этого во под",
    ),
    (
        "uk",
        "і в не на що я з він як це по але за та його у до від для була вже вони або був є про ще коли якщо його чи має були й її ми під який бути після",
    ),
    ("be", "і ў не на што я з ён як гэта па але за яго у да ад для была ўжо яны або быў ёсць пра калі каб яшчэ"),
    (
        "bg",
        "и в не на че аз с той как това по но от за се да са му беше си като във към или ще е до само при ли след има един още най които който няма със",
    ),
    (
        "mk",
        "и во не на дека јас со тој како ова по но од за се да се го беше си или ќе е до само при ли по има ги кои што",
    ),
    (
        "sr",
        "и у не на да је се што као од за су са али то из ће би није или до по како само који која која које још сам",
    ),
    (
        "ar",
        "في من على أن إلى التي عن مع هذا الذي كان ما لا هذه بين أو قد بعد كما ذلك لم كل وقد كانت وهو غير قبل هو هي إن حتى عند أي ولا",
    ),
    ("fa", "و در به از که این را با است برای آن یک خود تا بر هم نیز شد شده یا اما ما باید هر وی بود می"),
    ("hi", "के में है की से का को और पर ने यह कि हैं एक नहीं भी इस था तो ही कर लिए या हो गया साथ रहा वह जो थे अपने"),
    ("mr", "आहे आणि या व हे तो ते की नाही मी होते ही होता आहेत त्या एक पण हा केले तर काही असे"),
    ("ne", "र छ को मा यो पनि गर्न भएको हो तर एक गरेको छन् उनले लागि थियो हुन्छ भने गर्ने"),
];

/// The languages of a word, one bit for each line of `WORDS`.
static LANGUAGES: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, u64> = HashMap::new();
    for (bit, (_, words)) in WORDS.iter().enumerate() {
        for word in words.split(' ') {
            *languages.entry(word).or_default() |= 1 << bit;
        }
    }
    languages
});

/// The language whose words `sample` (lower case, words parted by single spaces) has, where that is plain: two
/// different ones and more than of any other language if the model guesses the same, else three and twice as many.
pub(super) fn language(sample: &str, guess: Option<&str>) -> Option<&'static str> {
    let (language, most, second) = most_common(sample)?;
    let agreed = guess == Some(language) && most >= 2 && most > second;
    (agreed || (most >= 3 && most >= 2 * second)).then_some(language)
}

/// Different common words of one language from which on no model is asked, and how often those of any other language
/// must be outnumbered. Most prose has as many in its first thirty words; the model takes a hundred times as long.
const CLEAR_WORDS: usize = 5;
const CLEAR_RATIO: usize = 2;

/// The language whose common words are so many that there is nothing left to ask.
pub(super) fn clear_language(sample: &str) -> Option<&'static str> {
    let (language, most, second) = most_common(sample)?;
    (most >= CLEAR_WORDS && most > CLEAR_RATIO * second).then_some(language)
}

/// The language of which most different common words occur, how many do, and how many of the next language.
fn most_common(sample: &str) -> Option<(&'static str, usize, usize)> {
    let mut hits = [0usize; WORDS.len()];
    let mut seen: Vec<&str> = Vec::new();
    for word in sample.split(' ') {
        if let Some(languages) = LANGUAGES.get(word)
            && !seen.contains(&word)
        {
            seen.push(word);
            for (bit, count) in hits.iter_mut().enumerate() {
                *count += usize::from(languages >> bit & 1 == 1);
            }
        }
    }
    let most = hits.iter().copied().max().unwrap_or(0);
    let best = hits.iter().position(|&count| count == most)?;
    let second = hits.iter().enumerate().filter(|&(bit, _)| bit != best).map(|(_, &count)| count).max().unwrap_or(0);
    Some((WORDS[best].0, most, second))
}

/// Words of a text from which on some must be common ones, and the least share of these. The share is set low, by
/// judgement, for languages that say with endings what English says with words (Finnish, Turkish).
const MIN_WORDS: usize = 15;
const MIN_COMMON_SHARE: f64 = 0.04;

/// Whether `sample` lacks the words that any text of this length in `language` has: the model names the nearest
/// language it knows, and this one is not even near. Words of one letter, such as `a` and `i`, do not count: there are too
/// few for languages not to share them. Never so for a language that is not listed.
pub(super) fn speak_against(sample: &str, language: &str) -> bool {
    let Some(bit) = WORDS.iter().position(|(code, _)| *code == language) else { return false };
    let (mut words, mut common) = (0usize, 0usize);
    for word in sample.split_whitespace().filter(|word| word.chars().nth(1).is_some()) {
        words += 1;
        common += usize::from(LANGUAGES.get(word).is_some_and(|languages| languages >> bit & 1 == 1));
    }
    words >= MIN_WORDS && (common as f64) < MIN_COMMON_SHARE * words as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_less_of_words_that_agree_with_the_model() {
        assert_eq!(language("people who watch in offices", Some("en")), Some("en"));
        assert_eq!(language("people who watch in offices", Some("nl")), None);
        assert_eq!(language("she said that they were there", Some("nl")), Some("en"));
    }

    #[test]
    fn keeps_out_of_it_where_neighbours_are_as_likely() {
        assert_eq!(language("det er en på den", Some("da")), None);
        assert_eq!(language("det er en af dem efter alt", Some("da")), Some("da"));
    }

    #[test]
    fn speaks_against_a_guess_without_any_of_its_words() {
        let albanian =
            "sot pasdite do të shkojmë në bibliotekë për të lexuar disa nga librat e rinj bashkë me shokët tanë";
        assert!(speak_against(albanian, "id"));
        assert!(!speak_against(
            "this afternoon we are going to the library to read some of the new books together",
            "en"
        ));
        assert!(!speak_against("home news sport", "en"));
    }

    #[test]
    fn has_a_bit_for_each_language() {
        assert!(WORDS.len() <= 64);
    }
}
