//! What is refused, what is told, and what a bad file leaves alone.

use serde_json::{Value, json};

use super::tests::take_with;
use super::*;
use crate::store::memory::MemoryStore;

fn with(kind: &str, record: Value) -> Value {
    let mut file = json!({"format": "family-hub/1", "networks": [{"id": "n", "name": "N"}]});
    file[kind] = json!([record]);
    file
}

fn place(more: Value) -> Value {
    let mut record = json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
    for (name, value) in more.as_object().expect("fields") {
        record[name] = value.clone();
    }
    with("places", record)
}

fn activity(schedule: Value) -> Value {
    with(
        "activities",
        json!({"id": "a", "network": "n", "title": "A", "category": "ascolto", "schedule": schedule}),
    )
}

fn refusals(file: &Value, bad: Bad) -> Vec<(String, String)> {
    match take_with(&MemoryStore::new("e"), file, Mode::Replace, bad) {
        Ok(_) => Vec::new(),
        Err(ImportError::BadRecords(records)) => records
            .into_iter()
            .map(|one| (one.bad.field, one.bad.refusal.code.to_owned()))
            .collect(),
        Err(error) => vec![(String::new(), error.to_string())],
    }
}

#[test]
fn what_cannot_be_so_is_refused() {
    let far = json!({"address": {"comune": "019036"}, "position": {"lat": 41.9, "lon": 12.5, "precision": "address"}});
    let swapped =
        json!({"address": {"comune": "019036"}, "position": {"lat": 10.02, "lon": 45.13, "precision": "address"}});
    let swapped_bare = json!({"position": {"lat": 9.1, "lon": 45.5, "precision": "address"}});
    let many = vec![json!({"name": "S"}); 5000];
    for (file, field, code) in [
        (place(json!({"name": "  \u{200b}"})), "name", "empty-text"),
        (place(json!({"name": ""})), "name", "empty-text"),
        (place(json!({"name": "A\u{0}B"})), "name", "control-character"),
        (place(json!({"name": "A\u{202e}B"})), "name", "control-character"),
        (place(json!({"name": "A".repeat(1_000_000)})), "name", "text-too-long"),
        (
            place(json!({"services": ["a\u{7}"]})),
            "services[0]",
            "control-character",
        ),
        (place(json!({"desks": many})), "desks", "list-too-long"),
        (
            place(json!({"address": {"comune": "999999"}})),
            "address.comune",
            "unknown-comune",
        ),
        (place(far), "position", "far-from-its-comune"),
        (place(swapped), "position", "coordinates-exchanged"),
        (place(swapped_bare), "position", "coordinates-exchanged"),
        (
            activity(json!({"start": "2026-12-01T10:00", "minutes": 0})),
            "schedule.minutes",
            "no-duration",
        ),
        (
            activity(json!({"start": "2026-12-01", "rrule": "FREQ=DAILY", "exdates": ["2026-12-08", "2026-12-08"]})),
            "schedule.exdates[1]",
            "same-day-twice",
        ),
        (
            activity(json!({"start": "2026-12-01", "rrule": "FREQ=WEEKLY", "exdates": ["2026-12-08", "2026-12-09"]})),
            "schedule.exdates[1]",
            "excluded-from-nowhere",
        ),
        (
            activity(json!({"start": "2026-12-01", "rrule": "FREQ=WEEKLY;COUNT=2",
                "cancelled": [{"date": "2026-12-08"}, {"date": "2026-12-15"}]})),
            "schedule.cancelled[1].date",
            "cancelled-from-nowhere",
        ),
        (
            activity(json!({"start": "2026-12-01", "dates": ["2027-01-05"], "cancelled": [{"date": "2027-01-06"}]})),
            "schedule.cancelled[0].date",
            "cancelled-from-nowhere",
        ),
        (
            activity(json!({"start": "2026-12-01", "dates": ["2026-12-01"]})),
            "schedule.dates[0]",
            "same-day-twice",
        ),
    ] {
        assert_eq!(refusals(&file, Bad::Refuse), [(field.to_owned(), code.to_owned())]);
    }
}

