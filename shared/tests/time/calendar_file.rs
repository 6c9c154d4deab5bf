//! Calendar files, read back by the crate `icalendar` and followed by the crate `rrule`: the same dates.
//!
//! The file `tests/oracles/calendar.ics` is what this writes for a made-up network; `tests/oracles/read_calendar.py` reads it
//! with Python's `icalendar` and `recurring-ical-events` and finds the dates of `tests/oracles/calendar.txt`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use icalendar::{Calendar as File, CalendarComponent, Component};
use shared::interop::ics::{self, Feed};
use shared::model::{self, Activity, Dataset};
use shared::time::occurrence::occurrences;
use shared::time::{Calendar, Date, Instant, LocalDateTime, Occurrence};

use crate::support::{Chance, chrono_day, chrono_moment, committed, day};
use crate::when;

const FEED: Feed<'_> = Feed {
    name: "Rete di prova; sedi, attività",
    site: "https://example.org",
    stamp: Instant(1_795_000_000),
    revision: 42,
};

const WINDOW: (&str, &str) = ("2026-09-01", "2027-06-30");

/// A date as both sides tell it: start, end, takes place. Whole days are told by midnights.
type Told = (String, NaiveDateTime, Option<NaiveDateTime>, bool);

fn naive(date: Date) -> NaiveDateTime {
    chrono_day(date).and_time(chrono::NaiveTime::MIN)
}

fn told(activity: &Activity, one: &Occurrence) -> Told {
    let moment = |at: LocalDateTime| chrono_moment(at);
    let start = match one.start.time.filter(|_| !one.all_day) {
        Some(time) => moment(one.start.date.at(time)),
        None => naive(one.start.date),
    };
    let end = one.end.map(moment).filter(|end| *end != start);
    (activity.id.as_str().to_owned(), start, end, one.status.takes_place())
}

fn ours(data: &Dataset) -> Vec<Told> {
    let mut list = Vec::new();
    for activity in &data.activities {
        let calendar = Calendar::of_activity(data, activity);
        let dates = occurrences(activity, &calendar, day(WINDOW.0), day(WINDOW.1));
        // A moved date is told once in a file, at its new time; after a place has closed there is nothing to tell.
        let kept = |one: &&Occurrence| one.moved_to.is_none() && one.reason != "la sede ha chiuso";
        list.extend(dates.iter().filter(kept).map(|one| told(activity, one)));
    }
    list.sort();
    list
}

/// `20261124T163000` with or without a zone, or `20261124`, on the wall clock of Rome.
fn read(value: &str) -> NaiveDateTime {
    if let Some(utc) = value.strip_suffix('Z') {
        let utc = NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").expect("a moment in UTC");
        return chrono_tz::Europe::Rome.from_utc_datetime(&utc).naive_local();
    }
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").unwrap_or_else(|_| {
        let day = NaiveDate::parse_from_str(value, "%Y%m%d").unwrap_or_else(|error| panic!("{value}: {error}"));
        day.and_time(chrono::NaiveTime::MIN)
    })
}

fn values(event: &icalendar::Event, key: &str) -> Vec<NaiveDateTime> {
    let list = event.multi_properties().get(key).into_iter().flatten();
    list.flat_map(|property| property.value().split(',').map(read).collect::<Vec<_>>())
        .collect()
}

fn value<'a>(event: &'a icalendar::Event, key: &str) -> &'a str {
    event.property_value(key).unwrap_or_else(|| panic!("{key} is missing"))
}

