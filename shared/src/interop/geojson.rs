//! Records as GeoJSON (RFC 7946): a feature each, its properties the fields of the data set file.
//!
//! The geometry is the position of a place, or of where an activity is. `precision` says how exact it is, so that
//! nobody draws a door where only the comune is known; what has no position has the geometry `null`, as the RFC allows.

use serde_json::{Map, Value, json};

use super::about::{About, LICENCE, LICENCE_URL, page};
use super::table::values;
use crate::model::{Activity, Dataset, Position, RecordKind};

/// The features of the chosen records of these kinds. `data` holds what they refer to.
#[must_use]
pub fn geojson(data: &Dataset, chosen: &Dataset, kinds: &[RecordKind], about: &About<'_>) -> String {
    let mut features = Vec::new();
    for kind in kinds.iter().copied() {
        for (at, value) in values(chosen, kind).into_iter().enumerate() {
            let position = match kind {
                RecordKind::Place => chosen.places.get(at).and_then(|place| place.position),
                RecordKind::Activity => chosen.activities.get(at).and_then(|one| position_of(data, one)),
                RecordKind::Network | RecordKind::Guide => None,
            };
            features.push(feature(data, kind, value, position, about));
        }
    }
    json!({
        "type": "FeatureCollection",
        "license": LICENCE,
        "license_url": LICENCE_URL,
        "attribution": about.attribution(),
        "changed": about.changed(),
        "features": features,
    })
    .to_string()
}

/// Where an activity is: its own venue before its place.
fn position_of(data: &Dataset, activity: &Activity) -> Option<Position> {
    match &activity.venue {
        Some(venue) => venue.position,
        None => data.place(activity.place.as_ref()?)?.position,
    }
}

fn feature(data: &Dataset, kind: RecordKind, value: Value, position: Option<Position>, about: &About<'_>) -> Value {
    let mut properties = Map::new();
    properties.insert("record".to_owned(), kind.code().into());
    let mut id = String::new();
    if let Value::Object(fields) = value {
        for (name, value) in fields {
            match name.as_str() {
                // It is the geometry.
                "position" => {}
                _ => {
                    if name == "id" {
                        id = value.as_str().unwrap_or_default().to_owned();
                    }
                    properties.insert(name, value);
                }
            }
        }
    }
    if let Some(position) = position {
        properties.insert("precision".to_owned(), position.precision.code().into());
    }
    let comune = properties.get("address").and_then(|address| address.get("comune"));
    let comune = comune.and_then(|code| data.comune(&code.as_str()?.parse().ok()?));
    if let Some(comune) = comune {
        properties.insert("comune_name".to_owned(), comune.name.clone().into());
    }
    properties.insert("page".to_owned(), page(about, kind, &id).into());
    let geometry = position.map_or(Value::Null, |position| {
        let point = position.point();
        json!({ "type": "Point", "coordinates": [point.lon_degrees(), point.lat_degrees()] })
    });
    let id = [kind.code(), "/", &id].concat();
    json!({ "type": "Feature", "id": id, "geometry": geometry, "properties": properties })
}
