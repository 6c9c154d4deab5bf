//! "Quando?" against a walk minute by minute.

use shared::filter::{OpenAt, When};
use shared::model::{Activity, Place};
use shared::query::Query;
use shared::time::day_part::DayPart;
use shared::time::open_state::door_state;
use shared::time::when::{Answer, Windows, activity_in, place_in};
use shared::time::{
    Calendar, Date, Door, LocalDateTime, OccurrenceStatus, Start, State, TimeOfDay, Weekday, occurrence,
};

use crate::opening;
use crate::support::{Chance, asked, at, day, windows};

const NOW: &str = "2026-11-24T10:17";

fn choice(chance: &mut Chance, today: Date) -> When {
    let date = day("2026-11-20").saturating_add_days(chance.between(0, 60));
    let whole = |date| Some(Start { date, time: None });
    let days = |from, to| When {
        from: whole(from),
        to: whole(to),
        ..When::default()
    };
    let hour = |chance: &mut Chance, date| {
        let time = TimeOfDay::from_minutes(chance.below(1_440) as u16);
        Some(Start { date, time })
    };
    let mut when = match chance.below(12) {
        0 => {
            return When {
                open_at: Some(match chance.once_in(2) {
                    true => OpenAt::Now,
                    false => {
                        OpenAt::Time(date.at(TimeOfDay::from_minutes(chance.below(1_440) as u16).expect("a time")))
                    }
                }),
                ..When::default()
            };
        }
        1 => days(today, today),
        2 => days(today.saturating_add_days(1), today.saturating_add_days(1)),
        3 | 4 => days(date, date.saturating_add_days(1)),
        5 => days(date, date),
        6 | 7 => days(date, date.saturating_add_days(chance.between(0, 9))),
        8 | 9 => {
            let last = date.saturating_add_days(chance.between(0, 2));
            When {
                from: hour(chance, date),
                to: hour(chance, last),
                ..When::default()
            }
        }
        10 => When {
            from: hour(chance, date),
            to: whole(date.saturating_add_days(chance.between(0, 3))),
            ..When::default()
        },
        // Five weeks from now on.
        _ => When {
            part: chance.one_of(&[DayPart::Morning, DayPart::Afternoon, DayPart::Evening]),
            ..When::default()
        },
    };
    if chance.once_in(3) {
        for weekday in Weekday::ALL {
            if chance.once_in(2) {
                when.weekdays.insert(weekday);
            }
        }
    }
    if chance.once_in(3) {
        when.part = chance.one_of(&[DayPart::Morning, DayPart::Afternoon, DayPart::Evening]);
    }
    when
}

fn now(chance: &mut Chance) -> LocalDateTime {
    at(NOW).saturating_add_minutes(i64::from(chance.between(0, 40 * 1_440)))
}

/// Whether a minute is asked for, whatever is over of it, by the words of the filter's own description.
fn is_asked(when: &When, now: LocalDateTime, minute: LocalDateTime) -> bool {
    if let Some(open_at) = when.open_at {
        return minute
            == match open_at {
                OpenAt::Now => now,
                OpenAt::Time(at) => at,
            };
    }
    let from = when.from.map_or(now.date.at(TimeOfDay::MIDNIGHT), |from| {
        from.date.at(from.time.unwrap_or(TimeOfDay::MIDNIGHT))
    });
    let last_day = when.from.map_or(now.date, |from| from.date).saturating_add_days(34);
    let before_end = match when.to {
        None => minute.date <= last_day,
        Some(Start { date, time: None }) => minute.date <= date,
        Some(Start { date, time: Some(time) }) => minute < date.at(time),
    };
    let (begin, end) = when.part.minutes();
    let in_part = begin <= minute.time.minutes() && minute.time.minutes() < end;
    let weekdays = when.weekdays.is_empty() || when.weekdays.contains(minute.date.weekday());
    from <= minute && before_end && in_part && weekdays
}

