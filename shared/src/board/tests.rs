//! The board against plain arithmetic over chrono's calendar and clock, minute by minute around midnight and both
//! changes of the clock.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Europe::Rome;

use super::*;
use crate::time::{TimeOfDay, Weekday};

pub(crate) const PLACES: [&str; 5] = ["a", "b", "c", "d", "e"];
/// An activity as the test knows it: id, place, days of the week from Monday on, start and length in minutes.
pub(crate) const WEEKLY: [(&str, usize, &[u32], u32, i64); 9] = [
    ("mattina", 0, &[0, 1, 2, 3, 4, 5, 6], 570, 90),
    ("notte", 0, &[5, 6], 1_410, 120),
    ("cambio", 0, &[6], 150, 60),
    ("pomeriggio", 1, &[1, 4, 6], 960, 120),
    ("mezzanotte", 1, &[0, 6], 0, 45),
    ("sera", 2, &[2, 5, 6], 1_260, 60),
    ("alba", 3, &[0, 3, 6], 121, 59),
    ("giorno", 3, &[6], 60, 600),
    ("prima", 4, &[0], 30, 30),
];
/// Not held on this day, but announced.
pub(crate) const CANCELLED: (&str, &str) = ("pomeriggio", "2026-10-25");

pub(crate) fn data() -> Dataset {
    let places: Vec<_> = (0..5)
        .map(|at| {
            serde_json::json!({"id": (PLACES[at]), "network": "n", "kind": "hub", "name": "Sede",
                "position": {"lat": 45.1 + at as f64, "lon": 10.0, "precision": "address"}})
        })
        .collect();
    let activities: Vec<_> = WEEKLY
        .iter()
        .map(|(id, place, days, start, minutes)| {
            // The first date is the first such day from a Monday on.
            let first = NaiveDate::from_ymd_opt(2026, 9, 7).expect("a day") + Duration::days(i64::from(days[0]));
            let by: Vec<&str> = days.iter().map(|day| Weekday::from_index(*day as u8).ical()).collect();
            let cancelled = if *id == CANCELLED.0 {
                serde_json::json!([{"date": CANCELLED.1, "reason": "neve"}])
            } else {
                serde_json::json!([])
            };
            serde_json::json!({"id": id, "network": "n", "place": (PLACES[*place]), "title": id,
                "category": "ascolto", "schedule": {
                    "start": format!("{first}T{:02}:{:02}", start / 60, start % 60), "minutes": minutes,
                    "rrule": format!("FREQ=WEEKLY;BYDAY={}", by.join(",")), "cancelled": cancelled}})
        })
        .chain([
            serde_json::json!({"id": "esempio", "network": "n", "place": "a", "title": "Esempio", "sample": true,
            "category": "ascolto", "schedule": {"start": "2026-09-07T00:00", "minutes": 1_440, "rrule": "FREQ=DAILY"}}),
        ])
        .collect();
    let json = serde_json::json!({"networks": [{"id": "n", "name": "N"}], "places": places, "activities": activities});
    let mut data: Dataset = serde_json::from_value(json).expect("records");
    data.sort();
    data
}

/// When a date of that day begins on the wall clock: an hour that is skipped comes an hour later.
fn begins(day: NaiveDate, start: u32) -> NaiveDateTime {
    let written = day.and_hms_opt(start / 60, start % 60, 0).expect("a time");
    match Rome.from_local_datetime(&written) {
        chrono::LocalResult::None => written + Duration::hours(1),
        _ => written,
    }
}

/// What the board of a place shows, worked out by going through the days around.
pub(crate) fn expected(place: usize, now: NaiveDateTime) -> Vec<(&'static str, &'static str, NaiveDateTime, bool)> {
    let mut rows = Vec::new();
    for (id, at, days, start, minutes) in WEEKLY {
        for away in -1..=1 {
            let day = now.date() + Duration::days(away);
            if at != place || !days.contains(&day.weekday().num_days_from_monday()) {
                continue;
            }
            let from = begins(day, start);
            let to = from + Duration::minutes(minutes);
            let when = match () {
                () if to <= now => continue,
                () if from <= now => "now",
                () if from.date() == now.date() => "soon",
                () if from.date() == now.date() + Duration::days(1) => "tomorrow",
                () => continue,
            };
            let held = (id, day.to_string().as_str()) != CANCELLED;
            rows.push((when, id, from, held));
        }
    }
    let part = |when: &str| ["now", "soon", "tomorrow"].iter().position(|one| *one == when);
    rows.sort_by_key(|row| (part(row.0), row.2, row.1));
    rows
}

