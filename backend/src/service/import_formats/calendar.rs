//! iCalendar (RFC 5545) as drafts of activities, by UID: importing again changes nothing, what the calendar cancels is
//! cancelled here. Times are the wall clock of Rome; those of a zone that runs otherwise are refused.

use std::collections::BTreeMap;

use icalendar::parser::{Component, Property, read_calendar, unfold};
use serde_json::{Value, json};
use shared::model::{Activity, ActivityId, Dataset, Schedule};
use shared::sync::crc32c;
use shared::text::fold;
use shared::time::occurrence::occurrences;
use shared::time::{Calendar, Date, Instant, OccurrenceStatus, Start, TimeOfDay, days_without_date, rome};

use super::draft::{Draft, slug};
use super::{Converted, FormatFault, MOST_RECORDS, RefusedPart, encoding};
use crate::store::{Contents, gazetteer};

/// Behind the UIDs of our own calendars.
const OWN: &str = "@family-hub";
/// Behind the title of a date whose time is not known yet, in our own calendars.
const NO_TIME: &str = " (orario da confermare)";
/// Zones with the wall clock of Rome.
const ROMAN: [&str; 11] = [
    "Europe/Rome",
    "Europe/Vatican",
    "Europe/San_Marino",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Brussels",
    "Europe/Madrid",
    "Europe/Amsterdam",
    "W. Europe Standard Time",
];
/// Days over which two schedules are compared.
const COMPARED_DAYS: i32 = 800;

/// Reads the events of a calendar.
pub(super) fn ics(bytes: &[u8], stored: &Contents, converted: &mut Converted) -> Result<Vec<Draft>, FormatFault> {
    let text = unfold(&encoding::decode(bytes));
    let calendar = read_calendar(&text)
        .map_err(|error| FormatFault::Unreadable(format!("this is no calendar: {}", first_line(&error))))?;
    let events: Vec<&Component<'_>> = calendar.components.iter().filter(|one| one.name == "VEVENT").collect();
    if events.len() > MOST_RECORDS {
        return Err(FormatFault::TooMany);
    }
    let data = data_of(stored);
    let mut series: BTreeMap<String, Series<'_>> = BTreeMap::new();
    for (at, event) in events.into_iter().enumerate() {
        let origin = format!("event {}", at + 1);
        let Some(uid) = text_of(event, "UID") else {
            converted
                .refused
                .push(refused(&origin, "UID", "an event without a UID cannot be found again"));
            continue;
        };
        // A further date of our own series has the day behind its id.
        let own = uid.strip_suffix(OWN);
        let key = own.map_or_else(|| uid.clone(), |id| id.split('/').next().unwrap_or(id).to_owned());
        let further = own.is_some_and(|id| id.contains('/'));
        let entry = series.entry(key).or_insert_with(|| Series {
            own: own.is_some(),
            ..Series::default()
        });
        match event.find_prop("RECURRENCE-ID") {
            Some(_) => entry.exceptions.push((origin, event)),
            None if further => entry.further.push((origin, event)),
            None => entry.main = Some((origin, event)),
        }
    }
    let mut drafts = Vec::new();
    for (key, series) in &series {
        match series.draft(key, &data) {
            Ok(Some(draft)) => drafts.push(draft),
            Ok(None) => {}
            Err(part) => converted.refused.push(part),
        }
    }
    Ok(drafts)
}

fn data_of(stored: &Contents) -> Dataset {
    let mut data: Dataset = serde_json::from_str(&stored.to_file()).unwrap_or_default();
    data.sort();
    gazetteer().fill(&mut data);
    data
}

type Placed<'a> = (String, &'a Component<'a>);

/// The events of one UID.
#[derive(Default)]
struct Series<'a> {
    own: bool,
    main: Option<Placed<'a>>,
    further: Vec<Placed<'a>>,
    exceptions: Vec<Placed<'a>>,
}

