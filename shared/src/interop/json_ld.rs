//! The records as schema.org JSON-LD (JSON-LD 1.1), for search engines. Written only from what is known: nothing is
//! filled in. What a record says itself stays in Italian, whatever the language of the page.

mod rule;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::access_facts;
use crate::filter::What;
use crate::i18n::{Word, Words};
use crate::model::{
    Activity, ActivityId, Address, Closure, Dataset, Guide, Mode, Network, Place, PlaceKind, Precision, Status,
};
use crate::route::Route;
use crate::search::Hit;
use crate::time::{Calendar, LocalDateTime, OccurrenceStatus, Start, State, TimeOfDay, occurrence, open_state, rome};

/// Days ahead for which opening hours and dates are told.
const DAYS: i32 = 60;
/// Most single dates of an activity.
const DATES: usize = 12;

/// What a document is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// Where people reach the server: ids and addresses are whole ones, the same on every page.
    pub site: &'a str,
    /// The wall clock of Rome.
    pub now: LocalDateTime,
    /// The texts of the language of the page: names of codes are told in it, and links stay in it.
    pub words: &'static Words,
}

impl Source<'_> {
    fn href(&self, route: &Route) -> String {
        [self.site, &route.path_in(self.words.language())].concat()
    }
}

/// The document of the page of a record; `None` for any other page, for a record that is not there and for an example,
/// which is nothing that a program should know of.
#[must_use]
pub fn record(source: &Source<'_>, route: &Route) -> Option<String> {
    let document = match route {
        Route::Place(id) => place(source, source.data.place(id).filter(|place| !place.sample)?),
        Route::Activity(id) => activity(source, source.data.activity(id).filter(|activity| !activity.sample)?),
        Route::Network(id) => network(source, source.data.network(id).filter(|network| !network.sample)?),
        Route::Guide(id) => guide(source, source.data.guide(id).filter(|guide| !guide.sample)?),
        _ => return None,
    };
    Some(safe(&document))
}

/// The document of the finder: how to search, and the results as a list of links.
#[must_use]
pub fn finder(source: &Source<'_>, hits: &[Hit]) -> String {
    let data = source.data;
    let named = hits.iter().filter_map(|hit| {
        let at = hit.at as usize;
        Some(match hit.what {
            What::Place => {
                let place = data.places.get(at).filter(|place| !place.sample)?;
                (place.name.as_str(), Route::Place(place.id.clone()))
            }
            What::Activity => {
                let activity = data.activities.get(at).filter(|activity| !activity.sample)?;
                (activity.title.as_str(), Route::Activity(activity.id.clone()))
            }
            What::Guide => {
                let guide = data.guides.get(at).filter(|guide| !guide.sample)?;
                (guide.title.as_str(), Route::Guide(guide.id.clone()))
            }
        })
    });
    let items = items(source, named);
    let home = source.href(&Route::Finder);
    let template = [&home, "?q={search_term_string}"].concat();
    safe(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Family Hub",
        "url": home,
        "inLanguage": source.words.language().tag(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": template },
            "query-input": "required name=search_term_string",
        },
        "mainEntity": { "@type": "ItemList", "itemListElement": items },
    }))
}

/// The document of the agenda: what is on, as a list of links, in the order of the page. Examples are left out.
#[must_use]
pub fn agenda<'a>(source: &Source<'_>, ids: impl Iterator<Item = &'a ActivityId>) -> String {
    let mut seen: Vec<&ActivityId> = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    let named = seen.into_iter().filter_map(|id| {
        let activity = source.data.activity(id).filter(|activity| !activity.sample)?;
        Some((activity.title.as_str(), Route::Activity(id.clone())))
    });
    safe(&json!({
        "@context": "https://schema.org",
        "@type": "ItemList",
        "@id": source.href(&Route::Agenda),
        "url": source.href(&Route::Agenda),
        "itemListElement": items(source, named),
    }))
}

fn items<'a>(source: &Source<'_>, named: impl Iterator<Item = (&'a str, Route)>) -> Vec<Value> {
    let item = |(at, (name, route)): (usize, (&str, Route))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "url": source.href(&route) });
    named.enumerate().map(item).collect()
}

