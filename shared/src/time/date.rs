//! Civil dates and times in integers (proleptic Gregorian calendar), and the instant called "now". The calendar has two
//! ends: a day is followed by `Some` day or by none, never by itself, so that every walk over days ends.

/// Seconds since 1970-01-01T00:00:00Z: the only absolute time; `now` is always given as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A day of the week, Monday first (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Weekday {
    /// Monday
    Mo,
    /// Tuesday
    Tu,
    /// Wednesday
    We,
    /// Thursday
    Th,
    /// Friday
    Fr,
    /// Saturday
    Sa,
    /// Sunday
    Su,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [Self::Mo, Self::Tu, Self::We, Self::Th, Self::Fr, Self::Sa, Self::Su];

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn index(self) -> u8 {
        self as u8
    }

    /// The day with that index; indexes above 6 wrap around.
    #[must_use]
    pub const fn from_index(index: u8) -> Self {
        Self::ALL[(index % 7) as usize]
    }

    /// Two letters as in RFC 5545 `BYDAY`: `MO`.
    #[must_use]
    pub const fn ical(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The day for the two letters of OpenStreetMap (`Mo`) or RFC 5545 (`MO`), any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.ical().eq_ignore_ascii_case(text))
    }
}

/// A civil day, kept as days since 1970-01-01. Holds years 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The first day it can hold.
    pub const MIN: Self = Self(-25567);
    /// The last day it can hold, 2200-12-31.
    pub const MAX: Self = Self(84370);

    /// The day of that year, month (1–12) and day of month, if there is one.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self(days_from_civil(year, month, day)))
    }

    /// From days since 1970-01-01; `None` outside the calendar.
    #[must_use]
    pub const fn from_days(days: i32) -> Option<Self> {
        if days < Self::MIN.0 || days > Self::MAX.0 {
            None
        } else {
            Some(Self(days))
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12) and day of month.
    #[must_use]
    pub const fn civil(self) -> (i32, u8, u8) {
        // Howard Hinnant's civil_from_days, with eras of 400 years.
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u8;
        (yoe + era * 400 + (month <= 2) as i32, month, day)
    }

    /// The year, 1900–2200.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.civil().0
    }

    /// The month, 1–12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.civil().1
    }

    /// The day of the month, 1–31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.civil().2
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        Weekday::from_index((self.0 + 3).rem_euclid(7) as u8)
    }

    /// The day `days` later (or earlier); `None` outside the calendar.
    #[must_use]
    pub const fn checked_add_days(self, days: i32) -> Option<Self> {
        match self.0.checked_add(days) {
            Some(days) => Self::from_days(days),
            None => None,
        }
    }

    /// The day `days` later (or earlier), at most the end of the calendar: for the bounds of a window, never for
    /// stepping from day to day.
    #[must_use]
    pub const fn saturating_add_days(self, days: i32) -> Self {
        match self.checked_add_days(days) {
            Some(date) => date,
            None if days < 0 => Self::MIN,
            None => Self::MAX,
        }
    }

    /// The day after; `None` behind the end of the calendar.
    #[must_use]
    pub const fn succ(self) -> Option<Self> {
        self.checked_add_days(1)
    }

    /// The day before; `None` before its beginning.
    #[must_use]
    pub const fn pred(self) -> Option<Self> {
        self.checked_add_days(-1)
    }

    /// Every day from this one to `last`, both included; none when `last` lies before.
    #[must_use]
    pub const fn through(self, last: Self) -> Dates {
        Dates {
            next: self.0,
            last: last.0,
        }
    }

    /// This day and those after it, `count` in all; fewer where the calendar ends.
    #[must_use]
    pub fn days_on(self, count: u16) -> Dates {
        let last = self.0.saturating_add(i32::from(count) - 1);
        Dates {
            next: self.0,
            last: last.min(Self::MAX.0),
        }
    }

    /// That time of the day.
    #[must_use]
    pub const fn at(self, time: TimeOfDay) -> LocalDateTime {
        LocalDateTime { date: self, time }
    }
}

/// Days in order, both ends included.
#[derive(Clone, Debug)]
pub struct Dates {
    next: i32,
    last: i32,
}

impl Iterator for Dates {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        if self.next > self.last {
            return None;
        }
        let date = Date(self.next);
        self.next += 1;
        Some(date)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.last - self.next + 1).unwrap_or(0);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Dates {}

/// How many days that month has (month 1–12).
#[must_use]
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let m = month as i32;
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + day as i32 - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// A time of day in whole minutes, 00:00–23:59.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);

    /// From minutes since midnight, if below 1,440.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < 1440 { Some(Self(minutes)) } else { None }
    }

    /// From hours (0–23) and minutes (0–59).
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 {
            Some(Self(hour * 60 + minute))
        } else {
            None
        }
    }

    /// Minutes since midnight, 0–1,439.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0–23.
    #[must_use]
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute, 0–59.
    #[must_use]
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }
}

