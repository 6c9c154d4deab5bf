//! `GET /api/v1/places` and `/places/{id}`.

use axum::http::StatusCode;
use insta::assert_json_snapshot;

use crate::fixture::Server;

#[tokio::test]
async fn all_places_tell_whether_they_are_open() {
    let server = Server::new();
    let places = server.get("/api/v1/places").await;
    assert_eq!(places.status, StatusCode::OK);
    let states: Vec<_> = places
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|place| {
            (
                place["id"].clone(),
                place["open"]["state"].clone(),
                place["open"]["reason_code"].clone(),
            )
        })
        .collect();
    assert_json_snapshot!(states);
}

#[tokio::test]
async fn one_place_in_full() {
    let server = Server::new();
    assert_json_snapshot!(server.get("/api/v1/places/hub-senago").await.json());
}

#[tokio::test]
async fn a_place_at_another_moment() {
    let server = Server::new();
    let mut states = Vec::new();
    for at in [
        "2026-11-24T17:45",
        "2026-11-24T20:00",
        "2026-11-28T10:00",
        "2026-12-08T10:00",
        "2026-08-10T10:00",
        "2026-07-14T11:00:00",
    ] {
        let answer = server.get(&format!("/api/v1/places/hub-senago?at={at}")).await;
        states.push((at, answer.json()["open"].clone()));
    }
    assert_json_snapshot!(states);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = Server::new();
    for (address, status, code) in [
        ("/api/v1/places/nessuna", 404, "not-found"),
        ("/api/v1/places/a%20b", 404, "not-found"),
        ("/api/v1/places/%ff", 404, "not-found"),
        ("/api/v1/places/..%2f..%2fetc", 404, "not-found"),
        ("/api/v1/places/hub-senago?at=now", 400, "bad-date"),
        ("/api/v1/places/hub-senago?at=2026-11-24", 400, "bad-time"),
        ("/api/v1/places/hub-senago?at=2026-13-24T10:00", 400, "bad-date"),
        ("/api/v1/places/hub-senago?at=2026-11-24T10:00%2B01:00", 400, "bad-time"),
        ("/api/v1/places?kind=hub", 400, "unknown-parameter"),
        ("/api/v1/places/hub-senago/", 404, "not-found"),
    ] {
        let answer = server.get(address).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (status, Some(code)),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_same_minute_is_the_same_answer() {
    let server = Server::new();
    let first = server.get("/api/v1/places").await;
    let again = server
        .get_with("/api/v1/places", "if-none-match", first.header("etag"))
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    server.merge(r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Casa", "topic": "abitare" }] }"#);
    let changed = server
        .get_with("/api/v1/places", "if-none-match", first.header("etag"))
        .await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test]
async fn a_desk_is_open_by_its_own_hours_and_found_as_what_it_is() {
    let server = Server::new();
    server.merge(
        r#"{ "format": "family-hub/1", "places": [{
            "id": "hub-over", "network": "rete-nord", "kind": "hub", "name": "Hub con sportello", "contacts_as_of": "2025-01",
            "desks": [
                { "name": "Sportello over 60", "opening_hours": "Tu 09:30-11:30", "access": { "entry": "booking" } },
                { "name": "Sportello aperto", "opening_hours": "Tu 14:00-16:00" },
                { "name": "Senza orari" }] }] }"#,
    );
    let place = server.get("/api/v1/places/hub-over").await.json();
    assert_eq!(place["open"]["state"], "unknown");
    assert_eq!(place["open"]["opens"], serde_json::Value::Null);
    assert_eq!(place["open"]["opens_as"], serde_json::Value::Null);
    assert_eq!(place["open"]["as_of"], "2025-01");
    assert_eq!(place["open"]["trust"], "old");
    let desks = place["open_desks"].as_array().expect("a list");
    assert_eq!(desks.len(), 2);
    assert_eq!(desks[0]["name"], "Sportello over 60");
    assert_eq!(desks[0]["state"], "by_appointment");
    assert_eq!(desks[0]["until"], "2026-11-24T11:30:00+01:00");
    assert_eq!(desks[1]["opens"], "2026-11-24T14:00:00+01:00");
    assert_eq!(desks[1]["opens_as"], "open");
    let found = |answer: &serde_json::Value, list: &str| -> Option<serde_json::Value> {
        let hits = answer[list].as_array().expect("a list");
        hits.iter().find(|hit| hit["id"] == "hub-over").cloned()
    };
    let morning = server.get("/api/v1/search?what=place&open_at=now").await.json();
    assert_eq!(found(&morning, "results"), None);
    assert_eq!(
        found(&morning, "apart").expect("by appointment")["desk"],
        "Sportello over 60"
    );
    let afternoon = server
        .get("/api/v1/search?what=place&open_at=2026-11-24T15:00")
        .await
        .json();
    assert_eq!(found(&afternoon, "results").expect("open")["desk"], "Sportello aperto");
    let anytime = server.get("/api/v1/search?what=place").await.json();
    assert_eq!(found(&anytime, "results").expect("it is there").get("desk"), None);
}
