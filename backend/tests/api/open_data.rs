//! `GET /dati/…`: each format read by another program than the one that wrote it.

use std::collections::BTreeSet;

use axum::http::{Method, Request};
use calamine::{Data, Reader, Xlsx};
use oxrdf::Triple;
use serde_json::Value;

use crate::fixture::{Answer, Server};

const NAMES: [&str; 5] = ["places", "activities", "networks", "guides", "all"];
const FORMATS: [(&str, &str); 8] = [
    ("csv", "text/csv; charset=utf-8"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("geojson", "application/geo+json"),
    ("hsds.json", "application/json"),
    ("ttl", "text/turtle; charset=utf-8"),
    ("jsonld", "application/ld+json"),
    ("ics", "text/calendar; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
];

async fn file(server: &Server, address: &str) -> Answer {
    let answer = server.get(address).await;
    assert_eq!(
        answer.status.as_u16(),
        200,
        "{address}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    answer
}

/// Rows as maps from heading to text, by a reader that knows nothing of this product.
fn rows(answer: &Answer) -> Vec<Vec<(String, String)>> {
    let text = answer
        .text()
        .strip_prefix('\u{feff}')
        .expect("spreadsheets want the mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().expect("headings").clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("as many cells as headings");
            let named = headings.iter().zip(record.iter());
            named
                .map(|(heading, cell)| (heading.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

fn cell<'a>(row: &'a [(String, String)], heading: &str) -> &'a str {
    let found = row.iter().find(|(known, _)| known == heading);
    found.map_or_else(|| panic!("no column {heading}"), |(_, cell)| cell)
}

fn ids(rows: &[Vec<(String, String)>]) -> Vec<&str> {
    rows.iter().map(|row| cell(row, "id")).collect()
}

#[tokio::test]
async fn every_file_is_there_for_every_page_of_every_site() {
    let server = Server::new();
    for name in NAMES {
        for (extension, media_type) in FORMATS {
            let address = format!("/dati/{name}.{extension}");
            let answer = file(&server, &address).await;
            assert_eq!(answer.header("content-type"), media_type, "{address}");
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{address}");
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                "cross-origin",
                "{address}"
            );
            assert!(
                answer.header("link").contains("creativecommons.org/licenses/by/4.0"),
                "{address}"
            );
            assert!(!answer.header("etag").is_empty(), "{address}");
            // The licence is in the file itself, too; a workbook is compressed.
            if extension != "xlsx" {
                let text = answer.text();
                assert!(
                    text.contains("CC BY 4.0") || text.contains("CC-BY-4.0") || text.contains("/by/4.0"),
                    "{address}"
                );
            }
        }
    }
    for address in ["/dati/places.pdf", "/dati/cities.csv", "/dati/places", "/dati/.csv"] {
        assert_eq!(server.get(address).await.status.as_u16(), 404, "{address}");
    }
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_that_it_may() {
    let server = Server::new();
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri("/dati/places.geojson")
        .header("origin", "https://comune.example")
        .header("access-control-request-method", "GET");
    let answer = server.ask(preflight).await;
    assert_eq!(answer.status.as_u16(), 204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-methods").contains("GET"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    // A refusal can be read as well as an answer.
    let refused = server.get("/api/v1/search?colour=blue").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("access-control-allow-origin")),
        (400, "*")
    );
    // Pages for people are none of another page's business.
    for page in ["/", "/sede/hub-senago", "/dati"] {
        let answer = server.get(page).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{page}");
    }
}

#[tokio::test]
async fn a_table_holds_every_record_and_no_formula() {
    let server = Server::new();
    server.merge(
        r#"{ "format": "family-hub/1", "places": [{ "id": "formula", "network": "rete-sud", "kind": "hub",
             "name": "=HYPERLINK(\"https://evil.example\")", "phone": ["+39 02 1234"], "description": "riga\ndue, con \"virgolette\"" }] }"#,
    );
    let answer = file(&server, "/dati/places.csv").await;
    let rows = rows(&answer);
    assert_eq!(
        ids(&rows),
        ["casa-bari", "formula", "hub-senago", "senza-luogo", "spoke-bollate"]
    );
    let formula = &rows[1];
    assert_eq!(cell(formula, "nome"), "'=HYPERLINK(\"https://evil.example\")");
    assert_eq!(cell(formula, "telefono"), "'+39 02 1234");
    assert_eq!(cell(formula, "descrizione"), "riga\ndue, con \"virgolette\"");
    let hub = &rows[2];
    for (heading, expected) in [
        ("comune", "Senago"),
        ("codice_comune", "015206"),
        ("latitudine", "45.576"),
        ("precisione", "address"),
        ("gratuito", "sì"),
        ("temi", "scuola; prima-infanzia"),
        ("verificato_il", "2026-11-20"),
        ("licenza", "CC BY 4.0"),
    ] {
        assert_eq!(cell(hub, heading), expected, "{heading}");
    }
    assert!(cell(hub, "attribuzione").contains("Family Hub"), "whom to name");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"places.csv\""
    );
}

