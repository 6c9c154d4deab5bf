//! "Quando?" as a filter: what the address of a search says about time, and the stretches of the wall clock it means.

use crate::time::day_part::DayPart;
use crate::time::when::Windows;
use crate::time::{LocalDateTime, Start, TimeOfDay, Weekday};

/// Without an end one looks so many days ahead: what happens once a month is found.
const DAYS_AHEAD: i32 = 34;

/// The moment at which a place is asked to be open or an activity to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAt {
    /// Whenever the answer is given; written `now`, so that a shared address stays true.
    Now,
    /// At that time, Europe/Rome.
    Time(LocalDateTime),
}

/// Days of the week, any of them; empty asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Adds a day.
    pub fn insert(&mut self, day: Weekday) {
        self.0 |= 1 << day.index();
    }

    /// Adds a day, or takes it out where it is in.
    pub fn toggle(&mut self, day: Weekday) {
        self.0 ^= 1 << day.index();
    }

    /// Whether a day is in.
    #[must_use]
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.index()) != 0
    }

    /// Whether no day is in.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// When it should be. Places answer with their opening hours, activities with their dates, guides not at all.
///
/// A place passes when it is open at some time in all that is asked, an activity when one of its dates that takes
/// place reaches into it. Without `from` it is from now on; without `to` it is for five weeks, so that what happens
/// once a month is found. Hours that are not known never pass; they are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Open, or running, at this time.
    pub open_at: Option<OpenAt>,
    /// From this day or time on. Today without a time is what is left of today.
    pub from: Option<Start>,
    /// Up to this day (its end) or time.
    pub to: Option<Start>,
    /// On these days of the week.
    pub weekdays: Weekdays,
    /// In this part of each day.
    pub part: DayPart,
    /// Not before this time of each day. Words say so ("dopo le 17"); no address of a search does.
    pub after: Option<TimeOfDay>,
}

impl When {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The minute of `open_at`.
    #[must_use]
    pub fn minute(&self, now: LocalDateTime) -> Option<Windows> {
        let at = match self.open_at? {
            OpenAt::Now => now,
            OpenAt::Time(time) => time,
        };
        Some(Windows::minute(at))
    }

    /// The stretches of all the rest; `None` when only `open_at` or nothing is asked.
    #[must_use]
    pub fn windows(&self, now: LocalDateTime) -> Option<Windows> {
        let open_at = self.open_at;
        if *self
            == (Self {
                open_at,
                ..Self::default()
            })
        {
            return None;
        }
        let from = self.from.unwrap_or(Start {
            date: now.date,
            time: None,
        });
        let to = self.to.unwrap_or(Start {
            date: from.date.saturating_add_days(DAYS_AHEAD),
            time: None,
        });
        let days = match self.weekdays.is_empty() {
            true => 0x7F,
            false => self.weekdays.0,
        };
        let (begin, end) = self.part.minutes();
        let begin = begin.max(self.after.map_or(0, TimeOfDay::minutes));
        Some(Windows::of_hours(now, (from, to), days, (begin, end.max(begin))))
    }
}
