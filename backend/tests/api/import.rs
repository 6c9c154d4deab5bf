//! `POST /import` on the operator's listener.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use backend::app::RequestLimits;
use insta::assert_json_snapshot;

use crate::fixture::{DATA, Server};

#[tokio::test]
async fn a_file_is_taken_and_seen_at_once() {
    let server = Server::new();
    let news =
        r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Cercare casa", "topic": "abitare" }] }"#;
    let answer = server.administer(Method::POST, "/import?mode=merge", news).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_json_snapshot!(answer.json());
    assert_eq!(server.get("/api/v1/guides/casa").await.status, StatusCode::OK);
    let again = server.administer(Method::POST, "/import", news).await;
    assert_eq!(again.json()["unchanged"], 1);
    let replaced = server.administer(Method::POST, "/import?mode=replace", DATA).await;
    assert_eq!(replaced.json()["removed"], 1);
    assert_eq!(server.get("/api/v1/guides/casa").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bad_records_are_named_and_nothing_is_stored() {
    let server = Server::new();
    let before = server.get("/api/v1/sync").await.body;
    let bad = r#"{ "format": "family-hub/1", "guides": [
        { "id": "buona", "title": "Buona", "topic": "scuola" },
        { "id": "cattiva", "title": "Cattiva", "topic": "scuole" } ] }"#;
    let answer = server.administer(Method::POST, "/import", bad).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_json_snapshot!(answer.json());
    assert_eq!(server.get("/api/v1/sync").await.body, before);
    let skipped = server.administer(Method::POST, "/import?bad=skip", bad).await;
    assert_eq!((skipped.status, &skipped.json()["added"]), (StatusCode::OK, &1.into()));
    for (address, body) in [
        ("/import", "<html>"),
        ("/import", "{}"),
        ("/import?mode=append", DATA),
        ("/import?bad=keep", DATA),
        ("/import?force=1", DATA),
    ] {
        let answer = server.administer(Method::POST, address, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address} {body}");
    }
    let no_text = server.administer(Method::POST, "/import", vec![0xff, 0xfe]).await;
    assert_eq!(no_text.json()["code"], "not-a-data-set");
}

#[tokio::test]
async fn many_removals_are_asked_for_by_their_number() {
    let server = Server::new();
    let before = server.get("/api/v1/sync").await.body;
    let empty = r#"{ "format": "family-hub/1", "networks": [], "places": [], "activities": [], "guides": [] }"#;
    let refused = server.administer(Method::POST, "/import?mode=replace", empty).await;
    assert_eq!(
        (refused.status, &refused.json()["code"], &refused.json()["removed"]),
        (StatusCode::CONFLICT, &"many-removals".into(), &10.into())
    );
    for confirm in ["9", "11"] {
        let address = format!("/import?mode=replace&confirm={confirm}");
        let refused = server.administer(Method::POST, &address, empty).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
    }
    let answer = server
        .administer(Method::POST, "/import?mode=replace&confirm=ten", empty)
        .await;
    assert_eq!(
        (answer.status, &answer.json()["field"]),
        (StatusCode::BAD_REQUEST, &"confirm".into())
    );
    assert_eq!(server.get("/api/v1/sync").await.body, before);
    let answer = server
        .administer(Method::POST, "/import?mode=replace&confirm=10", empty)
        .await;
    assert_eq!((answer.status, &answer.json()["removed"]), (StatusCode::OK, &10.into()));
}

#[tokio::test]
async fn a_full_disk_is_told_and_reading_goes_on() {
    let server = Server::new();
    server.store.fill_disk();
    let news =
        r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Cercare casa", "topic": "abitare" }] }"#;
    let answer = server.administer(Method::POST, "/import", news).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "30");
    assert_eq!(answer.json()["code"], "read-only");
    assert_eq!(server.get("/health").await.json()["status"], "read_only");
    assert_eq!(server.get("/api/v1/guides/affido").await.status, StatusCode::OK);
    server.store.free_disk();
    assert_eq!(
        server.administer(Method::POST, "/import", news).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_page_in_a_browser_cannot_import() {
    let server = Server::new();
    for (name, value) in [
        ("origin", "https://example.org"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let request = Request::post("/import?mode=replace")
            .header(name, value)
            .body(Body::from(DATA));
        let answer = server.administer_whole(request.expect("a request")).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::FORBIDDEN, &"from-a-browser".into())
        );
    }
}

#[tokio::test]
async fn the_public_listener_takes_no_import() {
    let server = Server::new();
    let answer = server.send(Method::POST, "/import", DATA).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let metrics = server.get("/metrics").await;
    assert_eq!(metrics.status, StatusCode::NOT_FOUND);
    let metrics = server.administer(Method::GET, "/metrics", "").await;
    assert!(metrics.text().contains("family_hub_records 10\n"), "{}", metrics.text());
}

#[tokio::test]
async fn a_file_of_64_mib_is_taken_and_one_byte_more_is_not() {
    let server = Server::new();
    let limit = RequestLimits::default().admin_body;
    assert_eq!(limit, 64 * 1024 * 1024, "what docs/api.md says");
    let news =
        r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Cercare casa", "topic": "abitare" }] }"#;
    let of = |bytes: usize| [news, &" ".repeat(bytes - news.len())].concat();
    let fits = server.administer(Method::POST, "/import", of(limit)).await;
    assert_eq!(fits.status, StatusCode::OK, "{}", fits.text());
    assert_eq!(fits.json()["added"], 1);
    let above = server.administer(Method::POST, "/import", of(limit + 1)).await;
    assert_eq!(above.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(above.header("content-type"), "application/problem+json");
    assert_eq!(above.json()["code"], "body-too-large");
}
