//! `GET /api/v1/search`.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::fixture::Server;

fn ids(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().expect("results");
    results
        .iter()
        .map(|result| result["id"].as_str().expect("an id"))
        .collect()
}

#[tokio::test]
async fn an_answer_in_full() {
    let server = Server::new();
    let mut answer = server
        .get("/api/v1/search?q=gioco&near=Senago&category=spazio-0-3&limit=3")
        .await
        .json();
    for result in answer["results"].as_array_mut().expect("results") {
        assert!(result["score"].is_u64());
        result["score"] = "only the order means something".into();
    }
    // Two facets stand for all: the others follow the taxonomy.
    for facets in ["facets", "sample_facets"] {
        answer[facets]
            .as_object_mut()
            .expect("facets")
            .retain(|name, _| matches!(name.as_str(), "what" | "kind"));
    }
    assert_json_snapshot!(answer);
}

#[tokio::test]
async fn a_server_without_examples_knows_none() {
    let server = Server::without_examples();
    let answer = server.get("/api/v1/search?q=gioco").await.json();
    assert_eq!(
        (&answer["samples"], ids(&answer).contains(&"gioco")),
        (&0.into(), false)
    );
    for address in [
        "/api/v1/activities/gioco",
        "/attivita/gioco",
        "/calendar.ics?activity=gioco",
    ] {
        let answer = server.get(address).await;
        assert!(answer.status.is_client_error(), "{address}: {}", answer.status);
    }
    for address in [
        "/api/v1/sync",
        "/api/v1/activities",
        "/calendar.ics",
        "/agenda",
        "/sede/hub-senago",
    ] {
        let answer = server.get(address).await;
        assert!(!answer.text().contains("Gioco insieme"), "{address}");
    }
}

#[tokio::test]
async fn every_parameter_of_the_contract_is_taken() {
    let server = Server::new();
    for (query, first) in [
        ("q=senago", "hub-senago"),
        ("near=45.545,9.118&what=place&order=near", "spoke-bollate"),
        ("near=20030&what=place&order=near", "hub-senago"),
        ("near=bollate&radius_km=1&what=place&network=rete-nord", "spoke-bollate"),
        ("what=guide", "affido"),
        ("kind=themed_house", "casa-bari"),
        ("network=rete-sud&what=place&q=bambini", "casa-bari"),
        ("topic=anziani&what=place", "spoke-bollate"),
        ("category=laboratorio", "laboratorio"),
        ("age_months=0&what=activity&category=spazio-0-3", "gioco"),
        ("language=ar", "hub-senago"),
        ("free=true&what=place", "hub-senago"),
        ("entry=walk_in", "hub-senago"),
        ("wheelchair=yes&what=place", "hub-senago"),
        ("open_at=2026-11-24T16:00&what=place&network=rete-nord", "hub-senago"),
        ("from=2026-11-24&to=2026-11-24&what=activity", "gioco"),
        ("weekday=tu&what=activity&from=2026-11-24&to=2026-11-30", "gioco"),
        ("what=place,guide&q=affid&limit=1&offset=0", "affido"),
    ] {
        let answer = server.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}: {}", answer.text());
        assert_eq!(ids(&answer.json()).first().copied(), Some(first), "{query}");
    }
    let stage = server.get("/api/v1/search?stage=unknown").await;
    assert_eq!(stage.status.as_u16(), 200);
}

#[tokio::test]
async fn an_unknown_parameter_or_value_is_named() {
    let server = Server::new();
    for (query, field) in [
        ("colour=blue", "colour"),
        ("kind=castle", "kind"),
        ("kind=hub,castle", "kind"),
        ("what=places", "what"),
        ("topic=scuole", "topic"),
        ("category=yoga", "category"),
        ("network=nessuna", "network"),
        ("comune=999999", "comune"),
        ("near=Atlantide", "near"),
        ("near=here", "near"),
        ("near=00000", "near"),
        ("near=95,9", "near"),
        ("radius_km=0", "radius_km"),
        ("radius_km=abc", "radius_km"),
        ("age_months=-1", "age_months"),
        ("free=yes", "free"),
        ("entry=fly", "entry"),
        ("wheelchair=maybe", "wheelchair"),
        ("stage=old", "stage"),
        ("language=italiano", "language"),
        ("open_at=noon", "open_at"),
        ("open_at=2026-11-24T25:00", "open_at"),
        ("from=2026-02-30", "from"),
        ("to=tomorrow", "to"),
        ("weekday=8", "weekday"),
        ("limit=1001", "limit"),
        ("limit=-1", "limit"),
        ("offset=99999999999", "offset"),
        ("q=a&q=b", "q"),
        ("kind=hub&kind=spoke", "kind"),
        ("q=%zz", "q"),
        ("q=%ff", "q"),
    ] {
        let answer = server.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status.as_u16(), 400, "{query}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
        assert_eq!(answer.json()["field"], field, "{query}");
    }
}

#[tokio::test]
async fn whatever_is_typed_gets_an_answer() {
    let server = Server::new();
    let long = format!("q={}", "gioco+".repeat(1_300));
    for query in [
        "",
        "q=",
        "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "q=%27%3B+drop+table+places%3B+--",
        "q=%F0%9F%A6%84%F0%9F%A6%84",
        "q=%EF%BF%BD",
        "q=%D9%85%D8%B3%D8%A7%D8%B9%D8%AF%D8%A9",
        "q=.&limit=0",
        "offset=4294967295",
        &long,
    ] {
        let answer = server.get(&format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}");
        assert!(answer.json()["total"].is_u64(), "{query}");
    }
}

#[tokio::test]
async fn pages_of_results_join_without_gap() {
    let server = Server::new();
    let all = server.get("/api/v1/search").await.json();
    let mut joined = Vec::new();
    for offset in 0..all["total"].as_u64().expect("a number") {
        let page = server
            .get(&format!("/api/v1/search?limit=1&offset={offset}"))
            .await
            .json();
        assert_eq!(page["total"], all["total"]);
        joined.extend(ids(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(joined, ids(&all));
    let beyond = server.get("/api/v1/search?offset=1000").await.json();
    assert_eq!(ids(&beyond), [""; 0]);
}
