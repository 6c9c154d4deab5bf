//! A date as exactly as a source tells it: a day, a month or a year.

use core::fmt;
use core::str::FromStr;

use super::date::{Date, days_in_month};
use super::words;
use crate::problem::{Refusal, reason};

/// A day (`2025-10-05`), a month (`2025-10`) or a year (`2025`), from 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: u16,
    /// 0 where only the year is known.
    month: u8,
    /// 0 where only the month is known.
    day: u8,
}

impl PartialDate {
    /// A day.
    #[must_use]
    pub const fn of(date: Date) -> Self {
        let (year, month, day) = date.civil();
        Self {
            year: year as u16,
            month,
            day,
        }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year as i32
    }

    /// The month, 1–12, if it is known.
    #[must_use]
    pub const fn month(self) -> Option<u8> {
        if self.month == 0 { None } else { Some(self.month) }
    }

    /// The day, if it is known.
    #[must_use]
    pub const fn date(self) -> Option<Date> {
        Date::new(self.year(), self.month, self.day)
    }

    /// The first day it can be.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.month.max(1), self.day.max(1)).unwrap_or(Date::MIN)
    }

    /// The last day it can be.
    #[must_use]
    pub fn last_day(self) -> Date {
        let month = self.month().unwrap_or(12);
        let day = match self.day {
            0 => days_in_month(self.year(), month),
            day => day,
        };
        Date::new(self.year(), month, day).unwrap_or(Date::MAX)
    }

    /// "24 novembre 2026", "novembre 2026" or "2026".
    #[must_use]
    pub fn words(self) -> String {
        match (self.date(), self.month()) {
            (Some(date), _) => words::full_day(date),
            (None, Some(month)) => [words::month(month), " ", &self.year.to_string()].concat(),
            (None, None) => self.year.to_string(),
        }
    }
}

impl FromStr for PartialDate {
    type Err = Refusal;

    /// Takes `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let whole = match text.len() {
            4 => [text, "-01-01"].concat(),
            7 => [text, "-01"].concat(),
            _ => text.to_owned(),
        };
        let refused = |_| {
            let words = ["not a date YYYY-MM-DD, YYYY-MM or YYYY from 1900 to 2200: ", text];
            Refusal::new("bad-date", reason(&words))
        };
        let mut date = Self::of(whole.parse().map_err(refused)?);
        if text.len() < 10 {
            date.day = 0;
        }
        if text.len() < 7 {
            date.month = 0;
        }
        Ok(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.first_day().to_string();
        let length = match (self.month, self.day) {
            (0, _) => 4,
            (_, 0) => 7,
            _ => 10,
        };
        f.write_str(&text[..length])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_exact_as_it_is_written() {
        for (text, first, last, words) in [
            ("2025-10-05", "2025-10-05", "2025-10-05", "5 ottobre 2025"),
            ("2025-10", "2025-10-01", "2025-10-31", "ottobre 2025"),
            ("2024-02", "2024-02-01", "2024-02-29", "febbraio 2024"),
            ("2025", "2025-01-01", "2025-12-31", "2025"),
        ] {
            let date: PartialDate = text.parse().expect("a date");
            assert_eq!(date.to_string(), text);
            assert_eq!(
                (date.first_day().to_string(), date.last_day().to_string()),
                (first.to_owned(), last.to_owned())
            );
            assert_eq!(date.words(), words);
            assert_eq!(date.date().is_some(), text.len() == 10);
        }
        for text in [
            "",
            "25",
            "2025-13",
            "2025-1",
            "1899",
            "2025-02-30",
            "2025-10-",
            "10-2025",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }
}
