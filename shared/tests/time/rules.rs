//! Recurrence rules against the crate `rrule` and against a table made with python-dateutil.

use std::fmt::Write as _;

use chrono::{Datelike, TimeZone};
use rrule::{RRule, Tz, Unvalidated};
use shared::time::{Date, Rule, Start};

use crate::support::{Chance, chrono_day, chrono_moment, day};

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A random rule of the supported syntax without its end.
fn rule(chance: &mut Chance) -> String {
    let frequency = chance.one_of(&["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]);
    let mut text = ["FREQ=", frequency].concat();
    let mut chosen = false;
    if chance.once_in(2) {
        write!(text, ";INTERVAL={}", 1 + chance.below(5)).expect("a String takes it");
    }
    if chance.once_in(4) {
        list(chance, &mut text, "BYMONTH", |chance| {
            (1 + chance.below(12)).to_string()
        });
        chosen = true;
    }
    let counted = matches!(frequency, "MONTHLY" | "YEARLY") && chance.once_in(2);
    let in_year = frequency == "YEARLY" && !text.contains("BYMONTH");
    if frequency != "WEEKLY" && chance.once_in(3) {
        list(chance, &mut text, "BYMONTHDAY", |chance| match chance.once_in(3) {
            true => (-1 - chance.below(31) as i32).to_string(),
            false => (1 + chance.below(31)).to_string(),
        });
        chosen = true;
    }
    if chance.once_in(2) {
        list(chance, &mut text, "BYDAY", |chance| {
            let day = chance.one_of(&DAYS);
            let most = if in_year { 53 } else { 5 };
            match (counted, chance.once_in(2)) {
                (true, true) => [(1 + chance.below(most)).to_string().as_str(), day].concat(),
                // rrule refuses the fifth from the end of a month; the table has it.
                (true, false) => ["-", &(1 + chance.below(most - 1)).to_string(), day].concat(),
                (false, _) => day.to_owned(),
            }
        });
        chosen = true;
    }
    if chosen && chance.once_in(4) {
        list(chance, &mut text, "BYSETPOS", |chance| {
            let position = 1 + chance.below(if frequency == "YEARLY" { 30 } else { 6 });
            [if chance.once_in(2) { "-" } else { "" }, &position.to_string()].concat()
        });
    }
    if chance.once_in(3) {
        write!(text, ";WKST={}", chance.one_of(&DAYS)).expect("a String takes it");
    }
    text
}

fn list(chance: &mut Chance, text: &mut String, name: &str, value: impl Fn(&mut Chance) -> String) {
    let parts = 1 + chance.below(3);
    let values: Vec<String> = (0..parts).map(|_| value(chance)).collect();
    write!(text, ";{name}={}", values.join(",")).expect("a String takes it");
}

fn start(chance: &mut Chance) -> Start {
    format!(
        "{}T{:02}:{:02}",
        day("2020-01-01").saturating_add_days(chance.between(0, 3_000)),
        8 + chance.below(12),
        chance.below(4) * 15
    )
    .parse()
    .expect("a start")
}

/// 100,000 rules with an end, by date or by number: at most their first twelve dates.
#[test]
fn random_rules_give_the_dates_of_rrule() {
    let mut chance = Chance(1);
    let (mut rules, mut dates) = (0, 0);
    while rules < 100_000 {
        let start = start(&mut chance);
        let mut text = rule(&mut chance);
        let years = if text.starts_with("FREQ=YEARLY") { 12 } else { 3 };
        let last = start.date.saturating_add_days(chance.between(0, 365 * years));
        let (year, month, number) = last.civil();
        let open: Rule = text.parse().unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        // rrule walks to the year 10,000 for a rule that never comes to its number.
        let seen = open
            .dates(start, start.date)
            .take_while(|date| *date <= last)
            .take(12)
            .count();
        if chance.once_in(3) && seen > 0 {
            write!(text, ";COUNT={}", 1 + chance.below(seen)).expect("a String takes it");
        } else {
            write!(
                text,
                ";UNTIL={year:04}{month:02}{number:02}T{:02}0000Z",
                8 + chance.below(12)
            )
            .expect("it takes it");
        }
        let time = start.time.expect("these have a time");
        let begin = Tz::UTC.from_utc_datetime(&chrono_moment(start.date.at(time)));
        let oracle = match text.parse::<RRule<Unvalidated>>().and_then(|rule| rule.build(begin)) {
            Ok(oracle) => oracle,
            Err(error) => {
                // An end before the start; ours says so at the check of the schedule.
                assert!(last <= start.date, "{text} from {start}: {error}");
                continue;
            }
        };
        let horizon = start.date.saturating_add_days(366 * 40);
        let barren = open.dates(start, start.date).next().is_none_or(|date| date > horizon);
        if barren && !chance.once_in(100) {
            // rrule looks for the first date of such a rule up to the year 10,000: one in a hundred is enough.
            continue;
        }
        // Rome's clock against UTC's would shift the end: both are read as the wall's here.
        let local = text.replace("0000Z", "0000");
        let ours: Rule = local.parse().unwrap_or_else(|refusal| panic!("{local}: {refusal}"));
        let mine: Vec<Date> = ours.dates(start, start.date).take(12).collect();
        let oracle = if barren { oracle.limit() } else { oracle };
        let theirs: Vec<Date> = oracle
            .into_iter()
            .take(12)
            .map(|at| Date::new(at.year(), at.month() as u8, at.day() as u8).expect("a day of this century"))
            .collect();
        assert_eq!(mine, theirs, "{text} from {start}");
        rules += 1;
        dates += mine.len();
    }
    assert!(dates > 500_000, "enough of them have dates: {dates}");
}

/// A walk that begins in the middle gives what a walk from the start gives from there on.
#[test]
fn any_window_shows_the_same_dates() {
    let mut chance = Chance(2);
    for _ in 0..20_000 {
        let start = start(&mut chance);
        let mut text = rule(&mut chance);
        if chance.once_in(4) {
            write!(text, ";COUNT={}", 1 + chance.below(60)).expect("a String takes it");
        }
        let rule: Rule = text.parse().unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let from = start.date.saturating_add_days(chance.between(-100, 1_500));
        let to = from.saturating_add_days(chance.between(0, 400));
        let whole: Vec<Date> = rule
            .dates(start, start.date)
            .take_while(|date| *date <= to)
            .filter(|date| *date >= from)
            .collect();
        let window: Vec<Date> = rule.dates(start, from).take_while(|date| *date <= to).collect();
        assert_eq!(window, whole, "{text} from {start}, window {from} to {to}");
    }
}

/// UNTIL in UTC ends on Rome's clock: rrule with the zone of Rome.
#[test]
fn days_are_found_together_as_one_by_one() {
    let mut chance = Chance(17);
    for _ in 0..300 {
        let text = rule(&mut chance);
        let Ok(rule) = text.parse::<Rule>() else { continue };
        let start = start(&mut chance);
        let mut days: Vec<Date> = (0..chance.below(60))
            .map(|_| start.date.saturating_add_days(chance.below(900) as i32 - 50))
            .collect();
        days.sort();
        days.dedup();
        let one_by_one: Vec<Date> = days.iter().copied().filter(|day| rule.falls_on(start, *day)).collect();
        assert_eq!(rule.among(start, &days), one_by_one, "{text} from {start:?}");
    }
}

#[test]
fn an_end_in_utc_is_read_on_romes_clock() {
    let mut chance = Chance(3);
    for _ in 0..2_000 {
        let start = start(&mut chance);
        let last = start.date.saturating_add_days(chance.between(1, 400));
        let (year, month, number) = last.civil();
        let text = format!(
            "FREQ=DAILY;INTERVAL={};UNTIL={year:04}{month:02}{number:02}T{:02}{:02}00Z",
            1 + chance.below(3),
            6 + chance.below(14),
            chance.below(4) * 15
        );
        let time = start.time.expect("these have a time");
        let begin = Tz::Europe__Rome
            .from_local_datetime(&chrono_moment(start.date.at(time)))
            .single()
            .expect("no clock changes by day");
        let oracle = text
            .parse::<RRule<Unvalidated>>()
            .and_then(|rule| rule.build(begin))
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let rule: Rule = text.parse().unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let mine: Vec<_> = rule.dates(start, start.date).map(chrono_day).collect();
        let theirs: Vec<_> = oracle.into_iter().map(|at| at.date_naive()).collect();
        assert_eq!(mine, theirs, "{text} from {start}");
    }
}

#[test]
fn plain_and_counted_weekdays_together_mean_either() {
    // RFC 5545 says so; rrule and python-dateutil ask for both at once and find nothing.
    let rule: Rule = "FREQ=MONTHLY;BYDAY=MO,1TU".parse().expect("a rule");
    let start: Start = "2026-11-01T10:00".parse().expect("a start");
    let dates: Vec<String> = rule
        .dates(start, start.date)
        .take(6)
        .map(|date| date.to_string())
        .collect();
    assert_eq!(
        dates,
        [
            "2026-11-02",
            "2026-11-03",
            "2026-11-09",
            "2026-11-16",
            "2026-11-23",
            "2026-11-30"
        ]
    );
}

#[test]
fn what_is_not_supported_is_refused_by_its_name() {
    for (text, column, named) in [
        ("", 1, "NAME=VALUE"),
        ("WEEKLY", 1, "WEEKLY"),
        ("INTERVAL=2", 1, "FREQ"),
        ("FREQ=SECONDLY", 6, "SECONDLY"),
        ("FREQ=MINUTELY;INTERVAL=5", 6, "MINUTELY"),
        ("FREQ=HOURLY", 6, "HOURLY"),
        ("FREQ=WEEKLY;BYHOUR=9", 13, "BYHOUR"),
        ("FREQ=YEARLY;BYWEEKNO=20", 13, "BYWEEKNO"),
        ("FREQ=YEARLY;BYYEARDAY=1", 13, "BYYEARDAY"),
        ("FREQ=WEEKLY;RSCALE=GREGORIAN", 13, "RSCALE"),
        ("RRULE:FREQ=WEEKLY", 1, "RRULE:FREQ"),
        ("FREQ=WEEKLY;BYDAY=TU;BYDAY=WE", 22, "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=LU", 19, "LU"),
        ("FREQ=WEEKLY;BYDAY=MO,,TU", 22, "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", 13, "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=6MO", 14, "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", 20, "0MO"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", 13, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", 25, "32"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", 25, "0"),
        ("FREQ=YEARLY;BYMONTH=13", 21, "13"),
        ("FREQ=MONTHLY;BYSETPOS=1", 14, "BYSETPOS"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", 32, "0"),
        ("FREQ=DAILY;COUNT=1001", 18, "COUNT"),
        ("FREQ=DAILY;COUNT=0", 18, "COUNT"),
        ("FREQ=DAILY;COUNT=99999999999", 18, "COUNT"),
        ("FREQ=DAILY;INTERVAL=0", 21, "INTERVAL"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", 12, "UNTIL"),
        ("FREQ=DAILY;UNTIL=2027-01-01", 18, "UNTIL"),
        ("FREQ=DAILY;UNTIL=20270229", 18, "UNTIL"),
        ("FREQ=DAILY;UNTIL=20270101T250000Z", 18, "UNTIL"),
        ("FREQ=DAILY;WKST=XX", 17, "WKST"),
        ("FREQ=DAILY;", 0, ""),
    ] {
        match text.parse::<Rule>() {
            Ok(_) => assert_eq!(column, 0, "{text} is taken"),
            Err(refusal) => {
                assert_eq!(
                    (refusal.code, refusal.column),
                    ("bad-rrule", Some(column)),
                    "{text}: {refusal}"
                );
                assert!(refusal.reason.contains(named), "{text}: {refusal}");
            }
        }
    }
}

#[test]
fn no_rule_hangs() {
    let start: Start = "1900-01-01T10:00".parse().expect("a start");
    for text in [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000",
        "FREQ=DAILY;INTERVAL=1000;BYMONTH=1;BYMONTHDAY=1;BYDAY=MO;COUNT=1000",
        "FREQ=YEARLY;INTERVAL=1000",
        "FREQ=WEEKLY;INTERVAL=1000;BYDAY=MO,TU,WE;BYSETPOS=5",
    ] {
        let rule: Rule = text.parse().unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let count = rule.dates(start, start.date).count();
        assert!(count <= 1_000, "{text}: {count}");
        assert_eq!(rule.dates(start, day("2199-01-01")).count(), 0, "{text}");
    }
}

/// Written by tests/oracles/rules.py.
#[test]
fn the_table_of_python_dateutil_holds() {
    let table = include_str!("../oracles/rules.txt");
    let mut rules = 0;
    for line in table.lines() {
        let mut fields = line.split(' ');
        let mut field = || fields.next().expect("three fields");
        let (start, text, expected) = (field(), field(), field());
        let start: Start = start.parse().expect("a start");
        let rule: Rule = text.parse().unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let mut dates = String::new();
        for date in rule
            .dates(start, start.date)
            .take_while(|date| date.year() < 2040)
            .take(8)
        {
            let (year, month, number) = date.civil();
            let comma = if dates.is_empty() { "" } else { "," };
            write!(dates, "{comma}{year:04}{month:02}{number:02}").expect("a String takes it");
        }
        let expected = if expected == "-" { "" } else { expected };
        assert_eq!(dates, expected, "{text} from {start}");
        rules += 1;
    }
    assert_eq!(rules, 1_500);
}
