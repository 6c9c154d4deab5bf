//! What one schedule cannot hold together: a rule that ends before it starts, an hour that the clock skips, an exception
//! on a day without a date.

use super::date::{Date, LocalDateTime, Start};
use super::recurrence::{Rule, Until};
use super::rome;
use crate::model::Schedule;
use crate::order::sort_by;
use crate::problem::Refusal;

/// A field of the schedule, as a path from the activity, and why it cannot be taken.
pub(crate) type Fault = (String, Refusal);

/// Everything wrong with a schedule; empty means it can be stored.
pub(crate) fn faults(schedule: &Schedule) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut skipped = |field: String, at: Option<LocalDateTime>| {
        if let Some(at) = at.filter(|at| rome::is_skipped(*at)) {
            let reason = ["the clocks skip this hour: ", &at.to_string()].concat();
            faults.push((field, Refusal::new("skipped-hour", reason)));
        }
    };
    skipped("schedule.start".to_owned(), moment(schedule.start));
    for (index, start) in schedule.dates.iter().enumerate() {
        skipped(path("dates", index, ""), moment(*start));
    }
    for (index, moved) in schedule.moved.iter().enumerate() {
        skipped(path("moved", index, ".to"), Some(moved.to));
    }
    if schedule.all_day && schedule.start.time.is_some() {
        let reason = "an activity that fills whole days has no time of day";
        faults.push(("schedule.start".to_owned(), Refusal::new("all-day-with-time", reason)));
    }
    if let Some(rule) = &schedule.rrule {
        let early = match (rule.until(), schedule.start.time) {
            (Some(Until::Utc(until)), Some(time)) => until.0 < rome::instant(schedule.start.date.at(time)).0,
            (Some(Until::Local(until)), Some(time)) => until < schedule.start.date.at(time),
            _ => rule.last_day().is_some_and(|last| last < schedule.start.date),
        };
        let refusal = if early {
            let column = column_of(rule.as_str(), "UNTIL");
            let reason = "UNTIL lies before the start".to_owned();
            Some(Refusal::at("until-before-start", column, reason))
        } else if rule.dates(schedule.start, schedule.start.date).next().is_none() {
            Some(Refusal::new("rule-without-dates", "the rule has no date"))
        } else {
            skipped_by_rule(schedule, rule)
        };
        if let Some(refusal) = refusal {
            faults.push(("schedule.rrule".to_owned(), refusal));
        }
    }
    moves(schedule, &mut faults);
    exceptions(schedule, &mut faults);
    faults
}

/// Days, in order and each once, on which the schedule has no date before any exception.
#[must_use]
pub fn days_without_date(schedule: &Schedule, days: impl IntoIterator<Item = Date>) -> Vec<Date> {
    let mut days: Vec<Date> = days.into_iter().collect();
    sort_by(&mut days, Ord::cmp);
    days.dedup();
    let mut dated: Vec<Date> = schedule.dates.iter().map(|start| start.date).collect();
    match &schedule.rrule {
        None => dated.push(schedule.start.date),
        Some(rule) => dated.extend(rule.among(schedule.start, &days)),
    }
    sort_by(&mut dated, Ord::cmp);
    days.retain(|day| dated.binary_search(day).is_err());
    days
}

/// What is excluded or cancelled must be there: a day without a date is likely a slip, and the date that was meant would
/// still be told as taking place.
fn exceptions(schedule: &Schedule, faults: &mut Vec<Fault>) {
    let cancelled = schedule.cancelled.iter().map(|cancelled| cancelled.date);
    let nowhere = days_without_date(schedule, schedule.exdates.iter().copied().chain(cancelled));
    let mut refuse = |code: &'static str, field: String, day: Date| {
        if nowhere.binary_search(&day).is_ok() {
            let reason = ["the activity has no date on ", &day.to_string()].concat();
            faults.push((field, Refusal::new(code, reason)));
        }
    };
    for (index, day) in schedule.exdates.iter().enumerate() {
        refuse("excluded-from-nowhere", path("exdates", index, ""), *day);
    }
    for (index, one) in schedule.cancelled.iter().enumerate() {
        refuse("cancelled-from-nowhere", path("cancelled", index, ".date"), one.date);
    }
}

