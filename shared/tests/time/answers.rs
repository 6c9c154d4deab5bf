//! Wrong answers that other finders give, one test each, and what stands beside them.

use shared::agenda::{Agenda, Links, agenda};
use shared::filter::{Filter, What};
use shared::model::{Activity, Dataset, Place};
use shared::query::Query;
use shared::search::{Context, Index};
use shared::time::day_hours::day_hours;
use shared::time::next_step::{Call, next_step};
use shared::time::when::{Answer, activity_in, place_in};
use shared::time::{
    Calendar, Door, Instant, LocalDateTime, OccurrenceStatus, Reason, State, occurrence, open_state, rome,
};

use crate::support::{asked, at, day, windows};

fn place(fields: serde_json::Value) -> Place {
    let mut place = serde_json::json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
    merge(&mut place, fields);
    serde_json::from_value(place).expect("a place")
}

fn activity(fields: serde_json::Value) -> Activity {
    let mut activity = serde_json::json!({"id": "a", "network": "n", "title": "A", "category": "ascolto"});
    merge(&mut activity, fields);
    serde_json::from_value(activity).expect("an activity")
}

fn merge(into: &mut serde_json::Value, fields: serde_json::Value) {
    let (Some(into), serde_json::Value::Object(fields)) = (into.as_object_mut(), fields) else {
        panic!("two objects");
    };
    into.extend(fields);
}

/// A finder that tests `0 < age` loses the newborns.
#[test]
fn a_newborn_is_an_age() {
    let ages = [(Some(0), Some(36)), (None, Some(36)), (None, None), (Some(1), Some(36))];
    let mut data = Dataset {
        networks: vec![serde_json::from_value(serde_json::json!({"id": "n", "name": "N"})).expect("a network")],
        ..Dataset::default()
    };
    for (index, (min, max)) in ages.into_iter().enumerate() {
        let id = format!("a{index}");
        data.activities.push(activity(
            serde_json::json!({"id": id, "audience": {"min_months": min, "max_months": max}}),
        ));
    }
    data.sort();
    let query = Query {
        filter: Filter {
            what: vec![What::Activity],
            age_months: Some(0),
            ..Filter::default()
        },
        ..Query::default()
    };
    let context = Context {
        now: at("2026-11-24T10:00"),
        gazetteer: None,
        position: None,
        household: None,
    };
    let outcome = Index::build(&data).search(&data, &query, &context);
    let mut found: Vec<_> = outcome.hits.iter().map(|hit| hit.at).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [0, 1, 2],
        "zero months is an age, and the one from one month on is not for it"
    );
}

/// A finder that asks the device for the weekday opens Monday's door on a Californian Sunday.
#[test]
fn the_weekday_is_romes_and_not_the_devices() {
    // Sunday 15:30 in Los Angeles is Monday 00:30 in Rome.
    let now = Instant(1_795_995_000);
    let local = rome::local(now);
    assert_eq!(local, at("2026-11-30T00:30"));
    let night = place(serde_json::json!({"opening_hours": "Mo 00:00-02:00"}));
    assert_eq!(open_state(&night, &Calendar::default(), local).state, State::Open);
    let sunday = place(serde_json::json!({"opening_hours": "Su 00:00-24:00"}));
    assert_eq!(open_state(&sunday, &Calendar::default(), local).state, State::Closed);
}

/// A finder that takes no hours for closed hours hides half of its places.
#[test]
fn unknown_hours_are_not_closed_ones() {
    let place = place(serde_json::json!({}));
    let calendar = Calendar::default();
    let state = open_state(&place, &calendar, at("2026-11-24T10:00"));
    assert_eq!((state.state, state.reason), (State::Unknown, Reason::UnknownHours));
    for when in [
        "open_at=now",
        "from=2026-11-24&to=2026-11-24",
        "from=2026-11-28&to=2026-11-29",
        "weekday=tu,th&part=afternoon",
    ] {
        let windows = windows(&asked(when), at("2026-11-24T10:00"));
        assert_eq!(place_in(&place, &calendar, &windows), Answer::Unknown, "{when}");
    }
    assert_eq!(day_hours(Door::of(&place), &calendar, day("2026-11-24")).spans, None);
}

