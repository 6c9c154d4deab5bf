//! `/redazione/territorio`: for everybody with an account, as tables to read and to take along.

use axum::http::StatusCode;
use backend::service::staff::{Role, Scope};

use crate::fixture::Server;
use crate::redazione::{Browser, administrator};

const ADDRESS: &str = "/redazione/territorio";
const HOLES: &str = r#"{ "format": "family-hub/1",
  "networks": [{ "id": "prova", "name": "Prova", "comuni": ["019036", "015206"], "organisations": [] }],
  "places": [{ "id": "presto", "network": "prova", "kind": "desk", "name": "Presto", "address": { "comune": "019036" },
    "topics": ["lavoro"], "opening_hours": "Mo-Fr 09:00-16:30", "languages": ["uk"] }] }"#;

#[tokio::test]
async fn holes_are_told_and_can_be_taken_along() {
    let server = Server::new();
    server.merge(HOLES);
    let anna = administrator(&server).await;
    let page = anna.get(ADDRESS).await;
    assert_eq!(page.status, StatusCode::OK);
    for told in ["Cremona", "Lavoro", "ucraino", "10,3 km"] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    let csv = anna.get("/redazione/territorio/aperture.csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.text().contains("Cremona;019036;Lavoro;1;0\r\n"), "{}", csv.text());
    assert!(
        csv.text().contains("16.30 fra lunedì e venerdì"),
        "what the figures mean"
    );
    let far = anna.get("/redazione/territorio/distanze.csv?km=200").await;
    assert!(!far.text().contains("Cremona"), "{}", far.text());
    // The place opens later: the hole is gone.
    server.merge(&HOLES.replace("16:30", "18:00"));
    let csv = anna.get("/redazione/territorio/aperture.csv").await;
    assert!(!csv.text().contains("Cremona"), "{}", csv.text());
}

#[tokio::test]
async fn everybody_with_an_account_may_look_and_nobody_else() {
    let server = Server::new();
    for role in Role::ALL {
        let person = Browser::signed_in(&server, role.code(), role, Scope::Network("rete-nord".to_owned())).await;
        assert!(
            person
                .get("/redazione")
                .await
                .text()
                .contains("href=\"/redazione/territorio\""),
            "{role:?}"
        );
        assert!(
            person.get(ADDRESS).await.text().contains("territory-lingue"),
            "{role:?}"
        );
    }
    assert!(server.get(ADDRESS).await.text().contains("staff-login"));
    let csv = server.get("/redazione/territorio/lingue.csv").await;
    assert_eq!(csv.status, StatusCode::UNAUTHORIZED);
    let anna = administrator(&server).await;
    assert_eq!(
        anna.get("/redazione/territorio/altro.csv").await.status,
        StatusCode::NOT_FOUND
    );
    for bad in ["0", "1000", "dieci", "-1", "NaN"] {
        let answer = anna.get(&format!("{ADDRESS}?km={bad}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}
