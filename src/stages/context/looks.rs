//! How a paragraph starts and ends, and what it is written in, as far as they are told apart.

use crate::script::Script;

/// How a paragraph ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// With a letter.
    #[default]
    Letter,
    /// With a digit.
    Digit,
    /// Like a sentence, perhaps with a closing quote or bracket behind.
    Sentence,
    /// Like a question.
    Question,
    /// Cut short.
    Ellipsis,
    /// With a colon.
    Colon,
    /// With a comma or a semicolon.
    Comma,
    /// With a closing quote or bracket and no end of a sentence before.
    Closed,
    /// With another mark.
    Mark,
}

/// How a paragraph starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// With a capital.
    Capital,
    /// With a small letter.
    Small,
    /// With a letter of a script that has no capitals.
    Uncased,
    /// With a digit.
    Digit,
    /// With the mark of a list item.
    Bullet,
    /// With a quote or a bracket.
    Quote,
    /// With another mark.
    #[default]
    Mark,
}

/// Scripts as far as they are told apart here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// No letters.
    #[default]
    None,
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Han without Kana.
    Han,
    /// Kana, and Han among it.
    Kana,
    /// Hangul.
    Hangul,
    /// Arabic, Hebrew and their kin.
    Arabic,
    /// Any other.
    Other,
}

impl Family {
    /// All of them, by number.
    pub(super) const ALL: [Self; 9] = [
        Self::None,
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Arabic,
        Self::Other,
    ];

    /// The family of a script.
    pub(super) fn of(script: Script) -> Self {
        match script {
            Script::Latin => Self::Latin,
            Script::Cyrillic => Self::Cyrillic,
            Script::Greek => Self::Greek,
            Script::Han => Self::Han,
            Script::Hiragana | Script::Katakana => Self::Kana,
            Script::Hangul => Self::Hangul,
            Script::Arabic | Script::Hebrew => Self::Arabic,
            _ => Self::Other,
        }
    }
}

impl End {
    /// How a text ends that ends with `tail`.
    pub(super) fn of(tail: &str) -> Self {
        let mut closed = false;
        for c in tail.chars().rev() {
            match c {
                _ if c.is_whitespace() => {}
                '"' | '\'' | ')' | ']' | '}' | '»' | '›' | '」' | '』' | '】' | '》' | '）' | '”' | '’' => {
                    closed = true
                }
                '…' => return Self::Ellipsis,
                '.' | '。' if tail.trim_end().ends_with("..") || tail.ends_with("。。") => return Self::Ellipsis,
                '?' | '？' | '؟' => return Self::Question,
                '.' | '!' | '。' | '！' | '।' | '۔' | '｡' => return Self::Sentence,
                _ if closed => return Self::Closed,
                ':' | '：' => return Self::Colon,
                ',' | '，' | '、' | ';' | '；' | '،' => return Self::Comma,
                _ if c.is_numeric() => return Self::Digit,
                _ if c.is_alphabetic() => return Self::Letter,
                _ => return Self::Mark,
            }
        }
        if closed { Self::Closed } else { Self::Mark }
    }
}

impl Start {
    /// How a text starts.
    pub(super) fn of(text: &str) -> Self {
        let Some(c) = text.chars().next() else { return Self::Mark };
        match c {
            '•' | '·' | '-' | '*' | '–' | '—' | '»' | '>' | '▪' | '●' | '■' | '◆' | '○' | '▶' | '+' => {
                Self::Bullet
            }
            '"' | '“' | '„' | '«' | '「' | '『' | '‘' | '\'' | '(' | '[' | '【' | '《' | '（' => {
                Self::Quote
            }
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_uppercase() => Self::Capital,
            _ if c.is_lowercase() => Self::Small,
            _ if c.is_alphabetic() => Self::Uncased,
            _ => Self::Mark,
        }
    }
}
