//! How old what is said of a place is, and so how firmly it may be said.

use super::date::Date;
use super::partial_date::PartialDate;
use crate::model::{Place, Verification};

/// Beyond this age, in days, one had better call first.
pub const DAYS_TRUSTED: i32 = 270;
/// A date so many days ahead is a clock that is behind, not a date of the future.
const SLACK_DAYS: i32 = 1;

/// How firmly something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// It was confirmed or published not long ago.
    Firm,
    /// It was, but long ago.
    Old,
    /// Nobody knows when.
    Undated,
    /// Its date lies in the future: something is wrong with it.
    Doubtful,
}

impl Trust {
    /// The code of the HTTP interface.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Old => "old",
            Self::Undated => "undated",
            Self::Doubtful => "doubtful",
        }
    }
}

/// What a statement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The day, month or year it is of; `None` is undated.
    pub as_of: Option<PartialDate>,
    /// Somebody confirmed it on that day; otherwise a source is of it.
    pub confirmed: bool,
    /// How firmly it may be said.
    pub trust: Trust,
}

impl Basis {
    /// Of the hours and contacts of a place, seen from today: its last confirmation or its newest source, whichever is
    /// newer. A date in the future counts only where there is no other.
    #[must_use]
    pub fn of_place(place: &Place, today: Date) -> Self {
        let confirmed = place
            .verified
            .as_ref()
            .map(|verified| Self::of_verification(verified, today));
        let published = place.contacts_as_of.map(|of| Self::new(of, false, today));
        match (confirmed, published) {
            (Some(one), Some(other)) if other.is_better_than(one) => other,
            (Some(one), _) | (None, Some(one)) => one,
            (None, None) => Self {
                as_of: None,
                confirmed: false,
                trust: Trust::Undated,
            },
        }
    }

    /// Of a record that somebody confirmed.
    #[must_use]
    pub fn of_verification(verified: &Verification, today: Date) -> Self {
        Self::new(PartialDate::of(verified.on), true, today)
    }

    /// Of something of that date.
    #[must_use]
    pub fn new(of: PartialDate, confirmed: bool, today: Date) -> Self {
        // A month is as old as its last day at least, and not of the future while it runs.
        let trust = if of.first_day() > today.saturating_add_days(SLACK_DAYS) {
            Trust::Doubtful
        } else if today.days() - of.last_day().days() > DAYS_TRUSTED {
            Trust::Old
        } else {
            Trust::Firm
        };
        Self {
            as_of: Some(of),
            confirmed,
            trust,
        }
    }

    /// Whether it may be said as it stands.
    #[must_use]
    pub fn is_firm(self) -> bool {
        self.trust == Trust::Firm
    }

    fn is_better_than(self, other: Self) -> bool {
        match (self.trust == Trust::Doubtful, other.trust == Trust::Doubtful) {
            (false, false) | (true, true) => {
                self.as_of.map(PartialDate::last_day) > other.as_of.map(PartialDate::last_day)
            }
            (doubtful, _) => !doubtful,
        }
    }
}
