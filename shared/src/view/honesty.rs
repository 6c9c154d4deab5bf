//! The table of `docs/honesty.md`: what is known, and the words that are used for it. Where the two differ, the test
//! prints the table as it is now.

use serde_json::{Value, json};

use super::tests::Fixture;
use super::{dates, freshness, open};

/// Tuesday.
const NOW: &str = "2026-11-24T15:00";
const BEGIN: &str = "<!-- table: begin -->\n";
const END: &str = "<!-- table: end -->";

/// What is known of a place, and the moment it is asked at.
fn places() -> Vec<(&'static str, Value, &'static str)> {
    let firm = |mut fields: Value| {
        fields["verified"] = json!({"on": "2026-11-10", "role": "operatore", "how": "telefono"});
        fields
    };
    let of = |as_of: &str| json!({"opening_hours": "Mo-Fr 09:00-18:00", "contacts_as_of": as_of});
    let week = "Mo-Fr 09:00-18:00";
    vec![
        (
            "hours, confirmed this month, within them",
            firm(json!({"opening_hours": week})),
            NOW,
        ),
        (
            "the same, half an hour before the end",
            firm(json!({"opening_hours": week})),
            "2026-11-24T17:40",
        ),
        (
            "the same, after the end",
            firm(json!({"opening_hours": week})),
            "2026-11-24T19:00",
        ),
        (
            "the same, on a day without hours",
            firm(json!({"opening_hours": week})),
            "2026-11-28T10:00",
        ),
        (
            "hours with a rule for holidays, on a holiday",
            firm(json!({"opening_hours": "Mo-Fr 09:00-18:00; PH off"})),
            "2026-12-08T10:00",
        ),
        (
            "hours without a rule for holidays, on a holiday",
            firm(json!({"opening_hours": week})),
            "2026-12-08T10:00",
        ),
        (
            "hours, last confirmed more than nine months ago",
            json!({"opening_hours": week, "verified": {"on": "2025-03-05"}}),
            NOW,
        ),
        ("hours of a page of January 2025", of("2025-01"), NOW),
        ("hours of a page of 5 January 2025", of("2025-01-05"), NOW),
        ("hours of a page of 2024", of("2024"), NOW),
        ("the same, after the end", of("2024"), "2026-11-24T19:00"),
        ("hours of a page without a date", json!({"opening_hours": week}), NOW),
        ("hours with a date in the future", of("2028"), NOW),
        (
            "hours of a page without a date, a number to call",
            json!({"opening_hours": week, "phone": ["0372 1234"]}),
            NOW,
        ),
        ("no hours", firm(json!({})), NOW),
        ("no hours, a number to call", firm(json!({"phone": ["0372 1234"]})), NOW),
        ("days without hours", firm(json!({"opening_hours": "Mo-Fr"})), NOW),
        (
            "a comment in place of hours",
            firm(json!({"opening_hours": "\"orari da definire\""})),
            NOW,
        ),
        (
            "a comment that asks for an appointment",
            firm(json!({"opening_hours": "Mo-Fr \"su appuntamento\""})),
            NOW,
        ),
        (
            "hours, and else by appointment",
            firm(json!({"opening_hours": "Mo-Fr 09:00-12:00 || \"su appuntamento\""})),
            NOW,
        ),
        (
            "hours, and else a comment",
            firm(json!({"opening_hours": "Mo-Fr 09:00-12:00 || \"chiuso\""})),
            NOW,
        ),
        (
            "hours \"senza appuntamento\"",
            firm(json!({"opening_hours": "Mo-Fr 14:00-18:00 \"senza appuntamento\""})),
            NOW,
        ),
        (
            "hours, one has to book",
            firm(json!({"opening_hours": week, "access": {"entry": "booking"}})),
            NOW,
        ),
        (
            "hours, one has to be sent by a service",
            firm(json!({"opening_hours": week, "access": {"entry": "referral"}})),
            NOW,
        ),
        (
            "hours of a desk only, within them",
            firm(
                json!({"desks": [{"name": "Sportello over 60", "opening_hours": "Tu 14:00-18:30", "access": {"entry": "booking"}}]}),
            ),
            NOW,
        ),
        (
            "hours of a desk only, out of them",
            firm(json!({"desks": [{"name": "Sportello over 60", "opening_hours": "Mo 14:00-18:30"}]})),
            NOW,
        ),
        (
            "a closure with a last day",
            firm(
                json!({"opening_hours": week, "closures": [{"from": "2026-11-20", "to": "2026-11-30", "reason": "ferie"}]}),
            ),
            NOW,
        ),
        (
            "a closure until further notice",
            firm(json!({"opening_hours": week, "closures": [{"from": "2026-11-20", "to": null, "reason": "lavori"}]})),
            NOW,
        ),
        (
            "a closure, hours of 2024",
            json!({"opening_hours": week, "contacts_as_of": "2024", "closures": [{"from": "2026-11-20", "to": null}]}),
            NOW,
        ),
        (
            "announced on a day",
            json!({"status": "planned", "status_since": "2024-12-10"}),
            NOW,
        ),
        ("announced, nobody knows when", json!({"status": "planned"}), NOW),
        ("moved", json!({"status": "moved"}), NOW),
        ("closed for good", json!({"status": "closed"}), NOW),
    ]
}