impl Series<'_> {
    fn draft(&self, key: &str, data: &Dataset) -> Result<Option<Draft>, RefusedPart> {
        let Some((origin, main)) = self.main.as_ref().or_else(|| self.further.first()) else {
            // Exceptions of a series that is not in the file.
            return Ok(None);
        };
        let id = match self.own {
            true => key.to_owned(),
            false => format!("ics-{}-{:08x}", slug(key), crc32c(key.as_bytes())),
        };
        let stored = id.parse::<ActivityId>().ok().and_then(|id| data.activity(&id));
        let mut draft = Draft::new(shared::model::RecordKind::Activity, origin);
        draft.say("id", id);
        // Titles and texts of our own calendars are made of more than the record: what is here is better.
        if stored.is_none() || !self.own {
            let title = text_of(main, "SUMMARY").unwrap_or_default();
            let title = title.strip_suffix(NO_TIME).unwrap_or(&title);
            let title = title.strip_prefix(shared::interop::about::SAMPLE).unwrap_or(title);
            draft.say("title", title.trim());
            if let Some(text) = text_of(main, "DESCRIPTION") {
                draft.say("description", text);
            }
            if let Some(place) = text_of(main, "LOCATION") {
                self.at(&place, data, &mut draft);
            }
        }
        let schedule = self.schedule(stored, data)?;
        if is_cancelled(main) && !schedule["rrule"].is_null() {
            let from = schedule["start"]
                .as_str()
                .and_then(|start| start.get(..10))
                .unwrap_or_default();
            draft.say(
                "suspensions",
                json!([{ "from": from, "to": null, "reason": reason(main) }]),
            );
        }
        let same = stored.is_some_and(|stored| same_dates(stored, &schedule, data));
        if !same {
            draft.say("schedule", schedule);
        }
        Ok(Some(draft))
    }

    /// A place of ours by its name, or somewhere else.
    fn at(&self, location: &str, data: &Dataset, draft: &mut Draft) {
        let folded = fold(location);
        let named = |name: &str| {
            let name = fold(name);
            folded == name || folded.starts_with(&[&*name, " "].concat())
        };
        let mut places = data.places.iter().filter(|place| named(&place.name));
        match (places.next(), places.next()) {
            (Some(place), None) => {
                draft.say("place", place.id.as_str());
                draft.say("network", place.network.as_str());
            }
            _ => draft.say("venue", json!({ "name": location })),
        }
    }

    fn schedule(&self, stored: Option<&Activity>, data: &Dataset) -> Result<Value, RefusedPart> {
        let Some((origin, main)) = self.main.as_ref().or_else(|| self.further.first()) else {
            return Ok(Value::Null);
        };
        let begins = moment(main, "DTSTART", origin)?;
        let begins = begins.ok_or_else(|| refused(origin, "DTSTART", "an event has a beginning"))?;
        let mut schedule = json!({ "start": begins.to_string() });
        if let Some(minutes) = minutes(main, begins, origin)? {
            schedule["minutes"] = minutes.into();
        }
        let no_time = text_of(main, "SUMMARY").is_some_and(|title| title.ends_with(NO_TIME));
        if begins.time.is_none() && !no_time {
            schedule["all_day"] = true.into();
        }
        if let Some(rule) = text_of(main, "RRULE") {
            schedule["rrule"] = rule.into();
        }
        let exdates = days(main, "EXDATE", origin)?;
        if !exdates.is_empty() {
            let days: Vec<String> = exdates.iter().map(|start| start.date.to_string()).collect();
            schedule["exdates"] = days.into();
        }
        let mut dates: Vec<Start> = days(main, "RDATE", origin)?;
        for (origin, event) in self.further.iter().filter(|(other, _)| other != origin) {
            dates.extend(moment(event, "DTSTART", origin)?);
        }
        if !dates.is_empty() {
            dates.sort();
            dates.dedup();
            schedule["dates"] = dates.iter().map(ToString::to_string).collect::<Vec<_>>().into();
        }
        let (mut cancelled, mut moved) = (Vec::new(), Vec::new());
        let all = self.exceptions.iter().map(|(origin, event)| (origin, *event));
        for (origin, event) in all {
            let Some(day) = moment(event, "RECURRENCE-ID", origin)? else {
                continue;
            };
            if is_cancelled(event) {
                if !falls_out(stored, data, day.date) {
                    cancelled.push(json!({ "date": day.date.to_string(), "reason": reason(event) }));
                }
                continue;
            }
            let Some(to) = moment(event, "DTSTART", origin)? else {
                continue;
            };
            if to != day && to.time.is_some() {
                let mut moves = json!({ "date": day.date.to_string(), "to": to.to_string(), "reason": reason(event) });
                if let Some(minutes) = minutes(event, to, origin)? {
                    moves["minutes"] = minutes.into();
                }
                moved.push(moves);
            }
        }
        // The whole of it is cancelled.
        if is_cancelled(main) && self.main.is_some() && !falls_out(stored, data, begins.date) {
            // A series is paused without an end instead, by [`Self::draft`].
            if schedule["rrule"].is_null() {
                cancelled.push(json!({ "date": begins.date.to_string(), "reason": reason(main) }));
            }
        }
        if !cancelled.is_empty() {
            schedule["cancelled"] = cancelled.into();
        }
        if !moved.is_empty() {
            schedule["moved"] = moved.into();
        }
        leave_out_dateless(&mut schedule);
        Ok(schedule)
    }
}