#[test]
fn what_is_likely_a_slip_is_taken_and_told() {
    for (file, field, code) in [
        (
            place(json!({"opening_hours": "Mo 15:00-13:00"})),
            "opening_hours",
            "likely-slip-in-hours",
        ),
        (
            place(json!({"opening_hours": "Mo-Fr"})),
            "opening_hours",
            "days-without-hours",
        ),
        (
            place(json!({"address": {"comune": "019036", "postal_code": "20121"}})),
            "address.postal_code",
            "postal-code-of-elsewhere",
        ),
    ] {
        let report = take_with(&MemoryStore::new("e"), &file, Mode::Replace, Bad::Refuse).expect("it is taken");
        let told: Vec<(&str, &str)> = report
            .warnings
            .iter()
            .map(|one| (one.bad.field.as_str(), one.bad.refusal.code))
            .collect();
        assert_eq!(told, [(field, code)]);
        assert_eq!(refusals(&file, Bad::Strict), [(field.to_owned(), code.to_owned())]);
    }
    for good in [
        "Mo-Fr 09:00-12:00; PH off",
        "Fr 20:00-02:00",
        "Mo \"su appuntamento\"",
        "24/7",
    ] {
        assert_eq!(
            refusals(&place(json!({"opening_hours": good})), Bad::Strict),
            [],
            "{good}"
        );
    }
}

#[test]
fn a_list_that_is_misspelt_is_refused_and_one_of_anothers_own_is_kept() {
    for (name, meant) in [
        ("Guides", "guides"),
        ("activites", "activities"),
        ("place", "places"),
        ("Networks", "networks"),
    ] {
        let file = json!({"format": "family-hub/1", name: []});
        let told = refusals(&file, Bad::Refuse);
        assert!(told[0].1.contains(&format!("is \"{meant}\" meant?")), "{told:?}");
    }
    assert_eq!(
        refusals(
            &json!({"format": "family-hub/1", "licence": {}, "note": 1, "guides": null}),
            Bad::Refuse
        ),
        []
    );
}

#[test]
fn null_is_not_known_in_every_field() {
    let file = place(
        json!({"phone": null, "description": null, "access": null, "status": null, "sample": null,
        "address": {"street": null, "comune": null}, "desks": [{"name": "S", "topics": null, "opening_hours": null}]}),
    );
    assert_eq!(refusals(&file, Bad::Strict), []);
    let store = MemoryStore::new("e");
    take_with(&store, &file, Mode::Replace, Bad::Refuse).expect("a good file");
    assert_eq!(
        serde_json::from_str::<Value>(&store.export()).ok(),
        Some(file),
        "it comes out as it went in"
    );
}

#[test]
fn a_bad_new_version_leaves_the_stored_one_and_what_belongs_to_it() {
    let store = MemoryStore::new("e");
    let first = json!({"format": "family-hub/1", "networks": [{"id": "n", "name": "N"}],
        "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P"}, {"id": "q", "network": "n", "kind": "hub", "name": "Q"}],
        "activities": [{"id": "a", "network": "n", "place": "p", "title": "A", "category": "ascolto"}]});
    take_with(&store, &first, Mode::Replace, Bad::Refuse).expect("a good file");
    let second = json!({"format": "family-hub/1", "networks": [{"id": "n", "name": ""}],
        "places": [{"id": "p", "network": "n", "kind": "castle", "name": "P"}],
        "activities": [{"id": "a", "network": "n", "place": "p", "title": "Renamed", "category": "ascolto"}]});
    let report = take_with(&store, &second, Mode::Replace, Bad::Skip).expect("the rest is good");
    assert_eq!((report.updated, report.removed, report.skipped.len()), (1, 1, 2));
    let data = &store.published().data;
    let places: Vec<&str> = data.places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!((data.networks[0].name.as_str(), &places[..]), ("N", &["p"][..]));
    assert_eq!(data.activities[0].title, "Renamed");
}

#[test]
fn causes_are_told_before_what_follows_from_them() {
    let file = json!({"format": "family-hub/1",
        "networks": [{"id": "n", "name": ""}],
        "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P"}],
        "activities": [{"id": "a", "network": "n", "title": "", "category": "ascolto"}]});
    let Err(ImportError::BadRecords(records)) = take_with(&MemoryStore::new("e"), &file, Mode::Replace, Bad::Refuse)
    else {
        panic!("three records are bad");
    };
    let told: Vec<String> = records.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "networks 1 (record 1 of the file, id \"n\"), field name: it says nothing that can be seen",
            "activities 1 (record 3 of the file, id \"a\"), field title: it says nothing that can be seen",
            "places 1 (record 2 of the file, id \"p\"), field network: no network has the id \"n\" (follows from the network \"n\" above)",
        ]
    );
}
