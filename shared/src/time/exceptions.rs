//! What a schedule says of single days: excluded, cancelled, moved away. Found by day, however many there are.

use super::date::Date;
use super::slot::Cause;
use crate::model::Schedule;
use crate::order::sort_by_key;

/// Lists that are no longer than this together are looked through as they are.
const SHORT: usize = 32;

/// What becomes of a day of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exception {
    /// It never was.
    Excluded,
    /// The number is its place in the list.
    Cancelled(u32),
    MovedAway(u32),
}

/// The exceptions of one schedule.
pub(crate) struct Exceptions<'a> {
    schedule: &'a Schedule,
    /// In order, what counts first on each day first; empty where the lists are short.
    sorted: Vec<(Date, Exception)>,
}

impl<'a> Exceptions<'a> {
    pub(crate) fn of(schedule: &'a Schedule) -> Self {
        let mut exceptions = Self {
            schedule,
            sorted: Vec::new(),
        };
        if schedule.exdates.len() + schedule.cancelled.len() + schedule.moved.len() > SHORT {
            let mut sorted: Vec<(Date, Exception)> = exceptions.all().collect();
            sort_by_key(&mut sorted, |entry| *entry);
            exceptions.sorted = sorted;
        }
        exceptions
    }

    /// All of them: what is excluded first, then what is cancelled, then what is moved, each in the order of its list.
    fn all(&self) -> impl Iterator<Item = (Date, Exception)> + use<'a> {
        let schedule = self.schedule;
        let excluded = schedule.exdates.iter().map(|date| (*date, Exception::Excluded));
        let cancelled = (0_u32..).zip(&schedule.cancelled);
        let moved = (0_u32..).zip(&schedule.moved);
        excluded
            .chain(cancelled.map(|(at, cancelled)| (cancelled.date, Exception::Cancelled(at))))
            .chain(moved.map(|(at, moved)| (moved.date, Exception::MovedAway(at))))
    }

    fn on(&self, date: Date) -> Option<Exception> {
        let found = if self.sorted.is_empty() {
            self.all().find(|(day, _)| *day == date)
        } else {
            let at = self.sorted.partition_point(|(day, _)| *day < date);
            self.sorted.get(at).copied().filter(|(day, _)| *day == date)
        };
        found.map(|(_, exception)| exception)
    }

    /// Whether a move away from that day holds: it was neither excluded nor cancelled since.
    pub(crate) fn let_move(&self, date: Date) -> bool {
        matches!(self.on(date), Some(Exception::MovedAway(_)))
    }

    /// What becomes of a date of the schedule on that day: nothing is said of it, it never was, or why it does not take
    /// place at its time.
    pub(crate) fn judge(&self, date: Date) -> Judgement {
        match self.on(date) {
            None => Judgement::Ordinary,
            Some(Exception::Excluded) => Judgement::Excluded,
            Some(Exception::Cancelled(at)) => Judgement::Told(Cause::Cancelled(at)),
            Some(Exception::MovedAway(at)) => Judgement::Told(Cause::MovedAway(at)),
        }
    }
}

/// What the exceptions say of a day.
pub(crate) enum Judgement {
    /// Nothing.
    Ordinary,
    /// It never was.
    Excluded,
    /// It is told with this cause.
    Told(Cause),
}
