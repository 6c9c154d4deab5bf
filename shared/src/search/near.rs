//! What "near" means: a comune, a postal code or a point, and how far every place is from it.

use super::document::{NONE_16, NONE_32};
use super::index::Index;
use super::outcome::{Context, NearPlace};
use crate::model::{Comune, Dataset, PostalCode};
use crate::query::Near;
use crate::text::fold;

/// Finds what a query asks to be near to. `None` when it asks for nothing, or for a comune nobody knows.
#[must_use]
pub fn locate(data: &Dataset, near: &Near, context: &Context<'_>) -> Option<NearPlace> {
    let gazetteer = context.gazetteer;
    let comune = match near {
        Near::Here => return context.position.map(bare),
        Near::Point(point) => return Some(bare(*point)),
        Near::Comune(code) => data.comune(code).or_else(|| gazetteer?.by_code(code)),
        Near::PostalCode(code) => by_postal_code(data, code, context),
        Near::Name(name) => {
            let folded = fold(name);
            gazetteer
                .and_then(|gazetteer| gazetteer.find(name))
                .or_else(|| data.comuni.iter().find(|comune| fold(&comune.name) == folded))
        }
    };
    comune.map(of_comune)
}

/// The comune of a postal code: one that the data names before any other, then the most populous.
fn by_postal_code<'a>(data: &'a Dataset, code: &PostalCode, context: &Context<'a>) -> Option<&'a Comune> {
    data.comuni
        .iter()
        .filter(|comune| comune.postal_codes.contains(code))
        .max_by_key(|comune| comune.population)
        .or_else(|| context.gazetteer?.by_postal_code(code).first().copied())
}

const fn bare(point: crate::geo::Point) -> NearPlace {
    NearPlace {
        name: String::new(),
        comune: None,
        point,
    }
}

pub(super) fn of_comune(comune: &Comune) -> NearPlace {
    NearPlace {
        name: comune.name.clone(),
        comune: Some(comune.code.clone()),
        point: comune.point(),
    }
}

/// Nearness, worked out for one search.
pub(super) struct Nearness {
    pub(super) place: NearPlace,
    /// For each network whether it serves the comune.
    pub(super) serves: Vec<bool>,
    /// The comune's index in the data set, or none.
    pub(super) comune: u16,
}

impl Nearness {
    pub(super) fn new(data: &Dataset, place: NearPlace) -> Self {
        let serves = match &place.comune {
            Some(code) => data
                .networks
                .iter()
                .map(|network| network.comuni.contains(code))
                .collect(),
            None => vec![false; data.networks.len()],
        };
        let comune = place.comune.as_ref().and_then(|code| {
            data.comuni
                .binary_search_by(|comune| comune.code.cmp(code))
                .ok()
                .and_then(|at| u16::try_from(at).ok())
        });
        Self {
            place,
            serves,
            comune: comune.unwrap_or(NONE_16),
        }
    }

    /// Metres to every place: to its own point, else to the point of its comune; [`NONE_32`] where neither is known.
    pub(super) fn measure(&self, data: &Dataset, metres: &mut [u32]) {
        for (place, metres) in data.places.iter().zip(metres) {
            let point = match (&place.position, &place.address) {
                (Some(position), _) => Some(position.point()),
                (None, Some(address)) => address
                    .comune
                    .as_ref()
                    .and_then(|code| data.comune(code))
                    .map(Comune::point),
                (None, None) => None,
            };
            *metres = point.map_or(NONE_32, |point| self.place.point.metres_to(point));
        }
    }
}

impl Index {
    /// Whether a record belongs to what serves the comune asked for: by its network, or a guide by its comuni.
    pub(super) fn serves(&self, record: usize, nearness: &Nearness) -> bool {
        let attributes = &self.attributes[record];
        nearness
            .serves
            .get(usize::from(attributes.network))
            .copied()
            .unwrap_or(false)
            || (record >= self.with_activities && self.has_comune(attributes.comune, nearness.comune))
    }

    /// Whether a record's comune is, or its set of comuni holds, that comune.
    pub(super) fn has_comune(&self, of_record: u16, comune: u16) -> bool {
        of_record != NONE_16
            && (of_record == comune
                || usize::from(of_record)
                    .checked_sub(self.comuni)
                    .and_then(|set| self.comune_sets.get(set))
                    .is_some_and(|set| set.contains(&comune)))
    }
}
