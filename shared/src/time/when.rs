//! "Quando?": one question over places and activities together, as stretches of the wall clock.
//!
//! What a person chooses is a [`When`](crate::filter::When); put to a moment it becomes [`Windows`]; [`place_in`] and
//! [`activity_in`] answer. What is not known is an answer of its own.

use super::calendar::Calendar;
use super::date::{Date, LocalDateTime, Start, TimeOfDay};
use super::day_part::DayPart;
use super::door::Door;
use super::occurrence::{Slot, walk};
use super::open_state::{Days, closure, has_ended, has_not_begun};
use super::opening::HoursKind;
use crate::model::{Activity, Place};

/// Hours of a place are looked at for so many days: what they say comes round within a year.
const YEAR: i32 = 366;
const DAY: i64 = 1_440;

/// A stretch of the wall clock in minutes since 1970, `from` included and `to` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: i64,
    to: i64,
    /// Where it was asked to begin: before `from` where that part is over. What is asked for as a whole day holds a
    /// date of that day without a time.
    asked_from: i64,
}

/// Stretches of the wall clock in order, without overlaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    list: Vec<Window>,
}

impl Windows {
    /// From a moment or the beginning of a day up to a moment (not included) or the end of a day, without what is over
    /// of the day of `now`; and of that only the days of the week in `days` (bit n for weekday n, Monday 0) and a part
    /// of each day, for a year at most.
    #[must_use]
    pub fn of_days(now: LocalDateTime, (from, to): (Start, Start), days: u8, part: DayPart) -> Self {
        Self::of_hours(now, (from, to), days, part.minutes())
    }

    /// [`Self::of_days`] between any two minutes of each day, the second not included.
    #[must_use]
    pub fn of_hours(now: LocalDateTime, (from, to): (Start, Start), days: u8, (begin, end): (u16, u16)) -> Self {
        let asked_from = from.date.at(from.time.unwrap_or(TimeOfDay::MIDNIGHT)).minutes();
        let first = match from.time {
            None if from.date == now.date => now.minutes(),
            _ => asked_from,
        };
        let last = match to.time {
            Some(time) => to.date.at(time).minutes(),
            None => (i64::from(to.date.days()) + 1) * DAY,
        };
        let mut list = Vec::new();
        let mut add = |begin: i64, end: i64| {
            let window = Window {
                from: begin.max(first),
                to: end.min(last),
                asked_from: begin.max(asked_from),
            };
            if window.from < window.to {
                list.push(window);
            }
        };
        if days & 0x7F == 0x7F && (begin, end) == DayPart::Whole.minutes() {
            add(asked_from, last);
        } else {
            let last_day = to.date.min(from.date.saturating_add_days(YEAR));
            for day in from.date.through(last_day) {
                if days >> day.weekday().index() & 1 == 1 {
                    let midnight = i64::from(day.days()) * DAY;
                    add(midnight + i64::from(begin), midnight + i64::from(end));
                }
            }
        }
        Self { list }
    }

    /// One minute.
    #[must_use]
    pub fn minute(at: LocalDateTime) -> Self {
        let from = at.minutes();
        let window = Window {
            from,
            to: from + 1,
            asked_from: from,
        };
        Self { list: vec![window] }
    }

    /// Whether nothing is left to ask about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Every stretch, from included, to not (the last minute of the calendar stands for its end).
    pub fn iter(&self) -> impl Iterator<Item = (LocalDateTime, LocalDateTime)> {
        let moment = LocalDateTime::nearest;
        self.list
            .iter()
            .map(move |window| (moment(window.from), moment(window.to)))
    }

    /// First and last day that a stretch touches.
    fn span(&self) -> Option<(Date, Date)> {
        let (first, last) = (self.list.first()?, self.list.last()?);
        Some((
            LocalDateTime::nearest(first.from).date,
            LocalDateTime::nearest(last.to - 1).date,
        ))
    }
}

/// What a place or an activity answers. The moment is the first one within the windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Open, or taking place.
    Yes(LocalDateTime),
    /// Someone is there, by appointment or by telephone only.
    ByAppointment(LocalDateTime),
    /// The hours or the time are not known: told apart, never dropped.
    Unknown,
    /// No.
    No,
}

impl Answer {
    /// The better of two answers, the sooner of two equal ones.
    fn or(self, other: Self) -> Self {
        self.min(other)
    }
}

