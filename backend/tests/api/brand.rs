//! An operator's own name, colours, logo and legal links, wherever somebody meets them; and metrics for another machine.

use axum::http::StatusCode;
use backend::app::ServerOptions;
use backend::brand::Brand;
use backend::metrics_token::MetricsToken;

use crate::fixture::Server;

const FILE: &str = "name = \"Famiglie di Esempio\"\nshort_name = \"Famiglie\"\nlogo = \"logo.svg\"\n\
    [colours]\nprimary = \"#003a70\"\n\
    [legal]\nprivacy = \"https://www.example.org/privacy\"\nnotes = \"https://www.example.org/note-legali\"\n";
const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\" onload=\"alert(1)\"><rect width=\"4\" height=\"4\" fill=\"#003a70\"/></svg>";

fn branded() -> Server {
    let brand = Brand::read(FILE, &|_| Ok(LOGO.as_bytes().to_vec())).expect("a good brand");
    Server::with(ServerOptions {
        brand,
        ..ServerOptions::default()
    })
}

#[tokio::test]
async fn every_page_is_the_operators_own() {
    let server = branded();
    for address in [
        "/",
        "/en",
        "/sede/hub-senago",
        "/ar/sede/hub-senago",
        "/agenda",
        "/attivita/gioco",
        "/dati",
        "/accessibilita",
        "/segnala",
        "/comune/senago",
        "/embed",
        "/shell",
        "/redazione",
        "/mai-esistita",
    ] {
        let page = server.get(address).await;
        assert!(
            !page.text().contains("Family Hub</a>") && !page.text().contains("- Family Hub<"),
            "{address}"
        );
        assert!(page.text().contains("href=\"/brand.css\""), "{address}: colours");
    }
    for address in ["/", "/zh/sede/hub-senago", "/dati", "/comune/senago"] {
        let page = server.get(address).await;
        for own in [
            "Famiglie di Esempio",
            "https://www.example.org/privacy",
            "https://www.example.org/note-legali",
        ] {
            assert!(page.text().contains(own), "{address}: {own}");
        }
    }
    let home = server.get("/sede/hub-senago").await;
    assert!(
        home.text().contains("content=\"#003a70\""),
        "the colour of bars around the page"
    );
    assert!(
        home.text().contains("data-brand=\"Famiglie di Esempio"),
        "the app is told"
    );
}

#[tokio::test]
async fn sheet_logo_manifest_and_open_data_are_the_operators_own() {
    let server = branded();
    let css = server.get("/brand.css").await;
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert!(css.text().contains("--teal:#003a70"), "{}", css.text());
    let logo = server.get("/brand/logo").await;
    assert_eq!(logo.header("content-type"), "image/svg+xml");
    assert!(!logo.text().contains("alert"), "{}", logo.text());
    assert!(logo.header("content-security-policy").contains("sandbox"));
    let oembed = server.get("/oembed?url=http://localhost/").await;
    assert_eq!(oembed.json()["provider_name"], "Famiglie di Esempio");
    assert!(
        server
            .get("/dati/places.csv")
            .await
            .text()
            .contains("Famiglie di Esempio"),
        "whom to name"
    );
    let picture = server.get("/sede/hub-senago/og.png").await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_ne!(picture.body, Server::new().get("/sede/hub-senago/og.png").await.body);
}

#[tokio::test]
async fn without_a_brand_nothing_of_one_is_there() {
    let server = Server::new();
    for address in ["/brand.css", "/brand/logo"] {
        assert_eq!(server.get(address).await.status, StatusCode::NOT_FOUND);
    }
    let page = server.get("/").await;
    assert!(
        page.text().contains("Family Hub</a>")
            && !page.text().contains("brand.css")
            && !page.text().contains("data-brand")
    );
    assert_eq!(
        server.get("/manifest.webmanifest").await.header("content-type"),
        "application/manifest+json"
    );
}

#[tokio::test]
async fn metrics_are_for_who_has_the_token() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    let server = Server::with(ServerOptions {
        metrics_token: Some(MetricsToken::read(TOKEN).expect("a token")),
        ..ServerOptions::default()
    });
    let good = server
        .get_with("/metrics", "authorization", &format!("Bearer {TOKEN}"))
        .await;
    assert_eq!(good.status, StatusCode::OK);
    assert!(good.text().contains("family_hub_records 10\n"), "{}", good.text());
    for bad in ["", "Bearer", "Bearer x", "Basic 0123456789abcdef0123456789abcdef"] {
        let answer = server.get_with("/metrics", "authorization", bad).await;
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (StatusCode::UNAUTHORIZED, "Bearer"),
            "{bad:?}"
        );
    }
    assert_eq!(server.get("/metrics").await.status, StatusCode::UNAUTHORIZED);
}