/// Calendars keep exclusions and cancelled instances of rules that they had before, and name some twice: on a day
/// without a date they say nothing.
fn leave_out_dateless(schedule: &mut Value) {
    let Ok(read) = serde_json::from_value::<Schedule>(schedule.clone()) else {
        return;
    };
    let cancelled = read.cancelled.iter().map(|one| one.date);
    let dateless = days_without_date(&read, read.exdates.iter().copied().chain(cancelled));
    for (list, of) in [("exdates", None), ("cancelled", Some("date"))] {
        let Some(entries) = schedule.get_mut(list).and_then(Value::as_array_mut) else {
            continue;
        };
        let mut seen: Vec<Date> = Vec::new();
        entries.retain(|entry| {
            let day = of.map_or(entry, |field| &entry[field]).as_str();
            day.and_then(|day| day.parse().ok()).is_none_or(|day: Date| {
                let stays = dateless.binary_search(&day).is_err() && !seen.contains(&day);
                seen.push(day);
                stays
            })
        });
        if entries.is_empty()
            && let Some(fields) = schedule.as_object_mut()
        {
            fields.remove(list);
        }
    }
}

/// Whether what is stored says already that there is nothing on that day.
fn falls_out(stored: Option<&Activity>, data: &Dataset, day: Date) -> bool {
    let Some(activity) = stored else { return false };
    let listed = activity.schedule.iter().flat_map(|schedule| &schedule.cancelled);
    // Those that the record itself lists stay listed.
    if listed.into_iter().any(|cancelled| cancelled.date == day) {
        return false;
    }
    let calendar = Calendar::of_activity(data, activity);
    let that_day = occurrences(activity, &calendar, day, day);
    !that_day.is_empty() && that_day.iter().all(|one| one.status == OccurrenceStatus::Suspended)
}

/// Whether a schedule gives the dates that the stored one gives, however it is written.
fn same_dates(stored: &Activity, schedule: &Value, data: &Dataset) -> bool {
    let Ok(schedule) = serde_json::from_value::<shared::model::Schedule>(schedule.clone()) else {
        return false;
    };
    let from = schedule.start.date;
    let other = Activity {
        schedule: Some(schedule),
        ..stored.clone()
    };
    let to = from.saturating_add_days(COMPARED_DAYS);
    let dates = |activity: &Activity| {
        let calendar = Calendar::of_activity(data, activity);
        let dates = occurrences(activity, &calendar, from, to).into_iter();
        dates.map(|one| (one.start, one.end, one.status)).collect::<Vec<_>>()
    };
    dates(stored) == dates(&other)
}

