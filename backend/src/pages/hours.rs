//! Open or closed in words, and the week table of a place.

use shared::model::{Dataset, Place};
use shared::time::{Calendar, LocalDateTime, OpenState, Reason, State, TimeOfDay, open_state, words};

use super::page::{HoursRow, StateLine};

/// Minutes of a day.
const DAY: i64 = 1_440;
/// More stretches than a day can sensibly have: the table stops there whatever the hours say.
const STRETCHES: usize = 24;

/// The state of a place now, in words with its reason.
pub(super) fn state_line(data: &Dataset, place: &Place, now: LocalDateTime) -> StateLine {
    let state = open_state(place, &Calendar::of_place(data, place), now);
    StateLine {
        code: state.state.code(),
        words: in_words(&state, now, !place.phone.is_empty()),
    }
}

fn in_words(state: &OpenState, now: LocalDateTime, has_phone: bool) -> String {
    let until = state.until.map(|until| until_words(until, now));
    match (state.state, &state.reason) {
        (State::Unknown, _) if has_phone => "Orari non noti: chiama".to_owned(),
        (State::Unknown, _) => "Orari non noti".to_owned(),
        (State::Open, Reason::HolidayDoubt { .. }) => format!("Forse aperto: {}", state.reason.text()),
        (State::Open, _) => match until {
            Some(until) if state.closing_soon => format!("Chiude {until}"),
            Some(until) => format!("Aperto fino {until}"),
            None => "Aperto".to_owned(),
        },
        (State::ByAppointment, _) => match until {
            Some(until) => format!("Su appuntamento, fino {until}"),
            None => "Su appuntamento".to_owned(),
        },
        (State::Closed, Reason::Planned) => "Non ancora aperto".to_owned(),
        (State::Closed, Reason::MovedAway) => "Si è trasferito".to_owned(),
        (State::Closed, Reason::ClosedForGood) => "Chiuso definitivamente".to_owned(),
        (State::Closed, reason) => match state.opens {
            Some(opens) => format!("Chiuso: {}. Apre {}", reason.text(), opens_words(opens, now)),
            None => format!("Chiuso: {}", reason.text()),
        },
    }
}

/// `alle 18:30`, `a domani, 02:00`.
fn until_words(at: LocalDateTime, now: LocalDateTime) -> String {
    match at.date.days() - now.date.days() {
        ..=0 => format!("alle {}", at.time),
        1 if at.time == TimeOfDay::MIDNIGHT => "a mezzanotte".to_owned(),
        1 => format!("a domani, {}", at.time),
        _ => format!("a {}, {}", words::weekday(at.date.weekday()), at.time),
    }
}

/// `alle 15:00`, `domani alle 09:00`, `lunedì alle 09:00`, `lunedì 31 agosto alle 09:00`.
fn opens_words(at: LocalDateTime, now: LocalDateTime) -> String {
    let day = match at.date.days() - now.date.days() {
        ..=0 => String::new(),
        1 => "domani ".to_owned(),
        2..=6 => format!("{} ", words::weekday(at.date.weekday())),
        _ => format!("{} ", words::day(at.date)),
    };
    format!("{day}alle {}", at.time)
}

/// The coming seven days of a place with their spans, closures and holidays; none where no hours are known.
pub(super) fn week(data: &Dataset, place: &Place, now: LocalDateTime) -> Vec<HoursRow> {
    let desks = place.desks.iter().any(|desk| desk.opening_hours.is_some());
    if place.opening_hours.is_none() && !desks {
        return Vec::new();
    }
    let calendar = Calendar::of_place(data, place);
    (0..7)
        .map(|ahead| {
            let date = now.date.add_days(ahead);
            HoursRow {
                day: words::weekday(date.weekday()),
                spans: day_in_words(place, &calendar, date.at(TimeOfDay::MIDNIGHT)),
                today: ahead == 0,
            }
        })
        .collect()
}

fn day_in_words(place: &Place, calendar: &Calendar<'_>, midnight: LocalDateTime) -> String {
    let end = midnight.add_minutes(DAY);
    let mut spans = Vec::new();
    let mut closed = String::new();
    let mut at = midnight;
    for _ in 0..STRETCHES {
        let state = open_state(place, calendar, at);
        let next = match state.state {
            State::Open | State::ByAppointment => {
                let until = state.until.map_or(end, |until| until.min(end));
                let note = if state.state == State::ByAppointment {
                    " su appuntamento"
                } else {
                    ""
                };
                spans.push(format!("{}{note}", span(at, until, midnight)));
                until
            }
            State::Closed | State::Unknown => {
                if spans.is_empty() {
                    closed = state.reason.text();
                }
                state.opens.unwrap_or(end)
            }
        };
        if next <= at || next >= end {
            break;
        }
        at = next;
    }
    match spans.is_empty() {
        true if closed.is_empty() || closed == "oggi non apre" => "chiuso".to_owned(),
        true => format!("chiuso: {closed}"),
        false => spans.join(", "),
    }
}

fn span(from: LocalDateTime, to: LocalDateTime, midnight: LocalDateTime) -> String {
    match to.minutes() - midnight.minutes() {
        DAY if from == midnight => "tutto il giorno".to_owned(),
        DAY => format!("{}–24:00", from.time),
        _ => words::span(from.time, to.time),
    }
}
