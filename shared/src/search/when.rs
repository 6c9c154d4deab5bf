//! When: which places are open and which activities run, asked once a record and remembered while the question stays.

use super::index::Index;
use crate::filter::{OpenAt, What, When};
use crate::model::{Activity, Dataset, Place};
use crate::time::occurrence::{Calendar, next_slot, walk};
use crate::time::open_state::{State, open_state};
use crate::time::{LocalDateTime, TimeOfDay, Weekday};

/// Without an end one looks so far ahead: what happens once a month is found.
const DAYS_AHEAD: i32 = 35;
/// Weekdays of a place are looked at one by one, for so long.
const DAYS_OF_PLACES: i32 = 35;

/// Whether a record answers a question of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Timely {
    /// It does.
    Yes = 1,
    /// It does not.
    No = 2,
    /// Its hours or dates are not known.
    Unknown = 3,
}

/// A question of time, with "now" put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    open_at: Option<LocalDateTime>,
    /// From, to (both included), and on which weekdays.
    window: Option<(LocalDateTime, LocalDateTime)>,
    weekdays: crate::filter::Weekdays,
}

impl Moment {
    /// `None` when nothing is asked.
    pub(super) fn new(when: &When, now: LocalDateTime) -> Option<Self> {
        if when.is_empty() {
            return None;
        }
        let windowed = when.from.is_some() || when.to.is_some() || !when.weekdays.is_empty();
        let from = when
            .from
            .map_or(now, |from| from.date.at(from.time.unwrap_or(TimeOfDay::MIDNIGHT)));
        let to = when.to.map_or_else(
            || from.add_minutes(i64::from(DAYS_AHEAD) * 1440),
            // A day ends with its last minute.
            |to| {
                to.time.map_or_else(
                    || to.date.at(TimeOfDay::MIDNIGHT).add_minutes(1439),
                    |time| to.date.at(time),
                )
            },
        );
        Some(Self {
            open_at: when.open_at.map(|open_at| match open_at {
                OpenAt::Now => now,
                OpenAt::Time(time) => time,
            }),
            window: windowed.then_some((from, to)),
            weekdays: when.weekdays,
        })
    }

    fn on(&self, day: Weekday) -> bool {
        self.weekdays.is_empty() || self.weekdays.contains(day)
    }

    fn of_place(&self, data: &Dataset, place: &Place) -> Timely {
        let calendar = Calendar::of_place(data, place);
        if let Some(at) = self.open_at {
            match open_state(place, &calendar, at).state {
                State::Open => {}
                State::Unknown => return Timely::Unknown,
                State::Closed | State::ByAppointment => return Timely::No,
            }
        }
        let Some((from, to)) = self.window else {
            return Timely::Yes;
        };
        let opens_between = |from: LocalDateTime, to: LocalDateTime| {
            let state = open_state(place, &calendar, from);
            match state.state {
                State::Open => Timely::Yes,
                State::Unknown => Timely::Unknown,
                State::Closed | State::ByAppointment => {
                    let opens = state.opens_as == State::Open && state.opens.is_some_and(|opens| opens <= to);
                    if opens { Timely::Yes } else { Timely::No }
                }
            }
        };
        if self.weekdays.is_empty() {
            return if from <= to {
                opens_between(from, to)
            } else {
                Timely::No
            };
        }
        let last = to.date.min(from.date.add_days(DAYS_OF_PLACES));
        let mut day = from.date;
        while day <= last {
            if self.weekdays.contains(day.weekday()) {
                let start = from.max(day.at(TimeOfDay::MIDNIGHT));
                let end = to.min(day.at(TimeOfDay::MIDNIGHT).add_minutes(1439));
                match opens_between(start, end) {
                    Timely::No => {}
                    found => return found,
                }
            }
            day = day.add_days(1);
        }
        Timely::No
    }

