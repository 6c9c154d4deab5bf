//! "Quando?" against a walk minute by minute.

use shared::model::{Activity, Place};
use shared::time::when::{Answer, DayPart, When, activity_in, place_in};
use shared::time::{Calendar, LocalDateTime, OccurrenceStatus, State, TimeOfDay, occurrence, open_state};

use crate::opening;
use crate::support::{Chance, at, day};

const NOW: &str = "2026-11-24T10:17";

fn choice(chance: &mut Chance) -> When {
    let date = day("2026-11-20").add_days(chance.between(0, 60));
    let time = |minutes: usize| TimeOfDay::from_minutes(minutes as u16).expect("a time of day");
    match chance.below(12) {
        0 => When::Now,
        1 | 2 => When::Today,
        3 | 4 => When::Tomorrow,
        5 | 6 => When::Weekend,
        7 => When::Day(date),
        8..=10 => {
            let from = chance.below(1_400);
            let to = from + 1 + chance.below(1_440 - from);
            When::Hours {
                day: date,
                from: time(from),
                to: time(to % 1_440),
            }
        }
        _ => When::Weekdays {
            days: 1 + chance.below(127) as u8,
            part: chance.one_of(&[DayPart::Whole, DayPart::Morning, DayPart::Afternoon, DayPart::Evening]),
        },
    }
}

fn now(chance: &mut Chance) -> LocalDateTime {
    at(NOW).add_minutes(i64::from(chance.between(0, 40 * 1_440)))
}

/// Every minute of the windows of a choice.
fn minutes(when: When, now: LocalDateTime) -> impl Iterator<Item = LocalDateTime> {
    let windows: Vec<_> = when.windows(now).iter().collect();
    windows
        .into_iter()
        .flat_map(|(from, to)| (from.minutes()..to.minutes()).map(LocalDateTime::from_minutes))
}

#[test]
fn places_answer_as_their_minutes_do() {
    let mut chance = Chance(5);
    let mut met = [0; 4];
    for _ in 0..2_000 {
        let place = place(&mut chance);
        let calendar = Calendar::default();
        let (when, now) = (choice(&mut chance), now(&mut chance));
        let (mut appointment, mut open, mut unknown) = (None, None, false);
        for minute in minutes(when, now) {
            match open_state(&place, &calendar, minute).state {
                State::Open => {
                    open = Some(minute);
                    break;
                }
                State::ByAppointment => appointment = appointment.or(Some(minute)),
                State::Unknown => unknown = true,
                State::Closed => {}
            }
        }
        let expected = match (open, appointment, unknown) {
            (Some(minute), _, _) => Answer::Yes(minute),
            (None, Some(minute), _) => Answer::ByAppointment(minute),
            (None, None, true) => Answer::Unknown,
            (None, None, false) => Answer::No,
        };
        let answer = place_in(&place, &calendar, &when.windows(now));
        // One desk may be there by appointment while another is unknown: the state tells the better one only.
        assert_eq!(answer, expected, "{when} at {now}: {place:?}");
        met[match answer {
            Answer::Yes(_) => 0,
            Answer::ByAppointment(_) => 1,
            Answer::Unknown => 2,
            Answer::No => 3,
        }] += 1;
    }
    assert!(met.iter().all(|count| *count > 50), "every answer is met: {met:?}");
}

fn place(chance: &mut Chance) -> Place {
    let hours = match chance.once_in(6) {
        true => serde_json::Value::Null,
        false => opening::hours(chance).into(),
    };
    let desks: Vec<_> = (0..chance.below(3))
        .map(|_| match chance.once_in(3) {
            true => serde_json::json!({"name": "Sportello"}),
            false => serde_json::json!({"name": "Sportello", "opening_hours": opening::hours(chance)}),
        })
        .collect();
    let from = day("2026-11-20").add_days(chance.between(0, 60));
    let closures = match chance.once_in(3) {
        true => serde_json::json!([{"from": from.to_string(), "to": from.add_days(chance.between(0, 9)).to_string()}]),
        false => serde_json::json!([]),
    };
    let (status, since) = match chance.below(20) {
        0 => ("planned", serde_json::Value::Null),
        1 => ("closed", serde_json::json!(from.to_string())),
        2 => ("moved", serde_json::json!(from.to_string())),
        _ => ("active", serde_json::Value::Null),
    };
    serde_json::from_value(serde_json::json!({
        "id": "p", "network": "n", "kind": "hub", "name": "P", "opening_hours": hours, "desks": desks,
        "closures": closures, "status": status, "status_since": since
    }))
    .expect("a place")
}

