//! `GET /api/v1/activities`, `/activities/{id}` and their occurrences.

use insta::assert_json_snapshot;

use crate::fixture::Server;

#[tokio::test]
async fn all_activities_tell_their_next_date() {
    let server = Server::new();
    let next: Vec<_> = server
        .get("/api/v1/activities")
        .await
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|activity| (activity["id"].clone(), activity["next"].clone()))
        .collect();
    assert_json_snapshot!(next);
}

#[tokio::test]
async fn one_activity_in_full() {
    let server = Server::new();
    assert_json_snapshot!(server.get("/api/v1/activities/gioco").await.json());
}

#[tokio::test]
async fn dates_tell_what_falls_out_and_why() {
    let server = Server::new();
    let answer = server
        .get("/api/v1/activities/gioco/occurrences?from=2026-11-24&to=2027-01-12")
        .await;
    assert_json_snapshot!(answer.json());
    // The clock change: the same wall clock, another offset.
    let answer = server
        .get("/api/v1/activities/gioco/occurrences?from=2027-03-22&to=2027-04-01")
        .await;
    let starts: Vec<_> = answer
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|occurrence| occurrence["start"].as_str().expect("a time").to_owned())
        .collect();
    assert_eq!(starts, ["2027-03-23T16:30:00+01:00", "2027-03-30T16:30:00+02:00"]);
    let undated = server.get("/api/v1/activities/senza-data/occurrences").await;
    assert_eq!(undated.json(), serde_json::json!([]));
    let untimed = server.get("/api/v1/activities/laboratorio/occurrences").await;
    assert_eq!(
        untimed.json()[0]["start"],
        "2026-11-28",
        "a missing time is not midnight"
    );
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = Server::new();
    for (address, status, code) in [
        ("/api/v1/activities/nessuna", 404, "not-found"),
        ("/api/v1/activities/nessuna/occurrences", 404, "not-found"),
        ("/api/v1/activities/gioco/dates", 404, "not-found"),
        ("/api/v1/activities?place=hub-senago", 400, "unknown-parameter"),
        ("/api/v1/activities/gioco/occurrences?from=ieri", 400, "bad-date"),
        (
            "/api/v1/activities/gioco/occurrences?from=2026-12-01&to=2026-11-01",
            400,
            "period-ends-before-it-begins",
        ),
        (
            "/api/v1/activities/gioco/occurrences?from=2024-01-01&to=2026-12-31",
            400,
            "period-too-long",
        ),
        (
            "/api/v1/activities/gioco/occurrences?from=2200-12-31",
            400,
            "date-out-of-range",
        ),
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert_eq!(answer.json()["code"].as_str().unwrap_or_default(), code, "{address}");
    }
}

#[tokio::test]
async fn an_activity_says_where_its_dates_stand() {
    let server = Server::new();
    server.merge(
        r#"{ "format": "family-hub/1", "activities": [
            { "id": "era", "network": "rete-nord", "title": "Era", "category": "ascolto",
              "schedule": { "start": "2026-05-12T16:30", "minutes": 90 } },
            { "id": "salta", "network": "rete-nord", "title": "Salta", "category": "ascolto",
              "schedule": { "start": "2026-12-01T16:30", "cancelled": [{ "date": "2026-12-01" }] } }] }"#,
    );
    let over = server.get("/api/v1/activities/era").await.json();
    assert_eq!(over["standing"], "over");
    assert_eq!(over["next"], serde_json::Value::Null);
    assert_eq!(over["last"]["start"], "2026-05-12T16:30:00+02:00");
    let off = server.get("/api/v1/activities/salta").await.json();
    assert_eq!(
        (off["standing"].as_str(), off["last"].is_null()),
        (Some("called_off"), true)
    );
    let coming = server.get("/api/v1/activities/gioco").await.json();
    assert_eq!(coming["standing"], "coming");
    assert_eq!(
        server.get("/api/v1/activities/senza-data").await.json()["standing"],
        "undated"
    );
    let page = server.get("/attivita/era").await;
    assert!(
        page.text()
            .contains("È stato il 12 maggio 2026; non sappiamo se si ripete.")
    );
}