/// Whether that whole day is asked for, also where a part of it is over.
fn is_asked_whole(when: &When, now: LocalDateTime, day: Date) -> bool {
    (0..1_440).all(|minute| {
        is_asked(
            when,
            now,
            LocalDateTime::nearest(i64::from(day.days()) * 1_440 + minute),
        )
    })
}

/// Every minute of the windows of a choice.
fn minutes(windows: &Windows) -> impl Iterator<Item = LocalDateTime> {
    let windows: Vec<_> = windows.iter().collect();
    windows
        .into_iter()
        .flat_map(|(from, to)| (from.minutes()..to.minutes()).map(LocalDateTime::nearest))
}

#[test]
fn windows_hold_the_minutes_that_are_asked_for() {
    let mut chance = Chance(9);
    for _ in 0..300 {
        let now = now(&mut chance);
        let when = choice(&mut chance, now.date);
        // What is over of today is not asked for, unless an hour of it is named.
        let over = |minute: LocalDateTime| {
            let named = when.open_at.is_some()
                || when
                    .from
                    .is_some_and(|from| from.time.is_some() || from.date != now.date);
            !named && minute < now
        };
        let first = i64::from(day("2026-11-10").days()) * 1_440;
        let expected: Vec<_> = (first..first + 95 * 1_440)
            .map(LocalDateTime::nearest)
            .filter(|minute| is_asked(&when, now, *minute) && !over(*minute))
            .collect();
        assert_eq!(
            minutes(&windows(&when, now)).collect::<Vec<_>>(),
            expected,
            "{when:?} at {now}"
        );
    }
}

#[test]
fn places_answer_as_their_minutes_do() {
    let mut chance = Chance(5);
    let mut met = [0; 4];
    for _ in 0..2_000 {
        let place = place(&mut chance);
        let calendar = Calendar::default();
        let now = now(&mut chance);
        let when = choice(&mut chance, now.date);
        let windows = windows(&when, now);
        let (mut appointment, mut open, mut unknown) = (None, None, false);
        for minute in minutes(&windows) {
            for door in Door::all(&place) {
                match door_state(door, &calendar, minute).state {
                    State::Open => open = Some(minute),
                    State::ByAppointment => appointment = appointment.or(Some(minute)),
                    State::Unknown => unknown = true,
                    State::Closed => {}
                }
            }
            if open.is_some() {
                break;
            }
        }
        let expected = match (open, appointment, unknown) {
            (Some(minute), _, _) => Answer::Yes(minute),
            (None, Some(minute), _) => Answer::ByAppointment(minute),
            (None, None, true) => Answer::Unknown,
            (None, None, false) => Answer::No,
        };
        let answer = place_in(&place, &calendar, &windows);
        assert_eq!(answer, expected, "{when:?} at {now}: {place:?}");
        met[match answer {
            Answer::Yes(_) => 0,
            Answer::ByAppointment(_) => 1,
            Answer::Unknown => 2,
            Answer::No => 3,
        }] += 1;
    }
    assert!(met.iter().all(|count| *count > 30), "every answer is met: {met:?}");
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
    let from = day("2026-11-20").saturating_add_days(chance.between(0, 60));
    let closures = match chance.once_in(3) {
        true => {
            serde_json::json!([{"from": from.to_string(), "to": from.saturating_add_days(chance.between(0, 9)).to_string()}])
        }
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
        let now = now(&mut chance);
        let when = choice(&mut chance, now.date);
        let windows = windows(&when, now);
        let dates = occurrence::occurrences(&activity, &calendar, day("2026-10-01"), day("2027-04-01"));
        let (mut yes, mut unknown) = (None, false);
        for minute in minutes(&windows) {
            for date in dates.iter().filter(|date| date.status.takes_place()) {
                let start = date.start.date.at(date.start.time.unwrap_or(TimeOfDay::MIDNIGHT));
                let runs = match (date.end, date.start.time) {
                    (Some(end), _) => start <= minute && (minute < end || minute == start),
                    (None, Some(_)) => start == minute,
                    (None, None) => date.start.date == minute.date,
                };
                if !runs {
                    // Without a length it may go on for the part of the day in which it begins, and an hour.
                    if let (None, Some(time)) = (date.end, date.start.time) {
                        let part_ends = DayPart::of(time).minutes().1.max(time.minutes() + 60).min(1_440);
                        let left = minute.minutes() - i64::from(date.start.date.days()) * 1_440;
                        unknown |= i64::from(time.minutes()) < left && left < i64::from(part_ends);
                    }
                    continue;
                }
                match date.all_day || date.start.time.is_some() || is_asked_whole(&when, now, date.start.date) {
                    true => yes = yes.or(Some(minute)),
                    false => unknown = true,
                }
            }
        }
        let expected = match (yes, unknown) {
            (Some(minute), _) => Answer::Yes(minute),
            (None, true) => Answer::Unknown,
            (None, false) => Answer::No,
        };
        let answer = activity_in(&activity, &calendar, &windows);
        assert_eq!(answer, expected, "{when:?} at {now}: {:?}", activity.schedule);
        met[match answer {
            Answer::Yes(_) => 0,
            Answer::Unknown => 1,
            _ => 2,
        }] += 1;
    }
    assert!(met.iter().all(|count| *count > 10), "every answer is met: {met:?}");
}

