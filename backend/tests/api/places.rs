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
