//! `GET /calendar.ics`: what a calendar program gets.

use axum::http::Request;
use backend::app::ServerOptions;
use backend::headers::Transport;

use crate::fixture::{DATA, Server};

/// The text with folded lines joined.
async fn calendar(server: &Server, query: &str) -> String {
    let answer = server.get(&format!("/calendar.ics{query}")).await;
    assert_eq!(answer.status.as_u16(), 200, "{query}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    answer.text().replace("\r\n ", "")
}

/// Titles of the series in a calendar.
fn titles(text: &str) -> Vec<&str> {
    let mut titles: Vec<&str> = text
        .split("BEGIN:VEVENT\r\n")
        .skip(1)
        .filter(|event| !event.contains("RECURRENCE-ID"))
        .map(|event| {
            let from = event.find("SUMMARY:").expect("every event has a title") + "SUMMARY:".len();
            event[from..].lines().next().expect("it goes on")
        })
        .collect();
    titles.sort_unstable();
    titles
}

#[tokio::test]
async fn a_calendar_in_full() {
    let server = Server::new();
    let text = calendar(&server, "?place=hub-senago").await;
    // When the fixture was stored is the one thing that differs from run to run.
    let steady: Vec<&str> = text.lines().filter(|line| !line.starts_with("DTSTAMP:")).collect();
    insta::assert_snapshot!(steady.join("\n"));
}

#[tokio::test]
async fn each_list_narrows_and_means_any_of_its_entries() {
    let server = Server::new();
    let game = "[esempio] Gioco insieme";
    let paper = "Laboratorio di carta (orario da confermare)";
    let both = [paper, game];
    for (query, expected) in [
        ("", &both[..]),
        ("?place=hub-senago", &[game]),
        ("?place=casa-bari", &[]),
        ("?place=casa-bari,hub-senago", &[game]),
        ("?activity=laboratorio", &[paper]),
        ("?activity=laboratorio,gioco", &both),
        ("?activity=senza-data", &[]),
        ("?network=rete-sud", &[paper]),
        ("?network=rete-sud,rete-nord", &both),
        ("?topic=prima-infanzia", &[game]),
        ("?topic=anziani", &[]),
        ("?network=rete-sud&topic=prima-infanzia", &[]),
        ("?saved=activity:laboratorio,place:hub-senago", &both),
        ("?saved=laboratorio%2Chub-senago", &both),
        ("?saved=laboratorio,tolto-da-tempo", &[paper]),
        ("?saved=", &both),
    ] {
        assert_eq!(titles(&calendar(&server, query).await), expected, "{query}");
    }
}

#[tokio::test]
async fn it_is_named_after_the_one_thing_it_is_about() {
    let server = Server::new();
    for (query, name) in [
        ("", "Family Hub"),
        ("?place=hub-senago", "Hub di Senago"),
        ("?place=hub-senago,casa-bari", "Family Hub"),
        ("?network=rete-sud", "Rete <Sud> & Co"),
        ("?activity=laboratorio", "Laboratorio di carta"),
        ("?activity=gioco", "[esempio] Gioco insieme"),
        ("?topic=prima-infanzia", "Prima infanzia (0-6)"),
        ("?saved=laboratorio", "Family Hub"),
    ] {
        let text = calendar(&server, query).await;
        assert!(text.contains(&format!("X-WR-CALNAME:{name}\r\n")), "{query}: {text}");
    }
}

#[tokio::test]
async fn events_link_to_the_page_at_the_operators_address_whatever_a_request_claims() {
    let url = |text: &str| -> Vec<String> {
        let text = text.replace("\r\n ", "");
        let lines = text.lines().filter_map(|line| line.strip_prefix("URL:"));
        let mut urls: Vec<String> = lines.map(str::to_owned).collect();
        urls.dedup();
        urls
    };
    let server = Server::with(ServerOptions {
        site: "https://famiglie.example.org".to_owned(),
        transport: Transport::ForwardedProto,
        ..ServerOptions::default()
    });
    for host in ["famiglie.example.org", "evil.example", "127.0.0.1:8080", "[::1]:8080"] {
        let request = Request::get("/calendar.ics?activity=gioco")
            .header("host", host)
            .header("x-forwarded-proto", "http")
            .header("x-forwarded-host", "evil.example");
        let answer = server.ask(request).await;
        assert_eq!(
            url(answer.text()),
            ["https://famiglie.example.org/attivita/gioco"],
            "{host}"
        );
    }
}

#[tokio::test]
async fn an_event_stays_the_same_one_when_its_activity_goes_to_another_network() {
    let server = Server::new();
    let uids = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("UID:"));
        lines.map(str::to_owned).collect()
    };
    let before = calendar(&server, "?activity=gioco").await;
    assert!(uids(&before).contains(&"UID:gioco@family-hub".to_owned()), "{before}");
    let mut file: serde_json::Value = serde_json::from_str(DATA).expect("the fixture is JSON");
    let moved = file["activities"]
        .as_array_mut()
        .and_then(|list| list.iter_mut().find(|activity| activity["id"] == "gioco"))
        .expect("the fixture has it");
    moved["network"] = "rete-sud".into();
    moved["place"] = serde_json::Value::Null;
    let file = serde_json::json!({ "format": "family-hub/1", "activities": [moved] });
    server.merge(&file.to_string());
    let text = calendar(&server, "?activity=gioco&network=rete-sud").await;
    let after = uids(&text);
    assert!(
        !after.is_empty() && after.iter().all(|uid| uid == "UID:gioco@family-hub"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = Server::new();
    for (query, code, field) in [
        ("place=nessuna", "unknown-place", "place"),
        ("place=hub-senago,nessuna", "unknown-place", "place"),
        ("place=gioco", "unknown-place", "place"),
        ("activity=nessuna", "unknown-activity", "activity"),
        ("network=nessuna", "unknown-network", "network"),
        ("topic=castelli", "unknown-topic", "topic"),
        ("saved=nessuna,neanche", "unknown-saved", "saved"),
        ("saved=guide:affido", "unknown-kind", "saved"),
        ("place=hub-senago,", "empty-entry", "place"),
        ("place=hub-senago&place=casa-bari", "doubled-parameter", "place"),
        ("saved=%zz", "malformed-query", "saved"),
    ] {
        let answer = server.get(&format!("/calendar.ics?{query}")).await;
        assert_eq!(answer.status.as_u16(), 400, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["field"]),
            (&code.into(), &field.into()),
            "{query}"
        );
    }
    let bad = server.get("/calendar.ics?place=Non%20un%20id").await;
    assert_eq!((bad.status.as_u16(), &bad.json()["field"]), (400, &"place".into()));
}

