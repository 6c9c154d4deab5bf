//! The contract's own example, from text to answers.

use shared::model::{Activity, Place};
use shared::time::{Calendar, OccurrenceStatus, State, occurrence, open_state};

use crate::support::{at, day};

fn place() -> Place {
    serde_json::from_value(serde_json::json!({
        "id": "hug-hub", "network": "hug-cremona", "kind": "hub", "name": "Hub",
        "opening_hours": "Mo 15:30-18:30; Th 10:00-13:00; PH off",
        "closures": [{"from": "2026-08-03", "to": "2026-08-28", "reason": "Pausa estiva"}]
    }))
    .expect("a place")
}

fn activity() -> Activity {
    serde_json::from_value(serde_json::json!({
        "id": "gruppo", "place": "hug-hub", "network": "hug-cremona", "title": "Gruppo", "category": "mutuo-aiuto",
        "schedule": {"start": "2026-11-24T16:30", "minutes": 90, "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
            "exdates": ["2026-12-08"], "cancelled": [{"date": "2026-12-15", "reason": "Sala occupata"}]}
    }))
    .expect("an activity")
}

#[test]
fn a_place_is_open_closed_and_on_holiday_with_a_reason() {
    let calendar = Calendar::default();
    let state = open_state(&place(), &calendar, at("2026-11-23T16:00"));
    assert_eq!((state.state, state.until), (State::Open, Some(at("2026-11-23T18:30"))));
    assert!(!state.closing_soon);
    assert!(open_state(&place(), &calendar, at("2026-11-23T18:00")).closing_soon);
    let state = open_state(&place(), &calendar, at("2026-11-23T18:30"));
    assert_eq!(
        (state.state, state.opens),
        (State::Closed, Some(at("2026-11-26T10:00")))
    );
    // Easter Monday.
    let state = open_state(&place(), &calendar, at("2026-04-06T16:00"));
    assert_eq!(
        (state.state, state.reason.text().as_str()),
        (State::Closed, "Lunedì dell'Angelo")
    );
    let state = open_state(&place(), &calendar, at("2026-08-10T16:00"));
    assert_eq!(state.reason.text(), "Pausa estiva, fino al 28 agosto");
    assert_eq!(state.opens, Some(at("2026-08-31T15:30")));
}

#[test]
fn an_activity_has_its_dates_with_their_exceptions() {
    let list = occurrence::occurrences(&activity(), &Calendar::default(), day("2026-11-01"), day("2026-12-31"));
    let told: Vec<_> = list
        .iter()
        .map(|one| (one.start.to_string(), one.status.code()))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-11-24T16:30".to_owned(), "scheduled"),
            ("2026-12-01T16:30".to_owned(), "scheduled"),
            ("2026-12-15T16:30".to_owned(), "cancelled"),
            ("2026-12-22T16:30".to_owned(), "scheduled"),
            ("2026-12-29T16:30".to_owned(), "scheduled"),
        ]
    );
    assert_eq!(list[2].reason, "Sala occupata");
    let next = occurrence::next(&activity(), &Calendar::default(), at("2026-12-02T08:00")).expect("a next date");
    assert_eq!(
        (next.start.to_string().as_str(), next.status),
        ("2026-12-22T16:30", OccurrenceStatus::Scheduled)
    );
    assert_eq!(next.end, Some(at("2026-12-22T18:00")));
}