fn shown(data: &Dataset, place: usize, now: LocalDateTime) -> Vec<(&'static str, &str, NaiveDateTime, bool)> {
    let links = Links::build(data);
    let board = board(data, &links, &data.places[place].id, now).expect("the place is there");
    let mut rows: Vec<_> = board
        .rows
        .iter()
        .map(|row| {
            let (year, month, day) = row.occurrence.start.date.civil();
            let time = row.occurrence.start.time.unwrap_or(TimeOfDay::MIDNIGHT);
            let day = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).expect("a day");
            let start = day
                .and_hms_opt(u32::from(time.hour()), u32::from(time.minute()), 0)
                .expect("a time");
            let id = data.activities.iter().find(|other| other.id == row.activity.id);
            let id = id.map_or("", |activity| activity.id.as_str());
            (row.when.code(), id, start, row.occurrence.status.takes_place())
        })
        .collect();
    let part = |when: &str| ["now", "soon", "tomorrow"].iter().position(|one| *one == when);
    rows.sort_by_key(|row| (part(row.0), row.2, row.1));
    rows
}

pub(crate) fn wall(at: DateTime<Utc>) -> (NaiveDateTime, LocalDateTime) {
    let naive = at.with_timezone(&Rome).naive_local();
    let date = Date::new(naive.year(), naive.month() as u8, naive.day() as u8).expect("a day");
    let time = TimeOfDay::new(naive.hour() as u16, naive.minute() as u16).expect("a time");
    (naive, date.at(time))
}

#[test]
fn every_minute_of_a_day_is_as_worked_out() {
    let data = data();
    let mut rows = 0;
    // An ordinary day, both changes of the clock, and the turn of the year.
    for day in ["2026-12-01", "2026-10-25", "2027-03-28", "2026-12-31"] {
        let day: NaiveDate = day.parse().expect("a day");
        let first = (day - Duration::days(1))
            .and_hms_opt(22, 30, 0)
            .expect("a time")
            .and_utc();
        for minute in (0..26 * 60).step_by(3) {
            let (naive, local) = wall(first + Duration::minutes(minute));
            for place in 0..5 {
                let wanted = expected(place, naive);
                assert_eq!(shown(&data, place, local), wanted, "place {place} at {naive}");
                rows += wanted.len();
            }
        }
    }
    assert!(rows > 5_000, "{rows}");
}

fn at(text: &str) -> LocalDateTime {
    let naive: NaiveDateTime = text.parse().expect("a moment");
    wall(
        Rome.from_local_datetime(&naive)
            .earliest()
            .expect("a moment")
            .with_timezone(&Utc),
    )
    .1
}

#[test]
fn a_board_tells_closures_neighbours_and_what_is_here() {
    let json = r#"{"networks": [{"id": "n", "name": "N",
            "suspensions": [{"from": "2026-12-20", "to": "2027-01-06", "reason": "vacanze"}]}],
        "places": [
            {"id": "a", "network": "n", "kind": "hub", "name": "A",
             "position": {"lat": 45.1, "lon": 10.0, "precision": "address"},
             "closures": [{"from": "2026-12-08", "to": "2026-12-09", "reason": "lavori"},
                          {"from": "2027-02-01", "to": null, "reason": "trasloco"}]},
            {"id": "b", "network": "n", "kind": "spoke", "name": "B", "opening_hours": "Mo-Fr 09:00-12:00",
             "position": {"lat": 45.12, "lon": 10.0, "precision": "address"}},
            {"id": "c", "network": "n", "kind": "spoke", "name": "C", "opening_hours": "Mo-Fr 09:00-18:00",
             "position": {"lat": 45.11, "lon": 10.0, "precision": "address"}},
            {"id": "far", "network": "n", "kind": "spoke", "name": "F", "opening_hours": "Mo-Su 08:00-19:00",
             "position": {"lat": 46.1, "lon": 10.0, "precision": "address"}}],
        "activities": [
            {"id": "x", "network": "n", "place": "a", "title": "X", "category": "ascolto"},
            {"id": "y", "network": "n", "place": "c", "title": "Y", "category": "ascolto",
             "schedule": {"start": "2026-12-01T15:00", "minutes": 60}},
            {"id": "z", "network": "n", "place": "b", "title": "Z", "category": "ascolto",
             "schedule": {"start": "2026-12-01T14:00", "minutes": 60}}]}"#;
    let mut data: Dataset = serde_json::from_str(json).expect("records");
    data.sort();
    let links = Links::build(&data);
    let id = data.places[0].id.clone();
    let now = at("2026-12-01T10:00:00");
    let shown = board(&data, &links, &id, now).expect("it is there");
    assert!(shown.rows.is_empty());
    assert_eq!(shown.here.len(), 1, "never empty");
    let near: Vec<&str> = shown.near.iter().map(|row| row.activity.id.as_str()).collect();
    assert_eq!(near, ["y", "z"], "the nearest first");
    let open: Vec<&str> = shown.open_near.iter().map(|near| near.place.id.as_str()).collect();
    assert_eq!(open, ["c", "b"]);
    assert!(matches!(shown.notices[..], [Notice::Closure(one)] if one.reason == "lavori"));
    let later = board(&data, &links, &id, at("2026-12-08T20:00:00")).expect("it is there");
    assert_eq!(later.open.state, State::Closed);
    assert!(later.open_near.is_empty() && later.notices.len() == 2);
    assert_eq!(board(&data, &links, &"nowhere".parse().expect("an id"), now), None);
}
