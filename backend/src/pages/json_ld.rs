//! The records as schema.org JSON-LD, for engines. Written only from what is known: nothing is filled in.

use serde_json::{Map, Value, json};
use shared::model::{Activity, Guide, Network, Place, PlaceKind, Precision, Wheelchair};
use shared::time::{Calendar, OccurrenceStatus, State, TimeOfDay, occurrence, open_state, rome};

use super::Context;
use super::card::Card;

/// Days ahead for which opening hours and dates are told.
const DAYS: i32 = 60;
/// Most single dates of an activity.
const DATES: usize = 12;

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

pub(super) fn place(context: &Context<'_>, place: &Place) -> String {
    let kind = match place.kind {
        PlaceKind::Desk => "GovernmentOffice",
        PlaceKind::Hub | PlaceKind::Spoke | PlaceKind::ThemedHouse | PlaceKind::Clinic => "CivicStructure",
    };
    let mut document = object(kind, &format!("/sede/{}", place.id), &place.name);
    let text = Some(place.description.as_str()).filter(|text| !text.is_empty());
    put(&mut document, "description", text);
    put(&mut document, "address", address(context, place));
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
    put(&mut document, "isAccessibleForFree", place.access.free);
    let hours = opening_hours(context, place);
    put(
        &mut document,
        "openingHoursSpecification",
        (!hours.is_empty()).then_some(hours),
    );
    let wheelchair = match place.accessibility.wheelchair {
        Wheelchair::Yes => Some(true),
        Wheelchair::No => Some(false),
        Wheelchair::Limited | Wheelchair::Unknown => None,
    };
    put(
        &mut document,
        "amenityFeature",
        wheelchair
            .map(|value| json!([{ "@type": "LocationFeatureSpecification", "name": "wheelchair", "value": value }])),
    );
    let hub = place.parent.as_ref().and_then(|id| context.data.place(id));
    put(
        &mut document,
        "containedInPlace",
        hub.map(|hub| json!({ "@type": "Place", "@id": format!("/sede/{}", hub.id), "name": hub.name })),
    );
    if kind == "GovernmentOffice" {
        let network = context.data.network(&place.network);
        put(
            &mut document,
            "parentOrganization",
            network.map(|network| json!({ "@type": "Organization", "@id": format!("/rete/{}", network.id), "name": network.name })),
        );
    }
    safe(&document.into())
}

