//! A date of an activity in integers, for walking over ten thousands of them before any is put into words.

use super::date::{Date, LocalDateTime, Start, TimeOfDay};
use super::day_part::DayPart;
use super::status::OccurrenceStatus;

/// Why a slot is what it is; numbers are places in the lists of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Ordinary,
    Cancelled(u32),
    MovedAway(u32),
    MovedHere(u32),
    PausedByActivity(u32),
    PausedByPlace(u32),
    PausedByNetwork(u32),
    PausedByClosure(u32),
    PlaceClosed,
}

impl Cause {
    pub(crate) const fn status(self) -> OccurrenceStatus {
        match self {
            Self::Ordinary => OccurrenceStatus::Scheduled,
            Self::MovedHere(_) => OccurrenceStatus::Moved,
            Self::Cancelled(_) | Self::MovedAway(_) => OccurrenceStatus::Cancelled,
            Self::PausedByActivity(_)
            | Self::PausedByPlace(_)
            | Self::PausedByNetwork(_)
            | Self::PausedByClosure(_)
            | Self::PlaceClosed => OccurrenceStatus::Suspended,
        }
    }
}

/// One date in integers, for walking over ten thousands of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) start: Start,
    pub(crate) minutes: Option<u16>,
    pub(crate) all_day: bool,
    pub(crate) cause: Cause,
}

impl Slot {
    /// When it ends, if that is known: a time and a length, or whole days.
    pub(crate) fn end(self) -> Option<LocalDateTime> {
        let midnight = self.start.date.at(TimeOfDay::MIDNIGHT);
        match (self.start.time, self.minutes) {
            (_, minutes) if self.all_day => {
                let days = minutes.unwrap_or(1).max(1).div_ceil(1_440);
                midnight.checked_add_minutes(i64::from(days) * 1_440)
            }
            (Some(time), Some(minutes)) => self.start.date.at(time).checked_add_minutes(i64::from(minutes)),
            _ => None,
        }
    }

    pub(crate) fn last_day(self) -> Date {
        self.end().map_or(self.start.date, |end| {
            end.saturating_add_minutes(-1).date.max(self.start.date)
        })
    }

    /// When nothing of it can be left any more, in minutes since 1970.
    pub(crate) fn over_at(self) -> i64 {
        over_at(self.start, self.end())
    }

    /// Whether nothing of it is left at that moment.
    pub(crate) fn is_over(self, at: LocalDateTime) -> bool {
        is_over(self.start, self.end(), at)
    }

    /// Orders a list: by day; whole days first, then by time, "orario da confermare" last.
    pub(crate) fn order(self) -> i64 {
        let within = match self.start.time {
            _ if self.all_day => 0,
            Some(time) => i64::from(time.minutes()) + 1,
            None => 1_441,
        };
        i64::from(self.start.date.days()) * 2_048 + within
    }
}

/// When nothing of a date can be left any more, in minutes since 1970. One without a time lasts all its day. One without
/// a length has no end that is known: it is given the part of the day in which it begins, and an hour at least.
fn over_at(start: Start, end: Option<LocalDateTime>) -> i64 {
    let midnight = i64::from(start.date.days()) * 1_440;
    match (end, start.time) {
        (Some(end), _) => end.minutes(),
        (None, Some(time)) => {
            let (_, part_ends) = DayPart::of(time).minutes();
            midnight + i64::from(part_ends.max(time.minutes() + 60).min(1_440))
        }
        (None, None) => midnight + 1_440,
    }
}

/// Whether nothing of a date is left at that moment; what begins at it is not over.
pub(super) fn is_over(start: Start, end: Option<LocalDateTime>, at: LocalDateTime) -> bool {
    let begin = start.date.at(start.time.unwrap_or(TimeOfDay::MIDNIGHT));
    over_at(start, end) <= at.minutes() && begin < at
}
