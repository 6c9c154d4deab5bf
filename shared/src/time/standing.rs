//! Where the dates of an activity stand: one to come, all over, none that takes place, or not known.

use super::calendar::Calendar;
use super::date::{Date, LocalDateTime};
use super::occurrence::{Occurrence, next_slot, tell, walk};
use super::slot::Slot;
use super::words;
use crate::model::Activity;

/// Where the dates of an activity stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is one to come, or it goes on now.
    Coming(Occurrence),
    /// All that are known are over: the last one that took place. Whether there will be others is not known.
    Over(Occurrence),
    /// There are dates to come, and none of them takes place: the next of them, with its reason.
    CalledOff(Occurrence),
    /// No date is known.
    Undated,
}

impl Standing {
    /// The code of the HTTP interface.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Coming(_) => "coming",
            Self::Over(_) => "over",
            Self::CalledOff(_) => "called_off",
            Self::Undated => "undated",
        }
    }

    /// The last date, in words, where all are over: "È stato il 12 maggio 2026; non sappiamo se si ripete."
    #[must_use]
    pub fn over_words(&self) -> Option<String> {
        let Self::Over(last) = self else { return None };
        let day = words::full_day(last.last_day());
        Some(["È stato il ", &day, "; non sappiamo se si ripete."].concat())
    }
}

/// How far back and ahead dates are looked for, in days: near ones first.
const REACHES_DAYS: [i32; 4] = [100, 400, 3_660, 80_000];

/// Where the dates of an activity stand at that moment.
#[must_use]
pub fn standing(activity: &Activity, calendar: &Calendar<'_>, now: LocalDateTime) -> Standing {
    if activity.schedule.is_none() {
        return Standing::Undated;
    }
    let told = |slot: Slot| tell(activity, calendar, slot);
    if let Some(slot) = next_slot(activity, calendar, now) {
        return Standing::Coming(told(slot));
    }
    let ahead = REACHES_DAYS.map(|days| (now.date, now.date.saturating_add_days(days)));
    // A date that was moved elsewhere is told where it went.
    let called_off = |slot: &Slot| !slot.is_over(now) && !slot.cause.status().takes_place();
    let coming = find(activity, calendar, &ahead[..3], &called_off, &|one, other| {
        one.order() < other.order()
    });
    let back = REACHES_DAYS.map(|days| (now.date.saturating_add_days(-days), now.date));
    let took_place = |slot: &Slot| slot.is_over(now) && slot.cause.status().takes_place();
    let last = find(activity, calendar, &back, &took_place, &|one, other| {
        one.order() > other.order()
    });
    match (coming, last) {
        (Some(slot), _) => Standing::CalledOff(told(slot)),
        (None, Some(slot)) => Standing::Over(told(slot)),
        (None, None) => Standing::Undated,
    }
}

/// The best of the dates that fit, in the first of the windows that holds one.
fn find(
    activity: &Activity,
    calendar: &Calendar<'_>,
    windows: &[(Date, Date)],
    fits: &dyn Fn(&Slot) -> bool,
    better: &dyn Fn(Slot, Slot) -> bool,
) -> Option<Slot> {
    windows.iter().find_map(|(from, to)| {
        let mut best: Option<Slot> = None;
        walk(activity, calendar, *from, *to, &mut |slot| {
            if fits(&slot) && best.is_none_or(|best| better(slot, best)) {
                best = Some(slot);
            }
        });
        best
    })
}
