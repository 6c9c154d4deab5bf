//! Days and times in Italian words, for the sentences that are made here and work without a browser.

use super::date::{Date, LocalDateTime, TimeOfDay, Weekday};

/// `lunedì` to `domenica`.
#[must_use]
pub const fn weekday(day: Weekday) -> &'static str {
    [
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
    ][day.index() as usize]
}

/// `gennaio` to `dicembre` for 1 to 12; `""` for anything else.
#[must_use]
pub const fn month(month: u8) -> &'static str {
    match month {
        1 => "gennaio",
        2 => "febbraio",
        3 => "marzo",
        4 => "aprile",
        5 => "maggio",
        6 => "giugno",
        7 => "luglio",
        8 => "agosto",
        9 => "settembre",
        10 => "ottobre",
        11 => "novembre",
        12 => "dicembre",
        _ => "",
    }
}

/// `28 agosto`, `1º maggio`.
#[must_use]
pub fn day_month(date: Date) -> String {
    let (_, number, day) = date.civil();
    match day {
        1 => ["1º ", month(number)].concat(),
        _ => [day.to_string().as_str(), " ", month(number)].concat(),
    }
}

/// `martedì 24 novembre`.
#[must_use]
pub fn day(date: Date) -> String {
    [weekday(date.weekday()), " ", &day_month(date)].concat()
}

/// `24 novembre 2026`.
#[must_use]
pub fn full_day(date: Date) -> String {
    let (year, ..) = date.civil();
    [day_month(date).as_str(), " ", &year.to_string()].concat()
}

/// `nov`.
#[must_use]
pub fn short_month(date: Date) -> String {
    let (_, number, _) = date.civil();
    month(number)[..3].to_owned()
}

/// `mar`.
#[must_use]
pub fn short_weekday(date: Date) -> String {
    weekday(date.weekday())[..3].to_owned()
}

/// `mar 24 nov`.
#[must_use]
pub fn short_day(date: Date) -> String {
    let (_, number, day) = date.civil();
    let words = [
        &weekday(date.weekday())[..3],
        " ",
        &day.to_string(),
        " ",
        &month(number)[..3],
    ];
    words.concat()
}

/// `martedì 24 novembre, 16:30`.
#[must_use]
pub fn moment(at: LocalDateTime) -> String {
    [day(at.date).as_str(), ", ", &at.time.to_string()].concat()
}

/// `15:30–18:30`.
#[must_use]
pub fn span(from: TimeOfDay, to: TimeOfDay) -> String {
    [from.to_string().as_str(), "–", &to.to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_calendars_write_them() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(full_day(date("2026-11-24")), "24 novembre 2026");
        assert_eq!(full_day(date("2027-05-01")), "1º maggio 2027");
        assert_eq!(short_day(date("2026-11-24")), "mar 24 nov");
        assert_eq!(short_weekday(date("2026-11-27")), "ven");
        let months: Vec<String> = (1..=12)
            .map(|month| short_month(date(&format!("2026-{month:02}-05"))))
            .collect();
        assert_eq!(months.join(" "), "gen feb mar apr mag giu lug ago set ott nov dic");
    }
}
