//! An example is marked in everything that a server says of it. A new address has to say here what it tells of one.

use backend::app::ServerOptions;
use serde_json::Value;

use crate::fixture::{Answer, Server};

/// The title of the example of the fixture.
const TITLE: &str = "Gioco insieme";
/// So far from a title its mark may stand on a page, in bytes of HTML.
const BESIDE: usize = 900;

/// What to ask at an address of the URL table so that it could tell of the example, and whether it has to.
fn asked(path: &str) -> (Vec<&'static str>, bool) {
    match path {
        "/api/v1/search" => (vec!["/api/v1/search?q=gioco"], true),
        "/api/v1/activities" => (vec!["/api/v1/activities"], true),
        "/api/v1/activities/{id}" => (vec!["/api/v1/activities/gioco"], true),
        "/api/v1/sync" => (vec!["/api/v1/sync"], true),
        "/api/v1/snapshots/{epoch}/{seq}" => (vec!["/api/v1/snapshots/00000000000000aa/1"], true),
        "/calendar.ics" => (
            vec!["/calendar.ics?activity=gioco", "/calendar.ics?place=hub-senago"],
            true,
        ),
        "/" => (vec!["/", "/?q=gioco", "/en?q=gioco"], true),
        "/attivita/{id}" => (
            vec!["/attivita/gioco", "/en/attivita/gioco", "/ar/attivita/gioco"],
            true,
        ),
        "/sede/{id}" => (vec!["/sede/hub-senago"], true),
        "/agenda" => (vec!["/agenda", "/agenda?view=week"], true),
        "/kiosk/{id}/board" => (vec!["/kiosk/hub-senago/board"], false),
        // Told by dates alone: each of them has the mark (`every_date_of_an_example_is_marked`).
        "/api/v1/activities/{id}/occurrences" => (vec!["/api/v1/activities/gioco/occurrences"], false),
        "/api/v1/places" => (vec!["/api/v1/places"], false),
        "/api/v1/places/{id}" => (vec!["/api/v1/places/hub-senago"], false),
        "/api/v1/networks" => (vec!["/api/v1/networks"], false),
        "/api/v1/networks/{id}" | "/rete/{id}" => (vec!["/api/v1/networks/rete-nord", "/rete/rete-nord"], false),
        "/api/v1/guides" => (vec!["/api/v1/guides"], false),
        "/orienta" => (vec!["/orienta"], false),
        "/k" => (vec!["/k"], false),
        "/salvati" => (vec!["/salvati"], false),
        "/noi" => (vec!["/noi"], false),
        "/informazioni" => (vec!["/informazioni"], false),
        "/sitemap.xml" => (vec!["/sitemap.xml"], false),
        "/shell" => (vec!["/shell"], false),
        "/robots.txt" => (vec!["/robots.txt"], false),
        "/dati/{file}" => (
            vec![
                "/dati/activities.csv",
                "/dati/activities.geojson",
                "/dati/activities.hsds.json",
                "/dati/activities.ttl",
                "/dati/activities.jsonld",
                "/dati/activities.ics",
                "/dati/activities.atom",
            ],
            true,
        ),
        "/accessibilita" | "/{language}/accessibilita" => (Vec::new(), false),
        "/dati" => (vec!["/dati"], false),
        "/{language}/dati" => (vec!["/en/dati"], false),
        "/kiosk/{id}" => (vec!["/kiosk/hub-senago"], false),
        "/embed/board/{id}" => (vec!["/embed/board/hub-senago"], false),
        "/kiosk/setup" => (vec!["/kiosk/setup"], false),
        "/sportello" => (vec!["/sportello"], false),
        "/tema/{topic}" => (vec!["/tema/prima-infanzia"], false),
        "/{language}/tema/{topic}" => (vec!["/en/tema/prima-infanzia"], false),
        "/comune/{name}" => (vec!["/comune/senago"], false),
        "/{language}/comune/{name}" => (vec!["/en/comune/senago"], false),
        "/embed" => (
            vec![
                "/embed",
                "/embed?show=agenda&topic=prima-infanzia",
                "/embed?place=hub-senago",
            ],
            true,
        ),
        "/oembed" => (
            vec![
                "/oembed?url=https://famiglie.example.org/attivita/gioco",
                "/oembed?url=https://famiglie.example.org/sede/hub-senago",
            ],
            true,
        ),
        "/incorpora" => (vec!["/incorpora"], false),
        "/segnala" => (vec!["/segnala?p=/attivita/gioco"], false),
        // For the staff of the operator, who edit the mark itself.
        staff if staff.starts_with("/api/v1/staff/") || staff.starts_with("/redazione") => (Vec::new(), false),
        // A picture, marked as it is drawn (`picture`), a form about what was asked, and scripts.
        "/sede/{id}/og.png" | "/c/{token}" | "/aloud.js" | "/embed.js" | "/family-hub.js" => (Vec::new(), false),
        // What is never about an example.
        "/api/v1/guides/{id}"
        | "/scheda/{id}"
        | "/api/v1/comuni"
        | "/api/v1/openapi.json"
        | "/api/v1/schema.json"
        | "/api/v1/feedback"
        | "/api/v1/kiosks/heartbeat"
        | "/health"
        | "/metrics"
        | "/brand.css"
        | "/brand/logo"
        | "/manifest.webmanifest"
        | "/api/v1/events"
        | "/tiles.json"
        | "/tiles/{z}/{x}/{y}"
        | "/favicon.ico"
        | "/preview.png"
        | "/licenze" => (Vec::new(), false),
        other => panic!("say here how {other} marks an example"),
    }
}

