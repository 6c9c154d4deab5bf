//! `GET /sede/{id}/og.png`: what a link to a place looks like where messages show a picture (`og:image`).

use axum::body::Body;
use axum::http::Response;
use axum::http::header::HeaderValue;
use shared::model::PlaceId;

use super::ask::{Ask, DependsOn};
use super::parameters::Id;
use crate::error::Problem;
use crate::picture;
use crate::rates::Cost;

/// The picture of a place.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn place(Id(id): Id<PlaceId>, ask: Ask) -> Result<Response<Body>, Problem> {
    let missing = || Problem::not_found("there is no place with that id");
    ask.current.published.data.place(&id).ok_or_else(missing)?;
    let question = format!("/sede/{id}/og.png");
    let content_type = HeaderValue::from_static("image/png");
    ask.answer(DependsOn::Records, Cost::List, content_type, &question, move |ask| {
        let data = &ask.current.published.data;
        let place = data
            .place(&id)
            .ok_or_else(|| Problem::not_found("there is no place with that id"))?;
        picture::of_place(data, place, &ask.app.options.brand).map_err(Problem::internal)
    })
    .await
}
