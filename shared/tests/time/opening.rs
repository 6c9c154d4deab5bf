//! Opening hours against the crate `opening-hours`, and the texts that are refused.

use std::fmt::Write as _;
use std::sync::Arc;

use opening_hours::localization::Country;
use opening_hours::{Context, ContextHolidays, RuleKind};
use shared::model::{Network, Place};
use shared::time::{Calendar, LocalDateTime, OpeningHours, Reason, State, TimeOfDay, open_state};

use crate::support::{Chance, chrono_moment, day};

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Random hours of the supported syntax, written as people do.
pub(crate) fn hours(chance: &mut Chance) -> String {
    let mut text = String::new();
    let rules = 1 + chance.below(4);
    let mut fallback = false;
    for index in 0..rules {
        let mut bare = true;
        let additional = index > 0 && !fallback && chance.once_in(4);
        if index > 0 {
            // What follows "||" is laid over all before it: here only further fallbacks do.
            fallback |= !additional && chance.once_in(8);
            text.push_str(match additional {
                true => ", ",
                false if fallback => " || ",
                false => "; ",
            });
        }
        if !additional && chance.once_in(40) {
            text.push_str("24/7");
            continue;
        }
        let listed = chance.once_in(4) && dates(chance, &mut text);
        if !text.is_empty() && !text.ends_with(' ') {
            bare = false;
        }
        if additional || !chance.once_in(8) {
            if !bare {
                text.push(' ');
            }
            weekdays(chance, &mut text, listed);
            bare = false;
        }
        let off = chance.once_in(6);
        // A rule without times must say something else, or the list that follows it would be read into it.
        let times = !off || chance.once_in(2);
        if times || bare {
            if !bare {
                text.push(' ');
            }
            spans(chance, &mut text);
        }
        if off {
            text.push_str(chance.one_of(&[" off", " closed"]));
        } else if chance.once_in(10) {
            text.push_str(" open");
        }
        if chance.once_in(6) {
            text.push_str(chance.one_of(&[
                " \"su appuntamento\"",
                " \"solo telefono\"",
                " \"mediatrice araba\"",
                " \"è una prova\"",
            ]));
        }
    }
    text
}

/// Writes one or two ranges of dates; whether there are two.
fn dates(chance: &mut Chance, text: &mut String) -> bool {
    let parts = 1 + chance.below(2);
    for index in 0..parts {
        if index > 0 {
            text.push(',');
        }
        let (from, to) = (chance.below(12), chance.below(12));
        let (first, last) = (1 + chance.below(28), 1 + chance.below(28));
        let write = match chance.below(7) {
            0 => write!(text, "{}", MONTHS[from]),
            1 if from != to => write!(text, "{}-{}", MONTHS[from], MONTHS[to]),
            2 => write!(text, "{} {first:02}", MONTHS[from]),
            3 if from != to => write!(text, "{} {first:02}-{} {last:02}", MONTHS[from], MONTHS[to]),
            4 => write!(text, "{} {:02}-{:02}", MONTHS[from], first.min(last), first.max(last)),
            5 => {
                let year = 2025 + chance.below(3);
                let next = year + usize::from((to, last) < (from, first));
                write!(
                    text,
                    "{year} {} {first:02}-{next} {} {last:02}",
                    MONTHS[from], MONTHS[to]
                )
            }
            _ => write!(text, "{} {} {first:02}", 2025 + chance.below(3), MONTHS[from]),
        };
        write.expect("a String takes everything");
    }
    parts > 1
}

fn weekdays(chance: &mut Chance, text: &mut String, listed: bool) {
    let parts = 1 + chance.below(3);
    let holiday = chance.below(8);
    if holiday == 0 {
        text.push_str("PH");
    } else if holiday == 1 {
        text.push_str("SH");
    }
    for index in 0..parts {
        if holiday < 2 && chance.once_in(2) {
            return;
        }
        if index > 0 || holiday < 2 {
            text.push(',');
        }
        text.push_str(chance.one_of(&DAYS));
        match chance.below(5) {
            0 | 1 => {
                text.push('-');
                text.push_str(chance.one_of(&DAYS));
            }
            2 if !listed => {
                text.push_str(chance.one_of(&["[1]", "[-1]", "[2,4]", "[1,3]", "[-2]", "[5]", "[2-3]", "[1,-1]"]))
            }
            _ => {}
        }
    }
    if holiday == 2 {
        text.push_str(",PH");
    }
}

fn spans(chance: &mut Chance, text: &mut String) {
    let parts = 1 + chance.below(3);
    for index in 0..parts {
        if index > 0 {
            text.push(',');
        }
        let from = chance.below(96) * 15;
        let to = match chance.once_in(6) {
            true => chance.below(96 * 2) * 15,
            false => (from + 15 + chance.below(24) * 15).min(1_440),
        };
        write!(text, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60).expect("a String takes it");
    }
}

