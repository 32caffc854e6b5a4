//! A word in, what it does in a sentence out: function words of many languages by their hash, one list a script.
//!
//! No label of a language is asked: the lists of all languages of a script are one. A few words mean something else in
//! a neighbour language; the share of function words in a line moves little by that.

use std::sync::LazyLock;

/// What a word does in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It says something of its own.
    Other,
    /// It holds a sentence together: `the`, `und`, `что`.
    Function,
    /// The same, and speaks to or for somebody: `your`, `wir`, `вас`.
    Person,
    /// Sites use it of themselves: `subscribe`, `Kommentare`.
    Site,
}

/// Articles, prepositions, conjunctions, forms of to be and to have: own lists, of the commonest words of each language.
const FUNCTION: &str = "\
the of and to in a is that it for was on are as with his they at be this from have or by one had not but what all were when \
there can an which their said if do will each about how up out them then she many some so these would other into has more her \
two like him see time could no make than first been its who now people my made over did only way find use may after where \
most also because while through between against during before under such very just should being same both those \
der die das und ist von den zu mit sich des auf für im dem nicht ein eine einer als auch es an werden aus er hat dass daß sie \
nach wird bei einen um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man dann soll kann \
schon wenn sein wurde mich gegen vom können eines seine ihre dieser diese wieder keine habe worden waren \
le la les de du des et est un une dans que qui pour pas sur avec ce il elle au aux se son sa ses par plus ne en sont cette \
mais comme ou été être fait leur ont même aussi tout deux après sans où entre dont ces ainsi encore \
el los las una del al es y por con para como su más pero sus lo este ya entre cuando muy sin sobre también hasta hay donde \
desde todo durante todos uno ni contra ese eso ante ellos esto antes algunos qué está fue son ha han porque \
il lo gli della dei delle di che non per sono con una si da nel alla ma come anche più dal questo era ha le nella sul ed tra \
ai essere stato suo sua loro dopo hanno degli quando perché quale \
o os as da do dos não uma em no na com mais foi ao ele das à seu sua ou quando muito nos já também só pelo pela até isso ela \
entre depois sem mesmo aos seus quem nas esse eles você essa num nem suas às foram está são \
de het een van en dat die te op zijn niet met voor er aan om ook als maar bij uit nog naar dan wordt door over worden hij was \
werd heeft kan tot \
i w na z się że do nie to jest za od przez po jak co ale dla przy ma oraz tym tego być był było może tak są jego jej już które \
który która jako ich tylko gdy czy też bardzo przed \
a v se na je že s z do o pro ve za by k jako jsou po od ale není bylo při byl jen nebo podle tak která který které \
și în de la cu pe nu că este o din un să mai se pentru au fost sau care ce dar prin după lui fi \
och i att det som en på är av för med till den har de inte om ett han men var jag sig från så kan vi när nu efter vid \
og i det er en til på av for med som at de den har ikke om et han var fra men så kan hun når etter skal eller blev \
ja on ei että oli se hän mutta ovat kun niin joka myös sekä tai kuin jo vain ole ollut \
és a az hogy nem is egy ez de meg volt már van csak mint még azt el \
ve bir bu da de için ile çok daha olarak gibi ne kadar olan sonra en o var ki ama ise değil olduğu her \
dan yang di ini itu dengan untuk dari dalam tidak akan pada juga ke karena ada oleh telah sudah saya bisa mereka atau adalah \
và của là có không được cho một trong các những với này đã người khi để từ cũng về như đến ra nhiều vào \
и в не на что с по как это он но к из у за от то о так же для было все она был бы его только мы ее их при или если до уже \
когда чтобы есть ему во еще без был были быть может этого где том который которые которая также после над \
та що на з у не до як за від це його про та для але який які бути й або \
на за се да от са като че по ще има към или беше \
και το η ο να του της με που την για από στο σε τα οι των τον δεν είναι στην θα ότι στη τη μια στον ένα αλλά όπως έχει ήταν \
κατά μετά αυτό ως πως μας \
في من على أن إلى التي عن مع هذا الذي كان ما لا هذه بين أو قد بعد كما ذلك لم كل وقد كانت وهو غير قبل هو هي إن حتى عند أي ولا \
و در به از که این را با است برای آن یک خود تا بر هم نیز شد شده \
של את על לא הוא זה עם כי גם היא או אבל כל יש אם היה \
के में है की से का को और पर ने यह कि हैं एक नहीं भी इस था तो ही कर लिए या हो";

