//! Rome's clock against the time zone database (`chrono-tz`), and Italy's holidays against `opening-hours`.

use chrono::{LocalResult, Offset, TimeZone};
use chrono_tz::Europe::Rome;
use opening_hours::localization::Country;
use shared::time::{Date, Instant, LocalDateTime, TimeOfDay, holiday, rome};

use crate::support::{chrono_day, chrono_moment, day};

/// Every hour of the years 2000 to 2099, where its tables end, and every minute around each change.
#[test]
fn the_offset_is_that_of_the_time_zone_database() {
    let first = rome::instant(day("2000-01-01").at(TimeOfDay::MIDNIGHT)).0;
    let last = rome::instant(day("2100-01-01").at(TimeOfDay::MIDNIGHT)).0;
    let mut previous = 60;
    let check = |second: i64| {
        let utc = chrono::DateTime::from_timestamp(second, 0).expect("an instant");
        let expected = Rome.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc() / 60;
        assert_eq!(rome::offset_minutes(Instant(second)), expected, "{utc}");
        expected
    };
    let mut second = first;
    while second < last {
        let offset = check(second);
        if offset != previous {
            for minute in -61..=61 {
                check(second + minute * 60);
                check(second + minute * 60 - 1);
            }
            previous = offset;
        }
        second += 3_600;
    }
}

/// Every half hour around the changes and every 450 minutes else, from 2000 to 2099.
#[test]
fn the_wall_clock_is_read_as_rfc_5545_asks() {
    let mut at = day("2000-01-01").at(TimeOfDay::MIDNIGHT);
    let end = day("2100-01-01").at(TimeOfDay::MIDNIGHT);
    while at < end {
        // Away from the changes of March and October nothing happens between two days.
        let (_, month, number) = at.date.civil();
        let quiet = !(matches!(month, 3 | 10) && number >= 24);
        let expected = match Rome.from_local_datetime(&chrono_moment(at)) {
            LocalResult::Single(instant) => instant.timestamp(),
            LocalResult::Ambiguous(first, _) => {
                assert!(rome::is_repeated(at.date, at.time), "{at}");
                first.timestamp()
            }
            LocalResult::None => {
                assert!(rome::is_skipped(at), "{at}");
                Rome.from_local_datetime(&chrono_moment(at.saturating_add_minutes(60)))
                    .single()
                    .expect("an hour later is there")
                    .timestamp()
            }
        };
        assert_eq!(rome::instant(at), Instant(expected), "{at}");
        assert_eq!(rome::local(Instant(expected)), rome::settle(at), "{at}");
        at = at.saturating_add_minutes(if quiet { 450 } else { 30 });
    }
}

#[test]
fn holidays_are_those_of_the_italian_calendar() {
    let holidays = Country::IT.holidays();
    let mut date = day("2024-01-01");
    let mut found = 0;
    while date <= day("2040-12-31") {
        let ours = holiday::national(date);
        // The law on 4 October is newer than some copies of that calendar.
        let expected = holidays.get_public().contains(chrono_day(date)) || ours == Some(holiday::Holiday::SaintFrancis);
        assert_eq!(ours.is_some(), expected, "{date}");
        found += usize::from(ours.is_some());
        date = date.saturating_add_days(1);
    }
    assert_eq!(
        found,
        17 * 12 + 15 - 1,
        "thirteen a year from 2026, and Easter 2038 is 25 April"
    );
}

#[test]
fn easter_is_a_sunday_within_its_five_weeks() {
    for year in 1900..=2200 {
        let easter = holiday::easter(year);
        assert_eq!(easter.weekday().ical(), "SU");
        let (_, month, number) = easter.civil();
        assert!(((3, 22)..=(4, 25)).contains(&(month, number)), "{easter}");
    }
}

#[test]
fn a_moment_survives_the_way_through_its_instant() {
    let moment = |text: &str| text.parse::<LocalDateTime>().expect("a moment");
    for text in [
        "1999-12-31T23:59",
        "2026-03-29T01:59",
        "2026-03-29T03:00",
        "2026-10-25T03:00",
    ] {
        assert_eq!(rome::local(rome::instant(moment(text))), moment(text));
    }
    assert_eq!(Date::new(2026, 3, 29).map(|date| date.weekday().ical()), Some("SU"));
}
