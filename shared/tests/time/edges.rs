//! Where the calendar ends, and what is too much: every walk ends, and what was not worked out is told as not known.

use serde_json::{Value, json};
use shared::filter::When;
use shared::model::{Dataset, Place};
use shared::time::day_hours::hours_of_days;
use shared::time::occurrence::{self, occurrences};
use shared::time::when::{Answer, Windows, activity_in, place_in};
use shared::time::{Calendar, Date, LocalDateTime, Reason, Rule, Start, State, TimeOfDay, open_state};

use crate::support::{Chance, activity, at, day, place};

fn windows_of(when: &When, now: LocalDateTime) -> Vec<Windows> {
    when.minute(now).into_iter().chain(when.windows(now)).collect()
}

#[test]
fn both_ends_of_the_calendar_are_days_like_any_other() {
    let hours = [
        "24/7",
        "22:00-26:00",
        "Feb 29 10:00-12:00",
        "off",
        "2200 Dec 31 10:00-26:00",
        "1900 Jan 01 00:00-24:00",
    ];
    let closures = [
        json!([]),
        json!([{"from": "1900-01-01", "to": "2200-12-31"}]),
        json!([{"from": "2200-12-31", "to": "2200-12-31"}, {"from": "1900-01-01", "to": "1900-01-01"}]),
        json!([{"from": "2026-11-01", "to": null}]),
    ];
    for hours in hours {
        for closures in &closures {
            let place = place(&json!({"opening_hours": hours, "closures": closures}));
            let calendar = Calendar::default();
            for now in [
                LocalDateTime::MIN,
                LocalDateTime::MAX,
                at("2026-11-24T10:00"),
                at("2200-12-01T00:00"),
            ] {
                let state = open_state(&place, &calendar, now);
                assert!(state.opens.is_none_or(|opens| opens > now), "{hours} {closures} {now}");
                let days = hours_of_days(&place, &calendar, now.date, 7).len();
                assert_eq!(days, now.date.days_on(7).len());
                let mut when = When {
                    from: Some(Start {
                        date: Date::MIN,
                        time: None,
                    }),
                    to: Some(Start {
                        date: Date::MAX,
                        time: None,
                    }),
                    ..When::default()
                };
                when.weekdays.insert(shared::time::Weekday::Tu);
                for windows in windows_of(&when, now).iter().chain(&windows_of(&When::default(), now)) {
                    let answer = place_in(&place, &calendar, windows);
                    assert!(hours != "off" || answer == Answer::No, "{closures} {now}");
                }
            }
        }
    }
}

#[test]
fn dates_at_the_end_of_the_calendar_have_no_end_that_could_be_told() {
    let last = json!({"start": "2200-12-31T23:30", "minutes": 90, "rrule": "FREQ=DAILY"});
    let found = occurrences(&activity(&last), &Calendar::default(), day("2200-12-01"), Date::MAX);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].end, None);
    assert_eq!(
        occurrence::next(&activity(&last), &Calendar::default(), at("2200-12-31T10:00")),
        Some(found[0].clone())
    );
    let whole = json!({"start": "2200-12-31", "all_day": true, "minutes": 2_880});
    let found = occurrences(&activity(&whole), &Calendar::default(), Date::MIN, Date::MAX);
    assert_eq!((found.len(), found[0].last_day()), (1, Date::MAX));
}

#[test]
fn a_rule_whose_dates_lie_too_far_apart_is_not_known_to_have_any() {
    // There is no seventh Monday in a week.
    let rule: Rule = "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7;COUNT=3".parse().expect("a rule");
    let start: Start = "1900-01-01T10:00".parse().expect("a start");
    let mut dates = rule.dates(start, start.date);
    assert_eq!(dates.next(), None);
    assert!(dates.has_given_up());
    let mut near = rule.dates(start, start.date).until(day("1901-01-01"));
    assert_eq!(near.next(), None);
    assert!(!near.has_given_up(), "what is asked for was looked through");
    let never = activity(&json!({"start": "1900-01-01T10:00", "rrule": rule.as_str()}));
    let windows = Windows::minute(at("2026-11-23T10:00"));
    assert_eq!(activity_in(&never, &Calendar::default(), &windows), Answer::Unknown);
    // And one that is only rare is looked through.
    let rare: Rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO".parse().expect("a rule");
    let found: Vec<String> = rare.dates(start, start.date).map(|date| date.to_string()).collect();
    assert_eq!(found.first().map(String::as_str), Some("1904-02-29"));
    assert_eq!(found.last().map(String::as_str), Some("2196-02-29"));
}

#[test]
fn hours_that_take_too_long_to_work_out_have_no_next_opening() {
    let spans: Vec<String> = (0..70)
        .map(|at| format!("{:02}:{:02}-{:02}:{:02}", at / 4, at % 4 * 15, at / 4, at % 4 * 15 + 1))
        .collect();
    let text = format!("Dec 24 10:00-12:00; Jan-Nov {} off \"chiuso\"", spans.join(","));
    let state = |now: &str| open_state(&place(&json!({"opening_hours": text})), &Calendar::default(), at(now));
    assert_eq!(state("2026-12-23T10:00").opens, Some(at("2026-12-24T10:00")));
    assert_eq!(
        (state("2026-12-25T10:00").state, state("2026-12-25T10:00").opens),
        (State::Closed, Some(at("2027-12-24T10:00")))
    );
    // The days between are looked at where a rule could open them.
    let text = format!(
        "SH 10:00-12:00; Mo-Su {} off \"chiuso\"; Dec 31 09:00-10:00 \"festa\"",
        spans.join(",")
    );
    let state = open_state(
        &place(&json!({"opening_hours": text})),
        &Calendar::default(),
        at("2026-01-02T10:00"),
    );
    assert_eq!((state.state, state.opens), (State::Closed, None));
}

