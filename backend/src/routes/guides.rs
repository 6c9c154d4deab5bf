//! `GET /api/v1/guides` and `/guides/{id}`.

use axum::body::Body;
use axum::http::Response;
use shared::model::{Dataset, Guide, GuideId};

use super::ask::{Ask, DependsOn, json_of};
use super::paging::Page;
use super::parameters::{Id, NoParameters, Parameters};
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// All guides, or a page of them.
///
/// # Errors
/// 400 for a bad `limit` or `cursor`, or another parameter.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let page = Page::read(&mut parameters)?;
    parameters.finish()?;
    let question = ["/guides?", &page.normal()].concat();
    ask.answer_linked(DependsOn::Records, Cost::List, JSON, (&question, ""), move |ask| {
        let (part, next) = page.cut(&ask.current.published.data.guides, |guide| guide.id.as_str());
        let body = json_of(&part)?;
        Ok((body, page.link("/api/v1/guides", "", next)))
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
