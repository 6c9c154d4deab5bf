//! Words, times and marks of hours written by people.

use crate::problem::{Refusal, reason};
use crate::text::fold;
use crate::time::Weekday;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Day(Weekday),
    AllDays,
    Weekend,
    Holidays,
    Month(u8),
    /// Minutes since midnight.
    Time(u16),
    /// A number without minutes: an hour, or a day of a month.
    Number(u16),
    /// The n-th day of its name in a month; -1 is the last.
    Nth(i8),
    /// From … to.
    Dash,
    Slash,
    /// A comma or "e".
    And,
    /// A semicolon, a full stop or a new line.
    Stop,
    /// "anche".
    Also,
    /// "chiuso".
    Closed,
    /// "tranne".
    Except,
    /// "su appuntamento".
    Appointment,
}

/// Longer texts are no opening hours.
const MOST_BYTES: usize = 1_000;

const DAYS: [&str; 7] = [
    "lunedi",
    "martedi",
    "mercoledi",
    "giovedi",
    "venerdi",
    "sabato",
    "domenica",
];
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
/// Words that say nothing of their own.
const FILLERS: &[&str] = &[
    "dal",
    "dalle",
    "dalla",
    "dall",
    "da",
    "ore",
    "ora",
    "h",
    "il",
    "i",
    "la",
    "le",
    "lo",
    "l",
    "di",
    "del",
    "dei",
    "delle",
    "nei",
    "nelle",
    "nel",
    "in",
    "su",
    "solo",
    "soltanto",
    "previo",
    "previa",
    "aperto",
    "aperta",
    "apertura",
    "orario",
    "orari",
    "continuato",
    "mattina",
    "mattino",
    "mattine",
    "pomeriggio",
    "pomeriggi",
    "sera",
    "mese",
    "ogni",
    "tutti",
    "tutte",
    "per",
    "con",
    "giornata",
    "intera",
];

/// The day of the week that a folded word names, whole or shortened to two letters or more.
#[must_use]
pub fn weekday_of(word: &str) -> Option<Weekday> {
    let plural = match word {
        "sabati" => "sabato",
        "domeniche" => "domenica",
        word => word,
    };
    let at = DAYS
        .iter()
        .position(|day| plural.len() >= 2 && day.starts_with(plural))?;
    Some(Weekday::from_index(at as u8))
}

/// The month, 1 to 12, that a folded word names, whole or shortened to three letters or more.
#[must_use]
pub fn month_of(word: &str) -> Option<u8> {
    let at = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(word))?;
    Some(at as u8 + 1)
}

pub(super) fn refused(column: usize, pieces: &[&str]) -> Refusal {
    Refusal::at("bad-opening-hours", column, reason(pieces))
}

/// The tokens with their 1-based columns.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Refusal> {
    if text.len() > MOST_BYTES {
        return Err(Refusal::new(
            "bad-opening-hours",
            reason(&["opening hours are longer than 1,000 bytes"]),
        ));
    }
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let column = at + 1;
        if letter.is_alphabetic() {
            let start = at;
            while letters.get(at).is_some_and(|letter| letter.is_alphabetic()) {
                at += 1;
            }
            let written: String = letters[start..at].iter().collect();
            if let Some(token) = word(&fold(&written), column, &written)? {
                tokens.push((column, token));
            }
            continue;
        }
        if letter.is_ascii_digit() {
            let token = number(&letters, &mut at, column)?;
            tokens.push((column, token));
            continue;
        }
        at += 1;
        let token = match letter {
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '>' | '\u{2192}' => Token::Dash,
            '/' => Token::Slash,
            ',' | '&' | '+' => Token::And,
            ';' | '.' | '\n' | '\r' | '|' => Token::Stop,
            ':' | '\'' | '\u{2019}' | '(' | ')' | '"' => continue,
            letter if letter.is_whitespace() => continue,
            letter => {
                return Err(refused(
                    column,
                    &["\"", &letter.to_string(), "\" is not understood in opening hours"],
                ));
            }
        };
        tokens.push((column, token));
    }
    Ok(tokens)
}

