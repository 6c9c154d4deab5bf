//! A date of an activity in integers, for walking over ten thousands of them before any is put into words.

use super::date::{Date, LocalDateTime, Start, TimeOfDay};
use super::occurrence::OccurrenceStatus;

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

    /// Whether nothing of it is left at that moment. A date without a time lasts all its day; one without a length is
    /// over once it has begun.
    pub(crate) fn is_over(self, at: LocalDateTime) -> bool {
        match (self.end(), self.start.time) {
            (Some(end), _) => end <= at && self.start.date.at(self.start.time.unwrap_or(TimeOfDay::MIDNIGHT)) < at,
            (None, Some(time)) => self.start.date.at(time) < at,
            (None, None) => self.start.date < at.date,
        }
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
