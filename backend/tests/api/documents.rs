//! `/api/v1/openapi.json` and `/api/v1/schema.json`: what is written there holds.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixture::Server;

/// Addresses in the router that programs are told about: not the pages, not the frame of the app.
fn addresses_of_programs() -> BTreeSet<String> {
    let table = include_str!("../../src/router.rs");
    let public = &table[..table.find("pub fn admin").expect("the admin table comes second")];
    let on_one_line: String = public.split_whitespace().collect();
    let routes = on_one_line
        .split(".route(\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('"').expect("a closing quote")]);
    let of_programs = |path: &&str| {
        ["/api/", "/tiles", "/health", "/calendar", "/dati/", "/oembed"]
            .iter()
            .any(|beginning| path.starts_with(beginning))
    };
    routes.filter(of_programs).map(str::to_owned).collect()
}

async fn document(server: &Server) -> Value {
    server.get("/api/v1/openapi.json").await.json()
}

/// The address of an operation with every path parameter and these query parameters at their examples.
fn address(path: &str, parameters: &[&Value]) -> String {
    let mut address = path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters {
        let name = parameter["name"].as_str().expect("a name");
        let example = match &parameter["example"] {
            Value::String(text) => text.replace(' ', "+").replace(':', "%3A"),
            other => other.to_string(),
        };
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &example),
            _ => query.push(format!("{name}={example}")),
        }
    }
    match query.is_empty() {
        true => address,
        false => format!("{address}?{}", query.join("&")),
    }
}

#[tokio::test]
async fn every_route_is_described_and_no_other() {
    let server = Server::new();
    let document = document(&server).await;
    let described: BTreeSet<String> = document["paths"].as_object().expect("paths").keys().cloned().collect();
    assert_eq!(described, addresses_of_programs());
}

#[tokio::test]
async fn every_example_is_answered_as_described() {
    let server = Server::new();
    server.merge(
        r#"{ "format": "family-hub/1", "networks": [{ "id": "hug-cremona", "name": "Cremona", "comuni": [], "organisations": [] }] }"#,
    );
    let document = document(&server).await;
    for (path, item) in document["paths"].as_object().expect("paths") {
        // What needs a session, and what only takes something, is shown by the tests of staff and reports.
        if path.starts_with("/api/v1/staff/") || item.get("get").is_none() {
            continue;
        }
        let operation = &item["get"];
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let responses = operation["responses"].as_object().expect("responses");
        // The newest state alone is there, and the tests of sync know which one that is.
        if path == "/api/v1/events" || path.starts_with("/api/v1/snapshots/") {
            continue;
        }
        let must: Vec<&Value> = parameters
            .iter()
            .filter(|parameter| parameter["required"] == true)
            .collect();
        let plain = server.get(&address(path, &must)).await;
        assert_eq!(plain.status.as_u16(), 200, "{path}");
        let types = responses["200"]["content"].as_object().expect("content");
        assert!(
            types.contains_key(plain.header("content-type")),
            "{path}: {}",
            plain.header("content-type")
        );
        assert_eq!(
            plain.headers.contains_key("etag"),
            responses.contains_key("304"),
            "{path}"
        );
        // Each optional parameter alone, at its example; epoch and seq come together.
        for parameter in parameters.iter().filter(|parameter| parameter["required"] != true) {
            let mut with = must.clone();
            with.push(parameter);
            if path == "/api/v1/sync" {
                with = parameters.iter().collect();
            }
            let address = address(path, &with);
            let answer = server.get(&address).await;
            assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.text());
        }
        if path == "/calendar.ics" {
            // A feed passes over what it does not know.
            continue;
        }
        let unknown = address(path, &must);
        let joint = if unknown.contains('?') { '&' } else { '?' };
        let unknown = server.get(&format!("{unknown}{joint}colour=blue")).await;
        assert_eq!(unknown.status.as_u16() == 400, responses.contains_key("400"), "{path}");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere_within_the_document() {
    let server = Server::new();
    for address in ["/api/v1/openapi.json", "/api/v1/schema.json"] {
        let document = server.get(address).await.json();
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 30, "{address}");
        for reference in references {
            let pointer = reference.strip_prefix('#').expect("no other document is needed");
            assert!(document.pointer(pointer).is_some(), "{address}: {reference}");
        }
    }
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let document = document(&Server::new()).await;
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = operation["operationId"].as_str().unwrap_or_default();
            assert!(
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{method} {path}: {name:?}"
            );
            assert!(names.insert(name.to_owned()), "{method} {path}: {name} is taken");
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match (name.as_str(), value) {
                    ("$ref", Value::String(reference)) => references.push(reference.clone()),
                    _ => collect(value, references),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn answers_have_the_fields_that_are_described() {
    let server = Server::new();
    let document = document(&server).await;
    for (address, pointer, name) in [
        ("/api/v1/search?q=gioco&near=Senago", "", "SearchAnswer"),
        ("/api/v1/search?q=gioco", "/results/0", "Hit"),
        ("/api/v1/places/hub-senago", "/open", "Open"),
        ("/api/v1/activities/gioco", "/next", "Occurrence"),
        ("/api/v1/comuni?q=senago", "/0", "Comune"),
        ("/api/v1/sync", "", "Snapshot"),
        ("/api/v1/sync?epoch=00000000000000aa&seq=0", "", "Delta"),
        ("/health", "", "Health"),
        ("/api/v1/nothing", "", "Problem"),
    ] {
        let answer = server.get(address).await.json();
        let answer = answer.pointer(pointer).and_then(Value::as_object).expect("an object");
        let schema = &document["components"]["schemas"][name];
        let known = schema["properties"].as_object().expect("properties");
        for field in answer.keys() {
            assert!(known.contains_key(field), "{name} does not describe {field}");
        }
        for field in schema["required"].as_array().into_iter().flatten() {
            assert!(
                answer.contains_key(field.as_str().expect("a name")),
                "{name} lacks {field}"
            );
        }
    }
}
