//! Civil dates and times in integers (ISO 8601 texts, proleptic Gregorian calendar), and the instant called "now".

use core::fmt;
use core::str::FromStr;

use crate::problem::{Refusal, reason};

/// Seconds since 1970-01-01T00:00:00Z: the only absolute time; `now` is always given as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A day of the week, Monday first (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Weekday {
    /// Monday
    Mo,
    /// Tuesday
    Tu,
    /// Wednesday
    We,
    /// Thursday
    Th,
    /// Friday
    Fr,
    /// Saturday
    Sa,
    /// Sunday
    Su,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [Self::Mo, Self::Tu, Self::We, Self::Th, Self::Fr, Self::Sa, Self::Su];

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> u8 {
        self as u8
    }

    /// The day with that index; indexes above 6 wrap around.
    #[must_use]
    pub const fn from_index(index: u8) -> Self {
        Self::ALL[(index % 7) as usize]
    }

    /// Two letters as in RFC 5545 `BYDAY`: `MO`.
    #[must_use]
    pub const fn ical(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The day for the two letters of OpenStreetMap (`Mo`) or RFC 5545 (`MO`), any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.ical().eq_ignore_ascii_case(text))
    }
}

/// A civil day, kept as days since 1970-01-01. Holds years 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The first day it can hold.
    pub const MIN: Self = Self(-25567);
    /// The last day it can hold, 2200-12-31.
    pub const MAX: Self = Self(84370);

    /// The day of that year, month (1–12) and day of month, if there is one.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self(days_from_civil(year, month, day)))
    }

    /// From days since 1970-01-01, clamped into the range it can hold.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        if days < Self::MIN.0 {
            Self::MIN
        } else if days > Self::MAX.0 {
            Self::MAX
        } else {
            Self(days)
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12) and day of month.
    #[must_use]
    pub const fn civil(self) -> (i32, u8, u8) {
        // Howard Hinnant's civil_from_days, with eras of 400 years.
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u8;
        (yoe + era * 400 + (month <= 2) as i32, month, day)
    }

    /// The year, 1900–2200.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.civil().0
    }

    /// The month, 1–12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.civil().1
    }

    /// The day of the month, 1–31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.civil().2
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        Weekday::from_index((self.0 + 3).rem_euclid(7) as u8)
    }

    /// The day `days` later (or earlier), clamped into the range it can hold.
    #[must_use]
    pub const fn add_days(self, days: i32) -> Self {
        Self::from_days(self.0.saturating_add(days))
    }

    /// Midnight at its start.
    #[must_use]
    pub const fn at(self, time: TimeOfDay) -> LocalDateTime {
        LocalDateTime { date: self, time }
    }
}

/// How many days that month has (month 1–12).
#[must_use]
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let m = month as i32;
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + day as i32 - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// A time of day in whole minutes, 00:00–23:59.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);

    /// From minutes since midnight, if below 1,440.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < 1440 { Some(Self(minutes)) } else { None }
    }

    /// From hours (0–23) and minutes (0–59).
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(hour * 60 + minute))
        } else {
            None
        }
    }

    /// Minutes since midnight, 0–1,439.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0–23.
    #[must_use]
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute, 0–59.
    #[must_use]
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }
}

/// A wall-clock moment in Europe/Rome, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: TimeOfDay,
}

impl LocalDateTime {
    /// Minutes since 1970-01-01T00:00 on the wall clock: for differences and ordering.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.date.days() as i64 * 1440 + self.time.minutes() as i64
    }

    /// The moment that many wall-clock minutes since 1970-01-01T00:00.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        let time = match TimeOfDay::from_minutes(minutes.rem_euclid(1440) as u16) {
            Some(time) => time,
            None => TimeOfDay::MIDNIGHT,
        };
        Self {
            date: Date::from_days(minutes.div_euclid(1440) as i32),
            time,
        }
    }

    /// The wall clock `minutes` later (no zone change is considered).
    #[must_use]
    pub const fn add_minutes(self, minutes: i64) -> Self {
        Self::from_minutes(self.minutes() + minutes)
    }
}

