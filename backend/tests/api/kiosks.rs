//! Kiosks tell that they are there, and the operator is told.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::fixture::Server;

const BEAT: &str = "/api/v1/kiosks/heartbeat";

fn beat() -> serde_json::Value {
    json!({ "kiosk": "sala-1", "place": "hub-senago", "build": "4058248dd6a0", "seq": 17, "age": 30, "uptime": 3600 })
}

#[tokio::test]
async fn a_kiosk_is_heard_and_listed_for_the_operator_alone() {
    let server = Server::new();
    let none = server.administer(Method::GET, "/api/v1/kiosks", Body::empty()).await;
    assert_eq!(none.json()["kiosks"], json!([]));
    let heard = server.send(Method::POST, BEAT, beat().to_string()).await;
    assert_eq!(heard.status, StatusCode::NO_CONTENT, "{}", heard.text());
    let list = server.administer(Method::GET, "/api/v1/kiosks", Body::empty()).await;
    let one = &list.json()["kiosks"][0];
    for (field, value) in beat().as_object().expect("an object") {
        assert_eq!(&one[field], value, "{field}");
    }
    assert_eq!(
        (&one["missing"], &one["says"], &one["silent"]),
        (&json!(false), &json!(""), &json!(0))
    );
    assert_eq!(server.get("/api/v1/kiosks").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_heartbeat_is_refused_and_leaves_nothing() {
    let server = Server::new();
    let with = |field: &str, value: serde_json::Value| {
        let mut beat = beat();
        beat[field] = value;
        beat.to_string()
    };
    for (body, status) in [
        ("{".to_owned(), StatusCode::BAD_REQUEST),
        ("{}".to_owned(), StatusCode::BAD_REQUEST),
        (with("kiosk", json!("")), StatusCode::BAD_REQUEST),
        (with("kiosk", json!("a b")), StatusCode::BAD_REQUEST),
        (with("kiosk", json!("x".repeat(65))), StatusCode::BAD_REQUEST),
        (with("seq", json!(-1)), StatusCode::BAD_REQUEST),
        (with("visitor", json!("anna")), StatusCode::BAD_REQUEST),
        (with("place", json!("nowhere")), StatusCode::NOT_FOUND),
    ] {
        let answer = server.send(Method::POST, BEAT, body.clone()).await;
        assert_eq!(answer.status, status, "{body}");
    }
    let list = server.administer(Method::GET, "/api/v1/kiosks", Body::empty()).await;
    assert_eq!(list.json()["kiosks"], json!([]));
}
