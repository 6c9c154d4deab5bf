//! Places that are there twice: found, shown while a new one is typed, merged, and found again by the old address.

use axum::http::StatusCode;
use backend::service::staff::{Role, Scope};

use crate::fixture::Server;
use crate::redazione::{Browser, administrator};

const ADDRESS: &str = "/redazione/doppioni";

/// The same place twice, the second with an activity, a spoke under it, and a telephone that the first lacks.
const TWICE: &str = r#"{ "format": "family-hub/1",
  "places": [
    { "id": "arcobaleno", "network": "rete-nord", "kind": "hub", "name": "Spazio Arcobaleno", "address": { "comune": "015206" } },
    { "id": "spazio-arcobaleno", "network": "rete-nord", "kind": "hub", "name": "Spazio arcobaleno", "address": { "comune": "015206" },
      "phone": ["02 99999999"], "languages": ["ar"] },
    { "id": "succursale", "network": "rete-nord", "kind": "spoke", "name": "Succursale", "parent": "spazio-arcobaleno" } ],
  "activities": [
    { "id": "merenda", "place": "spazio-arcobaleno", "network": "rete-nord", "title": "Merenda", "description": "",
      "category": "gioco-e-cultura" } ] }"#;

#[tokio::test]
async fn a_pair_is_merged_and_the_old_address_leads_on() {
    let server = Server::new();
    let anna = administrator(&server).await;
    assert!(anna.get(ADDRESS).await.text().contains("Nessuna sede sembra doppia"));
    server.merge(TWICE);
    let before = server.store_export();
    let page = anna.get(ADDRESS).await;
    assert_eq!(
        page.text().matches("data-testid=\"duplicate\"").count(),
        1,
        "{}",
        page.text()
    );
    let pair = [
        ("action", "merge"),
        ("keep", "arcobaleno"),
        ("gone", "spazio-arcobaleno"),
        ("key", "k"),
    ];
    let merged = anna.send(ADDRESS, &pair).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text());
    let kept = server.get("/api/v1/places/arcobaleno").await.json();
    assert_eq!(kept["former_ids"], serde_json::json!(["spazio-arcobaleno"]));
    assert_eq!(kept["phone"][0], "02 99999999", "what only the other told");
    assert_eq!(kept["name"], "Spazio Arcobaleno");
    assert_eq!(
        server.get("/api/v1/activities/merenda").await.json()["place"],
        "arcobaleno"
    );
    assert_eq!(
        server.get("/api/v1/places/succursale").await.json()["parent"],
        "arcobaleno"
    );
    // Every address with the old id leads to the place.
    let api = server.get("/api/v1/places/spazio-arcobaleno").await;
    assert_eq!(api.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(
        (&api.json()["moved_to"], &api.json()["code"]),
        (&"arcobaleno".into(), &"moved".into())
    );
    assert_eq!(api.header("location"), "/api/v1/places/arcobaleno");
    for (old, new) in [
        ("/sede/spazio-arcobaleno", "/sede/arcobaleno"),
        (
            "/ar/sede/spazio-arcobaleno?near=Senago",
            "/ar/sede/arcobaleno?near=Senago",
        ),
        ("/kiosk/spazio-arcobaleno", "/kiosk/arcobaleno"),
        ("/kiosk/spazio-arcobaleno/board", "/kiosk/arcobaleno/board"),
        ("/embed/board/spazio-arcobaleno", "/embed/board/arcobaleno"),
    ] {
        let page = server.get(old).await;
        assert_eq!(
            (page.status, page.header("location")),
            (StatusCode::PERMANENT_REDIRECT, new)
        );
        assert_eq!(server.get(new).await.status, StatusCode::OK, "{new}");
    }
    assert_eq!(server.get("/sede/mai-esistita").await.status, StatusCode::NOT_FOUND);
    // A calendar that somebody subscribed to goes on.
    let calendar = server.get("/calendar.ics?place=spazio-arcobaleno").await;
    assert_eq!(calendar.status, StatusCode::OK, "{}", calendar.text());
    let saved = server.get("/calendar.ics?saved=place:spazio-arcobaleno").await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    // A file that still has the old record does not bring it back.
    let old = r#"{ "format": "family-hub/1", "places": [{ "id": "spazio-arcobaleno", "network": "rete-nord", "kind": "hub",
        "name": "Spazio arcobaleno" }] }"#;
    let again = server.administer(axum::http::Method::POST, "/import", old).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "{}", again.text());
    assert!(again.text().contains("merged"), "{}", again.text());
    // Nor does one of before that holds both of them, which says nothing of the merger; a merge leaves its addresses alone.
    let both = server.administer(axum::http::Method::POST, "/import", TWICE).await;
    assert_eq!(both.status, StatusCode::BAD_REQUEST, "{}", both.text());
    assert!(both.text().contains("was merged into"), "{}", both.text());
    let one = r#"{ "format": "family-hub/1", "places": [{ "id": "arcobaleno", "network": "rete-nord", "kind": "hub",
        "name": "Spazio Arcobaleno 2", "address": { "comune": "015206" } }] }"#;
    let taken = server.administer(axum::http::Method::POST, "/import", one).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let kept = server.get("/api/v1/places/arcobaleno").await.json();
    assert_eq!(kept["name"], "Spazio Arcobaleno 2");
    assert_eq!(kept["former_ids"], serde_json::json!(["spazio-arcobaleno"]));
    let back = taken.json()["seq"].as_u64().expect("a change").to_string();
    let undone = anna.send(ADDRESS, &[("action", "undo"), ("seq", &back)]).await;
    assert!(undone.header("location").contains("undone"), "{}", undone.text());
    // The form that comes twice counts once, and the merger is taken back in one step.
    let twice = anna.send(ADDRESS, &pair).await;
    assert_eq!(twice.header("location"), merged.header("location"));
    let seq = merged
        .header("location")
        .rsplit_once("seq=")
        .expect("a change")
        .1
        .to_owned();
    let undone = anna.send(ADDRESS, &[("action", "undo"), ("seq", &seq)]).await;
    assert!(undone.header("location").contains("undone"), "{}", undone.text());
    let sorted = |text: &str| {
        let file: serde_json::Value = serde_json::from_str(text).expect("a data set file");
        let lists = ["networks", "places", "activities", "guides"].into_iter();
        let mut records: Vec<String> = lists
            .flat_map(|list| file[list].as_array().into_iter().flatten().map(ToString::to_string))
            .collect();
        records.sort();
        records
    };
    assert_eq!(sorted(&server.store_export()), sorted(&before));
}

