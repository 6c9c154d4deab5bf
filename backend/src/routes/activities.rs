//! `GET /api/v1/activities`, `/activities/{id}` and `/activities/{id}/occurrences?from=&to=`.

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;
use shared::model::{Activity, ActivityId, Dataset};
use shared::time::{Calendar, Date, LocalDateTime, Occurrence, Standing, Start, occurrence, rome, standing};

use super::ask::{Ask, DependsOn, json_of};
use super::paging::Page;
use super::parameters::{Id, NoParameters, Parameters};
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// Days that an answer covers when `to` is not given.
const DEFAULT_DAYS: i32 = 90;
/// Most days that an answer covers.
const MAX_DAYS: i32 = 400;

/// An activity and its next date.
#[derive(Serialize)]
struct ActivityAnswer<'a> {
    #[serde(flatten)]
    activity: &'a Activity,
    /// The next date that takes place and has not ended; `null` when there is none or it is not known.
    next: Option<OccurrenceAnswer>,
    /// `coming`, `over`, `called_off` (there are dates to come, none takes place) or `undated`.
    standing: &'static str,
    /// The last date that took place, when all that are known are `over`: whether there will be others is not known.
    last: Option<OccurrenceAnswer>,
}

/// One date. Times carry the offset of Europe/Rome; a day without a time is "orario da confermare".
#[derive(Serialize)]
pub struct OccurrenceAnswer {
    /// When it starts: a time with offset, or a day.
    start: String,
    /// When it ends, if that is known.
    end: Option<String>,
    /// It fills whole days rather than lacking a time.
    all_day: bool,
    /// `scheduled`, `cancelled` or `suspended`.
    status: &'static str,
    /// Why it does not take place, or why at this time; empty for an ordinary date.
    reason: String,
    /// Where a moved date has been before.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_from: Option<String>,
    /// Where a date went that does not take place at this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// The public holiday it falls on, worth asking about.
    #[serde(skip_serializing_if = "Option::is_none")]
    holiday: Option<String>,
    /// It is of an example, nothing that one can go to.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    sample: bool,
}

impl OccurrenceAnswer {
    fn new(activity: &Activity, occurrence: Occurrence) -> Self {
        Self {
            start: start_text(occurrence.start),
            end: occurrence.end.map(rome::rfc3339),
            all_day: occurrence.all_day,
            status: occurrence.status.code(),
            reason: occurrence.reason,
            moved_from: occurrence.moved_from.map(start_text),
            moved_to: occurrence.moved_to.map(rome::rfc3339),
            holiday: occurrence.holiday,
            sample: activity.sample,
        }
    }
}

fn start_text(start: Start) -> String {
    match start.time {
        Some(time) => rome::rfc3339(start.date.at(time)),
        None => start.date.to_string(),
    }
}

impl<'a> ActivityAnswer<'a> {
    fn new(data: &'a Dataset, activity: &'a Activity, now: LocalDateTime) -> Self {
        let standing = standing(activity, &Calendar::of_activity(data, activity), now);
        let code = standing.code();
        let (next, last) = match standing {
            Standing::Coming(next) => (Some(next), None),
            Standing::Over(last) => (None, Some(last)),
            Standing::CalledOff(_) | Standing::Undated => (None, None),
        };
        Self {
            activity,
            next: next.map(|date| OccurrenceAnswer::new(activity, date)),
            standing: code,
            last: last.map(|date| OccurrenceAnswer::new(activity, date)),
        }
    }
}

/// The next date of an activity.
#[must_use]
pub fn next(data: &Dataset, activity: &Activity, now: LocalDateTime) -> Option<OccurrenceAnswer> {
    let calendar = Calendar::of_activity(data, activity);
    occurrence::next(activity, &calendar, now).map(|date| OccurrenceAnswer::new(activity, date))
}

/// All activities, or a page of them.
///
/// # Errors
/// 400 for a bad `limit` or `cursor`, or another parameter.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let page = Page::read(&mut parameters)?;
    parameters.finish()?;
    let question = ["/activities?", &page.normal()].concat();
    ask.answer_linked(DependsOn::Minute, Cost::List, JSON, (&question, ""), move |ask| {
        let (data, now) = (&ask.current.published.data, ask.local());
        let (part, next) = page.cut(&data.activities, |activity| activity.id.as_str());
        let activities = part.iter().map(|activity| ActivityAnswer::new(data, activity, now));
        let body = json_of(&activities.collect::<Vec<_>>())?;
        Ok((body, page.link("/api/v1/activities", "", next)))
    })
    .await
}

/// One activity.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn get(Id(id): Id<ActivityId>, _none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    found(&ask.current.published.data, &id)?;
    let question = ["/activities/", id.as_str()].concat();
    ask.answer(DependsOn::Minute, Cost::One, JSON, &question, move |ask| {
        let data = &ask.current.published.data;
        json_of(&ActivityAnswer::new(data, found(data, &id)?, ask.local()))
    })
    .await
}

/// The dates of an activity from one day to another, both included: from today on for 90 days unless it is said.
///
/// # Errors
/// 404 when there is none with that id; 400 for bad days, or more than 400 of them.
pub async fn occurrences(
    Id(id): Id<ActivityId>,
    mut parameters: Parameters,
    ask: Ask,
) -> Result<Response<Body>, Problem> {
    let today = ask.local().date;
    let from: Option<Date> = parameters.asked("from", today)?;
    let to: Option<Date> = parameters.asked("to", today)?;
    parameters.finish()?;
    let from = from.unwrap_or(today);
    let to = to.unwrap_or_else(|| from.saturating_add_days(DEFAULT_DAYS));
    if to < from {
        return Err(Problem::bad_request(
            "period-ends-before-it-begins",
            "to",
            "to lies before from",
        ));
    }
    if to.days() - from.days() > MAX_DAYS {
        let detail = format!("at most {MAX_DAYS} days are answered at once");
        return Err(Problem::bad_request("period-too-long", "to", detail));
    }
    found(&ask.current.published.data, &id)?;
    let question = format!("/activities/{id}/occurrences?{from}/{to}");
    ask.json(DependsOn::Minute, Cost::One, &question, move |ask| {
        let data = &ask.current.published.data;
        let activity = found(data, &id)?;
        let calendar = Calendar::of_activity(data, activity);
        let dates = occurrence::occurrences(activity, &calendar, from, to);
        let dates = dates.into_iter().map(|date| OccurrenceAnswer::new(activity, date));
        Ok(dates.collect::<Vec<_>>())
    })
    .await
}

fn found<'a>(data: &'a Dataset, id: &ActivityId) -> Result<&'a Activity, Problem> {
    let missing = || Problem::not_found(format!("there is no activity with the id \"{id}\""));
    data.activity(id).ok_or_else(missing)
}