#[test]
fn activities_answer_as_their_minutes_do() {
    let mut chance = Chance(6);
    let mut met = [0; 3];
    for _ in 0..2_000 {
        let activity = activity(&mut chance);
        let calendar = Calendar::default();
        let (when, now) = (choice(&mut chance), now(&mut chance));
        let dates = occurrence::occurrences(&activity, &calendar, day("2026-10-01"), day("2027-04-01"));
        let whole_days = !matches!(
            when,
            When::Now
                | When::Hours { .. }
                | When::Weekdays {
                    part: DayPart::Morning | DayPart::Afternoon | DayPart::Evening,
                    ..
                }
        ) || matches!(when, When::Hours { from, to, .. } if from == to && from == TimeOfDay::MIDNIGHT);
        let (mut yes, mut unknown) = (None, false);
        for minute in minutes(when, now) {
            for date in dates.iter().filter(|date| date.status.takes_place()) {
                let start = date.start.date.at(date.start.time.unwrap_or(TimeOfDay::MIDNIGHT));
                let runs = match (date.end, date.start.time) {
                    (Some(end), _) => start <= minute && (minute < end || minute == start),
                    (None, Some(_)) => start == minute,
                    (None, None) => date.start.date == minute.date,
                };
                let known = date.all_day || date.start.time.is_some() || whole_days;
                if runs && known {
                    yes = yes.or(Some(minute));
                }
                unknown |= runs && !known;
            }
        }
        let expected = match (yes, unknown) {
            (Some(minute), _) => Answer::Yes(minute),
            (None, true) => Answer::Unknown,
            (None, false) => Answer::No,
        };
        let answer = activity_in(&activity, &calendar, &when.windows(now));
        assert_eq!(answer, expected, "{when} at {now}: {:?}", activity.schedule);
        met[match answer {
            Answer::Yes(_) => 0,
            Answer::Unknown => 1,
            _ => 2,
        }] += 1;
    }
    assert!(met.iter().all(|count| *count > 10), "every answer is met: {met:?}");
}

pub(crate) fn activity(chance: &mut Chance) -> Activity {
    let date = day("2026-10-10").add_days(chance.between(0, 60));
    let timed = !chance.once_in(4);
    let start = match timed {
        true => format!("{date}T{:02}:{:02}", chance.below(24), chance.below(60)),
        false => date.to_string(),
    };
    let minutes = match chance.below(5) {
        0 => serde_json::Value::Null,
        1 => (chance.below(3) * 1_440 + 60).into(),
        _ => (30 + chance.below(200)).into(),
    };
    let rule = match chance.below(4) {
        0 => serde_json::Value::Null,
        1 => "FREQ=DAILY;INTERVAL=3".into(),
        2 => "FREQ=WEEKLY;BYDAY=TU,TH,SA".into(),
        _ => "FREQ=MONTHLY;BYDAY=1MO,-1SA".into(),
    };
    let some_day = |chance: &mut Chance| day("2026-11-20").add_days(chance.between(0, 40)).to_string();
    let further: Vec<String> = (0..chance.below(3))
        .map(|_| match timed && chance.once_in(2) {
            true => format!("{}T17:30", some_day(chance)),
            false => some_day(chance),
        })
        .collect();
    let exdates: Vec<String> = (0..chance.below(3)).map(|_| some_day(chance)).collect();
    let cancelled: Vec<_> = (0..chance.below(4))
        .map(|_| serde_json::json!({"date": some_day(chance)}))
        .collect();
    let moved: Vec<_> = (0..chance.below(2))
        .map(|_| serde_json::json!({"date": some_day(chance), "to": format!("{}T11:00", some_day(chance))}))
        .collect();
    let from = day("2026-11-20").add_days(chance.between(0, 40));
    serde_json::from_value(serde_json::json!({
        "id": "a", "network": "n", "title": "A", "category": "ascolto",
        "schedule": {"start": start, "minutes": minutes, "all_day": !timed && chance.once_in(2), "rrule": rule,
            "dates": further, "exdates": exdates, "cancelled": cancelled, "moved": moved},
        "suspensions": [{"from": from.to_string(), "to": from.add_days(5).to_string()}]
    }))
    .expect("an activity")
}

