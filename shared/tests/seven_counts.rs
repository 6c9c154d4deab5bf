//! The seven counts of honesty over everything that is shipped, each of which has to be nought: outputs of an example
//! without its mark, places that offer somebody else's number, "chiama" without a number, hours of another door, dates
//! that are over told as not known, announced places told as closed, and distances that nobody knows.
#![cfg(feature = "data")]

#[allow(
    dead_code,
    reason = "the worlds are shared with the tests of pages, which use all of them"
)]
mod page_world;

use page_world::{SEED, World, moment};
use scraper::{Html, Selector};
use shared::gazetteer::{Gazetteer, ITALY};
use shared::i18n::{Language, Words};
use shared::interop::json_ld::{Source, record};
use shared::model::{Dataset, Phone, Place, Precision, Status};
use shared::query::Query;
use shared::route::Route;
use shared::search::{self, Index};
use shared::time::standing::Standing;
use shared::time::{Calendar, State, open_state};
use shared::view::describe::description;
use shared::view::message::message;
use shared::view::slot::Slot;
use shared::view::title::title;
use shared::view::write::write;
use shared::view::{fill, open};

/// An ordinary Tuesday morning, its evening, a Sunday, a holiday, and the day before Christmas.
const MOMENTS: [&str; 5] = [
    "2026-11-24T10:00",
    "2026-11-24T20:30",
    "2026-11-29T11:00",
    "2026-12-08T10:00",
    "2026-12-24T16:00",
];

fn data() -> &'static Dataset {
    &SEED.data
}

/// The page of a record, without the frame around it.
fn page(route: Route, now: &str) -> String {
    let mut world = World::new(route, Language::Italian);
    world.now = moment(now);
    let context = world.context();
    let mut out = String::new();
    write(&fill(&context, Slot::Page), &|slot| fill(&context, slot), &mut out);
    out
}

fn routes() -> Vec<Route> {
    let places = data().places.iter().map(|place| Route::Place(place.id.clone()));
    let activities = data()
        .activities
        .iter()
        .map(|activity| Route::Activity(activity.id.clone()));
    places.chain(activities).collect()
}

