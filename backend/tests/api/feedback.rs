//! What families report: kept once, masked, without a cookie; and the inbox of those who keep the data.

use axum::http::{Method, Request, StatusCode};
use backend::service::staff::{Role, Scope};
use serde_json::{Value, json};

use crate::fixture::{Answer, Server};
use crate::staff::Person;

const ADDRESS: &str = "/api/v1/feedback";

async fn report(server: &Server, key: &str, body: &Value) -> Answer {
    let request = Request::post(ADDRESS)
        .header("content-type", "application/json")
        .header("idempotency-key", key);
    server
        .whole(request.body(body.to_string().into()).expect("a request"))
        .await
}

fn hours(text: &str) -> Value {
    json!({"record": "place:hub-senago", "fact": "hours", "text": text})
}

#[tokio::test]
async fn a_report_is_kept_once_and_read_by_those_whose_place_it_is() {
    let server = Server::new();
    let kept = report(
        &server,
        "k1",
        &hours("Il martedì chiude alle 17. Mi chiamo Ada Neri, 333 1234567"),
    )
    .await;
    assert_eq!(kept.status, StatusCode::ACCEPTED, "{}", kept.text());
    assert_eq!(kept.header("set-cookie"), "");
    let again = report(
        &server,
        "k1",
        &hours("Il martedì chiude alle 17. Mi chiamo Ada Neri, 333 1234567"),
    )
    .await;
    assert_eq!((again.status, again.body), (StatusCode::ACCEPTED, kept.body));
    report(
        &server,
        "k2",
        &json!({"record": "page:/agenda", "fact": "clarity", "rating": 4}),
    )
    .await;
    let nord = Person::new(
        &server,
        "Nord",
        Role::PlaceEditor,
        Scope::Place("hub-senago".to_owned()),
    )
    .await;
    let sud = Person::new(
        &server,
        "Sud",
        Role::NetworkEditor,
        Scope::Network("rete-sud".to_owned()),
    )
    .await;
    let inbox = nord.get("/api/v1/staff/feedback").await.json();
    assert_eq!(inbox["reports"].as_array().map(Vec::len), Some(1));
    let first = &inbox["reports"][0];
    assert_eq!(first["text"], "Il martedì chiude alle 17. Mi chiamo [nome], [telefono]");
    assert_eq!(
        (&first["state"], &first["record"]),
        (&json!("new"), &json!("place:hub-senago"))
    );
    assert_eq!(sud.get("/api/v1/staff/feedback").await.json()["reports"], json!([]));
    let list = nord.get("/api/v1/staff/worklist").await.json();
    assert_eq!(
        (&list["rows"][0]["record"], &list["rows"][0]["why"][0]),
        (&json!("place:hub-senago"), &json!("reported"))
    );
    let address = format!("/api/v1/staff/feedback/{}", first["id"].as_str().expect("an id"));
    let foreign = sud.post(&address, &json!({"state": "done"})).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let done = nord
        .post(&address, &json!({"state": "done", "answer": "Corretto, grazie"}))
        .await
        .json();
    assert_eq!(
        (&done["state"], &done["answer"]),
        (&json!("done"), &json!("Corretto, grazie"))
    );
    let open = nord.get("/api/v1/staff/feedback?state=new").await.json();
    assert_eq!(open["reports"], json!([]));
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    assert_eq!(
        anna.get("/api/v1/staff/feedback").await.json()["reports"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn each_limit_has_its_answer() {
    let server = Server::new();
    for (body, field) in [
        (
            json!({"record": "place:nessuna", "fact": "hours", "text": "x"}),
            "record",
        ),
        (
            json!({"record": "page:/nessuna", "fact": "hours", "text": "x"}),
            "record",
        ),
        (json!({"record": "castle:x", "fact": "hours", "text": "x"}), "record"),
        (
            json!({"record": "place:hub-senago", "fact": "two words", "text": "x"}),
            "fact",
        ),
        (json!({"record": "place:hub-senago", "text": "x"}), "fact"),
        (
            json!({"record": "place:hub-senago", "fact": "hours", "text": 7}),
            "text",
        ),
        (hours(&"x".repeat(1_001)), "text"),
        (hours("  "), "text"),
        (hours("a\u{0}b"), "text"),
        (json!({"record": "page:/", "fact": "clarity", "rating": 6}), "rating"),
    ] {
        let refused = report(&server, "k", &body).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["field"]),
            (422, &json!(field)),
            "{body}"
        );
    }
    assert_eq!(
        report(&server, "k", &hours(&"à".repeat(1_000))).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        report(&server, "k", &hours(&"x".repeat(9_000))).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let send = |headers: &[(&str, &str)], body: &str| {
        let mut request = Request::builder().method(Method::POST).uri(ADDRESS);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.whole(request.body(body.to_owned().into()).expect("a request"))
    };
    let (json_type, key) = (("content-type", "application/json"), ("idempotency-key", "k9"));
    let body = hours("x").to_string();
    for (headers, body, status, code) in [
        (&[json_type][..], body.as_str(), 400, "idempotency-key-required"),
        (&[json_type, key][..], "{\"record\"", 400, "bad-json"),
        (&[("content-type", "text/plain"), key][..], &body, 415, "not-json"),
        (
            &[json_type, key, ("origin", "https://evil.example")][..],
            &body,
            403,
            "foreign-origin",
        ),
    ] {
        let refused = send(headers, body).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["code"]),
            (status, &json!(code))
        );
    }
}

#[tokio::test]
async fn a_flood_from_one_address_is_refused_and_others_are_heard() {
    let server = Server::new();
    let from = |peer: &'static str, key: String| {
        let request = Request::post(ADDRESS)
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        server.from(peer, request.body(hours("x").to_string().into()).expect("a request"))
    };
    let mut refused = None;
    for at in 0..31 {
        let answer = from("192.0.2.7", format!("k{at}")).await;
        if answer.status != StatusCode::ACCEPTED {
            refused = Some((at, answer));
            break;
        }
    }
    let (at, answer) = refused.expect("thirty are taken");
    assert_eq!(
        (at, answer.status.as_u16(), answer.header("retry-after")),
        (30, 429, "60")
    );
    assert_eq!(from("192.0.2.8", "other".to_owned()).await.status, StatusCode::ACCEPTED);
}
