//! Data set files for tests, of any size.

use serde_json::{Value, json};

/// A file with one network and some places; `mark` stands in every name, so that two files differ in every record.
#[must_use]
pub fn data_set(places: usize, mark: &str) -> Value {
    json!({
        "format": "family-hub/1",
        "networks": [{"id": "n", "name": format!("Network {mark}"), "comuni": ["019036"], "kept as it is": [1.50, null]}],
        "places": (0..places).map(|number| place(number, mark)).collect::<Vec<_>>(),
        "activities": [],
        "guides": []
    })
}

/// One place of it.
#[must_use]
pub fn place(number: usize, mark: &str) -> Value {
    json!({
        "id": format!("place-{number}"), "network": "n", "kind": "spoke", "name": format!("Place {number} {mark}"),
        "address": {"street": format!("Via di Prova {number}"), "postal_code": "26100", "comune": "019036"},
        "position": {"lat": 45.13, "lon": 10.02, "precision": "street"},
        "opening_hours": "Mo-Fr 09:00-12:00", "topics": ["scuola"], "services": ["Ascolto", "Orientamento"],
        "languages": ["it"], "access": {"free": true, "entry": "walk_in"}, "sources": []
    })
}

/// A file that adds one guide.
#[must_use]
pub fn one_guide(id: &str) -> String {
    guide(id, &format!("Guide {id}"))
}

/// A file that adds or changes one guide.
#[must_use]
pub fn guide(id: &str, title: &str) -> String {
    json!({
        "format": "family-hub/1",
        "guides": [{"id": id, "title": title, "topic": "scuola", "body": "A text of some length. ".repeat(8)}]
    })
    .to_string()
}
