//! The places of an answer that have a point, for the map.

use shared::model::Place;
use shared::search::Outcome;

use super::{Context, kind_name};
use crate::map::MapRow;

/// The places on the map that match or hold an activity that matches.
#[must_use]
pub fn map_rows(context: &Context<'_>, outcome: &Outcome) -> Vec<MapRow> {
    let places = outcome
        .on_map
        .iter()
        .filter_map(|&at| context.data.places.get(at as usize));
    places.filter_map(row).collect()
}

/// One place, for the small map on its page.
#[must_use]
pub fn place_row(context: &Context<'_>, id: &str) -> Vec<MapRow> {
    let place = id.parse().ok().and_then(|id| context.data.place(&id));
    place.and_then(row).into_iter().collect()
}

fn row(place: &Place) -> Option<MapRow> {
    let position = place.position?;
    Some(MapRow {
        id: place.id.to_string(),
        name: place.name.clone(),
        kind: place.kind,
        kind_name: kind_name(place.kind),
        at: position.point(),
        precision: position.precision,
        parent: place.parent.as_ref().map(ToString::to_string),
    })
}