/// 4,200 hours, each at 25 moments of three years: 105,000 answers with their comments; of every
/// tenth also when it changes.
#[test]
fn random_hours_are_what_opening_hours_makes_of_them() {
    let mut chance = Chance(4);
    let italy = Country::IT.holidays();
    // Any list of days will do for school holidays; these are elsewhere's public ones.
    let school = Country::FR.holidays();
    let context = Context::default().with_holidays(ContextHolidays::new(
        Arc::new(italy.get_public().clone()),
        Arc::new(school.get_public().clone()),
    ));
    let network = network_with_holidays(|date| school.get_public().contains(crate::support::chrono_day(date)));
    let calendar = Calendar {
        network: Some(&network),
        ..Calendar::default()
    };
    let (mut answers, mut kinds) = (0, [0; 3]);
    for _ in 0..4_200 {
        let text = hours(&mut chance);
        let place = place(&text);
        let oracle = Oracle::new(&text, &context);
        for _ in 0..25 {
            let date = day("2025-01-01").saturating_add_days(chance.between(0, 1_094));
            let at = date.at(TimeOfDay::from_minutes(chance.below(1_440) as u16).expect("a minute of the day"));
            let (kind, comment) = oracle.state(at);
            let ours = open_state(&place, &calendar, at);
            let open = matches!(ours.state, State::Open | State::ByAppointment);
            assert_eq!(open, kind == RuleKind::Open, "{text} at {at}: {ours:?}");
            let ours_says = match &ours.reason {
                Reason::Note(note) | Reason::HolidayDoubt { note, .. } => note.as_str(),
                _ => "",
            };
            assert_eq!(ours_says, comment, "{text} at {at}");
            let by_appointment = comment.contains("appuntamento") || comment.contains("telefono");
            assert_eq!(
                ours.state == State::ByAppointment,
                open && by_appointment,
                "{text} at {at}"
            );
            if answers % 10 == 0 {
                check_changes(&text, &oracle, &ours, at);
            }
            answers += 1;
            kinds[ours.state as usize] += 1;
        }
    }
    assert_eq!(answers, 105_000);
    assert!(
        kinds.iter().all(|count| *count > 1_500),
        "every state is met: {kinds:?}"
    );
}

/// What the crate makes of the rules. It takes "||" by the day, we by the minute: each part is asked by itself, and what
/// stands behind "||" holds wherever nobody is there by what stands before.
struct Oracle(Vec<opening_hours::OpeningHours>);

impl Oracle {
    fn new(text: &str, context: &Context) -> Self {
        let parse = |part: &str| {
            let hours = part.parse::<opening_hours::OpeningHours>();
            hours
                .unwrap_or_else(|error| panic!("{text}: {error}"))
                .with_context(context.clone())
        };
        Self(text.split(" || ").map(parse).collect())
    }

    fn state(&self, at: LocalDateTime) -> (RuleKind, String) {
        let states = self.0.iter().map(|part| {
            let (kind, comment) = part.state(chrono_moment(at));
            (kind, comment.to_string())
        });
        let states: Vec<_> = states.collect();
        let open = states.iter().find(|(kind, _)| *kind == RuleKind::Open);
        let noted = states.iter().find(|(_, comment)| !comment.is_empty());
        open.or(noted).or(states.first()).cloned().expect("there is a part")
    }
}

/// `until` is where the oracle's state ends, `opens` where it opens again.
fn check_changes(text: &str, oracle: &Oracle, ours: &shared::time::OpenState, at: LocalDateTime) {
    let kind_at = |at: LocalDateTime| {
        let (kind, comment) = oracle.state(at);
        let waits = comment.contains("appuntamento") || comment.contains("telefono");
        match kind {
            RuleKind::Open if waits => State::ByAppointment,
            RuleKind::Open => State::Open,
            _ => State::Closed,
        }
    };
    if let Some(until) = ours.until {
        assert_eq!(
            kind_at(until.saturating_add_minutes(-1)),
            ours.state,
            "{text} at {at} until {until}"
        );
        assert_ne!(kind_at(until), ours.state, "{text} at {at} until {until}");
    }
    if let Some(opens) = ours.opens {
        assert_eq!(kind_at(opens), ours.opens_as, "{text} at {at} opens {opens}");
        assert!(opens > at, "{text} at {at} opens {opens}");
        if let (State::Closed, [oracle]) = (ours.state, &*oracle.0) {
            // The first change from closed that the oracle knows is ours.
            let mut moment = chrono_moment(at);
            while oracle.state(moment).0 != RuleKind::Open {
                moment = oracle
                    .next_change(moment)
                    .unwrap_or_else(|| panic!("{text} at {at} opens {opens}, the oracle never"));
            }
            assert_eq!(moment, chrono_moment(opens), "{text} at {at}");
        }
    }
}

