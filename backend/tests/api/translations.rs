//! Texts of records in other languages: from a file to the page, and away again when the text changes.

use axum::http::{Method, StatusCode};
use backend::service::staff::{Role, Scope};
use serde_json::json;

use crate::fixture::Server;
use crate::staff::{PLACE, Person};

#[tokio::test]
async fn a_translation_is_shown_with_its_state_until_the_text_changes() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let mut place = anna.get(PLACE).await.json();
    place["description"] = json!("Uno spazio per famiglie.");
    place["translations"] = json!([
        { "language": "en", "field": "description", "text": "A place for families.", "by": "machine" },
        { "language": "fr", "field": "description", "text": "Un lieu pour les familles.", "by": "reviewed", "role": "mediatrice" },
    ]);
    let file = json!({ "format": "family-hub/1", "places": [place] }).to_string();
    let taken = server
        .administer(Method::POST, "/import?mode=merge", file.clone())
        .await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    // What it was made from is told from now on, and the same file brings nothing new.
    let again = server.administer(Method::POST, "/import?mode=merge", file).await;
    assert_eq!(again.json()["unchanged"], 1, "{}", again.text());
    let stored = server.get("/api/v1/places/hub-senago").await.json();
    assert_eq!(
        stored["translations"][0]["of"].as_str().map(str::len),
        Some(8),
        "{stored}"
    );

    let english = server.get("/en/sede/hub-senago").await;
    assert!(english.text().contains("<p class=\"lead\">A place for families.</p>"));
    assert!(english.text().contains("Machine translation, not yet read over"));
    assert!(
        server
            .get("/fr/sede/hub-senago")
            .await
            .text()
            .contains("Traduction relue (mediatrice)")
    );
    let italian = "dir=\"auto\">Uno spazio per famiglie.</p>";
    assert!(
        server.get("/es/sede/hub-senago").await.text().contains(italian),
        "as Italian"
    );
    assert!(
        server
            .get("/sede/hub-senago")
            .await
            .text()
            .contains("<p class=\"lead\">Uno spazio per famiglie.</p>")
    );

    let read = anna.get(PLACE).await;
    let mut record = read.json();
    record["description"] = json!("Uno spazio per famiglie e nonni.");
    let put = anna.put(PLACE, &record, read.header("etag"), "k1").await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let stale = server.get("/en/sede/hub-senago").await;
    assert!(!stale.text().contains("A place for families."));
    assert!(
        stale
            .text()
            .contains("dir=\"auto\">Uno spazio per famiglie e nonni.</p>")
    );
}

#[tokio::test]
async fn a_translation_of_a_field_that_has_none_is_refused() {
    let server = Server::new();
    let file = json!({ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Casa", "topic": "abitare",
        "translations": [{ "language": "en", "field": "topic", "text": "Housing", "by": "machine" }] }] });
    let refused = server
        .administer(Method::POST, "/import?mode=merge", file.to_string())
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["field"], "translations[0].field", "{}", refused.text());
}
