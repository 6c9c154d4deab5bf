//! `/redazione/importa` as a browser without scripts uses it: a file is brought, explained, looked at, taken, taken back.

use axum::http::{Method, Request, StatusCode};
use backend::service::staff::{Role, Scope};

use crate::fixture::{Answer, Server};
use crate::redazione::{Browser, administrator};

const ADDRESS: &str = "/redazione/importa";

/// A form with a file in it, as browsers send it (RFC 7578).
fn multipart(fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--grenze\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    let head = format!(
        "--grenze\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend_from_slice(bytes);
    body.extend(b"\r\n--grenze--\r\n");
    body
}

async fn bring(browser: &Browser<'_>, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
    let request = Request::post(ADDRESS).header("content-type", "multipart/form-data; boundary=grenze");
    browser.whole(request, multipart(fields, name, bytes)).await
}

/// Brings a file and follows to the page of what it would do.
async fn brought(browser: &Browser<'_>, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> (String, Answer) {
    let answer = bring(browser, fields, name, bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let address = answer.header("location").to_owned();
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    (address, page)
}

/// The number behind a word of the counts.
fn count(page: &Answer, key: &str) -> usize {
    let (_, rest) = page.text().split_once(&format!("data-count=\"{key}\">")).expect(key);
    let text = rest.split('<').next().expect("a text");
    text.rsplit(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

/// What stands in the page, without the lists of columns.
fn main_of(page: &Answer) -> String {
    let (_, main) = page.text().split_once("<main").expect("a page");
    main.split("<table").next().unwrap_or_default().to_owned()
}

fn key_of(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("name=\"key\" value=\"").expect("a key");
    rest.split('"').next().expect("a value").to_owned()
}

const TABLE: &str = "Nome;Comune;Rete;Tipo;Orari;Telefono\r\n\
    Spazio Arcobaleno;Senago;rete-nord;sportello;lun-ven 9-12.30, gio anche 15-18;02 99999999\r\n\
    Spazio Storto;Nessunposto;rete-nord;sportello;lun 9-12;\r\n";

#[tokio::test]
async fn a_table_is_looked_at_taken_and_taken_back() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let home = anna.get("/redazione").await;
    assert!(home.text().contains("href=\"/redazione/importa\""));
    let before = server.store_export();
    let (address, page) = brought(&anna, &[("format", "")], "sedi.csv", TABLE.as_bytes()).await;
    assert_eq!(
        (count(&page, "new"), count(&page, "refused")),
        (1, 1),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("riga 3") && page.text().contains("Nessunposto"),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("lun-ven 9-12.30, gio anche 15-18"),
        "how hours were understood"
    );
    assert_eq!(server.store_export(), before, "looking changes nothing");
    // What cannot be taken holds up the rest, unless it is left out.
    let key = key_of(&page);
    let refused = anna.send(&address, &[("action", "publish"), ("key", &key)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(server.store_export(), before);
    let taken = anna
        .send(&address, &[("action", "publish"), ("key", &key), ("skip", "yes")])
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let next = taken.header("location").to_owned();
    let page = anna.get(&next).await;
    assert!(page.text().contains("Fatto: 1 schede"), "{}", main_of(&page));
    let place = server.get("/api/v1/places/spazio-arcobaleno-senago").await;
    assert_eq!(
        place.json()["opening_hours"],
        "Mo-Fr 09:00-12:30, Th 15:00-18:00",
        "{}",
        place.text()
    );
    // The file has been taken and waits no longer.
    let again = anna.get(&address).await;
    assert!(again.header("location").contains("expired"));
    let seq = next.rsplit_once("seq=").expect("the change").1.to_owned();
    let undone = anna.send("/redazione/importa/annulla", &[("seq", &seq)]).await;
    assert!(undone.header("location").contains("undone"), "{}", undone.text());
    assert_eq!(
        server.get("/api/v1/places/spazio-arcobaleno-senago").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn columns_are_explained_once_and_remembered() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let table = "Come si chiama;Dove sta;Gruppo;Colore\nSpazio Verde;Senago;rete-nord;verde\n";
    let (address, page) = brought(&anna, &[], "elenco.csv", table.as_bytes()).await;
    assert!(
        page.text().contains("data-testid=\"import-refusal\""),
        "nothing of it is known"
    );
    assert!(
        page.text().contains("Come si chiama"),
        "its columns are shown all the same"
    );
    let explained = [
        ("action", "explain"),
        ("kind", "place"),
        ("heading-0", "Come si chiama"),
        ("column-0", "nome"),
        ("heading-1", "Dove sta"),
        ("column-1", "comune"),
        ("heading-2", "Gruppo"),
        ("column-2", "rete"),
        ("heading-3", "Colore"),
        ("column-3", ""),
    ];
    let answer = anna.send(&address, &explained).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = anna.get(&address).await;
    assert_eq!(count(&page, "refused"), 1, "a place has a kind: {}", main_of(&page));
    // Another file with the same columns, in another order and with more rows.
    let table = "COLORE;Dove sta;come si chiama;Gruppo\nrosso;Senago;Spazio Rosso;rete-nord\n;Senago;Hub;rete-nord\n";
    let (_, page) = brought(&anna, &[], "altro.csv", table.as_bytes()).await;
    assert!(page.text().contains("è già stato spiegato"), "{}", main_of(&page));
    assert!(!page.text().contains("data-testid=\"import-refusal\""));
}

#[tokio::test]
async fn a_whole_list_asks_before_it_removes_many() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let empty = r#"{ "format": "family-hub/1", "networks": [], "places": [], "activities": [], "guides": [] }"#;
    let fields = [("format", "family-hub"), ("whole", "yes")];
    let (address, page) = brought(&anna, &fields, "tutto.json", empty.as_bytes()).await;
    let all = count(&page, "gone");
    assert!(all > 5, "{}", main_of(&page));
    let key = key_of(&page);
    let refused = anna.send(&address, &[("action", "publish"), ("key", &key)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let confirm = all.to_string();
    let taken = anna
        .send(&address, &[("action", "publish"), ("key", &key), ("confirm", &confirm)])
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    assert_eq!(
        server.get("/api/v1/places").await.json().as_array().map(Vec::len),
        Some(0)
    );
}

#[tokio::test]
async fn each_role_brings_what_is_its_own() {
    let server = Server::new();
    for role in Role::ALL {
        let scope = match role {
            Role::Administrator => Scope::All,
            Role::PlaceEditor | Role::Verifier => Scope::Place("hub-senago".to_owned()),
            _ => Scope::Network("rete-nord".to_owned()),
        };
        let person = Browser::signed_in(&server, role.code(), role, scope).await;
        let edits = matches!(role, Role::Administrator | Role::NetworkEditor | Role::PlaceEditor);
        let status = person.get(ADDRESS).await.status;
        assert_eq!(status == StatusCode::OK, edits, "{role:?}");
        for network in ["rete-nord", "rete-sud"] {
            let table = format!(
                "nome;rete;tipo\nSpazio di {} {network};{network};sportello\n",
                role.code()
            );
            let before = server.store_export();
            let answer = bring(&person, &[], "sedi.csv", table.as_bytes()).await;
            if !edits {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
                continue;
            }
            let address = answer.header("location").to_owned();
            let page = person.get(&address).await;
            let key = key_of(&page);
            let answer = person.send(&address, &[("action", "publish"), ("key", &key)]).await;
            let own = role == Role::Administrator || role == Role::NetworkEditor && network == "rete-nord";
            assert_eq!(
                answer.status == StatusCode::SEE_OTHER,
                own,
                "{role:?} {network}: {}",
                answer.text()
            );
            assert_eq!(server.store_export() != before, own, "{role:?} {network}");
        }
    }
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_told_and_nothing_is_kept_of_strangers() {
    let server = Server::new();
    let anna = administrator(&server).await;
    for (name, bytes) in [
        ("sedi.xlsx", &b"PK\x03\x04 no workbook"[..]),
        ("sedi.csv", &b"\x00\x01\x02"[..]),
        ("sedi.geojson", &b"{"[..]),
    ] {
        let (_, page) = brought(&anna, &[], name, bytes).await;
        assert!(
            page.text().contains("Questo file non si legge"),
            "{name}: {}",
            page.text()
        );
    }
    let unknown = bring(&anna, &[], "sedi.docx", b"x").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text().contains("scegli il formato"));
    let missing = bring(&anna, &[], "", b"").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Another account does not see what this one brought.
    let (address, _) = brought(&anna, &[], "sedi.csv", TABLE.as_bytes()).await;
    let bruno = Browser::signed_in(&server, "Bruno", Role::Administrator, Scope::All).await;
    assert!(bruno.get(&address).await.header("location").contains("expired"));
    // Without a session nothing large is even read, and a form of another site changes nothing.
    let large = vec![b'x'; 300 * 1024];
    let body = multipart(&[], "sedi.csv", &large);
    let stranger = Request::post(ADDRESS)
        .header("origin", "http://localhost")
        .header("content-type", "multipart/form-data; boundary=grenze");
    let answer = server
        .whole(stranger.body(body.clone().into()).expect("a request"))
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let foreign = Request::post(ADDRESS)
        .header("cookie", anna.cookie())
        .header("origin", "https://evil.example")
        .header("content-type", "multipart/form-data; boundary=grenze");
    let answer = server.whole(foreign.body(body.into()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_template_that_is_filled_in_is_taken() {
    let server = Server::new();
    let anna = administrator(&server).await;
    for file in ["sedi.csv", "sedi.xlsx", "attivita.csv", "attivita.xlsx"] {
        let answer = server.get(&format!("{ADDRESS}/modello/{file}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert!(answer.header("content-disposition").contains(file));
        let (_, page) = brought(&anna, &[], file, &answer.body).await;
        assert!(
            !page.text().contains("data-testid=\"import-refusal\""),
            "{file}: {}",
            page.text()
        );
        assert_eq!((count(&page, "new"), count(&page, "refused")), (0, 0), "{file}");
    }
    let empty = server.get(&format!("{ADDRESS}/modello/sedi.csv")).await;
    let headings: Vec<&str> = empty.text().trim_start_matches('\u{feff}').trim().split(';').collect();
    let cells: Vec<&str> = headings
        .iter()
        .map(|heading| match *heading {
            "nome" => "Spazio Nuovo",
            "rete" => "rete-nord",
            "tipo" => "sportello",
            "orari" => "lun-ven 9-12.30",
            _ => "",
        })
        .collect();
    let table = [empty.text().trim(), "\r\n", &cells.join(";")].concat();
    let (_, page) = brought(&anna, &[], "sedi.csv", table.as_bytes()).await;
    assert_eq!(
        (count(&page, "new"), count(&page, "refused")),
        (1, 0),
        "{}",
        page.text()
    );
    let missing = server.get(&format!("{ADDRESS}/modello/reti.csv")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_operator_sends_files_of_other_programs() {
    let server = Server::new();
    let before = server.store_export();
    let tried = server
        .administer(Method::POST, "/import?format=csv&dry_run=1", TABLE)
        .await;
    let would = tried.json();
    assert_eq!((&would["added"], &would["bad"]), (&1.into(), &1.into()), "{would}");
    assert_eq!(would["new"][0]["id"], "spazio-arcobaleno-senago");
    assert_eq!(would["refused"][0]["origin"], "line 3");
    assert!(
        would["hours"][0]
            .as_str()
            .is_some_and(|line| line.contains("gio anche 15-18"))
    );
    assert_eq!(server.store_export(), before);
    let refused = server.administer(Method::POST, "/import?format=csv", TABLE).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["records"][0]["origin"], "line 3");
    assert_eq!(server.store_export(), before);
    let by_type = Request::post("/import?bad=skip").header("content-type", "text/csv; charset=utf-8");
    let taken = server
        .administer_whole(by_type.body(TABLE.into()).expect("a request"))
        .await;
    assert_eq!(
        (taken.status, &taken.json()["added"]),
        (StatusCode::OK, &1.into()),
        "{}",
        taken.text()
    );
    let again = server
        .administer(Method::POST, "/import?format=csv&bad=skip", TABLE)
        .await;
    assert_eq!(again.json()["unchanged"], 1, "importing again changes nothing");
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20261101T000000Z\r\n\
        DTSTART;TZID=Europe/Rome:20261201T163000\r\nDTEND;TZID=Europe/Rome:20261201T180000\r\nSUMMARY:Laboratorio\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";
    let tried = server
        .administer(Method::POST, "/import?format=ics&dry_run=1", calendar)
        .await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    // A whole list that would remove much says so, and what.
    let empty = r#"{ "format": "family-hub/1", "places": [] , "activities": [], "networks": [], "guides": [] }"#;
    let tried = server
        .administer(Method::POST, "/import?mode=replace&dry_run=1", empty)
        .await
        .json();
    assert!(tried["confirm"].as_u64().is_some_and(|number| number > 5), "{tried}");
    assert_eq!(
        tried["gone"].as_array().map(|list| list.len() as u64),
        tried["confirm"].as_u64()
    );
    for (address, field) in [
        ("/import?format=docx", "format"),
        ("/import?dry_run=yes", "dry_run"),
        ("/import?format=csv&map=colour", "map"),
    ] {
        let answer = server.administer(Method::POST, address, TABLE).await;
        assert_eq!(
            (answer.status, &answer.json()["field"]),
            (StatusCode::BAD_REQUEST, &field.into()),
            "{address}"
        );
    }
}
