//! The plan of a week: the dates of what somebody saved, which of them clash, which lie too far apart, and what has
//! changed since it was last looked at.
//!
//! In reading order: [`week_of`] which days, [`plan`] their dates, [`clashes`] what does not go together, [`seen`] what
//! was told before.

pub mod seen;

use crate::geo::Point;
use crate::model::{Activity, Dataset, Place, Position, Precision};
use crate::order::sort_by_key;
use crate::time::occurrence::occurrences;
use crate::time::{Calendar, Date, LocalDateTime, Occurrence};

/// On foot with a pram or a small child: 3.6 km/h, along the crow's line.
const WALKING_METRES_A_MINUTE: u32 = 60;
/// By bus once it is there: 15 km/h, along the crow's line.
const BUS_METRES_A_MINUTE: u32 = 250;
/// Getting to the stop, waiting, and the way from the other stop.
const BUS_WAIT_MINUTES: u32 = 10;
/// How far off a point can be that is only somewhere in its street, in metres.
const STREET_SLACK_M: u32 = 300;
/// How far off a point can be that is only somewhere in its comune, in metres.
const COMUNE_SLACK_M: u32 = 2_000;

/// Which week a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Week {
    /// From today to Sunday.
    This,
    /// From next Monday to the Sunday after.
    Next,
}

/// The first and the last day of a week, seen from today.
#[must_use]
pub const fn week_of(today: Date, week: Week) -> (Date, Date) {
    let sunday = today.saturating_add_days(6 - today.weekday().index() as i32);
    match week {
        Week::This => (today, sunday),
        Week::Next => (sunday.saturating_add_days(1), sunday.saturating_add_days(7)),
    }
}

/// One date of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned<'a> {
    /// The activity.
    pub activity: &'a Activity,
    /// The day under which it stands: its first, or for one that goes on the first of the plan.
    pub day: Date,
    /// The date itself, also one that does not take place.
    pub occurrence: Occurrence,
}

/// The dates of the activities from `from` to `to`, both included, that are not over: by day, whole days first, then by
/// time, "orario da confermare" last.
#[must_use]
pub fn plan<'a>(
    data: &Dataset,
    activities: &[&'a Activity],
    now: LocalDateTime,
    (from, to): (Date, Date),
) -> Vec<Planned<'a>> {
    let mut planned = Vec::new();
    for &activity in activities {
        for occurrence in occurrences(activity, &Calendar::of_activity(data, activity), from, to) {
            if !occurrence.is_over(now) {
                planned.push(Planned {
                    activity,
                    day: occurrence.start.date.max(from),
                    occurrence,
                });
            }
        }
    }
    sort_by_key(&mut planned, |planned| {
        let start = planned.occurrence.start;
        let within = match start.time {
            _ if planned.occurrence.all_day => 0,
            Some(time) => time.minutes() + 1,
            None => u16::MAX,
        };
        (planned.day, start.date, within)
    });
    planned
}

/// Where and how long one has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// When it starts.
    pub start: LocalDateTime,
    /// When it ends; `None` is not known.
    pub end: Option<LocalDateTime>,
    /// Where; `None` is not known.
    pub spot: Option<Spot>,
}

/// A point, as exactly as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The point.
    pub point: Point,
    /// How far from it the door can be, in metres.
    pub slack_m: u32,
}

impl Spot {
    /// Where a place is; `None` is not known.
    #[must_use]
    pub fn of(place: &Place) -> Option<Self> {
        place.position.map(Self::at)
    }

    /// A position, as exact as it says.
    fn at(position: Position) -> Self {
        Self {
            point: position.point(),
            slack_m: match position.precision {
                Precision::Address => 0,
                Precision::Street => STREET_SLACK_M,
                Precision::Quarter | Precision::Comune => COMUNE_SLACK_M,
            },
        }
    }
}

impl Stop {
    /// What a planned date asks of somebody: nothing when it does not take place, when its time is not known, or when it
    /// fills whole days, so that one goes when one can.
    #[must_use]
    pub fn of(data: &Dataset, planned: &Planned<'_>) -> Option<Self> {
        let occurrence = &planned.occurrence;
        if occurrence.all_day || !occurrence.status.takes_place() {
            return None;
        }
        let place = planned.activity.place.as_ref().and_then(|id| data.place(id));
        Some(Self {
            start: occurrence.start.date.at(occurrence.start.time?),
            end: occurrence.end,
            spot: match &planned.activity.venue {
                Some(venue) => venue.position.map(Spot::at),
                None => place.and_then(Spot::of),
            },
        })
    }
}

/// What is wrong between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// They run at the same time.
    Overlap,
    /// The way takes longer than the time between them.
    TooTight {
        /// Minutes between the end of the one and the start of the other.
        gap: u32,
        /// Minutes the way takes, at least.
        way: u32,
    },
}

/// Two dates that do not go together, as their places in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The one that starts first.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// What is wrong.
    pub trouble: Trouble,
}

/// Every pair of dates that do not go together. What is not known (a time, an end, a place) raises no warning.
#[must_use]
pub fn clashes(stops: &[Option<Stop>]) -> Vec<Clash> {
    let mut found = Vec::new();
    for second in 0..stops.len() {
        for first in 0..second {
            let (Some(one), Some(other)) = (&stops[first], &stops[second]) else {
                continue;
            };
            let (first, second, trouble) = match other.start < one.start {
                true => (second, first, between(other, one)),
                false => (first, second, between(one, other)),
            };
            if let Some(trouble) = trouble {
                found.push(Clash { first, second, trouble });
            }
        }
    }
    found
}

/// `second` does not start before `first`.
fn between(first: &Stop, second: &Stop) -> Option<Trouble> {
    if first.start == second.start {
        return Some(Trouble::Overlap);
    }
    let end = first.end?;
    if second.start < end {
        return Some(Trouble::Overlap);
    }
    let way = minutes_of_way(first.spot?, second.spot?);
    let gap = u32::try_from(second.start.minutes() - end.minutes()).unwrap_or(u32::MAX);
    (gap < way).then_some(Trouble::TooTight { gap, way })
}

/// How many minutes the way takes at least, on foot or by bus, whichever is faster: points that are not exact are taken
/// to lie as near to each other as they can.
#[must_use]
pub fn minutes_of_way(from: Spot, to: Spot) -> u32 {
    let metres = from.point.metres_to(to.point);
    let metres = metres.saturating_sub(from.slack_m + to.slack_m);
    let on_foot = metres.div_ceil(WALKING_METRES_A_MINUTE);
    on_foot.min(BUS_WAIT_MINUTES + metres.div_ceil(BUS_METRES_A_MINUTE))
}

#[cfg(test)]
mod tests;
