//! The whole data set in memory: records ordered by id, found by binary search.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::{Activity, ActivityId, Comune, ComuneCode, Guide, GuideId, Network, NetworkId, Place, PlaceId};
use crate::order::sort_by;

codes! {
    /// The four kinds of records.
    RecordKind, "unknown-record-kind" {
        /// [`Network`]
        Network = "network",
        /// [`Place`]
        Place = "place",
        /// [`Activity`]
        Activity = "activity",
        /// [`Guide`]
        Guide = "guide",
    }
}

/// Names one record of a data set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
}

/// One record of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A network.
    Network(Box<Network>),
    /// A place.
    Place(Box<Place>),
    /// An activity.
    Activity(Box<Activity>),
    /// A guide.
    Guide(Box<Guide>),
}

impl Record {
    /// What names it.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        let (kind, id) = match self {
            Self::Network(network) => (RecordKind::Network, network.id.as_str()),
            Self::Place(place) => (RecordKind::Place, place.id.as_str()),
            Self::Activity(activity) => (RecordKind::Activity, activity.id.as_str()),
            Self::Guide(guide) => (RecordKind::Guide, guide.id.as_str()),
        };
        RecordKey {
            kind,
            id: id.to_owned(),
        }
    }
}

/// A network says that it has more places than are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingPlaces {
    /// How many of them are listed.
    pub listed: u32,
    /// How many it says it has.
    pub expected: u32,
}

/// Everything a device or a server knows. Each list is ordered by id and holds an id once;
/// [`Dataset::sort`] brings freshly read lists into that order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// Networks.
    #[serde(default)]
    pub networks: Vec<Network>,
    /// Places.
    #[serde(default)]
    pub places: Vec<Place>,
    /// Activities.
    #[serde(default)]
    pub activities: Vec<Activity>,
    /// Guides.
    #[serde(default)]
    pub guides: Vec<Guide>,
    /// The comuni that the records name: seats and catchments. Derived from the gazetteer, not imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comuni: Vec<Comune>,
}

impl Dataset {
    /// Orders every list by id.
    pub fn sort(&mut self) {
        sort_by(&mut self.networks, |a, b| a.id.cmp(&b.id));
        sort_by(&mut self.places, |a, b| a.id.cmp(&b.id));
        sort_by(&mut self.activities, |a, b| a.id.cmp(&b.id));
        sort_by(&mut self.guides, |a, b| a.id.cmp(&b.id));
        sort_by(&mut self.comuni, |a, b| a.code.cmp(&b.code));
    }

