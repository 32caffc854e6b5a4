//! What is measured of a paragraph: the features that `context.toml` names.

macro_rules! features {
    ($($variant:ident $name:literal [$($class:literal),*] $about:literal)*) => {
        /// What is measured of a paragraph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "`ALL` says what each is")]
        pub enum Feature { $($variant),* }

        /// All features: name, classes if it names one of several, and what it is.
        pub const ALL: &[(Feature, &str, &[&str], &str)] = &[$((Feature::$variant, $name, &[$($class),*], $about)),*];
    };
}

features! {
    Width "width" [] "characters; a wide one counts as two and a half"
    Words "words" [] "words"
    End "end" ["letter", "digit", "sentence", "question", "ellipsis", "colon", "comma", "closed", "mark"] "how it ends"
    Start "start" ["capital", "small", "uncased", "digit", "bullet", "quote", "mark"] "how it starts"
    Function "function" [] "share of function words or characters; below 0 where none are known for the script"
    Person "person" [] "words that speak to the reader or for the makers (you, our, 您), in a hundred words"
    Capitals "capitals" [] "share of words that begin with a capital; below 0 where the script has none"
    Upper "upper" [] "share of letters that are capitals"
    Digits "digits" [] "share of digits among letters and digits"
    Commas "commas" [] "commas and semicolons"
    Sentences "sentences" [] "ends of sentences"
    Separators "separators" [] "marks that menus put between entries: | · » /"
    Symbols "symbols" [] "share of other marks"
    Links "links" [] "addresses and names with @"
    Dates "dates" [] "dates and times in digits"
    Colons "colons" [] "colons"
    Quotes "quotes" [] "quotes and brackets"
    Site "site" [] "words that sites use of themselves (subscribe, comments, 评论), in a hundred words"
    Shouts "shouts" [] "marks of loud or chatty writing: ! ?? :)"
    Foreign "foreign" ["same", "none", "other"] "whether its script is that of most of the page"
    Family "script" ["none", "latin", "cyrillic", "greek", "han", "kana", "hangul", "arabic", "other"] "script of most of the page"
    Blank "blank" ["none", "before", "after", "both"] "blank lines around it"
    Indent "indent" [] "white space before it"
    Repeats "repeats" [] "how often its letters occur on the page"
    Forms "forms" [] "how often a paragraph of its form occurs within ten before and behind"
    Cohesion "cohesion" [] "share of its words that other prose of the page has; below 0 where it has no such words"
    Echo "echo" [] "share of its words that any other paragraph of the page has"
    Index "index" [] "paragraphs before it"
    Left "left" [] "paragraphs behind it"
    Place "place" [] "paragraphs before it, share"
    MassBefore "prose-before" [] "share of the prose of the page that stands before it"
    ToProseBefore "to-prose-before" [] "paragraphs back to the last prose"
    ToProseAfter "to-prose-after" [] "paragraphs on to the next prose"
    Near1 "prose-1" [] "prose in the paragraphs beside it, in characters"
    Before3 "prose-3-before" [] "prose in the three before it, characters a paragraph"
    After3 "prose-3-after" [] "the same of the three behind"
    Before8 "prose-8-before" [] "the same of the eight before"
    After8 "prose-8-after" [] "the same of the eight behind"
    Around20 "prose-20" [] "the same of twenty before and behind"
    Span "span" [] "paragraphs to the densest span of prose: below 0 before it, 0 inside"
    WideSpan "wide-span" [] "the same with gaps counted for less"
    SpanShare "span-share" [] "share of the prose of the page that is in the densest span"
    SpanMass "span-mass" [] "prose of the densest span, in characters"
    ProseShare "prose-share" [] "share of paragraphs that are prose"
    Paragraphs "paragraphs" [] "paragraphs of the page"
    Taken1 "taken-1" [] "paragraphs beside it that rules of chrome took"
    TakenBefore "taken-before" [] "paragraphs back to the last that rules took"
    TakenAfter "taken-after" [] "paragraphs on to the next that rules took"
    Taken8 "taken-8" [] "share of eight before and behind that rules took"
    TakenBefore8 "taken-8-before" [] "share of eight before that rules took"
    TakenAfter8 "taken-8-after" [] "share of eight behind that rules took"
    TakenAbove "taken-above" [] "share of all before it that rules took"
    TakenBelow "taken-below" [] "share of all behind it that rules took"
    SubjectBefore "subject-before" ["any"] "subject of the last paragraph before it that rules took"
    SubjectAfter "subject-after" ["any"] "subject of the next one behind it"
    SinceSubject "since-subject" ["any"] "subject of rules that took most of what went within thirty before it"
    CommentsAbove "comments-above" [] "paragraphs before it that rules for comments took"
    CommentsBelow "comments-below" [] "the same of those behind it"
    DatesAbove "dates-above" [] "short paragraphs with dates before it"
    DatesBelow "dates-below" [] "the same of those behind it"
    Dates5 "dates-5" [] "share of five before and behind that have dates"
    Ellipses5 "ellipses-5" [] "share of five before and behind that are cut short"
    Short5 "short-5" [] "share of five before and behind that are short"
    Titles5 "titles-5" [] "share of five before and behind that look like headlines"
    Names5 "names-5" [] "share of five before and behind that are a word or two, as names are"
    Templates5 "templates-5" [] "share of five before and behind that come again and again on the page"
    Sites8 "site-8" [] "words that sites use of themselves in eight before and behind"
    Shouts8 "shouts-8" [] "marks of loud or chatty writing in eight before and behind"
    Asks5 "asks-5" [] "share of five before and behind that are questions"
    Persons8 "person-8" [] "words that speak to the reader in eight before and behind"
    ShortRun "short-run" [] "length of the run of short paragraphs that it is in"
    SameRun "same-run" [] "neighbours in a row of much the same length"
    Contrast "contrast" [] "its width by the mean of four neighbours, as a logarithm to base two"
    Odds "odds" [] "logarithm of the odds that the first round gives it"
    Content3Before "content-3-before" [] "share of content, by characters, in the three before it, as the first round sees it"
    Content3After "content-3-after" [] "the same of the three behind"
    Content8Before "content-8-before" [] "the same of the eight before"
    Content8After "content-8-after" [] "the same of the eight behind"
    Content20 "content-20" [] "the same of twenty before and behind"
    Core "core" [] "paragraphs to the densest span of content, as the first round sees it: below 0 before it, 0 inside"
    WideCore "wide-core" [] "the same with gaps counted for less"
    CoreTaken "core-taken" [] "paragraphs that rules took between it and that span"
    CoreChrome "core-chrome" [] "characters of chrome between it and that span, as the first round sees it"
    CoreDates "core-dates" [] "paragraphs with dates between it and that span"
    CoreMass "core-mass" [] "content of that span, in characters"
    ContentBefore "content-before" [] "share of the content of the page that stands before it"
    ContentShare "content-share" [] "share of content in the page, by characters"
    Kinship "kinship" [] "mean of the chances of other paragraphs that have its words; below 0 where it has no such words"
    ToContentBefore "to-content-before" [] "paragraphs back to the last that is content almost surely"
    ToContentAfter "to-content-after" [] "paragraphs on to the next"
    Comments "comments" [] "paragraphs since one that a rule for comments took, if any did"
}

/// How many features there are.
pub const COUNT: usize = ALL.len();

/// The features of a paragraph, by number.
pub type Row = [f32; COUNT];
