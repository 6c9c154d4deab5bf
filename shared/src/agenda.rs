//! The agenda: the dates of many activities, grouped by day, the next one first and the past behind it.
//!
//! [`Links`] resolves once what each activity hangs on; [`agenda`] then walks ten thousands of activities in integers
//! and sorts what it found. A date becomes words ([`Agenda::tell`]) only when it is shown.

use crate::model::{Activity, Dataset};
use crate::time::calendar::Calendar;
use crate::time::occurrence::{Slot, tell, walk};
use crate::time::when::{Answer, Windows, slot_in};
use crate::time::{Date, LocalDateTime, Occurrence, OccurrenceStatus, Start};

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Link {
    place: u32,
    network: u32,
    comune: u32,
}

/// Where each activity takes place and who offers it, as places in the lists of one data set.
pub struct Links {
    links: Vec<Link>,
}

impl Links {
    /// Resolves a sorted data set; to be built again when the data changes.
    #[must_use]
    pub fn build(data: &Dataset) -> Self {
        let at = |found: Result<usize, usize>| found.map_or(NONE, |at| at as u32);
        let mut comuni = Vec::with_capacity(data.places.len());
        for place in &data.places {
            let code = place.address.as_ref().and_then(|address| address.comune.as_ref());
            comuni.push(code.map_or(NONE, |code| {
                at(data.comuni.binary_search_by(|comune| comune.code.cmp(code)))
            }));
        }
        let mut links: Vec<Link> = Vec::with_capacity(data.activities.len());
        for (index, activity) in data.activities.iter().enumerate() {
            // Neighbours in the list often share their place and network: worth a look before the search.
            let before = index
                .checked_sub(1)
                .map(|index| (links[index], &data.activities[index]));
            let place = match (&activity.place, before) {
                (None, _) => NONE,
                (Some(id), Some((link, other))) if other.place.as_ref() == Some(id) => link.place,
                (Some(id), _) => at(data.places.binary_search_by(|place| place.id.cmp(id))),
            };
            let network = match before {
                Some((link, other)) if other.network == activity.network => link.network,
                _ => at(data
                    .networks
                    .binary_search_by(|network| network.id.cmp(&activity.network))),
            };
            links.push(Link {
                place,
                network,
                comune: comuni.get(place as usize).copied().unwrap_or(NONE),
            });
        }
        Self { links }
    }

    /// The calendar of the activity at that place of the list.
    #[must_use]
    pub fn calendar<'a>(&self, data: &'a Dataset, activity: usize) -> Calendar<'a> {
        let Some(link) = self.links.get(activity) else {
            return Calendar::default();
        };
        Calendar {
            place: data.places.get(link.place as usize),
            network: data.networks.get(link.network as usize),
            patron: data
                .comuni
                .get(link.comune as usize)
                .and_then(|comune| comune.patron.as_ref()),
        }
    }
}

/// One date in the agenda.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The activity, as its place in the list of the data set.
    pub activity: u32,
    /// The day under which it stands: its first, or for one that goes on the first day that is shown.
    pub day: Date,
    slot: Slot,
}

impl Entry {
    /// When it starts; without a time it is "orario da confermare", unless it fills whole days.
    #[must_use]
    pub const fn start(&self) -> Start {
        self.slot.start
    }

    /// When it ends, if that is known.
    #[must_use]
    pub fn end(&self) -> Option<LocalDateTime> {
        self.slot.end()
    }

    /// Whether it takes place.
    #[must_use]
    pub const fn status(&self) -> OccurrenceStatus {
        self.slot.cause.status()
    }

    /// Whether it began before the day under which it stands.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.slot.start.date < self.day
    }

    /// Whether it lies in the windows, or may: a date without a time in a part of its day. One that does not take
    /// place lies where it would have been.
    #[must_use]
    pub fn may_be_in(&self, windows: &Windows) -> bool {
        slot_in(self.slot, windows) != Answer::No
    }

    fn order(&self) -> (Date, i64, u32) {
        // What goes on from an earlier day stands before what begins on the day.
        (self.day, self.slot.order(), self.activity)
    }
}

/// Days with their dates: what is to come in order, and what is over the other way round.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    next: Vec<Entry>,
    past: Vec<Entry>,
}

/// The dates from `from` to `to`, both included, of the activities that `keep` lets through (by their place in the
/// list). A date is in it once, however many days it lasts.
#[must_use]
pub fn agenda(
    data: &Dataset,
    links: &Links,
    now: LocalDateTime,
    (from, to): (Date, Date),
    keep: &dyn Fn(usize) -> bool,
) -> Agenda {
    let mut agenda = Agenda::default();
    for (index, activity) in data.activities.iter().enumerate() {
        if activity.schedule.is_none() || !keep(index) {
            continue;
        }
        let calendar = links.calendar(data, index);
        walk(activity, &calendar, from, to, &mut |slot| {
            let over = slot.is_over(now);
            let first_shown = if over { from } else { from.max(now.date) };
            let entry = Entry {
                activity: index as u32,
                day: slot.start.date.max(first_shown),
                slot,
            };
            if over { &mut agenda.past } else { &mut agenda.next }.push(entry);
        });
    }
    agenda.next.sort_unstable_by_key(Entry::order);
    agenda.past.sort_unstable_by_key(Entry::order);
    agenda.past.reverse();
    agenda
}

impl Agenda {
    /// What is to come or still goes on, day by day, the next first.
    pub fn days(&self) -> impl Iterator<Item = (Date, &[Entry])> {
        by_day(&self.next)
    }

    /// What is over, day by day, the latest first.
    pub fn past(&self) -> impl Iterator<Item = (Date, &[Entry])> {
        by_day(&self.past)
    }

    /// How many dates there are to come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.next.len()
    }

    /// Whether nothing is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.next.is_empty()
    }

    /// Puts an entry into words.
    #[must_use]
    pub fn tell(data: &Dataset, links: &Links, entry: &Entry) -> Option<Occurrence> {
        let index = entry.activity as usize;
        let activity: &Activity = data.activities.get(index)?;
        Some(tell(activity, &links.calendar(data, index), entry.slot))
    }
}

fn by_day(entries: &[Entry]) -> impl Iterator<Item = (Date, &[Entry])> {
    entries
        .chunk_by(|one, other| one.day == other.day)
        .filter_map(|day| Some((day.first()?.day, day)))
}

/// How many dates take place on each day from `from` to `to`: for a strip of days to jump by. A date of several days
/// counts on each of them.
#[must_use]
pub fn strip(data: &Dataset, links: &Links, (from, to): (Date, Date), keep: &dyn Fn(usize) -> bool) -> Vec<u32> {
    let mut counts = vec![0; from.through(to).len()];
    for (index, activity) in data.activities.iter().enumerate() {
        if activity.schedule.is_none() || !keep(index) {
            continue;
        }
        walk(activity, &links.calendar(data, index), from, to, &mut |slot| {
            if slot.cause.status().takes_place() {
                let first = slot.start.date.max(from).days() - from.days();
                let last = slot.last_day().min(to).days() - from.days();
                for day in first..=last {
                    counts[day as usize] += 1;
                }
            }
        });
    }
    counts
}