/// Every date of a file in the window, as a calendar program would show it.
fn shown(text: &str) -> Vec<Told> {
    let file: File = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let (mut masters, mut others) = (Vec::new(), BTreeMap::new());
    for component in &file.components {
        if let CalendarComponent::Event(event) = component {
            match event.property_value("RECURRENCE-ID") {
                None => masters.push(event),
                Some(of) => {
                    let before = others.insert((value(event, "UID"), read(of)), event);
                    assert!(before.is_none(), "a date is told twice:\n{text}");
                }
            }
        }
    }
    let mut list = Vec::new();
    for master in masters {
        let uid = value(master, "UID");
        let start = read(value(master, "DTSTART"));
        let length = master.property_value("DTEND").map(|end| read(end) - start);
        let mut starts = vec![start];
        if let Some(rule) = master.property_value("RRULE") {
            starts = follow(start, rule);
        }
        starts.extend(values(master, "RDATE"));
        starts.sort();
        starts.dedup();
        let excluded = values(master, "EXDATE");
        starts.retain(|start| !excluded.contains(start));
        for start in starts {
            list.push(match others.remove(&(uid, start)) {
                Some(event) => tell(event, read(value(event, "DTSTART")), None),
                None => tell(master, start, length),
            });
        }
    }
    assert!(
        others.is_empty(),
        "an exception of no date: {:?}\n{text}",
        others.keys()
    );
    let (from, to) = (naive(day(WINDOW.0)), naive(day(WINDOW.1).saturating_add_days(1)));
    list.retain(|(_, start, end, _)| *start < to && end.unwrap_or(*start).max(*start + TimeDelta::minutes(1)) > from);
    list.sort();
    list
}

fn tell(event: &icalendar::Event, start: NaiveDateTime, length: Option<TimeDelta>) -> Told {
    let end = match length {
        Some(length) => Some(start + length),
        None => event.property_value("DTEND").map(read),
    };
    let uid = value(event, "UID");
    let id = uid
        .split('@')
        .next()
        .and_then(|id| id.split('/').next())
        .expect("a UID begins with the id");
    (id.to_owned(), start, end, value(event, "STATUS") == "CONFIRMED")
}

/// The dates of a rule, all on one clock.
fn follow(start: NaiveDateTime, rule: &str) -> Vec<NaiveDateTime> {
    let mut rule = rule.to_owned();
    if let Some((before, until)) = rule.clone().split_once("UNTIL=") {
        let until = until.split(';').next().expect("split gives one");
        let local = match until.len() {
            8 => read(until) + TimeDelta::hours(23),
            _ => read(until),
        };
        let rest = &rule[before.len() + "UNTIL=".len() + until.len()..];
        rule = format!("{before}UNTIL={}{rest}", local.format("%Y%m%dT%H%M%SZ"));
    }
    let end = naive(day(WINDOW.1).saturating_add_days(1));
    rule.parse::<rrule::RRule<rrule::Unvalidated>>()
        .and_then(|rule| rule.build(rrule::Tz::UTC.from_utc_datetime(&start)))
        .unwrap_or_else(|error| panic!("{rule}: {error}"))
        .into_iter()
        .map(|at| at.naive_utc())
        .take_while(|at| *at < end)
        .collect()
}

/// A network with a place and random activities that the check of a data set takes.
fn region(chance: &mut Chance, count: usize) -> Dataset {
    let mut activities: Vec<Activity> = Vec::new();
    let mut data: Dataset = serde_json::from_value(serde_json::json!({
        "networks": [{"id": "rete", "name": "Rete", "suspensions": [
            {"from": "2026-12-23", "to": "2027-01-06", "reason": "Pausa natalizia"}]}],
        "places": [
            {"id": "casa", "network": "rete", "kind": "hub", "name": "Casa; delle famiglie, \"aperta\"",
                "address": {"street": "Piazza Grande 1", "postal_code": "26100"},
                "position": {"lat": 45.133249, "lon": 10.022651, "precision": "address"},
                "closures": [{"from": "2027-02-15", "to": "2027-02-19", "reason": "Lavori"}]},
            {"id": "ex", "network": "rete", "kind": "desk", "name": "Ex sportello", "status": "closed",
                "status_since": "2027-03-01"}],
        "comuni": []
    }))
    .expect("a data set");
    while activities.len() < count {
        let mut activity = when::activity(chance);
        activity.id = format!("a{:04}", activities.len()).parse().expect("an id");
        activity.network = "rete".parse().expect("an id");
        activity.place = match chance.below(3) {
            0 => None,
            1 => Some("ex".parse().expect("an id")),
            _ => Some("casa".parse().expect("an id")),
        };
        activity.description = "Per mamme, papà e nonni; senza iscrizione.\nPortare una merenda: perché no?".to_owned();
        activity.sample = chance.once_in(5);
        // The hour of the clock change is another test's.
        let night = |time: Option<shared::time::TimeOfDay>| time.is_some_and(|time| time.hour() < 4);
        let early = activity
            .schedule
            .as_ref()
            .is_some_and(|schedule| night(schedule.start.time));
        data.activities = vec![activity];
        if !early && model::check(&data).is_empty() {
            activities.append(&mut data.activities);
        }
    }
    data.activities = activities;
    data
}