/// What is known of how old the facts of a place are.
fn ages() -> Vec<(&'static str, Value)> {
    let verified = |on: &str| json!({"verified": {"on": on}});
    let of = |as_of: &str| json!({"contacts_as_of": as_of});
    vec![
        ("confirmed today", verified("2026-11-24")),
        ("confirmed three days ago", verified("2026-11-21")),
        ("confirmed five months ago", verified("2026-06-20")),
        ("confirmed last year", verified("2025-06-20")),
        ("confirmed on a day of the future", verified("2027-06-20")),
        ("a page of a day, this year", of("2026-10-05")),
        ("a page of a month, this year", of("2026-10")),
        ("a page of this year", of("2026")),
        ("a page of 2018", of("2018-03-01")),
        ("a page of a month of 2019", of("2019-02")),
        ("no date", json!({})),
        (
            "a confirmation of the future and a page of this year",
            json!({"verified": {"on": "2027-06-20"}, "contacts_as_of": "2026-10-05"}),
        ),
    ]
}

/// What is known of the dates of an activity.
fn schedules() -> Vec<(&'static str, Value)> {
    vec![
        (
            "a date with time and length",
            json!({"start": "2026-11-26T16:30", "minutes": 90}),
        ),
        ("a date without a length", json!({"start": "2026-11-26T16:30"})),
        ("a date without a time", json!({"start": "2026-11-26"})),
        ("whole days", json!({"start": "2026-11-26", "all_day": true})),
        (
            "a date of today without a length that has begun",
            json!({"start": "2026-11-24T14:00"}),
        ),
        (
            "a date of next year",
            json!({"start": "2024-02-29T10:00", "minutes": 60, "rrule": "FREQ=YEARLY"}),
        ),
        ("one date, over", json!({"start": "2026-05-12T16:30", "minutes": 90})),
        (
            "a series that has ended",
            json!({"start": "2024-10-01T16:30", "minutes": 90, "rrule": "FREQ=WEEKLY;UNTIL=20250603"}),
        ),
        ("no date", Value::Null),
    ]
}

fn row(group: &str, known: &str, words: &str) -> String {
    format!("| {group} | {known} | {words} |\n")
}

fn table() -> String {
    let mut out = String::from("| of what | what is known | what is said |\n|---|---|---|\n");
    let fixture = |place: &Value, schedule: &Value| {
        let mut whole = json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
        for (name, value) in place.as_object().expect("fields") {
            whole[name] = value.clone();
        }
        let activity = json!({"id": "a", "network": "n", "title": "A", "category": "ascolto", "schedule": schedule});
        let data = json!({"networks": [{"id": "n", "name": "N"}], "places": [whole], "activities": [activity]});
        Fixture::new(&data.to_string())
    };
    for (known, fields, now) in places() {
        let page = fixture(&fields, &Value::Null);
        let context = page.at(now);
        out += &row(
            "open or closed",
            known,
            &open::state_now(&context, &page.data.places[0]).words,
        );
    }
    for (known, fields) in ages() {
        let page = fixture(&fields, &Value::Null);
        out += &row(
            "age",
            known,
            &freshness::of_place(&page.at(NOW), &page.data.places[0]).words,
        );
    }
    for (known, schedule) in schedules() {
        let page = fixture(&json!({}), &schedule);
        let (context, activity) = (page.at(NOW), &page.data.activities[0]);
        let words = match dates::next(&context, activity) {
            Some(date) => dates::line(&context, &date),
            None => dates::none_to_come(&context, activity),
        };
        out += &row("dates", known, &words);
    }
    out
}

#[test]
fn what_is_said_is_what_the_document_says() {
    let text = include_str!("../../../docs/honesty.md");
    let (_, rest) = text.split_once(BEGIN).expect("the table begins");
    let (written, _) = rest.split_once(END).expect("the table ends");
    let table = table();
    // After a change of words this is what belongs between the two marks.
    if written != table {
        println!("{table}");
    }
    for (written, said) in written.lines().zip(table.lines()) {
        assert_eq!(written, said);
    }
    assert_eq!(written, table, "a row is missing or one too many");
}

#[test]
fn nothing_of_what_is_not_known_is_said_as_known() {
    for (known, fields, now) in places() {
        let mut place = json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
        for (name, value) in fields.as_object().expect("fields") {
            place[name] = value.clone();
        }
        let page = Fixture::new(&json!({"networks": [{"id": "n", "name": "N"}], "places": [place]}).to_string());
        let said = open::state_now(&page.at(now), &page.data.places[0]).words;
        let place = &page.data.places[0];
        let dated = place
            .verified
            .as_ref()
            .is_some_and(|verified| verified.on.year() == 2026);
        if said.starts_with("Aperto") || said.starts_with("Chiude") {
            assert!(
                dated && place.opening_hours.is_some() && place.access.entry.is_none(),
                "{known}: {said}"
            );
        }
        let calls = said.contains("chiama") || said.contains("Chiama");
        assert!(!calls || !place.phone.is_empty(), "{known}: {said}");
    }
}
