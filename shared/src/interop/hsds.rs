//! Records as Open Referral HSDS 3 (Human Services Data Specification): a page of services with their organisations,
//! locations, schedules and telephones.
//!
//! A place is a service at its own location, an activity a service at the location of its place, a network an
//! organisation, a guide a service without a location. What HSDS has no room for is left out: kinds of places, events,
//! sources, closures, exceptions of a series. An approximate position is left out, too: HSDS cannot say that it is one.

use serde_json::{Map, Value, json};

use super::about::{About, LICENCE, LICENCE_URL, SAMPLE, page};
use super::access_facts;
use crate::model::{
    Access, Activity, Address, Dataset, Entry, Guide, Language, Network, Phone, Place, Precision, RecordKind, Status,
    Wheelchair,
};
use crate::taxonomy::Topic;
use crate::time::hours_text::{in_words, weekly};
use crate::time::{Date, OpeningHours, rome};

/// A page of services, or of organisations where only networks are asked for.
#[must_use]
pub fn hsds(data: &Dataset, chosen: &Dataset, kinds: &[RecordKind], about: &About<'_>) -> String {
    let writer = Writer { data, about };
    let mut contents: Vec<Value> = Vec::new();
    if kinds == [RecordKind::Network] {
        contents.extend(chosen.networks.iter().map(|network| writer.organization(network)));
    }
    for kind in kinds {
        match kind {
            RecordKind::Place => contents.extend(chosen.places.iter().map(|place| writer.place(place))),
            RecordKind::Activity => contents.extend(chosen.activities.iter().map(|one| writer.activity(one))),
            RecordKind::Guide => contents.extend(chosen.guides.iter().map(|guide| writer.guide(guide))),
            // They stand in each service.
            RecordKind::Network => {}
        }
    }
    json!({
        "version": "3.0",
        "license": LICENCE,
        "license_url": LICENCE_URL,
        "attribution": about.attribution(),
        "total_items": contents.len(),
        "total_pages": 1,
        "page_number": 1,
        "size": contents.len(),
        "first_page": true,
        "last_page": true,
        "empty": contents.is_empty(),
        "contents": contents,
    })
    .to_string()
}

struct Writer<'a> {
    data: &'a Dataset,
    about: &'a About<'a>,
}

