//! The first HTML of every page.

use axum::http::StatusCode;
use insta::assert_snapshot;

use crate::fixture::Server;

async fn page(server: &Server, address: &str) -> String {
    let answer = server.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    answer.text().to_owned()
}

/// What stands in `main`: the frame around it has a test of its own.
fn main_of(html: &str) -> String {
    let from = html.find("<main").expect("a main landmark");
    let to = html.find("</main>").expect("its end");
    by_line(&html[from..to])
}

/// A line for each tag, for whoever reads it.
fn by_line(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[tokio::test]
async fn the_finder() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/?what=place").await));
}

#[tokio::test]
async fn the_frame_around_every_page() {
    let server = Server::new();
    assert_snapshot!(by_line(&page(&server, "/shell").await));
}

#[tokio::test]
async fn a_place() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/sede/hub-senago").await));
}

#[tokio::test]
async fn a_place_of_which_little_is_known() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/sede/spoke-bollate").await));
}

#[tokio::test]
async fn an_activity() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/attivita/gioco").await));
}

#[tokio::test]
async fn a_network() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/rete/rete-nord").await));
}

#[tokio::test]
async fn a_guide() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/scheda/affido").await));
}

#[tokio::test]
async fn the_agenda() {
    let server = Server::new();
    assert_snapshot!(main_of(&page(&server, "/agenda").await));
}

/// The app takes the page over node by node: a line break between two tags would be a node that it does not know.
#[tokio::test]
async fn no_line_break_stands_between_tags() {
    let server = Server::new();
    for address in ["/", "/sede/hub-senago", "/attivita/gioco", "/informazioni", "/salvati"] {
        let html = page(&server, address).await;
        assert!(!html.contains(">\n<"), "{address}");
    }
}

#[tokio::test]
async fn every_page_has_its_own_head_and_one_heading() {
    let server = Server::new();
    let mut titles = Vec::new();
    let mut descriptions = Vec::new();
    for address in [
        "/",
        "/sede/hub-senago",
        "/sede/casa-bari",
        "/attivita/gioco",
        "/attivita/senza-data",
        "/rete/rete-nord",
        "/rete/rete-sud",
        "/scheda/affido",
        "/agenda",
        "/salvati",
        "/noi",
        "/informazioni",
        "/orienta",
        "/k",
    ] {
        let html = page(&server, address).await;
        let between = |from: &str, to: &str| {
            let start = html.find(from).unwrap_or_else(|| panic!("{address} lacks {from}")) + from.len();
            html[start..start + html[start..].find(to).expect("its end")].to_owned()
        };
        let title = between("<title>", "</title>");
        assert!(title.chars().count() <= 70, "{address}: {title}");
        assert_eq!(between("property=\"og:title\" content=\"", "\""), title, "{address}");
        titles.push(title);
        descriptions.push(between("name=\"description\" content=\"", "\""));
        for once in [
            "<h1",
            "<main id=\"contenuto\"",
            "<footer",
            "<nav class=\"site-nav\"",
            "class=\"skip-link\" href=\"#contenuto\"",
        ] {
            assert_eq!(html.matches(once).count(), 1, "{address}: {once}");
        }
        assert!(!html.contains(" style=") && !html.contains(" onclick="), "{address}");
        assert!(!html.contains("<script>"), "{address}");
        if let Some(start) = html.find("application/ld+json\">") {
            let json = &html[start + 21..];
            let json = &json[..json.find("</script>").expect("its end")];
            let document: serde_json::Value =
                serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
            assert_eq!(document["@context"], "https://schema.org", "{address}");
        }
    }
    for list in [&mut titles, &mut descriptions] {
        let all = list.len();
        list.sort();
        list.dedup();
        assert_eq!(list.len(), all, "each its own: {list:?}");
    }
}

