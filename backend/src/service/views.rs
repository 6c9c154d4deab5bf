//! How often the page of a place was opened at this server, so that what many read is looked at first: one number for
//! each place and week, of this week and the last, in memory alone. Nothing is known of who opened it, and fewer than
//! [`LEAST`] are told to nobody.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::model::PlaceId;
use shared::time::Date;

/// Fewer than this are not told: a number so small may be one family.
pub const LEAST: u32 = 5;

/// The numbers of two weeks.
#[derive(Debug, Default)]
pub struct Views(Mutex<Weeks>);

#[derive(Debug, Default)]
struct Weeks {
    /// Which week the first of both is; weeks are counted from the Monday of 1 January 1900 on.
    week: i32,
    counts: [HashMap<PlaceId, u32>; 2],
}

impl Weeks {
    /// Lets go of what is older than last week.
    fn turn(&mut self, today: Date) {
        let week = (today.days() - i32::from(today.weekday().index())).div_euclid(7);
        match week - self.week {
            0 => {}
            1 => {
                self.counts.swap(0, 1);
                self.counts[0].clear();
            }
            // Also where the clock was set back.
            _ => self.counts = Default::default(),
        }
        self.week = week;
    }
}

impl Views {
    fn weeks(&self, today: Date) -> MutexGuard<'_, Weeks> {
        let mut weeks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        weeks.turn(today);
        weeks
    }

    /// The page of a place that exists was opened: there are never more numbers than twice the places.
    pub fn count(&self, place: &PlaceId, today: Date) {
        let mut weeks = self.weeks(today);
        let count = weeks.counts[0].entry(place.clone()).or_default();
        *count = count.saturating_add(1);
    }

    /// What was opened often enough to be told, by place.
    #[must_use]
    pub fn told(&self, today: Date) -> HashMap<PlaceId, u32> {
        let weeks = self.weeks(today);
        let mut told = weeks.counts[0].clone();
        for (place, count) in &weeks.counts[1] {
            let sum = told.entry(place.clone()).or_default();
            *sum = sum.saturating_add(*count);
        }
        told.retain(|_, count| *count >= LEAST);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn two_weeks_are_told_and_small_numbers_are_not() {
        let (views, place) = (Views::default(), "p".parse::<PlaceId>().expect("an id"));
        for _ in 0..4 {
            views.count(&place, day("2026-11-29"));
        }
        assert!(views.told(day("2026-11-29")).is_empty(), "four are not told");
        views.count(&place, day("2026-11-30"));
        assert_eq!(
            views.told(day("2026-12-06")).get(&place),
            Some(&5),
            "a Sunday and the Monday after"
        );
        assert!(views.told(day("2026-12-07")).is_empty(), "the older week is gone");
        for _ in 0..9 {
            views.count(&place, day("2026-12-07"));
        }
        assert!(views.told(day("2027-01-01")).is_empty());
        assert!(
            views
                .0
                .lock()
                .expect("nobody panicked")
                .counts
                .iter()
                .all(HashMap::is_empty)
        );
    }
}
