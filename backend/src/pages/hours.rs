//! Open or closed in words, always with the reason, and the week table of a place.

use shared::model::{Desk, Place};
use shared::time::open_state::desk_state;
use shared::time::{Calendar, Date, LocalDateTime, OpenState, Reason, State, TimeOfDay, open_state, words};

use super::Context;
use super::page::{HoursRow, StateLine};
use super::words::full_day;

/// The state of a place now.
pub(super) fn state_line(context: &Context<'_>, place: &Place) -> StateLine {
    let state = open_state(place, &Calendar::of_place(context.data, place), context.now);
    StateLine {
        code: state.state.code(),
        words: in_words(&state, place, context.now),
    }
}

/// What stands where nobody knows the hours of a place.
pub(super) fn unknown_words(place: &Place) -> &'static str {
    match place.phone.is_empty() {
        true => "Orari non noti",
        false => "Orari non noti: chiama",
    }
}

/// The state in words, with its reason and what comes next.
pub(super) fn in_words(state: &OpenState, place: &Place, now: LocalDateTime) -> String {
    let until = state.until.map(|until| moment(until, now));
    let mut words = match (state.state, until) {
        (State::Unknown, _) => unknown_words(place).to_owned(),
        (State::Open, Some(until)) if state.closing_soon => format!("Chiude tra poco, {until}"),
        (State::Open, Some(until)) => format!("Aperto fino {until}"),
        (State::Open, None) => "Aperto".to_owned(),
        (State::ByAppointment, Some(until)) => format!("Su appuntamento fino {until}"),
        (State::ByAppointment, None) => "Su appuntamento".to_owned(),
        (State::Closed, _) => "Chiuso".to_owned(),
    };
    let reason = reason(&state.reason).filter(|_| state.state != State::Unknown);
    if let Some(reason) = reason {
        words.push_str(": ");
        words.push_str(&reason);
    }
    if let Some(opens) = state.opens {
        let when = moment(opens, now);
        words.push_str(&match state.opens_as {
            State::ByAppointment => format!(". Su appuntamento {when}"),
            State::Open | State::Closed | State::Unknown => format!(". Apre {when}"),
        });
        if let Some(holiday) = &state.opens_doubt {
            words.push_str(&format!(" (è festa: {holiday}, chiama prima)"));
        }
    }
    words
}

/// "alle 18:30", "domani alle 09:30", "lunedì alle 09:30", "martedì 24 novembre alle 09:30".
pub(super) fn moment(at: LocalDateTime, now: LocalDateTime) -> String {
    match at.date.days() - now.date.days() {
        0 => format!("alle {}", at.time),
        1 => format!("domani alle {}", at.time),
        2..=6 => format!("{} alle {}", words::weekday(at.date.weekday()), at.time),
        _ => format!("{} alle {}", words::day(at.date), at.time),
    }
}

/// Why, unless it goes without saying.
fn reason(reason: &Reason) -> Option<String> {
    Some(match reason {
        Reason::Hours { .. } | Reason::OutsideHours | Reason::UnknownHours => return None,
        Reason::Note(note) => note.clone(),
        Reason::DayOff => "oggi non apre".to_owned(),
        Reason::Holiday(name) => name.clone(),
        Reason::HolidayHours(name) => format!("orario dei festivi, {name}"),
        Reason::HolidayDoubt { holiday, .. } => format!("è festa ({holiday}), chiama prima di andare"),
        Reason::SchoolDoubt => "l’orario cambia nelle vacanze scolastiche, chiama prima di andare".to_owned(),
        Reason::Closure { reason, to } => {
            let until = match to {
                Some(to) => format!("fino al {}", full_day(*to)),
                None => "fino a nuovo avviso".to_owned(),
            };
            match reason.as_str() {
                "" => until,
                reason => format!("{reason}, {until}"),
            }
        }
        Reason::Planned => "Sede annunciata, non ancora aperta".to_owned(),
        Reason::MovedAway => "Questa sede si è trasferita".to_owned(),
        Reason::ClosedForGood => "Questa sede ha chiuso".to_owned(),
        Reason::Desk { name, reason: desk } => match self::reason(desk) {
            Some(reason) => format!("{name}, {reason}"),
            None => name.clone(),
        },
    })
}

/// The seven days from today, each with its spans or why it is closed: of a place, or of one of its desks.
pub(super) fn week(context: &Context<'_>, place: &Place, desk: Option<&Desk>) -> Vec<HoursRow> {
    let calendar = Calendar::of_place(context.data, place);
    let state = |at| match desk {
        Some(desk) => desk_state(place, desk, &calendar, at),
        None => open_state(place, &calendar, at),
    };
    let today = context.now.date;
    let row = |date: Date| HoursRow {
        day: words::weekday(date.weekday()),
        spans: day_words(&state, date),
        today: date == today,
    };
    today.days_on(7).map(row).collect()
}

/// Walks through a day from state to state: every rule that decides "open now" decides the table too.
fn day_words(state: &dyn Fn(LocalDateTime) -> OpenState, date: Date) -> String {
    let end = date.at(TimeOfDay::MIDNIGHT).saturating_add_minutes(1_440);
    let mut at = date.at(TimeOfDay::MIDNIGHT);
    let mut spans: Vec<String> = Vec::new();
    let mut why = None;
    // A day has fewer changes than this; the bound is against going round in circles.
    for _ in 0..24 {
        let state = state(at);
        let next = match state.state {
            State::Open | State::ByAppointment => {
                let until = state.until.unwrap_or(end).min(end);
                spans.push(span(&state, at, until, end));
                if let Reason::HolidayDoubt { .. } = &state.reason {
                    why = reason(&state.reason);
                }
                until
            }
            State::Unknown => return "Orari non noti".to_owned(),
            State::Closed => {
                if spans.is_empty() && why.is_none() && !matches!(state.reason, Reason::DayOff | Reason::OutsideHours) {
                    why = reason(&state.reason);
                }
                match state.opens {
                    Some(opens) if opens < end => opens,
                    _ => break,
                }
            }
        };
        if next >= end || next <= at {
            break;
        }
        at = next;
    }
    let words = match spans.is_empty() {
        true => "chiuso".to_owned(),
        false => spans.join(", "),
    };
    match why {
        Some(why) => format!("{words}: {why}"),
        None => words,
    }
}

fn span(state: &OpenState, from: LocalDateTime, until: LocalDateTime, end: LocalDateTime) -> String {
    let span = match until == end && from.time.minutes() == 0 {
        true => "tutto il giorno".to_owned(),
        false => words::span(from.time, until.time),
    };
    match (&state.reason, state.state) {
        (Reason::Note(note), _) => format!("{span} ({note})"),
        (_, State::ByAppointment) => format!("{span} (su appuntamento)"),
        _ => span,
    }
}
