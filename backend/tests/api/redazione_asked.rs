//! `/redazione`: which language it speaks, what it asks of a record, and what is to be looked at first.

use axum::http::StatusCode;

use crate::fixture::Server;
use crate::redazione::{EPOCH, PLACE, administrator};

#[tokio::test]
async fn the_pages_speak_english_to_who_asks_for_it_and_keep_to_what_was_chosen() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let in_english = server.get_with("/redazione", "accept-language", "en-GB,it;q=0.5").await;
    assert!(in_english.text().contains("Your passphrase") && in_english.text().contains("lang=\"en\""));
    assert_eq!(in_english.header("content-language"), "en");
    let german = server.get_with("/redazione", "accept-language", "de").await;
    assert!(
        german.text().contains("La tua frase segreta"),
        "who reads neither is given Italian"
    );
    assert!(anna.get(PLACE).await.text().contains("Pubblica"));
    let chosen = anna.get("/redazione/lingua/en").await;
    let cookie = chosen
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    assert_eq!((chosen.status, cookie.as_str()), (StatusCode::SEE_OTHER, "lingua=en"));
    let both = [anna.cookie(), cookie.as_str()].join("; ");
    for (address, words) in [
        ("/redazione", "To be checked"),
        (PLACE, "Is there a step at the entrance?"),
        ("/redazione/chiusure", "Closing a whole network"),
        ("/redazione/campagne", "Asking places to confirm"),
        ("/redazione/importa", "Import a file"),
        ("/redazione/accesso", "Second step to sign in"),
    ] {
        let page = server.get_with(address, "cookie", &both).await;
        assert!(page.text().contains(words), "{address}: {}", page.text());
        assert!(page.text().contains("hreflang=\"it\""), "{address}: the way back");
    }
    let preview = server.get_with(PLACE, "cookie", &both).await;
    assert!(
        preview.text().contains("<div lang=\"it\">"),
        "what families read is Italian"
    );
    assert_eq!(anna.get("/redazione/lingua/uk").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn access_facts_are_asked_as_plain_questions_and_reach_the_page_and_the_data() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let form = anna.get(PLACE).await;
    for name in [
        "step",
        "ramp",
        "lift",
        "toilet",
        "parking",
        "bus_stop",
        "hearing_loop",
        "quiet_room",
    ] {
        assert!(form.text().contains(&format!("field-accessibility.{name}")), "{name}");
    }
    let sent = anna
        .send(
            PLACE,
            &[
                ("action", "publish"),
                ("rev", "1"),
                ("epoch", EPOCH),
                ("accessibility.step", "false"),
                ("accessibility.lift", "true"),
                ("accessibility.bus_stop", "Via Volta, linea 89"),
                ("baby.changing_table", "true"),
                ("baby.changing_table_where", "primo piano"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = server.get("/sede/hub-senago").await.text().to_owned();
    assert!(page.contains("Via Volta, linea 89") && page.contains("primo piano"));
    assert!(page.contains("\"name\":\"lift\",\"value\":true"), "for engines: {page}");
    let hsds = server.get("/dati/places.hsds.json").await.text().to_owned();
    assert!(
        hsds.contains("senza gradini all’ingresso") && hsds.contains("fasciatoio"),
        "{hsds}"
    );
}

#[tokio::test]
async fn what_many_open_is_looked_at_first() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let row = |rows: &serde_json::Value| {
        let all = rows["rows"].as_array().expect("rows").clone();
        all.into_iter()
            .find(|row| row["record"] == "place:spoke-bollate")
            .expect("it is to be looked at")
    };
    for _ in 0..4 {
        server.get("/sede/spoke-bollate").await;
    }
    let before = row(&anna.get("/api/v1/staff/worklist").await.json());
    assert_eq!(before.get("views"), None, "four may be one family");
    server.get("/en/sede/spoke-bollate").await;
    let after = row(&anna.get("/api/v1/staff/worklist").await.json());
    assert_eq!(after["views"], serde_json::json!(5));
    assert!(
        after["why"]
            .as_array()
            .expect("reasons")
            .contains(&serde_json::json!("most-viewed"))
    );
    assert!(anna.get("/redazione").await.text().contains("tra le più guardate"));
}