#[tokio::test]
async fn markup_in_data_stays_text() {
    let server = Server::new();
    let evil = r#"</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&"#;
    let json = serde_json::json!({
        "format": "family-hub/1",
        "networks": [{ "id": "evil", "name": evil, "description": evil, "territory": evil,
                       "organisations": [{ "name": evil, "role": "lead" }], "sources": [evil] }],
        "places": [{ "id": "evil", "network": "evil", "kind": "hub", "name": evil, "description": evil, "host": evil,
                     "address": { "street": evil, "locality": evil, "note": evil }, "services": [evil],
                     "staff_roles": [evil], "hours_note": evil, "access": { "contact": evil },
                     "closures": [{ "from": "2026-12-01", "to": "2026-12-02", "reason": evil }] }],
        "activities": [{ "id": "evil", "network": "evil", "place": "evil", "title": evil, "description": evil,
                         "category": "ascolto", "organiser": evil, "audience": { "groups": [evil] },
                         "schedule": { "start": "2026-11-24T18:00", "cancelled": [{ "date": "2026-11-24", "reason": evil }] } }],
        "guides": [{ "id": "evil", "title": evil, "topic": "scuola", "body": format!("{evil}\n\n- {evil}"),
                     "links": [{ "title": evil, "url": "https://example.org/?a=\u{27}&b=1" }] }],
    });
    server.merge(&json.to_string());
    for address in [
        "/",
        "/?q=alert",
        "/sede/evil",
        "/attivita/evil",
        "/rete/evil",
        "/scheda/evil",
        "/agenda",
        "/informazioni",
    ] {
        let html = page(&server, address).await;
        assert!(!html.contains("<img"), "{address}");
        assert!(!html.contains("<script>alert"), "{address}");
        let scripts = html.matches("<script").count();
        assert!(scripts <= 2, "{address}: {scripts} scripts");
        assert_eq!(html.matches("</script>").count(), scripts, "{address}");
    }
    let html = page(&server, "/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=%22x").await;
    assert!(!html.contains("<script>alert") && !html.contains("\" onfocus"));
}

#[tokio::test]
async fn what_does_not_exist_is_a_friendly_404() {
    let server = Server::new();
    for address in [
        "/sede/nessuna",
        "/sede/a%20b",
        "/sede/%ff",
        "/attivita/x",
        "/rete/x",
        "/scheda/x",
        "/pagina",
        "/sede",
        "/it/agenda",
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{address}");
        assert!(answer.text().contains("Questa pagina non c’è"), "{address}");
    }
}

#[tokio::test]
async fn the_address_is_the_search() {
    let server = Server::new();
    let all = page(&server, "/").await;
    assert!(all.contains("data-id=\"hub-senago\"") && all.contains("data-id=\"affido\""));
    let some = page(&server, "/?q=senago&what=place&view=map").await;
    assert!(some.contains("data-id=\"hub-senago\"") && !some.contains("data-id=\"affido\""));
    assert!(some.contains("<title>senago - Family Hub</title>"));
    assert!(
        some.contains("<input type=\"hidden\" name=\"what\" value=\"place\">"),
        "{some}"
    );
    // A page is shown whatever stands in its address.
    for address in [
        "/?kind=castle",
        "/?q=%zz",
        "/?near=here",
        "/?limit=99999999999",
        "/?utm_source=x&q=senago",
        "/?q=a&q=b",
    ] {
        page(&server, address).await;
    }
    let none = page(&server, "/?q=xyzxyzxyz").await;
    assert!(none.contains("Nessun risultato"));
}

#[tokio::test]
async fn pages_are_remembered_until_something_changes() {
    let server = Server::new();
    let first = server.get("/sede/hub-senago").await;
    let again = server
        .get_with("/sede/hub-senago", "if-none-match", first.header("etag"))
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    server.merge(
        r#"{ "format": "family-hub/1", "places": [{ "id": "hub-senago", "network": "rete-nord", "kind": "hub", "name": "Nuovo nome" }] }"#,
    );
    let changed = server
        .get_with("/sede/hub-senago", "if-none-match", first.header("etag"))
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.text().contains("Nuovo nome"));
}

