//! Whether a record is a door for what is wanted, and the reasons that can be told. Nothing is told that the data does
//! not say: what is not known about hours, ages or telephones is no reason, and no refusal either.

use super::because::Because;
use super::standpoint::{Standpoint, in_town, metres, serves};
use super::{Wanted, Where};
use crate::household::{Verdict, suits_ages, topics_suit_ages};
use crate::model::{Activity, Dataset, Entry, Guide, Place, PlaceKind, Status};
use crate::reach;
use crate::taxonomy::Topic;
use crate::time::{Calendar, Date, LocalDateTime, Start, State, occurrence, open_state};

/// "Near by" ends here, in metres.
const NEAR: u32 = 15_000;

/// What a door leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Record<'a> {
    /// A place.
    Place(&'a Place),
    /// An activity.
    Activity(&'a Activity),
    /// A guide.
    Guide(&'a Guide),
}

/// A record that fits, and how well.
pub(super) struct Suited {
    pub because: Vec<Because>,
    pub score: i32,
    pub metres: u32,
}

/// The reasons for a record; `None` if it does not fit.
pub(super) fn reasons(
    data: &Dataset,
    record: Record<'_>,
    wanted: &Wanted,
    stand: &Standpoint,
    now: LocalDateTime,
) -> Option<Suited> {
    let place = match record {
        Record::Place(place) => Some(place),
        Record::Activity(activity) => activity.place.as_ref().and_then(|id| data.place(id)),
        Record::Guide(_) => None,
    };
    if place.is_some_and(|place| place.status != Status::Active) {
        return None;
    }
    let mut suited = Suited {
        because: Vec::new(),
        score: 0,
        metres: place.map_or(u32::MAX, |place| metres(place, stand)),
    };
    suited.topic(record, wanted)?;
    suited.audience(record, wanted)?;
    let before = suited.because.len();
    match record {
        Record::Guide(guide) => suited.guide(guide, wanted, stand)?,
        _ => suited.place(data, record, place, wanted, stand)?,
    }
    // Hours and dates take the longest to find out, and are told before the place.
    let places = suited.because.len();
    suited.when(data, record, wanted, now)?;
    let found = suited.because.len() - places;
    if let Some(reasons) = suited.because.get_mut(before..) {
        reasons.rotate_right(found);
    }
    suited.entry(record);
    Some(suited)
}

impl Suited {
    fn gain(&mut self, score: i32, because: Because) {
        self.score += score;
        self.because.push(because);
    }

    fn topic(&mut self, record: Record<'_>, wanted: &Wanted) -> Option<()> {
        let topics = topics(record);
        let has = |wanted: Topic| topics.iter().find(|topic| topic.root() == wanted.root()).copied();
        if let Some(topic) = wanted.topic {
            // The finer topic tells more: "cercare lavoro" rather than "lavoro".
            self.gain(8, Because::Topic(has(topic)?));
            return Some(());
        }
        if let Some(topic) = wanted.leads.iter().find_map(|topic| has(*topic)) {
            self.gain(5, Because::Topic(topic));
            return Some(());
        }
        // Who does not know what to ask for is heard where everybody is.
        let listens = match record {
            Record::Place(place) => matches!(place.kind, PlaceKind::Hub | PlaceKind::Spoke | PlaceKind::Desk),
            Record::Activity(activity) => matches!(activity.category.code(), "informazione" | "ascolto"),
            Record::Guide(_) => false,
        };
        let topic = topics.first().copied().filter(|_| listens)?;
        self.gain(2, Because::Topic(topic));
        Some(())
    }

    fn audience(&mut self, record: Record<'_>, wanted: &Wanted) -> Option<()> {
        let Some(ages) = wanted.months else { return Some(()) };
        let verdict = match record {
            Record::Activity(activity) => suits_ages(activity, ages),
            // A place never says for whom it is not.
            Record::Place(_) | Record::Guide(_) => topics_suit_ages(&topics(record), ages).max(Verdict::Unknown),
        };
        match verdict {
            Verdict::No => return None,
            Verdict::Unknown => {}
            Verdict::Yes => self.gain(3, Because::Audience),
        }
        Some(())
    }

    /// What is known to be later than asked for is left out; what is not known stays, without a reason.
    fn when(&mut self, data: &Dataset, record: Record<'_>, wanted: &Wanted, now: LocalDateTime) -> Option<()> {
        let last = |days: u16| now.date.saturating_add_days(i32::from(days) - 1);
        let in_time = |date: Date| wanted.days.is_none_or(|days| date <= last(days));
        let asked = i32::from(wanted.days.is_some());
        match record {
            Record::Place(place) => {
                let open = open_state(place, &Calendar::of_place(data, place), now);
                match (open.state, open.opens) {
                    (State::Open, _) => self.gain(2 + 3 * asked, Because::OpenNow),
                    (State::Unknown, _) => {}
                    (_, Some(opens)) if in_time(opens.date) => self.gain(1 + 3 * asked, Because::Opens(opens)),
                    (State::ByAppointment, _) => {}
                    (State::Closed, _) => return None,
                }
            }
            Record::Activity(activity) if activity.schedule.is_some() => {
                let next = occurrence::next(activity, &Calendar::of_activity(data, activity), now)?;
                let start: Start = next.start;
                if !in_time(start.date) {
                    return None;
                }
                self.gain(2 + 3 * asked, Because::NextDate(start));
            }
            Record::Activity(_) | Record::Guide(_) => {}
        }
        Some(())
    }

    fn place(
        &mut self,
        data: &Dataset,
        record: Record<'_>,
        place: Option<&Place>,
        wanted: &Wanted,
        stand: &Standpoint,
    ) -> Option<()> {
        let phones = match record {
            Record::Activity(activity) => reach::of_activity(data, activity).phones,
            _ => place.and_then(|place| reach::of_place(data, place).phones),
        };
        let Some(place) = place else {
            // An activity of a network that is at no place we know: it serves the comuni of its network.
            let Record::Activity(activity) = record else {
                return None;
            };
            let network = data.network(&activity.network)?;
            let serves = network.comuni.iter().any(|comune| stand.comuni.contains(comune));
            return self.where_to(wanted, stand, (false, serves, u32::MAX), phones.is_some());
        };
        let metres = self.metres;
        let town = in_town(place, stand);
        self.where_to(
            wanted,
            stand,
            (town, serves(data, place, stand), metres),
            phones.is_some(),
        )
    }

    fn where_to(
        &mut self,
        wanted: &Wanted,
        stand: &Standpoint,
        (town, serves, metres): (bool, bool, u32),
        phone: bool,
    ) -> Option<()> {
        match wanted.place {
            Some(Where::Near) if stand.is_known() && !(town || serves || metres <= NEAR) => return None,
            Some(Where::Town) if stand.is_known() && !(town || serves) => return None,
            Some(Where::Phone) if !phone => return None,
            // A number at the other end of the country helps nobody here.
            Some(Where::Phone) if stand.is_known() && !(town || serves || metres <= 4 * NEAR) => return None,
            _ => {}
        }
        match (town, serves) {
            (true, _) => self.gain(6, Because::YourTown),
            (false, true) => self.gain(5, Because::ServesTown),
            (false, false) => {}
        }
        if metres != u32::MAX {
            // A way of forty kilometres weighs as much as the comune.
            self.score -= i32::try_from(metres / 8_000).unwrap_or(i32::MAX).min(20);
        }
        if !town && metres <= NEAR {
            self.gain(1, Because::Near(metres));
        }
        if wanted.place == Some(Where::Phone) {
            self.gain(3, Because::ByPhone);
        }
        Some(())
    }

    fn guide(&mut self, guide: &Guide, wanted: &Wanted, stand: &Standpoint) -> Option<()> {
        // Guides are read, they are behind who can be met; where one has to call, they must have a number.
        self.score -= 3;
        let own = guide.comuni.iter().any(|comune| stand.comuni.contains(comune));
        if stand.is_known() && !guide.comuni.is_empty() && !own {
            return None;
        }
        if wanted.place == Some(Where::Phone) {
            if guide.lines.is_empty() {
                return None;
            }
            self.gain(1, Because::ByPhone);
        }
        if own {
            self.gain(1, Because::ServesTown);
        }
        Some(())
    }

    fn entry(&mut self, record: Record<'_>) {
        let access = match record {
            Record::Place(place) => &place.access,
            Record::Activity(activity) => &activity.access,
            Record::Guide(_) => return,
        };
        if access.entry == Some(Entry::WalkIn) {
            self.gain(1, Because::WalkIn);
        }
        if access.free == Some(true) {
            self.gain(0, Because::Free);
        }
    }
}

/// The topics of a record, those of its desks among them.
fn topics(record: Record<'_>) -> Vec<Topic> {
    match record {
        Record::Place(place) => {
            let desks = place.desks.iter().flat_map(|desk| &desk.topics);
            place.topics.iter().chain(desks).copied().collect()
        }
        Record::Activity(activity) => activity.topics.clone(),
        Record::Guide(guide) => vec![guide.topic],
    }
}