/// Words by which a page speaks to who reads it, or for its makers.
const PERSON: &str = "\
you your yours yourself we our ours us i me my mine \
ihr ihre ihren ihrem sie wir uns unser unsere unseren unserem du dein deine dir dich ich mir mein meine \
vous votre vos nous notre nos tu ton ta tes toi je mon ma mes \
usted ustedes tu tus te nosotros nuestro nuestra nuestros nuestras yo mi mis \
tuo tua tuoi voi vostro vostra noi nostro nostra nostri io mio mia \
você vocês seu nós nosso nossa nossos eu meu minha \
jij je jouw uw wij ons onze ik mijn \
ty twój twoje twoja pan pani państwa my nas nasz nasze nasza nam ja mój \
vy váš vaše vás my náš naše nás já můj \
du din ditt dina vi vår vårt våra oss jag min mitt \
sen siz sizin biz bizim ben benim \
bạn chúng tôi kami anda kamu kita saya \
вы вас вам ваш ваша ваше ваши ваших мы нас нам наш наша наше наши наших ты я мне меня мой моя \
ви вас ваш ваші ми нас наш наші \
εσείς σας εμείς μας εσύ σου εγώ μου \
أنت لك نحن لنا أنا";

/// Characters of Chinese that hold a sentence together, and are rare in names of menus.
const HAN_FUNCTION: &str = "的了是在和有不这這也就与與而以为為对對等之其中于於我他她它们們但及被把将將从從向并並很都还還又再却卻已那些个個着著到说說让讓";
/// Characters of Chinese by which a page speaks to who reads it, or for its makers.
const HAN_PERSON: &str = "您你我咱";

/// Words that sites use of themselves: doors, comments, shares, subscriptions, rights.
const SITE: &str = "\
login sign register registered registration subscribe subscribed subscription subscriptions subscriber subscribers newsletter \
newsletters comment comments commenting reply replies share tweet facebook twitter google linkedin pinterest instagram youtube \
whatsapp telegram rss email e-mail print follow cookie cookies privacy policy copyright reserved disclaimer advertise \
advertisement advertisements advertising sponsored click related latest popular trending posted archives categories tags tagged \
homepage website contact sitemap feedback password username membership trial download app apps android iphone alerts updates \
browser javascript moderated moderation moderators abusive spam permalink trackback pingback powered wordpress blog blogs forum \
webmaster unsubscribe inbox checkout shipping cart \
anmelden anmeldung registrieren registrierung abonnieren abo abonnement abonnenten kommentar kommentare kommentieren antworten \
teilen drucken impressum datenschutz datenschutzerklärung agb nutzungsbedingungen werbung anzeige anzeigen urheberrecht \
vorbehalten weiterlesen startseite kontakt passwort benutzername nutzer konto kostenlos klicken redaktion einwilligung \
zustimmung widerrufen \
connexion connecter inscription inscrire abonner abonnez abonnés commentaire commentaires commenter répondre partager imprimer \
mentions légales confidentialité publicité réservés accueil rechercher gratuit gratuitement cliquez cliquer rubrique rédaction \
courriel signaler modération internautes \
sesión registrarse regístrate suscripción suscríbete suscriptores boletín comentario comentarios comentar responder compartir \
imprimir privacidad términos publicidad derechos reservados portada contraseña usuario usuarios gratis clic etiquetas \
accedi registrati iscriviti iscrizione abbonati abbonamento commento commenti commenta rispondi condividi stampa pubblicità \
diritti riservati correlati contatti utente utenti clicca redazione \
cadastre-se cadastro assine assinante assinantes assinatura comentário comentários compartilhar partilhar privacidade \
publicidade direitos senha usuário usuários grátis clique redação \
zaloguj zarejestruj rejestracja logowanie subskrypcja komentarz komentarze komentarzy komentuj skomentuj odpowiedz udostępnij \
drukuj regulamin prywatności reklama zastrzeżone serwis serwisu hasło użytkownik użytkownika użytkowników konto bezpłatny \
kliknij redakcja zgłoś opinie polecamy tagi \
войти вход регистрация зарегистрируйтесь авторизация подписка подписаться рассылка комментарий комментарии комментариев \
ответить поделиться распечатать конфиденциальности реклама рекламы защищены поиск контакты пароль логин пользователь \
пользователя пользователи пользователей редакция редакции сайт сайта сайте сайтов ссылка ссылки перепечатка гиперссылка \
гиперссылки сми роскомнадзор блог блоги форум теги рубрика архив \
увійти реєстрація коментар коментарі коментарів підписатися реклами сайту передрук \
σύνδεση εγγραφή σχόλιο σχόλια σχολίων σχολιάστε διαβάστε περισσότερα κοινοποίηση εκτύπωση όροι χρήσης δικαιώματα διαφήμιση \
επικοινωνία αναζήτηση αρχική κωδικός χρήστη χρήστης χρήστες ιστοσελίδα αναδημοσίευση \
inloggen aanmelden registreren abonneren abonnee nieuwsbrief reactie reacties reageer delen voorwaarden advertentie \
auteursrecht voorbehouden wachtwoord \
prenumerera nyhetsbrev kommentarer logga registrera annons annonse annonce lösenord passord \
přihlásit registrace předplatné komentář komentáře diskuse sdílet vyhrazena heslo uživatel \
bejelentkezés regisztráció feliratkozás hírlevél hozzászólás hozzászólások megosztás hirdetés fenntartva \
autentificare înregistrare abonează abonare comentarii comentariu distribuie publicitate drepturi rezervate \
giriş üye üyelik kayıt abone bülten yorum yorumlar paylaş yazdır gizlilik reklam saklıdır tıklayın iletişim şifre \
masuk daftar langganan berlangganan komentar bagikan iklan redaksi \
تسجيل الدخول التسجيل اشترك الاشتراك تعليق تعليقات التعليقات مشاركة طباعة الخصوصية الشروط إعلان إعلانات حقوق محفوظة المنتدى \
الأعضاء المشاركات ورود عضویت نظرات دیدگاه تبلیغات \
כניסה הרשמה תגובה תגובות שתף פרסומת זכויות שמורות \
로그인 회원가입 댓글 구독 공유 무단 전재 재배포 금지 저작권자 관련기사 광고";

