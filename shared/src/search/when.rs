//! When: which places are open and which activities run, asked once a record and remembered while the question stays.

use super::index::Index;
use crate::filter::{What, When};
use crate::model::{Activity, Dataset, Place};
use crate::time::calendar::Calendar;
use crate::time::occurrence::{Slot, next_slot};
use crate::time::when::{Answer, Windows, activity_in, place_in};
use crate::time::{LocalDateTime, TimeOfDay};

/// Whether a record answers a question of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Timely {
    /// It does.
    Yes = 1,
    /// Somebody is there by appointment only.
    ByAppointment = 2,
    /// Its hours or dates are not known.
    Unknown = 3,
    /// It does not.
    No = 4,
}

impl Timely {
    const fn of(answer: Answer) -> Self {
        match answer {
            Answer::Yes(_) => Self::Yes,
            Answer::ByAppointment(_) => Self::ByAppointment,
            Answer::Unknown => Self::Unknown,
            Answer::No => Self::No,
        }
    }
}

/// A question of time, with "now" put in. All of its windows must be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    windows: Vec<Windows>,
}

impl Moment {
    /// `None` when nothing is asked.
    pub(super) fn new(when: &When, now: LocalDateTime) -> Option<Self> {
        let windows: Vec<Windows> = when.minute(now).into_iter().chain(when.windows(now)).collect();
        (!windows.is_empty()).then_some(Self { windows })
    }

    fn all(&self, answer: &dyn Fn(&Windows) -> Answer) -> Timely {
        let answers = self.windows.iter().map(|windows| Timely::of(answer(windows)));
        // The worst counts: open now and unknown at the weekend is unknown.
        answers.max().unwrap_or(Timely::Yes)
    }

    #[inline(never)]
    fn of_place(&self, data: &Dataset, place: &Place) -> Timely {
        let calendar = Calendar::of_place(data, place);
        self.all(&|windows| place_in(place, &calendar, windows))
    }

    #[inline(never)]
    fn of_activity(&self, data: &Dataset, activity: &Activity) -> Timely {
        let calendar = Calendar::of_activity(data, activity);
        self.all(&|windows| activity_in(activity, &calendar, windows))
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
    pub(super) fn begin(&mut self, moment: &Moment, records: usize) {
        if self.moment.as_ref() != Some(moment) || self.answers.len() != records {
            self.moment = Some(moment.clone());
            self.answers.clear();
            self.answers.resize(records, 0);
        }
    }

    /// Whether a record answers the question.
    pub(super) fn ask(&mut self, index: &Index, data: &Dataset, record: usize) -> Timely {
        match self.answers[record] {
            1 => return Timely::Yes,
            2 => return Timely::ByAppointment,
            3 => return Timely::Unknown,
            4 => return Timely::No,
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
            let over = slot.map(Slot::over_at);
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
