//! Whether a place is open, in words, always with the reason.

use crate::model::{Desk, Place};
use crate::time::open_state::desk_state;
use crate::time::{Calendar, Date, LocalDateTime, OpenState, Reason, State, open_state};

use super::page::{self, HoursRow};
use super::{Context, dates};
use crate::i18n::Word;
use crate::reach;

/// The state of a place now, by its own hours; a desk at which somebody is while the place is not open is told by name.
#[must_use]
pub fn state_now(context: &Context<'_>, place: &Place) -> page::OpenState {
    let calendar = Calendar::of_place(context.data, place);
    let state = open_state(place, &calendar, context.now);
    let words = in_words(&state, place, context);
    let desk = desk_now(context, place, &calendar).filter(|_| state.state != State::Open);
    page::OpenState {
        code: state.state.code(),
        words: match desk {
            Some(desk) => context.words.and_then(&words, &desk),
            None => words,
        },
    }
}

/// "Sportello over 60: su appuntamento fino alle 18:30", of a desk that is open now, else of one by appointment.
fn desk_now(context: &Context<'_>, place: &Place, calendar: &Calendar<'_>) -> Option<String> {
    let states = place
        .desks
        .iter()
        .map(|desk| (desk, desk_state(place, desk, calendar, context.now)));
    let there = states.filter(|(_, state)| matches!(state.state, State::Open | State::ByAppointment));
    let (desk, state) = there.min_by_key(|(_, state)| state.state != State::Open)?;
    let mut words = in_words(&state, place, context);
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Some([desk.name.as_str(), ": ", &words].concat())
}

/// A state at the context's moment, in words.
#[must_use]
pub fn in_words(state: &OpenState, place: &Place, context: &Context<'_>) -> String {
    let can_call = reach::can_call(context.data, place);
    // By appointment until it opens, or for whole days, has no end worth telling.
    let told = |until: &LocalDateTime| {
        state.state == State::Open || !(until.time.minutes() == 0 || state.opens == Some(*until))
    };
    let until = state.until.filter(told).map(|until| moment(context, until));
    let (head, tells_reason) = match (state.state, until) {
        (State::Unknown, _) if !can_call => (context.words.text(Word::HoursUnknown).to_owned(), false),
        (State::Unknown, _) => (context.words.text(Word::HoursUnknownCall).to_owned(), false),
        (State::Open, Some(until)) if state.closing_soon => (context.words.filled(Word::ClosesSoon, &[&until]), true),
        (State::Open, Some(until)) => (context.words.filled(Word::OpenUntil, &[&until]), true),
        (State::Open, None) => (context.words.text(Word::Open).to_owned(), true),
        (State::ByAppointment, Some(until)) => (context.words.filled(Word::AppointmentUntil, &[&until]), true),
        (State::ByAppointment, None) => (context.words.text(Word::ByAppointment).to_owned(), true),
        (State::Closed, _) => (context.words.text(Word::ClosedNow).to_owned(), true),
    };
    let mut words = head;
    // What is announced, or written beside hours that nobody gave, is all that is known.
    if matches!(state.reason, Reason::Planned { .. }) {
        return reason(context, &state.reason, can_call).unwrap_or_default();
    }
    let again = |said: &String| said.eq_ignore_ascii_case(&words);
    if tells_reason && let Some(reason) = reason(context, &state.reason, can_call).filter(|reason| !again(reason)) {
        words.push_str(": ");
        words.push_str(&reason);
    } else if let (Reason::Note(note), false) = (&state.reason, tells_reason) {
        words = context.words.in_brackets(&words, note);
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
            let doubt = if can_call { Word::OpensDoubt } else { Word::OpensCheck };
            words.push_str(&context.words.filled(doubt, &[holiday]));
        }
    }
    if !state.rests_on_hours() {
        return words;
    }
    context.words.as_firmly(state.basis, words, can_call)
}

/// "alle 18:30", "domani alle 9:30", "lunedì alle 9:30", "il 24 novembre 2026 alle 9:30".
#[must_use]
pub fn moment(context: &Context<'_>, at: LocalDateTime) -> String {
    let time = context.words.filled(Word::AtTime, &[&at.time.to_string()]);
    let day = match at.date.days() - context.now.date.days() {
        0 => return time,
        1 => context.words.text(Word::Tomorrow).to_owned(),
        2..=6 => context.words.weekday(at.date.weekday()).to_owned(),
        _ => dates::far(context, at.date),
    };
    [day.as_str(), " ", &time].concat()
}

/// Why, unless it goes without saying.
fn reason(context: &Context<'_>, reason: &Reason, can_call: bool) -> Option<String> {
    Some(match reason {
        Reason::Hours { .. } | Reason::OutsideHours | Reason::UnknownHours => return None,
        Reason::Note(note) => note.clone(),
        Reason::DayOff => context.words.text(Word::NotToday).to_owned(),
        Reason::Holiday(name) => context.words.holiday_named(name),
        Reason::HolidayHours(name) => context
            .words
            .filled(Word::HolidayHours, &[&context.words.holiday_named(name)]),
        Reason::HolidayDoubt { holiday, .. } => holiday_doubt(context, holiday, can_call),
        Reason::SchoolDoubt if can_call => context.words.text(Word::SchoolDoubt).to_owned(),
        Reason::SchoolDoubt => context.words.text(Word::SchoolCheck).to_owned(),
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
        Reason::Planned { since: Some(since) } => {
            let since = context.words.full_day(*since);
            context.words.filled(Word::AnnouncedOn, &[&since])
        }
        Reason::Planned { since: None } => context.words.text(Word::StatusPlanned).to_owned(),
        Reason::MovedAway => context.words.text(Word::StatusMoved).to_owned(),
        Reason::ClosedForGood => context.words.text(Word::StatusClosed).to_owned(),
    })
}

