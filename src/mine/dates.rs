//! Names of months and days, as match keys have them: what varies in a line because time passes.

/// Names of weekdays, and of months that are no other word, in en, de, fr, es, pt, it, nl, pl, ru, sv: they are dates
/// wherever the line has a number.
const PLAIN: &str = "monday tuesday wednesday thursday friday saturday sunday january february april june july august \
    september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz \
    juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier février avril juin juillet \
    août septembre octobre novembre décembre lunes martes miércoles jueves viernes sábado domingo enero febrero abril \
    mayo junio julio agosto septiembre octubre noviembre diciembre janeiro fevereiro março maio junho julho setembro \
    outubro dezembro lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno \
    luglio settembre ottobre dicembre maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart \
    augustus poniedziałek wtorek środa czwartek piątek sobota niedziela stycznia lutego marca kwietnia maja czerwca lipca \
    sierpnia września października listopada grudnia понедельник вторник среда четверг пятница суббота воскресенье января \
    февраля марта апреля июня июля августа сентября октября ноября декабря måndag tisdag onsdag torsdag fredag lördag \
    söndag augusti";

/// Short names, names that are other words too, the halves of the day, and the ends of ordinals: dates only beside a
/// number or another such name.
const BESIDE_A_NUMBER: &str = "mon tue tues wed thu thur thurs fri sat sun jan feb mar apr may march jun jul aug sep sept \
    oct nov dec am pm st nd rd th mo di mi do fr sa so mai okt dez lun mer jeu ven sam dim janv févr avr juil déc mié jue \
    vie sáb dom ene abr ago dic set out dez мая янв фев мар апр июн июл авг сен сент окт ноя дек пн вт ср чт пт сб вс maj \
    mei mrt";

/// How sure it is that a word is part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateWord {
    /// It is wherever the line has a number.
    Plain,
    /// It is beside a number or another word of a date.
    BesideNumber,
}

/// Whether a word, in lower case, names a part of a date.
pub fn date_word(word: &str) -> Option<DateWord> {
    let is_in = |names: &str| names.split_whitespace().any(|name| name == word);
    if word.len() > 24 {
        None
    } else if is_in(PLAIN) {
        Some(DateWord::Plain)
    } else if is_in(BESIDE_A_NUMBER) {
        Some(DateWord::BesideNumber)
    } else {
        None
    }
}
