//! Hours, rules and periods that cannot be: `POST /import` names the record, the field and the column.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::fixture::Server;

/// What is told about the one bad record of a file: its kind, field and reason.
async fn refused(server: &Server, list: &str, record: Value) -> (String, String, String) {
    let file = json!({ "format": "family-hub/1", list: [record] });
    let answer = server.administer(Method::POST, "/import", file.to_string()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{file}");
    let problem = answer.json();
    assert_eq!(problem["bad"], 1, "{file}: {problem}");
    let record = &problem["records"][0];
    assert_eq!(record["number"], 1, "{problem}");
    let text = |name: &str| {
        record[name]
            .as_str()
            .unwrap_or_else(|| panic!("{name}: {problem}"))
            .to_owned()
    };
    (text("kind"), text("field"), text("reason"))
}

fn with_schedule(schedule: Value) -> Value {
    json!({ "id": "nuova", "network": "rete-nord", "title": "Nuova", "category": "ascolto", "schedule": schedule })
}

fn place(name: &str, value: Value) -> Value {
    json!({ "id": "nuovo", "network": "rete-nord", "kind": "desk", "name": "Nuovo", name: value })
}

#[tokio::test]
async fn rules_are_refused_by_the_name_of_the_part_and_its_column() {
    let server = Server::new();
    let before = server.get("/api/v1/sync").await.body;
    for (rule, named, column) in [
        ("FREQ=SECONDLY", "FREQ=SECONDLY", 6),
        ("FREQ=MINUTELY;INTERVAL=5", "FREQ=MINUTELY", 6),
        ("INTERVAL=2;FREQ=HOURLY", "FREQ=HOURLY", 17),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR", 12),
        ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO", 13),
        ("FREQ=YEARLY;BYYEARDAY=100", "BYYEARDAY", 13),
        ("FREQ=WEEKLY;COLOUR=BLUE", "COLOUR", 13),
        ("FREQ=WEEKLY;COUNT=1001", "COUNT", 19),
        ("FREQ=WEEKLY;COUNT=0", "COUNT", 19),
        ("FREQ=WEEKLY;UNTIL=20261123", "UNTIL", 19),
        ("FREQ=WEEKLY;UNTIL=20261124T152959Z;BYDAY=TU", "UNTIL", 19),
        ("FREQ=WEEKLY;UNTIL=20260230", "UNTIL", 19),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "COUNT", 13),
        ("BYDAY=TU", "FREQ", 1),
    ] {
        let schedule = json!({ "start": "2026-11-24T16:30", "rrule": rule });
        let (kind, field, reason) = refused(&server, "activities", with_schedule(schedule)).await;
        assert_eq!(
            (kind.as_str(), field.as_str()),
            ("activity", "schedule.rrule"),
            "{rule}"
        );
        let ending = format!("(column {column})");
        assert!(reason.contains(named) && reason.ends_with(&ending), "{rule}: {reason}");
    }
    assert_eq!(server.get("/api/v1/sync").await.body, before, "nothing of it is stored");
}

