//! What `/redazione` is there for besides changing a record: new ones, painted hours, a network at rest, reports that are
//! put right, and places that are asked by a link.

use axum::http::StatusCode;
use backend::service::staff::{Role, Scope};
use serde_json::{Value, json};

use crate::fixture::Server;
use crate::redazione::{Browser, EPOCH, PLACE, administrator};
use crate::staff::post;

fn export(server: &Server) -> Value {
    serde_json::from_str(&server.store_export()).expect("an export is JSON")
}

fn record<'a>(export: &'a Value, list: &str, id: &str) -> &'a Value {
    let records = export[list].as_array().expect("a list");
    records.iter().find(|record| record["id"] == id).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_new_place_is_made_once_and_belongs_to_a_network() {
    let server = Server::new();
    let editor = Browser::signed_in(
        &server,
        "Nora",
        Role::NetworkEditor,
        Scope::Network("rete-nord".to_owned()),
    )
    .await;
    let address = "/redazione/nuova/places";
    let page = editor.get(address).await;
    assert!(
        page.text().contains("record-form") && page.text().contains("value=\"rete-nord\""),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("value=\"rete-sud\""), "only what is one's own");
    let form = [
        ("action", "publish"),
        ("key", "k"),
        ("network", "rete-nord"),
        ("name", "Spazio Più"),
        ("kind", "desk"),
        ("opening_hours", "lun-mer 9-12.30"),
    ];
    let unnamed = editor.send(address, &[form[0], form[1], form[2], form[4]]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.text().contains("data-fault=\"name\""), "{}", unnamed.text());
    assert!(unnamed.text().contains("Questo campo serve"), "{}", unnamed.text());
    for _answer_lost in 0..2 {
        let made = editor.by_script(address, &form).await;
        assert_eq!(made.header("x-family-hub-done"), "published", "{}", made.text());
        assert_eq!(made.header("location"), "/redazione/places/spazio-piu?fatto=published");
    }
    let again = [form[0], ("key", "k2"), form[2], form[3], form[4]];
    let made = editor.by_script(address, &again).await;
    assert_eq!(
        made.header("location"),
        "/redazione/places/spazio-piu-2?fatto=published"
    );
    let place = export(&server);
    let place = record(&place, "places", "spazio-piu");
    assert_eq!(place["opening_hours"], json!("Mo-We 09:00-12:30"));
    let foreign = [form[0], ("key", "k3"), ("network", "rete-sud"), form[3], form[4]];
    assert_eq!(editor.send(address, &foreign).await.status, StatusCode::FORBIDDEN);
    let reader = Browser::signed_in(&server, "Rita", Role::Reader, Scope::Network("rete-nord".to_owned())).await;
    assert_eq!(reader.get(address).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn hours_are_painted_and_read_back_in_words() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let page = anna.get(PLACE).await.text().to_owned();
    assert!(
        page.contains("data-testid=\"hours-grid\"") && page.contains("lunedì 9:00–12:30"),
        "{page}"
    );
    assert!(page.contains("festivi chiuso"), "{page}");
    let form = |action: &'static str| {
        [
            ("action", action),
            ("rev", "1"),
            ("epoch", EPOCH),
            ("key", "k"),
            ("opening_hours", "Mo-Fr 09:00-12:30; Tu 15:00-18:00; PH off"),
            ("grid-was", "x"),
            ("grid", "0-31"),
            ("grid", "0-32"),
            ("grid", "3-20"),
            ("grid-more", "PH off"),
            ("grid-more-was", "PH off"),
        ]
    };
    let preview = anna.send(PLACE, &form("preview")).await;
    let text = preview.text();
    assert!(
        text.contains("lunedì 15:30–16:30") && text.contains("Mo 15:30-16:30; Th 10:00-10:30; PH off"),
        "{text}"
    );
    assert!(
        text.contains("data-testid=\"difference\""),
        "what would change is told before"
    );
    let published = anna.send(PLACE, &form("publish")).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
    let place = export(&server);
    let place = record(&place, "places", "hub-senago");
    assert_eq!(place["opening_hours"], json!("Mo 15:30-16:30; Th 10:00-10:30; PH off"));
}

#[tokio::test]
async fn a_repetition_is_asked_in_plain_words_and_shows_its_dates() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let address = "/redazione/activities/laboratorio";
    let form = [
        ("action", "preview"),
        ("rev", "1"),
        ("epoch", EPOCH),
        ("schedule.start", "2026-11-28T10:00"),
        ("schedule.rrule", ""),
        ("repeat-was", "once||"),
        ("repeat", "two-weeks"),
        ("repeat-day", "SA"),
        ("repeat-until", "2027-03-01"),
    ];
    let page = anna.send(address, &form).await.text().to_owned();
    assert!(
        page.contains("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;UNTIL=20270301"),
        "{page}"
    );
    let dates = page.split("data-testid=\"next-dates\"").nth(1).expect("the dates");
    let dates = dates.split("</ol>").next().expect("its end");
    assert_eq!(dates.matches("<li").count(), 7, "{dates}");
    assert!(dates.contains("12 dicembre"), "{dates}");
}