#[tokio::test]
async fn the_board_of_a_place_is_there_in_every_language() {
    let server = Server::new();
    for (address, words) in [
        ("/kiosk/hub-senago/board", "Oggi"),
        ("/en/kiosk/hub-senago/board", "today"),
    ] {
        let html = page(&server, address).await;
        assert!(html.contains("data-testid=\"kiosk-board\""), "{address}");
        assert!(html.contains(words), "{address}");
    }
    let missing = server.get("/kiosk/nowhere/board").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_kiosk_begins_with_the_board_and_waits_for_a_touch() {
    let server = Server::new();
    for (address, words) in [
        ("/kiosk/hub-senago", "Tocca per iniziare"),
        ("/en/kiosk/hub-senago", "Touch to begin"),
    ] {
        let html = page(&server, address).await;
        assert!(
            html.contains("data-testid=\"kiosk-root\" data-state=\"attract\""),
            "{address}"
        );
        assert!(html.contains("data-testid=\"kiosk-board\""), "{address}");
        assert!(html.contains("data-testid=\"kiosk-begin\""), "{address}");
        assert!(html.contains(words), "{address}");
    }
    assert_eq!(server.get("/kiosk/nowhere").await.status, StatusCode::NOT_FOUND);
    assert!(page(&server, "/kiosk/setup").await.contains("Prepara questo schermo"));
}

#[tokio::test]
async fn what_is_said_at_a_desk_is_there_in_italian_and_in_ones_own_language() {
    let server = Server::new();
    let italian = page(&server, "/sportello").await;
    assert_eq!(italian.matches("data-testid=\"desk-sentence\"").count(), 24);
    let arabic = page(&server, "/ar/sportello").await;
    assert_eq!(arabic.matches("data-testid=\"desk-sentence\"").count(), 24);
    assert!(arabic.contains("Vorrei imparare l’italiano."));
}

#[tokio::test]
async fn only_the_board_for_other_sites_may_stand_in_a_frame() {
    let server = Server::new();
    for (address, framed) in [
        ("/embed/board/hub-senago", true),
        ("/en/embed/board/hub-senago", true),
        ("/kiosk/hub-senago/board", false),
        ("/embed/board/nowhere", false),
        ("/", false),
    ] {
        let answer = server.get(address).await;
        let anybody = answer.header("content-security-policy").contains("frame-ancestors *");
        assert_eq!(anybody, framed, "{address}");
        assert_eq!(answer.headers.contains_key("x-frame-options"), !framed, "{address}");
    }
}

#[tokio::test]
async fn a_page_is_offered_in_the_language_that_a_browser_asks_for() {
    let server = Server::new();
    let address = "/sede/hub-senago";
    let offered = |html: &str| {
        let link = html.split_once("<nav class=\"offer\"")?.1;
        Some(link.split_once("</nav>")?.0.to_owned())
    };
    for (accept, link) in [
        (
            "en-GB,en;q=0.9,it;q=0.8",
            Some(
                " aria-label=\"English\" lang=\"en\" dir=\"ltr\"><a href=\"/en/sede/hub-senago\" hreflang=\"en\">Read this in English</a>",
            ),
        ),
        (
            "ar",
            Some(" aria-label=\"العربية\" lang=\"ar\" dir=\"rtl\"><a href=\"/ar/sede/hub-senago\" hreflang=\"ar\">"),
        ),
        ("it-IT,it;q=0.9,en;q=0.8", None),
        ("de", None),
    ] {
        let answer = server.get_with(address, "accept-language", accept).await;
        // Nobody is sent elsewhere, and the page itself stays in its language.
        assert_eq!(answer.status, StatusCode::OK, "{accept}");
        assert_eq!(answer.header("content-language"), "it", "{accept}");
        assert!(answer.header("vary").contains("accept-language"), "{accept}");
        let found = offered(answer.text());
        assert_eq!(found.is_some(), link.is_some(), "{accept}");
        assert!(
            found.unwrap_or_default().starts_with(link.unwrap_or_default()),
            "{accept}"
        );
    }
    // Back to Italian too, and each answer has a tag of its own.
    let english = server.get_with("/en/sede/hub-senago", "accept-language", "it").await;
    assert!(
        english
            .text()
            .contains("dir=\"ltr\"><a href=\"/sede/hub-senago\" hreflang=\"it\"")
    );
    let (plain, other) = (
        server.get(address).await,
        server.get_with(address, "accept-language", "en").await,
    );
    assert_ne!(plain.header("etag"), other.header("etag"));
    // A screen on a wall speaks the languages of its place.
    let kiosk = server.get_with("/kiosk/hub-senago", "accept-language", "en").await;
    assert_eq!(offered(kiosk.text()), None);
}
