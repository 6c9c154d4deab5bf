//! Nothing is said more strongly than it is known: whose hours, by appointment, comments, age, announced, over.

use serde_json::{Value, json};
use shared::time::open_state::desk_state;
use shared::time::when::{Answer, Windows, activity_in, doors_in, place_in};
use shared::time::{Calendar, LocalDateTime, Reason, Standing, State, Trust, occurrence, open_state, standing};

use crate::support::{activity, at, place};

/// Tuesday.
const NOW: &str = "2026-11-24T15:00";

fn state(fields: &Value, now: &str) -> shared::time::OpenState {
    open_state(&place(fields), &Calendar::default(), at(now))
}

fn is_open(fields: &Value, now: &str) -> Answer {
    place_in(&place(fields), &Calendar::default(), &Windows::minute(at(now)))
}

#[test]
fn hours_belong_to_the_door_they_are_of() {
    let hub = json!({"desks": [{"name": "Sportello over 60", "opening_hours": "Tu 15:30-18:30; PH off",
        "access": {"entry": "booking"}}]});
    let own = state(&hub, "2026-11-24T16:00");
    assert_eq!(
        (own.state, own.opens, own.reason),
        (State::Unknown, None, Reason::UnknownHours)
    );
    let hub = place(&hub);
    let desk = desk_state(&hub, &hub.desks[0], &Calendar::default(), at("2026-11-24T16:00"));
    assert_eq!(
        (desk.state, desk.until),
        (State::ByAppointment, Some(at("2026-11-24T18:30")))
    );
    let found = doors_in(&hub, &Calendar::default(), &Windows::minute(at("2026-11-24T16:00"))).expect("a door");
    assert_eq!(found.0.desk.map(|desk| desk.name.as_str()), Some("Sportello over 60"));
    assert_eq!(found.1, Answer::ByAppointment(at("2026-11-24T16:00")));
    // Out of the desk's hours nobody knows about the place.
    let found = doors_in(&hub, &Calendar::default(), &Windows::minute(at("2026-11-25T16:00"))).expect("a door");
    assert_eq!((found.0.desk.is_none(), found.1), (true, Answer::Unknown));
    // State, reason and next opening come from the same door, also where a desk opens sooner.
    let both = json!({"opening_hours": "Th 09:00-12:00",
        "desks": [{"name": "Sportello", "opening_hours": "Tu 15:30-18:30"}]});
    let own = state(&both, NOW);
    assert_eq!(
        (own.state, own.opens, own.reason),
        (State::Closed, Some(at("2026-11-26T09:00")), Reason::DayOff)
    );
    assert_eq!(is_open(&both, "2026-11-24T16:00"), Answer::Yes(at("2026-11-24T16:00")));
}

#[test]
fn who_has_to_book_or_to_be_sent_is_by_appointment() {
    for (entry, expected) in [
        ("walk_in", State::Open),
        ("booking", State::ByAppointment),
        ("referral", State::ByAppointment),
    ] {
        let fields = json!({"opening_hours": "Tu 14:00-18:00", "access": {"entry": entry}});
        assert_eq!(state(&fields, NOW).state, expected, "{entry}");
        assert_eq!(state(&fields, "2026-11-24T10:00").opens_as, expected, "{entry}");
        assert_eq!(
            matches!(is_open(&fields, NOW), Answer::Yes(_)),
            expected == State::Open,
            "{entry}"
        );
    }
    let free = json!({"opening_hours": "Tu 14:00-18:00 \"senza appuntamento\"", "access": {"entry": "booking"}});
    assert_eq!(state(&free, NOW).state, State::Open, "the hours say so themselves");
    // A desk that says nothing is entered as its place is.
    let inherits = place(&json!({"access": {"entry": "booking"},
        "desks": [{"name": "S", "opening_hours": "Tu 14:00-18:00"}]}));
    let desk = desk_state(&inherits, &inherits.desks[0], &Calendar::default(), at(NOW));
    assert_eq!(desk.state, State::ByAppointment);
}

