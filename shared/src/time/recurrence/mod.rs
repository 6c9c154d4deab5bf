//! Recurrence rules (RFC 5545 `RRULE`), as a value that can only hold what was understood.
//!
//! [`parse`] reads the text, [`dates`] walks the days of a rule period by period on bit masks, without allocation, and gives up
//! after so many periods.
//! Supported are DAILY, WEEKLY, MONTHLY and YEARLY with INTERVAL, BYDAY (counted with MONTHLY and YEARLY), BYMONTHDAY,
//! BYMONTH, BYSETPOS, WKST, and COUNT up to 1,000 or UNTIL. Everything else is refused by its name.
//!
//! As in most calendars the first day of an activity is one of its dates only if the rule says so.

mod dates;
mod parse;

use core::str::FromStr;

pub use dates::RuleDates;

use super::date::{Date, Instant, LocalDateTime, Start, Weekday};
use super::rome;
use crate::problem::Refusal;

/// So many days are each asked for by themselves: see [`Rule::among`].
const FEW: usize = 16;

/// How often a rule repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Every so many days.
    Daily,
    /// Every so many weeks.
    Weekly,
    /// Every so many months.
    Monthly,
    /// Every so many years.
    Yearly,
}

/// The last moment of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// That whole day is included.
    Day(Date),
    /// A date that starts at this moment of the wall clock is included.
    Local(LocalDateTime),
    /// A date that starts at this instant is included.
    Utc(Instant),
}

/// A recurrence rule of the supported part of RFC 5545. Keeps its source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    text: Box<str>,
    frequency: Frequency,
    /// 1 to 1,000
    interval: u16,
    /// 1 to 1,000; 0 is without an end by number.
    count: u16,
    until: Option<Until>,
    week_start: Weekday,
    /// Bit n for month n; 0 is every month.
    months: u16,
    /// Bit n for the n-th day of the month.
    month_days: u32,
    /// Bit n for the n-th day from the end of the month.
    month_days_from_end: u32,
    /// Bit n for weekday n, Monday 0.
    weekdays: u8,
    /// Counted weekdays: `1TU`, `-1FR`.
    nth_weekdays: Box<[(i8, Weekday)]>,
    /// Positions within each period, from 1, or from its end from -1.
    positions: Box<[i16]>,
}

impl Rule {
    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How often it repeats.
    #[must_use]
    pub const fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Where it ends, if it ends by a date.
    #[must_use]
    pub const fn until(&self) -> Option<Until> {
        self.until
    }

    /// After how many dates it ends, if it ends by number.
    #[must_use]
    pub const fn count(&self) -> Option<u16> {
        match self.count {
            0 => None,
            count => Some(count),
        }
    }

    /// Whether it goes on until further notice.
    #[must_use]
    pub const fn is_endless(&self) -> bool {
        self.count == 0 && self.until.is_none()
    }

    /// Its days from `from` on, in order, for an activity whose schedule starts with `start`.
    #[must_use]
    pub fn dates(&self, start: Start, from: Date) -> RuleDates<'_> {
        RuleDates::new(self, start, from)
    }

    /// Whether a day is one of its dates.
    #[must_use]
    pub fn falls_on(&self, start: Start, date: Date) -> bool {
        self.dates(start, date).until(date).next() == Some(date)
    }

    /// Those of some days, which are in order, that are its dates. Many days are found in one pass over the dates: to
    /// ask for each by itself would count a rule with COUNT from its start every time.
    #[must_use]
    pub fn among(&self, start: Start, days: &[Date]) -> Vec<Date> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Vec::new();
        };
        if days.len() <= FEW {
            return days.iter().copied().filter(|day| self.falls_on(start, *day)).collect();
        }
        let mut dates = self.dates(start, *first).until(*last).peekable();
        let falls_on = |day: &Date| {
            while dates.next_if(|date| date < day).is_some() {}
            dates.peek() == Some(day)
        };
        days.iter().copied().filter(falls_on).collect()
    }

    /// Whether a date of the rule on that day still lies within UNTIL, for activities that start like `start`.
    fn within(&self, date: Date, start: Start) -> bool {
        match (self.until, start.time) {
            (None, _) => true,
            (Some(Until::Day(last)), _) => date <= last,
            (Some(Until::Local(last)), Some(time)) => date.at(time) <= last,
            (Some(Until::Local(last)), None) => date <= last.date,
            (Some(Until::Utc(last)), Some(time)) => rome::instant(date.at(time)).0 <= last.0,
            (Some(Until::Utc(last)), None) => date <= rome::local(last).date,
        }
    }

    /// The last day it can fall on, if it ends by a date.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.until.map(|until| match until {
            Until::Day(date) => date,
            Until::Local(at) => at.date,
            Until::Utc(at) => rome::local(at).date,
        })
    }
}

impl FromStr for Rule {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        parse::parse(text)
    }
}
