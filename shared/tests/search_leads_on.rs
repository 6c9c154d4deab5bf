//! Words of time become a chip that puts in order, and a search that finds nothing says how to go on.

use shared::filter::{OpenAt, When};
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Index, Meaning, Outcome, Part};
use shared::time::Weekday;
use shared::time::day_part::DayPart;

fn data() -> Dataset {
    let activity = |id: &str, title: &str, rule: &str, start: &str| {
        serde_json::json!({ "id": id, "network": "a", "place": "hub", "title": title, "category": "laboratorio",
            "topics": ["comunita"], "description": "Laboratorio per famiglie.", "audience": { "groups": [] },
            "schedule": { "start": start, "minutes": 60, "rrule": rule } })
    };
    let mut data: Dataset = serde_json::from_value(serde_json::json!({
        "format": "family-hub/1",
        "networks": [{ "id": "a", "name": "Rete", "comuni": [] }],
        "places": [
            { "id": "hub", "network": "a", "kind": "hub", "name": "Centro per le Famiglie", "topics": ["servizi"],
              "phone": ["02 1234567"], "address": { "street": "Via San Domenico 4", "comune": null } },
            { "id": "mute", "network": "a", "kind": "hub", "name": "Centro senza telefono", "topics": ["servizi"] },
        ],
        "activities": [
            activity("monday", "Laboratorio di carta", "FREQ=WEEKLY;BYDAY=MO", "2026-11-02T10:00"),
            activity("sunday", "Laboratorio di argilla", "FREQ=WEEKLY;BYDAY=SU", "2026-11-01T16:00"),
        ],
        "guides": [],
    }))
    .expect("a data set");
    data.sort();
    data
}

fn ask(data: &Dataset, query: &Query) -> Outcome {
    let context = Context {
        now: "2026-11-24T16:30".parse().expect("a time"),
        gazetteer: None,
        position: None,
        household: None,
    };
    Index::build(data).search(data, query, &context)
}

fn words(data: &Dataset, words: &str) -> Outcome {
    let query = Query {
        words: words.to_owned(),
        limit: 10,
        ..Query::default()
    };
    ask(data, &query)
}

fn when(outcome: &Outcome) -> Option<(When, String)> {
    outcome.chips.iter().find_map(|chip| match chip.meaning {
        Meaning::When(when) => Some((when, chip.without.clone())),
        _ => None,
    })
}

#[test]
fn an_hour_to_begin_at_is_understood_in_nine_languages() {
    let data = data();
    for (said, rest) in [
        ("laboratorio dopo le 17", "laboratorio"),
        ("laboratorio dalle 17", "laboratorio"),
        ("laboratorio dopo le ore 17:00", "laboratorio"),
        ("laboratorio dopo le 5", "laboratorio"),
        ("workshop after 5 pm", "workshop"),
        ("workshop after 5", "workshop"),
        ("atelier après 17h", "atelier"),
        ("taller después de las 17", "taller"),
        ("atelier după ora 17", "atelier"),
        ("punëtori pas orës 17", "punëtori"),
        ("ورشة بعد الساعة 5 مساء", "ورشة"),
        ("майстерня після 17", "майстерня"),
        ("手工 5点以后", "手工"),
    ] {
        let (asked, without) = when(&words(&data, said)).expect(said);
        assert_eq!(
            asked.after.map(|time| time.to_string()).as_deref(),
            Some("17:00"),
            "{said}"
        );
        assert_eq!(without, rest, "{said}");
    }
    // An hour of the forenoon, and numbers that are none.
    let asked = |said: &str| when(&words(&data, said)).and_then(|(when, _)| when.after);
    assert_eq!(
        asked("workshop after 9").map(|time| time.to_string()).as_deref(),
        Some("09:00")
    );
    for said in ["dopo 3 giorni", "after 2 weeks", "dopo i 3 anni", "dopo il parto"] {
        assert_eq!(asked(said), None, "{said}");
    }
    // What is on then comes first.
    let first = |said: &str| data.activities[words(&data, said).hits[0].at as usize].id.to_string();
    assert_eq!(first("laboratorio dopo le 15"), "sunday");
}

#[test]
fn words_of_time_are_understood_in_nine_languages_and_can_be_taken_back() {
    let data = data();
    let mut sunday = When::default();
    sunday.weekdays.insert(Weekday::Su);
    for (said, rest) in [
        ("laboratorio domenica", "laboratorio"),
        ("workshop sunday", "workshop"),
        ("atelier dimanche", "atelier"),
        ("taller domingo", "taller"),
        ("atelier duminică", "atelier"),
        ("punëtori dielën", "punëtori"),
        ("ورشة الأحد", "ورشة"),
        ("майстерня неділю", "майстерня"),
        ("手工 星期天", "手工"),
    ] {
        assert_eq!(when(&words(&data, said)), Some((sunday, rest.to_owned())), "{said}");
    }
    let day = |text: &str| text.parse().ok();
    for (said, asked) in [
        (
            "laboratorio oggi",
            When {
                from: day("2026-11-24"),
                to: day("2026-11-24"),
                ..When::default()
            },
        ),
        (
            "laboratorio domani mattina",
            When {
                from: day("2026-11-25"),
                to: day("2026-11-25"),
                part: DayPart::Morning,
                ..When::default()
            },
        ),
        (
            "tonight workshop",
            When {
                from: day("2026-11-24"),
                to: day("2026-11-24"),
                part: DayPart::Evening,
                ..When::default()
            },
        ),
        (
            "laboratorio adesso",
            When {
                open_at: Some(OpenAt::Now),
                ..When::default()
            },
        ),
        (
            "laboratorio a dicembre",
            When {
                from: day("2026-12-01"),
                to: day("2026-12-31"),
                ..When::default()
            },
        ),
        (
            "laboratorio a marzo",
            When {
                from: day("2027-03-01"),
                to: day("2027-03-31"),
                ..When::default()
            },
        ),
    ] {
        assert_eq!(when(&words(&data, said)).map(|(when, _)| when), Some(asked), "{said}");
    }
}

#[test]
fn what_is_on_then_is_first_and_the_rest_stays() {
    let data = data();
    let first = |said: &str| {
        let outcome = words(&data, said);
        (
            data.activities[outcome.hits[0].at as usize].id.as_str().to_owned(),
            outcome.total,
        )
    };
    assert_eq!(first("laboratorio domenica"), ("sunday".to_owned(), 2));
    assert_eq!(first("laboratorio lunedì"), ("monday".to_owned(), 2));
    // The street of San Domenico is no Sunday.
    assert!(
        words(&data, "domenica")
            .hits
            .iter()
            .any(|hit| hit.what == shared::filter::What::Activity)
    );
}

#[test]
fn a_search_without_results_names_who_can_be_called_and_what_to_leave_out() {
    let data = data();
    let outcome = words(&data, "xylofonista");
    assert_eq!(outcome.total, 0);
    let hubs: Vec<&str> = outcome
        .hubs
        .iter()
        .map(|hit| data.places[hit.at as usize].id.as_str())
        .collect();
    assert_eq!(hubs, ["hub"], "only those with a telephone");
    let mut query = Query {
        words: "xylofonista".to_owned(),
        limit: 10,
        ..Query::default()
    };
    query.filter.topics.push("comunita".parse().expect("a topic"));
    let outcome = ask(&data, &query);
    assert!(
        outcome
            .loosen
            .iter()
            .any(|loosen| loosen.part == Part::Words && loosen.total == 2),
        "{:?}",
        outcome.loosen
    );
}
