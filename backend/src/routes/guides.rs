//! `GET /api/v1/guides` and `/guides/{id}`.

use axum::body::Body;
use axum::http::Response;
use shared::model::GuideId;

use super::ask::{Ask, DependsOn};
use super::parameters::{Id, NoParameters};
use crate::error::Problem;

/// All guides.
///
/// # Errors
/// 400 for any parameter.
pub async fn list(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    ask.json(DependsOn::Records, |ask| Ok(ask.current.published.data.guides.clone()))
}

/// One guide.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn get(Id(id): Id<GuideId>, _none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let data = &ask.current.published.data;
    let missing = || Problem::not_found(format!("there is no guide with the id \"{id}\""));
    let guide = data.guide(&id).ok_or_else(missing)?;
    ask.json(DependsOn::Records, |_| Ok(guide))
}
