//! The dates of an activity in any window: rule, further dates, exceptions, and the pauses it inherits.
//!
//! What comes first: an excluded day (EXDATE) never was; a cancelled one is told with its reason; a moved one is
//! struck at its old time and told at its new one; any other pauses with a suspension of the activity, of its place or
//! of its network, with a closure of the place, and after the place has closed for good. A public holiday pauses
//! nothing by itself: it is told beside the date, for the activity's own calendar decides.
//!
//! A date that skips into the hour that spring takes away is told an hour later. Lengths are wall-clock minutes.

pub use super::calendar::Calendar;
use super::calendar::Feast;
use super::date::{Date, LocalDateTime, Start};
use super::exceptions::{Exceptions, Judgement};
use super::slot::is_over;
pub(crate) use super::slot::{Cause, Slot};
use super::status::OccurrenceStatus;
use super::{rome, words};
use crate::model::{Activity, Schedule, Status, Suspension};
use crate::order::{sort_by, sort_by_key};

/// How far ahead [`next`] looks: ten years.
const HORIZON_DAYS: i32 = 3_660;

/// One date of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When it starts; without a time it is "orario da confermare", unless it fills whole days.
    pub start: Start,
    /// When it ends, if that is known; for whole days the midnight after the last one.
    pub end: Option<LocalDateTime>,
    /// It fills whole days.
    pub all_day: bool,
    /// Whether it takes place.
    pub status: OccurrenceStatus,
    /// Why it does not, or why at this time; `""` for an ordinary date.
    pub reason: String,
    /// Where a moved date has been before.
    pub moved_from: Option<Start>,
    /// Where a date went that does not take place at this time.
    pub moved_to: Option<LocalDateTime>,
    /// The public holiday it falls on, worth asking about.
    pub holiday: Option<String>,
}

impl Occurrence {
    /// The last day it touches.
    #[must_use]
    pub fn last_day(&self) -> Date {
        match self.end {
            Some(end) => end.saturating_add_minutes(-1).date.max(self.start.date),
            None => self.start.date,
        }
    }

    /// Whether nothing of it is left at that moment. Where its end is not known it is given the part of the day in
    /// which it begins; where its time is not known, the whole day.
    #[must_use]
    pub fn is_over(&self, at: LocalDateTime) -> bool {
        is_over(self.start, self.end, at)
    }

    /// Whether it has begun and nobody knows whether it still goes on: it has a time and no length.
    #[must_use]
    pub fn may_be_over(&self, at: LocalDateTime) -> bool {
        let begun = self.start.time.is_some_and(|time| self.start.date.at(time) < at);
        begun && self.end.is_none() && !self.is_over(at)
    }
}

/// Every date of an activity that touches the days from `from` to `to`, both included, in order.
///
/// A date over several days stands there once, with its first day, also where that lies before `from`.
#[must_use]
pub fn occurrences(activity: &Activity, calendar: &Calendar<'_>, from: Date, to: Date) -> Vec<Occurrence> {
    let mut slots = Vec::new();
    walk(activity, calendar, from, to, &mut |slot| slots.push(slot));
    sort_by_key(&mut slots, |slot| slot.order());
    slots.iter().map(|slot| tell(activity, calendar, *slot)).collect()
}

