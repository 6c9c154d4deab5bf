//! Reads an `RRULE` value. Refusals name the part at fault and point at its column.

use super::{Frequency, Rule, Until};
use crate::problem::{Refusal, reason};
use crate::time::date::{Date, Instant, TimeOfDay, Weekday};

const MAX_LENGTH: usize = 500;
const MAX_COUNT: u16 = 1_000;
const PARTS: [&str; 10] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "WKST",
    "",
];

/// A refusal with the byte at fault; turned into a column at the end.
struct Fault {
    at: usize,
    reason: String,
}

pub(super) fn parse(text: &str) -> Result<Rule, Refusal> {
    read(text).map_err(|fault| {
        let column = text.bytes().take(fault.at).filter(|byte| byte & 0xC0 != 0x80).count() + 1;
        Refusal::at("bad-rrule", column, fault.reason)
    })
}

fn fault<T>(at: usize, parts: &[&str]) -> Result<T, Fault> {
    Err(Fault {
        at,
        reason: reason(parts),
    })
}

/// Names come from outside: errors quote no more than this of them.
fn short(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(end, _)| &text[..end])
}

fn read(text: &str) -> Result<Rule, Fault> {
    if text.len() > MAX_LENGTH {
        return fault(0, &["an RRULE is longer than 500 bytes"]);
    }
    let mut frequency = None;
    let mut nth = Vec::new();
    let mut positions = Vec::new();
    let mut rule = Rule {
        text: text.into(),
        frequency: Frequency::Daily,
        interval: 1,
        count: 0,
        until: None,
        week_start: Weekday::Mo,
        months: 0,
        month_days: 0,
        month_days_from_end: 0,
        weekdays: 0,
        nth_weekdays: Box::default(),
        positions: Box::default(),
    };
    // Where each part stands, for refusals that only show when all are read.
    let mut stands: [Option<usize>; PARTS.len()] = [None; PARTS.len()];
    let mut at = 0;
    for part in text.trim_end_matches(';').split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return fault(at, &["expected NAME=VALUE, found \"", short(part), "\""]);
        };
        let Some(index) = PARTS
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name) && !known.is_empty())
        else {
            return fault(at, &["the part ", short(name), " of an RRULE is not supported"]);
        };
        if stands[index].replace(at).is_some() {
            return fault(at, &["the part ", PARTS[index], " stands twice"]);
        }
        let begin = at + name.len() + 1;
        let mut list = Values {
            at: begin,
            rest: Some(value),
        };
        match PARTS[index] {
            "FREQ" => frequency = Some(read_frequency(begin, value)?),
            "INTERVAL" => rule.interval = number(begin, "INTERVAL", value, 1_000)?,
            "COUNT" => rule.count = number(begin, "COUNT", value, MAX_COUNT)?,
            "UNTIL" => match until(value) {
                Some(until) => rule.until = Some(until),
                None => return fault(begin, &["UNTIL is not a date or a time: \"", short(value), "\""]),
            },
            "WKST" => match weekday(value) {
                Some(day) => rule.week_start = day,
                None => return fault(begin, &["WKST is not a weekday: \"", short(value), "\""]),
            },
            "BYDAY" => {
                while let Some((at, value)) = list.next() {
                    match counted_weekday(value) {
                        Some((0, day)) => rule.weekdays |= 1 << day.index(),
                        Some(counted) => nth.push(counted),
                        None => return fault(at, &["BYDAY is not a weekday: \"", short(value), "\""]),
                    }
                }
            }
            "BYMONTH" => {
                while let Some((at, value)) = list.next() {
                    rule.months |= 1 << number(at, "BYMONTH", value, 12)?;
                }
            }
            "BYMONTHDAY" => {
                while let Some((at, value)) = list.next() {
                    match value.strip_prefix('-') {
                        Some(value) => rule.month_days_from_end |= 1 << number(at, "BYMONTHDAY", value, 31)?,
                        None => rule.month_days |= 1 << number(at, "BYMONTHDAY", unsigned(value), 31)?,
                    }
                }
            }
            _ => {
                while let Some((at, value)) = list.next() {
                    positions.push(match value.strip_prefix('-') {
                        Some(value) => -(number(at, "BYSETPOS", value, 366)? as i16),
                        None => number(at, "BYSETPOS", unsigned(value), 366)? as i16,
                    });
                }
            }
        }
        at += part.len() + 1;
    }
    let Some(frequency) = frequency else {
        return fault(0, &["an RRULE lacks FREQ"]);
    };
    rule.frequency = frequency;
    rule.nth_weekdays = nth.into();
    rule.positions = positions.into();
    combinations(&rule, &stands)?;
    Ok(rule)
}