#[test]
fn a_file_shows_the_dates_of_its_activities() {
    let mut chance = Chance(10);
    let data = region(&mut chance, 1_500);
    let mut told = 0;
    for activity in &data.activities {
        let alone = Dataset {
            activities: vec![activity.clone()],
            ..data.clone()
        };
        let text = ics::calendar(&alone, &alone.activities, &FEED);
        let expected = ours(&alone);
        assert_eq!(shown(&text), expected, "{:?}\n{text}", activity.schedule);
        told += expected.len();
    }
    assert!(told > 20_000, "enough of them have dates: {told}");
}

#[test]
fn lines_are_short_and_end_as_they_should() {
    let mut chance = Chance(11);
    let data = region(&mut chance, 50);
    let text = ics::calendar(&data, &data.activities, &FEED);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_inclusive('\n') {
        assert!(line.ends_with("\r\n") && line.len() <= 77, "{line}");
    }
    assert!(text.contains("REFRESH-INTERVAL;VALUE=DURATION:PT6H"));
    assert!(text.contains("SEQUENCE:42"));
    assert!(
        !text.contains("T000000\r\n") || text.contains("DTSTART:1996"),
        "no missing time is midnight"
    );
}

/// What the Python check reads. `FAMILY_HUB_WRITE_TABLES=1` writes it anew.
#[test]
fn the_committed_file_is_what_is_written() {
    let mut chance = Chance(12);
    let data = region(&mut chance, 80);
    committed("oracles/calendar.ics", &ics::calendar(&data, &data.activities, &FEED));
    let mut text = format!("{} {}\n", WINDOW.0, WINDOW.1);
    for (id, start, end, takes_place) in ours(&data) {
        let end = end.map_or("-".to_owned(), |end| end.format("%Y-%m-%dT%H:%M").to_string());
        let status = if takes_place { "CONFIRMED" } else { "CANCELLED" };
        writeln!(text, "{id} {} {end} {status}", start.format("%Y-%m-%dT%H:%M")).expect("a String takes it");
    }
    committed("oracles/calendar.txt", &text);
}

#[test]
fn a_single_date_stands_for_itself() {
    let mut chance = Chance(13);
    let data = region(&mut chance, 100);
    for activity in &data.activities {
        let calendar = Calendar::of_activity(&data, activity);
        for one in occurrences(activity, &calendar, day("2026-12-01"), day("2026-12-31")) {
            let text = ics::single(&data, activity, &one, &FEED);
            let file: File = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
            let events: Vec<_> = file.components.iter().filter_map(CalendarComponent::as_event).collect();
            assert_eq!(events.len(), 1, "{text}");
            assert_eq!(
                tell(events[0], read(value(events[0], "DTSTART")), None),
                told(activity, &one),
                "{text}"
            );
        }
    }
}

