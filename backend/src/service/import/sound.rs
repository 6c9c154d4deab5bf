//! What a record says that cannot be so (it is refused), or hardly (it is taken and told): names that nobody can see,
//! comuni that do not exist, points in another region, the same day twice, hours that are likely a slip.
//!
//! The types of `shared::model` keep single values good; here they are held against each other and against the
//! gazetteer.

use serde_json::Value;
use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::model::{Address, ComuneCode, Position, Record, Schedule};
use shared::problem::Refusal;

/// A field and why it is at fault.
pub(crate) type Fault = (String, Refusal);

/// Letters of a name or title.
const LONGEST_NAME: usize = 300;
/// Letters of any other text.
const LONGEST_TEXT: usize = 20_000;
/// Desks of a place.
const MOST_DESKS: usize = 200;
/// Entries of any other list.
const MOST_ENTRIES: usize = 10_000;
/// From the middle of a comune to its farthest corner, with room to spare.
const FAR_M: u32 = 30_000;

/// Everything in a record that cannot be so.
pub(crate) fn faults(record: &Record, gazetteer: &Gazetteer) -> Vec<Fault> {
    let mut faults = Vec::new();
    texts(&mut faults, "", "", &as_value(record));
    comuni(record, &mut |field, code| {
        if gazetteer.by_code(code).is_none() {
            let reason = format!("there is no comune with the code {code}");
            faults.push((field, Refusal::new("unknown-comune", reason)));
        }
    });
    positions(record, &mut |field, position, address| {
        let comune = address.and_then(|address| gazetteer.by_code(address.comune.as_ref()?));
        if let Some(refusal) = misplaced(position, comune.map(|comune| (comune.point(), comune.name.as_str()))) {
            faults.push((field, refusal));
        }
    });
    if let Record::Activity(activity) = record
        && let Some(schedule) = &activity.schedule
    {
        days(&mut faults, schedule);
    }
    faults
}

/// Everything in a record that is likely a slip.
pub(super) fn doubts(record: &Record, gazetteer: &Gazetteer) -> Vec<Fault> {
    let mut doubts = Vec::new();
    addresses(record, &mut |field, address| {
        let comune = address.comune.as_ref().and_then(|code| gazetteer.by_code(code));
        if let (Some(postal_code), Some(comune)) = (&address.postal_code, comune)
            && !comune.postal_codes.is_empty()
            && !comune.postal_codes.contains(postal_code)
        {
            let reason = format!("{postal_code} is no postal code of {}", comune.name);
            doubts.push((
                format!("{field}.postal_code"),
                Refusal::new("postal-code-of-elsewhere", reason),
            ));
        }
    });
    if let Record::Place(place) = record {
        let desks = place.desks.iter().enumerate();
        let of_desks =
            desks.filter_map(|(at, desk)| Some((format!("desks[{at}].opening_hours"), desk.opening_hours.as_ref()?)));
        let own = place
            .opening_hours
            .as_ref()
            .map(|hours| ("opening_hours".to_owned(), hours));
        for (field, hours) in own.into_iter().chain(of_desks) {
            if let Some(refusal) = unlikely_hours(hours.as_str()) {
                doubts.push((field, refusal));
            }
        }
    }
    doubts
}

fn as_value(record: &Record) -> Value {
    let value = match record {
        Record::Network(network) => serde_json::to_value(network),
        Record::Place(place) => serde_json::to_value(place),
        Record::Activity(activity) => serde_json::to_value(activity),
        Record::Guide(guide) => serde_json::to_value(guide),
    };
    // A record is made of texts, numbers and lists, which JSON can hold.
    value.unwrap_or_default()
}

/// Walks every text and list of a record.
fn texts(faults: &mut Vec<Fault>, path: &str, name: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                texts(faults, &path, name, value);
            }
        }
        Value::Array(entries) => {
            let most = if name == "desks" { MOST_DESKS } else { MOST_ENTRIES };
            if entries.len() > most {
                let reason = format!(
                    "{} entries are more than the {most} that a record may have",
                    entries.len()
                );
                faults.push((path.to_owned(), Refusal::new("list-too-long", reason)));
                return;
            }
            for (at, value) in entries.iter().enumerate() {
                texts(faults, &format!("{path}[{at}]"), name, value);
            }
        }
        Value::String(text) => faults.extend(text_fault(name, text).map(|refusal| (path.to_owned(), refusal))),
        _ => {}
    }
}

fn text_fault(name: &str, text: &str) -> Option<Refusal> {
    let named = matches!(name, "name" | "title");
    let most = if named { LONGEST_NAME } else { LONGEST_TEXT };
    if named && !text.chars().any(is_visible) {
        return Some(Refusal::new("empty-text", "it says nothing that can be seen"));
    }
    if let Some(control) = text.chars().find(|&letter| is_control(letter, named)) {
        let reason = format!("it holds the control character U+{:04X}", u32::from(control));
        return Some(Refusal::new("control-character", reason));
    }
    let letters = text.chars().count();
    (letters > most).then(|| {
        let reason = format!("{letters} letters are more than the {most} it may have");
        Refusal::new("text-too-long", reason)
    })
}

