//! The plan against brute force over minutes, and what was told against what is so.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::seen::{What, carry_on, changes, line};
use super::*;
use crate::time::occurrence::occurrences;
use crate::time::{OccurrenceStatus, Start};

fn at(text: &str) -> LocalDateTime {
    text.parse().expect("a moment")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn spot(lon: i32, slack_m: u32) -> Option<Spot> {
    Point::new(45_000_000, lon).map(|point| Spot { point, slack_m })
}

fn stop(start: &str, end: Option<&str>, spot: Option<Spot>) -> Option<Stop> {
    Some(Stop {
        start: at(start),
        end: end.map(at),
        spot,
    })
}

#[test]
fn dates_that_overlap_or_lie_too_far_apart_are_told() {
    let stops = [
        stop("2026-11-24T17:00", Some("2026-11-24T18:00"), spot(9_100_000, 0)),
        stop("2026-11-24T15:00", Some("2026-11-24T16:30"), spot(9_000_000, 0)),
        None,
        stop("2026-11-24T16:00", Some("2026-11-24T16:45"), None),
        stop("2026-11-24T18:00", None, spot(9_100_000, 0)),
    ];
    // 0.1 degrees of longitude are 7.9 km here: ten minutes for the bus to come and half an hour in it.
    let told = clashes(&stops);
    assert_eq!(told.len(), 2, "{told:?}");
    let tight = Trouble::TooTight { gap: 30, way: 42 };
    assert!(
        told.contains(&Clash {
            first: 1,
            second: 0,
            trouble: tight
        }),
        "{told:?}"
    );
    let overlap = Clash {
        first: 1,
        second: 3,
        trouble: Trouble::Overlap,
    };
    assert!(told.contains(&overlap), "{told:?}");
}

#[test]
fn what_is_not_known_raises_no_warning() {
    let stops = [
        stop("2026-11-24T15:00", None, spot(9_000_000, 0)),
        stop("2026-11-24T15:10", Some("2026-11-24T16:00"), spot(9_500_000, 0)),
        stop("2026-11-24T16:00", Some("2026-11-24T17:00"), None),
    ];
    assert_eq!(clashes(&stops), []);
    // Two points somewhere in their comuni can be neighbours, though their centres are 3.9 km apart.
    let (from, to) = (spot(9_000_000, COMUNE_SLACK_M), spot(9_050_000, COMUNE_SLACK_M));
    assert_eq!(from.zip(to).map(|(from, to)| minutes_of_way(from, to)), Some(0));
}

#[test]
fn a_week_ends_on_sunday() {
    for (today, this, next) in [
        ("2026-11-24", ("2026-11-24", "2026-11-29"), ("2026-11-30", "2026-12-06")),
        ("2026-11-29", ("2026-11-29", "2026-11-29"), ("2026-11-30", "2026-12-06")),
        ("2026-11-30", ("2026-11-30", "2026-12-06"), ("2026-12-07", "2026-12-13")),
    ] {
        assert_eq!(week_of(day(today), Week::This), (day(this.0), day(this.1)));
        assert_eq!(week_of(day(today), Week::Next), (day(next.0), day(next.1)));
    }
}

/// The minutes from one moment to another, as a set.
fn minutes(stop: &Stop) -> BTreeSet<i64> {
    // Without an end only the moment it starts at is known to be taken.
    let end = stop.end.map_or(stop.start.minutes() + 1, |end| {
        end.minutes().max(stop.start.minutes() + 1)
    });
    (stop.start.minutes()..end).collect()
}

fn some_stop() -> impl Strategy<Value = Option<Stop>> {
    let spots = prop::option::of((9_000_000..9_200_000_i32, prop::sample::select(vec![0, 300, 2_000])));
    let times = (0..2_880_i64, prop::option::of(1..300_i64));
    prop::option::weighted(0.9, (times, spots)).prop_map(|stop| {
        let ((start, length), place) = stop?;
        let start = at("2026-11-24T00:00").saturating_add_minutes(start);
        Some(Stop {
            start,
            end: length.map(|length| start.saturating_add_minutes(length)),
            spot: place.and_then(|(lon, slack)| spot(lon, slack)),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Two dates clash when they share a minute that is known to be taken by both; else the gap is counted minute by
    /// minute, walking and riding metre by metre.
    #[test]
    fn clashes_are_what_counting_minutes_gives(stops in prop::collection::vec(some_stop(), 0..9)) {
        let told = clashes(&stops);
        let mut wanted = 0;
        for (at, one) in stops.iter().enumerate() {
            for (beside, other) in stops.iter().enumerate().skip(at + 1) {
                let (Some(one), Some(other)) = (one, other) else { continue };
                let clash = told.iter().find(|clash| {
                    (clash.first, clash.second) == (at, beside) || (clash.first, clash.second) == (beside, at)
                });
                let (first, second) = if other.start < one.start { (other, one) } else { (one, other) };
                // An end that is not known: what starts later may or may not overlap.
                let shared = minutes(first).intersection(&minutes(second)).count();
                if shared > 0 {
                    prop_assert_eq!(clash.map(|clash| clash.trouble), Some(Trouble::Overlap));
                    wanted += 1;
                    continue;
                }
                let (Some(end), Some(from), Some(to)) = (first.end, first.spot, second.spot) else {
                    prop_assert_eq!(clash, None);
                    continue;
                };
                let free = (end.minutes()..second.start.minutes()).count() as u32;
                let metres = i64::from(from.point.metres_to(to.point)) - i64::from(from.slack_m + to.slack_m);
                let arrives = |minute: &u32| {
                    let minute = i64::from(*minute);
                    minute * 60 >= metres || (minute - 10) * 250 >= metres
                };
                let way = (0..).find(arrives).expect("every way ends");
                let trouble = (free < way).then_some(Trouble::TooTight { gap: free, way });
                prop_assert_eq!(clash.map(|clash| clash.trouble), trouble);
                wanted += usize::from(trouble.is_some());
            }
        }
        prop_assert_eq!(told.len(), wanted);
    }
}

fn data(schedule: &str, more: &str) -> Dataset {
    let json = [
        r#"{"networks": [{"id": "n", "name": "N"}], "comuni": [],
            "places": [{"id": "p", "network": "n", "kind": "hub", "name": "Sede P"},
                       {"id": "q", "network": "n", "kind": "hub", "name": "Sede Q"}],
            "activities": [{"id": "a", "network": "n", "place": "p", "title": "Gioco", "category": "ascolto""#,
        if schedule.is_empty() { "" } else { ", \"schedule\": " },
        schedule,
        more,
        "}]}",
    ];
    serde_json::from_str(&json.concat()).expect("the test's data set is sound")
}

const WEEKLY: &str = r#"{"start": "2026-09-15T16:00", "minutes": 90, "rrule": "FREQ=WEEKLY;BYDAY=TU""#;

fn weekly(more: &str) -> Dataset {
    data(&[WEEKLY, more, "}"].concat(), "")
}

const NOW: &str = "2026-11-24T10:00";

/// What is told to somebody who looked at `before`, when things are as in `after`.
fn told(before: &Dataset, after: &Dataset, now: &str) -> Vec<(What, String, String, usize)> {
    let line = line(before, "activity:a", at(NOW)).expect("there is such an activity");
    let told = changes(after, &line, at(now)).into_iter();
    told.map(|change| {
        assert_eq!((change.key.as_str(), change.title.as_str()), ("activity:a", "Gioco"));
        let date = change.start.map_or_else(String::new, |start| start.to_string());
        let to = change
            .to
            .map_or_else(String::new, |to| [" > ", &to.to_string()].concat());
        (change.what, [date, to].concat(), change.reason, change.more)
    })
    .collect()
}

#[test]
fn a_cancelled_date_is_told_with_its_reason_until_it_is_over() {
    let after = weekly(r#", "cancelled": [{"date": "2026-12-01", "reason": "sciopero"}]"#);
    let wanted = (What::Cancelled, "2026-12-01T16:00".to_owned(), "sciopero".to_owned(), 0);
    assert_eq!(told(&weekly(""), &after, NOW), std::slice::from_ref(&wanted));
    assert_eq!(told(&weekly(""), &after, "2026-12-01T15:59"), [wanted]);
    assert_eq!(told(&weekly(""), &after, "2026-12-01T16:00"), []);
    assert_eq!(told(&after, &after, NOW), []);
    let back = (What::Back, "2026-12-01T16:00".to_owned(), String::new(), 0);
    assert_eq!(told(&after, &weekly(""), NOW), [back]);
}

#[test]
fn a_moved_date_is_told_with_where_it_went() {
    let after = weekly(r#", "moved": [{"date": "2026-12-01", "to": "2026-12-03T17:00", "reason": "sala occupata"}]"#);
    let moved = "2026-12-01T16:00 > 2026-12-03T17:00".to_owned();
    assert_eq!(
        told(&weekly(""), &after, NOW),
        [(What::Moved, moved, "sala occupata".to_owned(), 0)]
    );
    // Another hour for the whole series is one change, not twelve.
    let later = data(&[WEEKLY, "}"].concat().replace("16:00", "17:15"), "");
    let moved = "2026-11-24T16:00 > 2026-11-24T17:15".to_owned();
    assert_eq!(
        told(&weekly(""), &later, NOW),
        [(What::Moved, moved, String::new(), 11)]
    );
}

#[test]
fn what_pauses_ends_moves_house_or_goes_is_told() {
    let start = "2026-11-24T16:00".to_owned();
    let paused = data(
        &[WEEKLY, "}"].concat(),
        r#", "suspensions": [{"from": "2026-12-20", "to": "2027-01-06", "reason": "vacanze"}]"#,
    );
    let pause = (What::Suspended, "2026-12-22T16:00".to_owned(), "vacanze".to_owned(), 2);
    assert_eq!(told(&weekly(""), &paused, NOW), [pause]);
    let ended = data(&[WEEKLY, "}"].concat().replace("=TU", "=TU;UNTIL=20261101"), "");
    assert_eq!(
        told(&weekly(""), &ended, NOW),
        [(What::Ended, start.clone(), String::new(), 11)]
    );
    let fewer = weekly(r#", "exdates": ["2026-12-08"]"#);
    let dropped = (What::Dropped, "2026-12-08T16:00".to_owned(), String::new(), 0);
    assert_eq!(told(&weekly(""), &fewer, NOW), [dropped]);
    assert_eq!(
        told(&weekly(""), &data("", ""), NOW),
        [(What::Undated, String::new(), String::new(), 0)]
    );
    let mut elsewhere = weekly("");
    elsewhere.activities[0].place = "q".parse().ok();
    let other = (What::Elsewhere, String::new(), "Sede Q".to_owned(), 0);
    assert_eq!(told(&weekly(""), &elsewhere, NOW), [other]);
    let mut gone = weekly("");
    gone.activities.clear();
    assert_eq!(
        told(&weekly(""), &gone, NOW),
        [(What::Gone, String::new(), String::new(), 0)]
    );
}

#[test]
fn a_place_that_goes_is_told_and_nonsense_tells_nothing() {
    let mut data = weekly("");
    let kept = line(&data, "place:p", at(NOW)).expect("there is such a place");
    assert_eq!(changes(&data, &kept, at(NOW)), []);
    data.places.remove(0);
    let told = changes(&data, &kept, at(NOW));
    assert_eq!(
        told.iter()
            .map(|change| (change.what, change.title.as_str()))
            .collect::<Vec<_>>(),
        [(What::Gone, "Sede P")]
    );
    assert_eq!(line(&data, "place:p", at(NOW)), None);
    for nonsense in [
        "",
        "\t\t",
        "activity:a",
        "activity:a\tp\tGioco\t2026-13-01\t-",
        "place:\t\t",
    ] {
        let _ = changes(&data, nonsense, at(NOW));
    }
}

#[test]
fn what_changed_is_told_until_it_was_seen_and_the_rest_is_brought_up_to_date() {
    let (before, after) = (weekly(""), weekly(r#", "cancelled": [{"date": "2026-12-01"}]"#));
    let keys = [
        "activity:a".to_owned(),
        "place:p".to_owned(),
        "place:nowhere".to_owned(),
    ];
    let first = carry_on(&before, &keys, &[], at(NOW));
    assert_eq!(first.len(), 2);
    let second = carry_on(&after, &keys, &first, at("2026-11-25T10:00"));
    assert_eq!(second, first, "not seen yet");
    // Once the date is over there is nothing left to tell, and the line moves on.
    let third = carry_on(&after, &keys, &second, at("2026-12-02T10:00"));
    assert_ne!(third[0], second[0]);
    assert_eq!(changes(&after, &third[0], at("2026-12-02T10:00")), []);
    // What is not saved any more is forgotten.
    assert_eq!(carry_on(&after, &keys[1..], &third, at(NOW)), third[1..]);
}

/// A schedule with exceptions, all within the autumn of 2026.
fn some_schedule() -> impl Strategy<Value = String> {
    let start = (0..40_i32, prop::sample::select(vec!["T09:00", "T16:30", ""]));
    let rule = prop::sample::select(vec![
        "",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY",
    ]);
    let until = prop::option::of(20..120_i32);
    let exceptions = prop::collection::vec((0..3_u8, 0..100_i32, 0..100_i32), 0..12);
    (start, rule, until, exceptions).prop_map(|((start, time), rule, until, exceptions)| {
        let day = |days: i32| day("2026-09-28").saturating_add_days(days).to_string();
        let mut json = ["{\"start\": \"", &day(start), time, "\", \"minutes\": 60"].concat();
        if !rule.is_empty() {
            let until = until.map_or_else(String::new, |until| {
                [";UNTIL=", &day(start + until).replace('-', "")].concat()
            });
            json.push_str(&[", \"rrule\": \"", rule, &until, "\""].concat());
        }
        for (kind, name) in [(0, "exdates"), (1, "cancelled"), (2, "moved")] {
            let of_kind = exceptions.iter().filter(|exception| exception.0 == kind);
            let list: Vec<String> = of_kind
                .map(|(_, date, to)| match kind {
                    0 => ["\"", &day(*date), "\""].concat(),
                    1 => ["{\"date\": \"", &day(*date), "\", \"reason\": \"R\"}"].concat(),
                    _ => ["{\"date\": \"", &day(*date), "\", \"to\": \"", &day(*to), "T11:00\"}"].concat(),
                })
                .collect();
            json.push_str(&[", \"", name, "\": [", &list.join(", "), "]"].concat());
        }
        json.push('}');
        json
    })
}

/// The starts of the dates of the activity in a window that take place, or that do not.
fn starts(data: &Dataset, from: Date, to: Date, takes_place: bool) -> BTreeSet<Start> {
    let activity = &data.activities[0];
    let dates = occurrences(activity, &Calendar::of_activity(data, activity), from, to).into_iter();
    let dates = dates.filter(|date| date.status.takes_place() == takes_place);
    dates.map(|date| date.start).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Nobody is told anything if and only if every date they were told of, and that is still to come, is as it was.
    #[test]
    fn a_change_is_told_exactly_when_a_date_changed(before in some_schedule(), after in some_schedule(), later in 0..60_i32) {
        let (before, after) = (data(&before, ""), data(&after, ""));
        let kept = line(&before, "activity:a", at("2026-10-10T10:00")).expect("it is there");
        let now = at("2026-10-10T10:00").saturating_add_minutes(i64::from(later) * 1_440);
        let mut changed = BTreeSet::new();
        for part in kept.split('\t').skip(3) {
            let start: Start = part.trim_start_matches('-').parse().expect("lines hold dates");
            let to_come = start.time.map_or(start.date >= now.date, |time| start.date.at(time) > now);
            let took = starts(&before, start.date, start.date, true).contains(&start);
            let takes = starts(&after, start.date, start.date, true).contains(&start);
            prop_assert_eq!(took, !part.starts_with('-'));
            let known = starts(&after, start.date, start.date, false).contains(&start);
            if to_come && took != takes {
                changed.insert((start, known));
            }
        }
        let told = changes(&after, &kept, now);
        prop_assert_eq!(told.iter().map(|change| 1 + change.more).sum::<usize>(), changed.len());
        for change in &told {
            let start = change.start.expect("every one is about a date");
            prop_assert!(changed.iter().any(|(one, _)| *one == start));
            if let Some(to) = change.to {
                prop_assert!(starts(&after, to.date, to.date, true).contains(&to), "{:?}", change);
            }
        }
        prop_assert_eq!(changes(&before, &kept, at("2026-10-10T10:00")), []);
    }

    /// The plan of a week holds every date of every activity that is not over, once, under a day of the week.
    #[test]
    fn a_plan_leaves_nothing_out(schedule in some_schedule(), weeks in 0..15_i32) {
        let data = data(&schedule, "");
        let now = at("2026-10-01T12:00").saturating_add_minutes(i64::from(weeks) * 7 * 1_440);
        for week in [Week::This, Week::Next] {
            let (from, to) = week_of(now.date, week);
            let planned = plan(&data, &[&data.activities[0]], now, (from, to));
            let mut wanted = 0;
            for day in from.through(to) {
                for takes_place in [true, false] {
                    for start in starts(&data, day, day, takes_place) {
                        let over = start.time.is_some_and(|time| start.date.at(time).saturating_add_minutes(60) <= now);
                        wanted += usize::from(!over);
                    }
                }
            }
            let status = |date: &Planned<'_>| (date.occurrence.start, date.occurrence.status.takes_place());
            let found: BTreeSet<(Start, bool)> = planned.iter().map(status).collect();
            prop_assert_eq!(found.len(), wanted);
            prop_assert!(planned.iter().all(|date| from <= date.day && date.day <= to));
            prop_assert!(planned.is_sorted_by_key(|date| date.day));
        }
    }
}

#[test]
fn what_asks_for_nobody_at_a_time_clashes_with_nothing() {
    let all_day = data(r#"{"start": "2026-11-24", "all_day": true}"#, "");
    let untimed = data(r#"{"start": "2026-11-24"}"#, "");
    let cancelled = weekly(r#", "cancelled": [{"date": "2026-11-24"}]"#);
    for data in [all_day, untimed, cancelled] {
        let planned = plan(
            &data,
            &[&data.activities[0]],
            at(NOW),
            week_of(day("2026-11-24"), Week::This),
        );
        assert_eq!(planned.len(), 1);
        assert_eq!(Stop::of(&data, &planned[0]), None);
    }
    let usual = weekly("");
    let planned = plan(
        &usual,
        &[&usual.activities[0]],
        at(NOW),
        week_of(day("2026-11-24"), Week::This),
    );
    assert_eq!(planned[0].occurrence.status, OccurrenceStatus::Scheduled);
    assert!(Stop::of(&usual, &planned[0]).is_some_and(|stop| stop.end == Some(at("2026-11-24T17:30"))));
}
