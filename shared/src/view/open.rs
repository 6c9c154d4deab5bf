//! Whether a place is open, in words, always with the reason.

use crate::model::{Desk, Place};
use crate::time::open_state::desk_state;
use crate::time::{Calendar, Date, LocalDateTime, OpenState, Reason, State, open_state};

use super::Context;
use super::page::{self, HoursRow};
use crate::i18n::Word;

/// The state of a place now.
#[must_use]
pub fn state_now(context: &Context<'_>, place: &Place) -> page::OpenState {
    let calendar = Calendar::of_place(context.data, place);
    let state = open_state(place, &calendar, context.now);
    page::OpenState {
        code: state.state.code(),
        words: in_words(&state, place, context),
    }
}

/// A state at the context's moment, in words.
#[must_use]
pub fn in_words(state: &OpenState, place: &Place, context: &Context<'_>) -> String {
    let until = state.until.map(|until| moment(context, until));
    let (head, tells_reason) = match (state.state, until) {
        (State::Unknown, _) if place.phone.is_empty() => (context.words.text(Word::HoursUnknown).to_owned(), false),
        (State::Unknown, _) => (context.words.text(Word::HoursUnknownCall).to_owned(), false),
        (State::Open, Some(until)) if state.closing_soon => (context.words.filled(Word::ClosesSoon, &[&until]), true),
        (State::Open, Some(until)) => (context.words.filled(Word::OpenUntil, &[&until]), true),
        (State::Open, None) => (context.words.text(Word::Open).to_owned(), true),
        (State::ByAppointment, Some(until)) => (context.words.filled(Word::AppointmentUntil, &[&until]), true),
        (State::ByAppointment, None) => (context.words.text(Word::ByAppointment).to_owned(), true),
        (State::Closed, _) => (context.words.text(Word::ClosedNow).to_owned(), true),
    };
    let mut words = head;
    if tells_reason && let Some(reason) = reason(context, &state.reason) {
        words.push_str(": ");
        words.push_str(&reason);
    }
    if let Some(opens) = state.opens {
        let next = match state.opens_as {
            State::ByAppointment => Word::OpensByAppointment,
            State::Open | State::Closed | State::Unknown => Word::Opens,
        };
        words.push_str(". ");
        words.push_str(&context.words.filled(next, &[&moment(context, opens)]));
        if let Some(holiday) = &state.opens_doubt {
            words.push(' ');
            words.push_str(&context.words.filled(Word::OpensDoubt, &[holiday]));
        }
    }
    words
}

/// "alle 18:30", "domani alle 9:30", "lunedì alle 9:30", "il 24 novembre 2026 alle 9:30".
#[must_use]
pub fn moment(context: &Context<'_>, at: LocalDateTime) -> String {
    let time = context.words.filled(Word::AtTime, &[&at.time.to_string()]);
    let day = match at.date.days() - context.now.date.days() {
        0 => return time,
        1 => context.words.text(Word::Tomorrow).to_owned(),
        2..=6 => context.words.weekday(at.date.weekday()).to_owned(),
        _ => context.words.day(at.date),
    };
    [day.as_str(), " ", &time].concat()
}

/// Why, unless it goes without saying.
fn reason(context: &Context<'_>, reason: &Reason) -> Option<String> {
    Some(match reason {
        Reason::Hours { .. } | Reason::OutsideHours | Reason::UnknownHours => return None,
        Reason::Note(note) => note.clone(),
        Reason::DayOff => context.words.text(Word::NotToday).to_owned(),
        Reason::Holiday(name) => name.clone(),
        Reason::HolidayHours(name) => context.words.filled(Word::HolidayHours, &[name]),
        Reason::HolidayDoubt { holiday, .. } => context.words.filled(Word::HolidayDoubt, &[holiday]),
        Reason::SchoolDoubt => context.words.text(Word::SchoolDoubt).to_owned(),
        Reason::Closure { reason, to } => {
            let until = match to {
                Some(to) => context.words.filled(Word::UntilDay, &[&context.words.full_day(*to)]),
                None => context.text(Word::UntilFurtherNotice).to_owned(),
            };
            match reason.is_empty() {
                true => until,
                false => [reason.as_str(), ", ", &until].concat(),
            }
        }
        Reason::Planned => context.words.text(Word::StatusPlanned).to_owned(),
        Reason::MovedAway => context.words.text(Word::StatusMoved).to_owned(),
        Reason::ClosedForGood => context.words.text(Word::StatusClosed).to_owned(),
        Reason::Desk { name, reason: desk } => match self::reason(context, desk) {
            Some(reason) => [name.as_str(), ", ", &reason].concat(),
            None => name.clone(),
        },
    })
}

/// The seven days from today, each with its spans or why it is closed: of a place, or of one of its desks.
#[must_use]
pub fn week(context: &Context<'_>, place: &Place, desk: Option<&Desk>) -> Vec<HoursRow> {
    let calendar = Calendar::of_place(context.data, place);
    let state = |at| match desk {
        Some(desk) => desk_state(place, desk, &calendar, at),
        None => open_state(place, &calendar, at),
    };
    let today = context.now.date;
    let row = |date: Date| HoursRow {
        date,
        day: context.words.weekday(date.weekday()).to_owned(),
        spans: day_words(context, &state, date),
        today: date == today,
    };
    today.days_on(7).map(row).collect()
}

