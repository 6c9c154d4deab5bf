//! `GET /api/v1/events`.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use backend::app::ServerOptions;
use http_body_util::BodyExt;

use crate::fixture::Server;

async fn next(body: &mut Body) -> Option<String> {
    let frame = body.frame().await?.expect("a stream in memory does not break");
    Some(String::from_utf8(frame.into_data().expect("data").to_vec()).expect("text"))
}

async fn open(server: &Server) -> Body {
    let response = server
        .raw(Request::get("/api/v1/events").body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body()
}

#[tokio::test]
async fn the_stream_says_where_the_data_stand_and_nothing_else() {
    let server = Server::new();
    let response = server
        .raw(Request::get("/api/v1/events").body(Body::empty()).expect("a request"))
        .await;
    for (name, value) in [
        ("content-type", "text/event-stream; charset=utf-8"),
        ("cache-control", "no-cache, no-transform"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(response.headers()[name], value);
    }
    assert!(!response.headers().contains_key("content-encoding"));
    let mut body = response.into_body();
    let first = next(&mut body).await;
    assert_eq!(
        first.as_deref(),
        Some("retry: 3000\nid: 00000000000000aa:1\ndata: 00000000000000aa:1\n\n")
    );
    server.merge(r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Casa", "topic": "abitare" }] }"#);
    let second = next(&mut body).await;
    assert_eq!(
        second.as_deref(),
        Some("id: 00000000000000aa:2\ndata: 00000000000000aa:2\n\n")
    );
}

#[tokio::test]
async fn whoever_was_slow_gets_the_newest_only() {
    let server = Server::new();
    let mut body = open(&server).await;
    next(&mut body).await.expect("the greeting");
    for at in 0..20 {
        server.merge(&format!(
            r#"{{ "format": "family-hub/1", "guides": [{{ "id": "g{at}", "title": "G", "topic": "abitare" }}] }}"#
        ));
    }
    let told = next(&mut body).await.expect("an event");
    assert!(told.starts_with("id: 00000000000000aa:21\n"), "{told}");
}

#[tokio::test]
async fn silence_is_broken_by_comments() {
    let server = Server::with(ServerOptions {
        event_comment: Duration::from_millis(10),
        ..ServerOptions::default()
    });
    let mut body = open(&server).await;
    next(&mut body).await.expect("the greeting");
    assert_eq!(next(&mut body).await.as_deref(), Some(":\n\n"));
    assert_eq!(next(&mut body).await.as_deref(), Some(":\n\n"));
}

#[tokio::test]
async fn streams_end_when_the_server_does() {
    let server = Server::new();
    let mut body = open(&server).await;
    next(&mut body).await.expect("the greeting");
    let mut other = open(&server).await;
    next(&mut other).await.expect("the greeting");
    server.app.begin_stop();
    let farewell = next(&mut body).await.expect("when to come back");
    assert_eq!(farewell, "retry: 1000\n\n");
    assert_eq!(next(&mut body).await, None);
    let of_other = next(&mut other).await.expect("when to come back");
    assert_ne!(of_other, farewell, "not everybody at once");
    assert!(of_other.starts_with("retry: ") && of_other.ends_with("\n\n"));
}

#[tokio::test]
async fn there_is_room_for_so_many_streams() {
    let server = Server::with(ServerOptions {
        event_streams: 2,
        ..ServerOptions::default()
    });
    let (first, _second) = (open(&server).await, open(&server).await);
    let refused = server.get("/api/v1/events").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "60");
    drop(first);
    let _third = open(&server).await;
    assert_eq!(server.app.metrics.event_streams.load(Ordering::Relaxed), 2);
}
