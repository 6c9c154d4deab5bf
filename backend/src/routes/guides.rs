//! `GET /api/v1/guides` and `/guides/{id}`.

use axum::body::Body;
use axum::http::Response;
use shared::model::{Dataset, Guide, GuideId};

use super::ask::{Ask, DependsOn, json_of};
use super::parameters::{Id, NoParameters};
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// All guides.
///
/// # Errors
/// 400 for any parameter.
pub async fn list(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Records, Cost::List, JSON, "/guides", |ask| {
        json_of(&ask.current.published.data.guides)
    })
    .await
}

/// One guide.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn get(Id(id): Id<GuideId>, _none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    found(&ask.current.published.data, &id)?;
    let question = ["/guides/", id.as_str()].concat();
    ask.answer(DependsOn::Records, Cost::One, JSON, &question, move |ask| {
        json_of(found(&ask.current.published.data, &id)?)
    })
    .await
}

fn found<'a>(data: &'a Dataset, id: &GuideId) -> Result<&'a Guide, Problem> {
    let missing = || Problem::not_found(format!("there is no guide with the id \"{id}\""));
    data.guide(id).ok_or_else(missing)
}