/// A document that cannot end the script element it stands in.
fn safe(document: &Value) -> String {
    document.to_string().replace('<', "\\u003c")
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

fn object(kind: &str, path: &str, name: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("@context".to_owned(), "https://schema.org".into());
    object.insert("@type".to_owned(), kind.into());
    object.insert("@id".to_owned(), path.into());
    object.insert("url".to_owned(), path.into());
    object.insert("name".to_owned(), name.into());
    object
}

fn place(source: &Source<'_>, place: &Place) -> Value {
    let kind = match place.kind {
        PlaceKind::Desk => "GovernmentOffice",
        PlaceKind::Hub | PlaceKind::Spoke | PlaceKind::ThemedHouse | PlaceKind::Clinic => "CivicStructure",
    };
    let mut document = object(kind, &source.href(&Route::Place(place.id.clone())), &place.name);
    let text = Some(place.description.as_str()).filter(|text| !text.is_empty());
    put(&mut document, "description", text);
    put(&mut document, "address", address(source, place));
    // An approximate point would look like a door to whoever reads it.
    let exact = place
        .position
        .filter(|position| position.precision != Precision::Comune);
    put(
        &mut document,
        "geo",
        exact.map(|position| {
            let point = position.point();
            json!({ "@type": "GeoCoordinates", "latitude": point.lat_degrees(), "longitude": point.lon_degrees() })
        }),
    );
    put(
        &mut document,
        "telephone",
        place.phone.first().map(|phone| phone.dial()),
    );
    put(&mut document, "email", place.email.first().map(|email| email.as_str()));
    put(&mut document, "sameAs", place.website.as_ref().map(|url| url.as_str()));
    // What a network says of all its places is its word, and no fact of each door.
    let own = place.access.free.filter(|_| place.access.said_by.is_none());
    put(&mut document, "isAccessibleForFree", own);
    put(&mut document, "additionalProperty", status(source, place));
    let closures = closures(source, place);
    put(
        &mut document,
        "specialOpeningHoursSpecification",
        (!closures.is_empty()).then_some(closures),
    );
    let hours = opening_hours(source, place);
    put(
        &mut document,
        "openingHoursSpecification",
        (!hours.is_empty()).then_some(hours),
    );
    let features: Vec<Value> = access_facts::told(place)
        .into_iter()
        .map(|fact| json!({ "@type": "LocationFeatureSpecification", "name": fact.name, "value": fact.holds }))
        .collect();
    put(
        &mut document,
        "amenityFeature",
        (!features.is_empty()).then_some(features),
    );
    let hub = place.parent.as_ref().and_then(|id| source.data.place(id));
    put(
        &mut document,
        "containedInPlace",
        hub.map(|hub| json!({ "@type": "Place", "@id": source.href(&Route::Place(hub.id.clone())), "name": hub.name })),
    );
    if kind == "GovernmentOffice" {
        let network = source.data.network(&place.network);
        put(
            &mut document,
            "parentOrganization",
            network.map(|network| json!({ "@type": "Organization", "@id": source.href(&Route::Network(network.id.clone())), "name": network.name })),
        );
    }
    document.into()
}

/// That it is announced only, has moved or has closed; schema.org has no word of its own for it.
fn status(source: &Source<'_>, place: &Place) -> Option<Value> {
    let word = match place.status {
        Status::Active => return None,
        Status::Planned => Word::StatusPlanned,
        Status::Moved => Word::StatusMoved,
        Status::Closed => Word::StatusClosed,
    };
    let mut told = Map::new();
    told.insert("@type".to_owned(), "PropertyValue".into());
    told.insert("propertyID".to_owned(), "status".into());
    told.insert("name".to_owned(), source.words.text(Word::FacetStatus).into());
    told.insert("value".to_owned(), source.words.text(word).into());
    let since = place.status_since.filter(|since| *since <= source.now.date);
    put(&mut told, "observationDate", since.map(|since| since.to_string()));
    Some(told.into())
}

/// Announced closures that are not over, as search engines read them: from midnight to midnight.
fn closures(source: &Source<'_>, place: &Place) -> Vec<Value> {
    let to_come = |closure: &&Closure| closure.to.is_none_or(|to| to >= source.now.date);
    let told = |closure: &Closure| {
        let mut told = Map::new();
        told.insert("@type".to_owned(), "OpeningHoursSpecification".into());
        told.insert("opens".to_owned(), "00:00".into());
        told.insert("closes".to_owned(), "00:00".into());
        told.insert("validFrom".to_owned(), closure.from.to_string().into());
        put(&mut told, "validThrough", closure.to.map(|to| to.to_string()));
        Value::from(told)
    };
    place.closures.iter().filter(to_come).map(told).collect()
}

fn address(source: &Source<'_>, place: &Place) -> Option<Value> {
    address_of(source, place.address.as_ref())
}

fn address_of(source: &Source<'_>, address: Option<&Address>) -> Option<Value> {
    let address = address?;
    let comune = address.comune.as_ref().and_then(|code| source.data.comune(code));
    let mut postal = Map::new();
    postal.insert("@type".to_owned(), "PostalAddress".into());
    put(&mut postal, "streetAddress", address.street.as_deref());
    put(
        &mut postal,
        "postalCode",
        address.postal_code.as_ref().map(|code| code.as_str()),
    );
    put(
        &mut postal,
        "addressLocality",
        comune.map(|comune| comune.name.as_str()),
    );
    put(
        &mut postal,
        "addressRegion",
        comune.map(|comune| comune.province.as_str()),
    );
    postal.insert("addressCountry".to_owned(), "IT".into());
    Some(postal.into())
}

/// The coming week, one entry a span, each valid on its own day: holidays and closures are in it already.
fn opening_hours(source: &Source<'_>, place: &Place) -> Vec<Value> {
    let calendar = Calendar::of_place(source.data, place);
    let mut spans = Vec::new();
    for date in source.now.date.days_on(7) {
        let end = date.at(TimeOfDay::MIDNIGHT).saturating_add_minutes(1_440);
        let mut at = date.at(TimeOfDay::MIDNIGHT);
        for _ in 0..24 {
            let state = open_state(place, &calendar, at);
            let next = match state.state {
                State::Open => {
                    let until = state.until.map_or(end, |until| until.min(end));
                    let closes = if until == end {
                        "23:59".to_owned()
                    } else {
                        until.time.to_string()
                    };
                    spans.push(json!({
                        "@type": "OpeningHoursSpecification",
                        "opens": at.time.to_string(),
                        "closes": closes,
                        "validFrom": date.to_string(),
                        "validThrough": date.to_string(),
                    }));
                    until
                }
                State::ByAppointment => state.until.unwrap_or(end),
                State::Closed | State::Unknown => state.opens.unwrap_or(end),
            };
            if next <= at || next >= end {
                break;
            }
            at = next;
        }
    }
    spans
}

fn activity(source: &Source<'_>, activity: &Activity) -> Value {
    let path = source.href(&Route::Activity(activity.id.clone()));
    let mut document = object("EventSeries", &path, &activity.title);
    let text = Some(activity.description.as_str()).filter(|text| !text.is_empty());
    put(&mut document, "description", text);
    let place = activity.place.as_ref().and_then(|id| source.data.place(id));
    let venue = activity.venue.as_ref().map(|venue| {
        let mut location = Map::new();
        location.insert("@type".to_owned(), "Place".into());
        put(&mut location, "name", venue.name.clone());
        put(&mut location, "address", address_of(source, venue.address.as_ref()));
        Value::from(location)
    });
    let place = place.map(|place| {
        let mut location = Map::new();
        location.insert("@type".to_owned(), "Place".into());
        location.insert("@id".to_owned(), source.href(&Route::Place(place.id.clone())).into());
        location.insert("name".to_owned(), place.name.clone().into());
        put(&mut location, "address", address(source, place));
        Value::from(location)
    });
    let location = venue.or(place);
    put(&mut document, "location", location.clone());
    let organiser = activity.organiser.as_deref();
    let organiser = organiser.or_else(|| Some(source.data.network(&activity.network)?.name.as_str()));
    put(
        &mut document,
        "organizer",
        organiser.map(|name| json!({ "@type": "Organization", "name": name })),
    );
    let own = activity.access.free.filter(|_| activity.access.said_by.is_none());
    put(&mut document, "isAccessibleForFree", own);
    put(&mut document, "typicalAgeRange", ages(activity));
    put(&mut document, "eventSchedule", rule::schedule(activity));
    let mode = attendance(activity);
    let calendar = Calendar::of_activity(source.data, activity);
    let today = source.now.date;
    let dates: Vec<Value> = occurrence::occurrences(activity, &calendar, today, today.saturating_add_days(DAYS))
        .into_iter()
        .take(DATES)
        .map(|date| {
            let mut event = Map::new();
            event.insert("@type".to_owned(), "Event".into());
            event.insert("name".to_owned(), activity.title.clone().into());
            event.insert("startDate".to_owned(), moment(date.start).into());
            put(&mut event, "endDate", date.end.map(rome::rfc3339));
            put(&mut event, "previousStartDate", date.moved_from.map(moment));
            let status = match date.status {
                OccurrenceStatus::Scheduled => "https://schema.org/EventScheduled",
                OccurrenceStatus::Moved => "https://schema.org/EventRescheduled",
                OccurrenceStatus::Cancelled | OccurrenceStatus::Suspended => "https://schema.org/EventCancelled",
            };
            event.insert("eventStatus".to_owned(), status.into());
            event.insert("eventAttendanceMode".to_owned(), mode.into());
            put(&mut event, "location", location.clone());
            event
        })
        .map(Value::from)
        .collect();
    if let Some(schedule) = &activity.schedule {
        // Search engines ask for it: the first date, also of what is over.
        document.insert("startDate".to_owned(), moment(schedule.start).into());
        document.insert("eventAttendanceMode".to_owned(), mode.into());
    }
    put(&mut document, "subEvent", (!dates.is_empty()).then_some(dates));
    document.into()
}

/// A moment of Rome with its offset; a day where no time is known.
fn moment(start: Start) -> String {
    match start.time {
        Some(time) => rome::rfc3339(start.date.at(time)),
        None => start.date.to_string(),
    }
}

/// Whether one goes there, or takes part from afar.
fn attendance(activity: &Activity) -> &'static str {
    let afar = |mode: &Mode| matches!(mode, Mode::Online | Mode::Phone);
    match (activity.modes.iter().any(afar), activity.modes.iter().all(afar)) {
        (true, true) => "https://schema.org/OnlineEventAttendanceMode",
        (true, false) => "https://schema.org/MixedEventAttendanceMode",
        (false, _) => "https://schema.org/OfflineEventAttendanceMode",
    }
}

