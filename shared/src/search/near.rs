//! What "near" means: a comune, a postal code or a point, and how far every place is from it.

use super::document::{NONE_16, NONE_32};
use super::index::Index;
use super::outcome::{Context, NearPlace};
use super::scratch::Away;
use crate::gazetteer::{Gazetteer, Quarter};
use crate::geo::Point;
use crate::model::{Address, Comune, Dataset, Position, PostalCode, Precision};
use crate::query::Near;
use crate::text::fold;

/// Stands for the distance of what is somewhere in the comune asked for, where no more is known: it has none that could
/// be told, is within every radius, and is not put in order by one. What was measured is two metres away at least.
pub(super) const IN_COMUNE: u32 = 0;
/// The same where a quarter of the comune was asked for, and it is not known to be in it: after what is.
pub(super) const ELSEWHERE_IN_COMUNE: u32 = 1;
/// Somewhere in a comune is no distance from a point that may be in it too.
const COMUNE_REACH_M: u32 = 3_000;

/// Finds what a query asks to be near to. `None` when it asks for nothing, or for a comune nobody knows.
#[must_use]
#[inline(never)]
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
    let quarter = || match near {
        Near::Name(name) => only_quarter(data, gazetteer?, &fold(name)),
        _ => None,
    };
    comune.map(of_comune).or_else(quarter)
}

/// The quarter of that name, where it is clear which: the only one, or the only one in a comune of the data set.
pub(super) fn only_quarter(data: &Dataset, gazetteer: &Gazetteer, folded: &str) -> Option<NearPlace> {
    let mut found = gazetteer.quarters_named(folded);
    let first = found.next()?;
    if found.next().is_none() {
        return Some(of_quarter(first));
    }
    let mut here = gazetteer
        .quarters_named(folded)
        .filter(|(_, comune)| data.comune(&comune.code).is_some());
    here.next().filter(|_| here.next().is_none()).map(of_quarter)
}

/// A quarter as something to be near to.
pub(super) fn of_quarter((quarter, comune): (&Quarter, &Comune)) -> NearPlace {
    let town = comune.name.split('/').next().unwrap_or_default();
    NearPlace {
        name: [&quarter.name, " (", town, ")"].concat(),
        comune: Some(comune.code.clone()),
        point: quarter.point,
        quarter: Some(fold(&quarter.name)),
    }
}

/// The comune of a postal code: one that the data names before any other, then the most populous.
fn by_postal_code<'a>(data: &'a Dataset, code: &PostalCode, context: &Context<'a>) -> Option<&'a Comune> {
    data.comuni
        .iter()
        .filter(|comune| comune.postal_codes.contains(code))
        .max_by_key(|comune| comune.population)
        .or_else(|| context.gazetteer?.by_postal_code(code).first().copied())
}

const fn bare(point: Point) -> NearPlace {
    NearPlace {
        name: String::new(),
        comune: None,
        point,
        quarter: None,
    }
}

pub(super) fn of_comune(comune: &Comune) -> NearPlace {
    NearPlace {
        name: comune.name.clone(),
        comune: Some(comune.code.clone()),
        point: comune.point(),
        quarter: None,
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

    /// How far every place is, and every activity with a venue of its own.
    pub(super) fn measure(&self, data: &Dataset, away: &mut Away) {
        for (place, metres) in data.places.iter().zip(&mut away.places) {
            *metres = self.metres(data, place.position, place.address.as_ref());
        }
        for (activity, record) in data.activities.iter().zip(data.places.len() as u32..) {
            if let Some(venue) = &activity.venue {
                let metres = self.metres(data, venue.position, venue.address.as_ref());
                away.venues.push((record, metres));
            }
        }
    }

    /// Metres to a point, else to the point of the comune; [`IN_COMUNE`] where only the comune is known and it is the
    /// one asked for, [`NONE_32`] where nothing is.
    fn metres(&self, data: &Dataset, position: Option<Position>, address: Option<&Address>) -> u32 {
        let comune = address.and_then(|address| address.comune.as_ref());
        let exact = position.filter(|position| position.precision != Precision::Comune);
        if exact.is_none() && comune.is_some() && comune == self.place.comune.as_ref() {
            return match &self.place.quarter {
                Some(quarter) if !address.is_some_and(|address| is_in_quarter(address, quarter)) => ELSEWHERE_IN_COMUNE,
                _ => IN_COMUNE,
            };
        }
        let of_comune = || Some(data.comune(comune?)?.point());
        let point = position.map(|position| position.point()).or_else(of_comune);
        let metres = point.map_or(NONE_32, |point| {
            self.place.point.metres_to(point).max(ELSEWHERE_IN_COMUNE + 1)
        });
        let vague = exact.is_none() && self.place.comune.is_none() && metres < COMUNE_REACH_M;
        if vague { IN_COMUNE } else { metres }
    }
}

fn is_in_quarter(address: &Address, quarter: &str) -> bool {
    let mut named = address.locality.iter().chain(&address.municipio);
    named.any(|name| fold(name) == quarter)
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