pub(crate) fn activity(chance: &mut Chance) -> Activity {
    let date = day("2026-10-10").saturating_add_days(chance.between(0, 60));
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
    let some_day = |chance: &mut Chance| day("2026-11-20").saturating_add_days(chance.between(0, 40)).to_string();
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
    let from = day("2026-11-20").saturating_add_days(chance.between(0, 40));
    serde_json::from_value(serde_json::json!({
        "id": "a", "network": "n", "title": "A", "category": "ascolto",
        "schedule": {"start": start, "minutes": minutes, "all_day": !timed && chance.once_in(2), "rrule": rule,
            "dates": further, "exdates": exdates, "cancelled": cancelled, "moved": moved},
        "suspensions": [{"from": from.to_string(), "to": from.saturating_add_days(5).to_string()}]
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
        let from = day("2026-11-10").saturating_add_days(chance.between(0, 40));
        let to = from.saturating_add_days(chance.between(0, 20));
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
        let expected = occurrence::occurrences(&activity, &calendar, from.saturating_add_days(-10), day("2030-06-01"))
            .into_iter()
            .filter(|date| date.status.takes_place())
            .find(|date| match (date.end, date.start.time) {
                (Some(end), _) => {
                    after < end || after <= date.start.date.at(date.start.time.unwrap_or(TimeOfDay::MIDNIGHT))
                }
                (None, Some(time)) => {
                    let part_ends = DayPart::of(time).minutes().1.max(time.minutes() + 60).min(1_440);
                    after.minutes() < i64::from(date.start.date.days()) * 1_440 + i64::from(part_ends)
                }
                (None, None) => after.date <= date.start.date,
            });
        assert_eq!(next, expected, "after {after}: {:?}", activity.schedule);
    }
}

#[test]
fn a_choice_survives_its_address() {
    let mut chance = Chance(8);
    for _ in 0..1_000 {
        let mut query = Query::default();
        query.filter.when = choice(&mut chance, day("2026-11-24"));
        assert_eq!(asked(&query.to_query_string()), query.filter.when);
    }
    for text in [
        "part=night",
        "weekday=tuesday",
        "from=2026-13-01",
        "open_at=2026-12-24T25:00",
    ] {
        assert!(Query::parse(text, day("2026-11-24")).is_err(), "{text}");
    }
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
    let ask = |text: &str| {
        activity_in(
            &activity,
            &calendar,
            &windows(&asked(&format!("from={text}&to={text}")), at(NOW)),
        )
    };
    assert_eq!(ask("2026-11-24"), Answer::Yes(at("2026-11-24T16:30")));
    assert_eq!(ask("2026-12-01"), Answer::No);
    let list = occurrence::occurrences(&activity, &calendar, day("2026-12-01"), day("2026-12-01"));
    assert_eq!(list.first().map(|one| one.status), Some(OccurrenceStatus::Cancelled));
}
