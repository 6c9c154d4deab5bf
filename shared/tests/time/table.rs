//! Days × places, as a text that a person can read: `tests/time_table.txt`. `FAMILY_HUB_WRITE_TABLES=1` writes it anew.

use std::fmt::Write as _;

use shared::model::{Network, PatronDay, Place};
use shared::time::{Calendar, OpenState, State, open_state, words};

use crate::support::{at, committed};

/// Moments worth a look.
const MOMENTS: &[&str] = &[
    "2026-12-24T10:30",
    "2026-12-25T10:30",
    "2026-12-26T10:30",
    "2027-01-06T10:30",
    "2026-04-05T10:30",
    "2026-04-06T10:30",
    "2026-04-25T10:30",
    "2027-04-25T10:30",
    "2026-11-13T10:30",
    "2026-05-08T10:30",
    "2026-12-06T10:30",
    "2025-10-04T10:30",
    "2026-10-04T10:30",
    "2026-08-15T10:30",
    "2026-08-17T10:30",
    "2026-03-29T01:59",
    "2026-03-29T03:00",
    "2026-10-25T02:30",
    "2026-10-25T04:00",
    "2026-11-24T12:05",
    "2026-11-24T15:15",
    "2026-11-28T23:30",
];

fn places() -> Vec<(&'static str, Place, Option<PatronDay>)> {
    let patron = |month, day, name: &str| {
        Some(PatronDay {
            month,
            day,
            name: name.to_owned(),
        })
    };
    let place = |fields: serde_json::Value| -> Place {
        let mut place = serde_json::json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
        place
            .as_object_mut()
            .zip(fields.as_object())
            .map(|(place, fields)| place.extend(fields.clone()))
            .expect("two objects");
        serde_json::from_value(place).expect("a place")
    };
    vec![
        (
            "Cremona    ",
            place(
                serde_json::json!({"opening_hours": "Mo-Sa 09:00-12:30,14:00-18:00; PH off",
                "closures": [{"from": "2026-08-03", "to": "2026-08-28", "reason": "Pausa estiva"}]}),
            ),
            patron(11, 13, "Sant'Omobono"),
        ),
        (
            "Varese     ",
            place(serde_json::json!({"opening_hours": "Mo-Su 10:00-19:00; PH 10:00-12:00"})),
            patron(5, 8, "San Vittore"),
        ),
        (
            "Bari       ",
            place(serde_json::json!({"opening_hours": "Mo-Su 10:00-20:00"})),
            patron(12, 6, "San Nicola"),
        ),
        (
            "Sportello  ",
            place(serde_json::json!({
                "opening_hours": "Tu 09:00-11:00 \"mediatrice araba\", Tu,Fr,Sa 10:00-12:15 \"su appuntamento\"; PH off"})),
            None,
        ),
        (
            "Scuola     ",
            place(serde_json::json!({"opening_hours": "Mo-Fr 10:00-16:00; SH 10:00-12:00; Sa,Su off; PH off"})),
            None,
        ),
        (
            "Notturno   ",
            place(serde_json::json!({"opening_hours": "Sa 22:00-04:00"})),
            None,
        ),
        ("Senza orari", place(serde_json::json!({})), None),
    ]
}

fn line(state: &OpenState) -> String {
    let mut text = match state.state {
        State::Open => "aperto",
        State::Closed => "chiuso",
        State::ByAppointment => "su appuntamento",
        State::Unknown => "non si sa",
    }
    .to_owned();
    if let Some(until) = state.until {
        write!(text, " fino a {}", words::moment(until)).expect("a String takes it");
    }
    if state.closing_soon {
        text.push_str(" (chiude tra poco)");
    }
    write!(text, ": {}", state.reason.text()).expect("a String takes it");
    if let Some(opens) = state.opens {
        let how = if state.opens_as == State::ByAppointment {
            "su appuntamento"
        } else {
            "apre"
        };
        write!(text, "; {how} {}", words::moment(opens)).expect("a String takes it");
    }
    if let Some(holiday) = &state.opens_doubt {
        write!(text, " (ma è {holiday}: da chiedere)").expect("a String takes it");
    }
    text
}

#[test]
fn the_days_that_go_wrong_elsewhere() {
    let network: Network = serde_json::from_value(serde_json::json!({"id": "n", "name": "N", "school_holidays": [
        {"from": "2026-12-23", "to": "2027-01-06", "reason": "Vacanze di Natale"},
        {"from": "2026-06-09", "to": "2026-09-11", "reason": "Vacanze estive"}]}))
    .expect("a network");
    let places = places();
    let mut text = String::new();
    for moment in MOMENTS {
        let moment = at(moment);
        writeln!(
            text,
            "{} {}, {}",
            words::day(moment.date),
            moment.date.year(),
            moment.time
        )
        .expect("it takes it");
        for (name, place, patron) in &places {
            let calendar = Calendar {
                place: Some(place),
                network: Some(&network),
                patron: patron.as_ref(),
            };
            let state = open_state(place, &calendar, moment);
            writeln!(text, "    {name}  {}", line(&state)).expect("a String takes it");
        }
        text.push('\n');
    }
    committed("time_table.txt", &text);
}
