//! What programs are told of records, and what they are not.

use super::*;

const NOW: &str = "2026-11-24T10:00";

fn document(json: &str, path: &str, words: &'static Words) -> Value {
    let mut data: Dataset = serde_json::from_str(json).expect("the test's data set is sound");
    data.sort();
    let source = Source {
        data: &data,
        site: "https://example.org",
        now: NOW.parse().expect("a moment"),
        words,
    };
    let text = record(&source, &Route::parse(path)).expect("a record");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_name_cannot_end_the_script() {
    let document = json!({ "name": "</script><script>alert(1)</script>" });
    assert!(!safe(&document).contains('<'));
    assert_eq!(serde_json::from_str::<Value>(&safe(&document)).ok(), Some(document));
}

#[test]
fn nothing_is_filled_in() {
    let json = r#"{"networks":[{"id":"n","name":"N"}],"places":[{"id":"p","network":"n","kind":"hub","name":"P"}]}"#;
    let told = document(json, "/sede/p", Words::italian());
    let names: Vec<&String> = told.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["@context", "@id", "@type", "name", "url"]);
}

#[test]
fn links_stay_in_the_language_of_the_page() {
    let json = r#"{"networks":[{"id":"n","name":"N"}],
        "places":[{"id":"h","network":"n","kind":"hub","name":"H"},{"id":"s","network":"n","kind":"spoke","name":"S","parent":"h"}]}"#;
    let told = document(json, "/sede/s", Words::of(crate::i18n::Language::English));
    assert_eq!(told["url"], "https://example.org/en/sede/s");
    assert_eq!(told["containedInPlace"]["@id"], "https://example.org/en/sede/h");
}

/// An activity on those fields of a schedule, at a place.
fn scheduled(schedule: &str, place: &str) -> Value {
    let json = [
        r#"{"networks":[{"id":"n","name":"N"}],"places":[{"id":"p","network":"n","kind":"hub","name":"P""#,
        place,
        r#"}],"activities":[{"id":"a","network":"n","place":"p","title":"A","category":"ascolto","modes":["online"],
            "schedule":"#,
        schedule,
        "}]}",
    ];
    document(&json.concat(), "/attivita/a", Words::italian())
}

#[test]
fn a_rule_is_told_whole_or_not_at_all() {
    let told = |rule: &str| {
        let schedule = json!({ "start": "2026-12-01T16:30", "minutes": 90, "rrule": rule });
        scheduled(&schedule.to_string(), "")["eventSchedule"].clone()
    };
    let weekly = told("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270301");
    assert_eq!(weekly["repeatFrequency"], "P2W");
    assert_eq!(
        (&weekly["endDate"], &weekly["duration"]),
        (&"2027-03-01".into(), &"PT90M".into())
    );
    assert_eq!(told("FREQ=WEEKLY;COUNT=10")["repeatCount"], 10);
    assert_eq!(told("FREQ=MONTHLY;BYMONTHDAY=1,15")["byMonthDay"], json!([1, 15]));
    assert_eq!(told("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=13")["byMonth"], json!([12]));
    assert_eq!(told("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=2")["byDay"], json!(["2SA"]));
    assert_eq!(told("FREQ=MONTHLY;BYDAY=-1FR")["byDay"], json!(["-1FR"]));
    // The last weekday of a month, and its last day, have no word there.
    assert_eq!(told("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), Value::Null);
    assert_eq!(told("FREQ=MONTHLY;BYMONTHDAY=-1"), Value::Null);
}

#[test]
fn a_moved_date_tells_where_it_was_before() {
    let moved = json!({ "start": "2026-12-01T16:30", "rrule": "FREQ=WEEKLY;COUNT=2",
        "moved": [{ "date": "2026-12-08", "to": "2026-12-09T17:00" }] });
    let told = scheduled(&moved.to_string(), "");
    assert_eq!(told["startDate"], "2026-12-01T16:30:00+01:00");
    let dates = told["subEvent"].as_array().expect("dates");
    let new = dates
        .iter()
        .find(|date| date["startDate"] == "2026-12-09T17:00:00+01:00");
    let new = new.expect("the new date");
    assert_eq!(new["eventStatus"], "https://schema.org/EventRescheduled");
    assert_eq!(new["previousStartDate"], "2026-12-08T16:30:00+01:00");
    assert_eq!(
        new["eventAttendanceMode"],
        "https://schema.org/OnlineEventAttendanceMode"
    );
    assert_eq!(new["location"]["@id"], "https://example.org/sede/p");
}

#[test]
fn announced_moved_and_closed_places_are_told_as_such() {
    let place = |more: &str| {
        let json = [
            r#"{"networks":[{"id":"n","name":"N"}],"places":[{"id":"p","network":"n","kind":"hub","name":"P""#,
            more,
            "}]}",
        ];
        document(&json.concat(), "/sede/p", Words::italian())
    };
    let planned = place(r#","status":"planned","status_since":"2024-12-27","opening_hours":"Mo-Fr 09:00-12:00""#);
    assert_eq!(
        planned["additionalProperty"]["value"],
        "Sede annunciata: non sappiamo se ha aperto"
    );
    assert_eq!(planned["additionalProperty"]["observationDate"], "2024-12-27");
    assert_eq!(planned["openingHoursSpecification"], Value::Null);
    for (status, words) in [
        ("moved", "Questa sede si è trasferita"),
        ("closed", "Questa sede ha chiuso"),
    ] {
        let told = place(&format!(r#","status":"{status}""#));
        assert_eq!(told["additionalProperty"]["value"], words);
    }
    let closed = place(
        r#","closures":[{"from":"2026-11-01","to":"2026-11-05"},{"from":"2026-12-20","to":"2027-01-06"},{"from":"2027-08-01","to":null}]"#,
    );
    let special = closed["specialOpeningHoursSpecification"].as_array().expect("closures");
    assert_eq!(special.len(), 2);
    assert_eq!(
        (&special[0]["validFrom"], &special[0]["validThrough"]),
        (&"2026-12-20".into(), &"2027-01-06".into())
    );
    assert_eq!(special[1]["validThrough"], Value::Null);
    let free = place(r#","access":{"free":true,"said_by":"network"}"#);
    assert_eq!(
        free["isAccessibleForFree"],
        Value::Null,
        "the network's word is no fact of the door"
    );
}

#[test]
fn what_is_no_record_has_no_document() {
    let data = Dataset::default();
    let source = Source {
        data: &data,
        site: "",
        now: NOW.parse().expect("a moment"),
        words: Words::italian(),
    };
    for path in ["/agenda", "/sede/none", "/xyz"] {
        assert_eq!(record(&source, &Route::parse(path)), None, "{path}");
    }
}
