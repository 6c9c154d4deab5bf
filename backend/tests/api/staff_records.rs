//! One record through the interface: by its revision, once, with faults at their field, two people at it, confirmed.

use axum::http::{Method, Request, StatusCode};
use backend::service::staff::{Role, Scope};
use serde_json::{Value, json};

use crate::fixture::Server;
use crate::staff::{PLACE, Person};

#[tokio::test]
async fn a_record_is_edited_by_its_revision_and_once() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let read = anna.get(PLACE).await;
    assert_eq!((read.status, read.header("etag")), (StatusCode::OK, "\"1\""));
    let mut record = read.json();
    assert_eq!(record["name"], "Hub di Senago");
    record["name"] = json!("Hub nuovo");
    for (headers, status, code) in [
        (&[("idempotency-key", "k")][..], 428, "revision-required"),
        (&[("if-match", "\"1\"")][..], 400, "idempotency-key-required"),
        (
            &[("if-match", "\"x\""), ("idempotency-key", "k")][..],
            400,
            "bad-revision",
        ),
        (
            &[
                ("if-match", "\"1\""),
                ("idempotency-key", "k"),
                ("content-type", "text/plain"),
            ][..],
            415,
            "not-json",
        ),
    ] {
        let refused = anna.send(Method::PUT, PLACE, &record, headers).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["code"]),
            (status, &json!(code))
        );
    }
    let put = anna.put(PLACE, &record, "\"1\"", "k1").await;
    assert_eq!(
        (put.status, put.header("etag")),
        (StatusCode::OK, "\"2\""),
        "{}",
        put.text()
    );
    let again = anna.put(PLACE, &record, "\"1\"", "k1").await;
    assert_eq!((again.status, again.header("etag")), (StatusCode::OK, "\"2\""));
    assert!(server.get("/sede/hub-senago").await.text().contains("Hub nuovo"));
    // A new one, and away again.
    let new = json!({"id": "nuova", "network": "rete-nord", "kind": "spoke", "name": "Nuova"});
    let made = anna.put("/api/v1/staff/places/nuova", &new, "*", "k2").await;
    assert_eq!(
        (made.status, made.header("etag")),
        (StatusCode::CREATED, "\"3\""),
        "{}",
        made.text()
    );
    let gone = [("if-match", "\"3\""), ("idempotency-key", "k3")];
    let removed = anna
        .send(Method::DELETE, "/api/v1/staff/places/nuova", &Value::Null, &gone)
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(
        anna.get("/api/v1/staff/places/nuova").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(anna.get("/api/v1/staff/castelli/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_bad_record_is_refused_with_its_field() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let record = anna.get(PLACE).await.json();
    for (name, value, field) in [
        ("opening_hours", json!("quando capita"), "opening_hours"),
        ("phone", json!(["02 1", 7]), "phone[1]"),
        ("network", json!("nessuna"), "network"),
        (
            "closures",
            json!([{"from": "2026-12-02", "to": "2026-12-01"}]),
            "closures[0].to",
        ),
        ("id", json!("other"), "id"),
    ] {
        let mut bad = record.clone();
        bad[name] = value;
        let refused = anna.put(PLACE, &bad, "\"1\"", "k").await;
        let problem = refused.json();
        assert_eq!(
            (refused.status.as_u16(), &problem["field"]),
            (422, &json!(field)),
            "{problem}"
        );
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
    let request = Request::put(PLACE)
        .header("x-family-hub", "1")
        .header("content-type", "application/json")
        .header("cookie", anna.cookie())
        .header("if-match", "\"1\"")
        .header("idempotency-key", "k");
    let broken = server.whole(request.body("{\"id\":".into()).expect("a request")).await;
    assert_eq!(
        (broken.status.as_u16(), &broken.json()["code"]),
        (400, &json!("bad-json"))
    );
    let large = json!({"id": "hub-senago", "description": "x".repeat(300_000)});
    assert_eq!(
        anna.put(PLACE, &large, "\"1\"", "k").await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(anna.get(PLACE).await.header("etag"), "\"1\"");
}

#[tokio::test]
async fn two_at_one_record_see_each_other() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let bruno = Person::new(
        &server,
        "Bruno",
        Role::NetworkEditor,
        Scope::Network("rete-nord".to_owned()),
    )
    .await;
    let seen = anna.get(PLACE).await.json();
    let mut of_anna = seen.clone();
    of_anna["opening_hours"] = json!("Mo 09:00-12:00");
    assert_eq!(anna.put(PLACE, &of_anna, "\"1\"", "a").await.status, StatusCode::OK);
    // What does not touch is put together.
    let mut of_bruno = seen.clone();
    of_bruno["phone"] = json!(["02 999999"]);
    let refused = bruno.put(PLACE, &of_bruno, "\"1\"", "b").await;
    let problem = refused.json();
    assert_eq!(
        (refused.status, refused.header("etag")),
        (StatusCode::PRECONDITION_FAILED, "\"2\"")
    );
    assert_eq!(problem["conflicts"], json!([]));
    assert_eq!(problem["mine"]["phone"], json!(["02 999999"]));
    assert_eq!(
        (&problem["theirs"], &problem["base"]["phone"]),
        (&anna.get(PLACE).await.json(), &json!(["02 123456"]))
    );
    let merged = bruno.put(PLACE, &problem["merged"], "\"2\"", "b2").await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
    let stands = anna.get(PLACE).await.json();
    assert_eq!(
        (&stands["phone"], &stands["opening_hours"]),
        (&json!(["02 999999"]), &json!("Mo 09:00-12:00"))
    );
    // Two halves of a group are asked for.
    let mut half = seen;
    half["closures"] = json!([]);
    let refused = bruno.put(PLACE, &half, "\"1\"", "b3").await.json();
    assert_eq!(refused["conflicts"][0]["group"], "opening_hours");
    assert_eq!(refused["conflicts"][0]["theirs"]["opening_hours"], "Mo 09:00-12:00");
    assert_eq!(refused["merged"]["closures"], stands["closures"]);
    // A new record where there is one, and a revision of another life of the server.
    let new = bruno.put(PLACE, &half, "*", "b4").await;
    assert_eq!(
        (new.status, &new.json()["theirs"]),
        (StatusCode::PRECONDITION_FAILED, &stands)
    );
    let other_life = [
        ("if-match", "\"3\""),
        ("idempotency-key", "b5"),
        ("x-family-hub-epoch", "00000000000000bb"),
    ];
    let old = bruno.send(Method::PUT, PLACE, &half, &other_life).await;
    assert_eq!(
        (old.status, &old.json()["base"]),
        (StatusCode::PRECONDITION_FAILED, &Value::Null)
    );
    assert_eq!(anna.get(PLACE).await.json(), stands);
}

#[tokio::test]
async fn confirming_stamps_and_editing_takes_the_stamp_of_what_changed() {
    let server = Server::new();
    let vera = Person::new(
        &server,
        "Vera",
        Role::Verifier,
        Scope::Place("spoke-bollate".to_owned()),
    )
    .await;
    let address = "/api/v1/staff/places/spoke-bollate";
    let all = json!({"groups": ["address", "contacts", "hours", "activities", "access"], "how": "telefono"});
    let confirmed = vera.post(&format!("{address}/verify"), &all).await;
    assert_eq!(
        (confirmed.status, confirmed.header("etag")),
        (StatusCode::OK, "\"2\""),
        "{}",
        confirmed.text()
    );
    assert_eq!(
        confirmed.json()["verified"],
        json!({"on": "2026-11-24", "role": "verifier", "how": "telefono"})
    );
    assert!(
        server
            .get("/sede/spoke-bollate")
            .await
            .text()
            .contains("Confermato oggi")
    );
    let unknown = vera
        .post(&format!("{address}/verify"), &json!({"groups": ["colour"], "how": ""}))
        .await;
    assert_eq!(
        (unknown.status.as_u16(), &unknown.json()["field"]),
        (422, &json!("groups"))
    );
    let stale = vera
        .send(
            Method::POST,
            &format!("{address}/verify"),
            &all,
            &[("if-match", "\"1\"")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let mut record = anna.get(address).await.json();
    record["phone"] = json!(["02 777777"]);
    record["verified"] = json!({"on": "2030-01-01", "role": "forged", "how": ""});
    let put = anna.put(address, &record, "\"2\"", "k").await.json();
    assert_eq!(
        (put.get("verified"), put["verified_groups"].get("contacts")),
        (None, None),
        "{put}"
    );
    assert_eq!(put["verified_groups"]["hours"]["role"], "verifier");
}