/// Whether a place, or one of its desks, is open at some time in the windows: the best answer of its doors.
#[must_use]
pub fn place_in(place: &Place, calendar: &Calendar<'_>, windows: &Windows) -> Answer {
    doors_in(place, calendar, windows).map_or(Answer::No, |(_, answer)| answer)
}

/// Which door of a place gives the best answer, and that answer: the place itself before its desks.
#[must_use]
pub fn doors_in<'a>(place: &'a Place, calendar: &Calendar<'_>, windows: &Windows) -> Option<(Door<'a>, Answer)> {
    let answers = Door::all(place).map(|door| (door, door_in(door, calendar, windows)));
    answers.reduce(|best, other| if other.1 < best.1 { other } else { best })
}

/// Whether one door is open at some time in the windows.
#[must_use]
pub fn door_in(door: Door<'_>, calendar: &Calendar<'_>, windows: &Windows) -> Answer {
    let place = door.place;
    let mut answer = Answer::No;
    let mut days = door.hours().map(|hours| Days::new(door, hours, calendar));
    let mut loaded = None;
    for window in &windows.list {
        let first = LocalDateTime::nearest(window.from).date;
        let last = LocalDateTime::nearest(window.to - 1).date;
        for date in first.through(last.min(first.saturating_add_days(YEAR))) {
            let midnight = i64::from(date.days()) * DAY;
            let shut = closure(place, date).is_some() || has_ended(place, date);
            match &mut days {
                // Whether it has opened since it was announced is not known.
                _ if has_not_begun(place) => return Answer::Unknown,
                _ if shut => {}
                None => answer = answer.or(Answer::Unknown),
                Some(days) if days.is_spent() => return answer.or(Answer::Unknown),
                Some(days) => {
                    if loaded != Some(date) {
                        days.load(date);
                        loaded = Some(date);
                    }
                    for segment in &days.segments {
                        let from = (midnight + i64::from(segment.from)).max(window.from);
                        let to = (midnight + i64::from(segment.to)).min(window.to);
                        if from < to {
                            let at = LocalDateTime::nearest(from);
                            answer = answer.or(match segment.kind {
                                HoursKind::Open => Answer::Yes(at),
                                HoursKind::ByAppointment => Answer::ByAppointment(at),
                                HoursKind::Closed => Answer::No,
                                HoursKind::Unknown => Answer::Unknown,
                            });
                        }
                    }
                }
            }
            if matches!(answer, Answer::Yes(_)) {
                return answer;
            }
        }
    }
    answer
}

/// Whether an activity takes place at some time in the windows. Without a schedule nobody knows. A date without a time
/// is in a window that was asked to hold the whole day, and unknown in a part of it; one without a length counts with
/// its start, and is unknown after it as long as it may go on.
#[must_use]
pub fn activity_in(activity: &Activity, calendar: &Calendar<'_>, windows: &Windows) -> Answer {
    let Some((first, last)) = windows.span() else {
        return Answer::No;
    };
    if activity.schedule.is_none() {
        return Answer::Unknown;
    }
    let mut answer = Answer::No;
    let whole = walk(activity, calendar, first, last, &mut |slot| {
        if slot.cause.status().takes_place() {
            answer = answer.or(slot_in(slot, windows));
        }
    });
    match whole {
        true => answer,
        false => answer.or(Answer::Unknown),
    }
}

pub(crate) fn slot_in(slot: Slot, windows: &Windows) -> Answer {
    let midnight = i64::from(slot.start.date.days()) * DAY;
    let timed = slot.start.time.filter(|_| !slot.all_day);
    let begin = timed.map_or(midnight, |time| midnight + i64::from(time.minutes()));
    let end = match slot.end() {
        Some(end) => end.minutes().max(begin + 1),
        None if timed.is_some() => begin + 1,
        None => midnight + DAY,
    };
    let touching = windows
        .list
        .iter()
        .filter(|window| begin < window.to && window.from < end);
    let surely = touching.fold(Answer::No, |answer, window| {
        let whole = window.asked_from <= begin && end <= window.to;
        answer.or(match whole || timed.is_some() || slot.all_day {
            true => Answer::Yes(LocalDateTime::nearest(begin.max(window.from))),
            false => Answer::Unknown,
        })
    });
    let may_go_on = slot.end().is_none() && timed.is_some();
    let over_at = slot.over_at();
    let mut windows = windows.list.iter();
    match surely {
        Answer::No if may_go_on && windows.any(|window| begin < window.to && window.from < over_at) => Answer::Unknown,
        surely => surely,
    }
}
