//! The plan of a week: dates that clash, and gaps too tight to get from one place to the next.

use crate::geo::Point;
use crate::time::LocalDateTime;

/// Metres a minute from door to door, with a pram and a bus: 15 km/h as the crow flies.
const METRES_A_MINUTE: u32 = 250;
/// Shoes, stairs, and finding the door.
const DOORS_MINUTES: u32 = 5;

/// One date of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// When it starts.
    pub start: LocalDateTime,
    /// When it ends; `None` is not known.
    pub end: Option<LocalDateTime>,
    /// Where; `None` is not known.
    pub point: Option<Point>,
}

/// What is wrong between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// They run at the same time.
    Overlap,
    /// The way takes longer than the time between them.
    TooTight {
        /// Minutes between the end of the one and the start of the other.
        gap: u32,
        /// Minutes the way takes, roughly.
        way: u32,
    },
}

/// Every pair of dates that do not go together, by their places in the list; the one that starts first stands first.
/// What is not known (an end, a place) raises no warning.
#[must_use]
pub fn clashes(stops: &[Stop]) -> Vec<(usize, usize, Clash)> {
    let mut order: Vec<usize> = (0..stops.len()).collect();
    order.sort_by_key(|index| stops[*index].start);
    let mut found = Vec::new();
    for (at, first) in order.iter().enumerate() {
        for second in &order[at + 1..] {
            if let Some(clash) = between(&stops[*first], &stops[*second]) {
                found.push((*first, *second, clash));
            }
        }
    }
    found
}

/// `second` does not start before `first`.
fn between(first: &Stop, second: &Stop) -> Option<Clash> {
    let end = match first.end {
        Some(end) => end,
        None if first.start == second.start => return Some(Clash::Overlap),
        None => return None,
    };
    if second.start < end || first.start == second.start {
        return Some(Clash::Overlap);
    }
    let metres = first.point?.metres_to(second.point?);
    let gap = u32::try_from(second.start.minutes() - end.minutes()).unwrap_or(u32::MAX);
    let way = match metres {
        0 => 0,
        metres => metres.div_ceil(METRES_A_MINUTE) + DOORS_MINUTES,
    };
    (gap < way).then_some(Clash::TooTight { gap, way })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(start: &str, end: Option<&str>, lon: Option<i32>) -> Stop {
        let at = |text: &str| text.parse::<LocalDateTime>().expect("a moment");
        Stop {
            start: at(start),
            end: end.map(at),
            point: lon.and_then(|lon| Point::new(45_000_000, lon)),
        }
    }

    #[test]
    fn dates_that_overlap_or_lie_too_far_apart_are_told() {
        let stops = [
            stop("2026-11-24T17:00", Some("2026-11-24T18:00"), Some(9_100_000)),
            stop("2026-11-24T15:00", Some("2026-11-24T16:30"), Some(9_000_000)),
            stop("2026-11-24T16:00", Some("2026-11-24T16:45"), None),
            stop("2026-11-24T18:00", None, Some(9_100_000)),
        ];
        // 0.1 degrees of longitude are 7.9 km here: more than half an hour's way.
        let told = clashes(&stops);
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], (1, 2, Clash::Overlap));
        assert!(
            matches!(told[1], (1, 0, Clash::TooTight { gap: 30, way: 35..=40 })),
            "{told:?}"
        );
    }

    #[test]
    fn what_is_not_known_raises_no_warning() {
        let stops = [
            stop("2026-11-24T15:00", None, Some(9_000_000)),
            stop("2026-11-24T15:10", Some("2026-11-24T16:00"), Some(9_500_000)),
            stop("2026-11-24T16:00", Some("2026-11-24T17:00"), None),
        ];
        assert_eq!(clashes(&stops), []);
    }
}
