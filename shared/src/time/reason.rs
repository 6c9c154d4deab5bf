//! Why a place is open, closed or unknown: a code for programs, a few Italian words for people.

use super::date::{Date, TimeOfDay};
use super::words;
use crate::model::{Closure, Place};

/// Why a state holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Within the hours of the day, from and to (00:00 for the midnight at the end).
    Hours {
        /// When this stretch begins.
        from: TimeOfDay,
        /// When it ends.
        to: TimeOfDay,
    },
    /// What the place writes beside these hours: who is there, by appointment, why it is closed.
    Note(String),
    /// Closed now, open at another time of this day.
    OutsideHours,
    /// Not open at all on this day.
    DayOff,
    /// Closed by the place's own rule for holidays.
    Holiday(String),
    /// Open by the place's own rule for holidays.
    HolidayHours(String),
    /// A holiday, and the place does not say what it does on holidays: the ordinary hours may not hold.
    HolidayDoubt {
        /// The holiday.
        holiday: String,
        /// What the place writes beside these hours, `""` for nothing.
        note: String,
    },
    /// The hours change in school holidays, and those of the region are not known.
    SchoolDoubt,
    /// An announced closure.
    Closure {
        /// Why, `""` if nobody said.
        reason: String,
        /// Its last day; `None` is until further notice.
        to: Option<Date>,
    },
    /// Announced: whether it has opened since is not known.
    Planned {
        /// When it was announced, if that is known.
        since: Option<Date>,
    },
    /// It has moved elsewhere.
    MovedAway,
    /// Closed for good.
    ClosedForGood,
    /// Nobody knows the hours.
    UnknownHours,
}

impl Reason {
    /// A place that is announced only; a day of the future is no day on which it was.
    pub(super) fn announced(place: &Place, today: Date) -> Self {
        Self::Planned {
            since: place.status_since.filter(|since| *since <= today),
        }
    }

    pub(super) fn closure(closure: &Closure) -> Self {
        Self::Closure {
            reason: closure.reason.clone(),
            to: closure.to,
        }
    }

    /// Stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Hours { .. } => "hours",
            Self::Note(_) => "note",
            Self::OutsideHours => "outside_hours",
            Self::DayOff => "day_off",
            Self::Holiday(_) => "holiday",
            Self::HolidayHours(_) => "holiday_hours",
            Self::HolidayDoubt { .. } => "holiday_doubt",
            Self::SchoolDoubt => "school_doubt",
            Self::Closure { .. } => "closure",
            Self::Planned { .. } => "planned",
            Self::MovedAway => "moved",
            Self::ClosedForGood => "closed_for_good",
            Self::UnknownHours => "unknown_hours",
        }
    }

    /// A few Italian words, to stand behind "aperto" or "chiuso" and a colon. Never empty.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Hours { from, to } if from == to => "tutto il giorno".to_owned(),
            Self::Hours { from, to } => ["orario ", &words::span(*from, *to)].concat(),
            Self::Note(note) => note.clone(),
            Self::OutsideHours => "fuori orario".to_owned(),
            Self::DayOff => "oggi non apre".to_owned(),
            Self::Holiday(name) => name.clone(),
            Self::HolidayHours(name) => ["orario dei festivi, ", name].concat(),
            Self::HolidayDoubt { holiday, note } => {
                let between = if note.is_empty() { "" } else { "; " };
                [note, between, "oggi è festa (", holiday, "): l'orario può cambiare"].concat()
            }
            Self::SchoolDoubt => "l'orario cambia nelle vacanze scolastiche".to_owned(),
            Self::Closure { reason, to } => {
                let reason = if reason.is_empty() { "chiusura" } else { reason };
                match to {
                    Some(to) => [reason, ", fino al ", &words::day_month(*to)].concat(),
                    None => [reason, ", fino a nuovo avviso"].concat(),
                }
            }
            Self::Planned { since } => {
                let when = since.map_or_else(String::new, |since| [" il ", &words::full_day(since)].concat());
                ["annunciata", &when, ", non sappiamo se ha aperto"].concat()
            }
            Self::MovedAway => "si è trasferito".to_owned(),
            Self::ClosedForGood => "chiuso definitivamente".to_owned(),
            Self::UnknownHours => "orario non noto".to_owned(),
        }
    }
}