#[tokio::test]
async fn a_workbook_has_a_sheet_for_each_kind_with_dates_that_are_dates() {
    let server = Server::new();
    let answer = file(&server, "/dati/all.xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&answer.body[..])).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Reti", "Sedi", "Attività", "Schede", "Leggimi"]);
    let sheet = book.worksheet_range("Attività").expect("the sheet");
    let headings: Vec<String> = sheet
        .rows()
        .next()
        .expect("headings")
        .iter()
        .map(ToString::to_string)
        .collect();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect("a column");
    let game = sheet
        .rows()
        .find(|row| row[column("id")] == Data::String("gioco".to_owned()))
        .expect("its row");
    let Data::DateTime(start) = &game[column("inizio")] else {
        panic!("a date is no text: {:?}", game[column("inizio")])
    };
    let (year, month, day, hour, minute, ..) = start.to_ymd_hms_milli();
    assert_eq!((year, month, day, hour, minute), (2026, 10, 6, 16, 30));
    assert_eq!(game[column("durata_minuti")], Data::Float(90.0));
    let about = book.worksheet_range("Leggimi").expect("the sheet");
    assert!(
        about
            .rows()
            .flatten()
            .any(|cell| cell.to_string().contains("CC BY 4.0"))
    );
    // The same data give the same bytes: the entity tag says so.
    let again = Server::new();
    let tags = (answer.header("etag"), file(&again, "/dati/all.xlsx").await);
    assert_eq!(tags.0, tags.1.header("etag"));
}

#[tokio::test]
async fn features_tell_how_exact_they_are() {
    let answer = file(&Server::new(), "/dati/all.geojson").await.json();
    assert_eq!(answer["type"], "FeatureCollection");
    let features = answer["features"].as_array().expect("features");
    let feature = |id: &str| features.iter().find(|one| one["id"] == id).expect("a feature");
    for one in features {
        assert_eq!(one["type"], "Feature");
        assert!(one["geometry"].is_null() || one["geometry"]["type"] == "Point", "{one}");
        assert_eq!(
            one["geometry"].is_null(),
            one["properties"]["precision"].is_null(),
            "{one}"
        );
    }
    let hub = feature("place/hub-senago");
    assert_eq!(
        hub["geometry"]["coordinates"],
        serde_json::json!([9.127, 45.576]),
        "longitude comes first"
    );
    assert_eq!(hub["properties"]["precision"], "address");
    assert_eq!(feature("place/spoke-bollate")["properties"]["precision"], "comune");
    assert_eq!(feature("activity/gioco")["geometry"], hub["geometry"]);
    assert!(feature("place/casa-bari")["geometry"].is_null());
}