#[tokio::test]
async fn a_network_rests_in_one_step_with_the_list_of_what_it_touches() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let address = "/redazione/chiusure";
    assert!(anna.get(address).await.text().contains("closing-form"));
    let form = |action: &'static str, to: &'static str| {
        [
            ("action", action),
            ("key", "k"),
            ("network", "rete-nord"),
            ("from", "2026-12-14"),
            ("to", to),
            ("reason", "Lavori in tutta la rete"),
            ("places", "yes"),
        ]
    };
    let shown = anna.send(address, &form("show", "2026-12-20")).await.text().to_owned();
    let touched = shown.split("data-testid=\"touched\"").nth(1).expect("the list");
    assert!(
        touched.contains("Gioco insieme") && touched.contains("Hub di Senago"),
        "{touched}"
    );
    let before = server.store_export();
    let wrong = anna.send(address, &form("publish", "2026-12-01")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let editor = Browser::signed_in(&server, "Ugo", Role::PlaceEditor, Scope::Place("hub-senago".to_owned())).await;
    assert_eq!(
        editor.send(address, &form("publish", "2026-12-20")).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(server.store_export(), before);
    for _answer_lost in 0..2 {
        let done = anna.by_script(address, &form("publish", "2026-12-20")).await;
        assert_eq!(done.header("x-family-hub-done"), "published", "{}", done.text());
    }
    let all = export(&server);
    let period = json!({"from": "2026-12-14", "to": "2026-12-20", "reason": "Lavori in tutta la rete"});
    let suspensions = record(&all, "networks", "rete-nord")["suspensions"]
        .as_array()
        .expect("a list");
    assert_eq!(suspensions.iter().filter(|it| **it == period).count(), 1);
    assert_eq!(record(&all, "places", "spoke-bollate")["closures"], json!([period]));
    assert!(
        record(&all, "places", "casa-bari")["closures"].is_null(),
        "of another network"
    );
    assert!(
        server
            .get("/attivita/gioco")
            .await
            .text()
            .contains("Lavori in tutta la rete")
    );
}

#[tokio::test]
async fn a_report_becomes_an_edit_and_is_done_by_it() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let body = json!({"record": "place:hub-senago", "fact": "hours", "text": "lun-ven 10-12"});
    let sent = post(&server, "/api/v1/feedback", &body, &[("idempotency-key", "a")]).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
    let home = anna.get("/redazione").await.text().to_owned();
    assert!(
        home.contains("data-testid=\"inbox-row\"") && home.contains("Orari e chiusure"),
        "{home}"
    );
    let link = home.split("segnalazione=").nth(1).expect("a link");
    let id = link.split('"').next().expect("its end").to_owned();
    let page = anna.get(&format!("{PLACE}?segnalazione={id}")).await.text().to_owned();
    assert!(
        page.contains("data-testid=\"reported\"") && page.contains("lun-ven 10-12"),
        "{page}"
    );
    // It stands in the field already, and what publishing would change is told.
    assert!(page.contains("value=\"Mo-Fr 10:00-12:00\""), "{page}");
    let form = [
        ("action", "publish"),
        ("rev", "1"),
        ("epoch", EPOCH),
        ("key", "k"),
        ("report", &id),
        ("opening_hours", "Mo-Fr 10:00-12:00"),
    ];
    assert_eq!(anna.send(PLACE, &form).await.status, StatusCode::SEE_OTHER);
    let reports = anna.get("/api/v1/staff/feedback").await.json();
    assert_eq!(reports["reports"][0]["state"], json!("done"), "{reports}");
    assert!(
        !anna
            .get("/redazione")
            .await
            .text()
            .contains("data-testid=\"inbox-row\"")
    );
}

#[tokio::test]
async fn places_are_asked_by_links_to_print_and_to_merge() {
    let server = Server::new();
    let verifier = Browser::signed_in(&server, "Vera", Role::Verifier, Scope::Network("rete-nord".to_owned())).await;
    let address = "/redazione/campagne";
    let page = verifier.get(address).await.text().to_owned();
    assert!(
        page.contains("value=\"hub-senago\"") && !page.contains("value=\"casa-bari\""),
        "{page}"
    );
    let form = [
        ("action", "make"),
        ("place", "hub-senago"),
        ("place", "spoke-bollate"),
        ("days", "10"),
    ];
    let made = verifier.send(address, &form).await.text().to_owned();
    assert_eq!(made.matches("redazione-card").count(), 2, "{made}");
    assert!(made.contains("data:text/csv") && made.contains("<svg"), "{made}");
    let link = made
        .split("/c/")
        .nth(1)
        .expect("a link")
        .chars()
        .take(64)
        .collect::<String>();
    assert!(server.get(&format!("/c/{link}")).await.text().contains("campaign-form"));
    let foreign = [("action", "make"), ("place", "casa-bari")];
    assert_eq!(verifier.send(address, &foreign).await.status, StatusCode::FORBIDDEN);
    let list = verifier.get(address).await.text().to_owned();
    let id = list.split("name=\"campaign\" value=\"").nth(1).expect("a campaign");
    let id = id.split('"').next().expect("its end").to_owned();
    let withdrawn = verifier
        .send(address, &[("action", "withdraw"), ("campaign", &id)])
        .await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert_eq!(server.get(&format!("/c/{link}")).await.status, StatusCode::NOT_FOUND);
}
