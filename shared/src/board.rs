//! The board of a place: what is on now, soon and tomorrow, what is next near by, what is closed, and what is open near
//! by. It is for screens on a wall: facts only, examples never.

#[cfg(test)]
pub(crate) mod tests;

use crate::agenda::Links;
use crate::model::{Activity, Closure, Dataset, Place, PlaceId, Status, Suspension};
use crate::time::occurrence::{Slot, tell, walk};
use crate::time::{Calendar, Date, LocalDateTime, Occurrence, OpenState, State, open_state};

/// So many rows of the place itself are shown at most.
pub const MOST_ROWS: usize = 8;
/// So many rows of places near by.
pub const MOST_NEAR: usize = 4;
/// So many open places near by.
pub const MOST_OPEN: usize = 3;
/// Closures and suspensions are announced so many days ahead.
pub const NOTICE_DAYS: i32 = 14;
/// "Near by" ends here, in metres.
const NEAR: u32 = 20_000;

/// When a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// It has begun and is not over; what fills the whole day too.
    Now,
    /// It begins later today, or today at a time that is not known.
    Soon,
    /// It begins tomorrow.
    Tomorrow,
}

impl When {
    /// The code in `data-when`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Soon => "soon",
            Self::Tomorrow => "tomorrow",
        }
    }
}

/// A date on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// When it is.
    pub when: When,
    /// The activity.
    pub activity: &'a Activity,
    /// The date, also one that does not take place.
    pub occurrence: Occurrence,
    /// Where, for rows near by.
    pub place: Option<&'a Place>,
}

/// Something to know before coming.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Notice<'a> {
    /// The place is closed, or will be.
    Closure(&'a Closure),
    /// Its activities do not run, or will not.
    Suspension(&'a Suspension),
}

/// A place near by that is open now.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenNear<'a> {
    /// The place.
    pub place: &'a Place,
    /// Until when.
    pub open: OpenState,
    /// How far it is, in metres.
    pub metres: u32,
}

/// What a board shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Board<'a> {
    /// The place.
    pub place: &'a Place,
    /// Its own state.
    pub open: OpenState,
    /// Its own dates: what is on, then what is soon, then tomorrow's.
    pub rows: Vec<Row<'a>>,
    /// Dates of the nearest places, the nearest first among those of one part of the board.
    pub near: Vec<Row<'a>>,
    /// Closures and suspensions of now and of the next two weeks.
    pub notices: Vec<Notice<'a>>,
    /// What is open near by.
    pub open_near: Vec<OpenNear<'a>>,
    /// What one can do here, for a place whose dates are not known.
    pub here: Vec<&'a Activity>,
}

/// The board of a place; `None` where it does not exist.
#[must_use]
pub fn board<'a>(data: &'a Dataset, links: &Links, id: &PlaceId, now: LocalDateTime) -> Option<Board<'a>> {
    let place = data.place(id)?;
    let (mut rows, mut near) = (Vec::new(), Vec::new());
    let tomorrow = now.date.succ().unwrap_or(now.date);
    for (index, activity) in data.activities.iter().enumerate() {
        let at = activity.place.as_ref().and_then(|id| data.place(id));
        let Some(at) = at.filter(|at| !activity.sample && !at.sample) else {
            continue;
        };
        let own = at.id == place.id;
        let metres = metres(place, at);
        if !own && metres > NEAR {
            continue;
        }
        let calendar = links.calendar(data, index);
        walk(activity, &calendar, now.date, tomorrow, &mut |slot| {
            let Some(when) = when(slot, now) else { return };
            let row = Row {
                when,
                activity,
                occurrence: tell(activity, &calendar, slot),
                place: Some(at).filter(|_| !own),
            };
            if own {
                rows.push((when, slot.order(), 0, row));
            } else if slot.cause.status().takes_place() {
                near.push((when, slot.order(), metres, row));
            }
        });
    }
    rows.sort_by_key(|(when, order, ..)| (*when, *order));
    near.sort_by_key(|(when, order, metres, _)| (*when, *metres, *order));
    let calendar = Calendar::of_place(data, place);
    Some(Board {
        place,
        open: open_state(place, &calendar, now),
        rows: rows.into_iter().map(|(.., row)| row).take(MOST_ROWS).collect(),
        near: near.into_iter().map(|(.., row)| row).take(MOST_NEAR).collect(),
        notices: notices(place, &calendar, now.date),
        open_near: open_near(data, place, now),
        here: here(data, place),
    })
}

/// The part of the board a date stands in; `None` when it is over, or not yet of interest.
fn when(slot: Slot, now: LocalDateTime) -> Option<When> {
    if slot.is_over(now) {
        return None;
    }
    let start = slot.start;
    let begun = match (start.time, slot.all_day) {
        (Some(time), _) => start.date.at(time) <= now,
        (None, true) => start.date <= now.date,
        // Without a time nobody knows whether it has begun.
        (None, false) => start.date < now.date,
    };
    match (begun, start.date.days() - now.date.days()) {
        (true, _) => Some(When::Now),
        (false, 0) => Some(When::Soon),
        (false, 1) => Some(When::Tomorrow),
        (false, _) => None,
    }
}

fn notices<'a>(place: &'a Place, calendar: &Calendar<'a>, today: Date) -> Vec<Notice<'a>> {
    let last = today.saturating_add_days(NOTICE_DAYS);
    let soon = |from: Date, to: Option<Date>| from <= last && to.is_none_or(|to| today <= to);
    let closures = place.closures.iter().filter(|one| soon(one.from, one.to));
    let network = calendar.network.into_iter().flat_map(|network| &network.suspensions);
    let suspensions = place.suspensions.iter().chain(network);
    let suspensions = suspensions.filter(|one| soon(one.from, one.to));
    let mut notices: Vec<(Date, Notice<'a>)> = closures
        .map(|one| (one.from, Notice::Closure(one)))
        .chain(suspensions.map(|one| (one.from, Notice::Suspension(one))))
        .collect();
    notices.sort_by_key(|(from, _)| *from);
    notices.into_iter().map(|(_, notice)| notice).collect()
}

fn open_near<'a>(data: &'a Dataset, place: &Place, now: LocalDateTime) -> Vec<OpenNear<'a>> {
    let mut found: Vec<OpenNear<'a>> = Vec::new();
    for other in &data.places {
        let metres = metres(place, other);
        if other.sample || other.id == place.id || other.status != Status::Active || metres > NEAR {
            continue;
        }
        let open = open_state(other, &Calendar::of_place(data, other), now);
        if open.state == State::Open {
            found.push(OpenNear {
                place: other,
                open,
                metres,
            });
        }
    }
    found.sort_by_key(|near| near.metres);
    found.truncate(MOST_OPEN);
    found
}

/// What a place does, dates or not.
fn here<'a>(data: &'a Dataset, place: &Place) -> Vec<&'a Activity> {
    let own = data.activities.iter().filter(|activity| !activity.sample);
    let own = own.filter(|activity| activity.place.as_ref() == Some(&place.id));
    own.take(MOST_ROWS).collect()
}

fn metres(from: &Place, to: &Place) -> u32 {
    match (from.position, to.position) {
        (Some(from), Some(to)) => from.point().metres_to(to.point()),
        _ => u32::MAX,
    }
}
