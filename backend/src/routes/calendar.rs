//! `GET /calendar.ics?place=&activity=&network=&topic=&saved=`: dates for the calendar program a family already has.

use std::fmt;
use std::str::FromStr;

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::Response;
use axum::http::header::HeaderValue;
use shared::interop::ics::{self, Feed};
use shared::model::{Activity, ActivityId, Dataset, NetworkId, PlaceId};
use shared::problem::Refusal;
use shared::taxonomy::Topic;

use super::ask::{Ask, DependsOn};
use super::parameters::Parameters;
use crate::error::Problem;
use crate::rates::Cost;

const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
/// What it knows. Anything else that programs and people hang to an address is passed over.
const PARAMETERS: [&str; 5] = ["place", "activity", "network", "topic", "saved"];
/// Most entries of one list: more do not fit into an address anyway.
const MOST_ENTRIES: usize = 500;
/// What a calendar is called that is not about one thing only.
const NAME: &str = "Family Hub";

/// A calendar of the activities that pass every list given; without any, of all of them.
///
/// # Errors
/// 400 that names an id or a code nobody knows.
pub async fn get(RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let mut parameters = Parameters::of_names(query.as_deref().unwrap_or_default(), &PARAMETERS)?;
    let data = &ask.current.published.data;
    let wanted = Wanted::read(&mut parameters, data)?;
    let question = format!("/calendar.ics?{wanted}");
    ask.answer(DependsOn::Revision, Cost::List, CALENDAR, &question, move |ask| {
        let published = &ask.current.published;
        let data = &published.data;
        let name = wanted.name(data);
        let feed = Feed {
            name: &name,
            site: ask.site(),
            stamp: ask.current.at,
            revision: ics::revision(ask.revision()),
        };
        let activities = data.activities.iter().filter(|activity| wanted.holds(activity));
        Ok(ics::calendar(data, activities, &feed))
    })
    .await
}

/// What a subscription is about. An empty list asks for nothing in particular.
#[derive(Default)]
struct Wanted {
    places: Vec<PlaceId>,
    activities: Vec<ActivityId>,
    networks: Vec<NetworkId>,
    topics: Vec<Topic>,
    saved: Option<Saved>,
}

/// What somebody saved: activities, and places with all that happens there.
#[derive(Default)]
struct Saved {
    places: Vec<PlaceId>,
    activities: Vec<ActivityId>,
}

/// One normal form for whatever order and however often its entries were given in.
impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(formatter, "place", &self.places)?;
        write_list(formatter, "activity", &self.activities)?;
        write_list(formatter, "network", &self.networks)?;
        let topics: Vec<&str> = self.topics.iter().map(|topic| topic.code()).collect();
        write_list(formatter, "topic", &topics)?;
        if let Some(saved) = &self.saved {
            write_list(formatter, "saved-place", &saved.places)?;
            write_list(formatter, "saved-activity", &saved.activities)?;
        }
        Ok(())
    }
}

fn write_list<T: ToString>(formatter: &mut fmt::Formatter<'_>, name: &str, entries: &[T]) -> fmt::Result {
    let mut entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
    entries.sort_unstable();
    entries.dedup();
    match entries.is_empty() {
        true => Ok(()),
        false => write!(formatter, "{name}={}&", entries.join(",")),
    }
}

impl Wanted {
    fn read(parameters: &mut Parameters, data: &Dataset) -> Result<Self, Problem> {
        let places: Vec<PlaceId> = list(parameters, "place")?;
        // A calendar that was subscribed to outlives a merger.
        let now = |id: PlaceId| data.place_now(&id).map_or(id, |place| place.id.clone());
        let wanted = Self {
            places: places.into_iter().map(now).collect(),
            activities: list(parameters, "activity")?,
            networks: list(parameters, "network")?,
            topics: list(parameters, "topic")?,
            saved: Saved::read(parameters, data)?,
        };
        known("place", &wanted.places, |id| data.place(id).is_some())?;
        known("activity", &wanted.activities, |id| data.activity(id).is_some())?;
        known("network", &wanted.networks, |id| data.network(id).is_some())?;
        Ok(wanted)
    }