/// Walks through a day from state to state: every rule that decides "open now" decides the table too.
fn day_words(context: &Context<'_>, state: &dyn Fn(LocalDateTime) -> OpenState, date: Date) -> String {
    let end = date.at(crate::time::TimeOfDay::MIDNIGHT).saturating_add_minutes(1_440);
    let mut at = date.at(crate::time::TimeOfDay::MIDNIGHT);
    let mut spans: Vec<String> = Vec::new();
    let mut why = None;
    // A day has fewer changes than this; the bound is against going round in circles.
    for _ in 0..24 {
        let state = state(at);
        let next = match state.state {
            State::Open | State::ByAppointment => {
                let until = state.until.unwrap_or(end).min(end);
                let mut span = match until == end && at.time.minutes() == 0 {
                    true => context.words.text(Word::AllDay).to_owned(),
                    false => crate::time::words::span(at.time, until.time),
                };
                let note = match (&state.reason, state.state) {
                    (Reason::Note(note), _) => Some(note.as_str()),
                    (_, State::ByAppointment) => Some(context.words.text(Word::ByAppointmentShort)),
                    _ => None,
                };
                if let Some(note) = note {
                    span.push_str(" (");
                    span.push_str(note);
                    span.push(')');
                }
                if let Reason::HolidayDoubt { holiday, .. } = &state.reason {
                    why = Some(context.words.filled(Word::HolidayDoubt, &[holiday]));
                }
                spans.push(span);
                until
            }
            State::Unknown => return context.words.text(Word::HoursUnknown).to_owned(),
            State::Closed => {
                if spans.is_empty() {
                    why = why.or_else(|| match &state.reason {
                        Reason::DayOff | Reason::OutsideHours => None,
                        other => reason(context, other),
                    });
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
    let mut words = match spans.is_empty() {
        true => context.words.text(Word::ClosedDay).to_owned(),
        false => spans.join(", "),
    };
    if let Some(why) = why {
        words.push_str(": ");
        words.push_str(&why);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    const DATA: &str = r#"{
        "networks": [{"id": "n", "name": "Rete"}],
        "places": [
            {"id": "a", "network": "n", "kind": "hub", "name": "A", "phone": ["0372 1234"],
             "address": {"comune": "019036"},
             "opening_hours": "Mo 15:30-18:30; Th 10:00-13:00; PH off",
             "closures": [{"from": "2026-12-28", "to": "2026-12-31", "reason": "ferie"}]},
            {"id": "b", "network": "n", "kind": "spoke", "name": "B", "phone": ["0372 1234"]},
            {"id": "c", "network": "n", "kind": "spoke", "name": "C"}
        ],
        "comuni": [{"code": "019036", "name": "Cremona", "province": "CR", "lat": 45.13, "lon": 10.02,
                    "patron": {"month": 11, "day": 13, "name": "Sant'Omobono"}}]
    }"#;

    fn told(place: &str, at: &str) -> (&'static str, String) {
        let page = Fixture::new(DATA);
        let context = page.at(at);
        let place = page.data.place(&place.parse().expect("an id")).expect("it is there");
        let state = state_now(&context, place);
        (state.code, state.words)
    }

    #[test]
    fn a_state_is_told_with_its_reason_and_what_comes_next() {
        for (at, code, words) in [
            ("2026-11-23T16:00", "open", "Aperto fino alle 18:30"),
            ("2026-11-23T18:10", "open", "Chiude tra poco, alle 18:30"),
            ("2026-11-23T19:00", "closed", "Chiuso. Apre giovedì alle 10:00"),
            (
                "2026-12-30T10:30",
                "closed",
                "Chiuso: ferie, fino al 31 dicembre 2026. Apre lunedì alle 15:30",
            ),
        ] {
            assert_eq!(told("a", at), (code, words.to_owned()));
        }
    }

    #[test]
    fn unknown_hours_are_never_closed() {
        assert_eq!(
            told("b", "2026-11-23T16:00"),
            ("unknown", "Orari non noti: chiama".to_owned())
        );
        assert_eq!(told("c", "2026-11-23T16:00"), ("unknown", "Orari non noti".to_owned()));
    }

    #[test]
    fn the_week_begins_today_and_knows_the_patron() {
        let page = Fixture::new(DATA);
        let context = page.at("2026-11-09T12:00");
        let place = page.data.place(&"a".parse().expect("an id")).expect("it is there");
        let rows = week(&context, place, None);
        let spans: Vec<&str> = rows.iter().map(|row| row.spans.as_str()).collect();
        assert_eq!(spans[0], "15:30–18:30");
        assert_eq!(spans[1], "chiuso");
        assert_eq!(spans[3], "10:00–13:00");
        assert_eq!(spans[4], "chiuso: Sant'Omobono, patrono");
        assert!(rows[0].today && !rows[1].today);
    }
}
