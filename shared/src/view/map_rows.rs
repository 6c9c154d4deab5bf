//! The places of an answer that have a point, for the map.

use crate::geo::Point;
use crate::model::{Place, PlaceKind, Precision};
use crate::search::Outcome;

use super::Context;
use super::title::marked;

/// A place with a known point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRow {
    /// Id of the place.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is; gives the shape.
    pub kind: PlaceKind,
    /// The name of that.
    pub kind_name: &'static str,
    /// Where it is.
    pub at: Point,
    /// How exact that is; a comune is drawn as an area, never as a door.
    pub precision: Precision,
    /// The place it belongs to.
    pub parent: Option<String>,
}

/// The places on the map that match or hold an activity that matches.
#[must_use]
pub fn map_rows(context: &Context<'_>, outcome: &Outcome) -> Vec<MapRow> {
    let places = outcome
        .on_map
        .iter()
        .filter_map(|&at| context.data.places.get(at as usize));
    places.filter_map(|place| row(context, place)).collect()
}

/// One place, for the small map on its page.
#[must_use]
pub fn place_row(context: &Context<'_>, id: &str) -> Vec<MapRow> {
    let place = id.parse().ok().and_then(|id| context.data.place(&id));
    place.and_then(|place| row(context, place)).into_iter().collect()
}

fn row(context: &Context<'_>, place: &Place) -> Option<MapRow> {
    let position = place.position?;
    Some(MapRow {
        id: place.id.to_string(),
        name: marked(context, &place.name, place.sample),
        kind: place.kind,
        kind_name: context.words.kind(place.kind),
        at: position.point(),
        precision: position.precision,
        parent: place.parent.as_ref().map(ToString::to_string),
    })
}
