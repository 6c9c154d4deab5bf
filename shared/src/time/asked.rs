//! Which days can be asked about: far inside the calendar, so that no question reaches one of its ends.

use super::date::{Date, LocalDateTime, Start};
use crate::problem::{Refusal, reason};

/// The first day that can be asked about, 1990-01-01.
pub const FIRST: Date = match Date::new(1990, 1, 1) {
    Some(date) => date,
    None => Date::MIN,
};
/// So many days after today lies the last: ten years.
const DAYS_AHEAD: i32 = 3_653;

/// What is asked about.
pub trait Asked {
    /// Its day.
    fn day(&self) -> Date;
}

impl Asked for Date {
    fn day(&self) -> Date {
        *self
    }
}

impl Asked for LocalDateTime {
    fn day(&self) -> Date {
        self.date
    }
}

impl Asked for Start {
    fn day(&self) -> Date {
        self.date
    }
}

/// The last day that can be asked about, seen from today.
#[must_use]
pub fn last(today: Date) -> Date {
    // A clock that was set back to before the first day leaves a few years all the same.
    today.max(FIRST).saturating_add_days(DAYS_AHEAD)
}

/// Gives it back if its day can be asked about.
///
/// # Errors
/// `date-out-of-range` with the range.
pub fn bounded<T: Asked>(asked: T, today: Date) -> Result<T, Refusal> {
    let last = last(today);
    if (FIRST..=last).contains(&asked.day()) {
        return Ok(asked);
    }
    Err(Refusal::new(
        "date-out-of-range",
        reason(&[
            "a day from ",
            &FIRST.to_string(),
            " to ",
            &last.to_string(),
            " can be asked about",
        ]),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_from_1990_to_ten_years_ahead_can_be_asked_about() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let today = day("2026-11-24");
        for (asked, can_be) in [
            ("1989-12-31", false),
            ("1990-01-01", true),
            ("2036-11-24", true),
            ("2036-11-25", false),
            ("2200-12-31", false),
        ] {
            assert_eq!(bounded(day(asked), today).is_ok(), can_be, "{asked}");
        }
        assert!(bounded(today, Date::MIN).is_err());
        assert!(bounded(Date::MAX, Date::MAX).is_ok());
    }
}
