//! What leaves the device when somebody asks for it: a message with the essentials, and the address of a calendar.

use crate::model::{Activity, Entry, Phone, Place};

use super::place_page::address_lines;
use super::plan_page::phones;
use super::title::marked;
use super::whereabouts;
use super::{Context, dates};
use crate::i18n::Word;
use crate::route::Route;

/// A message for chat apps: what, when, where, whom to call, and the address of the page. `title` is for pages that
/// are not about one place or activity.
#[must_use]
pub fn message(context: &Context<'_>, route: &Route, title: &str, address: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    match route {
        Route::Activity(id) if let Some(activity) = context.data.activity(id) => {
            of_activity(context, activity, &mut lines);
        }
        Route::Place(id) if let Some(place) = context.data.place(id) => {
            lines.push(marked(context, &place.name, place.sample));
            where_and_whom(context, place, &mut lines);
        }
        _ => lines.push(title.to_owned()),
    }
    lines.push(address.to_owned());
    lines.join("\n")
}

fn of_activity(context: &Context<'_>, activity: &Activity, lines: &mut Vec<String>) {
    lines.push(marked(context, &activity.title, activity.sample));
    let when = dates::next(context, activity).map(|next| {
        // The day in full: a message is read on another day.
        let day = context.words.day(next.start.date);
        [day.as_str(), ", ", &dates::hours(context, &next)].concat()
    });
    lines.extend(when.map(|when| context.words.filled(Word::WhenChip, &[&when])));
    if let Some(venue) = &activity.venue {
        let there = whereabouts::venue_lines(context, venue).join(", ");
        lines.push([context.words.text(Word::Where), ": ", &there].concat());
        let phone = whereabouts::place(context, activity).and_then(|place| phones(context, place).first());
        lines.extend(phone.map(|phone| call_line(context, phone)));
    } else if let Some(place) = whereabouts::place(context, activity) {
        lines.push([context.words.text(Word::Where), ": ", &place.name].concat());
        where_and_whom(context, place, lines);
    }
    let entry = match activity.access.entry {
        Some(Entry::WalkIn) => Some(Word::EntryWalkIn),
        Some(Entry::Booking) => Some(Word::EntryBooking),
        Some(Entry::Referral) => Some(Word::EntryReferral),
        None => None,
    };
    lines.extend(entry.map(|word| context.words.text(word).to_owned()));
    lines.extend(activity.access.contact.clone());
}

fn where_and_whom(context: &Context<'_>, place: &Place, lines: &mut Vec<String>) {
    let address = address_lines(context, place).join(", ");
    if !address.is_empty() {
        lines.push(address);
    }
    let phone = phones(context, place).first();
    lines.extend(phone.map(|phone| call_line(context, phone)));
}

fn call_line(context: &Context<'_>, phone: &Phone) -> String {
    context.words.filled(Word::MessagePhone, &[phone.as_str()])
}

/// The calendar of a page, to subscribe to: of an activity, of a place, or of all that was saved. `None` where there is
/// none. `origin` is this site, such as `https://example.org`.
#[must_use]
pub fn subscription(route: &Route, saved: &[String], origin: &str) -> Option<String> {
    let (_, host) = origin.split_once("//")?;
    let (name, ids) = match route {
        Route::Activity(id) => ("activity", id.to_string()),
        Route::Place(id) => ("place", id.to_string()),
        Route::Saved => ("saved", activities_of(saved)),
        _ => return None,
    };
    (!ids.is_empty()).then(|| ["webcal://", host, "/calendar.ics?", name, "=", &ids].concat())
}

/// The activities among the keys, as the plan shows them: a saved place does not bring all that goes on there.
fn activities_of(saved: &[String]) -> String {
    let mut list = String::new();
    for key in saved {
        if key.starts_with("activity:") {
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(key);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    #[test]
    fn a_message_holds_what_one_has_to_know() {
        let json = r#"{"networks": [{"id": "n", "name": "N", "phone": ["0372 20751"]}],
            "places": [{"id": "p", "network": "n", "kind": "hub", "name": "Sede", "address": {"street": "Via Roma 1"}}],
            "activities": [{"id": "a", "network": "n", "place": "p", "title": "Gioco", "category": "ascolto", "sample": true,
                "schedule": {"start": "2026-11-24T16:30", "minutes": 90}, "access": {"entry": "walk_in"}}]}"#;
        let page = Fixture::new(json);
        let context = page.at("2026-11-24T10:00");
        let of = |path: &str| message(&context, &Route::parse(path), "Titolo", "https://x");
        assert_eq!(
            of("/attivita/a"),
            "Gioco (esempio)\nQuando: martedì 24 novembre, 16:30–18:00\nDove: Sede\nVia Roma 1\nTel. 0372 20751\nSi entra senza appuntamento\nhttps://x"
        );
        assert_eq!(of("/sede/p"), "Sede\nVia Roma 1\nTel. 0372 20751\nhttps://x");
        for other in ["/", "/agenda", "/sede/unknown"] {
            assert_eq!(of(other), "Titolo\nhttps://x");
        }
    }

    #[test]
    fn a_subscription_is_about_the_page() {
        let saved = ["activity:a".to_owned(), "place:p".to_owned()];
        let of = |path: &str| subscription(&Route::parse(path), &saved, "https://example.org");
        assert_eq!(
            of("/attivita/a").as_deref(),
            Some("webcal://example.org/calendar.ics?activity=a")
        );
        assert_eq!(
            of("/sede/p").as_deref(),
            Some("webcal://example.org/calendar.ics?place=p")
        );
        assert_eq!(
            of("/salvati").as_deref(),
            Some("webcal://example.org/calendar.ics?saved=activity:a")
        );
        assert_eq!(of("/agenda"), None);
        assert_eq!(subscription(&Route::Saved, &saved[1..], "https://example.org"), None);
    }
}