impl Writer<'_> {
    fn organization(&self, network: &Network) -> Value {
        let mut out = Map::new();
        put(&mut out, "id", uuid(&["organization", network.id.as_str()]));
        put(&mut out, "name", network.name.clone());
        // HSDS wants one; nothing is known better than nothing made up.
        put(&mut out, "description", network.description.clone());
        put_some(&mut out, "email", network.email.first().map(|email| email.as_str()));
        put_some(&mut out, "website", network.website.as_ref().map(|url| url.as_str()));
        put(
            &mut out,
            "uri",
            page(self.about, RecordKind::Network, network.id.as_str()),
        );
        out.into()
    }

    fn organization_of(&self, out: &mut Map<String, Value>, id: &crate::model::NetworkId) {
        put(out, "organization_id", uuid(&["organization", id.as_str()]));
        put_some(
            out,
            "organization",
            self.data.network(id).map(|network| self.organization(network)),
        );
    }

    fn place(&self, place: &Place) -> Value {
        let id = place.id.as_str();
        let status = match place.status {
            Status::Active => "active",
            Status::Planned => "inactive",
            Status::Moved | Status::Closed => "defunct",
        };
        let mut out = service(&["place", id], &place.name, place.sample, &place.description, status);
        self.organization_of(&mut out, &place.network);
        put(&mut out, "url", page(self.about, RecordKind::Place, id));
        put_some(&mut out, "email", place.email.first().map(|email| email.as_str()));
        put_some(
            &mut out,
            "assured_date",
            place.verified.as_ref().map(|known| known.on.to_string()),
        );
        access(&mut out, &place.access);
        put_list(&mut out, "phones", phones(&["place", id], &place.phone));
        put_list(&mut out, "languages", languages(&["place", id], &place.languages));
        put_list(&mut out, "schedules", self.hours(id, place.opening_hours.as_ref()));
        put_list(&mut out, "attributes", topics(&["place", id], &place.topics));
        put_list(
            &mut out,
            "service_at_locations",
            vec![self.at_location(&["place", id], place)],
        );
        out.into()
    }

    fn at_location(&self, of: &[&str], place: &Place) -> Value {
        let id = place.id.as_str();
        let mut location = Map::new();
        put(&mut location, "id", uuid(&["location", id]));
        put(&mut location, "location_type", "physical");
        put(&mut location, "name", place.name.clone());
        put(&mut location, "url", page(self.about, RecordKind::Place, id));
        put(&mut location, "external_identifier", id);
        put(&mut location, "external_identifier_type", "family-hub");
        let exact = |precision| matches!(precision, Precision::Address | Precision::Street);
        if let Some(position) = place.position.filter(|position| exact(position.precision)) {
            put(&mut location, "latitude", position.point().lat_degrees());
            put(&mut location, "longitude", position.point().lon_degrees());
        }
        put_list(
            &mut location,
            "addresses",
            place
                .address
                .iter()
                .filter_map(|address| self.address(id, address))
                .collect(),
        );
        put_list(&mut location, "accessibility", accessibility(place, id));
        json!({ "id": uuid(&[of, &["at", id]].concat()), "location": location })
    }

    /// Every part of an address must be there for HSDS; one that is not known is empty.
    fn address(&self, id: &str, address: &Address) -> Option<Value> {
        let comune = self.data.comune(address.comune.as_ref()?)?;
        let postal_code = address.postal_code.as_ref().map_or("", |code| code.as_str());
        Some(json!({
            "id": uuid(&["address", id]),
            "address_1": address.street.as_deref().unwrap_or_default(),
            "city": comune.name,
            "state_province": comune.province,
            "postal_code": postal_code,
            "country": "IT",
            "address_type": "physical",
        }))
    }

    fn hours(&self, id: &str, hours: Option<&OpeningHours>) -> Vec<Value> {
        let Some(hours) = hours else { return Vec::new() };
        let today = rome::local(self.about.at).date;
        let monday = today.saturating_add_days(-i32::from(today.weekday().index()));
        let words = in_words(hours, monday);
        let told = |at: usize| json!({ "id": uuid(&["hours", id, &at.to_string()]), "description": words, "notes": hours.as_str() });
        let Some(spans) = weekly(hours, monday) else {
            // Weeks that are not alike would be told wrongly as such.
            return vec![told(0)];
        };
        let schedules = spans.iter().enumerate().map(|(at, span)| {
            let mut schedule = told(at);
            let days: Vec<&str> = span.days.iter().map(|day| day.ical()).collect();
            schedule["freq"] = "WEEKLY".into();
            schedule["interval"] = 1.into();
            schedule["wkst"] = "MO".into();
            schedule["byday"] = days.join(",").into();
            schedule["opens_at"] = clock(span.from).into();
            schedule["closes_at"] = clock(span.to).into();
            if span.by_appointment {
                schedule["attending_type"] = "su appuntamento".into();
            }
            schedule
        });
        let schedules: Vec<Value> = schedules.collect();
        match schedules.is_empty() {
            true => vec![told(0)],
            false => schedules,
        }
    }

    fn activity(&self, activity: &Activity) -> Value {
        let id = activity.id.as_str();
        let mut out = service(
            &["activity", id],
            &activity.title,
            activity.sample,
            &activity.description,
            "active",
        );
        self.organization_of(&mut out, &activity.network);
        put(&mut out, "url", page(self.about, RecordKind::Activity, id));
        let years = |months: u16| f64::from(months) / 12.0;
        put_some(&mut out, "minimum_age", activity.audience.min_months.map(years));
        put_some(&mut out, "maximum_age", activity.audience.max_months.map(years));
        let groups = activity.audience.groups.join(", ");
        put_some(
            &mut out,
            "eligibility_description",
            (!groups.is_empty()).then_some(groups),
        );
        put_some(
            &mut out,
            "assured_date",
            activity.verified.as_ref().map(|known| known.on.to_string()),
        );
        access(&mut out, &activity.access);
        put_list(&mut out, "languages", languages(&["activity", id], &activity.languages));
        put_list(&mut out, "schedules", series(activity));
        put_list(&mut out, "attributes", topics(&["activity", id], &activity.topics));
        let place = activity.place.as_ref().filter(|_| activity.venue.is_none());
        let place = place.and_then(|id| self.data.place(id));
        put_list(
            &mut out,
            "service_at_locations",
            place
                .iter()
                .map(|place| self.at_location(&["activity", id], place))
                .collect(),
        );
        out.into()
    }

    fn guide(&self, guide: &Guide) -> Value {
        let id = guide.id.as_str();
        let mut out = service(&["guide", id], &guide.title, guide.sample, &guide.body, "active");
        put(&mut out, "url", page(self.about, RecordKind::Guide, id));
        put_some(&mut out, "eligibility_description", guide.who.clone());
        put_some(&mut out, "application_process", guide.first_step.clone());
        put_some(
            &mut out,
            "assured_date",
            guide.verified.as_ref().map(|known| known.on.to_string()),
        );
        let lines = guide.lines.iter().enumerate().map(|(at, line)| {
            let id = uuid(&["phone", "guide", id, &at.to_string()]);
            json!({ "id": id, "number": line.phone.as_str(), "description": line.name })
        });
        put_list(&mut out, "phones", lines.collect());
        put_list(&mut out, "attributes", topics(&["guide", id], &[guide.topic]));
        out.into()
    }
}