/// Control characters, and marks that turn the direction of what follows. Line breaks belong to texts, not to names.
fn is_control(letter: char, named: bool) -> bool {
    let layout = matches!(letter, '\n' | '\r' | '\t') && !named;
    !layout && letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_visible(letter: char) -> bool {
    let blank = letter.is_whitespace() || letter.is_control();
    let unseen = matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    !blank && !unseen
}

fn comuni(record: &Record, each: &mut dyn FnMut(String, &ComuneCode)) {
    let list = match record {
        Record::Network(network) => &network.comuni[..],
        Record::Guide(guide) => &guide.comuni[..],
        Record::Place(_) | Record::Activity(_) => &[],
    };
    for (at, code) in list.iter().enumerate() {
        each(format!("comuni[{at}]"), code);
    }
    addresses(record, &mut |field, address| {
        if let Some(code) = &address.comune {
            each(format!("{field}.comune"), code);
        }
    });
}

fn addresses(record: &Record, each: &mut dyn FnMut(&str, &Address)) {
    match record {
        Record::Place(place) => {
            if let Some(address) = &place.address {
                each("address", address);
            }
        }
        Record::Activity(activity) => {
            if let Some(address) = activity.venue.as_ref().and_then(|venue| venue.address.as_ref()) {
                each("venue.address", address);
            }
        }
        Record::Network(_) | Record::Guide(_) => {}
    }
}

fn positions(record: &Record, each: &mut dyn FnMut(String, &Position, Option<&Address>)) {
    match record {
        Record::Place(place) => {
            if let Some(position) = &place.position {
                each("position".to_owned(), position, place.address.as_ref());
            }
        }
        Record::Activity(activity) => {
            if let Some((venue, position)) = activity
                .venue
                .as_ref()
                .and_then(|venue| Some((venue, venue.position.as_ref()?)))
            {
                each("venue.position".to_owned(), position, venue.address.as_ref());
            }
        }
        Record::Network(_) | Record::Guide(_) => {}
    }
}

/// Why a point cannot be that of a place in that comune.
fn misplaced(position: &Position, comune: Option<(Point, &str)>) -> Option<Refusal> {
    let point = position.point();
    let swapped = Point::new(point.lon, point.lat);
    let exchanged = || Refusal::new("coordinates-exchanged", "latitude and longitude are exchanged");
    let Some((middle, name)) = comune else {
        // No point of Italy has the other's degrees.
        let italy = |point: Point| {
            (35_000_000..=47_500_000).contains(&point.lat) && (6_000_000..=19_000_000).contains(&point.lon)
        };
        return swapped
            .is_some_and(|swapped| italy(swapped) && !italy(point))
            .then(exchanged);
    };
    let metres = middle.metres_to(point);
    if metres <= FAR_M {
        return None;
    }
    if swapped.is_some_and(|swapped| middle.metres_to(swapped) <= FAR_M) {
        return Some(exchanged());
    }
    let reason = format!("the point lies {} km from {name}", metres / 1000);
    Some(Refusal::new("far-from-its-comune", reason))
}

/// Durations of nothing and days that are named twice.
fn days(faults: &mut Vec<Fault>, schedule: &Schedule) {
    let nothing = || {
        Refusal::new(
            "no-duration",
            "0 minutes are no duration: leave it out where it is not known",
        )
    };
    if schedule.minutes == Some(0) {
        faults.push(("schedule.minutes".to_owned(), nothing()));
    }
    for (at, moved) in schedule.moved.iter().enumerate() {
        if moved.minutes == Some(0) {
            faults.push((format!("schedule.moved[{at}].minutes"), nothing()));
        }
    }
    let mut twice = |list: &str, field: &str, days: Vec<String>| {
        let mut seen = std::collections::HashSet::new();
        for (at, day) in days.into_iter().enumerate() {
            if !seen.insert(day.clone()) {
                let reason = format!("{day} stands there twice");
                faults.push((
                    format!("schedule.{list}[{at}]{field}"),
                    Refusal::new("same-day-twice", reason),
                ));
            }
        }
    };
    let start = schedule.start.to_string();
    twice(
        "exdates",
        "",
        schedule.exdates.iter().map(ToString::to_string).collect(),
    );
    twice(
        "cancelled",
        ".date",
        schedule.cancelled.iter().map(|one| one.date.to_string()).collect(),
    );
    twice("dates", "", schedule.dates.iter().map(ToString::to_string).collect());
    if let Some(at) = schedule.dates.iter().position(|date| date.to_string() == start) {
        let reason = format!("{start} is the start already");
        faults.push((format!("schedule.dates[{at}]"), Refusal::new("same-day-twice", reason)));
    }
}

/// Hours that say something else than was likely meant.
fn unlikely_hours(hours: &str) -> Option<Refusal> {
    for rule in hours.split([';', '|']).map(str::trim).filter(|rule| !rule.is_empty()) {
        let without_comment = rule.split('"').step_by(2).collect::<String>();
        for span in without_comment.split([' ', ',']).filter(|span| span.contains(':')) {
            if let Some((from, to)) = span.split_once('-')
                && let (Some(from), Some(to)) = (minutes(from), minutes(to))
                && to <= from
                && to > 6 * 60
            {
                let reason = format!("{span} goes on through the night until the next day: is that meant?");
                return Some(Refusal::new("likely-slip-in-hours", reason));
            }
        }
        let words: Vec<&str> = without_comment.split_whitespace().collect();
        let has_hours = without_comment.contains(':') || without_comment.contains("24/7");
        let says = rule.contains('"')
            || words
                .iter()
                .any(|word| matches!(*word, "off" | "closed" | "open" | "unknown"));
        if !has_hours && !says {
            let reason = format!("\"{rule}\" has no hours: it means day and night");
            return Some(Refusal::new("days-without-hours", reason));
        }
    }
    None
}

fn minutes(time: &str) -> Option<u32> {
    let (hours, minutes) = time.trim_end_matches('+').split_once(':')?;
    Some(hours.parse::<u32>().ok()? * 60 + minutes.parse::<u32>().ok()?)
}
