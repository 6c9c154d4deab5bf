//! What the map is told: places, the words on its markers, where the person is.

use shared::geo::Point;
use shared::i18n::{Word, Words};
use shared::model::PlaceKind;

pub use shared::view::map_rows::MapRow;

/// Where the person is, as the device knows it. It never leaves the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    /// The point.
    pub at: Point,
    /// Within so many metres.
    pub metres: u32,
}

/// What markers say, in the language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapWords {
    /// Ends the name of a marker whose point is only its comune's: "posizione indicativa: si conosce solo il comune".
    pub only_comune: &'static str,
    /// Ends the name of a marker that stands somewhere in its street: "posizione indicativa nella via".
    pub only_street: &'static str,
    /// Name of a cluster, `{n}` stands for the count: "{n} sedi, ingrandisci".
    pub cluster: &'static str,
    /// Name of the dot where the person is: "La tua posizione".
    pub here: &'static str,
}

impl MapWords {
    /// In the language of these texts.
    #[must_use]
    pub fn of(words: &'static Words) -> Self {
        Self {
            only_comune: words.text(Word::MapOnlyComune),
            only_street: words.text(Word::MapOnlyStreet),
            cluster: words.text(Word::MapCluster),
            here: words.text(Word::MapHere),
        }
    }
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
