//! GeoJSON (RFC 7946) as drafts: our own features by the fields they hold, those of others by the names of their
//! properties. A point of which nobody says how exact it is, is in that street, not at that door.

use serde_json::Value;
use shared::interop::table::Cell;
use shared::model::RecordKind;

use super::draft::{Draft, Field};
use super::headings::Whose;
use super::table::value;
use super::{Converted, FormatFault, MOST_RECORDS, Map, RefusedPart, encoding, headings};

/// Properties of our own features that are no field of the record.
const TOLD: [&str; 4] = ["record", "precision", "page", "comune_name"];

/// Reads the features of a file.
pub(super) fn geojson(bytes: &[u8], map: &Map, converted: &mut Converted) -> Result<Vec<Draft>, FormatFault> {
    let text = encoding::decode(bytes);
    let unreadable = |reason: String| FormatFault::Unreadable(format!("this is no GeoJSON: {reason}"));
    let document: Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let features: Vec<&Value> = match document["type"].as_str() {
        Some("FeatureCollection") => document["features"].as_array().into_iter().flatten().collect(),
        Some("Feature") => vec![&document],
        _ => return Err(unreadable("it has no features".to_owned())),
    };
    if features.len() > MOST_RECORDS {
        return Err(FormatFault::TooMany);
    }
    let mut drafts = Vec::with_capacity(features.len());
    for (at, feature) in features.into_iter().enumerate() {
        let origin = format!("feature {}", at + 1);
        let Some(properties) = feature["properties"].as_object() else {
            converted.refused.push(RefusedPart {
                origin,
                field: "properties".to_owned(),
                reason: "a feature has properties".to_owned(),
            });
            continue;
        };
        let own = properties.get("record").and_then(|kind| kind.as_str()?.parse().ok());
        let kind: RecordKind = own
            .or_else(|| map.kind.as_ref()?.parse().ok())
            .unwrap_or(RecordKind::Place);
        let mut draft = Draft::new(kind, &origin);
        for (name, said) in properties {
            if own.is_some() {
                if !TOLD.contains(&&**name) {
                    draft.say(name.clone(), said.clone());
                }
                continue;
            }
            let Some(column) = headings::column(kind, name, map, Whose::Anybodys) else {
                if !converted.passed_over.contains(name) {
                    converted.passed_over.push(name.clone());
                }
                continue;
            };
            match value(column, &cell(said), &origin, converted) {
                Ok(field) => draft.fields.push(field),
                Err(reason) => converted.refused.push(RefusedPart {
                    origin: origin.clone(),
                    field: name.clone(),
                    reason,
                }),
            }
        }
        if kind == RecordKind::Place {
            position(feature, &mut draft);
        }
        drafts.push(draft);
    }
    Ok(drafts)
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(yes) => Cell::YesNo(*yes),
        Value::Number(number) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        Value::String(text) if text.trim().is_empty() => Cell::Empty,
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}

/// Only a point is the position of a place: of an area nobody knows the door.
fn position(feature: &Value, draft: &mut Draft) {
    let geometry = &feature["geometry"];
    if geometry["type"] != "Point" {
        return;
    }
    let coordinates = &geometry["coordinates"];
    for (path, at) in [("position.lon", 0), ("position.lat", 1)] {
        draft.fields.push(Field::new(path, Some(coordinates[at].clone())));
    }
    if let Some(precision) = feature["properties"]["precision"].as_str() {
        draft.say("position.precision", precision);
    }
}
