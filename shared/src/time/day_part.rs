//! The parts of a day.

use super::date::TimeOfDay;

/// A part of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayPart {
    /// All of it.
    #[default]
    Whole,
    /// Up to 13:00.
    Morning,
    /// 13:00 to 18:00.
    Afternoon,
    /// From 18:00 on.
    Evening,
}

impl DayPart {
    /// Every part with its code.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Whole, "day"),
        (Self::Morning, "morning"),
        (Self::Afternoon, "afternoon"),
        (Self::Evening, "evening"),
    ];

    /// First minute of the day, and the first that is no longer in it.
    #[must_use]
    pub const fn minutes(self) -> (u16, u16) {
        match self {
            Self::Whole => (0, 1_440),
            Self::Morning => (0, 780),
            Self::Afternoon => (780, 1_080),
            Self::Evening => (1_080, 1_440),
        }
    }

    /// The part that a time lies in.
    #[must_use]
    pub const fn of(time: TimeOfDay) -> Self {
        match time.hour() {
            0..13 => Self::Morning,
            13..18 => Self::Afternoon,
            _ => Self::Evening,
        }
    }

    /// The part that has that code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, one)| *one == code);
        found.map(|(part, _)| *part)
    }

    /// The code that stands in URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "day",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }
}
