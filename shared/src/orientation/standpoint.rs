//! Where somebody stands who asks, and how that lies to a place.

use crate::geo::Point;
use crate::model::{ComuneCode, Dataset, NetworkId, Place, PlaceId};

/// Where somebody stands, as far as that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standpoint {
    /// The place whose kiosk is asked.
    pub place: Option<PlaceId>,
    /// One's own comune, or those of the area chosen.
    pub comuni: Vec<ComuneCode>,
    /// The position.
    pub point: Option<Point>,
}

impl Standpoint {
    /// In front of a kiosk.
    #[must_use]
    pub fn at(place: &Place) -> Self {
        let comune = place.address.as_ref().and_then(|address| address.comune.clone());
        Self {
            place: Some(place.id.clone()),
            comuni: comune.into_iter().collect(),
            point: place.position.map(|position| position.point()),
        }
    }

    /// Somewhere in the area of a network.
    #[must_use]
    pub fn in_area(data: &Dataset, network: &NetworkId) -> Self {
        let mut comuni = data.network(network).map_or_else(Vec::new, |one| one.comuni.clone());
        let seats = data.places.iter().filter(|place| place.network == *network);
        for comune in seats.filter_map(|place| place.address.as_ref()?.comune.clone()) {
            if !comuni.contains(&comune) {
                comuni.push(comune);
            }
        }
        Self {
            place: None,
            comuni,
            point: None,
        }
    }

    /// Whether anything is known of it.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.comuni.is_empty() || self.point.is_some()
    }
}

/// Whether a place stands in the comune of the standpoint or its network serves it.
pub(super) fn serves(data: &Dataset, place: &Place, stand: &Standpoint) -> bool {
    in_town(place, stand)
        || data
            .network(&place.network)
            .is_some_and(|network| network.comuni.iter().any(|comune| stand.comuni.contains(comune)))
}

/// Whether a place stands in the comune of the standpoint.
pub(super) fn in_town(place: &Place, stand: &Standpoint) -> bool {
    let comune = place.address.as_ref().and_then(|address| address.comune.as_ref());
    comune.is_some_and(|comune| stand.comuni.contains(comune))
}

/// The metres to a place; [`u32::MAX`] where one of both is nowhere.
pub(super) fn metres(place: &Place, stand: &Standpoint) -> u32 {
    match (stand.point, place.position) {
        (Some(from), Some(position)) => from.metres_to(position.point()),
        _ => u32::MAX,
    }
}