/// When an activity starts: a day, and its time if that is known. No time means "orario da confermare", never midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Start {
    /// The day.
    pub date: Date,
    /// The time; `None` is "to be confirmed".
    pub time: Option<TimeOfDay>,
}

fn two(text: &[u8]) -> Option<u16> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u16::from(a - b'0') * 10 + u16::from(b - b'0')),
        _ => None,
    }
}

impl FromStr for Date {
    type Err = Refusal;

    /// Takes `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parse = || {
            let bytes = text.as_bytes();
            if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
                return None;
            }
            let year = two(&bytes[..2])? * 100 + two(&bytes[2..4])?;
            Self::new(i32::from(year), two(&bytes[5..7])? as u8, two(&bytes[8..])? as u8)
        };
        parse().ok_or_else(|| Refusal::new("bad-date", reason(&["not a date YYYY-MM-DD from 1900 to 2200: ", text])))
    }
}

impl FromStr for TimeOfDay {
    type Err = Refusal;

    /// Takes `HH:MM`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parse = || {
            let bytes = text.as_bytes();
            if bytes.len() != 5 || bytes[2] != b':' {
                return None;
            }
            Self::new(two(&bytes[..2])?, two(&bytes[3..])?)
        };
        parse().ok_or_else(|| Refusal::new("bad-time", reason(&["not a time HH:MM: ", text])))
    }
}

impl FromStr for LocalDateTime {
    type Err = Refusal;

    /// Takes `YYYY-MM-DDTHH:MM`, with `:00` seconds allowed behind.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let start: Start = text.parse()?;
        match start.time {
            Some(time) => Ok(Self { date: start.date, time }),
            None => Err(Refusal::new("bad-time", reason(&["a time HH:MM is missing: ", text]))),
        }
    }
}

impl FromStr for Start {
    type Err = Refusal;

    /// Takes `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, with `:00` seconds allowed behind.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.split_once('T') {
            None => Ok(Self {
                date: text.parse()?,
                time: None,
            }),
            Some((date, time)) => {
                let time = time.strip_suffix(":00").filter(|rest| rest.len() == 5).unwrap_or(time);
                Ok(Self {
                    date: date.parse()?,
                    time: Some(time.parse()?),
                })
            }
        }
    }
}

fn push_two(out: &mut fmt::Formatter<'_>, value: u16) -> fmt::Result {
    let digits = [b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8];
    out.write_str(core::str::from_utf8(&digits).unwrap_or("00"))
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        push_two(f, (year / 100) as u16)?;
        push_two(f, (year % 100) as u16)?;
        f.write_str("-")?;
        push_two(f, u16::from(month))?;
        f.write_str("-")?;
        push_two(f, u16::from(day))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        push_two(f, self.hour())?;
        f.write_str(":")?;
        push_two(f, self.minute())
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => self.date.at(time).fmt(f),
            None => self.date.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_survives_the_round_trip_through_its_text() {
        for days in Date::MIN.days()..=Date::MAX.days() {
            let date = Date::from_days(days);
            assert_eq!(date.to_string().parse::<Date>(), Ok(date));
        }
        assert_eq!(Date::new(2200, 12, 31), Some(Date::MAX));
        assert_eq!(Date::new(1900, 1, 1), Some(Date::MIN));
    }

    #[test]
    fn a_known_saturday() {
        assert_eq!("2026-11-21".parse::<Date>().map(Date::weekday), Ok(Weekday::Sa));
    }

    #[test]
    fn a_start_without_a_time_is_not_midnight() {
        let start: Start = "2026-11-24".parse().expect("a date is a start");
        assert_eq!(start.time, None);
        assert_eq!(start.to_string(), "2026-11-24");
        assert!("2026-11-24T24:00".parse::<Start>().is_err());
        assert!("2026-02-29".parse::<Start>().is_err());
        assert_eq!(
            "2026-11-24T16:30:00".parse::<Start>().map(|s| s.to_string()),
            Ok("2026-11-24T16:30".to_owned())
        );
    }
}