fn service(of: &[&str], name: &str, sample: bool, description: &str, status: &str) -> Map<String, Value> {
    let mut out = Map::new();
    put(&mut out, "id", uuid(&[&["service"], of].concat()));
    let mark = if sample { SAMPLE } else { "" };
    put(&mut out, "name", [mark, name].concat());
    put_some(
        &mut out,
        "description",
        Some(description).filter(|text| !text.is_empty()),
    );
    put(&mut out, "status", status);
    out
}

fn access(out: &mut Map<String, Value>, access: &Access) {
    let fees = match access.free {
        Some(true) => Some("gratuito"),
        Some(false) => Some("a pagamento"),
        None => None,
    };
    let fees = access.contact.as_deref().or(fees);
    put_some(out, "fees_description", fees);
    let entry = access.entry.map(|entry| match entry {
        Entry::WalkIn => "accesso libero",
        Entry::Booking => "su prenotazione",
        Entry::Referral => "su invio di un altro servizio",
    });
    put_some(out, "application_process", entry);
}

fn phones(of: &[&str], phones: &[Phone]) -> Vec<Value> {
    let phones = phones.iter().enumerate().map(|(at, phone)| {
        let id = uuid(&[&["phone"], of, &[&*at.to_string()]].concat());
        json!({ "id": id, "number": phone.as_str(), "type": "voice" })
    });
    phones.collect()
}

fn languages(of: &[&str], languages: &[Language]) -> Vec<Value> {
    let languages = languages.iter().map(|language| {
        let id = uuid(&[&["language"], of, &[language.as_str()]].concat());
        json!({ "id": id, "code": language.as_str() })
    });
    languages.collect()
}

fn topics(of: &[&str], topics: &[Topic]) -> Vec<Value> {
    let topics = topics.iter().map(|topic| {
        json!({
            "id": uuid(&[&["attribute"], of, &[topic.code()]].concat()),
            "link_type": "taxonomy_term",
            "taxonomy_term": {
                "id": uuid(&["topic", topic.code()]),
                "code": topic.code(),
                "name": topic.name(),
                "description": topic.name(),
                "taxonomy": "family-hub/topic",
                "language": "it",
            },
        })
    });
    topics.collect()
}