/// A window shows the dates that touch it, whatever else is asked for.
#[test]
fn a_window_shows_what_touches_it() {
    let mut chance = Chance(7);
    for _ in 0..4_000 {
        let activity = activity(&mut chance);
        let calendar = Calendar::default();
        let from = day("2026-11-10").add_days(chance.between(0, 40));
        let to = from.add_days(chance.between(0, 20));
        let expected: Vec<_> = occurrence::occurrences(&activity, &calendar, day("2026-09-01"), day("2027-06-01"))
            .into_iter()
            .filter(|date| date.start.date <= to && date.last_day() >= from)
            .collect();
        assert_eq!(
            occurrence::occurrences(&activity, &calendar, from, to),
            expected,
            "{:?}",
            activity.schedule
        );
        let after = from.at(TimeOfDay::from_minutes(chance.below(1_440) as u16).expect("a time"));
        let next = occurrence::next(&activity, &calendar, after);
        let expected = occurrence::occurrences(&activity, &calendar, from.add_days(-10), day("2030-06-01"))
            .into_iter()
            .filter(|date| date.status.takes_place())
            .find(|date| match (date.end, date.start.time) {
                (Some(end), _) => {
                    after < end || after <= date.start.date.at(date.start.time.unwrap_or(TimeOfDay::MIDNIGHT))
                }
                (None, Some(time)) => after <= date.start.date.at(time),
                (None, None) => after.date <= date.start.date,
            });
        assert_eq!(next, expected, "after {after}: {:?}", activity.schedule);
    }
}

#[test]
fn a_choice_survives_its_address() {
    let mut chance = Chance(8);
    for _ in 0..1_000 {
        let when = choice(&mut chance);
        assert_eq!(when.to_string().parse(), Ok(when));
    }
    for text in [
        "",
        "never",
        "2026-13-01",
        "2026-12-24T15:00",
        "2026-12-24T15:00-14:00",
        "xx",
        "tu,",
        "tu.night",
    ] {
        assert!(text.parse::<When>().is_err(), "{text}");
    }
}

#[test]
fn a_weekend_is_the_one_to_come_or_what_is_left_of_it() {
    let days = |text: &str| -> Vec<String> {
        let windows = When::Weekend.windows(at(text));
        windows.iter().map(|(from, to)| format!("{from} {to}")).collect()
    };
    assert_eq!(
        days("2026-11-24T10:00"),
        ["2026-11-28T00:00 2026-11-29T00:00", "2026-11-29T00:00 2026-11-30T00:00"]
    );
    assert_eq!(
        days("2026-11-28T10:00"),
        ["2026-11-28T10:00 2026-11-29T00:00", "2026-11-29T00:00 2026-11-30T00:00"]
    );
    assert_eq!(days("2026-11-29T18:00"), ["2026-11-29T18:00 2026-11-30T00:00"]);
}

#[test]
fn a_cancelled_date_is_no_answer() {
    let activity: Activity = serde_json::from_value(serde_json::json!({
        "id": "a", "network": "n", "title": "A", "category": "ascolto",
        "schedule": {"start": "2026-11-24T16:30", "minutes": 90, "rrule": "FREQ=WEEKLY;BYDAY=TU",
            "cancelled": [{"date": "2026-12-01", "reason": "Sala occupata"}]}
    }))
    .expect("an activity");
    let calendar = Calendar::default();
    let ask = |text: &str| activity_in(&activity, &calendar, &When::Day(day(text)).windows(at(NOW)));
    assert_eq!(ask("2026-11-24"), Answer::Yes(at("2026-11-24T16:30")));
    assert_eq!(ask("2026-12-01"), Answer::No);
    let list = occurrence::occurrences(&activity, &calendar, day("2026-12-01"), day("2026-12-01"));
    assert_eq!(list.first().map(|one| one.status), Some(OccurrenceStatus::Cancelled));
}
