//! `GET /api/v1/places` and `/places/{id}?at=`: places with their state at a moment, now unless it is said.

use axum::body::Body;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use shared::model::{Dataset, Place, PlaceId};
use shared::time::open_state::door_state;
use shared::time::{Calendar, Door, LocalDateTime, OpenState, open_state, rome};

use super::ask::{Ask, DependsOn, json_of};
use super::paging::Page;
use super::parameters::{Id, Parameters};
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// A place and whether it is open.
#[derive(Serialize)]
struct PlaceAnswer<'a> {
    #[serde(flatten)]
    place: &'a Place,
    /// By its own hours.
    open: OpenAnswer,
    /// Each desk that has hours of its own, in the order of the record.
    open_desks: Vec<DeskAnswer<'a>>,
}

/// A desk and whether it is open.
#[derive(Serialize)]
struct DeskAnswer<'a> {
    name: &'a str,
    #[serde(flatten)]
    open: OpenAnswer,
}

/// Whether a place is open. Times carry the offset of Europe/Rome.
#[derive(Serialize)]
pub struct OpenAnswer {
    /// `open`, `closed`, `by_appointment` or `unknown`.
    state: &'static str,
    /// When that ends, if it is known and within a week.
    until: Option<String>,
    /// When it opens next.
    opens: Option<String>,
    /// How it opens then: `open` or `by_appointment`; `null` without `opens`.
    opens_as: Option<&'static str>,
    /// Open, but for half an hour at most.
    closing_soon: bool,
    /// Why, in a few Italian words.
    reason: String,
    /// Why, as a stable code.
    reason_code: &'static str,
    /// Of when the hours are: a day, a month or a year; `null` is not known.
    as_of: Option<String>,
    /// How firmly all this may be said: `firm`, `old`, `undated`, or `doubtful` where its date lies in the future.
    trust: &'static str,
}

impl From<&OpenState> for OpenAnswer {
    fn from(state: &OpenState) -> Self {
        Self {
            state: state.state.code(),
            until: state.until.map(rome::rfc3339),
            opens: state.opens.map(rome::rfc3339),
            opens_as: state.opens.map(|_| state.opens_as.code()),
            closing_soon: state.closing_soon,
            reason: state.reason.text(),
            reason_code: state.reason.code(),
            as_of: state.basis.as_of.map(|date| date.to_string()),
            trust: state.basis.trust.code(),
        }
    }
}

impl<'a> PlaceAnswer<'a> {
    fn new(data: &'a Dataset, place: &'a Place, at: LocalDateTime) -> Self {
        let calendar = Calendar::of_place(data, place);
        let desks = Door::all(place).filter_map(|door| {
            Some(DeskAnswer {
                name: &door.desk?.name,
                open: (&door_state(door, &calendar, at)).into(),
            })
        });
        Self {
            place,
            open: (&open_state(place, &calendar, at)).into(),
            open_desks: desks.collect(),
        }
    }
}

/// All places, or a page of them.
///
/// # Errors
/// 400 for a bad `at`, `limit` or `cursor`, or another parameter.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let at = moment(&mut parameters, &ask)?;
    let page = Page::read(&mut parameters)?;
    parameters.finish()?;
    let question = format!("/places?{at} {}", page.normal());
    // The next page is of the same moment.
    let of_moment = format!("at={at}");
    ask.answer_linked(DependsOn::Minute, Cost::List, JSON, (&question, ""), move |ask| {
        let data = &ask.current.published.data;
        let (part, next) = page.cut(&data.places, |place| place.id.as_str());
        let places = part.iter().map(|place| PlaceAnswer::new(data, place, at));
        let body = json_of(&places.collect::<Vec<_>>())?;
        Ok((body, page.link("/api/v1/places", &of_moment, next)))
    })
    .await
}

/// One place.
///
/// # Errors
/// 404 when there is none with that id; 400 as for the list.
pub async fn get(Id(id): Id<PlaceId>, mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let at = moment(&mut parameters, &ask)?;
    parameters.finish()?;
    if let Err(missing) = found(&ask.current.published.data, &id) {
        return Err(moved(&ask.current.published.data, &id).unwrap_or(missing));
    }
    let question = format!("/places/{id}?{at}");
    ask.answer(DependsOn::Minute, Cost::One, JSON, &question, move |ask| {
        let data = &ask.current.published.data;
        json_of(&PlaceAnswer::new(data, found(data, &id)?, at))
    })
    .await
}

fn found<'a>(data: &'a Dataset, id: &PlaceId) -> Result<&'a Place, Problem> {
    let missing = || Problem::not_found(format!("there is no place with the id \"{id}\""));
    data.place(id).ok_or_else(missing)
}

/// 308 to the place that a record was merged into, as programs read it.
fn moved(data: &Dataset, id: &PlaceId) -> Option<Problem> {
    let place = data.place_now(id)?;
    let detail = format!("\"{id}\" was merged into \"{}\"", place.id);
    let address = HeaderValue::try_from(format!("/api/v1/places/{}", place.id)).ok()?;
    let problem = Problem::new(StatusCode::PERMANENT_REDIRECT, "moved", detail);
    Some(
        problem
            .with("moved_to", place.id.as_str())
            .with_header(LOCATION, address),
    )
}

fn moment(parameters: &mut Parameters, ask: &Ask) -> Result<LocalDateTime, Problem> {
    let now = ask.local();
    Ok(parameters.asked("at", now.date)?.unwrap_or(now))
}