/// A finder that fills a missing time with 00:00 sends people there at midnight.
#[test]
fn a_missing_time_is_not_midnight() {
    let activity = activity(serde_json::json!({"schedule": {"start": "2026-11-24", "minutes": 90}}));
    let calendar = Calendar::default();
    let list = occurrence::occurrences(&activity, &calendar, day("2026-11-24"), day("2026-11-24"));
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].start.time, list[0].end, list[0].all_day), (None, None, false));
    // It is the next date all day long.
    for hour in ["00:00", "08:00", "23:59"] {
        let after = at(&format!("2026-11-24T{hour}"));
        assert!(occurrence::next(&activity, &calendar, after).is_some());
    }
    assert!(occurrence::next(&activity, &calendar, at("2026-11-25T00:00")).is_none());
    let ask = |from: &str, to: &str| {
        let when = asked(&format!("from=2026-11-{from}&to=2026-11-{to}"));
        activity_in(&activity, &calendar, &windows(&when, at("2026-11-24T07:00")))
    };
    assert_eq!(ask("24", "24"), Answer::Yes(at("2026-11-24T07:00")));
    assert_eq!(ask("23T00:00", "24T00:00"), Answer::No);
    assert_eq!(ask("24T00:00", "24T07:01"), Answer::Unknown);
    assert_eq!(ask("24T15:00", "24T18:00"), Answer::Unknown);
    assert_eq!(ask("25", "25"), Answer::No);
}

/// A finder that cuts an exhibition into days shows it ten times.
#[test]
fn a_date_over_several_days_stands_once() {
    let data = Dataset {
        activities: vec![activity(
            serde_json::json!({"schedule": {"start": "2026-11-20", "all_day": true, "minutes": 14_400}}),
        )],
        ..Dataset::default()
    };
    let calendar = Calendar::default();
    let list = occurrence::occurrences(&data.activities[0], &calendar, day("2026-11-23"), day("2026-11-29"));
    assert_eq!(list.len(), 1);
    assert_eq!(
        (list[0].start.date, list[0].last_day()),
        (day("2026-11-20"), day("2026-11-29"))
    );
    let links = Links::build(&data);
    let window = (day("2026-11-16"), day("2026-12-06"));
    let agenda = agenda(&data, &links, at("2026-11-24T10:00"), window, &|_| true);
    let days: Vec<_> = agenda.days().map(|(day, entries)| (day, entries.len())).collect();
    assert_eq!(
        days,
        [(day("2026-11-24"), 1)],
        "under the first day that is still to come"
    );
    let entry = agenda
        .days()
        .next()
        .and_then(|(_, entries)| entries.first())
        .expect("it is there");
    assert!(entry.goes_on());
    let told = Agenda::tell(&data, &links, entry).expect("it has words");
    assert_eq!(told.last_day(), day("2026-11-29"));
    assert_eq!(
        shared::agenda::strip(&data, &links, (day("2026-11-19"), day("2026-11-21")), &|_| true),
        [0, 1, 1]
    );
}

#[test]
fn the_agenda_has_the_next_date_first_and_the_past_behind() {
    let weekly = |id: &str, start: &str, day: &str| {
        activity(serde_json::json!({"id": id,
            "schedule": {"start": start, "minutes": 60, "rrule": format!("FREQ=WEEKLY;BYDAY={day}")}}))
    };
    let mut data = Dataset {
        activities: vec![
            weekly("a", "2026-11-03T16:00", "TU"),
            weekly("b", "2026-11-03T09:00", "TU"),
            weekly("c", "2026-11-02T09:00", "MO"),
            weekly("d", "2026-11-05T09:00", "TH"),
            activity(serde_json::json!({"id": "e", "schedule": {"start": "2026-11-24"}})),
            activity(serde_json::json!({"id": "f"})),
        ],
        ..Dataset::default()
    };
    data.sort();
    let links = Links::build(&data);
    let week = (day("2026-11-23"), day("2026-11-29"));
    let agenda = agenda(&data, &links, at("2026-11-24T10:15"), week, &|index| index != 3);
    let ids = |entries: &[shared::agenda::Entry]| -> String {
        entries
            .iter()
            .map(|entry| data.activities[entry.activity as usize].id.as_str())
            .collect()
    };
    let next: Vec<_> = agenda
        .days()
        .map(|(day, entries)| (day.to_string(), ids(entries)))
        .collect();
    assert_eq!(
        next,
        [("2026-11-24".to_owned(), "ae".to_owned())],
        "to be confirmed comes last on its day"
    );
    let past: Vec<_> = agenda
        .past()
        .map(|(day, entries)| (day.to_string(), ids(entries)))
        .collect();
    assert_eq!(
        past,
        [
            ("2026-11-24".to_owned(), "b".to_owned()),
            ("2026-11-23".to_owned(), "c".to_owned())
        ]
    );
    assert_eq!((agenda.len(), agenda.is_empty()), (2, false));
}