fn ages(activity: &Activity) -> Option<String> {
    match (activity.audience.min_months, activity.audience.max_months) {
        (None, None) => None,
        (min, Some(max)) => Some(format!("{}-{}", min.unwrap_or(0) / 12, max / 12)),
        (Some(min), None) => Some(format!("{}-", min / 12)),
    }
}

fn network(source: &Source<'_>, network: &Network) -> Value {
    let mut document = object(
        "Organization",
        &source.href(&Route::Network(network.id.clone())),
        &network.name,
    );
    let text = Some(network.description.as_str()).filter(|text| !text.is_empty());
    put(&mut document, "description", text);
    put(
        &mut document,
        "sameAs",
        network.website.as_ref().map(|url| url.as_str()),
    );
    put(
        &mut document,
        "telephone",
        network.phone.first().map(|phone| phone.dial()),
    );
    put(
        &mut document,
        "email",
        network.email.first().map(|email| email.as_str()),
    );
    let places = source.data.places.iter();
    let places: Vec<Value> = places
        .filter(|place| place.network == network.id && !place.sample)
        .map(|place| json!({ "@type": "Place", "@id": source.href(&Route::Place(place.id.clone())), "name": place.name }))
        .collect();
    put(&mut document, "location", (!places.is_empty()).then_some(places));
    document.into()
}

fn guide(source: &Source<'_>, guide: &Guide) -> Value {
    let mut document = object("Article", &source.href(&Route::Guide(guide.id.clone())), &guide.title);
    document.insert("headline".to_owned(), guide.title.clone().into());
    document.insert("about".to_owned(), source.words.topic(guide.topic).into());
    document.insert("inLanguage".to_owned(), "it".into());
    put(
        &mut document,
        "dateModified",
        guide.verified.as_ref().map(|verified| verified.on.to_string()),
    );
    document.into()
}