fn address(context: &Context<'_>, place: &Place) -> Option<Value> {
    let address = place.address.as_ref()?;
    let comune = address.comune.as_ref().and_then(|code| context.data.comune(code));
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
fn opening_hours(context: &Context<'_>, place: &Place) -> Vec<Value> {
    let calendar = Calendar::of_place(context.data, place);
    let mut spans = Vec::new();
    for date in context.now.date.days_on(7) {
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

pub(super) fn activity(context: &Context<'_>, activity: &Activity) -> String {
    let path = format!("/attivita/{}", activity.id);
    let mut document = object("EventSeries", &path, &activity.title);
    let text = Some(activity.description.as_str()).filter(|text| !text.is_empty());
    put(&mut document, "description", text);
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let location = place.map(|place| {
        let mut location = Map::new();
        location.insert("@type".to_owned(), "Place".into());
        location.insert("@id".to_owned(), format!("/sede/{}", place.id).into());
        location.insert("name".to_owned(), place.name.clone().into());
        put(&mut location, "address", address(context, place));
        Value::from(location)
    });
    put(&mut document, "location", location.clone());
    let organiser = activity.organiser.as_deref();
    let organiser = organiser.or_else(|| Some(context.data.network(&activity.network)?.name.as_str()));
    put(
        &mut document,
        "organizer",
        organiser.map(|name| json!({ "@type": "Organization", "name": name })),
    );
    put(&mut document, "isAccessibleForFree", activity.access.free);
    put(&mut document, "typicalAgeRange", ages(activity));
    put(&mut document, "eventSchedule", schedule(activity));
    let calendar = Calendar::of_activity(context.data, activity);
    let today = context.now.date;
    let dates: Vec<Value> = occurrence::occurrences(activity, &calendar, today, today.saturating_add_days(DAYS))
        .into_iter()
        .take(DATES)
        .map(|date| {
            let mut event = Map::new();
            event.insert("@type".to_owned(), "Event".into());
            event.insert("name".to_owned(), activity.title.clone().into());
            let start = match date.start.time {
                Some(time) => rome::rfc3339(date.start.date.at(time)),
                None => date.start.date.to_string(),
            };
            event.insert("startDate".to_owned(), start.into());
            put(&mut event, "endDate", date.end.map(rome::rfc3339));
            let status = match date.status {
                OccurrenceStatus::Scheduled => "https://schema.org/EventScheduled",
                OccurrenceStatus::Moved => "https://schema.org/EventRescheduled",
                OccurrenceStatus::Cancelled | OccurrenceStatus::Suspended => "https://schema.org/EventCancelled",
            };
            event.insert("eventStatus".to_owned(), status.into());
            event.insert(
                "eventAttendanceMode".to_owned(),
                "https://schema.org/OfflineEventAttendanceMode".into(),
            );
            put(&mut event, "location", location.clone());
            event.into()
        })
        .collect();
    put(&mut document, "subEvent", (!dates.is_empty()).then_some(dates));
    safe(&document.into())
}

fn ages(activity: &Activity) -> Option<String> {
    match (activity.audience.min_months, activity.audience.max_months) {
        (None, None) => None,
        (min, Some(max)) => Some(format!("{}-{}", min.unwrap_or(0) / 12, max / 12)),
        (Some(min), None) => Some(format!("{}-", min / 12)),
    }
}

/// The rule as schema.org tells it, where it can be told: every so many days, weeks, months or years.
fn schedule(activity: &Activity) -> Option<Value> {
    let schedule = activity.schedule.as_ref()?;
    let rule = schedule.rrule.as_ref()?;
    let part = |name: &str| {
        rule.as_str()
            .split(';')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let unit = match part("FREQ")? {
        "DAILY" => "D",
        "WEEKLY" => "W",
        "MONTHLY" => "M",
        "YEARLY" => "Y",
        _ => return None,
    };
    let mut told = Map::new();
    told.insert("@type".to_owned(), "Schedule".into());
    told.insert(
        "repeatFrequency".to_owned(),
        format!("P{}{unit}", part("INTERVAL").unwrap_or("1")).into(),
    );
    told.insert("startDate".to_owned(), schedule.start.date.to_string().into());
    told.insert("scheduleTimezone".to_owned(), "Europe/Rome".into());
    put(&mut told, "startTime", schedule.start.time.map(|time| time.to_string()));
    put(
        &mut told,
        "byDay",
        part("BYDAY").map(|days| days.split(',').map(Value::from).collect::<Vec<_>>()),
    );
    let except: Vec<Value> = schedule.exdates.iter().map(|date| date.to_string().into()).collect();
    put(&mut told, "exceptDate", (!except.is_empty()).then_some(except));
    Some(told.into())
}

pub(super) fn network(network: &Network) -> String {
    let mut document = object("Organization", &format!("/rete/{}", network.id), &network.name);
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
    safe(&document.into())
}

pub(super) fn guide(guide: &Guide) -> String {
    let mut document = object("Article", &format!("/scheda/{}", guide.id), &guide.title);
    document.insert("headline".to_owned(), guide.title.clone().into());
    document.insert("about".to_owned(), guide.topic.name().into());
    document.insert("inLanguage".to_owned(), "it".into());
    put(
        &mut document,
        "dateModified",
        guide.verified.as_ref().map(|verified| verified.on.to_string()),
    );
    safe(&document.into())
}

/// The results as a list of links.
pub(super) fn finder(cards: &[Card]) -> String {
    let items: Vec<Value> = cards
        .iter()
        .enumerate()
        .map(|(at, card)| json!({ "@type": "ListItem", "position": at + 1, "name": card.title, "url": card.href }))
        .collect();
    safe(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Family Hub",
        "url": "/",
        "inLanguage": "it",
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": "/?q={search_term_string}" },
            "query-input": "required name=search_term_string",
        },
        "mainEntity": { "@type": "ItemList", "itemListElement": items },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_script() {
        let document = json!({ "name": "</script><script>alert(1)</script>" });
        assert!(!safe(&document).contains('<'));
        assert_eq!(serde_json::from_str::<Value>(&safe(&document)).ok(), Some(document));
    }
}