#[test]
fn a_moved_date_is_struck_where_it_was_and_told_where_it_is() {
    let activity = activity(
        serde_json::json!({"schedule": {"start": "2026-11-24T16:30", "minutes": 90,
        "rrule": "FREQ=WEEKLY;BYDAY=TU",
        "moved": [{"date": "2026-12-08", "to": "2026-12-10T17:00", "reason": "festa"}]}}),
    );
    let list = occurrence::occurrences(&activity, &Calendar::default(), day("2026-12-07"), day("2026-12-13"));
    let told: Vec<_> = list
        .iter()
        .map(|one| (one.start.to_string(), one.status, one.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "2026-12-08T16:30".to_owned(),
                OccurrenceStatus::Cancelled,
                "spostato a giovedì 10 dicembre, 17:00: festa"
            ),
            (
                "2026-12-10T17:00".to_owned(),
                OccurrenceStatus::Moved,
                "spostato da martedì 8 dicembre: festa"
            ),
        ]
    );
    assert_eq!(list[0].moved_to, Some(at("2026-12-10T17:00")));
    assert_eq!(list[0].holiday.as_deref(), Some("Immacolata Concezione"));
    assert_eq!(list[1].end, Some(at("2026-12-10T18:30")));
}

#[test]
fn an_activity_pauses_with_its_place_and_its_network() {
    let data: Dataset = serde_json::from_value(serde_json::json!({
        "networks": [{"id": "n", "name": "N", "suspensions": [{"from": "2026-12-23", "to": "2027-01-06", "reason": "Natale"}]}],
        "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P",
            "suspensions": [{"from": "2026-12-01", "to": "2026-12-01", "reason": "Assemblea"}],
            "closures": [{"from": "2026-12-15", "to": "2026-12-15"}]}],
        "activities": [{"id": "a", "network": "n", "place": "p", "title": "A", "category": "ascolto",
            "schedule": {"start": "2026-11-24T16:30", "rrule": "FREQ=WEEKLY;BYDAY=TU"},
            "suspensions": [{"from": "2026-12-08", "to": "2026-12-08", "reason": ""}]}]
    }))
    .expect("a data set");
    let activity = &data.activities[0];
    let calendar = Calendar::of_activity(&data, activity);
    let told: Vec<_> = occurrence::occurrences(activity, &calendar, day("2026-11-24"), day("2027-01-12"))
        .into_iter()
        .map(|one| (one.start.date.to_string(), one.status.code(), one.reason))
        .collect();
    let expected = [
        ("2026-11-24", "scheduled", ""),
        ("2026-12-01", "suspended", "Assemblea"),
        ("2026-12-08", "suspended", "attività sospesa"),
        ("2026-12-15", "suspended", "sede chiusa"),
        ("2026-12-22", "scheduled", ""),
        ("2026-12-29", "suspended", "Natale"),
        ("2027-01-05", "suspended", "Natale"),
        ("2027-01-12", "scheduled", ""),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(day, code, reason)| ((*day).to_owned(), *code, (*reason).to_owned()))
        .collect();
    assert_eq!(told, expected);
    let next = occurrence::next(activity, &calendar, at("2026-12-23T00:00")).expect("after the pause");
    assert_eq!(next.start.date, day("2027-01-12"));
}

