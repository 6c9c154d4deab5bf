//! `/embed`, `/incorpora`, `/oembed`, `/sede/{id}/og.png`, `/tema/…`, `/comune/…`: this site on others' pages and on
//! paper.

use backend::app::ServerOptions;

use crate::fixture::Server;

const SITE: &str = "https://famiglie.example.org";

fn server(hosts: &[&str]) -> Server {
    Server::with(ServerOptions {
        site: SITE.to_owned(),
        embed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        ..ServerOptions::default()
    })
}

#[tokio::test]
async fn a_part_can_be_framed_by_whom_the_operator_names_and_nothing_else_can() {
    let server = server(&["https://www.comune.example", "https://*.scuola.example"]);
    let embed = server.get("/embed?topic=scuola").await;
    assert_eq!(embed.status.as_u16(), 200);
    let policy = embed.header("content-security-policy");
    let ancestors = "frame-ancestors 'self' https://www.comune.example https://*.scuola.example;";
    assert!(policy.contains(ancestors), "{policy}");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    assert_eq!(embed.header("x-frame-options"), "");
    for page in [
        "/",
        "/sede/hub-senago",
        "/dati",
        "/incorpora",
        "/redazione",
        "/tema/scuola",
    ] {
        let answer = server.get(page).await;
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{page}"
        );
        assert_eq!(answer.header("x-frame-options"), "DENY", "{page}");
    }
    // Without a list it is for this site's own preview only.
    let closed = Server::new().get("/embed").await;
    assert!(
        closed
            .header("content-security-policy")
            .contains("frame-ancestors 'self';")
    );
}

#[tokio::test]
async fn a_part_shows_what_it_is_locked_to_and_leads_to_the_site_in_a_window_of_its_own() {
    let server = server(&["*"]);
    let list = server.get("/embed?kind=hub&what=place&utm_source=x").await;
    let text = list.text();
    assert!(
        text.contains("Hub di Senago") && !text.contains("Spoke di Bollate"),
        "{text}"
    );
    assert!(text.contains("<base target=\"_blank\">"));
    assert!(!text.contains("type=\"search\""), "nobody searches in it");
    assert!(!text.contains("wasm"), "it brings no app");
    assert_eq!(list.header("set-cookie"), "");
    let agenda = server.get("/embed?show=agenda&topic=prima-infanzia&lang=en").await;
    assert!(agenda.text().contains("Gioco insieme") && agenda.text().contains("<html lang=\"en\""));
    let place = server.get("/embed?place=hub-senago").await;
    assert!(place.text().contains("Hub di Senago") && !place.text().contains("Spoke"));
    assert_eq!(server.get("/embed?place=nessuna").await.status.as_u16(), 404);
    assert_eq!(server.get("/embed?show=castello").await.status.as_u16(), 400);
}

#[tokio::test]
async fn the_generator_writes_code_for_what_is_chosen() {
    let server = server(&["https://www.comune.example"]);
    let page = server
        .get("/incorpora?show=agenda&network=rete-sud&q=%22%3E%3Cscript%3E")
        .await;
    let text = page.text();
    assert!(page.header("content-security-policy").contains("frame-src 'self'"));
    assert!(!text.contains("<script>"), "what was typed is no HTML");
    let code = text
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    assert!(
        code.contains("https://famiglie.example.org/embed?show=agenda&"),
        "{code}"
    );
    assert!(code.contains("<script type=\"module\" src=\"https://famiglie.example.org/family-hub.js\"></script>"));
    assert!(code.contains("<family-hub show=\"agenda\""));
    assert!(text.contains("https://www.comune.example"), "who may embed it");
    for (script, open) in [("/family-hub.js", "*"), ("/embed.js", "")] {
        let answer = server.get(script).await;
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("access-control-allow-origin"), open, "{script}");
    }
}