    fn holds(&self, activity: &Activity) -> bool {
        let topic = |wanted: &Topic| {
            activity
                .topics
                .iter()
                .any(|topic| topic == wanted || topic.root() == *wanted)
        };
        let at = |places: &[PlaceId]| activity.place.as_ref().is_some_and(|place| places.contains(place));
        (self.places.is_empty() || at(&self.places))
            && (self.activities.is_empty() || self.activities.contains(&activity.id))
            && (self.networks.is_empty() || self.networks.contains(&activity.network))
            && (self.topics.is_empty() || self.topics.iter().any(topic))
            && self
                .saved
                .as_ref()
                .is_none_or(|saved| saved.activities.contains(&activity.id) || at(&saved.places))
    }

    /// The name of the one thing it is about; calendar programs show it in their list. An example is marked there too.
    fn name(&self, data: &Dataset) -> String {
        let name = match self {
            Self { saved: Some(_), .. } => None,
            Self { activities, .. } if !activities.is_empty() => only(activities)
                .and_then(|id| data.activity(id))
                .map(|activity| (&*activity.title, activity.sample)),
            Self { places, .. } if !places.is_empty() => only(places)
                .and_then(|id| data.place(id))
                .map(|place| (&*place.name, place.sample)),
            Self { networks, .. } if !networks.is_empty() => only(networks)
                .and_then(|id| data.network(id))
                .map(|network| (&*network.name, network.sample)),
            Self { topics, .. } => only(topics).map(|topic| (topic.name(), false)),
        };
        let (name, sample) = name.unwrap_or((NAME, false));
        [if sample { "[esempio] " } else { "" }, name].concat()
    }
}

impl Saved {
    /// `place:ID`, `activity:ID` or an id alone. A list that was subscribed to outlives its entries: those that are
    /// gone are passed over, and only a list of which nothing is known is refused.
    fn read(parameters: &mut Parameters, data: &Dataset) -> Result<Option<Self>, Problem> {
        let Some(text) = parameters.text("saved") else {
            return Ok(None);
        };
        let mut saved = Self::default();
        for entry in entries("saved", &text)? {
            let (kind, id) = entry.split_once(':').unwrap_or(("", entry));
            let refused = |refusal: Refusal| Problem::refused("saved", &refusal);
            let (place, activity): (PlaceId, ActivityId) = (id.parse().map_err(refused)?, id.parse().map_err(refused)?);
            if !matches!(kind, "" | "place" | "activity") {
                let detail = format!("\"{kind}\" is neither place nor activity");
                return Err(Problem::bad_request("unknown-kind", "saved", detail));
            }
            if kind != "place" && data.activity(&activity).is_some() {
                saved.activities.push(activity);
            } else if let Some(place) = data.place_now(&place).filter(|_| kind != "activity") {
                saved.places.push(place.id.clone());
            }
        }
        if saved.places.is_empty() && saved.activities.is_empty() {
            let detail = format!("there is no place and no activity with an id of \"{text}\"");
            return Err(Problem::bad_request("unknown-saved", "saved", detail));
        }
        Ok(Some(saved))
    }
}

fn only<T>(list: &[T]) -> Option<&T> {
    match list {
        [only] => Some(only),
        _ => None,
    }
}

/// The entries of a comma-separated list, none of them empty.
fn entries<'a>(name: &'static str, text: &'a str) -> Result<Vec<&'a str>, Problem> {
    let list: Vec<&str> = text.split(',').collect();
    if list.len() > MOST_ENTRIES {
        let detail = format!("at most {MOST_ENTRIES} entries are taken");
        return Err(Problem::bad_request("list-too-long", name, detail));
    }
    match list.iter().any(|entry| entry.is_empty()) {
        true => Err(Problem::bad_request("empty-entry", name, "the list has an empty entry")),
        false => Ok(list),
    }
}

fn list<T: FromStr<Err = Refusal>>(parameters: &mut Parameters, name: &'static str) -> Result<Vec<T>, Problem> {
    let Some(text) = parameters.text(name) else {
        return Ok(Vec::new());
    };
    let parsed = entries(name, &text)?.into_iter().map(str::parse);
    parsed
        .collect::<Result<_, _>>()
        .map_err(|refusal| Problem::refused(name, &refusal))
}

/// Refuses an id that no record has, as `unknown-place` and the like.
fn known<T: std::fmt::Display>(name: &'static str, ids: &[T], there: impl Fn(&T) -> bool) -> Result<(), Problem> {
    let code = match name {
        "place" => "unknown-place",
        "activity" => "unknown-activity",
        _ => "unknown-network",
    };
    match ids.iter().find(|id| !there(id)) {
        None => Ok(()),
        Some(id) => {
            let detail = format!("there is no {name} with the id \"{id}\"");
            Err(Problem::bad_request(code, name, detail))
        }
    }
}