    fn of_activity(&self, data: &Dataset, activity: &Activity) -> Timely {
        if activity.schedule.is_none() {
            return Timely::Unknown;
        }
        let calendar = Calendar::of_activity(data, activity);
        if let Some(at) = self.open_at {
            let mut runs = false;
            walk(activity, &calendar, at.date, at.date, &mut |slot| {
                let start = slot.start.date.at(slot.start.time.unwrap_or(TimeOfDay::MIDNIGHT));
                let known = slot.start.time.is_some() || slot.all_day;
                runs |=
                    slot.cause.status().takes_place() && known && start <= at && slot.end().is_some_and(|end| at < end);
            });
            if !runs {
                return Timely::No;
            }
        }
        let Some((from, to)) = self.window else {
            return Timely::Yes;
        };
        let mut runs = false;
        walk(activity, &calendar, from.date, to.date, &mut |slot| {
            let begins = slot.start.date.at(slot.start.time.unwrap_or(TimeOfDay::MIDNIGHT));
            runs |= slot.cause.status().takes_place()
                && self.on(slot.start.date.weekday())
                && begins <= to
                && !slot.is_over(from);
        });
        if runs { Timely::Yes } else { Timely::No }
    }
}

/// What is remembered of one question of time.
#[derive(Default)]
pub(super) struct Remembered {
    moment: Option<Moment>,
    /// [`Timely`] of each record, 0 where it was not asked yet.
    answers: Vec<u8>,
}

impl Remembered {
    /// Turns to a question; answers to another one are forgotten.
    pub(super) fn begin(&mut self, moment: Moment, records: usize) {
        if self.moment != Some(moment) || self.answers.len() != records {
            self.moment = Some(moment);
            self.answers.clear();
            self.answers.resize(records, 0);
        }
    }

    /// Whether a record answers the question.
    pub(super) fn ask(&mut self, index: &Index, data: &Dataset, record: usize) -> Timely {
        match self.answers[record] {
            1 => return Timely::Yes,
            2 => return Timely::No,
            3 => return Timely::Unknown,
            _ => {}
        }
        let (what, at) = index.record(record);
        let at = at as usize;
        let answer = match (what, &self.moment) {
            (What::Place, Some(moment)) => data
                .places
                .get(at)
                .map_or(Timely::No, |place| moment.of_place(data, place)),
            (What::Activity, Some(moment)) => data
                .activities
                .get(at)
                .map_or(Timely::No, |activity| moment.of_activity(data, activity)),
            (What::Guide, _) | (_, None) => Timely::No,
        };
        self.answers[record] = answer as u8;
        answer
    }
}

/// The next date of each activity, remembered from one moment until it is over.
#[derive(Default)]
pub(super) struct NextDates {
    known: Vec<NextDate>,
}

/// Minutes since 1970.
#[derive(Clone, Copy)]
struct NextDate {
    asked: i64,
    /// When it starts; `i64::MAX` is never.
    starts: i64,
    /// From when on another one is next.
    over: i64,
}

const NOT_ASKED: NextDate = NextDate {
    asked: i64::MAX,
    starts: i64::MAX,
    over: i64::MIN,
};

impl NextDates {
    /// Minutes from `now` to the start of an activity's next date, 0 while it runs; `None` for never, and for what
    /// has no dates.
    pub(super) fn minutes_to(
        &mut self,
        index: &Index,
        data: &Dataset,
        record: usize,
        now: LocalDateTime,
    ) -> Option<u32> {
        let (what, at) = index.record(record);
        let activity = data.activities.get(at as usize).filter(|_| what == What::Activity)?;
        if self.known.len() != data.activities.len() {
            self.known.clear();
            self.known.resize(data.activities.len(), NOT_ASKED);
        }
        let minutes = now.minutes();
        let known = &mut self.known[at as usize];
        if !(known.asked <= minutes && minutes < known.over) {
            let slot = next_slot(activity, &Calendar::of_activity(data, activity), now);
            let start = slot.map(|slot| {
                slot.start
                    .date
                    .at(slot.start.time.unwrap_or(TimeOfDay::MIDNIGHT))
                    .minutes()
            });
            let over = slot.map(|slot| match slot.end() {
                Some(end) => end.minutes(),
                // Without a length it is over once it has begun; without a time it lasts its day.
                None if slot.start.time.is_some() => slot.start.date.at(TimeOfDay::MIDNIGHT).minutes(),
                None => slot.start.date.add_days(1).at(TimeOfDay::MIDNIGHT).minutes(),
            });
            *known = NextDate {
                asked: minutes,
                starts: start.unwrap_or(i64::MAX),
                over: over.unwrap_or(i64::MAX),
            };
        }
        let starts = known.starts;
        (starts != i64::MAX).then(|| u32::try_from((starts - minutes).max(0)).unwrap_or(u32::MAX))
    }
}
