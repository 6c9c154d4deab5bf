//! Lists a page at a time: following `rel="next"` gives what the list without a limit gives, for every list there is.

use axum::http::StatusCode;
use serde_json::Value;

use crate::fixture::{Server, many_activities};

/// The address behind `rel="next"`.
fn next_of(link: &str) -> Option<String> {
    let links = link.split(", <").map(|one| one.trim_start_matches('<'));
    let mut targets = links.filter_map(|one| one.split_once(">; rel=\"next\""));
    targets.next().map(|(target, _)| target.to_owned())
}

/// All records by following the links, and how many pages that took.
async fn followed(server: &Server, first: &str, list: impl Fn(&Value) -> Vec<Value>) -> (Vec<Value>, usize) {
    let (mut records, mut pages) = (Vec::new(), 0);
    let mut address = Some(first.to_owned());
    while let Some(asked) = address {
        let answer = server.get(&asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{asked}: {}", answer.text());
        records.extend(list(&answer.json()));
        address = next_of(answer.header("link"));
        pages += 1;
        assert!(pages < 100, "{first} does not end");
    }
    (records, pages)
}

fn whole(answer: &Value) -> Vec<Value> {
    answer.as_array().expect("a list").clone()
}

#[tokio::test]
async fn pages_together_are_the_whole_list() {
    let server = Server::new();
    server.merge(&many_activities(23));
    server.merge(
        r#"{ "format": "family-hub/1",
             "networks": [{ "id": "hug-cremona", "name": "Cremona", "comuni": [], "organisations": [] }],
             "guides": [{ "id": "altra", "title": "Altra", "topic": "scuola", "body": "Testo.", "links": [], "comuni": [] }] }"#,
    );
    for path in ["places", "activities", "networks", "guides"] {
        let path = format!("/api/v1/{path}");
        let plain = server.get(&path).await;
        assert!(!plain.headers.contains_key("link"), "{path} without a limit is whole");
        let all = whole(&plain.json());
        assert!(all.len() > 1, "{path} has something to be cut");
        for limit in [1, 7, 1000] {
            let (records, pages) = followed(&server, &format!("{path}?limit={limit}"), whole).await;
            assert_eq!(records, all, "{path} by {limit}");
            assert_eq!(pages, all.len().div_ceil(limit), "{path} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_page_goes_on_with_what_was_asked() {
    let server = Server::new();
    let at = "at=2026-12-08T10:00";
    let all = whole(&server.get(&format!("/api/v1/places?{at}")).await.json());
    let (records, _) = followed(&server, &format!("/api/v1/places?{at}&limit=1"), whole).await;
    assert_eq!(records, all);
    let (records, pages) = followed(&server, "/api/v1/comuni?q=san&limit=40", whole).await;
    let (at_once, _) = followed(&server, "/api/v1/comuni?q=san&limit=100", whole).await;
    assert!(pages > 3 && records.len() > 100, "{pages} pages of {}", records.len());
    assert_eq!(records, at_once);
    server.merge(&many_activities(23));
    let results = |answer: &Value| whole(&answer["results"]);
    let (all, _) = followed(&server, "/api/v1/search?q=gioco&limit=1000", results).await;
    let (records, pages) = followed(&server, "/api/v1/search?q=gioco&limit=5", results).await;
    assert!(pages > 4);
    assert_eq!(records, all);
}

#[tokio::test]
async fn a_record_that_goes_does_not_hide_another() {
    let server = Server::new();
    server.merge(&many_activities(9));
    let first = server.get("/api/v1/activities?limit=3").await;
    let next = next_of(first.header("link")).expect("there is more");
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|it| it["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let before = ids(&server.get(&next).await.json());
    // One that sorts before the cursor arrives.
    server.merge(
        r#"{ "format": "family-hub/1", "activities": [{ "id": "aaa", "place": "hub-senago", "network": "rete-nord",
             "title": "Prima", "description": "", "category": "gioco-e-cultura" }] }"#,
    );
    assert_eq!(ids(&server.get(&next).await.json()), before);
}

#[tokio::test]
async fn what_is_no_page_is_refused_by_name() {
    let server = Server::new();
    for (address, field) in [
        ("/api/v1/places?limit=0", "limit"),
        ("/api/v1/activities?limit=1001", "limit"),
        ("/api/v1/networks?limit=-1", "limit"),
        ("/api/v1/guides?cursor=%3Cscript%3E", "cursor"),
        ("/api/v1/comuni?q=san&cursor=000000", "cursor"),
        ("/api/v1/guides?offset=3", "offset"),
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.json()["field"], field, "{address}");
    }
}
