//! `POST|GET /api/v1/staff/campaigns` and `DELETE /api/v1/staff/campaigns/{id}`: places are asked by a link each.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::model::{RecordKey, RecordKind};

use super::{allows, bad_field, blocking, forbidden, not_kept};
use crate::app::App;
use crate::auth::{Signed, editorial, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::service::staff::Action;
use crate::service::staff::campaigns::USUAL_DAYS;

/// Places of a campaign at most.
const MOST_PLACES: usize = 500;

#[derive(Deserialize)]
struct Asked {
    places: Vec<String>,
    #[serde(default)]
    days: Option<i64>,
}

fn place(id: &str) -> RecordKey {
    RecordKey {
        kind: RecordKind::Place,
        id: id.to_owned(),
    }
}

/// Makes a link for each place. The links are told in this answer only.
///
/// # Errors
/// 403 for places that are not the account's to confirm, 422 for what is no place.
pub async fn post(
    State(app): State<Arc<App>>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let mut asked: Asked = json_body(&headers, &body)?;
    asked.places.sort();
    asked.places.dedup();
    if asked.places.is_empty() || asked.places.len() > MOST_PLACES {
        return Err(bad_field("places", "bad-places", "a campaign asks 1 to 500 places"));
    }
    let days = asked.days.unwrap_or(USUAL_DAYS);
    if !(1..=180).contains(&days) {
        return Err(bad_field("days", "bad-days", "links hold for 1 to 180 days"));
    }
    blocking(move || {
        let data = Arc::clone(&app.store.published().data);
        let mut names = Vec::new();
        for id in &asked.places {
            let known = data.places.iter().find(|place| place.id.as_str() == id);
            let known = known.ok_or_else(|| bad_field("places", "unknown-place", format!("there is no place \"{id}\"")))?;
            if !allows(&app, &signed.account, Action::Verify, &place(id)) {
                return Err(forbidden());
            }
            names.push(known.name.clone());
        }
        let campaigns = &editorial(&app)?.campaigns;
        let now = app.clock.now().0;
        let made = campaigns.make(&signed.account.id, &asked.places, days, now).map_err(not_kept)?;
        let (campaign, links) = made;
        let site = &app.options.site;
        let links: Vec<Value> = links
            .iter()
            .zip(names)
            .map(|((place, token), name)| json!({"place": place, "name": name, "url": format!("{site}/c/{}", token.text())}))
            .collect();
        let answer = json!({"id": campaign.id, "until": campaign.until, "links": links});
        Ok((StatusCode::CREATED, Json(answer)).into_response())
    })
    .await
}

/// The campaigns whose places are all the account's to confirm.
///
/// # Errors
/// 401.
pub async fn get(State(app): State<Arc<App>>, _none: NoParameters, signed: Signed) -> Result<Json<Value>, Problem> {
    blocking(move || {
        let mut campaigns = editorial(&app)?.campaigns.list();
        campaigns.retain(|campaign| {
            let mut places = campaign.places.keys();
            places.all(|id| allows(&app, &signed.account, Action::Verify, &place(id)))
        });
        Ok(Json(json!({"campaigns": campaigns})))
    })
    .await
}

/// Ends the links of a campaign.
///
/// # Errors
/// 403, 404.
pub async fn delete(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    _none: NoParameters,
    signed: Signed,
) -> Result<Response<Body>, Problem> {
    blocking(move || {
        let campaigns = &editorial(&app)?.campaigns;
        let known = campaigns.list().into_iter().find(|campaign| campaign.id == id);
        let known = known.ok_or_else(|| Problem::not_found("there is no such campaign"))?;
        let mut places = known.places.keys();
        if !places.all(|id| allows(&app, &signed.account, Action::Verify, &place(id))) {
            return Err(forbidden());
        }
        campaigns.withdraw(&id, app.clock.now().0).map_err(not_kept)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}