#[test]
fn a_rule_that_starts_beside_its_days_begins_on_one_of_them() {
    let activity: Activity = serde_json::from_value(serde_json::json!({
        "id": "a", "network": "rete", "title": "Gruppo", "category": "mutuo-aiuto",
        "schedule": {"start": "2026-11-25T16:30", "minutes": 90,
            "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630"}
    }))
    .expect("an activity");
    let data = Dataset {
        activities: vec![activity],
        ..Dataset::default()
    };
    let text = ics::calendar(&data, &data.activities, &FEED);
    assert!(text.contains("DTSTART;TZID=Europe/Rome:20261208T163000\r\n"), "{text}");
    assert!(text.contains("DTEND;TZID=Europe/Rome:20261208T180000\r\n"), "{text}");
    assert!(
        text.contains("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630T215959Z;WKST=MO\r\n"),
        "{text}"
    );
}

/// UID and DTSTART of every event of an activity, in the order of the file.
fn events(schedule: serde_json::Value, id: &str) -> Vec<(String, String)> {
    let activity: Activity = serde_json::from_value(serde_json::json!({
        "id": id, "network": "rete", "title": "Lettura", "category": "gioco-e-cultura", "schedule": schedule
    }))
    .expect("an activity");
    let data = Dataset {
        activities: vec![activity],
        ..Dataset::default()
    };
    let text = ics::calendar(&data, &data.activities, &FEED);
    assert!(!text.contains("RDATE"), "{text}");
    let file: File = text.parse().expect("a calendar");
    let events = file.components.iter().filter_map(CalendarComponent::as_event);
    events
        .map(|event| (value(event, "UID").to_owned(), value(event, "DTSTART").to_owned()))
        .collect()
}

#[test]
fn every_further_date_is_an_event_that_stays_when_others_are_added_or_a_time_is_corrected() {
    let one = events(serde_json::json!({"start": "2026-12-24T16:30"}), "lettura");
    assert_eq!(one, [("lettura@family-hub".to_owned(), "20261224T163000".to_owned())]);
    let more = events(
        serde_json::json!({"start": "2026-12-24T16:30", "dates": ["2026-12-10T16:30", "2027-01-07T16:30"]}),
        "lettura",
    );
    let expected = [
        ("lettura/20261210@family-hub", "20261210T163000"),
        ("lettura@family-hub", "20261224T163000"),
        ("lettura/20270107@family-hub", "20270107T163000"),
    ];
    assert_eq!(more, expected.map(|(uid, start)| (uid.to_owned(), start.to_owned())));
    let corrected = events(
        serde_json::json!({"start": "2026-12-24T17:00", "dates": ["2026-12-10T17:00", "2027-01-07T17:00"]}),
        "lettura",
    );
    let uids = |list: &[(String, String)]| list.iter().map(|(uid, _)| uid.clone()).collect::<Vec<_>>();
    assert_eq!(uids(&corrected), uids(&more));
    let with_rule = events(
        serde_json::json!({"start": "2026-12-01T16:30", "rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
            "dates": ["2026-12-10", "2026-12-12T10:00", "2026-12-12T15:00", "2026-12-08T16:30"]}),
        "lettura",
    );
    assert_eq!(
        uids(&with_rule),
        [
            "lettura@family-hub",
            "lettura/20261210@family-hub",
            "lettura/20261212@family-hub",
            "lettura/20261212/2@family-hub"
        ]
    );
}

#[test]
fn no_date_of_one_activity_has_the_uid_of_another() {
    let date = events(
        serde_json::json!({"start": "2026-12-01T16:30", "dates": ["2026-12-24T16:30"]}),
        "lettura",
    );
    for id in ["lettura-20261224", "lettura.20261224", "lettura_20261224"] {
        let other = events(serde_json::json!({"start": "2026-12-24T16:30"}), id);
        assert!(date.iter().all(|(uid, _)| *uid != other[0].0), "{id}");
    }
}

#[test]
fn a_revision_never_falls_with_time() {
    let at = |seconds: i64| ics::revision(shared::time::Instant(seconds));
    assert_eq!(at(0), 0);
    assert!(at(1_795_510_800) < at(1_795_510_801));
    assert!(at(1_795_510_800) < 1 << 31, "SEQUENCE is an integer of 32 bits");
}