    /// How many records it holds, comuni not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.networks.len() + self.places.len() + self.activities.len() + self.guides.len()
    }

    /// What names each record: networks, places, activities, guides, each in their order; comuni are none.
    pub fn keys(&self) -> impl Iterator<Item = RecordKey> {
        let networks = self.networks.iter().map(|one| (RecordKind::Network, one.id.as_str()));
        let places = self.places.iter().map(|one| (RecordKind::Place, one.id.as_str()));
        let activities = self
            .activities
            .iter()
            .map(|one| (RecordKind::Activity, one.id.as_str()));
        let guides = self.guides.iter().map(|one| (RecordKind::Guide, one.id.as_str()));
        let all = networks.chain(places).chain(activities).chain(guides);
        all.map(|(kind, id)| RecordKey {
            kind,
            id: id.to_owned(),
        })
    }

    /// Whether it holds no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The network with that id.
    #[must_use]
    pub fn network(&self, id: &NetworkId) -> Option<&Network> {
        self.networks
            .binary_search_by(|network| network.id.cmp(id))
            .ok()
            .map(|at| &self.networks[at])
    }

    /// The place with that id.
    #[must_use]
    pub fn place(&self, id: &PlaceId) -> Option<&Place> {
        self.places
            .binary_search_by(|place| place.id.cmp(id))
            .ok()
            .map(|at| &self.places[at])
    }

    /// The place with that id, or the one that it was merged into.
    #[must_use]
    pub fn place_now(&self, id: &PlaceId) -> Option<&Place> {
        self.place(id)
            .or_else(|| self.places.iter().find(|place| place.former_ids.contains(id)))
    }

    /// The activity with that id.
    #[must_use]
    pub fn activity(&self, id: &ActivityId) -> Option<&Activity> {
        self.activities
            .binary_search_by(|activity| activity.id.cmp(id))
            .ok()
            .map(|at| &self.activities[at])
    }

    /// The guide with that id.
    #[must_use]
    pub fn guide(&self, id: &GuideId) -> Option<&Guide> {
        self.guides
            .binary_search_by(|guide| guide.id.cmp(id))
            .ok()
            .map(|at| &self.guides[at])
    }

    /// Whether it holds a record.
    #[must_use]
    pub fn holds(&self, key: &RecordKey) -> bool {
        match key.kind {
            RecordKind::Network => self.networks.iter().any(|network| network.id.as_str() == key.id),
            RecordKind::Place => self.places.iter().any(|place| place.id.as_str() == key.id),
            RecordKind::Activity => self.activities.iter().any(|activity| activity.id.as_str() == key.id),
            RecordKind::Guide => self.guides.iter().any(|guide| guide.id.as_str() == key.id),
        }
    }

    /// The comune with that code, among those the records name.
    #[must_use]
    pub fn comune(&self, code: &ComuneCode) -> Option<&Comune> {
        self.comuni
            .binary_search_by(|comune| comune.code.cmp(code))
            .ok()
            .map(|at| &self.comuni[at])
    }

    /// How many of the places that a network says it has are listed, and how many it says, when some are missing.
    #[must_use]
    pub fn missing_places(&self, network: &Network) -> Option<MissingPlaces> {
        let expected = network.places_expected?;
        let listed = network.places_known.unwrap_or_else(|| {
            let of_it = self.places.iter();
            let of_it = of_it.filter(|place| place.network == network.id && place.counted != Some(false));
            of_it.count() as u32
        });
        (listed < expected).then_some(MissingPlaces { listed, expected })
    }

    /// Puts a record in place of the one with its id, or adds it.
    pub fn put(&mut self, record: Record) {
        match record {
            Record::Network(network) => put(&mut self.networks, *network, |a, b| a.id.cmp(&b.id)),
            Record::Place(place) => put(&mut self.places, *place, |a, b| a.id.cmp(&b.id)),
            Record::Activity(activity) => put(&mut self.activities, *activity, |a, b| a.id.cmp(&b.id)),
            Record::Guide(guide) => put(&mut self.guides, *guide, |a, b| a.id.cmp(&b.id)),
        }
    }

    /// Removes the record of that kind and id, if it is there.
    pub fn remove(&mut self, kind: RecordKind, id: &str) {
        match kind {
            RecordKind::Network => self.networks.retain(|network| network.id.as_str() != id),
            RecordKind::Place => self.places.retain(|place| place.id.as_str() != id),
            RecordKind::Activity => self.activities.retain(|activity| activity.id.as_str() != id),
            RecordKind::Guide => self.guides.retain(|guide| guide.id.as_str() != id),
        }
    }

    /// Every comune code that a record names, each once, in order.
    #[must_use]
    pub fn comune_codes(&self) -> Vec<ComuneCode> {
        let mut codes: Vec<ComuneCode> = self
            .networks
            .iter()
            .flat_map(|network| network.comuni.iter().cloned())
            .collect();
        codes.extend(
            self.places
                .iter()
                .filter_map(|place| place.address.as_ref()?.comune.clone()),
        );
        let venues = self.activities.iter().filter_map(|activity| activity.venue.as_ref());
        codes.extend(venues.filter_map(|venue| venue.address.as_ref()?.comune.clone()));
        codes.extend(self.guides.iter().flat_map(|guide| guide.comuni.iter().cloned()));
        sort_by(&mut codes, Ord::cmp);
        codes.dedup();
        codes
    }
}

fn put<T>(list: &mut Vec<T>, record: T, order: fn(&T, &T) -> core::cmp::Ordering) {
    match list.binary_search_by(|other| order(other, &record)) {
        Ok(at) => list[at] = record,
        Err(at) => list.insert(at, record),
    }
}