#[tokio::test]
async fn a_pasted_address_becomes_a_frame() {
    let server = server(&["*"]);
    let answer = server
        .get("/oembed?url=https://famiglie.example.org/sede/hub-senago&maxwidth=320")
        .await;
    let told = answer.json();
    assert_eq!((&told["type"], &told["version"]), (&"rich".into(), &"1.0".into()));
    assert_eq!((&told["title"], &told["width"]), (&"Hub di Senago".into(), &320.into()));
    let html = told["html"].as_str().expect("a frame");
    let source = html
        .split("src=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("its address");
    let path = source.strip_prefix(SITE).expect("our own").replace("&amp;", "&");
    assert_eq!(server.get(&path).await.status.as_u16(), 200, "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    // The page says where to ask.
    let page = server.get("/sede/hub-senago").await;
    assert!(page.text().contains("application/json+oembed"));
    for (query, status) in [
        ("url=https://evil.example/sede/hub-senago", 404),
        ("url=https://famiglie.example.org.evil.example/", 404),
        ("url=https://famiglie.example.org/sede/nessuna", 404),
        ("url=https://famiglie.example.org/noi", 404),
        ("url=https://famiglie.example.org/&format=xml", 501),
        ("", 400),
        ("url=https://famiglie.example.org/&colour=blue", 400),
    ] {
        assert_eq!(
            server.get(&format!("/oembed?{query}")).await.status.as_u16(),
            status,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_place_has_a_picture_of_its_own_with_letters_on_it() {
    let server = server(&[]);
    let picture = server.get("/sede/hub-senago/og.png").await;
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.body[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(picture.body[16..24], [0, 0, 4, 176, 0, 0, 2, 118], "1200 × 630");
    // Another name is another picture: the letters are drawn.
    let other = server.get("/sede/casa-bari/og.png").await;
    assert_eq!(other.status.as_u16(), 200, "a name with marks of XML in it");
    assert_ne!(picture.body, other.body);
    assert!(
        picture.body.len() > 8_000,
        "an empty ground would be smaller: {}",
        picture.body.len()
    );
    let page = server.get("/sede/hub-senago").await;
    assert!(
        page.text()
            .contains("content=\"https://famiglie.example.org/sede/hub-senago/og.png\"")
    );
    assert_eq!(server.get("/sede/nessuna/og.png").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_topic_and_a_comune_have_short_and_lasting_pages() {
    let server = server(&[]);
    let topic = server.get("/tema/scuola").await;
    assert_eq!((topic.status.as_u16(), topic.header("content-language")), (200, "it"));
    assert!(topic.text().contains("<h1>Scuola</h1>") && topic.text().contains("Hub di Senago"));
    assert!(
        topic
            .text()
            .contains("rel=\"canonical\" href=\"https://famiglie.example.org/tema/scuola\"")
    );
    let english = server.get("/en/tema/scuola").await;
    assert!(english.text().contains("<html lang=\"en\"") && !english.text().contains("<h1>Scuola</h1>"));
    for path in ["/comune/senago", "/comune/015206"] {
        let comune = server.get(path).await;
        assert!(
            comune.text().contains("<h1>Senago</h1>") && comune.text().contains("Hub di Senago"),
            "{path}"
        );
        assert!(
            comune
                .text()
                .contains("href=\"https://famiglie.example.org/comune/senago\""),
            "{path}"
        );
    }
    for path in [
        "/tema/castelli",
        "/comune/nessunluogo",
        "/xx/tema/scuola",
        "/xx/comune/senago",
    ] {
        assert_eq!(server.get(path).await.status.as_u16(), 404, "{path}");
    }
    let sitemap = server.get("/sitemap.xml").await;
    for path in ["/tema/scuola", "/comune/senago", "/dati", "/accessibilita"] {
        assert!(
            sitemap
                .text()
                .contains(&format!("<loc>https://famiglie.example.org{path}</loc>")),
            "{path}"
        );
    }
}
