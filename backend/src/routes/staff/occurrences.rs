//! `POST /api/v1/staff/activities/{id}/occurrences/{date}/{cancel|move|restore}`: one date of an activity.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use shared::model::{RecordKey, RecordKind};
use shared::time::{Date, LocalDateTime};

use super::records::record;
use super::{bad_field, blocking, not_edited};
use crate::app::App;
use crate::auth::{Signed, idempotency_key, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::service::staff::dates::{DateChange, change_date};

#[derive(Default, Deserialize)]
struct Given {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    minutes: Option<u16>,
}

/// Cancels, moves or restores a date.
///
/// # Errors
/// 403, 404, 422 when the activity has no date on that day or the new one is bad.
pub async fn post(
    State(app): State<Arc<App>>,
    Path((id, date, verb)): Path<(String, String, String)>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let given = match body.is_empty() {
        true => Given::default(),
        false => json_body::<Option<Given>>(&headers, &body)?.unwrap_or_default(),
    };
    let date: Date = date
        .parse()
        .map_err(|refusal: shared::problem::Refusal| bad_field("date", "bad-date", refusal.to_string()))?;
    let change = match verb.as_str() {
        "cancel" => DateChange::Cancel,
        "restore" => DateChange::Restore,
        "move" => {
            let to = given.to.as_deref();
            let to = to.ok_or_else(|| bad_field("to", "bad-field", "say when it takes place instead"))?;
            let to: LocalDateTime = to
                .parse()
                .map_err(|refusal: shared::problem::Refusal| bad_field("to", "bad-date", refusal.to_string()))?;
            DateChange::Move {
                to,
                minutes: given.minutes,
            }
        }
        _ => return Err(Problem::not_found("a date is cancelled, moved or restored")),
    };
    let request = idempotency_key(&headers)?.map(|request| format!("DATE {id} {date} {verb} {request}"));
    blocking(move || {
        let store = app.store.as_ref();
        let (change, reason) = (&change, given.reason.as_str());
        let edited = change_date(store, &signed.account, &id, date, (change, reason), request.as_deref());
        let edited = edited.map_err(not_edited)?;
        app.catch_up();
        let key = RecordKey {
            kind: RecordKind::Activity,
            id,
        };
        let raw = store.record(&key).map(|(raw, _)| raw.to_string()).unwrap_or_default();
        Ok(record(raw, edited.rev, StatusCode::OK))
    })
    .await
}