/// The dates of an activity: a rule where HSDS has a frequency for it, single days otherwise.
fn series(activity: &Activity) -> Vec<Value> {
    let Some(schedule) = &activity.schedule else {
        return Vec::new();
    };
    let id = activity.id.as_str();
    let mut out = Map::new();
    put(&mut out, "id", uuid(&["schedule", id]));
    put(&mut out, "dtstart", schedule.start.date.to_string());
    put_some(&mut out, "opens_at", schedule.start.time.map(|time| time.to_string()));
    let end = schedule.start.time.zip(schedule.minutes);
    let end = end.map(|(time, minutes)| u32::from(time.minutes()) + u32::from(minutes));
    let end = end
        .and_then(|minutes| u16::try_from(minutes).ok())
        .filter(|end| *end <= 1_440);
    put_some(&mut out, "closes_at", end.map(clock));
    if let Some(rule) = &schedule.rrule {
        let part = |name: &str| {
            let mut parts = rule.as_str().split(';');
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        put(&mut out, "notes", ["RRULE:", rule.as_str()].concat());
        if let Some(frequency @ ("WEEKLY" | "MONTHLY")) = part("FREQ") {
            put(&mut out, "freq", frequency);
            put(
                &mut out,
                "interval",
                part("INTERVAL").and_then(|text| text.parse::<u32>().ok()).unwrap_or(1),
            );
            put_some(&mut out, "byday", part("BYDAY"));
            put_some(&mut out, "bymonthday", part("BYMONTHDAY"));
            put_some(
                &mut out,
                "count",
                part("COUNT").and_then(|text| text.parse::<u32>().ok()),
            );
            put_some(&mut out, "until", rule.last_day().map(|day: Date| day.to_string()));
        }
    }
    let mut schedules = vec![Value::Object(out)];
    schedules.extend(schedule.dates.iter().enumerate().map(|(at, start)| {
        let mut out = Map::new();
        put(&mut out, "id", uuid(&["schedule", id, &at.to_string()]));
        put(&mut out, "dtstart", start.date.to_string());
        put_some(&mut out, "opens_at", start.time.map(|time| time.to_string()));
        Value::Object(out)
    }));
    schedules
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn put(out: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    out.insert(name.to_owned(), value.into());
}

fn put_some(out: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(out, name, value);
    }
}

fn put_list(out: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        put(out, name, values);
    }
}

/// The identifier of the service that is written from a record.
#[must_use]
pub fn service_id(kind: RecordKind, id: &str) -> String {
    uuid(&["service", kind.code(), id])
}

/// An identifier that stays the same from file to file: a UUID (RFC 9562, version 8) over the parts by FNV-1a.
fn uuid(parts: &[&str]) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = OFFSET;
    for part in ["family-hub"].iter().chain(parts) {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    let hash = hash & !(0xf << 76) | (0x8 << 76);
    let hash = hash & !(0x3 << 62) | (0x2 << 62);
    let digits = format!("{hash:032x}");
    [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ]
    .join("-")
}
/// What is told of how one gets in, an entry a fact. The first carries what is told in words.
fn accessibility(place: &Place, id: &str) -> Vec<Value> {
    let limited = match place.accessibility.wheelchair {
        Wheelchair::Limited => Some(("accessibility", "accessibile in parte in sedia a rotelle")),
        Wheelchair::Yes | Wheelchair::No | Wheelchair::Unknown => None,
    };
    let facts = access_facts::told(place).into_iter().map(|fact| match fact.name {
        // As it was named before there were other facts.
        "wheelchair" => ("accessibility", fact.words),
        name => (name, fact.words),
    });
    let mut told: Vec<Value> = limited
        .into_iter()
        .chain(facts)
        .map(|(name, words)| json!({ "id": uuid(&[name, id]), "description": words }))
        .collect();
    if let Some(stop) = &place.accessibility.bus_stop {
        told.push(json!({ "id": uuid(&["bus stop", id]), "description": "fermata vicina", "details": stop }));
    }
    if let (Some(note), Some(first)) = (&place.accessibility.note, told.first_mut())
        && first.get("details").is_none()
    {
        first["details"] = note.clone().into();
    }
    told
}