fn word(folded: &str, column: usize, written: &str) -> Result<Option<Token>, Refusal> {
    let token = match folded {
        "e" | "ed" => Token::And,
        "a" | "al" | "alle" | "alla" | "all" | "fino" | "sino" => Token::Dash,
        "anche" | "inoltre" => Token::Also,
        "chiuso" | "chiusa" | "chiusi" | "chiusura" => Token::Closed,
        "tranne" | "escluso" | "esclusa" | "esclusi" | "eccetto" | "salvo" => Token::Except,
        "appuntamento" | "prenotazione" | "appuntamenti" => Token::Appointment,
        "giorni" | "giorno" => Token::AllDays,
        "weekend" => Token::Weekend,
        "festivi" | "festivo" => Token::Holidays,
        "mezzogiorno" => Token::Time(12 * 60),
        "mezzanotte" => Token::Time(24 * 60),
        "primo" | "prima" => Token::Nth(1),
        "secondo" | "seconda" => Token::Nth(2),
        "terzo" | "terza" => Token::Nth(3),
        "quarto" | "quarta" => Token::Nth(4),
        "ultimo" | "ultima" => Token::Nth(-1),
        "feriali" | "feriale" => {
            let words = [
                "\"",
                written,
                "\" may mean Monday to Friday or to Saturday: write the days",
            ];
            return Err(refused(column, &words));
        }
        filler if FILLERS.contains(&filler) => return Ok(None),
        other => match (weekday_of(other), month_of(other)) {
            (Some(day), _) => Token::Day(day),
            (None, Some(month)) => Token::Month(month),
            (None, None) => {
                return Err(refused(
                    column,
                    &["\"", written, "\" is not understood in opening hours"],
                ));
            }
        },
    };
    Ok(Some(token))
}

/// An hour with or without minutes (`9`, `9.30`, `9:30`, `9,30`, `9h30`), or the first of a month (`1°`).
fn number(letters: &[char], at: &mut usize, column: usize) -> Result<Token, Refusal> {
    let digits = |from: usize| {
        let digits = letters.get(from..).unwrap_or_default();
        digits.iter().take_while(|letter| letter.is_ascii_digit()).count()
    };
    let value = |from: usize, count: usize| {
        letters[from..from + count]
            .iter()
            .fold(0_u16, |value, digit| value * 10 + (*digit as u16 - '0' as u16))
    };
    let count = digits(*at);
    if count > 2 {
        return Err(refused(column, &["this is no time such as 9.30"]));
    }
    let hour = value(*at, count);
    *at += count;
    let mark = letters.get(*at).copied().unwrap_or(' ');
    if matches!(mark, '\u{b0}' | '\u{ba}' | '\u{aa}') {
        *at += 1;
        let nth = i8::try_from(hour).ok().filter(|nth| (1..=4).contains(nth));
        return nth
            .map(Token::Nth)
            .ok_or_else(|| refused(column, &["a month has a first to a fourth and a last day of each name"]));
    }
    let behind = digits(*at + 1);
    let minute = (behind == 2).then(|| value(*at + 1, 2)).filter(|minute| *minute < 60);
    let minutes_follow = match mark {
        '.' | ':' | 'h' => true,
        // "9-12,15-18" lists spans, "8,30-12,30" writes minutes.
        ',' => minute.is_some_and(|minute| match minute {
            0 => true,
            1..=24 => minute == 15 && !next_is_dash(letters, *at + 3),
            _ => true,
        }),
        _ => false,
    };
    let minute = match minute.filter(|_| minutes_follow) {
        Some(minute) => {
            *at += 3;
            Some(minute)
        }
        None if matches!(mark, ':' | 'h') && behind > 0 => {
            return Err(refused(column, &["this is no time such as 9.30"]));
        }
        None => None,
    };
    match minute {
        Some(minute) if hour < 24 || (hour == 24 && minute == 0) => Ok(Token::Time(hour * 60 + minute)),
        Some(_) => Err(refused(column, &["there is no such time of day"])),
        None => Ok(Token::Number(hour)),
    }
}

fn next_is_dash(letters: &[char], at: usize) -> bool {
    let rest = letters.get(at..).unwrap_or_default();
    let next = rest.iter().find(|letter| !letter.is_whitespace());
    next.is_some_and(|letter| matches!(letter, '-' | '\u{2010}'..='\u{2015}'))
}