/// A wall-clock moment in Europe/Rome, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: TimeOfDay,
}

impl LocalDateTime {
    /// Minutes since 1970-01-01T00:00 on the wall clock: for differences and ordering.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.date.days() as i64 * 1440 + self.time.minutes() as i64
    }

    /// 1900-01-01T00:00, the first moment of the calendar.
    pub const MIN: Self = Date::MIN.at(TimeOfDay::MIDNIGHT);
    /// 2200-12-31T23:59, its last.
    pub const MAX: Self = Date::MAX.at(TimeOfDay(1_439));

    /// The moment that many wall-clock minutes since 1970-01-01T00:00; `None` outside the calendar.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Option<Self> {
        if minutes < Self::MIN.minutes() || minutes > Self::MAX.minutes() {
            return None;
        }
        let (days, time) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
        Some(Date(days as i32).at(TimeOfDay(time as u16)))
    }

    /// The same, at the nearer end where it lies outside the calendar: for clocks that are set wrong.
    #[must_use]
    pub const fn nearest(minutes: i64) -> Self {
        match Self::from_minutes(minutes) {
            Some(moment) => moment,
            None if minutes < 0 => Self::MIN,
            None => Self::MAX,
        }
    }

    /// The wall clock `minutes` later; `None` outside the calendar. No zone change is considered.
    #[must_use]
    pub const fn checked_add_minutes(self, minutes: i64) -> Option<Self> {
        Self::from_minutes(self.minutes().saturating_add(minutes))
    }

    /// The same, at most the end of the calendar: for the bounds of a window, never for stepping.
    #[must_use]
    pub const fn saturating_add_minutes(self, minutes: i64) -> Self {
        Self::nearest(self.minutes().saturating_add(minutes))
    }
}

/// When an activity starts: a day, and its time if that is known. No time means "orario da confermare", never midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Start {
    /// The day.
    pub date: Date,
    /// The time; `None` is "to be confirmed".
    pub time: Option<TimeOfDay>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_survives_the_round_trip_through_its_text() {
        for date in Date::MIN.through(Date::MAX) {
            assert_eq!(date.to_string().parse::<Date>(), Ok(date));
        }
        assert_eq!(Date::new(2200, 12, 31), Some(Date::MAX));
        assert_eq!(Date::new(1900, 1, 1), Some(Date::MIN));
    }

    #[test]
    fn the_calendar_ends_and_says_so() {
        assert_eq!((Date::MAX.succ(), Date::MIN.pred()), (None, None));
        assert_eq!(Date::MIN.succ().and_then(Date::pred), Some(Date::MIN));
        assert_eq!(Date::MAX.checked_add_days(i32::MAX), None);
        assert_eq!(Date::MAX.saturating_add_days(i32::MAX), Date::MAX);
        assert_eq!(Date::MIN.saturating_add_days(i32::MIN), Date::MIN);
        assert_eq!(Date::MAX.days_on(7).collect::<Vec<_>>(), [Date::MAX]);
        assert_eq!(Date::MIN.days_on(7).len(), 7);
        assert_eq!(Date::MIN.days_on(0).len(), 0);
        assert_eq!(Date::MAX.through(Date::MIN).len(), 0);
        let midnight = Date::MAX.at(TimeOfDay::MIDNIGHT);
        assert_eq!(midnight.checked_add_minutes(1_440), None);
        assert_eq!(midnight.saturating_add_minutes(i64::MAX), LocalDateTime::MAX);
        assert_eq!(midnight.saturating_add_minutes(i64::MIN), LocalDateTime::MIN);
        assert_eq!(LocalDateTime::MIN.checked_add_minutes(-1), None);
        for moment in [LocalDateTime::MIN, midnight, LocalDateTime::MAX] {
            assert_eq!(LocalDateTime::from_minutes(moment.minutes()), Some(moment));
        }
    }

    #[test]
    fn a_known_saturday() {
        assert_eq!("2026-11-21".parse::<Date>().map(Date::weekday), Ok(Weekday::Sa));
    }

    #[test]
    fn a_start_without_a_time_is_not_midnight() {
        let start: Start = "2026-11-24".parse().expect("a date is a start");
        assert_eq!(start.time, None);
        assert_eq!(start.to_string(), "2026-11-24");
        assert!("2026-11-24T24:00".parse::<Start>().is_err());
        assert!("2026-02-29".parse::<Start>().is_err());
        assert_eq!(
            "2026-11-24T16:30:00".parse::<Start>().map(|s| s.to_string()),
            Ok("2026-11-24T16:30".to_owned())
        );
    }
}