/// A date that is moved must be there, once, and not be cancelled.
fn moves(schedule: &Schedule, faults: &mut Vec<Fault>) {
    if schedule.moved.is_empty() {
        return;
    }
    let sorted = |dates: &mut dyn Iterator<Item = Date>| {
        let mut dates: Vec<Date> = dates.collect();
        sort_by(&mut dates, Ord::cmp);
        dates
    };
    let cancelled = sorted(&mut schedule.cancelled.iter().map(|cancelled| cancelled.date));
    let excluded = sorted(&mut schedule.exdates.iter().copied());
    let mut further = schedule.dates.clone();
    sort_by(&mut further, Ord::cmp);
    further.dedup();
    let mut seen = Vec::new();
    for (index, moved) in schedule.moved.iter().enumerate() {
        let date = moved.date.to_string();
        let at = seen.binary_search(&moved.date);
        let (code, reason) = if let Err(at) = at {
            seen.insert(at, moved.date);
            if cancelled.binary_search(&moved.date).is_ok() {
                (
                    "moved-and-cancelled",
                    ["the date ", &date, " is moved and cancelled"].concat(),
                )
            } else {
                let excluded = excluded.binary_search(&moved.date).is_ok();
                match if excluded {
                    0
                } else {
                    dates_on(schedule, &further, moved.date)
                } {
                    0 => ("moved-from-nowhere", ["the activity has no date on ", &date].concat()),
                    1 => continue,
                    _ => (
                        "moved-ambiguous",
                        ["the activity has several dates on ", &date].concat(),
                    ),
                }
            }
        } else {
            ("moved-twice", ["the date ", &date, " is moved twice"].concat())
        };
        faults.push((path("moved", index, ".date"), Refusal::new(code, reason)));
    }
}

/// The first date of a rule whose hour the clocks skip, in its whole life: such an activity has no right hour to tell.
/// What is excluded, cancelled or moved on that date has been thought of. The date of the start itself is told there.
fn skipped_by_rule(schedule: &Schedule, rule: &Rule) -> Option<Refusal> {
    let (start, time) = (schedule.start, schedule.start.time?);
    let last = rule.last_day().unwrap_or(Date::MAX);
    for year in start.date.year()..=last.year() {
        let night = rome::skipped_night(year);
        let thought_of = schedule.exdates.contains(&night)
            || schedule.cancelled.iter().any(|cancelled| cancelled.date == night)
            || schedule.moved.iter().any(|moved| moved.date == night);
        if !rome::is_skipped(night.at(time)) {
            // The hour is another one, in every year.
            return None;
        }
        if night > start.date && !thought_of && rule.falls_on(start, night) {
            let days = ["BYMONTHDAY", "BYDAY", "FREQ"];
            let part = days.into_iter().find(|name| has_part(rule.as_str(), name));
            let column = column_of(rule.as_str(), part.unwrap_or("FREQ"));
            let reason = [
                "the clocks skip the hour of the date ",
                &night.at(time).to_string(),
                ": exclude, cancel or move it, or let the rule end before",
            ];
            return Some(Refusal::at("skipped-hour", column, reason.concat()));
        }
    }
    None
}

fn has_part(rule: &str, name: &str) -> bool {
    let named = |part: &str| {
        part.split('=')
            .next()
            .is_some_and(|known| known.eq_ignore_ascii_case(name))
    };
    rule.split(';').any(named)
}

/// Where the value of a part of a rule begins, from 1.
fn column_of(rule: &str, name: &str) -> usize {
    let mut column = 1;
    for part in rule.split(';') {
        match part.split_once('=') {
            Some((known, _)) if known.eq_ignore_ascii_case(name) => return column + name.len() + 1,
            _ => column += part.chars().count() + 1,
        }
    }
    1
}

fn moment(start: Start) -> Option<LocalDateTime> {
    start.time.map(|time| start.date.at(time))
}

fn path(list: &str, index: usize, field: &str) -> String {
    ["schedule.", list, "[", &index.to_string(), "]", field].concat()
}

/// How many dates the schedule has on that day, before any exception; `further` are its further dates in order.
fn dates_on(schedule: &Schedule, further: &[Start], date: Date) -> usize {
    let series = match &schedule.rrule {
        None => schedule.start.date == date,
        Some(rule) => rule.falls_on(schedule.start, date),
    };
    let first = further.partition_point(|start| start.date < date);
    let of_day = further[first..].iter().take_while(|start| start.date == date);
    let said_again = of_day.clone().any(|start| start.time == schedule.start.time);
    of_day.count() + usize::from(series && !said_again)
}
