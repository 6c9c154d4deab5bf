//! Where records stand: the place, the network, the comune and the quarter of each. Tens of thousands of activities stand where a few
//! thousand places do, so what is counted by place, network and comune is counted by site first.

use super::document::{Attributes, NONE_16, NONE_32};

/// What records of one site have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Site {
    /// Index of the place.
    pub(super) place: u32,
    pub(super) network: u16,
    /// Index among the index's comuni, or beyond them among its sets of comuni.
    pub(super) comune: u16,
    /// Indices of Municipio and quarter.
    pub(super) quarters: (u16, u16),
}

const NOWHERE: Site = Site {
    place: NONE_32,
    network: NONE_16,
    comune: NONE_16,
    quarters: (NONE_16, NONE_16),
};

/// The sites of an index: one for each place, in order, then those of records that stand apart.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) all: Vec<Site>,
    /// The site of each record.
    pub(super) of: Vec<u32>,
}

impl Sites {
    /// The first `places` of the records are the places.
    pub(super) fn new(attributes: &[Attributes], places: usize) -> Self {
        let site = |record: &Attributes| Site {
            place: record.place,
            network: record.network,
            comune: record.comune,
            quarters: record.quarters,
        };
        let mut all: Vec<Site> = attributes[..places].iter().map(site).collect();
        all.push(NOWHERE);
        let of = attributes.iter().map(|record| {
            let site = site(record);
            let usual = (record.place as usize).min(places);
            let last = all.len() - 1;
            let known = [usual, last].into_iter().find(|&at| all[at] == site);
            known.unwrap_or_else(|| {
                all.push(site);
                last + 1
            }) as u32
        });
        let of = of.collect();
        Self { all, of }
    }

    pub(super) fn memory(&self) -> usize {
        4 * self.of.capacity() + self.all.capacity() * size_of::<Site>()
    }
}