#[test]
fn a_place_closed_until_further_notice_opens_at_no_time_that_is_known() {
    let closed =
        place(&json!({"opening_hours": "Mo-Su 09:00-12:00", "closures": [{"from": "2026-11-01", "to": null}]}));
    let calendar = Calendar::default();
    let state = open_state(&closed, &calendar, at("2026-11-24T10:00"));
    assert_eq!((state.state, state.opens), (State::Closed, None));
    assert_eq!(
        state.reason,
        Reason::Closure {
            reason: String::new(),
            to: None
        }
    );
    assert_eq!(state.reason.text(), "chiusura, fino a nuovo avviso");
    let before = open_state(&closed, &calendar, at("2026-10-31T13:00"));
    assert_eq!((before.state, before.opens), (State::Closed, None));
    assert_eq!(
        open_state(&closed, &calendar, at("2026-10-31T10:00")).until,
        Some(at("2026-10-31T12:00"))
    );
    let missing = json!({"id": "p", "network": "n", "kind": "hub", "name": "P", "closures": [{"from": "2026-11-01"}]});
    assert!(
        serde_json::from_value::<Place>(missing).is_err(),
        "a forgotten last day is no notice"
    );
}

#[test]
fn a_place_that_closes_for_good_does_not_open_afterwards() {
    let ends = place(&json!({"opening_hours": "Mo 09:00-12:00", "status": "closed", "status_since": "2026-11-28"}));
    let state = open_state(&ends, &Calendar::default(), at("2026-11-24T10:00"));
    assert_eq!((state.state, state.opens), (State::Closed, None));
}

#[test]
fn long_lists_of_exceptions_say_what_short_ones_say() {
    let mut chance = Chance(41);
    for _ in 0..200 {
        let first = day("2026-01-01");
        let some = |chance: &mut Chance, most: i32| -> Vec<Date> {
            (0..chance.between(0, most))
                .map(|_| first.saturating_add_days(chance.between(0, 120)))
                .collect()
        };
        let (exdates, cancelled, moved) = (some(&mut chance, 60), some(&mut chance, 60), some(&mut chance, 60));
        let dates: Vec<Date> = some(&mut chance, 40);
        let schedule = json!({
            "start": "2026-01-01T10:00", "rrule": "FREQ=DAILY;INTERVAL=2",
            "exdates": exdates.iter().map(Date::to_string).collect::<Vec<_>>(),
            "dates": dates.iter().map(|date| date.at(TimeOfDay::new(10, 0).expect("a time")).to_string()).collect::<Vec<_>>(),
            "cancelled": cancelled.iter().map(|date| json!({"date": date.to_string()})).collect::<Vec<_>>(),
            "moved": moved.iter().map(|date| json!({"date": date.to_string(), "to": format!("{date}T15:00")})).collect::<Vec<_>>(),
        });
        let told = occurrences(
            &activity(&schedule),
            &Calendar::default(),
            first,
            first.saturating_add_days(150),
        );
        for date in first.through(first.saturating_add_days(150)) {
            let is_date = (date.days() - first.days()) % 2 == 0 || dates.contains(&date);
            let off = cancelled.contains(&date) || moved.contains(&date);
            let at_ten = told
                .iter()
                .filter(|one| one.start.date == date && one.start.time == TimeOfDay::new(10, 0));
            let at_ten: Vec<bool> = at_ten.map(|one| one.status.takes_place()).collect();
            let expected = match is_date && !exdates.contains(&date) {
                true => vec![!off],
                false => vec![],
            };
            assert_eq!(at_ten, expected, "{date} of {schedule}");
            let here = moved
                .iter()
                .filter(|one| **one == date && !exdates.contains(&date) && !cancelled.contains(&date));
            let at_three = told
                .iter()
                .filter(|one| one.start.date == date && one.start.time == TimeOfDay::new(15, 0));
            assert_eq!(at_three.count(), here.count(), "{date} of {schedule}");
        }
    }
}

#[test]
fn a_schedule_of_thousands_of_exceptions_is_checked_whole() {
    let first = day("2026-01-01");
    let days = |count: u16| first.days_on(count).map(|date| date.to_string());
    let moved: Vec<Value> = days(5_000)
        .map(|date| json!({"date": date, "to": format!("{date}T15:00")}))
        .collect();
    let dates: Vec<String> = days(5_000).map(|date| format!("{date}T12:00")).collect();
    let schedule = json!({"start": "2026-01-01T10:00", "rrule": "FREQ=DAILY", "moved": moved, "dates": dates});
    let data: Dataset = serde_json::from_value(json!({
        "networks": [{"id": "n", "name": "N"}],
        "activities": [serde_json::to_value(activity(&schedule)).expect("an activity")],
    }))
    .expect("a data set");
    let faults = shared::model::check(&data);
    assert_eq!(faults.len(), 5_000);
    assert!(faults.iter().all(|fault| fault.refusal.code == "moved-ambiguous"));
}