/// Every object with its name in HSDS, from the schemas of Open Referral: what must be there and what it may be.
#[tokio::test]
async fn services_have_what_hsds_asks_of_them() {
    let answer = file(&Server::new(), "/dati/all.hsds.json").await.json();
    let contents = answer["contents"].as_array().expect("a page");
    assert_eq!(answer["total_items"], contents.len());
    let mut identifiers = BTreeSet::new();
    for service in contents {
        let id = service["id"].as_str().expect("an id");
        assert!(is_uuid(id) && identifiers.insert(id), "{id}");
        assert!(service["name"].is_string(), "{service}");
        let status = service["status"].as_str().expect("a status");
        assert!(["active", "inactive", "defunct", "temporarily closed"].contains(&status));
        for location in service["service_at_locations"].as_array().into_iter().flatten() {
            assert!(is_uuid(location["id"].as_str().expect("an id")));
            assert_eq!(location["location"]["location_type"], "physical");
            for address in location["location"]["addresses"].as_array().into_iter().flatten() {
                for part in ["address_1", "city", "state_province", "postal_code", "country"] {
                    assert!(address[part].is_string(), "{part}: {address}");
                }
            }
        }
    }
    let hub = contents
        .iter()
        .find(|one| one["name"] == "Hub di Senago")
        .expect("the hub");
    let hours = hub["schedules"].as_array().expect("hours");
    assert!(
        hours
            .iter()
            .any(|one| one["byday"] == "MO,WE,TH,FR" && one["opens_at"] == "09:00" && one["closes_at"] == "12:30"),
        "{hours:?}"
    );
    assert_eq!(hub["organization"]["name"], "Rete Nord");
    // Where only the comune is known, no point is told.
    let spoke = contents
        .iter()
        .find(|one| one["name"] == "Spoke di Bollate")
        .expect("the spoke");
    assert!(spoke["service_at_locations"][0]["location"].get("latitude").is_none());
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn turtle(text: &str) -> Vec<Triple> {
    let parsed: Result<Vec<Triple>, _> = oxttl::TurtleParser::new().for_slice(text.as_bytes()).collect();
    parsed.expect("Turtle")
}

/// The triples without the labels of nodes that have no name.
fn shapes(triples: &[Triple]) -> Vec<String> {
    let label = |text: String| if text.starts_with("_:") { "_:".to_owned() } else { text };
    let mut shapes: Vec<String> = triples
        .iter()
        .map(|triple| {
            let subject = label(triple.subject.to_string());
            format!("{subject} {} {}", triple.predicate, label(triple.object.to_string()))
        })
        .collect();
    shapes.sort_unstable();
    shapes
}

#[tokio::test]
async fn one_graph_is_told_as_turtle_and_as_json_ld() {
    let server = Server::new();
    let text = file(&server, "/dati/all.ttl").await;
    let triples = turtle(text.text());
    let other = file(&server, "/dati/all.jsonld").await;
    let read: Result<Vec<_>, _> = oxjsonld::JsonLdParser::new().for_slice(&other.body).collect();
    let read: Vec<Triple> = read.expect("JSON-LD").into_iter().map(Triple::from).collect();
    assert_eq!(shapes(&triples), shapes(&read));
    for line in [
        "<http://localhost/sede/hub-senago> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/italia/onto/POI/PointOfInterest>",
        "<http://localhost/sede/hub-senago#servizio> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/italia/onto/CPSV/PublicService>",
        "<http://localhost/attivita/gioco> <https://w3id.org/italia/onto/CPEV/takesPlaceIn> <http://localhost/sede/hub-senago>",
        "<http://localhost/attivita/laboratorio> <https://schema.org/startDate> \"2026-11-28\"^^<http://www.w3.org/2001/XMLSchema#date>",
    ] {
        assert!(shapes(&triples).iter().any(|shape| shape == line), "{line}");
    }
}

#[tokio::test]
async fn the_catalogue_names_every_file_and_its_licence() {
    let server = Server::new();
    let triples = turtle(file(&server, "/dati/catalogo.ttl").await.text());
    let of = |predicate: &str| -> Vec<String> {
        let end = format!("{predicate}>");
        let found = triples
            .iter()
            .filter(|triple| triple.predicate.to_string().ends_with(&end));
        found.map(|triple| triple.object.to_string()).collect()
    };
    let files: BTreeSet<String> = of("downloadURL").into_iter().collect();
    assert_eq!(files.len(), NAMES.len() * FORMATS.len());
    for address in files {
        let path = address
            .trim_matches(['<', '>'])
            .strip_prefix("http://localhost")
            .expect("our own");
        file(&server, path).await;
    }
    assert_eq!(of("distribution").len(), NAMES.len() * FORMATS.len());
    assert_eq!(of("rightsHolder").len(), NAMES.len());
    assert!(of("license").iter().all(|licence| licence.contains("A21_CCBY40")));
}

#[tokio::test]
async fn a_feed_tells_what_changed_and_what_is_gone() {
    let server = Server::new();
    server.merge(r#"{ "format": "family-hub/1", "guides": [{ "id": "nuova", "title": "Una <scheda> & altro", "topic": "scuola", "body": "Testo." }] }"#);
    let text = file(&server, "/dati/all.atom").await;
    let mut reader = quick_xml::Reader::from_str(text.text());
    let mut entries = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "entry" => entries += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    let records = server.app.current().published.data.len();
    assert_eq!(entries, records, "every record of the fixture was put");
    assert!(text.text().contains("Una &lt;scheda&gt; &amp; altro"));
    let only = file(&server, "/dati/guides.atom?topic=scuola").await;
    assert_eq!(only.text().matches("<entry>").count(), 1, "{}", only.text());
}

#[tokio::test]
async fn a_search_narrows_every_file() {
    let server = Server::new();
    let of = async |address: &str| rows(&file(&server, address).await);
    assert_eq!(ids(&of("/dati/places.csv?topic=anziani").await), ["spoke-bollate"]);
    assert_eq!(ids(&of("/dati/places.csv?kind=hub").await), ["hub-senago"]);
    assert_eq!(
        ids(&of("/dati/activities.csv?network=rete-sud").await),
        ["laboratorio", "senza-data"]
    );
    assert_eq!(ids(&of("/dati/networks.csv?kind=hub").await), ["rete-nord"]);
    assert_eq!(
        ids(&of("/dati/places.csv?near=Senago&radius_km=2&what=place").await).first(),
        Some(&"hub-senago")
    );
    for (query, code, field) in [
        ("colour=blue", "unknown-parameter", "colour"),
        ("kind=castle", "unknown-kind", "kind"),
        ("network=nessuna", "unknown-network", "network"),
        ("near=Nessunluogo", "unknown-place", "near"),
        ("limit=0", "bad-number", "limit"),
        ("cursor=x", "bad-cursor", "cursor"),
        ("limit=1&limit=2", "doubled-parameter", "limit"),
    ] {
        let answer = server.get(&format!("/dati/places.csv?{query}")).await;
        let problem = answer.json();
        assert_eq!(
            (&problem["code"], &problem["field"]),
            (&code.into(), &field.into()),
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_lead_from_one_to_the_next_through_all() {
    let server = Server::new();
    let whole = rows(&file(&server, "/dati/all.csv").await);
    let whole: Vec<String> = whole
        .iter()
        .map(|row| cell(row, "scheda").to_owned() + ":" + cell(row, "id"))
        .collect();
    let mut address = "/dati/all.csv?limit=2".to_owned();
    let mut walked = Vec::new();
    for _ in 0..20 {
        let answer = file(&server, &address).await;
        let page = rows(&answer);
        assert!(!page.is_empty() && page.len() <= 2, "{address}");
        walked.extend(
            page.iter()
                .map(|row| cell(row, "scheda").to_owned() + ":" + cell(row, "id")),
        );
        let link = answer.header("link").to_owned();
        let next = link
            .split(", ")
            .find_map(|link| link.strip_suffix(">; rel=\"next\"")?.strip_prefix('<'));
        match next {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(walked, whole);
}

#[tokio::test]
async fn examples_are_marked_and_never_there_unless_they_are_shown() {
    let shown = Server::new();
    for (address, mark) in [
        ("/dati/activities.csv", ",sì,CC BY 4.0"),
        ("/dati/activities.geojson", "\"sample\":true"),
        ("/dati/activities.hsds.json", "[esempio] Gioco insieme"),
        ("/dati/activities.ttl", "[esempio] Gioco insieme"),
        ("/dati/activities.atom", "[esempio] Gioco insieme"),
        ("/dati/activities.ics", "[esempio] Gioco insieme"),
    ] {
        assert!(file(&shown, address).await.text().contains(mark), "{address}");
    }
    let facts = Server::without_examples();
    for (extension, _) in FORMATS.iter().filter(|(extension, _)| *extension != "xlsx") {
        let answer = file(&facts, &format!("/dati/all.{extension}")).await;
        assert!(!answer.text().contains("Gioco insieme"), "{extension}");
    }
}

#[tokio::test]
async fn records_of_a_file_are_those_of_the_interface() {
    let server = Server::new();
    let listed: Value = server.get("/api/v1/places").await.json();
    let listed: Vec<&str> = listed
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|place| place["id"].as_str())
        .collect();
    let rows = rows(&file(&server, "/dati/places.csv").await);
    assert_eq!(ids(&rows), listed);
}

#[tokio::test]
async fn the_page_offers_every_file_for_what_is_chosen_without_a_script() {
    let server = Server::new();
    let page = server.get("/dati").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-language"), "it");
    let text = page.text();
    for name in NAMES {
        for (extension, _) in FORMATS {
            assert!(
                text.contains(&format!("href=\"/dati/{name}.{extension}\"")),
                "{name}.{extension}"
            );
        }
    }
    assert!(!text.contains("<script"), "it needs none");
    assert!(text.contains("href=\"/dati/catalogo.ttl\""));
    assert!(text.contains("hreflang=\"en\" href=\"http://localhost/en/dati\""));
    let chosen = server
        .get("/en/dati?network=rete-sud&topic=&comune=&q=%22%3E%3Cb%3E")
        .await;
    assert_eq!(chosen.header("content-language"), "en");
    let text = chosen.text();
    assert!(text.contains("<option value=\"rete-sud\" selected>"), "{text}");
    assert!(!text.contains("\"><b>"), "what was typed is no HTML");
    let link = text
        .split("href=\"/dati/places.csv?")
        .nth(1)
        .expect("a link with the search");
    assert!(link.contains("network=rete-sud"));
    assert_eq!(server.get("/xx/dati").await.status.as_u16(), 404);
}