#[tokio::test]
async fn what_is_hung_to_an_address_by_others_is_passed_over() {
    let server = Server::new();
    let plain = calendar(&server, "?place=hub-senago").await;
    for hung in [
        "fbclid=IwAR0",
        "utm_source=a&utm_source=b",
        "x=%zz",
        "%zz",
        "",
        "=",
        "&&",
    ] {
        assert_eq!(
            calendar(&server, &format!("?{hung}&place=hub-senago")).await,
            plain,
            "{hung}"
        );
        assert_eq!(
            calendar(&server, &format!("?place=hub-senago&{hung}")).await,
            plain,
            "{hung}"
        );
    }
    assert_eq!(
        server.get("/api/v1/places?fbclid=1").await.status.as_u16(),
        400,
        "programs are told"
    );
}

#[tokio::test]
async fn it_is_not_sent_again_until_something_changed() {
    let server = Server::new();
    let first = server.get("/calendar.ics?network=rete-nord").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    let again = server
        .get_with("/calendar.ics?network=rete-nord", "if-none-match", &tag)
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    server.merge(r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Casa", "topic": "abitare" }] }"#);
    let later = server
        .get_with("/calendar.ics?network=rete-nord", "if-none-match", &tag)
        .await;
    assert_eq!(later.status.as_u16(), 200);
    let sequence = |text: &str| -> u64 {
        let from = text.find("SEQUENCE:").expect("events are numbered") + "SEQUENCE:".len();
        text[from..]
            .lines()
            .next()
            .and_then(|number| number.parse().ok())
            .expect("a number")
    };
    assert!(sequence(later.text()) >= sequence(first.text()));
}