/// What RFC 5545 forbids to stand together.
fn combinations(rule: &Rule, stands: &[Option<usize>; PARTS.len()]) -> Result<(), Fault> {
    let stand = |name: &str| {
        PARTS
            .iter()
            .position(|part| *part == name)
            .and_then(|index| stands[index])
    };
    if let (Some(at), Some(_)) = (stand("COUNT"), stand("UNTIL")) {
        return fault(at, &["COUNT and UNTIL cannot stand together"]);
    }
    if let (Some(at), Frequency::Weekly) = (stand("BYMONTHDAY"), rule.frequency) {
        return fault(at, &["BYMONTHDAY cannot stand with FREQ=WEEKLY"]);
    }
    if let (Some(at), false) = (stand("BYDAY"), rule.nth_weekdays.is_empty()) {
        let most = match rule.frequency {
            Frequency::Daily | Frequency::Weekly => {
                return fault(at, &["BYDAY counts weekdays only with FREQ=MONTHLY or FREQ=YEARLY"]);
            }
            Frequency::Yearly if rule.months == 0 => 53,
            Frequency::Monthly | Frequency::Yearly => 5,
        };
        if rule.nth_weekdays.iter().any(|(nth, _)| nth.unsigned_abs() > most) {
            return fault(at, &["BYDAY counts further than the period is long"]);
        }
    }
    if let (Some(at), 0, 0, 0, 0, true) = (
        stand("BYSETPOS"),
        rule.months,
        rule.month_days,
        rule.month_days_from_end,
        rule.weekdays,
        rule.nth_weekdays.is_empty(),
    ) {
        return fault(at, &["BYSETPOS needs another BY part to choose from"]);
    }
    Ok(())
}

/// The values of a list with the byte each begins at. A missing value is one that no reader takes.
struct Values<'a> {
    at: usize,
    rest: Option<&'a str>,
}

impl<'a> Values<'a> {
    fn next(&mut self) -> Option<(usize, &'a str)> {
        let rest = self.rest?;
        let at = self.at;
        let (value, rest) = match rest.split_once(',') {
            Some((value, rest)) => (value, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        self.at += value.len() + 1;
        Some((at, value))
    }
}

fn read_frequency(at: usize, value: &str) -> Result<Frequency, Fault> {
    let known = [
        ("DAILY", Frequency::Daily),
        ("WEEKLY", Frequency::Weekly),
        ("MONTHLY", Frequency::Monthly),
        ("YEARLY", Frequency::Yearly),
    ];
    match known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(value)) {
        Some((_, frequency)) => Ok(frequency),
        None => fault(at, &["FREQ=", short(value), " is not supported"]),
    }
}

/// A plus sign is allowed and says nothing.
fn unsigned(value: &str) -> &str {
    value.strip_prefix('+').unwrap_or(value)
}

fn number(at: usize, name: &str, value: &str, most: u16) -> Result<u16, Fault> {
    let digits = !value.is_empty() && value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.bytes().fold(0_u16, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u16::from(digit.wrapping_sub(b'0')))
    });
    match digits && (1..=most).contains(&number) {
        true => Ok(number),
        false => fault(
            at,
            &[
                name,
                " is not a number from 1 to ",
                &most.to_string(),
                ": \"",
                short(value),
                "\"",
            ],
        ),
    }
}

/// `Weekday::parse` takes any two letters of any case, which is what RFC 5545 allows.
fn weekday(value: &str) -> Option<Weekday> {
    Weekday::parse(value)
}

/// `TU` is (0, Tuesday), `2TU` and `-1TU` are counted.
fn counted_weekday(value: &str) -> Option<(i8, Weekday)> {
    let split = value.len().checked_sub(2)?;
    let day = weekday(value.get(split..)?)?;
    let count = &value[..split];
    if count.is_empty() {
        return Some((0, day));
    }
    let (sign, digits) = match count.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, unsigned(count)),
    };
    let number = number(0, "", digits, 53).ok()?;
    Some((sign * number as i8, day))
}

/// `20270630`, `20270630T215900Z` or `20270630T235900`.
fn until(value: &str) -> Option<Until> {
    let bytes = value.as_bytes();
    let two = |at: usize| match bytes.get(at..at + 2)? {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(u16::from(tens - b'0') * 10 + u16::from(ones - b'0')),
        _ => None,
    };
    let date = Date::new(i32::from(two(0)? * 100 + two(2)?), two(4)? as u8, two(6)? as u8)?;
    if bytes.len() == 8 {
        return Some(Until::Day(date));
    }
    if bytes[8] != b'T' {
        return None;
    }
    let at = date.at(TimeOfDay::new(two(9)?, two(11)?)?);
    let seconds = two(13).filter(|seconds| *seconds < 60)?;
    match &bytes[15..] {
        [] => Some(Until::Local(at)),
        [b'Z' | b'z'] => Some(Until::Utc(Instant(at.minutes() * 60 + i64::from(seconds)))),
        _ => None,
    }
}