/// Every public address as the URL table writes it.
fn addresses() -> Vec<&'static str> {
    let table = include_str!("../../src/router.rs");
    let (public, _) = table
        .split_once("/// What only the machine's own operator")
        .expect("the admin listener follows");
    let quoted = public.split('"').skip(1).step_by(2);
    quoted
        .filter(|text| text.starts_with('/') && !text.starts_with("/en"))
        .collect()
}

/// Whether every title of the example has its mark.
fn marked(answer: &Answer) -> Result<usize, String> {
    let text = answer.text();
    match answer.header("content-type") {
        kind if kind.starts_with("text/html") => {
            let titles = text.match_indices(TITLE).map(|(at, _)| at);
            titles.map(|at| beside(text, at)).sum()
        }
        kind if kind.starts_with("text/calendar") => {
            let unfolded = text.replace("\r\n ", "");
            let lines = unfolded.lines().filter(|line| line.contains(TITLE));
            lines
                .map(|line| match line.contains("[esempio]") || line.contains("(esempio)") {
                    true => Ok(1),
                    false => Err(line.to_owned()),
                })
                .sum()
        }
        kind if kind.contains("json") => match serde_json::from_str(text) {
            Ok(value) => in_json(&value),
            Err(_) => text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .map(|value: Value| in_json(&value))
                .sum(),
        },
        kind if kind.starts_with("text/csv") || kind.starts_with("text/turtle") || kind.contains("atom") => {
            text.match_indices(TITLE).map(|(at, _)| beside(text, at)).sum()
        }
        _ => match text.contains(TITLE) || text.contains("/gioco") {
            true => Err("it is told of without a mark".to_owned()),
            false => Ok(0),
        },
    }
}

fn beside(text: &str, at: usize) -> Result<usize, String> {
    let near = |from: usize, to: usize| {
        let bytes = &text.as_bytes()[from..to.min(text.len())];
        String::from_utf8_lossy(bytes).into_owned()
    };
    let around = near(at.saturating_sub(BESIDE / 3), at + BESIDE);
    let marks = [
        "esempio",
        "an example",
        "“example”",
        ">example<",
        "[example]",
        "(example)",
        "مثال",
        "sample",
    ];
    match marks.iter().any(|mark| around.contains(mark)) {
        true => Ok(1),
        false => Err(near(at.saturating_sub(80), at + 200)),
    }
}

fn in_json(value: &Value) -> Result<usize, String> {
    match value {
        Value::Array(list) => list.iter().map(in_json).sum(),
        Value::Object(fields) => {
            let named = |value: &Value| value.as_str().is_some_and(|text| text.contains(TITLE));
            let own = fields.values().any(named);
            let told = |value: &Value| {
                value
                    .as_str()
                    .is_some_and(|text| text.to_lowercase().contains("esempio"))
            };
            if own && fields.get("sample") != Some(&Value::Bool(true)) && !fields.values().any(told) {
                return Err(value.to_string());
            }
            let inner: usize = fields.values().map(in_json).sum::<Result<_, _>>()?;
            Ok(inner + usize::from(own))
        }
        _ => Ok(0),
    }
}

#[tokio::test]
async fn every_output_of_an_example_has_its_mark() {
    let server = Server::with(ServerOptions {
        site: "https://famiglie.example.org".to_owned(),
        embed_hosts: vec!["*".to_owned()],
        ..ServerOptions::default()
    });
    for path in addresses() {
        let (asked, told) = asked(path);
        let mut found = 0;
        for address in asked {
            let answer = server.get(address).await;
            assert_eq!(answer.status.as_u16(), 200, "{address}");
            match marked(&answer) {
                Ok(count) => found += count,
                Err(unmarked) => panic!("{address}: {unmarked}"),
            }
        }
        assert!(found > 0 || !told, "{path} does not tell of it");
    }
}

#[tokio::test]
async fn the_page_of_an_example_is_for_no_search_engine_and_no_program() {
    let server = Server::new();
    let answer = server.get("/attivita/gioco").await;
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    let text = answer.text();
    assert!(
        text.contains("<title>[esempio] Gioco insieme - Family Hub</title>"),
        "{text}"
    );
    for part in [
        r#"<meta name="robots" content="noindex">"#,
        r#"<meta property="og:title" content="[esempio] Gioco insieme"#,
        r#"<meta property="og:description" content="Questa è un’attività di esempio"#,
        r#"<meta name="description" content="Questa è un’attività di esempio"#,
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("application/ld+json"));
    let found = server.get("/?q=gioco").await;
    let documents = found.text().split("application/ld+json").skip(1);
    assert!(
        documents
            .map(|rest| rest.split("</script>").next())
            .all(|one| !one.unwrap_or("").contains("/gioco"))
    );
    let real = server.get("/sede/hub-senago").await;
    assert!(!real.text().contains("noindex") && real.text().contains("application/ld+json"));
    assert_eq!(real.header("x-robots-tag"), "");
}

#[tokio::test]
async fn every_date_of_an_example_is_marked() {
    let server = Server::new();
    let answer = server.get("/api/v1/activities/gioco/occurrences").await;
    let dates: Value = serde_json::from_str(answer.text()).expect("JSON");
    let dates = dates.as_array().expect("a list");
    assert!(!dates.is_empty() && dates.iter().all(|date| date["sample"] == true));
    let answer = server.get("/api/v1/activities/gioco").await;
    let activity: Value = serde_json::from_str(answer.text()).expect("JSON");
    assert_eq!(
        (&activity["sample"], &activity["next"]["sample"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
}