#[test]
fn a_comment_alone_opens_nothing() {
    for (hours, now, expected, note) in [
        ("\"orari da definire\"", NOW, State::Unknown, "orari da definire"),
        ("Mo-Fr", NOW, State::Unknown, ""),
        ("Mo-Fr \"orari da definire\"", NOW, State::Unknown, "orari da definire"),
        (
            "Mo-Fr \"su appuntamento\"",
            NOW,
            State::ByAppointment,
            "su appuntamento",
        ),
        (
            "Mo-Fr 09:00-12:00; Aug \"chiuso per ferie\"",
            "2026-08-11T10:00",
            State::Unknown,
            "chiuso per ferie",
        ),
        (
            "Mo-Fr 09:00-12:00; Aug \"chiuso per ferie\"",
            "2026-11-24T10:00",
            State::Open,
            "",
        ),
        ("Mo-Fr 09:00-12:00 || \"chiuso\"", NOW, State::Unknown, "chiuso"),
        (
            "Mo-Fr 09:00-12:00 || \"su appuntamento\"",
            NOW,
            State::ByAppointment,
            "su appuntamento",
        ),
        (
            "Mo-Fr 09:00-12:00 || \"su appuntamento\"",
            "2026-11-24T10:00",
            State::Open,
            "",
        ),
        (
            "Mo-Fr 09:00-12:00; PH off || \"su appuntamento\"",
            "2026-12-08T10:00",
            State::ByAppointment,
            "su appuntamento",
        ),
        ("Mo-Fr 09:00-12:00 || Tu 14:00-16:00", NOW, State::Open, ""),
        ("Mo-Fr 09:00-12:00 || Tu 16:00-18:00", NOW, State::Closed, ""),
        ("Mo-Fr open \"sempre\"", NOW, State::Open, "sempre"),
        ("24/7 \"citofono\"", NOW, State::Open, "citofono"),
        (
            "Mo-Fr 14:00-18:00 \"senza appuntamento\"",
            NOW,
            State::Open,
            "senza appuntamento",
        ),
        (
            "Mo-Fr 14:00-18:00 \"non serve la prenotazione\"",
            NOW,
            State::Open,
            "non serve la prenotazione",
        ),
        (
            "Mo-Fr 14:00-18:00 \"anche su appuntamento\"",
            NOW,
            State::Open,
            "anche su appuntamento",
        ),
        (
            "Mo-Fr 14:00-18:00 \"su appuntamento\"",
            NOW,
            State::ByAppointment,
            "su appuntamento",
        ),
    ] {
        let told = state(&json!({"opening_hours": hours}), now);
        assert_eq!(told.state, expected, "{hours} at {now}");
        let says = match &told.reason {
            Reason::Note(note) | Reason::HolidayDoubt { note, .. } => note.as_str(),
            _ => "",
        };
        assert_eq!(says, note, "{hours} at {now}");
        let found = is_open(&json!({"opening_hours": hours}), now);
        assert_eq!(
            matches!(found, Answer::Yes(_)),
            expected == State::Open,
            "{hours} at {now}"
        );
        assert_eq!(found == Answer::Unknown, expected == State::Unknown, "{hours} at {now}");
    }
    let next = state(&json!({"opening_hours": "Mo-Fr 09:00-12:00 || \"chiuso\""}), NOW);
    assert_eq!(next.opens, Some(at("2026-11-25T09:00")));
    assert_eq!(next.opens_as, State::Open);
}

#[test]
fn what_is_announced_is_not_closed() {
    let planned = json!({"status": "planned", "status_since": "2024-12-10", "opening_hours": "Mo-Fr 09:00-18:00"});
    let told = state(&planned, NOW);
    assert_eq!(
        (told.state, told.opens, told.reason.code()),
        (State::Unknown, None, "planned")
    );
    assert_eq!(
        told.reason.text(),
        "annunciata il 10 dicembre 2024, non sappiamo se ha aperto"
    );
    assert_eq!(is_open(&planned, NOW), Answer::Unknown);
    let days = shared::time::day_hours::hours_of_days(&place(&planned), &Calendar::default(), at(NOW).date, 7);
    assert!(days.iter().all(|day| day.spans.is_none()));
    for undated in [
        json!({"status": "planned"}),
        json!({"status": "planned", "status_since": "2027-05-01"}),
    ] {
        assert_eq!(
            state(&undated, NOW).reason.text(),
            "annunciata, non sappiamo se ha aperto",
            "{undated}"
        );
    }
}

#[test]
fn age_weakens_what_is_said() {
    let verified = |on: &str| json!({"on": on, "role": "operatore", "how": "telefono"});
    for (fields, trust, as_of) in [
        (
            json!({"verified": verified("2026-11-01")}),
            Trust::Firm,
            Some("2026-11-01"),
        ),
        (json!({"contacts_as_of": "2025-01"}), Trust::Old, Some("2025-01")),
        (json!({"contacts_as_of": "2026-10"}), Trust::Firm, Some("2026-10")),
        (json!({"contacts_as_of": "2026"}), Trust::Firm, Some("2026")),
        (json!({"contacts_as_of": "2024"}), Trust::Old, Some("2024")),
        (json!({}), Trust::Undated, None),
        (
            json!({"verified": verified("2024-01-01"), "contacts_as_of": "2026-09-01"}),
            Trust::Firm,
            Some("2026-09-01"),
        ),
        (
            json!({"verified": verified("2027-06-01")}),
            Trust::Doubtful,
            Some("2027-06-01"),
        ),
        (
            json!({"verified": verified("2027-06-01"), "contacts_as_of": "2026-09"}),
            Trust::Firm,
            Some("2026-09"),
        ),
        (
            json!({"verified": verified("2026-11-01"), "contacts_as_of": "2027-09"}),
            Trust::Firm,
            Some("2026-11-01"),
        ),
        // A clock that is behind by an hour makes no doubt.
        (
            json!({"verified": verified("2026-11-25")}),
            Trust::Firm,
            Some("2026-11-25"),
        ),
        (json!({"contacts_as_of": "2026-11"}), Trust::Firm, Some("2026-11")),
    ] {
        let mut with_hours = fields.clone();
        with_hours["opening_hours"] = "Mo-Fr 09:00-18:00".into();
        let told = state(&with_hours, NOW);
        assert_eq!(told.state, State::Open);
        assert_eq!(told.basis.trust, trust, "{fields}");
        assert_eq!(
            told.basis.as_of.map(|date| date.to_string()).as_deref(),
            as_of,
            "{fields}"
        );
        assert!(told.rests_on_hours());
    }
    let closed = state(
        &json!({"opening_hours": "Mo-Fr 09:00-18:00",
        "closures": [{"from": "2026-11-20", "to": null, "reason": "lavori"}]}),
        NOW,
    );
    assert!(!closed.rests_on_hours(), "a closure is dated itself");
}

