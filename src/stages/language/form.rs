//! How records name languages.

use crate::language::find;

/// The form of codes in records; rules always say `en`, `zh-Hans`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// ISO 639-3 (`eng`) instead of ISO 639-1 (`en`).
    pub three_letters: bool,
    /// With the script behind it: `en-Latn`, `zh-Hans`, as BCP 47 has it.
    pub script: bool,
}

impl Form {
    /// The code for a language and a script as labels have them.
    pub fn of(self, language: &str, script: &str) -> String {
        let code = match self.three_letters {
            true => find(language).map_or(language, |known| known.code3),
            false => language,
        };
        if self.script { format!("{code}-{script}") } else { code.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_languages_in_the_form_asked_for() {
        let of = |three_letters, script| Form { three_letters, script }.of("zh", "Hans");
        assert_eq!([of(false, false), of(true, false), of(true, true)], ["zh", "zho", "zho-Hans"]);
        assert_eq!(Form { three_letters: true, script: false }.of("und", "Zyyy"), "und");
    }
}
