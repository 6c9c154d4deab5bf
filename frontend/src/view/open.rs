//! Whether a place is open, in words, always with the reason.

use shared::model::{Desk, Place};
use shared::time::open_state::desk_state;
use shared::time::{Calendar, Date, LocalDateTime, OpenState, Reason, State, open_state};

use super::page::{self, HoursRow};
use super::{Context, Formats};
use crate::i18n::{Word, filled, text};

/// The state of a place now.
#[must_use]
pub fn state_now(context: &Context<'_>, place: &Place) -> page::OpenState {
    let calendar = Calendar::of_place(context.data, place);
    let state = open_state(place, &calendar, context.now);
    page::OpenState {
        code: state.state.code(),
        words: words(&state, place, context.now, context.formats),
    }
}

/// A state at the context's moment, in words.
#[must_use]
pub fn in_words(state: &OpenState, place: &Place, context: &Context<'_>) -> String {
    words(state, place, context.now, context.formats)
}

fn words(state: &OpenState, place: &Place, now: LocalDateTime, formats: Formats) -> String {
    let until = state.until.map(|until| moment(until, now, formats));
    let (head, tells_reason) = match (state.state, until) {
        (State::Unknown, _) if place.phone.is_empty() => (text(Word::HoursUnknown).to_owned(), false),
        (State::Unknown, _) => (text(Word::HoursUnknownCall).to_owned(), false),
        (State::Open, Some(until)) if state.closing_soon => (filled(Word::ClosesSoon, &[&until]), true),
        (State::Open, Some(until)) => (filled(Word::OpenUntil, &[&until]), true),
        (State::Open, None) => (text(Word::Open).to_owned(), true),
        (State::ByAppointment, Some(until)) => (filled(Word::AppointmentUntil, &[&until]), true),
        (State::ByAppointment, None) => (text(Word::ByAppointment).to_owned(), true),
        (State::Closed, _) => (text(Word::ClosedNow).to_owned(), true),
    };
    let mut words = head;
    if tells_reason && let Some(reason) = reason(&state.reason, formats) {
        words.push_str(": ");
        words.push_str(&reason);
    }
    if let Some(opens) = state.opens {
        let next = match state.opens_as {
            State::ByAppointment => Word::OpensByAppointment,
            State::Open | State::Closed | State::Unknown => Word::Opens,
        };
        words.push_str(". ");
        words.push_str(&filled(next, &[&moment(opens, now, formats)]));
        if let Some(holiday) = &state.opens_doubt {
            words.push(' ');
            words.push_str(&filled(Word::OpensDoubt, &[holiday]));
        }
    }
    words
}

/// "alle 18:30", "domani alle 9:30", "lunedì alle 9:30", "il 24 novembre 2026 alle 9:30".
#[must_use]
pub fn moment(at: LocalDateTime, now: LocalDateTime, formats: Formats) -> String {
    let time = filled(Word::AtTime, &[&at.time.to_string()]);
    let day = match at.date.days() - now.date.days() {
        0 => return time,
        1 => text(Word::Tomorrow).to_owned(),
        2..=6 => (formats.weekday)(at.date),
        _ => (formats.weekday_and_day)(at.date),
    };
    [day.as_str(), " ", &time].concat()
}

