//! What is to be looked at: records that nobody confirmed, without contacts, point or hours, reported by families, and
//! activities that run out. The most pressing first.

use std::collections::HashMap;

use serde::Serialize;
use shared::model::{Activity, Dataset, EventKind, Place, PlaceId, Precision, RecordKey, RecordKind, Status};
use shared::time::occurrence::{Calendar, next};
use shared::time::{Date, LocalDateTime, TimeOfDay};

/// Days after which a confirmation is old.
const OLD_DAYS: i32 = 270;
/// Days in which an activity that runs out is told: six weeks.
const SOON_DAYS: i32 = 42;

/// So many places are told to be the most viewed.
const MOST_VIEWED: usize = 10;

/// Why a record is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Families reported something that nobody has dealt with.
    Reported,
    /// It was announced, and nobody said since that it opened.
    Announced,
    /// It has no coming date within six weeks, or the last one is within them.
    RunsOut,
    /// It has no telephone, mail or page.
    NoContact,
    /// Its point is not that of its door, or there is none.
    NoPoint,
    /// Its hours are not known.
    NoHours,
    /// It is one of the places that are opened most, and something else is the matter with it.
    MostViewed,
    /// Nobody ever confirmed it.
    NeverConfirmed,
    /// It was confirmed long ago.
    ConfirmedLongAgo,
}

impl Why {
    const fn weight(self) -> u32 {
        match self {
            Self::Reported => 60,
            Self::RunsOut => 30,
            Self::MostViewed => 25,
            Self::Announced | Self::NoContact => 20,
            Self::NoHours | Self::NeverConfirmed => 10,
            Self::NoPoint | Self::ConfirmedLongAgo => 5,
        }
    }
}

/// A record to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Kind and id: `place:ID`.
    pub record: String,
    /// What it is called.
    pub name: String,
    /// Its network.
    pub network: String,
    /// Why.
    pub why: Vec<Why>,
    /// When it was confirmed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// Reports that nobody has dealt with.
    pub reports: usize,
    /// How often the page of a place was opened this week and the last; not told below five.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views: Option<u32>,
    /// For an activity that runs out: its last date, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_date: Option<String>,
}

/// The list. `reports` counts open reports by record, `views` how often the pages of places were opened, `is_wanted` says which records are asked about.
#[must_use]
pub fn worklist(
    data: &Dataset,
    now: LocalDateTime,
    (reports, views): (&HashMap<String, usize>, &HashMap<PlaceId, u32>),
    is_wanted: &dyn Fn(&RecordKey) -> bool,
) -> Vec<Row> {
    let mut rows: Vec<(u32, i32, Row)> = Vec::new();
    let mut add = |kind: RecordKind, id: &str, row: Row, confirmed: Option<Date>| {
        let key = RecordKey {
            kind,
            id: id.to_owned(),
        };
        if !row.why.is_empty() && is_wanted(&key) {
            let weight = row.why.iter().map(|why| why.weight()).sum();
            rows.push((weight, confirmed.map_or(i32::MIN, Date::days), row));
        }
    };
    let mut most: Vec<(&PlaceId, u32)> = views.iter().map(|(place, count)| (place, *count)).collect();
    most.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
    most.truncate(MOST_VIEWED);
    for place in data
        .places
        .iter()
        .filter(|place| !place.sample && place.status != Status::Closed)
    {
        let record = format!("place:{}", place.id.as_str());
        let count = reports.get(&record).copied().unwrap_or_default();
        let confirmed = place.verified.as_ref().map(|verified| verified.on);
        let mut why = of_place(place, now.date, count);
        if !why.is_empty() && most.iter().any(|(id, _)| **id == place.id) {
            why.push(Why::MostViewed);
        }
        let row = Row {
            record,
            name: place.name.clone(),
            network: place.network.as_str().to_owned(),
            why,
            views: views.get(&place.id).copied(),
            confirmed: confirmed.map(|date| date.to_string()),
            reports: count,
            last_date: None,
        };
        add(RecordKind::Place, place.id.as_str(), row, confirmed);
    }
    for activity in data.activities.iter().filter(|activity| !activity.sample) {
        let record = format!("activity:{}", activity.id.as_str());
        let count = reports.get(&record).copied().unwrap_or_default();
        let confirmed = activity.verified.as_ref().map(|verified| verified.on);
        let (why, last_date) = of_activity(data, activity, now, count);
        let row = Row {
            record,
            name: activity.title.clone(),
            network: activity.network.as_str().to_owned(),
            why,
            views: None,
            confirmed: confirmed.map(|date| date.to_string()),
            reports: count,
            last_date: last_date.map(|date| date.to_string()),
        };
        add(RecordKind::Activity, activity.id.as_str(), row, confirmed);
    }
    // The most pressing, then what was confirmed longest ago, then by name.
    rows.sort_by(|one, other| {
        let order = other.0.cmp(&one.0).then(one.1.cmp(&other.1));
        order.then_with(|| one.2.record.cmp(&other.2.record))
    });
    rows.into_iter().map(|(.., row)| row).collect()
}

fn confirmation(on: Option<Date>, today: Date) -> Option<Why> {
    match on {
        None => Some(Why::NeverConfirmed),
        Some(on) => (today.days() - on.days() > OLD_DAYS).then_some(Why::ConfirmedLongAgo),
    }
}

fn of_place(place: &Place, today: Date, reports: usize) -> Vec<Why> {
    let mut why = Vec::new();
    let mut add = |holds: bool, reason: Why| {
        if holds {
            why.push(reason);
        }
    };
    add(reports > 0, Why::Reported);
    let opened = |kind: EventKind| place.events.iter().any(|event| event.kind == kind);
    let announced = place.status == Status::Planned || (opened(EventKind::Announced) && !opened(EventKind::Opened));
    add(announced && place.verified.is_none(), Why::Announced);
    let has_contact = !place.phone.is_empty() || !place.email.is_empty() || place.website.is_some();
    add(!has_contact, Why::NoContact);
    let has_point = place
        .position
        .is_some_and(|position| position.precision == Precision::Address);
    add(!has_point, Why::NoPoint);
    add(place.opening_hours.is_none(), Why::NoHours);
    why.extend(confirmation(place.verified.as_ref().map(|verified| verified.on), today));
    why
}

fn of_activity(data: &Dataset, activity: &Activity, now: LocalDateTime, reports: usize) -> (Vec<Why>, Option<Date>) {
    let mut why = Vec::new();
    if reports > 0 {
        why.push(Why::Reported);
    }
    let mut last_date = None;
    if activity.schedule.is_some() {
        let calendar = Calendar::of_activity(data, activity);
        let mut after = now;
        // Dates that come are walked to their end, or to six weeks from now.
        let horizon = now.date.saturating_add_days(SOON_DAYS);
        let goes_on = loop {
            let Some(date) = next(activity, &calendar, after) else {
                break false;
            };
            let day = date.start.date;
            if day > horizon {
                break true;
            }
            last_date = Some(day);
            let midnight = TimeOfDay::from_minutes(0);
            let (Some(morrow), Some(midnight)) = (date.last_day().max(day).succ(), midnight) else {
                break true;
            };
            after = morrow.at(midnight);
        };
        if goes_on {
            last_date = None;
        } else {
            why.push(Why::RunsOut);
        }
    } else {
        why.push(Why::NoHours);
    }
    why.extend(confirmation(
        activity.verified.as_ref().map(|verified| verified.on),
        now.date,
    ));
    (why, last_date)
}