#[tokio::test]
async fn an_hour_that_the_clocks_skip_is_refused_where_it_stands() {
    let server = Server::new();
    for (schedule, at) in [
        (json!({ "start": "2027-03-28T02:30" }), "schedule.start"),
        (
            json!({ "start": "2027-03-21T02:30", "dates": ["2027-03-22T02:30", "2027-03-28T02:00"] }),
            "schedule.dates[1]",
        ),
        (
            json!({ "start": "2027-03-27T10:00", "moved": [{ "date": "2027-03-27", "to": "2027-03-28T02:59" }] }),
            "schedule.moved[0].to",
        ),
    ] {
        let (_, field, reason) = refused(&server, "activities", with_schedule(schedule)).await;
        assert_eq!(field, at);
        assert!(reason.contains("the clocks skip this hour"), "{reason}");
    }
    // The hour that comes twice exists, and so do the minutes around the one that is skipped.
    for start in ["2026-10-25T02:30", "2027-03-28T01:59", "2027-03-28T03:00"] {
        let file = json!({ "format": "family-hub/1", "activities": [with_schedule(json!({ "start": start }))] });
        let answer = server.administer(Method::POST, "/import", file.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{start}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_rule_that_comes_to_an_hour_that_the_clocks_skip_is_refused_by_that_date() {
    let server = Server::new();
    // When each starts its hour is there; years later it is not.
    for (start, rule, night, column) in [
        ("2026-11-22T02:30", "FREQ=WEEKLY;BYDAY=SU", "2027-03-28T02:30", 19),
        ("2026-11-22T02:00", "FREQ=DAILY", "2027-03-28T02:00", 6),
        ("2026-04-28T02:59", "BYMONTHDAY=28;FREQ=MONTHLY", "2027-03-28T02:59", 12),
        ("2027-03-26T02:30", "FREQ=YEARLY", "2028-03-26T02:30", 6),
        (
            "2026-11-22T02:30",
            "FREQ=WEEKLY;BYDAY=SU;COUNT=19",
            "2027-03-28T02:30",
            19,
        ),
        ("2027-04-04T02:30", "FREQ=MONTHLY;BYMONTHDAY=31", "2030-03-31T02:30", 25),
    ] {
        let schedule = json!({ "start": start, "rrule": rule });
        let (_, field, reason) = refused(&server, "activities", with_schedule(schedule)).await;
        assert_eq!(field, "schedule.rrule");
        let ending = format!("(column {column})");
        assert!(reason.contains(night) && reason.ends_with(&ending), "{rule}: {reason}");
    }
    for schedule in [
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=WEEKLY;BYDAY=SU;COUNT=18" }),
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=WEEKLY;BYDAY=SU;UNTIL=20270327" }),
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=WEEKLY;BYDAY=MO" }),
        json!({ "start": "2026-11-22T03:00", "rrule": "FREQ=DAILY" }),
        json!({ "start": "2026-11-22", "rrule": "FREQ=DAILY" }),
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=DAILY;UNTIL=20270401", "exdates": ["2027-03-28"] }),
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=DAILY;UNTIL=20270401",
                "cancelled": [{ "date": "2027-03-28", "reason": "cambia l'ora" }] }),
        json!({ "start": "2026-11-22T02:30", "rrule": "FREQ=DAILY;UNTIL=20270401",
                "moved": [{ "date": "2027-03-28", "to": "2027-03-28T03:30" }] }),
    ] {
        let file = json!({ "format": "family-hub/1", "activities": [with_schedule(schedule)] });
        let answer = server.administer(Method::POST, "/import", file.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}: {}", answer.text());
    }
}

#[tokio::test]
async fn hours_are_refused_with_the_column_from_which_nothing_is_understood() {
    let server = Server::new();
    for (hours, column) in [
        ("sunrise-sunset", 1),
        ("Mo-Fr 09:00-12:30x", 18),
        ("lunedì 9-12", 1),
        ("Mo-Fr 09:00-12:30; Dopo pranzo", 20),
        ("week 1-20 Mo 09:00-12:00", 1),
    ] {
        let (kind, field, reason) = refused(&server, "places", place("opening_hours", json!(hours))).await;
        assert_eq!((kind.as_str(), field.as_str()), ("place", "opening_hours"), "{hours}");
        assert!(reason.ends_with(&format!("(column {column})")), "{hours}: {reason}");
    }
    let desk = json!([{ "name": "Sportello", "opening_hours": "Mo 09:00-" }]);
    let (_, field, reason) = refused(&server, "places", place("desks", desk)).await;
    assert_eq!(field, "desks[0].opening_hours");
    assert!(reason.contains("(column "), "{reason}");
}

#[tokio::test]
async fn periods_that_end_before_they_begin_are_refused_by_their_place_in_the_list() {
    let server = Server::new();
    let periods = json!([
        { "from": "2026-08-01", "to": "2026-08-01", "reason": "un giorno" },
        { "from": "2026-08-28", "to": "2026-08-03", "reason": "al contrario" }
    ]);
    for list in ["closures", "suspensions"] {
        let (_, field, reason) = refused(&server, "places", place(list, periods.clone())).await;
        assert_eq!(field, format!("{list}[1].to"));
        assert!(
            reason.contains("2026-08-28") && reason.contains("2026-08-03"),
            "{reason}"
        );
    }
    for list in ["suspensions", "school_holidays"] {
        let network = json!({ "id": "nuova", "name": "Nuova", "comuni": [], "organisations": [], list: periods });
        let (_, field, _) = refused(&server, "networks", network).await;
        assert_eq!(field, format!("{list}[1].to"));
    }
    let mut activity = with_schedule(json!({ "start": "2026-11-24T16:30" }));
    activity["suspensions"] = periods;
    let (_, field, _) = refused(&server, "activities", activity).await;
    assert_eq!(field, "suspensions[1].to");
}
