//! Europe/Rome: the offset from UTC by the rule of the European Union (directive 2000/84/EC), in integers.
//!
//! Summer time runs from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. That is what
//! Italy has done since 1996; earlier years follow the same rule here, which is enough for a finder.

use super::date::{Date, Instant, LocalDateTime, TimeOfDay};

const STANDARD: i32 = 60;
const SUMMER: i32 = 120;

/// Minutes that Rome is ahead of UTC at that instant: 60, or 120 in summer time.
#[must_use]
pub const fn offset_minutes(at: Instant) -> i32 {
    let (year, month, _) = LocalDateTime::nearest(at.0.div_euclid(60)).date.civil();
    match month {
        4..=9 => SUMMER,
        3 => {
            if at.0 >= change(year, 3) {
                SUMMER
            } else {
                STANDARD
            }
        }
        10 => {
            if at.0 < change(year, 10) {
                SUMMER
            } else {
                STANDARD
            }
        }
        _ => STANDARD,
    }
}

/// The second at which the clocks change in that month (3 or 10) of that year.
const fn change(year: i32, month: u8) -> i64 {
    last_sunday(year, month).days() as i64 * 86_400 + 3_600
}

/// The last Sunday of a month of 31 days.
const fn last_sunday(year: i32, month: u8) -> Date {
    match Date::new(year, month, 31) {
        Some(last) => last.saturating_add_days(-((last.weekday().index() as i32 + 1) % 7)),
        None => Date::MAX,
    }
}

/// What the clock on the wall shows at that instant, to the minute. An instant outside the calendar, which only a clock
/// that is set wrong can tell, is the calendar's nearer end.
#[must_use]
pub const fn local(at: Instant) -> LocalDateTime {
    LocalDateTime::nearest(at.0.div_euclid(60) + offset_minutes(at) as i64)
}

/// The instant at which the clock on the wall shows that.
///
/// An hour that is skipped in spring is read one hour later (02:30 becomes 03:30), an hour that comes twice in autumn
/// is its first coming: what RFC 5545 asks for.
#[must_use]
pub const fn instant(at: LocalDateTime) -> Instant {
    let summer = Instant((at.minutes() - SUMMER as i64) * 60);
    if offset_minutes(summer) == SUMMER {
        summer
    } else {
        Instant((at.minutes() - STANDARD as i64) * 60)
    }
}

/// Whether the clock on the wall skips that time: 02:00 to 02:59 on the last Sunday of March.
#[must_use]
pub const fn is_skipped(at: LocalDateTime) -> bool {
    if at.time.hour() != 2 {
        return false;
    }
    let (year, month, _) = at.date.civil();
    month == 3 && at.date.days() == skipped_night(year).days()
}

/// The night of that year whose hour from 02:00 to 02:59 the clock on the wall skips.
#[must_use]
pub const fn skipped_night(year: i32) -> Date {
    last_sunday(year, 3)
}

/// The same moment, or an hour later where the clock on the wall skips it.
#[must_use]
pub const fn settle(at: LocalDateTime) -> LocalDateTime {
    if is_skipped(at) {
        at.saturating_add_minutes(60)
    } else {
        at
    }
}

/// As RFC 3339 with seconds and offset: `2026-11-24T16:30:00+01:00`.
#[must_use]
pub fn rfc3339(at: LocalDateTime) -> String {
    let at = settle(at);
    let offset = if offset_minutes(instant(at)) == SUMMER {
        ":00+02:00"
    } else {
        ":00+01:00"
    };
    [at.to_string().as_str(), offset].concat()
}

/// Whether a time stands twice on the clock of that day: 02:00 to 02:59 on the last Sunday of October.
#[must_use]
pub const fn is_repeated(date: Date, time: TimeOfDay) -> bool {
    let (year, month, _) = date.civil();
    time.hour() == 2 && month == 10 && date.days() == last_sunday(year, 10).days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> LocalDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn the_skipped_hour_is_read_an_hour_later() {
        assert!(is_skipped(at("2026-03-29T02:30")));
        assert_eq!(local(instant(at("2026-03-29T02:30"))), at("2026-03-29T03:30"));
        assert_eq!(settle(at("2026-03-29T02:30")), at("2026-03-29T03:30"));
        assert_eq!(rfc3339(at("2026-03-29T02:30")), "2026-03-29T03:30:00+02:00");
        assert!(!is_skipped(at("2026-03-22T02:30")));
    }

    #[test]
    fn the_hour_that_comes_twice_is_its_first_coming() {
        let first = instant(at("2026-10-25T02:30"));
        assert_eq!(offset_minutes(first), 120);
        assert_eq!(local(Instant(first.0 + 3_600)), at("2026-10-25T02:30"));
        assert!(is_repeated(at("2026-10-25T02:30").date, at("2026-10-25T02:30").time));
        assert_eq!(rfc3339(at("2026-11-24T16:30")), "2026-11-24T16:30:00+01:00");
    }

    #[test]
    fn a_clock_beyond_the_calendar_shows_its_end() {
        for (clock, shown) in [
            (i64::MAX, "2200-12-31T23:59"),
            (10_413_792_000, "2200-12-31T23:59"),
            (i64::MIN, "1900-01-01T00:00"),
            (0, "1970-01-01T01:00"),
        ] {
            assert_eq!(local(Instant(clock)), at(shown), "{clock}");
        }
    }
}