#[test]
fn a_closed_door_comes_with_a_next_step() {
    let mut data: Dataset = serde_json::from_value(serde_json::json!({
        "networks": [{"id": "n", "name": "N", "phone": ["+39 02 0000000"]}, {"id": "m", "name": "M"}],
        "places": [
            {"id": "a", "network": "n", "kind": "hub", "name": "A", "topics": ["scuola"], "opening_hours": "Mo 09:00-12:00",
                "position": {"lat": 45.1, "lon": 10.0, "precision": "address"}},
            {"id": "b", "network": "n", "kind": "spoke", "name": "B", "topics": ["scuola"], "opening_hours": "Tu 09:00-12:00",
                "position": {"lat": 45.2, "lon": 10.0, "precision": "address"}},
            {"id": "c", "network": "n", "kind": "spoke", "name": "C", "topics": ["scuola", "lavoro"],
                "opening_hours": "Tu 09:00-12:00", "position": {"lat": 45.11, "lon": 10.0, "precision": "address"}},
            {"id": "d", "network": "n", "kind": "spoke", "name": "D", "topics": ["lavoro"], "opening_hours": "Tu 09:00-12:00",
                "position": {"lat": 45.1, "lon": 10.0, "precision": "address"}},
            {"id": "e", "network": "m", "kind": "hub", "name": "E", "topics": ["scuola"], "opening_hours": "24/7"}]
    }))
    .expect("a data set");
    data.sort();
    let step = |topic: Option<&str>, moment: LocalDateTime| {
        let topic = topic.map(|topic| topic.parse().expect("a topic"));
        next_step(&data, &data.places[0], topic, moment)
    };
    let tuesday = at("2026-11-24T10:00");
    let open = step(None, tuesday).open.expect("one is open");
    assert_eq!(
        (
            open.place.name.as_str(),
            open.metres.is_some_and(|metres| (1_000..1_300).contains(&metres))
        ),
        ("C", true)
    );
    assert_eq!(
        step(Some("lavoro"), tuesday).open.map(|open| open.place.name.as_str()),
        Some("D")
    );
    let wednesday = step(None, at("2026-11-25T10:00"));
    assert_eq!(wednesday.open, None);
    assert_eq!(wednesday.state.opens, Some(at("2026-11-30T09:00")));
    assert_eq!(wednesday.call, Some(Call::Network(&data.networks[1])));
}

#[test]
fn schedules_that_contradict_themselves_are_refused() {
    for (schedule, field, code) in [
        (
            serde_json::json!({"start": "2026-11-24T16:30", "rrule": "FREQ=DAILY;UNTIL=20261123"}),
            "schedule.rrule",
            "until-before-start",
        ),
        (
            serde_json::json!({"start": "2026-11-24T16:30", "rrule": "FREQ=DAILY;UNTIL=20261124T152900Z"}),
            "schedule.rrule",
            "until-before-start",
        ),
        (
            serde_json::json!({"start": "2026-11-24T16:30", "rrule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"}),
            "schedule.rrule",
            "rule-without-dates",
        ),
        (
            serde_json::json!({"start": "2026-03-29T02:30"}),
            "schedule.start",
            "skipped-hour",
        ),
        (
            serde_json::json!({"start": "2026-03-28T02:30", "dates": ["2026-03-29T02:00"]}),
            "schedule.dates[0]",
            "skipped-hour",
        ),
        (
            serde_json::json!({"start": "2026-03-28T10:00", "moved": [{"date": "2026-03-28", "to": "2026-03-29T02:59"}]}),
            "schedule.moved[0].to",
            "skipped-hour",
        ),
        (
            serde_json::json!({"start": "2026-03-28T10:00", "moved": [{"date": "2026-03-27", "to": "2026-03-29T10:00"}]}),
            "schedule.moved[0].date",
            "moved-from-nowhere",
        ),
        (
            serde_json::json!({"start": "2026-03-28T10:00", "all_day": true}),
            "schedule.start",
            "all-day-with-time",
        ),
    ] {
        let data = Dataset {
            networks: vec![serde_json::from_value(serde_json::json!({"id": "n", "name": "N"})).expect("a network")],
            activities: vec![activity(serde_json::json!({"schedule": schedule}))],
            ..Dataset::default()
        };
        let bad = shared::model::check(&data);
        let told: Vec<_> = bad.iter().map(|bad| (bad.field.as_str(), bad.refusal.code)).collect();
        assert_eq!(told, [(field, code)], "{schedule}");
    }
    let good = activity(serde_json::json!({"schedule": {"start": "2026-11-24T16:30",
        "rrule": "FREQ=DAILY;UNTIL=20261124T153000Z"}}));
    let data = Dataset {
        networks: vec![serde_json::from_value(serde_json::json!({"id": "n", "name": "N"})).expect("a network")],
        activities: vec![good],
        ..Dataset::default()
    };
    assert_eq!(shared::model::check(&data), []);
}
