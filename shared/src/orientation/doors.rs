//! The doors that guided orientation leads to: places, activities and guides, each with the reasons why, and who can
//! be called where nothing fits. Examples are no doors.

use super::Wanted;
use super::because::Because;
use super::standpoint::{Standpoint, metres, serves};
use super::suiting::{Record, reasons};
use crate::model::{Activity, Dataset, Guide, Place, PlaceId, Status};
use crate::reach;
use crate::time::LocalDateTime;

/// At most so many doors are shown.
pub const MOST_DOORS: usize = 5;
/// At most so many people to call.
pub const MOST_CALLS: usize = 2;
/// Of one place, and of the guides, so many at most: five rooms of one house are one door.
const MOST_ALIKE: usize = 2;

/// A door.
#[derive(Clone, Debug, PartialEq)]
pub struct Door<'a> {
    /// What it is.
    pub record: Record<'a>,
    /// Why, the weightiest reason first; never empty.
    pub because: Vec<Because>,
}

/// How guided orientation ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending<'a> {
    /// At most [`MOST_DOORS`], the best first.
    pub doors: Vec<Door<'a>>,
    /// Places with a number to call, the nearest first. Never empty where any place has one.
    pub calls: Vec<&'a Place>,
}

struct Candidate<'a> {
    door: Door<'a>,
    place: Option<&'a PlaceId>,
    score: i32,
    metres: u32,
}

/// The doors for what is wanted.
///
/// When nothing is on in the days asked for, later doors are shown, which say when. What was said about topic and
/// place is kept to: where nothing fits there are people to call.
#[must_use]
pub fn doors<'a>(data: &'a Dataset, wanted: &Wanted, stand: &Standpoint, now: LocalDateTime) -> Ending<'a> {
    let mut doors = found(data, wanted, stand, now);
    if doors.is_empty() && wanted.days.is_some() {
        let later = Wanted {
            days: None,
            ..wanted.clone()
        };
        doors = found(data, &later, stand, now);
    }
    Ending {
        doors,
        calls: calls(data, stand),
    }
}

fn found<'a>(data: &'a Dataset, wanted: &Wanted, stand: &Standpoint, now: LocalDateTime) -> Vec<Door<'a>> {
    let places = data.places.iter().filter(|place| !place.sample).map(Record::Place);
    let activities = data.activities.iter().filter(|activity| !activity.sample);
    let guides = data.guides.iter().filter(|guide| !guide.sample).map(Record::Guide);
    let mut candidates: Vec<Candidate<'a>> = places
        .chain(activities.map(Record::Activity))
        .chain(guides)
        .filter_map(|record| {
            let suited = reasons(data, record, wanted, stand, now)?;
            Some(Candidate {
                door: Door {
                    record,
                    because: suited.because,
                },
                place: record.place_id(),
                score: suited.score,
                metres: suited.metres,
            })
        })
        .collect();
    candidates.sort_by_key(|one| (core::cmp::Reverse(one.score), one.metres));
    let mut taken: Vec<Candidate<'a>> = Vec::new();
    for candidate in candidates {
        let alike = |other: &&Candidate<'a>| {
            other.place == candidate.place
                && matches!(other.door.record, Record::Guide(_)) == matches!(candidate.door.record, Record::Guide(_))
        };
        if taken.len() < MOST_DOORS && taken.iter().filter(alike).count() < MOST_ALIKE {
            taken.push(candidate);
        }
    }
    taken.into_iter().map(|candidate| candidate.door).collect()
}

/// Who can be called: the nearest places with a number, those of one's own area first.
fn calls<'a>(data: &'a Dataset, stand: &Standpoint) -> Vec<&'a Place> {
    let mut found: Vec<&Place> = data
        .places
        .iter()
        .filter(|place| !place.sample && place.status == Status::Active)
        .filter(|place| reach::of_place(data, place).phones.is_some())
        .collect();
    found.sort_by_key(|place| {
        let here = stand.place.as_ref() == Some(&place.id);
        let own = serves(data, place, stand);
        // Who has a number of their own is nearer than who shares that of a network.
        (!here, !own, place.phone.is_empty(), metres(place, stand))
    });
    found.truncate(MOST_CALLS);
    found
}

impl<'a> Record<'a> {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &'a str {
        match self {
            Self::Place(place) => place.id.as_str(),
            Self::Activity(activity) => activity.id.as_str(),
            Self::Guide(guide) => guide.id.as_str(),
        }
    }

    /// Whether it is an example.
    #[must_use]
    pub const fn sample(&self) -> bool {
        match self {
            Self::Place(place) => place.sample,
            Self::Activity(activity) => activity.sample,
            Self::Guide(guide) => guide.sample,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &'a str {
        match self {
            Self::Place(Place { name, .. }) => name,
            Self::Activity(Activity { title, .. }) | Self::Guide(Guide { title, .. }) => title,
        }
    }

    const fn place_id(&self) -> Option<&'a PlaceId> {
        match self {
            Self::Place(place) => Some(&place.id),
            Self::Activity(activity) => activity.place.as_ref(),
            Self::Guide(_) => None,
        }
    }
}
