//! `/segnala` and `/c/{token}` as a browser without scripts uses them.

use axum::http::{Request, StatusCode};
use backend::service::staff::{Role, Scope};
use serde_json::{Value, json};

use crate::fixture::{Answer, Server};
use crate::staff::Person;

async fn send(server: &Server, address: &str, pairs: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+").replace('/', "%2F")))
        .collect();
    let request = Request::post(address)
        .header("origin", "http://localhost")
        .header("content-type", "application/x-www-form-urlencoded");
    server
        .whole(request.body(pairs.join("&").into()).expect("a request"))
        .await
}

async fn inbox(server: &Server) -> Vec<Value> {
    let anna = Person::new(server, "Anna", Role::Administrator, Scope::All).await;
    let list = anna.get("/api/v1/staff/feedback").await.json();
    list["reports"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn every_page_leads_to_the_report() {
    let server = Server::new();
    for address in ["/", "/sede/hub-senago", "/agenda", "/en/sede/hub-senago", "/salvati"] {
        let html = server.get(address).await.text().to_owned();
        assert!(
            html.contains("href=\"/segnala\" data-testid=\"feedback-open\""),
            "{address}"
        );
    }
    let from = server
        .get_with("/segnala", "referer", "http://localhost/sede/hub-senago?q=x")
        .await;
    assert!(
        from.text().contains("name=\"p\" value=\"/sede/hub-senago\""),
        "{}",
        from.text()
    );
    let page = server.get("/segnala?p=/en/sede/hub-senago").await;
    assert_eq!((page.status, page.header("content-language")), (StatusCode::OK, "en"));
    assert!(page.text().contains("Hub di Senago") && page.text().contains("Opening hours".to_lowercase().as_str()));
    let arabic = server.get("/segnala?p=/ar/agenda").await;
    assert!(arabic.text().contains("<html lang=\"ar\" dir=\"rtl\""));
    for strange in [
        "/segnala",
        "/segnala?p=/nessuna",
        "/segnala?p=https://evil.example",
        "/segnala?l=xx",
    ] {
        let page = server.get(strange).await;
        assert!(
            page.status == StatusCode::OK && page.text().contains("Segnala un errore"),
            "{strange}"
        );
    }
}

#[tokio::test]
async fn a_report_is_sent_once_without_scripts() {
    let server = Server::new();
    let form = [
        ("p", "/sede/hub-senago"),
        ("l", "it"),
        ("key", "k1"),
        ("fact", "hours"),
        ("text", "Chiude alle 17"),
    ];
    for _twice in 0..2 {
        let sent = send(&server, "/segnala", &form).await;
        assert_eq!(sent.status, StatusCode::OK);
        assert!(sent.text().contains("data-testid=\"feedback-sent\"") && sent.header("set-cookie").is_empty());
    }
    let long = "x".repeat(1_001);
    for text in ["", &long] {
        let form = [
            ("p", "/sede/hub-senago"),
            ("l", "it"),
            ("key", "k2"),
            ("fact", "hours"),
            ("text", text),
        ];
        let refused = send(&server, "/segnala", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("role=\"alert\"") && refused.text().contains(&format!(">{text}</textarea>")));
    }
    let reports = inbox(&server).await;
    assert_eq!(reports.len(), 1);
    assert_eq!(
        (&reports[0]["record"], &reports[0]["text"]),
        (&json!("place:hub-senago"), &json!("Chiude alle 17"))
    );
}

#[tokio::test]
async fn how_clear_a_page_is_takes_two_steps() {
    let server = Server::new();
    let first = [
        ("p", "/agenda"),
        ("l", "it"),
        ("key", "k1"),
        ("fact", "clarity"),
        ("rating", "2"),
    ];
    let second = send(&server, "/segnala", &first).await;
    let html = second.text();
    assert!(
        html.contains("Dove hai incontrato le maggiori difficoltà?")
            && html.contains("A volte le indicazioni non erano complete")
    );
    let good = [
        ("p", "/agenda"),
        ("l", "it"),
        ("key", "k1"),
        ("fact", "clarity"),
        ("rating", "4"),
    ];
    assert!(
        send(&server, "/segnala", &good)
            .await
            .text()
            .contains("Quali sono stati gli aspetti che hai preferito?")
    );
    let answered = [
        ("p", "/agenda"),
        ("l", "it"),
        ("key", "k2"),
        ("fact", "clarity"),
        ("rating", "2"),
        ("answer", "3"),
        ("text", "Troppe date"),
    ];
    assert!(
        send(&server, "/segnala", &answered)
            .await
            .text()
            .contains("feedback-sent")
    );
    let reports = inbox(&server).await;
    assert_eq!(reports.len(), 1);
    assert_eq!(
        (&reports[0]["record"], &reports[0]["rating"]),
        (&json!("page:/agenda"), &json!(2))
    );
    assert_eq!(
        reports[0]["text"],
        "A volte non capivo se stavo procedendo correttamente\nTroppe date"
    );
}

#[tokio::test]
async fn a_place_answers_by_its_link_without_an_account() {
    let server = Server::new();
    let anna = Person::new(&server, "Nora", Role::Administrator, Scope::All).await;
    let made = anna
        .post("/api/v1/staff/campaigns", &json!({"places": ["spoke-bollate"]}))
        .await
        .json();
    let url = made["links"][0]["url"].as_str().expect("an address");
    let address = url.strip_prefix("http://localhost").expect("this server's own");
    let before = server.store_export();
    for _twice in 0..2 {
        let page = server.get(address).await;
        assert!(page.text().contains("campaign-form") && page.text().contains("Spoke di Bollate"));
    }
    assert_eq!(server.store_export(), before, "opening changes nothing");
    let answers = [
        ("hours", "right"),
        ("contacts", "correct"),
        ("text-contacts", "Il numero è un altro"),
        ("access", "no-longer"),
    ];
    for _twice in 0..2 {
        let answered = send(&server, address, &answers).await;
        assert!(
            answered.status == StatusCode::OK && answered.text().contains("data-notice=\"done\""),
            "{}",
            answered.text()
        );
    }
    let place = anna.get("/api/v1/staff/places/spoke-bollate").await.json();
    assert_eq!(place["verified_groups"]["hours"]["how"], "dalla sede, con un link");
    assert_eq!(
        (place["verified_groups"].get("contacts"), place.get("phone")),
        (None, None),
        "a correction waits"
    );
    let reports = inbox(&server).await;
    assert_eq!(reports.len(), 2, "answering twice does no harm");
    assert!(reports.iter().all(|report| report["campaign"] == made["id"]));
    assert_eq!(
        send(&server, address, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let withdraw = format!("/api/v1/staff/campaigns/{}", made["id"].as_str().expect("an id"));
    anna.send(axum::http::Method::DELETE, &withdraw, &Value::Null, &[])
        .await;
    assert_eq!(server.get(address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(send(&server, address, &answers).await.status, StatusCode::NOT_FOUND);
}