/// That a holiday may change the hours, and what to do: to call only where there is a number.
#[must_use]
pub fn holiday_doubt(context: &Context<'_>, holiday: &str, can_call: bool) -> String {
    let word = if can_call {
        Word::HolidayDoubt
    } else {
        Word::HolidayCheck
    };
    context.words.filled(word, &[&context.words.holiday_named(holiday)])
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
    let can_call = reach::can_call(context.data, place);
    let row = |date: Date| HoursRow {
        date,
        day: context.words.weekday(date.weekday()).to_owned(),
        spans: day_words(context, &state, date, can_call),
        today: date == today,
    };
    today.days_on(7).map(row).collect()
}

/// Walks through a day from state to state: every rule that decides "open now" decides the table too.
fn day_words(context: &Context<'_>, state: &dyn Fn(LocalDateTime) -> OpenState, date: Date, can_call: bool) -> String {
    let end = date.at(crate::time::TimeOfDay::MIDNIGHT).saturating_add_minutes(1_440);
    let mut at = date.at(crate::time::TimeOfDay::MIDNIGHT);
    let mut spans: Vec<String> = Vec::new();
    let (mut why, mut unknown) = (None, false);
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
                    why = Some(holiday_doubt(context, holiday, can_call));
                }
                spans.push(span);
                until
            }
            State::Unknown => {
                unknown = true;
                match state.opens {
                    Some(opens) if opens < end => opens,
                    _ => break,
                }
            }
            State::Closed => {
                if spans.is_empty() {
                    why = why.or_else(|| match &state.reason {
                        Reason::DayOff | Reason::OutsideHours => None,
                        other => reason(context, other, can_call),
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
        true if unknown => return context.words.text(Word::HoursUnknown).to_owned(),
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
             "verified": {"on": "2026-11-01", "role": "operatore", "how": "telefono"},
             "opening_hours": "Mo 15:30-18:30; Th 10:00-13:00; PH off",
             "closures": [{"from": "2026-12-28", "to": "2026-12-31", "reason": "ferie"}]},
            {"id": "b", "network": "n", "kind": "spoke", "name": "B", "phone": ["0372 1234"]},
            {"id": "c", "network": "n", "kind": "spoke", "name": "C"},
            {"id": "d", "network": "n", "kind": "spoke", "name": "D", "phone": ["0372 1234"], "contacts_as_of": "2025-01",
             "opening_hours": "Mo-Fr 09:00-18:00",
             "closures": [{"from": "2026-11-26", "to": null, "reason": "lavori"}]},
            {"id": "e", "network": "n", "kind": "spoke", "name": "E", "opening_hours": "Mo-Fr 09:00-18:00"},
            {"id": "f", "network": "n", "kind": "spoke", "name": "F", "contacts_as_of": "2028",
             "opening_hours": "Mo-Fr 09:00-18:00"},
            {"id": "g", "network": "n", "kind": "spoke", "name": "G", "status": "planned", "status_since": "2024-12-10"},
            {"id": "h", "network": "n", "kind": "hub", "name": "H", "contacts_as_of": "2026-11",
             "desks": [{"name": "Sportello over 60", "opening_hours": "Mo 15:30-18:30",
                        "access": {"entry": "booking"}}]},
            {"id": "i", "network": "n", "kind": "hub", "name": "I", "contacts_as_of": "2026-11",
             "opening_hours": "Mo-Fr 09:00-12:00 || \"chiuso\""}
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
    fn a_state_is_said_as_firmly_as_it_is_known() {
        for (place, at, code, words) in [
            (
                "d",
                "2026-11-23T16:00",
                "open",
                "Secondo gli orari di gennaio 2025: aperto fino alle 18:00. Chiama prima di andare.",
            ),
            ("d", "2026-11-27T16:00", "closed", "Chiuso: lavori, fino a nuovo avviso"),
            (
                "e",
                "2026-11-23T16:00",
                "open",
                "Secondo orari senza data: aperto fino alle 18:00. Verifica prima di andare.",
            ),
            (
                "f",
                "2026-11-23T16:00",
                "open",
                "Secondo orari con una data da verificare: aperto fino alle 18:00. Verifica prima di andare.",
            ),
            (
                "g",
                "2026-11-23T16:00",
                "unknown",
                "Sede annunciata il 10 dicembre 2024: non sappiamo se ha aperto",
            ),
            (
                "h",
                "2026-11-23T16:00",
                "unknown",
                "Orari non noti. Sportello over 60: su appuntamento fino alle 18:30",
            ),
            ("h", "2026-11-24T16:00", "unknown", "Orari non noti"),
            (
                "i",
                "2026-11-24T16:00",
                "unknown",
                "Orari non noti (chiuso). Apre domani alle 09:00",
            ),
        ] {
            assert_eq!(told(place, at), (code, words.to_owned()), "{place} at {at}");
        }
    }

    #[test]
    fn a_day_of_which_a_part_is_known_shows_that_part() {
        let page = Fixture::new(DATA);
        let context = page.at("2026-11-23T08:00");
        let place = page.data.place(&"i".parse().expect("an id")).expect("it is there");
        let spans: Vec<String> = week(&context, place, None).into_iter().map(|row| row.spans).collect();
        assert_eq!(
            (spans[0].as_str(), spans[5].as_str()),
            ("09:00–12:00", "Orari non noti")
        );
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