#[tokio::test]
async fn only_who_may_change_both_merges_them() {
    let server = Server::new();
    server.merge(TWICE);
    server.merge(
        r#"{ "format": "family-hub/1", "places": [{ "id": "altrove", "network": "rete-sud", "kind": "hub",
             "name": "Spazio Arcobaleno Senago", "address": { "comune": "015206" } }] }"#,
    );
    let before = server.store_export();
    for role in Role::ALL {
        let scope = match role {
            Role::Administrator => Scope::All,
            Role::PlaceEditor | Role::Verifier => Scope::Place("arcobaleno".to_owned()),
            _ => Scope::Network("rete-nord".to_owned()),
        };
        let person = Browser::signed_in(&server, role.code(), role, scope).await;
        let edits = matches!(role, Role::Administrator | Role::NetworkEditor | Role::PlaceEditor);
        assert_eq!(person.get(ADDRESS).await.status == StatusCode::OK, edits, "{role:?}");
        if role == Role::Administrator {
            continue;
        }
        let pair = [
            ("action", "merge"),
            ("keep", "arcobaleno"),
            ("gone", "altrove"),
            ("key", "k"),
        ];
        let answer = person.send(ADDRESS, &pair).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
        assert_eq!(server.store_export(), before, "{role:?}");
    }
    let none = [
        ("action", "merge"),
        ("keep", "arcobaleno"),
        ("gone", "arcobaleno"),
        ("key", "k"),
    ];
    let anna = administrator(&server).await;
    assert_eq!(anna.send(ADDRESS, &none).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_place_is_compared_while_it_is_typed() {
    let server = Server::new();
    server.merge(TWICE);
    let anna = administrator(&server).await;
    let typed = [
        ("network", "rete-nord"),
        ("name", "spazio arcobaleno"),
        ("action", "preview"),
    ];
    let page = anna.by_script("/redazione/nuova/places", &typed).await;
    let (_, live) = page
        .text()
        .split_once("data-live=\"alike\"")
        .expect("a part that is shown anew");
    assert!(live.contains("/redazione/places/arcobaleno"), "{}", page.text());
    let typed = [("network", "rete-nord"), ("name", "Officina"), ("action", "preview")];
    let page = anna.by_script("/redazione/nuova/places", &typed).await;
    assert!(page.text().contains("data-live=\"alike\"") && !page.text().contains("data-testid=\"alike\""));
}