fn none(what: &str, found: &[String]) {
    assert!(
        found.is_empty(),
        "{what}: {} of them\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn no_output_of_an_example_is_unmarked() {
    let mut found = Vec::new();
    let mut examples = 0;
    for activity in data().activities.iter().filter(|activity| activity.sample) {
        examples += 1;
        let route = Route::Activity(activity.id.clone());
        for language in Language::ALL {
            let world = World::new(route.clone(), language);
            let context = world.context();
            let mark = context.text(shared::i18n::Word::Sample);
            let told = [
                title(&context),
                message(&context, &route, &title(&context), "https://example.org/"),
            ];
            for text in told.iter().filter(|text| !text.contains(mark)) {
                found.push(format!("{} in {}: {text}", activity.id, language.tag()));
            }
            let notice: String = context
                .text(shared::i18n::Word::SampleNotice)
                .chars()
                .take(30)
                .collect();
            // A description is of single blanks; French has unbroken ones before its signs.
            let notice = notice.replace('\u{a0}', " ");
            if !description(&context).replace('\u{a0}', " ").starts_with(&notice) {
                found.push(format!(
                    "{} in {}: {}",
                    activity.id,
                    language.tag(),
                    description(&context)
                ));
            }
        }
        let source = Source {
            data: data(),
            site: "",
            now: moment(MOMENTS[0]),
            words: Words::italian(),
        };
        if record(&source, &route).is_some() {
            found.push(format!("{}: JSON-LD", activity.id));
        }
    }
    assert!(examples > 0);
    none("unmarked", &found);
}

#[test]
fn no_page_offers_the_number_of_somebody_else() {
    let digits = |phone: &Phone| phone.dial();
    let own = |place: &Place| -> Vec<String> {
        let desks = place.desks.iter().flat_map(|desk| &desk.phone);
        place.phone.iter().chain(desks).map(digits).collect()
    };
    let of_place = |place: &Place| {
        let mut numbers = own(place);
        let hub = place.parent.as_ref().and_then(|id| data().place(id));
        numbers.extend(hub.into_iter().flat_map(own));
        let network = data().network(&place.network);
        numbers.extend(network.into_iter().flat_map(|network| &network.phone).map(digits));
        numbers
    };
    let link = Selector::parse("a[href^='tel:']").expect("a selector");
    let mut found = Vec::new();
    for route in routes() {
        let allowed = match &route {
            Route::Place(id) => of_place(data().place(id).expect("it is there")),
            Route::Activity(id) => {
                let activity = data().activity(id).expect("it is there");
                let booking = activity
                    .access
                    .booking
                    .as_ref()
                    .and_then(|booking| booking.phone.as_ref());
                let place = activity.place.as_ref().and_then(|id| data().place(id));
                let network = data().network(&activity.network);
                let of_network = network.into_iter().flat_map(|network| &network.phone);
                let mut numbers: Vec<String> = booking.into_iter().chain(of_network).map(digits).collect();
                numbers.extend(place.into_iter().flat_map(of_place));
                numbers
            }
            _ => Vec::new(),
        };
        for element in Html::parse_fragment(&page(route.clone(), MOMENTS[1])).select(&link) {
            let number = element
                .attr("href")
                .unwrap_or_default()
                .trim_start_matches("tel:")
                .to_owned();
            if !allowed.contains(&number) {
                found.push(format!("{}: {number}", route.path()));
            }
        }
    }
    none("somebody else's number", &found);
}

#[test]
fn nobody_is_told_to_call_where_there_is_no_number() {
    let mut found = Vec::new();
    for now in MOMENTS {
        for route in routes() {
            let page = page(route.clone(), now);
            let text: String = Html::parse_fragment(&page).root_element().text().collect();
            let calls = text
                .to_lowercase()
                .split(|letter: char| !letter.is_alphabetic())
                .any(|word| word == "chiama");
            if calls && !page.contains("href=\"tel:") {
                let at = text.to_lowercase().find("chiama").unwrap_or_default();
                let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
                let end = text[at..]
                    .char_indices()
                    .nth(40)
                    .map_or(text.len(), |(end, _)| at + end);
                found.push(format!("{} at {now}: {}", route.path(), &text[from..end]));
            }
        }
    }
    none("\"chiama\" without a number", &found);
}

#[test]
fn no_place_has_the_hours_of_another_door() {
    let mut found = Vec::new();
    for place in data().places.iter().filter(|place| place.opening_hours.is_none()) {
        let calendar = Calendar::of_place(data(), place);
        for hour in 0..24 * 7 {
            let at = moment("2026-11-23T00:30").saturating_add_minutes(hour * 60);
            let state = open_state(place, &calendar, at);
            let told = matches!(state.state, State::Open | State::ByAppointment) || state.opens.is_some();
            if told {
                found.push(format!("{} at {at}: {:?}", place.id, state.state));
                break;
            }
        }
        let source = Source {
            data: data(),
            site: "",
            now: moment(MOMENTS[0]),
            words: Words::italian(),
        };
        let document = record(&source, &Route::Place(place.id.clone())).unwrap_or_default();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap_or_default();
        if document.get("openingHoursSpecification").is_some() || document.get("openingHours").is_some() {
            found.push(format!("{}: JSON-LD", place.id));
        }
    }
    none("hours of another door", &found);
}

#[test]
fn nothing_that_is_over_is_told_as_not_known() {
    let mut found = Vec::new();
    let mut over = 0;
    for now in MOMENTS {
        for activity in &data().activities {
            let calendar = Calendar::of_activity(data(), activity);
            let Standing::Over(_) = shared::time::standing::standing(activity, &calendar, moment(now)) else {
                continue;
            };
            over += 1;
            let page = page(Route::Activity(activity.id.clone()), now);
            if page.contains("Le date non sono note") || !page.contains("non sappiamo se si ripete") {
                found.push(format!("{} at {now}", activity.id));
            }
        }
    }
    assert!(over > 0, "some are over");
    none("over, told as not known", &found);
}

#[test]
fn nothing_that_is_announced_is_told_as_closed() {
    let mut found = Vec::new();
    let mut planned = 0;
    for place in data().places.iter().filter(|place| place.status == Status::Planned) {
        planned += 1;
        for now in MOMENTS {
            let mut world = World::new(Route::Finder, Language::Italian);
            world.now = moment(now);
            let state = open::state_now(&world.context(), place);
            if state.code != "unknown" || state.words.contains("Chiuso") || !state.words.contains("annunciata") {
                found.push(format!("{} at {now}: {}", place.id, state.words));
            }
        }
    }
    assert!(planned > 0, "some are announced");
    none("announced, told as closed", &found);
}

#[test]
fn no_distance_is_told_that_nobody_knows() {
    let gazetteer = Gazetteer::parse(ITALY);
    let index = Index::build(data());
    let mut found = Vec::new();
    let mut within = 0;
    for comune in &data().comuni {
        let query = Query {
            near: Some(shared::query::Near::Comune(comune.code.clone())),
            limit: 1000,
            ..Query::default()
        };
        let context = search::Context {
            now: moment(MOMENTS[0]),
            gazetteer: Some(&gazetteer),
            position: None,
            household: None,
        };
        for hit in index.search(data(), &query, &context).hits {
            let at = hit.at as usize;
            let (address, position) = match hit.what {
                shared::filter::What::Place => {
                    let place = &data().places[at];
                    (place.address.as_ref(), place.position)
                }
                shared::filter::What::Activity => {
                    let activity = &data().activities[at];
                    let place = activity.place.as_ref().and_then(|id| data().place(id));
                    match &activity.venue {
                        Some(venue) => (venue.address.as_ref(), venue.position),
                        None => (
                            place.and_then(|place| place.address.as_ref()),
                            place.and_then(|place| place.position),
                        ),
                    }
                }
                shared::filter::What::Guide => continue,
            };
            let inside = address.and_then(|address| address.comune.as_ref()) == Some(&comune.code);
            let vague = position.is_none_or(|position| position.precision == Precision::Comune);
            let nowhere = position.is_none() && address.is_none_or(|address| address.comune.is_none());
            within += usize::from(inside && vague);
            if (inside && vague || nowhere) && hit.distance_m.is_some() || hit.in_comune != (inside && vague) {
                found.push(format!("near {}: {:?} {at}", comune.name, hit.what));
            }
        }
    }
    assert!(within > 0, "some are known by their comune alone");
    none("distances that nobody knows", &found);
}
