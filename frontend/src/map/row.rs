//! What the map is told: places, the words it speaks, where the person is.

use shared::geo::Point;
use shared::model::{PlaceKind, Precision};

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

/// Where the person is, as the device knows it. It never leaves the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    /// The point.
    pub at: Point,
    /// Within so many metres.
    pub metres: u32,
}

/// What the map says, in the language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapWords {
    /// Name of the region: "Mappa delle sedi".
    pub region: &'static str,
    /// "Ingrandisci".
    pub nearer: &'static str,
    /// "Rimpicciolisci".
    pub farther: &'static str,
    /// "Mostra tutte le sedi".
    pub whole: &'static str,
    /// Ends the name of a marker whose point is only its comune's: "posizione indicativa: si conosce solo il comune".
    pub only_comune: &'static str,
    /// Ends the name of a marker that stands somewhere in its street: "posizione indicativa nella via".
    pub only_street: &'static str,
    /// Name of a cluster, `{n}` stands for the count: "{n} sedi, ingrandisci".
    pub cluster: &'static str,
    /// Name of the dot where the person is: "La tua posizione".
    pub here: &'static str,
    /// Said once the map cannot be loaded: "La mappa non si è caricata. Nell'elenco ci sono tutte le sedi."
    pub failed: &'static str,
    /// Said while tiles do not come: "Lo sfondo della mappa ora non c'è, le sedi sì."
    pub no_ground: &'static str,
}

/// The class that gives a kind its shape and colour on the map.
#[must_use]
pub const fn shape(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Hub => "hub",
        PlaceKind::Spoke => "spoke",
        PlaceKind::Desk => "desk",
        PlaceKind::ThemedHouse => "themed-house",
        PlaceKind::Clinic => "clinic",
    }
}
