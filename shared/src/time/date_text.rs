//! Dates and times as texts (ISO 8601), read and written without the machinery of formatting numbers.

use core::fmt;
use core::str::FromStr;

use super::date::{Date, LocalDateTime, Start, TimeOfDay};
use crate::problem::{Refusal, reason};

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
