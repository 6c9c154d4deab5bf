//! Open Referral HSDS 3 as drafts. Services of our own writing say by their page which record they are; a service of
//! others that has a location is a place.

use serde_json::Value;
use shared::interop::hsds::service_id;
use shared::model::RecordKind;
use shared::time::hours_text;

use super::draft::{Draft, Field};
use super::{Converted, FormatFault, MOST_RECORDS, RefusedPart, encoding};

/// Reads a page of services, a list of them, or one.
pub(super) fn hsds(bytes: &[u8], converted: &mut Converted) -> Result<Vec<Draft>, FormatFault> {
    let text = encoding::decode(bytes);
    let unreadable = |reason: String| FormatFault::Unreadable(format!("this is no HSDS: {reason}"));
    let document: Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let services: Vec<&Value> = match &document {
        Value::Array(list) => list.iter().collect(),
        Value::Object(page) => match ["contents", "services", "service"]
            .iter()
            .find_map(|name| page.get(*name))
        {
            Some(Value::Array(list)) => list.iter().collect(),
            _ if page.contains_key("name") => vec![&document],
            _ => return Err(unreadable("it has no services".to_owned())),
        },
        _ => return Err(unreadable("it is no object".to_owned())),
    };
    if services.len() > MOST_RECORDS {
        return Err(FormatFault::TooMany);
    }
    let mut drafts = Vec::new();
    for (at, service) in services.into_iter().enumerate() {
        let origin = format!("service {}", at + 1);
        match record_of(service) {
            Some((RecordKind::Place, id)) => drafts.push(place(service, Some(id), &origin, converted)),
            // What HSDS holds of these is less than what they were written from.
            Some(_) => {}
            None if service["service_at_locations"][0]["location"].is_object() => {
                drafts.push(place(service, None, &origin, converted));
            }
            None => converted.refused.push(RefusedPart {
                origin,
                field: "service_at_locations".to_owned(),
                reason: "a service without a location is no place".to_owned(),
            }),
        }
    }
    Ok(drafts)
}

/// Which of our records a service was written from: its page names the record, and its identifier is of that record.
fn record_of(service: &Value) -> Option<(RecordKind, String)> {
    let (page, id) = service["url"].as_str()?.rsplit_once('/')?;
    let kind = match page.rsplit_once('/')?.1 {
        "sede" => RecordKind::Place,
        "attivita" => RecordKind::Activity,
        "scheda" => RecordKind::Guide,
        _ => return None,
    };
    (service["id"].as_str()? == service_id(kind, id)).then(|| (kind, id.to_owned()))
}

fn place(service: &Value, id: Option<String>, origin: &str, converted: &mut Converted) -> Draft {
    let mut draft = Draft::new(RecordKind::Place, origin);
    let own = id.is_some();
    if let Some(id) = id {
        draft.say("id", id);
    }
    let location = &service["service_at_locations"][0]["location"];
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let mut say = |path: &'static str, value: Option<String>| {
        if let Some(value) = value {
            draft.say(path, value);
        }
    };
    let name = text(&service["name"]).map(|name| name.trim_start_matches(shared::interop::about::SAMPLE).to_owned());
    say("name", name);
    say("description", text(&service["description"]));
    let address = &location["addresses"][0];
    say("address.street", text(&address["address_1"]));
    say("address.postal_code", text(&address["postal_code"]));
    say(Field::COMUNE_NAME, text(&address["city"]));
    say(Field::PROVINCE, text(&address["state_province"]));
    // Our own page is no site of the place.
    say("website", text(&service["url"]).filter(|_| !own));
    if let (Some(lat), Some(lon)) = (location["latitude"].as_f64(), location["longitude"].as_f64()) {
        draft.say("position.lat", lat);
        draft.say("position.lon", lon);
    }
    if let Some(email) = text(&service["email"]).filter(|_| !own) {
        draft.say("email", vec![email]);
    }
    let phones = list(&service["phones"], "number").chain(list(&location["phones"], "number"));
    let phones: Vec<String> = phones.collect();
    if !phones.is_empty() {
        draft.say("phone", phones);
    }
    let languages: Vec<String> = list(&service["languages"], "code").collect();
    if !languages.is_empty() {
        draft.say("languages", languages);
    }
    let schedules = [&service["schedules"], &location["schedules"]];
    let schedules: Vec<&Value> = schedules.iter().filter_map(|list| list.as_array()).flatten().collect();
    match hours(&schedules) {
        Some(Ok((written, hours))) => {
            if !own {
                converted.understood.push((origin.to_owned(), written, hours.clone()));
            }
            draft.say("opening_hours", hours);
        }
        Some(Err(reason)) => converted.refused.push(RefusedPart {
            origin: origin.to_owned(),
            field: "schedules".to_owned(),
            reason,
        }),
        None => {}
    }
    draft
}

fn list<'a>(value: &'a Value, field: &'a str) -> impl Iterator<Item = String> + 'a {
    let entries = value.as_array().into_iter().flatten();
    entries.filter_map(move |entry| Some(entry[field].as_str()?.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// Weekly schedules as opening hours: what was written, and what it means.
fn hours(schedules: &[&Value]) -> Option<Result<(String, String), String>> {
    let first = schedules.first()?;
    // Ours hold the hours as they were written from.
    if let Some(written) = first["notes"].as_str()
        && let Ok(hours) = written.parse::<shared::time::OpeningHours>()
    {
        return Some(Ok((written.to_owned(), hours.as_str().to_owned())));
    }
    let mut rules = Vec::new();
    for schedule in schedules {
        let (days, from, to) = (&schedule["byday"], &schedule["opens_at"], &schedule["closes_at"]);
        let (Some(days), Some(from), Some(to)) = (days.as_str(), from.as_str(), to.as_str()) else {
            continue;
        };
        if schedule["freq"].as_str().is_some_and(|frequency| frequency != "WEEKLY") {
            return Some(Err("hours that are not of every week cannot be taken".to_owned()));
        }
        let named: Vec<String> = days.split(',').map(|day| capital(day.trim())).collect();
        rules.push(format!("{} {}-{}", named.join(","), minutes(from), minutes(to)));
    }
    if rules.is_empty() {
        return None;
    }
    // Schedules add to each other.
    let written = rules.join(", ");
    Some(match hours_text::read(&written) {
        Ok(hours) => Ok((written, hours.as_str().to_owned())),
        Err(refusal) => Err(refusal.to_string()),
    })
}

/// `MO` as `Mo`.
fn capital(day: &str) -> String {
    let mut letters = day.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first
        .into_iter()
        .chain(letters.map(|letter| letter.to_ascii_lowercase()))
        .collect()
}

/// `09:00:00+01:00` as `09:00`.
fn minutes(time: &str) -> &str {
    time.get(..5).unwrap_or(time)
}