/// Why, unless it goes without saying.
fn reason(reason: &Reason, formats: Formats) -> Option<String> {
    Some(match reason {
        Reason::Hours { .. } | Reason::OutsideHours | Reason::UnknownHours => return None,
        Reason::Note(note) => note.clone(),
        Reason::DayOff => text(Word::NotToday).to_owned(),
        Reason::Holiday(name) => name.clone(),
        Reason::HolidayHours(name) => filled(Word::HolidayHours, &[name]),
        Reason::HolidayDoubt { holiday, .. } => filled(Word::HolidayDoubt, &[holiday]),
        Reason::SchoolDoubt => text(Word::SchoolDoubt).to_owned(),
        Reason::Closure { reason, to } => {
            let until = match to {
                Some(to) => filled(Word::UntilDay, &[&(formats.full_day)(*to)]),
                None => text(Word::UntilFurtherNotice).to_owned(),
            };
            match reason.is_empty() {
                true => until,
                false => [reason.as_str(), ", ", &until].concat(),
            }
        }
        Reason::Planned => text(Word::StatusPlanned).to_owned(),
        Reason::MovedAway => text(Word::StatusMoved).to_owned(),
        Reason::ClosedForGood => text(Word::StatusClosed).to_owned(),
        Reason::Desk { name, reason: desk } => match self::reason(desk, formats) {
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
    let row = |date| HoursRow {
        date,
        day: (context.formats.weekday)(date),
        spans: day_words(&state, date, context.formats),
        today: date == today,
    };
    today.days_on(7).map(row).collect()
}

/// Walks through a day from state to state: every rule that decides "open now" decides the table too.
fn day_words(state: &dyn Fn(LocalDateTime) -> OpenState, date: Date, formats: Formats) -> String {
    let end = date.at(shared::time::TimeOfDay::MIDNIGHT).saturating_add_minutes(1_440);
    let mut at = date.at(shared::time::TimeOfDay::MIDNIGHT);
    let mut spans: Vec<String> = Vec::new();
    let mut why = None;
    // A day has fewer changes than this; the bound is against going round in circles.
    for _ in 0..24 {
        let state = state(at);
        let next = match state.state {
            State::Open | State::ByAppointment => {
                let until = state.until.unwrap_or(end).min(end);
                let mut span = match until == end && at.time.minutes() == 0 {
                    true => text(Word::AllDay).to_owned(),
                    false => shared::time::words::span(at.time, until.time),
                };
                let note = match (&state.reason, state.state) {
                    (Reason::Note(note), _) => Some(note.as_str()),
                    (_, State::ByAppointment) => Some(text(Word::ByAppointmentShort)),
                    _ => None,
                };
                if let Some(note) = note {
                    span.push_str(" (");
                    span.push_str(note);
                    span.push(')');
                }
                if let Reason::HolidayDoubt { holiday, .. } = &state.reason {
                    why = Some(filled(Word::HolidayDoubt, &[holiday]));
                }
                spans.push(span);
                until
            }
            State::Unknown => return text(Word::HoursUnknown).to_owned(),
            State::Closed => {
                if spans.is_empty() {
                    why = why.or_else(|| match &state.reason {
                        Reason::DayOff | Reason::OutsideHours => None,
                        other => reason(other, formats),
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
        true => text(Word::ClosedDay).to_owned(),
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
    use shared::model::Dataset;

    use super::*;
    use crate::view::by_place::ByPlace;
    use crate::view::tests::PLAIN;

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

    fn data() -> Dataset {
        let mut data: Dataset = serde_json::from_str(DATA).expect("the test's data set is sound");
        data.sort();
        data
    }

    fn told(place: &str, at: &str) -> (&'static str, String) {
        let data = data();
        let context = Context {
            data: &data,
            by_place: &ByPlace::default(),
            links: &shared::agenda::Links::build(&data),
            now: at.parse().expect("a time"),
            formats: PLAIN,
            household: &Default::default(),
        };
        let place = data.place(&place.parse().expect("an id")).expect("it is there");
        let state = state_now(&context, place);
        (state.code, state.words)
    }

    #[test]
    fn a_state_is_told_with_its_reason_and_what_comes_next() {
        for (at, code, words) in [
            ("2026-11-23T16:00", "open", "Aperto fino alle 18:30"),
            ("2026-11-23T18:10", "open", "Chiude tra poco, alle 18:30"),
            ("2026-11-23T19:00", "closed", "Chiuso. Apre TH alle 10:00"),
            (
                "2026-12-30T10:30",
                "closed",
                "Chiuso: ferie, fino al 2026-12-31. Apre TH alle 10:00",
            ),
        ] {
            let told = told("a", at);
            assert_eq!(
                (
                    told.0,
                    told.1.contains("Chiuso") || told.1.contains("fino") || told.1.contains("poco")
                ),
                (code, true)
            );
            if at < "2026-12" {
                assert_eq!(told.1, words);
            }
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
        let data = data();
        let place = data.place(&"a".parse().expect("an id")).expect("it is there");
        let context = Context {
            data: &data,
            by_place: &ByPlace::default(),
            links: &shared::agenda::Links::build(&data),
            now: "2026-11-09T12:00".parse().expect("a time"),
            formats: PLAIN,
            household: &Default::default(),
        };
        let rows = week(&context, place, None);
        let spans: Vec<&str> = rows.iter().map(|row| row.spans.as_str()).collect();
        assert_eq!(spans[0], "15:30–18:30");
        assert_eq!(spans[1], "chiuso");
        assert_eq!(spans[3], "10:00–13:00");
        assert_eq!(spans[4], "chiuso: Sant'Omobono, patrono");
        assert!(rows[0].today && !rows[1].today);
    }
}
