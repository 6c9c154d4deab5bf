//! The hours of a place day by day, as a page shows them: stretches with their notes, closures and holidays.

use super::calendar::{Calendar, Feast};
use super::date::Date;
use super::door::Door;
use super::open_state::{Days, closure, has_ended, has_not_begun};
use super::opening::{DayFacts, HoursKind};
use super::reason::Reason;
use crate::model::{Place, Status};

/// A stretch of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursSpan {
    /// First minute since midnight.
    pub from: u16,
    /// The minute at which it ends, up to 1,440; what goes on past midnight is told again on the next day.
    pub to: u16,
    /// Open, by appointment, expressly closed, or not known.
    pub kind: HoursKind,
    /// What the place writes beside it, `""` for nothing.
    pub note: String,
}

/// The hours of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// The day.
    pub date: Date,
    /// Its stretches in order; `None` when the hours are not known. Empty is closed.
    pub spans: Option<Vec<HoursSpan>>,
    /// Why it is closed or different from other weeks: closure, holiday, school holidays, the end of the place.
    pub reason: Option<Reason>,
}

/// The hours of one day, of a place itself or of a desk in it.
#[must_use]
pub fn day_hours(door: Door<'_>, calendar: &Calendar<'_>, date: Date) -> DayHours {
    let place = door.place;
    let closed = |reason| DayHours {
        date,
        spans: Some(Vec::new()),
        reason: Some(reason),
    };
    if has_not_begun(place) {
        return DayHours {
            date,
            spans: None,
            reason: Some(Reason::announced(place, date)),
        };
    }
    if has_ended(place, date) {
        return closed(match place.status {
            Status::Moved => Reason::MovedAway,
            _ => Reason::ClosedForGood,
        });
    }
    if let Some(closure) = closure(place, date) {
        return closed(Reason::closure(closure));
    }
    let Some(hours) = door.hours() else {
        return DayHours {
            date,
            spans: None,
            reason: Some(Reason::UnknownHours),
        };
    };
    let mut days = Days::new(door, hours, calendar);
    days.load(date);
    let spans: Vec<HoursSpan> = days
        .segments
        .iter()
        .map(|segment| HoursSpan {
            from: segment.from,
            to: segment.to,
            kind: segment.kind,
            note: hours.note(*segment).to_owned(),
        })
        .collect();
    let open = spans.iter().any(|span| span.kind.opens());
    let feast = calendar.holiday(date).map(Feast::words);
    let said = feast.is_some() && hours.holiday_rule_holds(DayFacts::new(date, true, false));
    let reason = feast.and_then(|holiday| match (said, open) {
        (true, true) => Some(Reason::HolidayHours(holiday)),
        (true, false) => Some(Reason::Holiday(holiday)),
        (false, true) if !hours.mentions_public_holidays() => Some(Reason::HolidayDoubt {
            holiday,
            note: String::new(),
        }),
        (false, _) => None,
    });
    DayHours {
        date,
        spans: Some(spans),
        reason,
    }
}

/// The hours of the place itself on so many days from `from` on, fewer where the calendar ends.
#[must_use]
pub fn hours_of_days(place: &Place, calendar: &Calendar<'_>, from: Date, days: u16) -> Vec<DayHours> {
    from.days_on(days)
        .map(|date| day_hours(Door::of(place), calendar, date))
        .collect()
}
