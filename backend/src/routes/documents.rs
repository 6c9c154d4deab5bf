//! What programs read about the interface itself: OpenAPI, and the data set file as JSON Schema.

use axum::body::Body;
use axum::http::Response;
use axum::http::header::HeaderValue;

use super::ask::{Ask, DependsOn};
use super::parameters::NoParameters;
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// The description of every public address; a test holds it to the router.
const OPENAPI: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
///
/// # Errors
/// 400 for any parameter.
pub async fn openapi(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, JSON, "/openapi.json", |_| Ok(OPENAPI))
        .await
}

/// `GET /api/v1/schema.json`
///
/// # Errors
/// 400 for any parameter.
pub async fn schema(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let content_type = HeaderValue::from_static("application/schema+json");
    ask.answer(DependsOn::Build, Cost::One, content_type, "/schema.json", |_| {
        Ok(shared::seed::schema())
    })
    .await
}