#[test]
fn over_is_a_state_with_its_last_date() {
    let calendar = Calendar::default();
    let stands = |schedule: &Value, now: &str| standing(&activity(schedule), &calendar, at(now));
    let past = stands(&json!({"start": "2026-05-12T16:30", "minutes": 90}), NOW);
    assert_eq!(past.code(), "over");
    assert_eq!(
        past.over_words().as_deref(),
        Some("È stato il 12 maggio 2026; non sappiamo se si ripete.")
    );
    let ended = stands(
        &json!({"start": "2024-10-01T16:30", "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20250603"}),
        NOW,
    );
    assert_eq!(
        ended.over_words().as_deref(),
        Some("È stato il 3 giugno 2025; non sappiamo se si ripete.")
    );
    let long_ago = stands(&json!({"start": "1999-10-01T16:30"}), NOW);
    assert_eq!(
        long_ago.over_words().as_deref(),
        Some("È stato il 1º ottobre 1999; non sappiamo se si ripete.")
    );
    // The last date did not take place: the one before it did.
    let called_off = json!({"start": "2026-05-05T10:00", "dates": ["2026-05-12T10:00"],
        "cancelled": [{"date": "2026-05-12", "reason": "pioggia"}]});
    assert!(matches!(stands(&called_off, NOW), Standing::Over(last) if last.start.date.to_string() == "2026-05-05"));
    let paused = json!({"start": "2026-12-01T10:00", "cancelled": [{"date": "2026-12-01", "reason": "sciopero"}]});
    assert!(matches!(stands(&paused, NOW), Standing::CalledOff(next) if next.reason == "sciopero"));
    let never = json!({"start": "2026-05-05T10:00", "exdates": ["2026-05-05"]});
    assert_eq!(stands(&never, NOW), Standing::Undated);
    let far = stands(&json!({"start": "2024-02-29T10:00", "rrule": "FREQ=YEARLY"}), NOW);
    assert!(matches!(far, Standing::Coming(next) if next.start.to_string() == "2028-02-29T10:00"));
    let once = activity(&json!({"start": "2032-06-01T10:00"}));
    assert_eq!(
        occurrence::coming(&once, &calendar, at(NOW), 3).len(),
        1,
        "a far date is given"
    );
}

#[test]
fn a_date_without_a_length_is_not_over_at_its_first_minute() {
    let calendar = Calendar::default();
    let group = activity(&json!({"start": "2026-11-24T16:30"}));
    let next = |now: &str| occurrence::next(&group, &calendar, at(now));
    let ask = |now: &str| activity_in(&group, &calendar, &Windows::minute(at(now)));
    for (now, may_be_over) in [
        ("2026-11-24T16:30", false),
        ("2026-11-24T16:31", true),
        ("2026-11-24T17:59", true),
    ] {
        let date = next(now).unwrap_or_else(|| panic!("it is not over at {now}"));
        assert_eq!(date.may_be_over(at(now)), may_be_over, "{now}");
    }
    assert_eq!(next("2026-11-24T18:00"), None);
    assert_eq!(ask("2026-11-24T16:30"), Answer::Yes(at("2026-11-24T16:30")));
    assert_eq!(ask("2026-11-24T17:00"), Answer::Unknown);
    assert_eq!(ask("2026-11-24T18:00"), Answer::No);
    // Shortly before lunch an hour is left all the same.
    let late = activity(&json!({"start": "2026-11-24T12:50"}));
    assert!(occurrence::next(&late, &calendar, at("2026-11-24T13:49")).is_some());
    assert_eq!(occurrence::next(&late, &calendar, at("2026-11-24T13:50")), None);
    let known = activity(&json!({"start": "2026-11-24T16:30", "minutes": 60}));
    let over: Vec<LocalDateTime> = vec![at("2026-11-24T17:30")];
    assert_eq!(occurrence::next(&known, &calendar, over[0]), None);
}