fn is_cancelled(event: &Component<'_>) -> bool {
    text_of(event, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"))
}

fn reason(event: &Component<'_>) -> String {
    text_of(event, "COMMENT").unwrap_or_default()
}

/// A property without the escapes of texts (RFC 5545 §3.3.11).
fn text_of(event: &Component<'_>, name: &str) -> Option<String> {
    let value = event.find_prop(name)?.val.as_str();
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    let out = out.trim();
    (!out.is_empty()).then(|| out.to_owned())
}

fn moment(event: &Component<'_>, name: &str, origin: &str) -> Result<Option<Start>, RefusedPart> {
    match event.find_prop(name) {
        Some(property) => start_of(property, property.val.as_str(), name, origin).map(Some),
        None => Ok(None),
    }
}

fn days(event: &Component<'_>, name: &str, origin: &str) -> Result<Vec<Start>, RefusedPart> {
    let mut days = Vec::new();
    for property in event.properties.iter().filter(|property| property.name == name) {
        for value in property.val.as_str().split(',') {
            days.push(start_of(property, value, name, origin)?);
        }
    }
    Ok(days)
}

/// `20261006T163000` in a zone like Rome's, `20261006T143000Z`, or `20261006`.
fn start_of(property: &Property<'_>, value: &str, name: &str, origin: &str) -> Result<Start, RefusedPart> {
    let bad = |reason: &str| refused(origin, name, &format!("\"{value}\": {reason}"));
    let digits = |from: usize, to: usize| value.get(from..to).and_then(|text| text.parse::<u16>().ok());
    let date = || {
        let (year, month, day) = (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
        Date::new(i32::from(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    let date = date().ok_or_else(|| bad("there is no such day"))?;
    if value.len() == 8 {
        return Ok(Start { date, time: None });
    }
    let time = || TimeOfDay::new(digits(9, 11)?, digits(11, 13)?);
    let time = time().ok_or_else(|| bad("there is no such time"))?;
    if value.ends_with('Z') {
        let seconds = i64::from(date.days()) * 86_400 + i64::from(time.minutes()) * 60;
        let local = rome::local(Instant(seconds));
        return Ok(Start {
            date: local.date,
            time: Some(local.time),
        });
    }
    let zone = property.params.iter().find(|parameter| parameter.key == "TZID");
    let zone = zone
        .and_then(|zone| zone.val.as_ref())
        .map(|zone| zone.as_str().trim_matches('"'));
    match zone {
        Some(zone) if !ROMAN.contains(&zone) => Err(bad(&format!("the zone {zone} has another wall clock than Rome"))),
        _ => Ok(Start { date, time: Some(time) }),
    }
}

/// How long an event lasts, by its end or its duration; days say nothing of minutes.
fn minutes(event: &Component<'_>, begins: Start, origin: &str) -> Result<Option<u16>, RefusedPart> {
    if begins.time.is_none() {
        return Ok(None);
    }
    let minutes = match moment(event, "DTEND", origin)? {
        Some(end) => {
            let at = |start: Start| start.time.map(|time| start.date.at(time).minutes());
            at(end).zip(at(begins)).map(|(end, begin)| end - begin)
        }
        None => text_of(event, "DURATION").as_deref().and_then(duration),
    };
    Ok(minutes
        .and_then(|minutes| u16::try_from(minutes).ok())
        .filter(|minutes| *minutes > 0))
}

/// `PT1H30M`, `P1D` in minutes.
fn duration(text: &str) -> Option<i64> {
    let (mut minutes, mut number) = (0_i64, 0_i64);
    for letter in text.trim_start_matches('+').chars() {
        match letter {
            'P' | 'T' => {}
            '0'..='9' => number = number.checked_mul(10)?.checked_add(i64::from(letter as u8 - b'0'))?,
            _ => {
                let unit = match letter {
                    'W' => 10_080,
                    'D' => 1_440,
                    'H' => 60,
                    'M' => 1,
                    'S' => 0,
                    _ => return None,
                };
                minutes = minutes.checked_add(number.checked_mul(unit)?)?;
                number = 0;
            }
        }
    }
    Some(minutes)
}

fn refused(origin: &str, field: &str, reason: &str) -> RefusedPart {
    RefusedPart {
        origin: origin.to_owned(),
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}
