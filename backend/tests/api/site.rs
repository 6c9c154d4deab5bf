//! `/robots.txt`, `/sitemap.xml`, `/favicon.ico`, `/preview.png`, `/licenze`.

use axum::http::Request;
use backend::accessibility_page::Operator;
use backend::app::ServerOptions;

use crate::fixture::Server;

fn server() -> Server {
    Server::with(ServerOptions {
        site: "https://famiglie.example.org".to_owned(),
        ..ServerOptions::default()
    })
}

#[tokio::test]
async fn the_sitemap_names_every_page_about_something_real_at_the_operators_address() {
    let server = server();
    let request = Request::get("/sitemap.xml?fbclid=1").header("host", "evil.example");
    let answer = server.ask(request).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.header("content-type"), "application/xml");
    let text = answer.text();
    let listed: Vec<&str> = text
        .split("<loc>")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().expect("it is closed"))
        .collect();
    let data = &server.app.current().published.data;
    assert!(
        data.activities.iter().any(|activity| activity.sample),
        "the fixture has an example"
    );
    let page = |path: &str, id: &str| format!("https://famiglie.example.org{path}{id}");
    for (id, sample) in data.activities.iter().map(|activity| (&activity.id, activity.sample)) {
        assert_eq!(listed.contains(&&*page("/attivita/", id.as_str())), !sample, "{id}");
    }
    for place in &data.places {
        assert_eq!(
            listed.contains(&&*page("/sede/", place.id.as_str())),
            !place.sample,
            "{}",
            place.id
        );
    }
    for network in &data.networks {
        assert!(
            listed.contains(&&*page("/rete/", network.id.as_str())),
            "{}",
            network.id
        );
    }
    for guide in &data.guides {
        assert!(listed.contains(&&*page("/scheda/", guide.id.as_str())), "{}", guide.id);
    }
    for address in listed {
        let path = address
            .strip_prefix("https://famiglie.example.org")
            .expect("nobody else's address");
        assert_eq!(server.get(path).await.status.as_u16(), 200, "{path}");
    }
}

#[tokio::test]
async fn robots_are_led_to_the_sitemap_and_away_from_what_is_of_a_device() {
    let server = server();
    let answer = server.get_with("/robots.txt", "host", "evil.example").await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let text = answer.text();
    assert!(
        text.contains("Sitemap: https://famiglie.example.org/sitemap.xml\n"),
        "{text}"
    );
    for path in ["/api/", "/salvati", "/noi", "/shell"] {
        assert!(text.contains(&format!("Disallow: {path}\n")), "{path}: {text}");
    }
}

#[tokio::test]
async fn the_icon_and_the_preview_are_pictures() {
    let server = server();
    let icon = server.get("/favicon.ico").await;
    assert_eq!(icon.header("content-type"), "image/x-icon");
    assert_eq!(icon.body[..6], [0, 0, 1, 0, 1, 0], "an icon file with one picture");
    let offset = u32::from_le_bytes(icon.body[18..22].try_into().expect("four bytes")) as usize;
    let length = u32::from_le_bytes(icon.body[14..18].try_into().expect("four bytes")) as usize;
    assert_eq!(icon.body.len(), offset + length);
    assert_eq!(icon.body[offset..][..8], *b"\x89PNG\r\n\x1a\n");
    let preview = server.get("/preview.png").await;
    assert_eq!(preview.header("content-type"), "image/png");
    assert_eq!(preview.body[16..24], [0, 0, 4, 176, 0, 0, 2, 118], "1200 × 630");
}

#[tokio::test]
async fn the_licences_of_everything_shipped_have_an_address() {
    let answer = server().get("/licenze").await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let text = answer.text();
    for part in [
        "leaflet",
        "Titillium",
        "Openpolis",
        "axum",
        "leptos",
        "sled",
        "Apache License",
        "Permission is hereby granted",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_declaration_of_accessibility_is_linked_everywhere_and_says_what_the_operator_did_not() {
    let unnamed = server();
    for (path, declaration) in [
        ("/", "/accessibilita"),
        ("/sede/hub-senago", "/accessibilita"),
        ("/ar/agenda", "/ar/accessibilita"),
        ("/dati", "/accessibilita"),
        ("/en/tema/scuola", "/en/accessibilita"),
        ("/segnala?l=uk", "/uk/accessibilita"),
    ] {
        let page = unnamed.get(path).await.text().to_owned();
        assert!(page.contains(&format!("href=\"{declaration}\"")), "{path}");
    }
    let page = unnamed.get("/accessibilita").await.text().to_owned();
    assert!(page.contains("non ha ancora scritto qui il suo nome"));
    assert!(page.contains("30 novembre 2026") && page.contains("https://www.agid.gov.it/it/agenzia/difensore-civico"));
    let arabic = unnamed.get("/ar/accessibilita").await;
    assert_eq!(arabic.header("content-language"), "ar");
    assert!(
        arabic
            .text()
            .starts_with("<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\"")
    );
    assert_eq!(unnamed.get("/xx/accessibilita").await.status.as_u16(), 404);
    let form = unnamed.get("/segnala?fact=accessibility&l=fr").await.text().to_owned();
    assert!(form.contains("value=\"accessibility\" required checked"), "{form}");

    let named = Server::with(ServerOptions {
        operator: Operator {
            name: Some("Comune di Esempio".to_owned()),
            contact: Some("accessibile@comune.example".to_owned()),
            statement: Some("https://form.agid.gov.it/view/0".to_owned()),
        },
        ..ServerOptions::default()
    });
    let page = named.get("/en/accessibilita").await.text().to_owned();
    for said in [
        "Comune di Esempio",
        "mailto:accessibile@comune.example",
        "https://form.agid.gov.it/view/0",
    ] {
        assert!(page.contains(said), "{said}");
    }
}
