//! What a record may hold at most: dates from 1900 to 2100, and lists that can still be looked through in a moment.
//!
//! The types themselves hold more, so that a record which was stored before a bound was drawn can still be read.

use super::{Activity, Closure, Guide, Network, Place, Source, Suspension, Verification};
use crate::problem::{Refusal, reason};
use crate::time::{Date, OpeningHours, PartialDate};

/// The first and the last year of a date in a record.
pub const YEARS: (i32, i32) = (1900, 2100);
/// The most periods in a list of closures, suspensions or school holidays.
pub const MOST_PERIODS: usize = 500;
/// The most days in a list of a schedule: further dates, exclusions, cancellations, moves.
pub const MOST_DAYS: usize = 5_000;

/// A field, as a path from the record, and why it cannot be taken.
type Fault = (String, Refusal);

pub(super) fn of_network(network: &Network) -> Vec<Fault> {
    let mut bounds = Bounds::default();
    bounds.suspensions("suspensions", &network.suspensions);
    bounds.suspensions("school_holidays", &network.school_holidays);
    for (index, holidays) in network.school_holidays.iter().enumerate() {
        if holidays.to.is_none() {
            let refusal = Refusal::new("holidays-without-end", reason(&["school holidays have a last day"]));
            bounds.faults.push((path("school_holidays", index, ".to"), refusal));
        }
    }
    bounds.provenance(network.verified.as_ref(), &network.sources);
    bounds.faults
}

pub(super) fn of_place(place: &Place) -> Vec<Fault> {
    let mut bounds = Bounds::default();
    bounds.closures(&place.closures);
    bounds.suspensions("suspensions", &place.suspensions);
    bounds.date("status_since", place.status_since);
    for (index, event) in place.events.iter().enumerate() {
        let day = event.on.map(PartialDate::first_day);
        bounds.date(&path("events", index, ".on"), day);
    }
    bounds.date("contacts_as_of", place.contacts_as_of.map(PartialDate::first_day));
    bounds.hours("opening_hours", place.opening_hours.as_ref());
    for (index, desk) in place.desks.iter().enumerate() {
        let field = path("desks", index, ".opening_hours");
        bounds.hours(&field, desk.opening_hours.as_ref());
    }
    bounds.provenance(place.verified.as_ref(), &place.sources);
    bounds.faults
}

pub(super) fn of_activity(activity: &Activity) -> Vec<Fault> {
    let mut bounds = Bounds::default();
    bounds.suspensions("suspensions", &activity.suspensions);
    if let Some(schedule) = &activity.schedule {
        bounds.date("schedule.start", Some(schedule.start.date));
        if let Some(last) = schedule.rrule.as_ref().and_then(|rule| rule.last_day())
            && !is_within(last)
        {
            let words = ["UNTIL ", &years(), "; a rule without an end has no UNTIL"];
            bounds.refuse("schedule.rrule", &words);
        }
        bounds.days("dates", schedule.dates.iter().map(|start| start.date), "");
        bounds.days("exdates", schedule.exdates.iter().copied(), "");
        bounds.days("cancelled", schedule.cancelled.iter().map(|day| day.date), ".date");
        bounds.days("moved", schedule.moved.iter().map(|day| day.date), ".date");
        bounds.days("moved", schedule.moved.iter().map(|day| day.to.date), ".to");
    }
    bounds.provenance(activity.verified.as_ref(), &activity.sources);
    bounds.faults
}

pub(super) fn of_guide(guide: &Guide) -> Vec<Fault> {
    let mut bounds = Bounds::default();
    bounds.provenance(guide.verified.as_ref(), &guide.sources);
    bounds.faults
}

fn is_within(date: Date) -> bool {
    (YEARS.0..=YEARS.1).contains(&date.year())
}

/// "lies outside 1900 to 2100".
fn years() -> String {
    reason(&["lies outside ", &YEARS.0.to_string(), " to ", &YEARS.1.to_string()])
}

fn path(list: &str, index: usize, field: &str) -> String {
    [list, "[", &index.to_string(), "]", field].concat()
}

#[derive(Default)]
struct Bounds {
    faults: Vec<Fault>,
}

impl Bounds {
    fn refuse(&mut self, field: &str, words: &[&str]) {
        let refusal = Refusal::new("date-out-of-bounds", reason(words));
        self.faults.push((field.to_owned(), refusal));
    }

    fn date(&mut self, field: &str, date: Option<Date>) {
        if let Some(date) = date.filter(|date| !is_within(*date)) {
            self.refuse(field, &["the date ", &date.to_string(), " ", &years()]);
        }
    }

    fn length(&mut self, list: &str, length: usize, most: usize) {
        if length > most {
            let most = most.to_string();
            let refusal = Refusal::new("list-too-long", reason(&["a list of more than ", &most, " entries"]));
            self.faults.push((list.to_owned(), refusal));
        }
    }

    fn days(&mut self, list: &str, days: impl ExactSizeIterator<Item = Date>, field: &str) {
        let list = ["schedule.", list].concat();
        self.length(&list, days.len(), MOST_DAYS);
        for (index, day) in days.enumerate() {
            if !is_within(day) {
                self.date(&path(&list, index, field), Some(day));
            }
        }
    }

    fn closures(&mut self, closures: &[Closure]) {
        self.periods("closures", closures.iter().map(|closure| (closure.from, closure.to)));
    }

    fn suspensions(&mut self, list: &str, suspensions: &[Suspension]) {
        self.periods(list, suspensions.iter().map(|pause| (pause.from, pause.to)));
    }

    fn periods(&mut self, list: &str, periods: impl ExactSizeIterator<Item = (Date, Option<Date>)>) {
        self.length(list, periods.len(), MOST_PERIODS);
        for (index, (from, to)) in periods.enumerate() {
            self.date(&path(list, index, ".from"), Some(from));
            if let Some(to) = to.filter(|to| !is_within(*to)) {
                let date = to.to_string();
                let words = ["the date ", &date, " ", &years(), "; until further notice is null"];
                self.refuse(&path(list, index, ".to"), &words);
            }
        }
    }

    fn hours(&mut self, field: &str, hours: Option<&OpeningHours>) {
        let named = hours.and_then(OpeningHours::last_year);
        if let Some(year) = named.filter(|year| i32::from(*year) > YEARS.1) {
            self.refuse(field, &["the year ", &year.to_string(), " ", &years()]);
        }
    }

    fn provenance(&mut self, verified: Option<&Verification>, sources: &[Source]) {
        self.date("verified.on", verified.map(|verified| verified.on));
        for (index, source) in sources.iter().enumerate() {
            let date = source.date.map(PartialDate::first_day);
            self.date(&path("sources", index, ".date"), date);
            self.date(&path("sources", index, ".seen"), source.seen);
        }
    }
}