/// The dates of an activity from today on that are not over at `now`, at most `limit`; cancelled ones too. Ten years
/// are looked through.
#[must_use]
pub fn coming(activity: &Activity, calendar: &Calendar<'_>, now: LocalDateTime, limit: usize) -> Vec<Occurrence> {
    let mut found = Vec::new();
    // Most activities are weekly: a season is enough. One that is rarer is looked for further ahead.
    for days in [100, 400, HORIZON_DAYS] {
        found = occurrences(activity, calendar, now.date, now.date.saturating_add_days(days));
        found.retain(|occurrence| !occurrence.is_over(now));
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    found
}

/// The next date that takes place and is not over at `after`: ten years are looked through.
#[must_use]
pub fn next(activity: &Activity, calendar: &Calendar<'_>, after: LocalDateTime) -> Option<Occurrence> {
    next_slot(activity, calendar, after).map(|slot| tell(activity, calendar, slot))
}

/// [`next`] in integers.
pub(crate) fn next_slot(activity: &Activity, calendar: &Calendar<'_>, after: LocalDateTime) -> Option<Slot> {
    let schedule = activity.schedule.as_ref()?;
    let exceptions = Exceptions::of(schedule);
    let last = after.date.saturating_add_days(HORIZON_DAYS);
    let fits = |slot: &Slot| slot.cause.status().takes_place() && !slot.is_over(after) && slot.start.date <= last;
    let judged = |start: Start| judge(activity, schedule, &exceptions, calendar, start).filter(fits);
    let series = match &schedule.rrule {
        None => judged(schedule.start),
        Some(rule) => {
            let from = after.date.saturating_add_days(-reach(schedule.minutes));
            let days = rule.dates(schedule.start, from).until(last);
            let time = schedule.start.time;
            days.filter_map(|date| judged(Start { date, time })).next()
        }
    };
    let further = schedule.dates.iter().filter_map(|start| judged(*start));
    let moved = (0..schedule.moved.len())
        .filter_map(|index| moved_here(schedule, &exceptions, index))
        .filter(fits);
    series
        .into_iter()
        .chain(further)
        .chain(moved)
        .min_by_key(|slot| slot.order())
}

/// How many days before its last day a date of that length can begin.
fn reach(minutes: Option<u16>) -> i32 {
    i32::from(minutes.unwrap_or(0).div_ceil(1_440))
}

/// The new time of a moved date; `None` if that date has been excluded or cancelled since.
fn moved_here(schedule: &Schedule, exceptions: &Exceptions<'_>, index: usize) -> Option<Slot> {
    let moved = &schedule.moved[index];
    exceptions.let_move(moved.date).then(|| Slot {
        start: Start {
            date: moved.to.date,
            time: Some(moved.to.time),
        },
        minutes: moved.minutes.or(schedule.minutes),
        all_day: false,
        cause: Cause::MovedHere(index as u32),
    })
}

/// The last day on which a date can start; `None` if the schedule has no end, or one by number only.
pub(crate) fn last_start(schedule: &Schedule) -> Option<Date> {
    let series = match &schedule.rrule {
        None => Some(schedule.start.date),
        Some(rule) => rule.last_day(),
    };
    let further = schedule.dates.iter().map(|start| start.date);
    let moved = schedule.moved.iter().map(|moved| moved.to.date);
    series.map(|last| further.chain(moved).fold(last, Date::max))
}

/// Hands over every date that touches the window, in no particular order; `false` where a rule with its dates too far
/// apart was not looked through to the end.
pub(crate) fn walk(
    activity: &Activity,
    calendar: &Calendar<'_>,
    from: Date,
    to: Date,
    take: &mut dyn FnMut(Slot),
) -> bool {
    let Some(schedule) = &activity.schedule else {
        return true;
    };
    let exceptions = Exceptions::of(schedule);
    // A date that began before the window can reach into it.
    let first = from.saturating_add_days(-reach(schedule.minutes));
    let touches = |date: Date| first <= date && date <= to;
    let mut offer = |start: Start| {
        if let Some(slot) = judge(activity, schedule, &exceptions, calendar, start)
            && slot.last_day() >= from
        {
            take(slot);
        }
    };
    let mut further: Vec<Start> = schedule
        .dates
        .iter()
        .copied()
        .filter(|start| touches(start.date))
        .collect();
    sort_by(&mut further, Ord::cmp);
    further.dedup();
    // A further date may say again what the rule or the start has said.
    let said_again = |start: &Start| further.binary_search(start).is_ok();
    let mut whole = true;
    match &schedule.rrule {
        Some(rule) => {
            let time = schedule.start.time;
            let mut dates = rule.dates(schedule.start, first).until(to);
            for start in dates.by_ref().map(|date| Start { date, time }) {
                if !said_again(&start) {
                    offer(start);
                }
            }
            whole = !dates.has_given_up();
        }
        None if touches(schedule.start.date) && !said_again(&schedule.start) => offer(schedule.start),
        None => {}
    }
    further.into_iter().for_each(&mut offer);
    for index in 0..schedule.moved.len() {
        if let Some(slot) = moved_here(schedule, &exceptions, index)
            && slot.start.date <= to
            && slot.last_day() >= from
        {
            take(slot);
        }
    }
    whole
}

/// What becomes of each of these dates of the schedule, in their order; `None` for one that is excluded. The exceptions
/// are put in order once, however many dates there are.
pub(crate) fn judge_each(activity: &Activity, calendar: &Calendar<'_>, starts: &[Start]) -> Vec<Option<Slot>> {
    let Some(schedule) = &activity.schedule else {
        return vec![None; starts.len()];
    };
    let exceptions = Exceptions::of(schedule);
    let judged = starts
        .iter()
        .map(|start| judge(activity, schedule, &exceptions, calendar, *start));
    judged.collect()
}

/// What becomes of a date; `None` if it is excluded.
fn judge(
    activity: &Activity,
    schedule: &Schedule,
    exceptions: &Exceptions<'_>,
    calendar: &Calendar<'_>,
    start: Start,
) -> Option<Slot> {
    let date = start.date;
    let cause = match exceptions.judge(date) {
        Judgement::Excluded => return None,
        Judgement::Told(cause) => cause,
        Judgement::Ordinary => pause(activity, calendar, date),
    };
    let start = match start.time {
        Some(time) if rome::is_skipped(date.at(time)) => {
            let later = rome::settle(date.at(time));
            Start {
                date: later.date,
                time: Some(later.time),
            }
        }
        _ => start,
    };
    Some(Slot {
        start,
        minutes: schedule.minutes,
        all_day: schedule.all_day,
        cause,
    })
}

fn holding(periods: &[Suspension], date: Date) -> Option<u32> {
    periods
        .iter()
        .position(|period| period.holds_on(date))
        .map(|index| index as u32)
}

fn pause(activity: &Activity, calendar: &Calendar<'_>, date: Date) -> Cause {
    if let Some(index) = holding(&activity.suspensions, date) {
        return Cause::PausedByActivity(index);
    }
    if let Some(place) = calendar.place {
        if let Some(index) = holding(&place.suspensions, date) {
            return Cause::PausedByPlace(index);
        }
        if let Some(index) = place.closures.iter().position(|closure| closure.holds_on(date)) {
            return Cause::PausedByClosure(index as u32);
        }
        if place.status == Status::Closed && place.status_since.is_none_or(|since| since <= date) {
            return Cause::PlaceClosed;
        }
    }
    match calendar.network.and_then(|network| holding(&network.suspensions, date)) {
        Some(index) => Cause::PausedByNetwork(index),
        None => Cause::Ordinary,
    }
}

/// Puts a slot into words.
pub(crate) fn tell(activity: &Activity, calendar: &Calendar<'_>, slot: Slot) -> Occurrence {
    let schedule = activity.schedule.as_ref();
    let mut occurrence = Occurrence {
        start: slot.start,
        end: slot.end(),
        all_day: slot.all_day,
        status: slot.cause.status(),
        reason: String::new(),
        moved_from: None,
        moved_to: None,
        holiday: calendar.holiday(slot.start.date).map(Feast::words),
    };
    let or = |reason: &str, otherwise: &str| match reason {
        "" => otherwise.to_owned(),
        reason => reason.to_owned(),
    };
    let paused = |periods: &[Suspension], index: u32| {
        or(
            periods.get(index as usize).map_or("", |period| &period.reason),
            "attività sospesa",
        )
    };
    let moved = |index: u32| schedule.and_then(|schedule| schedule.moved.get(index as usize));
    occurrence.reason = match slot.cause {
        Cause::Ordinary => String::new(),
        Cause::Cancelled(index) => {
            let cancelled = schedule.and_then(|schedule| schedule.cancelled.get(index as usize));
            or(cancelled.map_or("", |cancelled| &cancelled.reason), "annullato")
        }
        Cause::MovedAway(index) => moved(index).map_or_else(String::new, |moved| {
            occurrence.moved_to = Some(moved.to);
            with_reason(["spostato a ", &words::moment(moved.to)].concat(), &moved.reason)
        }),
        Cause::MovedHere(index) => moved(index).map_or_else(String::new, |moved| {
            occurrence.moved_from = Some(Start {
                date: moved.date,
                time: schedule.and_then(|schedule| schedule.start.time),
            });
            with_reason(["spostato da ", &words::day(moved.date)].concat(), &moved.reason)
        }),
        Cause::PausedByActivity(index) => paused(&activity.suspensions, index),
        Cause::PausedByPlace(index) => paused(calendar.place.map_or(&[], |place| &place.suspensions), index),
        Cause::PausedByNetwork(index) => paused(calendar.network.map_or(&[], |network| &network.suspensions), index),
        Cause::PausedByClosure(index) => {
            let closure = calendar.place.and_then(|place| place.closures.get(index as usize));
            or(closure.map_or("", |closure| &closure.reason), "sede chiusa")
        }
        Cause::PlaceClosed => "la sede ha chiuso".to_owned(),
    };
    occurrence
}

fn with_reason(what: String, reason: &str) -> String {
    match reason {
        "" => what,
        reason => [what.as_str(), ": ", reason].concat(),
    }
}