/// The same of two characters of Han.
const HAN_SITE: &str = "\
登录 登入 登錄 注册 註冊 评论 評論 版权 版權 转载 轉載 关注 關注 分享 推荐 推薦 阅读 閱讀 点击 點擊 收藏 责编 广告 廣告 首页 首頁 专题 專題 频道 \
頻道 网友 網友 跟帖 跟贴 回复 回覆 编辑 編輯 来源 來源 声明 聲明 本站 本网 本網 网站 網站 下载 下載 会员 會員 微博 微信 扫码 热门 熱門 相关 相關 \
更多 投稿 举报 隐私 协议 联系 未经 授权 备案 许可 免责 記事 関連 登録 会員 無料 配信 掲載 転載 著作 規約 一覧 新着 最新 人気 検索 購読 通知";

/// Slots of the table: a power of two, four times as many as words.
const SLOTS: usize = 8192;

/// Words by hash, open addressing.
struct Table {
    slots: Vec<(u32, Role)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { slots: vec![(0, Role::Other); SLOTS] };
    for word in PERSON.split_whitespace() {
        table.put(hash(word), Role::Person);
    }
    for word in FUNCTION.split_whitespace() {
        table.put(hash(word), Role::Function);
    }
    for word in SITE.split_whitespace().chain(HAN_SITE.split_whitespace()) {
        table.put(hash(word), Role::Site);
    }
    table
});

impl Table {
    /// Files a word, if it is not there yet.
    fn put(&mut self, hash: u32, role: Role) {
        let mut at = hash as usize % SLOTS;
        while self.slots[at].0 != 0 && self.slots[at].0 != hash {
            at = (at + 1) % SLOTS;
        }
        if self.slots[at].0 == 0 {
            self.slots[at] = (hash, role);
        }
    }
}

/// What a word with this [`hash`] does.
pub fn role(hash: u32) -> Role {
    let slots = &TABLE.slots;
    let mut at = hash as usize % SLOTS;
    loop {
        match slots[at] {
            (0, _) => return Role::Other,
            (known, role) if known == hash => return role,
            _ => at = (at + 1) % SLOTS,
        }
    }
}

/// What a character of Chinese does.
pub fn role_of_han(c: char) -> Role {
    /// Roles of the block of common ideographs.
    static HAN: LazyLock<Vec<Role>> = LazyLock::new(|| {
        let mut roles = vec![Role::Other; 0xa000 - 0x4e00];
        let mut note = |list: &str, role| list.chars().for_each(|c| roles[c as usize - 0x4e00] = role);
        note(HAN_FUNCTION, Role::Function);
        note(HAN_PERSON, Role::Person);
        roles
    });
    HAN.get((c as usize).wrapping_sub(0x4e00)).copied().unwrap_or(Role::Other)
}

/// Hash of no letters yet (FNV-1a, 32 bits).
pub const EMPTY: u32 = 0x811c_9dc5;

/// The hash of what `hash` stands for with a letter behind it. Never 0 but by chance of one in four milliards.
#[inline]
pub fn with(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193)
}

/// Hash of a word in lower case.
pub fn hash(word: &str) -> u32 {
    word.chars().fold(EMPTY, with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_function_words_of_many_languages() {
        for word in ["the", "und", "que", "który", "что", "και", "في", "với"] {
            assert_eq!(role(hash(word)), Role::Function, "{word}");
        }
        for word in ["your", "unsere", "вас", "nosotros"] {
            assert_eq!(role(hash(word)), Role::Person, "{word}");
        }
        assert_eq!(role(hash("harbour")), Role::Other);
        assert_eq!(role_of_han('的'), Role::Function);
        assert_eq!(role_of_han('您'), Role::Person);
        assert_eq!(role_of_han('港'), Role::Other);
        assert_eq!(role_of_han('か'), Role::Other);
    }
}