fn place(hours: &str) -> Place {
    serde_json::from_value(serde_json::json!({
        "id": "p", "network": "n", "kind": "hub", "name": "P", "opening_hours": hours
    }))
    .unwrap_or_else(|error| panic!("{hours}: {error}"))
}

fn network_with_holidays(school: impl Fn(shared::time::Date) -> bool) -> Network {
    let mut periods = Vec::new();
    let mut date = day("2024-12-01");
    while date < day("2030-01-01") {
        if school(date) {
            periods.push(serde_json::json!({"from": date.to_string(), "to": date.to_string()}));
        }
        date = date.saturating_add_days(1);
    }
    serde_json::from_value(serde_json::json!({"id": "n", "name": "N", "school_holidays": periods})).expect("a network")
}

#[test]
fn what_is_not_supported_is_refused_with_its_column() {
    for (text, column) in [
        ("", 1),
        ("   ", 4),
        ("lunedì 9-12", 1),
        ("Mo 9.30-12.00", 5),
        ("Mo 09:00", 9),
        ("Mo 09:00-", 10),
        ("Mo 09:00+", 9),
        ("Mo 09:00-12:00+", 15),
        ("Mo 09:00-12:60", 10),
        ("Mo 24:00-25:00", 4),
        ("Mo 09:00-48:01", 10),
        ("Mo 09:00-12:00/30", 15),
        ("Mo sunrise-sunset", 4),
        ("week 1-10 Mo 09:00-12:00", 1),
        ("2026 week 10", 6),
        ("easter off", 1),
        ("Mo-Xx 09:00-12:00", 4),
        ("Mo[6] 09:00-12:00", 4),
        ("Mo[0] 09:00-12:00", 4),
        ("Mo[1 09:00-12:00", 5),
        ("Mo-Fr[1] 09:00-12:00", 6),
        ("Mo, We 09:00-12:00", 3),
        ("Jul, Aug Mo 09:00-12:00", 4),
        ("PH Mo 09:00-12:00", 4),
        ("Apr,Jun We[1] 09:00-12:00", 9),
        ("PH +1 day off", 4),
        ("Feb 30 off", 5),
        ("2027 Feb 29 off", 10),
        ("Jun 31 off", 5),
        ("2027 Jan 10-2026 Feb 01 off", 13),
        ("Dec 24-06 off", 8),
        ("Dec 24-2027 Jan 06 off", 1),
        ("Jul-Aug 15 off", 5),
        ("1899 off", 1),
        ("Mo unknown", 4),
        ("Mo 09:00-12:00 \"note", 16),
        ("Mo 09:00-12:00 \"\"", 16),
        ("Mo 09:00-12:00;;Tu 09:00-12:00", 16),
        ("Mo 09:00-12:00, ", 15),
        ("Mo 09:00-12:00 | Tu off", 16),
        ("sedè \"é\" Mo", 1),
        ("Mo 09:00-12:00 \"è\" \"é\"", 20),
    ] {
        let refusal = text.parse::<OpeningHours>().expect_err(text);
        assert_eq!(
            (refusal.code, refusal.column),
            ("bad-opening-hours", Some(column)),
            "{text}: {refusal}"
        );
    }
    let endless = "Mo 09:00-12:00;".repeat(100);
    assert!(endless.parse::<OpeningHours>().is_err());
}

#[test]
fn no_text_makes_the_reader_fall_over() {
    let mut chance = Chance(9);
    let pieces = [
        "Mo",
        "Tu-",
        "Fr[",
        "]",
        "-1",
        "PH",
        "SH",
        ",",
        ", ",
        ";",
        "||",
        " ",
        "09:00",
        "-",
        "12:00",
        "24/7",
        "off",
        "\"",
        "è",
        "Jan",
        "Dec 24",
        "2026",
        "week",
        "+",
        ":",
        "[1]",
        "99",
        "\u{1F600}",
        "\"a\"",
        "open",
    ];
    let mut read = 0;
    for _ in 0..100_000 {
        let count = 1 + chance.below(8);
        let text: String = (0..count).map(|_| chance.one_of(&pieces)).collect();
        match text.parse::<OpeningHours>() {
            Ok(hours) => {
                read += 1;
                assert_eq!(hours.as_str(), text);
            }
            Err(refusal) => {
                let column = refusal.column.expect("a column");
                assert!((1..=text.chars().count() + 1).contains(&column), "{text}: {refusal}");
            }
        }
    }
    assert!(read > 1_000, "some of it is hours: {read}");
}
